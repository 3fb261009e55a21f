"""Catalog → pages. Pure: every page is a value; the templates escape all they print."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from llm_info.exports.bibtex import bibtex
from llm_info.model import Author, Catalog, Entry, Topic

AUTHORS_SHOWN = 20
"""Authors on an entry's page before the rest folds away."""

AUTHORS_IN_LISTS = 3
NEWEST = 8
STARTS = 6
ENTRIES_PER_SUBTOPIC = 6
"""Entries of a subtopic on the page of its parent, which leads to all of them."""

LINK_LABELS = {
    "pdf": "PDF",
    "code": "Code",
    "project": "Project page",
    "blog": "Blog post",
    "video": "Video",
    "slides": "Slides",
    "dataset": "Dataset",
    "model": "Model",
    "demo": "Demo",
    "docs": "Documentation",
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A heading of a page that the table of contents names."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Button:
    """A link as a reader sees it."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes:
        path: Address relative to the site's root, with `/` at the end; empty for the home page.
        title: Title in the browser and in search results.
        description: One sentence for search engines.
        html: Content, escaped.
        anchors: Headings for the table of contents.
        source: File of the catalog that it is made of, if it is one file.
        in_search: Whether the search finds it.
        hide: Parts of the theme's page to leave out: `navigation`, `toc`.
    """

    path: str
    title: str
    description: str
    html: str
    anchors: tuple[Anchor, ...] = ()
    source: str | None = None
    in_search: bool = True
    hide: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """What pages need to know beside the catalog.

    Attributes:
        catalog: What is published.
        name: The site's name.
        description: What the site is, in a sentence.
        edit_url: Address under which files of the repository are edited, with `/` at the end.
        sources: Entry id → its file in the repository.
    """

    catalog: Catalog
    name: str
    description: str
    edit_url: str | None = None
    sources: dict[str, str] | None = None

    @cached_property
    def environment(self) -> Environment:
        """The templates; everything they print is escaped."""
        environment = Environment(
            loader=PackageLoader("llm_info.site", "templates/pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        filters: dict[str, Callable[..., Any]] = {
            "buttons": buttons,
            "label": label,
            "people": people,
            "when": when,
        }
        environment.filters |= filters
        return environment


def pages(site: Site) -> Iterator[Page]:
    """Every page of the site, home first, then topics in their order, then entries by id."""
    yield home_page(site)
    yield topics_page(site)
    yield entries_page(site)
    for topic in site.catalog.topics_by_path.values():
        yield topic_page(site, topic)
    for entry in sorted(site.catalog.entries, key=lambda entry: entry.id):
        yield entry_page(site, entry)


def home_page(site: Site) -> Page:
    """What this is, the topics with counts, where to start, and what is new in the field."""
    catalog = site.catalog
    newest = sorted(
        (entry for entry in catalog.entries if entry.date),
        key=lambda entry: (entry.date.first_day if entry.date else None, entry.id),
        reverse=True,
    )[:NEWEST]
    first = [_known(catalog, topic.start_here[:1]) for topic in catalog.topics]
    start = {entry.id: entry for entries in first for entry in entries}
    html = _render(
        site,
        "home.html",
        "",
        topics=[(topic, len(entries_below(catalog, topic))) for topic in catalog.topics],
        newest=newest,
        start=list(start.values())[:STARTS],
        papers=sum(entry.kind == "paper" for entry in catalog.entries),
        with_code=sum(bool(entry.links.code) for entry in catalog.entries),
    )
    return Page("", site.name, site.description, html, in_search=False, hide=("navigation", "toc"))


def topics_page(site: Site) -> Page:
    """The whole tree of topics with counts."""
    html = _render(site, "topics.html", "topics/")
    anchors = tuple(Anchor(topic.path, topic.title) for topic in site.catalog.topics)
    return Page("topics/", "Topics", "All topics of the catalog", html, anchors, in_search=False)


def entries_page(site: Site) -> Page:
    """Every entry, by year, newest first."""
    ordered = sorted(
        site.catalog.entries,
        key=lambda entry: (-(entry.date.year if entry.date else 0), entry.title.casefold()),
    )
    years = [
        (str(year) if year else "Undated", list(entries))
        for year, entries in groupby(
            ordered, key=lambda entry: entry.date.year if entry.date else 0
        )
    ]
    html = _render(site, "entries.html", "papers/", years=years)
    anchors = tuple(Anchor(f"y{year}", year) for year, _ in years)
    return Page("papers/", "All papers", "Every entry by year", html, anchors, in_search=False)


def topic_page(site: Site, topic: Topic) -> Page:
    """A topic: introduction, where to start, its entries, its subtopics with theirs."""
    catalog = site.catalog
    path = topic_path(topic)
    sections = [(part, newest_first(entries_below(catalog, part))) for part in topic.children]
    own = newest_first(catalog.by_topic.get(topic.path, ()))
    html = _render(
        site,
        "topic.html",
        path,
        topic=topic,
        start=_known(catalog, topic.start_here),
        own=own,
        sections=sections,
        most=ENTRIES_PER_SUBTOPIC,
        above=_above(catalog, topic),
        count=len(entries_below(catalog, topic)),
    )
    anchors = tuple(Anchor(part.path.replace("/", "-"), part.title) for part, _ in sections)
    return Page(
        path,
        topic.title,
        topic.description,
        html,
        anchors,
        source="catalog/topics.yaml",
        in_search=False,
        hide=() if sections else ("toc",),
    )


def entry_page(site: Site, entry: Entry) -> Page:
    """An entry: who, when, where, what it says, what it stands on, how to cite it."""
    catalog = site.catalog
    source = (site.sources or {}).get(entry.id)
    topic = catalog.topics_by_path.get(entry.topic)
    neighbours = [
        other
        for other in newest_first(catalog.by_topic.get(entry.topic, ()))
        if other.id != entry.id and other.id not in entry.builds_on
    ]
    html = _render(
        site,
        "entry.html",
        entry_path(entry),
        entry=entry,
        venue=catalog.venues.get(entry.venue.venue) if entry.venue else None,
        topics=[
            catalog.topics_by_path[path]
            for path in entry.all_topics
            if path in catalog.topics_by_path
        ],
        above=[*_above(catalog, topic), topic] if topic else [],
        builds_on=_known(catalog, entry.builds_on),
        built_upon=newest_first(catalog.built_upon.get(entry.id, ())),
        neighbours=_related(entry, neighbours),
        shown=entry.authors[:AUTHORS_SHOWN],
        folded=entry.authors[AUTHORS_SHOWN:],
        citation=bibtex(entry, catalog.venues),
        edit=f"{site.edit_url}{source}" if site.edit_url and source else None,
    )
    description = entry.summary or f"{entry.title}, {people(entry.authors)}"
    return Page(entry_path(entry), entry.title, description, html, source=source, hide=("toc",))


def entry_path(entry: Entry) -> str:
    """Address of an entry's page."""
    return f"papers/{entry.id}/"


def topic_path(topic: Topic) -> str:
    """Address of a topic's page."""
    return f"topics/{topic.path}/"


def entries_below(catalog: Catalog, topic: Topic) -> list[Entry]:
    """The entries of a topic and of all below it, each once."""
    paths = [part.path for part in topic.walk()]
    found = {entry.id: entry for path in paths for entry in catalog.by_topic.get(path, ())}
    return list(found.values())


def newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Entries by date, the newest first; what has no date comes last."""
    dated = [entry for entry in entries if entry.date]
    undated = [entry for entry in entries if not entry.date]
    dated.sort(key=lambda entry: entry.id)
    dated.sort(key=lambda entry: entry.date.first_day if entry.date else None, reverse=True)  # pyright: ignore[reportArgumentType, reportCallIssue]  # all have one
    return dated + sorted(undated, key=lambda entry: entry.title.casefold())


def people(authors: Sequence[Author], most: int = AUTHORS_IN_LISTS) -> str:
    """The first authors, and how many more there are."""
    names = [author.display for author in authors[:most]]
    rest = len(authors) - most
    return ", ".join(names) + (f" and {rest} more" if rest > 0 else "")


def when(entry: Entry) -> str:
    """Venue and year, or the date alone."""
    if entry.venue:
        return str(entry.venue)
    return str(entry.date.year) if entry.date else ""


def label(entry: Entry) -> str:
    """Name and title without saying the name twice."""
    if entry.name and not _folded(entry.title).startswith(_folded(entry.name)):
        return f"{entry.name}: {entry.title}"
    return entry.title


def safe_url(url: str) -> str | None:
    """The address if a browser may follow it: http and https only."""
    return url if url.lower().startswith(("https://", "http://")) else None


def buttons(entry: Entry) -> list[Button]:
    """The links a reader wants, the paper itself first, each address once."""
    found: list[Button] = []
    if entry.arxiv:
        found.append(Button("page", f"arXiv {entry.arxiv}", entry.arxiv.abstract_url))
        found.append(Button("pdf", "PDF", entry.arxiv.pdf_url))
    if entry.acl:
        found.append(Button("page", "ACL Anthology", entry.acl.url))
        if not entry.arxiv:
            found.append(Button("pdf", "PDF", entry.acl.pdf_url))
    if entry.openreview:
        found.append(Button("page", "OpenReview", entry.openreview.url))
    if entry.doi:
        found.append(Button("page", "DOI", entry.doi.url))
    has_pdf = any(button.kind == "pdf" for button in found)
    for kind, url in entry.links.items():
        text = LINK_LABELS[kind]
        if kind == "pdf" and has_pdf:
            text = "PDF (copy)"
        if kind == "code" and url.startswith("https://github.com/"):
            text = f"Code: {'/'.join(url.split('/')[3:5])}"
        found.append(Button(kind, text, url))
    return [button for button in found if safe_url(button.url)]


def _render(site: Site, template: str, path: str, /, **values: Any) -> str:
    def link(target: str) -> str:
        return relative(path, target)

    def below(topic: Topic) -> list[Entry]:
        return entries_below(site.catalog, topic)

    text = site.environment.get_template(template).render(
        site=site,
        catalog=site.catalog,
        link=link,
        entry_path=entry_path,
        topic_path=topic_path,
        below=below,
        **values,
    )
    return str(Markup(text))  # noqa: S704  (the template has escaped it)


def relative(here: str, target: str) -> str:
    """The address of one page as seen from another, both relative to the site's root.

    >>> relative("papers/orca/", "topics/common/serving/")
    '../../topics/common/serving/'
    """
    way = posixpath.relpath(f"/{target}", f"/{here}")
    return f"{way}/" if target.endswith("/") or not target else way


def _known(catalog: Catalog, ids: Sequence[str]) -> list[Entry]:
    return [catalog.by_id[entry_id] for entry_id in ids if entry_id in catalog.by_id]


def _above(catalog: Catalog, topic: Topic) -> list[Topic]:
    steps = topic.path.split("/")
    paths = ["/".join(steps[:length]) for length in range(1, len(steps))]
    return [catalog.topics_by_path[path] for path in paths]


def _related(entry: Entry, neighbours: Sequence[Entry], most: int = 5) -> list[Entry]:
    """Neighbours of the same topic that share the most tags and bases."""
    marks = {*entry.tags, *entry.builds_on}
    ranked = sorted(neighbours, key=lambda other: -len(marks & {*other.tags, *other.builds_on}))
    return ranked[:most]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if character.isalnum())
