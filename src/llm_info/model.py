"""The catalog as frozen values: entries, topics, tags and venues.

The fields of `Entry` are the keys of an entry file, in their order. Every scalar arrives as a
string and is typed by its field, so `arxiv: 2309.06180` never becomes a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field

from llm_info.fields import (
    AclField,
    ArxivField,
    AuthorField,
    DateField,
    DoiField,
    Line,
    OpenReviewField,
    Paragraph,
    Slug,
    TopicPath,
    Truth,
    Value,
    VenueField,
)
from llm_info.link_kinds import BUILT_IN, DERIVED, LINK_KINDS, LinkKind, Links
from llm_info.spelling import common_words
from llm_info.values import Kind, State

SCHEMA_VERSION = 1
"""Version of the catalog's format, named in `topics.yaml`."""


class Status(Value):
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


class Entry(Value):
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
            yield DERIVED, self.arxiv.abstract_url
            yield "pdf", self.arxiv.pdf_url
        if self.doi:
            yield DERIVED, self.doi.url
        if self.acl:
            yield DERIVED, self.acl.url
            yield "pdf", self.acl.pdf_url
        if self.openreview:
            yield DERIVED, self.openreview.url
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


class Topic(Value):
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


class Venue(Value):
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
        link_kinds: Name → kind of links.
        unread: Ids whose files are there but could not be read, so that nobody calls them unknown.
    """

    entries: tuple[Entry, ...] = ()
    topics: tuple[Topic, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    venues: Mapping[str, Venue] = field(default_factory=dict[str, Venue])
    link_kinds: Mapping[str, LinkKind] = field(default_factory=lambda: BUILT_IN)
    unread: frozenset[str] = frozenset()

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def topics_by_path(self) -> Mapping[str, Topic]:
        """All topics of the tree by path, in reading order."""
        return {topic.path: topic for top in self.topics for topic in top.walk()}

    def link_kind(self, name: str) -> LinkKind:
        """A kind of links; one that is not known, since `links.yaml` cannot be read, is a page."""
        return self.link_kinds.get(name) or LinkKind.model_construct(
            name=name, label=name, description=name
        )

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
            for kind, urls in entry.links.by_kind()
            for index, url in enumerate(urls)
        )

    def forget_links(self) -> None:
        """Let go of `written_links`, which take much memory, until somebody asks for them again."""
        vars(self).pop("written_links", None)

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
        return common_words(entry.title for entry in self.entries)
