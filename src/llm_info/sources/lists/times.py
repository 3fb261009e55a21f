"""Years and venues in the ways lists write them: pure text → `Occasion`."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:19[89]|20[0-4])\d"
_DATE = re.compile(
    rf"(?<![\w./-])(?P<year>{_YEAR})\s?[./年-]\s?(?P<month>1[0-2]|0?[1-9])(?!\d)(?![./-]\d{{3}})"
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NAME = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_MONTH_YEAR = re.compile(
    rf"\b(?P<month>{_MONTH_NAME})\b\.?(?:\s+\d{{1,2}}(?:[a-z]{{2}})?\b)?,?\s+(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)
_VENUE_WORD = (
    r"(?:[A-Z][\w&+/.-]*|\([A-Z][\w -]*\)|of|on|in|at|and|the|for|to|@|&|ar[xX]iv|bioRxiv)"
)
_VENUE_YEAR = re.compile(
    rf"(?P<venue>[A-Za-z][\w&+/.-]*?(?:[ @:]+{_VENUE_WORD}){{0,9}}?)"
    rf"(?:\s*[,:]?\s*\(?(?P<year>{_YEAR})(?!\d)|\s?['’‘`]\s?(?P<short>\d\d)(?!\d)|"
    rf"(?<=[A-Za-z])[ _-]?(?P<joined>(?:0[5-9]|1\d|2\d))(?![\d.%]))"
)
_PART = re.compile(r"[\s,(-]*(?P<part>[Ww]orkshops?|[Ff]indings)\b")
"""What of a conference it was, as in `EMNLP'23 Findings`: neither is the conference itself."""

_LONE_YEAR = re.compile(rf"(?<![\w./-]){_YEAR}(?![\w/]|\.\d{{2}})")
_KNOWN = re.compile(
    r"\b(?:(?i:arxiv|neurips|nips|icml|iclr|cvpr|iccv|eccv|emnlp|naacl|eacl|coling|aaai|ijcai|kdd|"
    r"osdi|sosp|nsdi|mlsys|asplos|hpca|ppopp|eurosys|sigcomm|vldb|sigmod|icde|usenix|iccad|isscc|"
    r"tmlr|jmlr|tacl|tpami|openreview|interspeech|icassp|socc|sigir|wsdm|cikm|conll|cacm)|"
    r"ACL|WWW|ISCA|MICRO|SC|ATC|FAST|DAC|DATE|COLM|CoLM|CoRR|Nature|Science|[Pp]reprint|Preprints)\b"
)


_VENUE_KINDS = re.compile(
    r"(?:in )?(?:journal|transactions|proceedings|proc\.?|conference|workshop|book|findings|"
    r"preprint|ieee|acm|usenix|nature|science|international)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when; all of it may be unknown.

    Attributes:
        venue: Without its year.
        year: When; that of the venue, unless a date is given.
        month: The month of that year.
        venue_year: The year of the venue, where it is another one.
    """

    venue: str | None = None
    year: int | None = None
    month: int | None = None
    venue_year: int | None = None

    def or_else(self, other: Occasion) -> Occasion:
        """Fill what is unknown here from `other`."""
        same_year = self.year is None or self.year == other.year
        year = self.year or other.year
        named = self if self.venue else other
        venue_year = named.venue_year or named.year or year if named.venue else None
        return Occasion(
            named.venue,
            year,
            self.month or (other.month if same_year else None),
            venue_year if venue_year != year else None,
        )


def occasion_in_tag(text: str) -> Occasion:
    """Read a tag, badge or cell that holds nothing but a venue or a date.

    >>> occasion_in_tag("arxiv'25")
    Occasion(venue='arxiv', year=2025, month=None)
    """
    text = text.strip(" []()`*:|,.")
    dated = _dated(text)
    if dated.year:
        return dated
    if found := _VENUE_YEAR.search(text):
        return Occasion(_venue(found), _year(found))
    if found := _LONE_YEAR.search(text):
        return Occasion(None, int(found[0]))
    if (found := _KNOWN.search(text)) and len(text.split()) <= 4:  # noqa: PLR2004
        return Occasion(_tidy(text), None)
    return Occasion()


def occasion_in_text(text: str) -> Occasion:
    """Read what follows a title; a venue counts if a year is with it or everybody knows it."""
    dated = _dated(text)
    text = _MONTH_YEAR.sub(" ", _DATE.sub(" ", text))
    named = Occasion()
    for found in _VENUE_YEAR.finditer(text):
        if found["joined"] and not _KNOWN.search(found["venue"]):
            continue
        named = Occasion(_venue(found), _year(found))
        break
    if not named.venue and (known := _KNOWN.search(text)):
        named = Occasion(known[0], None)
    if dated.year:
        return dated.or_else(named)
    if named.year is None and (lone := _LONE_YEAR.search(text)):
        return Occasion(named.venue, int(lone[0]))
    return named


def is_venue(text: str) -> bool:
    """Whether a short text is a venue, with or without a year.

    >>> is_venue("ICML 2024"), is_venue("Journal of Invented Systems"), is_venue("Issues and Ideas")
    (True, True, False)
    """
    if _VENUE_KINDS.match(text) or _KNOWN.match(text):
        return True
    words = re.sub(rf"{_YEAR}|['’‘`]\d\d", " ", text).split()
    abbreviated = [word for word in words if sum(map(str.isupper, word)) >= 2]  # noqa: PLR2004
    return bool(words) and words != text.split() and len(abbreviated) * 2 >= len(words)


def years_in(text: str) -> int:
    """How many years a text names, each as often as it does."""
    return len(_LONE_YEAR.findall(text))


def year_in_heading(text: str) -> int | None:
    """The year a heading stands for, if it names exactly one.

    >>> year_in_heading("Papers of 2023"), year_in_heading("2019 to 2021")
    (2023, None)
    """
    if re.search(r"\b(?:before|after|since|until|pre|prior|from)\b", text, re.IGNORECASE):
        return None
    years = {int(year) for year in re.findall(rf"(?<!\d){_YEAR}(?!\d)", text)}
    return years.pop() if len(years) == 1 else None


def _dated(text: str) -> Occasion:
    if found := _DATE.search(text):
        return Occasion(None, int(found["year"]), int(found["month"]))
    if found := _MONTH_YEAR.search(text):
        begins = found["month"][:3].lower()
        month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(begins))
        return Occasion(None, int(found["year"]), month)
    return Occasion()


def _year(found: re.Match[str]) -> int:
    if found["year"]:
        return int(found["year"])
    return 2000 + int(found["short"] or found["joined"])


def _venue(found: re.Match[str]) -> str | None:
    """The venue of a match, with the part of it that is named behind the year."""
    venue = _tidy(found["venue"])
    part = _PART.match(found.string, found.end())
    if venue and part and part["part"].casefold() not in venue.casefold():
        return f"{venue} {part['part'].capitalize()}"
    return venue


def _tidy(venue: str) -> str | None:
    words = venue.strip(" ,.:;()[]'’*|-").removeprefix("Conference ").removeprefix("in ").strip()
    return words or None
