"""What an entry is made of, as types that parse, print and compare: dates, venues, names. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date as calendar_date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_VENUE = re.compile(r"(?P<venue>\S(?:.*\S)?) (?P<year>(?:19|20)\d\d)", re.ASCII)
_GROUP = re.compile(r"\{[^{}]+\}")
_PARTICLES = frozenset(
    ["al", "bin", "da", "dal", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la"]
    + ["le", "ter", "van", "von"]
)
_SUFFIXES = frozenset(["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"])


def is_slug(text: str) -> bool:
    """Whether `text` may be an entry's id or a topic's slug."""
    return _SLUG.fullmatch(text) is not None


class Kind(StrEnum):
    """What an entry is."""

    PAPER = "paper"
    LIST = "list"
    SOFTWARE = "software"
    DATASET = "dataset"
    LEADERBOARD = "leaderboard"
    ARTICLE = "article"


class State(StrEnum):
    """What became of a publication."""

    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day.

    >>> str(PartialDate.parse("2023-09")), PartialDate.parse("2023-09").last_day
    ('2023-09', datetime.date(2023, 9, 30))
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

        Raises:
            ValueError: It is none of these, or no such day exists.
        """
        found = _DATE.fullmatch(text)
        if not found:
            raise ValueError("is not a date (YYYY, YYYY-MM or YYYY-MM-DD)")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None  # noqa: S101  (the pattern has it)
        try:
            calendar_date(year, month or 1, day or 1)
        except ValueError:
            raise ValueError("is a day that no calendar has") from None
        return cls(year, month, day)

    @property
    def first_day(self) -> calendar_date:
        """The earliest day it can mean."""
        return calendar_date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> calendar_date:
        """The latest day it can mean."""
        month = self.month or 12
        return calendar_date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, slots=True, order=True)
class Appearance:
    """Where a paper was published: a venue's abbreviation and the year, as in `SOSP 2023`."""

    venue: str
    year: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<abbreviation> <year>`.

        Raises:
            ValueError: The year is missing or there is nothing before it.
        """
        found = _VENUE.fullmatch(text)
        if not found:
            raise ValueError("is not a venue and a year, such as SOSP 2023")
        return cls(found["venue"], int(found["year"]))

    def __str__(self) -> str:
        return f"{self.venue} {self.year}"


@dataclass(frozen=True, slots=True, order=True)
class Author:
    """An author as printed: `Ada Lovelace`, `Lovelace, Ada`, or `{Group Name}`.

    >>> Author("Laurens van der Maaten").family, Author("Laurens van der Maaten").given
    ('van der Maaten', 'Laurens')
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one author.

        Raises:
            ValueError: There is no letter in it, or its braces or commas mean nothing.
        """
        if not text[:1].isalpha() and not any(character.isalpha() for character in text):
            raise ValueError("is not a name")
        if ("{" in text or "}" in text) and not _GROUP.fullmatch(text):
            raise ValueError("has braces that are not around the whole name of a group")
        if text.count(",") > 1 and not _GROUP.fullmatch(text):
            raise ValueError("has several commas: is it more than one author?")
        return cls(text)

    @property
    def is_group(self) -> bool:
        """Whether it is the name of a group, which is never split."""
        return self.value.startswith("{")

    @property
    def _parts(self) -> tuple[str, str]:
        return _given_and_family(self.value)

    @property
    def family(self) -> str:
        """Family name, or the group's name."""
        return self._parts[1]

    @property
    def given(self) -> str:
        """Given names; empty for a group or a single name."""
        return self._parts[0]

    @property
    def display(self) -> str:
        """The name as one reads it."""
        return _display(self.value)

    def __str__(self) -> str:
        return self.value


@lru_cache(maxsize=50_000)  # names repeat, and every page and record asks for their parts
def _given_and_family(name: str) -> tuple[str, str]:
    if name.startswith("{"):
        return "", name[1:-1]
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    words = name.split() or [""]
    start = len(words) - 1
    if words[start] in _SUFFIXES and start > 1:
        start -= 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


@lru_cache(maxsize=50_000)
def _display(name: str) -> str:
    given, family = _given_and_family(name)
    return f"{given} {family}".strip()


def describe(value: Any) -> str:
    """Show a value of unknown type in a message, in quotes and cut at 80 characters."""
    text = value if isinstance(value, str) else repr(value)
    return repr(text if len(text) <= 80 else text[:77] + "...")  # noqa: PLR2004
