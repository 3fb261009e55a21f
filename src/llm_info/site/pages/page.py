"""What a page is, what it needs to know, and how its template is filled. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from llm_info.exports.bibtex import citation_keys
from llm_info.model import Catalog, Entry, Topic
from llm_info.site.pages.wording import isolated, label, people, short_links, verdict_words, when
from llm_info.spelling import latin

_OUTSIDE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A heading of a page that the table of contents names."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes:
        path: Address relative to the site's root, with `/` at the end; empty for the home page.
        title: Title in the browser and in search results.
        description: One sentence for search engines.
        html: Content, escaped.
        anchors: Headings for the table of contents.
        head: What its `<head>` says beside title and description, escaped.
        source: File of the catalog that it is made of, if it is one file.
        hide: Parts of the theme's page to leave out: `navigation`, `toc`.
        alike: Pages with the same value differ in title, description, head and content only, and
            lie in this folder; None for a page that has no such siblings.
    """

    path: str
    title: str
    description: str
    html: str
    anchors: tuple[Anchor, ...] = ()
    head: str = ""
    source: str | None = None
    hide: tuple[str, ...] = ()
    alike: str | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """A file beside the pages: data, a feed, a picture.

    Attributes:
        path: Where it is, relative to the site's root.
        make: Makes its text.
    """

    path: str
    make: Callable[[], str]

    @property
    def text(self) -> str:
        """What is in it, made anew."""
        return self.make()


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that is made when its turn comes, so that no more than one need be in memory.

    Attributes:
        path: Address of the page.
        make: Makes it.
        alike: As in `Page`.
        shows: The entries that it shows something of; None if that may be any.
        besides: What else of the catalog it depends on, in any text that changes with it.
        files: The data that goes with it, and shows something of the same entries.
    """

    path: str
    make: Callable[[], Page]
    alike: str | None = None
    shows: Callable[[], Iterable[Entry]] | None = None
    besides: str = ""
    files: Callable[[], Iterable[Asset]] = tuple[()]


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
            entry.id: b"%s %s %s"
            % (
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
            made.update(
                b"%s %s %s\n" % (entry.id.encode(), entry.topic.encode(), self._marks[entry.id])
            )
        return made.digest()

    def key(self, planned: Planned) -> bytes:
        """What changes whenever the page may: a digest of all of the catalog that it shows."""
        made = hashlib.blake2b(planned.besides.encode(), digest_size=16)
        if planned.shows is None:
            made.update(self._whole)
        else:
            marks = self._marks
            for entry in planned.shows():
                made.update(
                    b"%s %s %s\n" % (entry.id.encode(), entry.topic.encode(), marks[entry.id])
                )
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


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A part of an address for each name; no two are the same.

    >>> slugs(["Ada Lovelace", "ada lovelace", "李"])
    {'Ada Lovelace': 'ada-lovelace', 'ada lovelace': 'ada-lovelace-2', '李': 'x'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names):
        base = slug(name)
        made, number = base, 1
        while made in taken:
            number += 1
            made = f"{base}-{number}"
        taken.add(made)
        found[name] = made
    return found


@lru_cache(maxsize=50_000)  # names repeat
def slug(text: str) -> str:
    """Lower-case ASCII letters and digits, joined by hyphens.

    >>> slug("Christopher Ré"), slug("Findings of ACL")
    ('christopher-re', 'findings-of-acl')
    """
    ascii_only = latin(text).encode("ascii", "ignore").decode()
    return _OUTSIDE.sub("-", ascii_only).strip("-") or "x"


def _finalized(value: object) -> object:
    return isolated(value) if type(value) is str else value


def render(site: Site, template: str, path: str, /, **values: Any) -> str:
    """Fill a template for the page at `path`; links in it are relative to that page."""
    root = relative(path, "")
    prefix = root if path else ""

    def link(target: str) -> str:
        return prefix + target or root

    def row(entry: Entry, *, brief: bool = False) -> str:
        return site.piece("row", root, entry.id, (entry, link, entry_path, brief), brief=brief)

    def author(name: str) -> str:
        part = site.author_slugs.get(name)
        return site.piece("author", root, name, (name, part and link(f"authors/{part}/")))

    def tag(name: str) -> str:
        meaning = site.catalog.tags.get(name)
        return site.piece("tag", root, name, (name, link(f"tags/{name}/"), meaning))

    def venue_path(name: str) -> str:
        return f"venues/{site.venue_slugs[name]}/"

    text = site.environment.get_template(template).render(
        site=site,
        catalog=site.catalog,
        path=path,
        link=link,
        row=row,
        entry_path=entry_path,
        topic_path=topic_path,
        author=author,
        tag=tag,
        venue_path=venue_path,
        **values,
    )
    return str(Markup(text))  # noqa: S704  (the template has escaped it)


def entry_path(entry: Entry) -> str:
    """Address of an entry's page."""
    return f"papers/{entry.id}/"


def topic_path(topic: Topic) -> str:
    """Address of a topic's page."""
    return f"topics/{topic.path}/"


def relative(here: str, target: str) -> str:
    """The address of one page as seen from another, both relative to the site's root.

    It always leads over the root, so that it is the same on all pages of one depth.

    >>> relative("papers/orca/", "topics/common/serving/")
    '../../topics/common/serving/'
    """
    return "../" * here.count("/") + target or "./"


def entries_below(catalog: Catalog, topic: Topic) -> list[Entry]:
    """The entries of a topic and of all below it, each once."""
    paths = [part.path for part in topic.walk()]
    found = {entry.id: entry for path in paths for entry in catalog.by_topic.get(path, ())}
    return list(found.values())


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by date, the newest first; what has no date comes last, by title."""
    return sorted(
        entries,
        key=lambda entry: (
            -(entry.date.first_day.toordinal() if entry.date else 0),
            entry.title.casefold() if not entry.date else "",
            entry.id,
        ),
    )


def known(catalog: Catalog, ids: Sequence[str]) -> list[Entry]:
    """The entries of these ids that are there."""
    return [catalog.by_id[entry_id] for entry_id in ids if entry_id in catalog.by_id]


def topics_above(catalog: Catalog, topic: Topic) -> list[Topic]:
    """The topics on the way down to this one."""
    steps = topic.path.split("/")
    paths = ["/".join(steps[:length]) for length in range(1, len(steps))]
    return [catalog.topics_by_path[path] for path in paths if path in catalog.topics_by_path]
