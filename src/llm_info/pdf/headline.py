"""The title and the authors' lines of a first page, by place and size of the print. Pure.

The largest print is not it: arXiv's stamp is larger, figures have their own scale, journals print
their name above. So: only level text outside figures in the upper part of the page, lines of one
size and font that follow each other, capitals of small caps counted by their larger size.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

UPPER_PART = 0.62
"""Share of the page, from above, in which a title stands. Covers have it in the middle."""

_SAME_SIZE = 0.03
_WIDEST_LEADING = 2.1
_GAP_BEFORE_AUTHORS = 1.3
_FEWEST_LETTERS = 4
_MOST_LETTERS = 350
_RAISED = 0.87
_LIFT = 0.12
_AUTHOR_LINES = 6

_NOT_A_TITLE = re.compile(
    r"^(?:abstract|introduction|contents|table of contents|article|research article|review|"
    r"original (?:paper|article)|technical report|preprint|under review|survey|open access|"
    r"published (?:as|in|by)\b.*|proceedings of\b.*|accepted\b.*|to appear\b.*|"
    r"(?:\d+\s+)?(?:international\s+)?(?:journal|transactions|conference|workshop) (?:of|on)\b.*|"
    r"(?:ieee|acm) (?:transactions|journal)\b.*|.*\bvol\.? ?\d+.*|https?://.*|www\..*|arxiv:.*|"
    r"see discussions, stats.*|available online.*|contents lists available.*|"
    r"this paper is included.*|"
    r"citation\b.*|hal id\b.*|author\(s\).*|[\W\d]*)$",
    re.IGNORECASE,
)
_BELOW_AUTHORS = re.compile(
    r"^\s*(?:abstract|summary|introduction|1\.?\s+introduction|keywords?)\b", re.IGNORECASE
)
_NAMES = re.compile(
    r"[A-ZÀ-Ý][\w\u2019'.-]*(?: [A-ZÀ-Ý][\w\u2019'.-]*){1,3}"
    r"(?:(?:,| and|, and| &) [A-ZÀ-Ý][\w\u2019'.-]*(?: [A-ZÀ-Ý][\w\u2019'.-]*){1,3}){2,}"
)
_MARKS = " \t*\u2217†‡§¶⋆★♠♣♦♥#"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that was printed in one go.

    Attributes:
        text: With the spaces and line ends that the parser found before and behind it.
        height: Of its baseline above the lower edge of the page.
        size: Of the print, in points.
        font: Name of the font.
        is_level: Whether it runs from left to right.
        in_figure: Whether it belongs to a form, whose place on the page is not known.
    """

    text: str
    height: float
    size: float
    font: str
    is_level: bool = True
    in_figure: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of print.

    Attributes:
        text: What it says.
        height: Of its baseline.
        size: The larger one, if there are two.
        small: Size of the lesser capitals where it is set in small caps, else the same.
        font: The font of most letters.
        raised: How many marks stand above the baseline, as those behind authors' names do.
    """

    text: str
    height: float
    size: float
    small: float
    font: str
    raised: int


@dataclass(frozen=True, slots=True)
class Headline:
    """Title and authors' lines; both may be empty."""

    title: str = ""
    authors: str = ""


def find_headline(
    pieces: Sequence[Piece], page_height: float, metadata_title: str = ""
) -> Headline:
    """Find the title on a first page.

    Args:
        pieces: What is printed, in the parser's order.
        page_height: In points.
        metadata_title: What the metadata say; it counts where the page says the same.
    """
    for figures in (False, True):
        chosen = [piece for piece in pieces if piece.is_level and (figures or not piece.in_figure)]
        lines = list(_lines(chosen))
        upper = [line for line in lines if line.height >= page_height * (1 - UPPER_PART)]
        if run := _largest_run(upper):
            break
    else:
        return Headline()
    title = _joined(line.text for line in run)
    if metadata_title and _contains(title, metadata_title):
        title = metadata_title
    return Headline(title, _authors_below(lines, run[-1]))


def _lines(pieces: Iterable[Piece]) -> Iterator[_Line]:
    line: list[Piece] = []
    for piece in pieces:
        if line and abs(piece.height - line[-1].height) > max(piece.size, line[-1].size):
            yield from _line(line)
            line = []
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                yield from _line(line)
                line = []
            if part:
                line.append(replace(piece, text=part))
    yield from _line(line)


def _line(pieces: Sequence[Piece]) -> Iterator[_Line]:
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for piece in pieces:
        letters = _letters(piece.text)
        sizes[round(piece.size, 1)] += letters
        fonts[piece.font] += letters
    total = sizes.total()
    if not total:
        return
    size = max((size for size, count in sizes.items() if count > 1), default=max(sizes))
    main = [piece for piece in pieces if abs(piece.size - size) <= size * _SAME_SIZE]
    height = main[0].height
    raised = sum(
        piece.size < size * _RAISED and piece.height > height + size * _LIFT
        for piece in pieces
        if piece.text.strip()
    )
    text = "".join(piece.text for piece in pieces).strip()
    smaller = [one for one, count in sizes.items() if count > 1 and one < size * _RAISED]
    small = max(smaller, default=size) if text.isupper() else size
    yield _Line(text, height, size, small, fonts.most_common(1)[0][0], raised)


def _largest_run(lines: Sequence[_Line]) -> list[_Line]:
    """The lines of the title: the largest print that can be one, the first of several."""
    best: list[_Line] = []
    for run in _runs(lines):
        text = _joined(line.text for line in run)
        if not _FEWEST_LETTERS <= _letters(text) <= _MOST_LETTERS or _NOT_A_TITLE.match(text):
            continue
        if not best or run[0].size > best[0].size * (1 + _SAME_SIZE):
            best = run
    return best


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    run: list[_Line] = []
    for line in lines:
        if run and not _continues(run, line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _continues(run: Sequence[_Line], line: _Line) -> bool:
    last = run[-1]
    gap = last.height - line.height
    if line.font != run[0].font or not _same_size(run[0], line):
        return False
    if not 0 <= gap <= last.size * _WIDEST_LEADING:
        return False
    leadings = [above.height - below.height for above, below in pairwise(run)]
    if leadings and gap > max(leadings) * _GAP_BEFORE_AUTHORS:
        return False
    return not _looks_like_authors(line)


def _same_size(first: _Line, line: _Line) -> bool:
    """Whether two lines are set alike; a line of small caps may have no large capital."""
    if abs(line.size - first.size) <= first.size * _SAME_SIZE:
        return True
    lesser = min(first.small, line.size) if first.small < first.size else 0
    return line.text.isupper() and abs(line.size - lesser) <= line.size * _SAME_SIZE


def _looks_like_authors(line: _Line) -> bool:
    return line.raised > 1 or bool(_NAMES.search(line.text))


def _authors_below(lines: Sequence[_Line], last: _Line) -> str:
    """The lines between the title and the abstract, cut after a few."""
    index = lines.index(last)
    found: list[str] = []
    for line in lines[index + 1 :][:_AUTHOR_LINES]:
        if _BELOW_AUTHORS.match(line.text) or line.height > last.height:
            break
        found.append(line.text)
    return _joined(found)


def _joined(lines: Iterable[str]) -> str:
    """One line of several; a hyphen at a line's end stays if a capital follows."""
    text = ""
    for line in lines:
        if re.search(r"[a-z]-$", text) and line[:1].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}"
    return " ".join(text.split()).strip(_MARKS)


def _contains(title: str, part: str) -> bool:
    wanted = _bare(part)
    return _letters(part) >= _FEWEST_LETTERS * 3 and _bare(title).startswith(wanted)


def _bare(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
