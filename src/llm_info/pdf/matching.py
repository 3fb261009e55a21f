"""Is this PDF the paper of that entry? Pure, and slow to say yes.

The rule, in this order:

1. An unreadable PDF, or one without a text layer, is `unknown`.
2. arXiv's stamp decides where the entry has an arXiv id, too.
3. The title, folded to letters, digits and `+`, stands among the first 600 letters of page 1 (of
   page 2 behind a cover sheet), as whole lines or as the printed title: `same`. A title that is
   only a part of the printed one is `other`: papers of one series begin alike.
4. The DOI that page 1 gives as its own is the entry's: `same`.
5. The title stands there with a few letters changed, no digit and no `+` among them, and the
   authors agree: `same`, with a score below 1.
6. The authors agree, the title does not: `unknown`, it may be retitled. Else `other`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from llm_info.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm_info.identifiers import ArxivId, Doi
    from llm_info.pdf.report import PdfReport

TOP_LETTERS = 600
"""The title stands within so many letters of page 1: true of 124 of 124 papers, and of none of
17,236 wrong pairs."""

SHORTEST = 12
"""A shorter title occurs in other papers' first lines, so that alone it decides nothing."""

CLOSE = 0.94
"""Share of a title's letters that must agree for a misprint."""

_COVER_LETTERS = 1500
"""A first page with fewer letters may be a cover sheet."""

_AUTHORS_AGREE = 0.5
_AUTHORS_SURELY_AGREE = 0.8
_FEWEST_AUTHORS = 3
_NEVER_MISPRINTED = re.compile(r"[\d+]+")
_LETTERS_RUN = 3


class Sameness(StrEnum):
    """Whether a PDF is the paper that was asked about."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Match:
    """The answer.

    Attributes:
        verdict: The answer itself.
        score: From 0 to 1, how much of the title stands where a title stands.
        reason: Why, in half a sentence.
    """

    verdict: Sameness
    score: float
    reason: str

    @property
    def is_same(self) -> bool:
        """Whether the PDF is the paper."""
        return self.verdict is Sameness.SAME


@dataclass(frozen=True, slots=True)
class _Top:
    """The first letters of a page.

    Attributes:
        letters: Folded.
        starts: Positions in it at which a line begins.
        ends: Positions in it at which a line ends.
    """

    letters: str
    starts: frozenset[int]
    ends: frozenset[int]

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, page: str) -> _Top:
        """Fold a page's first lines; a PDF is compared with many entries in a row."""
        letters, starts, ends = "", {0}, {0}
        for line in page.splitlines():
            if len(letters) >= TOP_LETTERS:
                break
            starts.add(len(letters))
            letters += fold(line)
            ends.add(len(letters))
        return cls(letters[:TOP_LETTERS], frozenset(starts), frozenset(ends))


def match(
    report: PdfReport,
    *,
    title: str,
    also_titled: Iterable[str] = (),
    authors: Sequence[str] = (),
    arxiv: ArxivId | None = None,
    doi: Doi | None = None,
) -> Match:
    """Compare a PDF with what an entry says.

    Args:
        report: What is known of the PDF.
        title: The entry's title.
        also_titled: Other titles of the paper.
        authors: Full names, as one reads them.
        arxiv: The entry's arXiv id.
        doi: The entry's DOI.
    """
    settled = _match_first(report, arxiv)
    if settled is not None:
        return settled
    share = _share_of_authors(report, authors)
    scored = [_match_title(report, one, authors, share) for one in (title, *also_titled)]
    best = max(scored, key=lambda one: (one.is_same, one.score))
    if best.is_same:
        return best
    if doi and doi == report.doi:
        return Match(Sameness.SAME, best.score, f"page 1 gives its DOI as {doi}")
    undecided = [one for one in scored if one.verdict is Sameness.UNKNOWN]
    surely = share >= _AUTHORS_SURELY_AGREE and len(authors) >= _FEWEST_AUTHORS
    if not undecided and surely and not _is_part(report, title):
        reason = f"its authors agree, its title is {_shown(report)}"
        undecided = [Match(Sameness.UNKNOWN, best.score, reason)]
    return undecided[0] if undecided else best


def _match_first(report: PdfReport, arxiv: ArxivId | None) -> Match | None:
    """What is settled before any title is read."""
    if not report.readable:
        return Match(Sameness.UNKNOWN, 0, f"the PDF cannot be read: {report.reason}")
    if arxiv and report.arxiv:
        if arxiv == report.arxiv:
            return Match(Sameness.SAME, 1, f"arXiv's stamp says {arxiv}")
        return Match(Sameness.OTHER, 0, f"arXiv's stamp says {report.arxiv}, not {arxiv}")
    if not report.has_text:
        return Match(Sameness.UNKNOWN, 0, "there is no text on the first pages")
    return None


def _match_title(report: PdfReport, title: str, authors: Sequence[str], share: float) -> Match:
    wanted, printed = fold(title), fold(report.printed_title)
    backed = share >= _AUTHORS_AGREE
    if wanted == printed and wanted and (len(wanted) >= SHORTEST or backed):
        return Match(Sameness.SAME, 1, "the title is printed on page 1")
    if len(wanted) < SHORTEST:
        return Match(Sameness.UNKNOWN, 0, f"the title {title!r} is too short to decide by")
    for top in _tops(report):
        if _stands_in(top, wanted, printed, authors):
            return Match(Sameness.SAME, 1, "the title stands at the top of page 1")
    closest = max(
        (_closeness(wanted, place) for place in (*(top.letters for top in _tops(report)), printed)),
        default=0.0,
    )
    score = round(min(closest, 0.999), 3)
    if closest >= CLOSE and (backed or not authors) and not _is_part(report, title):
        return Match(Sameness.SAME, score, f"the title is nearly {_shown(report)}")
    return Match(Sameness.OTHER, score, f"the title is {_shown(report)}")


def _tops(report: PdfReport) -> list[_Top]:
    pages = report.texts[:1]
    if len(report.texts) > 1 and len(_folded(report.texts[:1])) < _COVER_LETTERS:
        pages = report.texts[:2]
    return [_Top.of(page) for page in pages]


def _stands_in(top: _Top, wanted: str, printed: str, authors: Sequence[str]) -> bool:
    """Whether a folded title is there, and is not merely a part of the printed title.

    Where authors are set like the title, the printed title seems longer than it is; then it has to
    stand in lines of its own, and an author has to follow.
    """
    part = wanted in printed and len(printed) >= len(wanted) + _LETTERS_RUN
    names = tuple(folded for name in authors if (folded := fold(name)))
    position = top.letters.find(wanted)
    while position >= 0:
        end = position + len(wanted)
        rest = top.letters[end:]
        if not (part or rest.startswith("+")):
            return True
        whole_lines = position in top.starts and end in top.ends
        if whole_lines and (not names or rest.startswith(names)):
            return True
        position = top.letters.find(wanted, position + 1)
    return False


def _is_part(report: PdfReport, title: str) -> bool:
    wanted, printed = fold(title), fold(report.printed_title)
    return wanted in printed and wanted != printed


def _shown(report: PdfReport) -> str:
    return repr(report.title) if report.title else "another"


def _share_of_authors(report: PdfReport, authors: Sequence[str]) -> float:
    """Share of the names that stand on the first two pages: family name and given name in a row."""
    if not authors:
        return 0.0
    pages = _folded(report.texts)
    return sum(_stands(name, pages) for name in authors) / len(authors)


@lru_cache(maxsize=64)
def _folded(pages: tuple[str, ...]) -> str:
    return fold("".join(pages))


def _stands(name: str, pages: str) -> bool:
    return (folded := fold(name)) != "" and folded in pages


def _closeness(wanted: str, place: str) -> float:
    """1 less the share of letters to change so that `wanted` is a part of `place`.

    0 if a digit or a `+` would have to be changed, or if it is far off.
    """
    if not place or not wanted:
        return 0.0
    grams = {wanted[i : i + 3] for i in range(len(wanted) - 2)}
    near = sum(gram in place for gram in grams) / max(1, len(grams))
    if near < 1 - 3 * (1 - CLOSE) - 0.1:
        return round(near * (1 - 3 * (1 - CLOSE)), 3)
    distance, start, end = _align(wanted, place)
    found = place[start:end]
    closeness = 1 - distance / len(wanted)
    if _NEVER_MISPRINTED.findall(found) != _NEVER_MISPRINTED.findall(wanted):
        return min(closeness, CLOSE - 0.01)
    return closeness


def _align(wanted: str, place: str) -> tuple[int, int, int]:
    """Find the part of `place` that is `wanted` with the fewest changes (Sellers' algorithm).

    Returns:
        Number of changes, and where the part begins and ends.
    """
    row = [(0, start) for start in range(len(place) + 1)]
    for count, letter in enumerate(wanted, 1):
        above, row = row, [(count, 0)]
        for index, other in enumerate(place, 1):
            replaced, origin = above[index - 1]
            row.append(
                min(
                    (replaced + (letter != other), origin),
                    (above[index][0] + 1, above[index][1]),
                    (row[index - 1][0] + 1, row[index - 1][1]),
                )
            )
    end = min(range(len(row)), key=lambda index: row[index][0])
    return row[end][0], row[end][1], end
