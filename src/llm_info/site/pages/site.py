"""What pages need to know of the site: the catalog, and what is made of it once for all. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from llm_info.exports.bibtex import citation_keys
from llm_info.model import Catalog, Entry, Topic
from llm_info.site.pages.addresses import entry_path, slugs, topic_path
from llm_info.site.pages.choosing import newest_first
from llm_info.site.pages.formats import InMemory, Kept
from llm_info.site.pages.page import Planned
from llm_info.site.pages.wording import isolated, label, people, short_links, verdict_words, when

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a link.

    Attributes:
        verdict: In a word.
        day: When it was asked, as `YYYY-MM-DD`.
        new_url: Where it led, if it had moved.
    """

    verdict: str
    day: str
    new_url: str | None = None

    @property
    def words(self) -> str:
        """The verdict as a reader is told it."""
        return verdict_words(self.verdict, self.new_url)

    @property
    def alarming(self) -> bool:
        """Whether a reader should know before following it."""
        return self.verdict in ("archived", "broken", "mismatch", "refused")


@dataclass(frozen=True)
class Site:
    """What pages need to know beside the catalog.

    Attributes:
        catalog: What is published.
        name: The site's name.
        description: What the site is, in a sentence.
        url: The site's own address with `/` at the end, for what must be absolute.
        edit_url: Address under which files of the repository are edited, with `/` at the end.
        sources: Entry id → its file in the repository.
        verdicts: Address → what is known of it; an address that is not there was never asked.
        digests: Entry id → digest of its file, of each, for builds that remember; none otherwise.
        by_hand: Address, title and kind of each page that is not made from the catalog; it is
            filled while MkDocs reads them.
        kept: Where records are kept.
    """

    catalog: Catalog
    name: str
    description: str
    url: str = ""
    edit_url: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict[str, str])
    verdicts: Mapping[str, Checked] = field(default_factory=dict[str, Checked])
    digests: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    by_hand: list[list[str]] = field(default_factory=list[list[str]])
    kept: Kept = field(default_factory=InMemory)

    @cached_property
    def _marks(self) -> dict[str, bytes]:
        return {}

    def mark(self, entry: Entry) -> bytes:
        """What changes whenever anything changes that a row or record of the entry shows."""
        found = self._marks.get(entry.id)
        if found is None:
            upon = self.catalog.built_upon.get(entry.id, ())
            parts = (entry.id, entry.topic, self.citation_keys[entry.id], *(one.id for one in upon))
            digest = self.digests[entry.id] if self.digests else b""
            told = " ".join(parts).encode() + digest
            found = self._marks[entry.id] = hashlib.blake2b(told, digest_size=MARK).digest()
        return found

    @cached_property
    def _around_records(self) -> bytes:
        """What records show beside their entry."""
        venues = sorted(self.catalog.venues.items())
        return hashlib.blake2b(repr((self.url, venues)).encode(), digest_size=MARK).digest()

    def marks(self, entries: Iterable[Entry]) -> Iterable[bytes]:
        """The mark of each."""
        return map(self.mark, entries)

    def record_mark(self, entry: Entry) -> bytes:
        """What changes whenever a record of the entry may."""
        return self.mark(entry) + self._around_records

    @cached_property
    def whole(self) -> bytes:
        """What changes whenever the mark of an entry does, or which there are."""
        return hashlib.blake2b(b"".join(self.marks(self.catalog.entries))).digest()

    def key(self, planned: Planned) -> bytes:
        """What changes whenever the page may: a digest of all of the catalog that it shows."""
        made = hashlib.blake2b(planned.besides.encode(), digest_size=16)
        if planned.marks is None:
            made.update(self.whole)
        else:
            made.update(b"".join(planned.marks()))
        return made.digest()

    @cached_property
    def environment(self) -> Environment:
        """The templates; everything they print is escaped, and cannot turn what follows around."""
        environment = Environment(
            loader=PackageLoader("llm_info.site", "templates/pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_finalized,
            auto_reload=False,
        )
        archived = frozenset(
            url for url, checked in self.verdicts.items() if checked.verdict == "archived"
        )
        filters: dict[str, Callable[..., Any]] = {
            "label": label,
            "people": people,
            "short_links": partial(short_links, archived=archived),
            "when": when,
        }
        environment.filters |= filters
        return environment

    @cached_property
    def _made(self) -> dict[str, Any]:
        return {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What is made of the whole catalog the first time that somebody asks for it.

        Args:
            name: Of the thing, the same for all who ask.
            make: Makes it.
        """
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def citation_keys(self) -> Mapping[str, str]:
        """Id of an entry → its key in BibTeX, unique in the catalog."""
        return citation_keys(self.catalog.entries)

    @cached_property
    def newest(self) -> Sequence[Entry]:
        """All entries, the newest first."""
        return newest_first(self.catalog.entries)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {entry.id: rank for rank, entry in enumerate(self.newest)}

    def newest_first(self, entries: Iterable[Entry]) -> list[Entry]:
        """Some of the catalog's entries, the newest first."""
        ranks = self._ranks
        return sorted(entries, key=lambda entry: ranks[entry.id])

    @cached_property
    def _newest_by_topic(self) -> Mapping[str, tuple[Sequence[Entry], Mapping[str, int]]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.newest:
            for topic in entry.all_topics:
                found.setdefault(topic, []).append(entry)
        return {
            topic: (entries, {entry.id: place for place, entry in enumerate(entries)})
            for topic, entries in found.items()
        }

    def near(self, entry: Entry) -> Sequence[Entry]:
        """The entries of its topic that are nearest in time, itself among them, newest first."""
        entries, places = self._newest_by_topic[entry.topic]
        place = places[entry.id]
        return entries[max(0, place - NEAR) : place + NEAR + 1]

    @cached_property
    def _marks_by_topic(self) -> dict[str, bytes]:
        return {}

    def near_marks(self, entry: Entry) -> bytes:
        """The marks of `near`, one after the other."""
        entries, places = self._newest_by_topic[entry.topic]
        known = self._marks_by_topic
        if entry.topic not in known:
            known[entry.topic] = b"".join(self.marks(entries))
        place = places[entry.id]
        return known[entry.topic][max(0, place - NEAR) * MARK : (place + NEAR + 1) * MARK]

    @cached_property
    def _macros(self) -> Any:
        return self.environment.get_template("macros.html").module

    @cached_property
    def _pieces(self) -> dict[str, dict[str, str]]:
        return {}

    def _piece(self, kind: str, key: str, make: Callable[[], object]) -> str:
        pieces = self._pieces.setdefault(kind, {})
        made = pieces.get(key)
        if made is None:
            made = pieces[key] = str(make())
        return made

    def forget_pieces(self) -> None:
        """Let go of what `row` and its like keep; it is made again where it is wanted."""
        self._pieces.clear()

    def row(self, entry: Entry, *, brief: bool = False) -> str:
        """An entry in a list: HTML, made once for all pages, with `ROOT` for the way to the root.

        Args:
            entry: The entry.
            brief: Whether to leave its summary out.
        """
        kind, address = "brief row" if brief else "row", ROOT + entry_path(entry)
        return self._piece(kind, entry.id, lambda: self._macros.row(entry, address, brief))

    def author(self, name: str) -> str:
        """An author's name, which leads to the author's page if there is one; see `row`."""
        part = self.author_slugs.get(name)
        address = part and f"{ROOT}authors/{part}/"
        return self._piece("author", name, lambda: self._macros.author(name, address))

    def tag(self, name: str) -> str:
        """A tag, which leads to its page and tells its meaning; see `row`."""
        meaning = self.catalog.tags.get(name)
        address = f"{ROOT}tags/{name}/"
        return self._piece("tag", name, lambda: self._macros.tag(name, address, meaning))

    def trail(self, topics: Sequence[Topic]) -> str:
        """The way down to the last of some topics; see `row`."""
        key = topics[-1].path if topics else ""
        return self._piece("trail", key, lambda: self._macros.trail(topics, ROOT, topic_path))

    @cached_property
    def author_slugs(self) -> Mapping[str, str]:
        """Name → part of the address, for everyone with two entries or more.

        Two names that come to the same address are told apart by a number, in their order.
        """
        counted: dict[str, int] = {}
        for entry in self.catalog.entries:
            for name in {author.display for author in entry.authors}:
                counted[name] = counted.get(name, 0) + 1
        return slugs(name for name, count in counted.items() if count >= AUTHOR_PAGE_FROM)

    @cached_property
    def venue_slugs(self) -> Mapping[str, str]:
        """Abbreviation of each venue that entries name → part of its page's address."""
        return slugs({entry.venue.venue for entry in self.catalog.entries if entry.venue})

    @cached_property
    def by_tag(self) -> Mapping[str, list[Entry]]:
        """Tag → the entries that carry it."""
        found: dict[str, list[Entry]] = {}
        for entry in self.catalog.entries:
            for tag in entry.tags:
                found.setdefault(tag, []).append(entry)
        return found


ROOT = "\0"
"""Stands in pieces of pages for the way to the root; no text of a catalog has this character."""

MARK = 16
"""Bytes of a mark."""

NEAR = 30
"""Entries of a topic to either side of one in time, among which its related ones are sought: all
of a small topic, and no more work in a large one."""

AUTHOR_PAGE_FROM = 2
"""An author with so many entries has a page."""


def _finalized(value: object) -> object:
    return isolated(value) if type(value) is str else value
