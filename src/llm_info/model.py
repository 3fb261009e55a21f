"""The catalog as frozen values: entries, topics, tags and venues.

The fields of `Entry` are the keys of an entry file, in their order. Every scalar arrives as a
string and is typed here, so `arxiv: 2309.06180` never becomes a number.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as calendar_date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, LiteralString, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from llm_info.identifiers import AclId, ArxivId, Doi, OpenReviewId

SCHEMA_VERSION = 1
"""Version of the catalog's format, named in `topics.yaml`."""

_FEWEST_COMMON = 5
"""Fewer titles than so many make no word a common one."""

_WORD = re.compile(r"\w+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_VENUE = re.compile(r"(?P<venue>\S(?:.*\S)?) (?P<year>(?:19|20)\d\d)", re.ASCII)
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
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
        given, family = self._parts
        return f"{given} {family}".strip()

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


def _typed(label: LiteralString, parse: Callable[[str], object]) -> BeforeValidator:
    """Turn a parser's `ValueError` into a validation error whose type is `label`."""

    def validate(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "is not a single text")
        try:
            return parse(value)
        except ValueError as problem:
            raise PydanticCustomError(label, "{problem}", {"problem": str(problem)}) from None

    return BeforeValidator(validate)


def _check_line(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if text != text.strip() or _BREAKING.search(text):
        raise ValueError("has line breaks, control characters or space around it")
    return text


def _check_paragraph(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if _CONTROL.search(text):
        raise ValueError("has control characters")
    return " ".join(text.split())


def _check_slug(text: str) -> str:
    if not is_slug(text):
        raise ValueError("is not an id (lower-case letters and digits, joined by single hyphens)")
    return text


def _check_topic(text: str) -> str:
    if not all(is_slug(step) for step in text.split("/")):
        raise ValueError("is not a topic (slug or slug/slug of topics.yaml)")
    return text


def _check_truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return text == "true"


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_printed = PlainSerializer(str, return_type=str)

Line = Annotated[str, _typed("line", _check_line)]
Paragraph = Annotated[str, _typed("paragraph", _check_paragraph)]
Slug = Annotated[str, _typed("slug", _check_slug)]
TopicPath = Annotated[str, _typed("topic_path", _check_topic)]
Truth = Annotated[bool, _typed("truth", _check_truth)]
Url = Annotated[str, _typed("line", _check_line)]
DateField = Annotated[PartialDate, _typed("date", PartialDate.parse), _printed]
AuthorField = Annotated[Author, _typed("author", Author.parse), _printed]
ArxivField = Annotated[ArxivId, _typed("arxiv", ArxivId.parse), _printed]
DoiField = Annotated[Doi, _typed("doi", Doi.parse), _printed]
AclField = Annotated[AclId, _typed("acl", AclId.parse), _printed]
OpenReviewField = Annotated[OpenReviewId, _typed("openreview", OpenReviewId.parse), _printed]
VenueField = Annotated[Appearance, _typed("venue", Appearance.parse), _printed]
UrlList = Annotated[tuple[Url, ...], BeforeValidator(_as_tuple)]


class _Value(BaseModel):
    """A frozen value that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Links(_Value):
    """Addresses written into an entry, by kind; none follows from an identifier."""

    pdf: UrlList = ()
    code: UrlList = ()
    project: UrlList = ()
    blog: UrlList = ()
    video: UrlList = ()
    slides: UrlList = ()
    dataset: UrlList = ()
    model: UrlList = ()
    demo: UrlList = ()
    docs: UrlList = ()

    def items(self) -> Iterator[tuple[str, str]]:
        """Kind and address of every link, in the order of the kinds."""
        for kind in LINK_KINDS:
            for url in getattr(self, kind):
                yield kind, url


LINK_KINDS = tuple(Links.model_fields)


class Status(_Value):
    """A retraction, a withdrawal, or a successor.

    Attributes:
        state: What happened.
        by: Id of the entry that supersedes this one.
        date: When.
        note: Why, in a line.
    """

    state: Annotated[State, Field(strict=False)]
    by: Slug | None = None
    date: DateField | None = None
    note: Line | None = None


class Entry(_Value):
    """One entry of the catalog. `id` and `topic` come from its place, the rest from its file."""

    id: str
    topic: str
    kind: Annotated[Kind, Field(strict=False)] = Kind.PAPER
    title: Line
    name: Line | None = None
    also_titled: tuple[Line, ...] = ()
    authors: tuple[AuthorField, ...] = ()
    et_al: Truth = False
    date: DateField | None = None
    venue: VenueField | None = None
    arxiv: ArxivField | None = None
    doi: DoiField | None = None
    acl: AclField | None = None
    openreview: OpenReviewField | None = None
    links: Links = Links()
    topics: tuple[TopicPath, ...] = ()
    tags: tuple[Slug, ...] = ()
    builds_on: tuple[Slug, ...] = ()
    summary: Paragraph | None = None
    status: Status | None = None
    aliases: tuple[Slug, ...] = ()
    added: DateField | None = None

    @property
    def label(self) -> str:
        """What people call it: its name, else its title."""
        return self.name or self.title

    @property
    def all_topics(self) -> tuple[str, ...]:
        """The folder's topic, then the further ones."""
        return (self.topic, *(topic for topic in self.topics if topic != self.topic))

    def followable_links(self) -> Iterator[tuple[str, str]]:
        """Kind and address of every link that may be followed, the derived ones first."""
        for kind, url in (*self.derived_links(), *self.links.items()):
            if url.lower().startswith(("https://", "http://")):
                yield kind, url

    def derived_links(self) -> Iterator[tuple[str, str]]:
        """Kind and address of what follows from the identifiers: `page` or `pdf`."""
        if self.arxiv:
            yield "page", self.arxiv.abstract_url
            yield "pdf", self.arxiv.pdf_url
        if self.doi:
            yield "page", self.doi.url
        if self.acl:
            yield "page", self.acl.url
            yield "pdf", self.acl.pdf_url
        if self.openreview:
            yield "page", self.openreview.url
            yield "pdf", self.openreview.pdf_url


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link where an entry writes it.

    Attributes:
        entry: The entry.
        kind: Its kind, a key of `links`.
        index: Its place among those of its kind.
        url: The address.
        parts: The address taken apart; `None` where that cannot be done.
    """

    entry: Entry
    kind: str
    index: int
    url: str
    parts: SplitResult | None

    @property
    def field(self) -> tuple[str | int, ...]:
        """Where in the entry it stands."""
        return ("links", self.kind, self.index)


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # such as "http://[oops"
        return None


FILE_KEYS = tuple(key for key in Entry.model_fields if key not in ("id", "topic"))
"""The keys of an entry file, in the order in which they are written."""

REPEATED_KEYS = frozenset(
    ["also_titled", "authors", "topics", "tags", "builds_on", "aliases", *LINK_KINDS]
)
"""Keys whose value is a list."""


class Topic(_Value):
    """A node of the topic tree.

    Attributes:
        path: Slugs from the root, joined by `/`; also the folder of its entries.
        title: Heading.
        description: A paragraph of introduction.
        start_here: Ids of the entries to read first.
        children: Subtopics, in their order.
    """

    path: TopicPath
    title: Line
    description: Paragraph
    start_here: tuple[Slug, ...] = ()
    children: tuple[Topic, ...] = ()

    def walk(self) -> Iterator[Topic]:
        """This topic, then all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


VenueKind = Literal["conference", "journal", "workshop", "preprint"]


class Venue(_Value):
    """A conference, journal, workshop or preprint server.

    Attributes:
        abbreviation: What entries write.
        name: Full name.
        kind: What it is.
    """

    abbreviation: Line
    name: Line
    kind: VenueKind


@dataclass(frozen=True)
class Catalog:
    """Everything that loaded.

    Attributes:
        entries: In the order of the topic tree, then by id.
        topics: Top topics, in their order.
        tags: Tag → its meaning.
        venues: Abbreviation → venue.
        unread: Ids whose files are there but could not be read, so that nobody calls them unknown.
    """

    entries: tuple[Entry, ...] = ()
    topics: tuple[Topic, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    venues: Mapping[str, Venue] = field(default_factory=dict[str, Venue])
    unread: frozenset[str] = frozenset()

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def topics_by_path(self) -> Mapping[str, Topic]:
        """All topics of the tree by path, in reading order."""
        return {topic.path: topic for top in self.topics for topic in top.walk()}

    @cached_property
    def entries_by_name(self) -> tuple[Entry, ...]:
        """Entries in the order of their ids."""
        return tuple(sorted(self.entries, key=lambda entry: entry.id))

    @cached_property
    def written_links(self) -> tuple[WrittenLink, ...]:
        """All links that entries write, in their order."""
        return tuple(
            WrittenLink(entry, kind, index, url, _split(url))
            for entry in self.entries
            if entry.links.model_fields_set
            for kind in LINK_KINDS
            for index, url in enumerate(getattr(entry.links, kind))
        )

    @cached_property
    def built_upon(self) -> Mapping[str, tuple[Entry, ...]]:
        """For an id, the entries that build on it."""
        children: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for base in entry.builds_on:
                children.setdefault(base, []).append(entry)
        return {base: tuple(entries) for base, entries in children.items()}

    @cached_property
    def by_topic(self) -> Mapping[str, tuple[Entry, ...]]:
        """For a topic's path, the entries directly under it, those of other folders included."""
        entries: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for topic in entry.all_topics:
                entries.setdefault(topic, []).append(entry)
        return {topic: tuple(members) for topic, members in entries.items()}

    @cached_property
    def common_words(self) -> frozenset[str]:
        """Words of one title in ten, singular or plural: two titles share them by chance."""
        counts = Counter(
            word
            for entry in self.entries
            for word in {word.removesuffix("s") for word in _WORD.findall(entry.title.casefold())}
        )
        fewest = max(_FEWEST_COMMON, len(self.entries) / 10)
        common = {word for word, count in counts.items() if count >= fewest}
        return frozenset(common | {f"{word}s" for word in common})


def describe(value: Any) -> str:
    """Show a value of unknown type in a message, in quotes and cut at 80 characters."""
    text = value if isinstance(value, str) else repr(value)
    return repr(text if len(text) <= 80 else text[:77] + "...")  # noqa: PLR2004
