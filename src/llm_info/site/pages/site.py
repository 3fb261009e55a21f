"""What pages need to know of the site: the catalog, and what is made of it once for all. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from llm_info.exports.bibtex import citation_keys
from llm_info.model import Catalog, Entry
from llm_info.site.pages.addresses import slugs
from llm_info.site.pages.choosing import newest_first
from llm_info.site.pages.page import Planned
from llm_info.site.pages.wording import isolated, label, people, short_links, verdict_words, when

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as text: a JSON object, a BibTeX and a RIS record, a CSL item, a line of CSV."""

    json: str
    bib: str
    ris: str
    csl: str
    csv: str


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
        digests: Entry id → digest of its file, for builds that remember.
        by_hand: Address, title and kind of each page that is not made from the catalog; it is
            filled while MkDocs reads them.
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

    @cached_property
    def _marks(self) -> Mapping[str, bytes]:
        """Entry id → what changes whenever anything changes that a row or record of it shows."""
        upon, keys = self.catalog.built_upon, self.citation_keys
        return {
            entry.id: b"%s %s %s %s %s\n"
            % (
                entry.id.encode(),
                entry.topic.encode(),
                self.digests[entry.id],
                keys[entry.id].encode(),
                " ".join(other.id for other in upon.get(entry.id, ())).encode(),
            )
            for entry in self.catalog.entries
        }

    @cached_property
    def _whole(self) -> bytes:
        made = hashlib.blake2b(digest_size=16)
        for entry in self.catalog.entries:
            made.update(self._marks[entry.id])
        return made.digest()

    def key(self, planned: Planned) -> bytes:
        """What changes whenever the page may: a digest of all of the catalog that it shows."""
        made = hashlib.blake2b(planned.besides.encode(), digest_size=16)
        if planned.shows is None:
            made.update(self._whole)
        else:
            marks = self._marks
            made.update(b"".join([marks[entry.id] for entry in planned.shows()]))
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
    def records(self) -> dict[str, Record]:
        """Id of an entry → what was made of it for the open data."""
        return {}

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
    def _macros(self) -> Any:
        return self.environment.get_template("macros.html").module

    @cached_property
    def _pieces(self) -> dict[tuple[str, str, str, bool], str]:
        return {}

    def piece(
        self, macro: str, root: str, key: str, values: tuple[Any, ...], *, brief: bool = False
    ) -> str:
        """What a macro makes of something: made once for all pages from which the root is as far.

        Args:
            macro: Its name.
            root: The way from the page to the root of the site.
            key: What tells the thing from others of its kind.
            values: What the macro is given.
            brief: Whether to say less.
        """
        place = (macro, root, key, brief)
        made = self._pieces.get(place)
        if made is None:
            made = self._pieces[place] = getattr(self._macros, macro)(*values)
        return made

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


NEAR = 30
"""Entries of a topic to either side of one in time, among which its related ones are sought: all
of a small topic, and no more work in a large one."""

AUTHOR_PAGE_FROM = 2
"""An author with so many entries has a page."""


def _finalized(value: object) -> object:
    return isolated(value) if type(value) is str else value
