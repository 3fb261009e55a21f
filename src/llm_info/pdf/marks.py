"""What page 1 says of its own identity: arXiv's stamp and a DOI. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from llm_info.identifiers import ArxivId, Doi

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STAMP = re.compile(
    r"arXiv:\s?(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})v(?P<version>\d{1,3})"
    r"\s*(?:\[[A-Za-z.-]+\])?\s*(?P<day>\d{1,2})\s?(?P<month>[A-Z][a-z]{2})[a-z]*\s?(?P<year>\d{4})",
    re.ASCII,
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`\[\]]+", re.IGNORECASE)
_REFERENCES = re.compile(
    r"^\s*(?:\d+\.?\s+)?(?:references|bibliography)\s*$", re.IGNORECASE | re.MULTILINE
)
_TEMPLATES = frozenset(["10.1145/1122445.1122456"])
_PLACEHOLDER = re.compile(r"n{5,}|x{5,}|1234567", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stamp as read: id, version, date."""

    arxiv: str
    version: int
    date: str


def find_stamp(turned: str, lines: Iterable[str]) -> Mark | None:
    """Read arXiv's stamp.

    Args:
        turned: All text of page 1 that runs upwards, which is how the stamp is set.
        lines: The other lines; one that is a stamp and nothing else counts, a reference does not.
    """
    if found := _STAMP.search(turned):
        return _mark(found)
    marks = [
        mark
        for line in lines
        if (found := _STAMP.fullmatch(line.strip())) and (mark := _mark(found))
    ]
    return marks[0] if len(marks) == 1 else None


def _mark(found: re.Match[str]) -> Mark | None:
    arxiv = ArxivId.recognize(found["id"])
    try:
        month = _MONTHS.index(found["month"].lower()) + 1
        day = date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None
    if arxiv is None or (day.year, day.month) < arxiv.month:
        return None
    return Mark(str(arxiv), int(found["version"]), day.isoformat())


def find_doi(text: str, targets: Iterable[str]) -> str | None:
    """Find the DOI that page 1 gives as its own.

    References may stand on page 1, too, so that several are none. A link's target is whole where
    the printed text has lost a character or broken the line.

    Args:
        text: Text of page 1.
        targets: Addresses that page 1 links to.
    """
    if references := _REFERENCES.search(text):
        text = text[: references.start()]
    linked = [doi for target in targets if (doi := Doi.recognize(target)) and _is_real(doi.value)]
    printed = list(dict.fromkeys(_printed(text)))
    whole = [doi.value for doi in linked if any(_begins(one, doi.value) for one in printed)]
    candidates = list(dict.fromkeys(whole)) or [one for one in printed if _is_real(one)]
    return candidates[0] if len(candidates) == 1 else None


def _printed(text: str) -> Iterable[str]:
    for found in _DOI.finditer(re.sub(r"(10\.\d{4,9}/)\s*\n\s*(?=\w)", r"\1", text)):
        raw = found[0].rstrip(".,;:'\u2019\u201d")
        while raw.endswith(")") and raw.count(")") > raw.count("("):
            raw = raw[:-1].rstrip(".,;:")
        doi = Doi.recognize(raw)
        if doi:
            yield doi.value


def _begins(printed: str, linked: str) -> bool:
    return linked.startswith(printed) or printed.startswith(linked)


def _is_real(doi: str) -> bool:
    suffix = doi.partition("/")[2]
    if doi in _TEMPLATES or _PLACEHOLDER.search(suffix):
        return False
    return any(mark.isdigit() for mark in suffix)
