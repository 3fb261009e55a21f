"""Home, the topics, everything by year, and what is new. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import groupby

from llm_info.model import Entry, Topic
from llm_info.site.pages.addresses import topic_path
from llm_info.site.pages.choosing import entries_below, known, newest_first, topics_above
from llm_info.site.pages.heads import page_head
from llm_info.site.pages.lineage import topic_picture
from llm_info.site.pages.page import Anchor, Page, Planned
from llm_info.site.pages.paging import Sheet, by_year, planned_further, sheets
from llm_info.site.pages.plots import years_plot
from llm_info.site.pages.rendering import render
from llm_info.site.pages.site import Site

_ALL = "All papers"
NEWEST = 8
STARTS = 6
YEARS_ON_HOME = 12
NEW_SHOWN = 60
ENTRIES_PER_SUBTOPIC = 6
"""Entries of a subtopic on the page of its parent, which leads to all of them."""


def home_page(site: Site) -> Page:
    """What this is, the topics with counts, where to start, and what is new in the field."""
    catalog = site.catalog
    newest = [entry for entry in newest_first(catalog.entries) if entry.date][:NEWEST]
    first = [
        (topic, entry) for topic in catalog.topics for entry in known(catalog, topic.start_here[:1])
    ]
    start = {entry.id: (topic, entry) for topic, entry in reversed(first)}
    html = render(
        site,
        "home.html",
        "",
        topics=[(topic, len(entries_below(catalog, topic))) for topic in catalog.topics],
        newest=newest,
        start=list(reversed(start.values()))[:STARTS],
        with_code=sum(bool(entry.links.code) for entry in catalog.entries),
        plot=years_plot(catalog.entries, latest=YEARS_ON_HOME),
    )
    head = page_head(site, "", site.name, site.description, feed="feed.xml")
    return Page("", site.name, site.description, html, head=head, hide=("navigation", "toc"))


def topics_page(site: Site) -> Page:
    """The whole tree of topics with counts."""
    counts = {
        topic.path: len(entries_below(site.catalog, topic))
        for topic in site.catalog.topics_by_path.values()
    }
    html = render(site, "topics.html", "topics/", counts=counts)
    description = f"All {len(counts)} topics of {site.name}, with their papers"
    head = page_head(site, "topics/", "Topics", description)
    return Page("topics/", "Topics", description, html, head=head, hide=("toc",))


def planned_entries(site: Site) -> Iterator[Planned]:
    """Every entry, the newest first, under its year."""
    for sheet in sheets("papers/", site.newest):
        if sheet.number > 1:
            yield planned_further(site, sheet, _ALL, grouped=True, alike="papers/")
        else:
            yield Planned(sheet.path, partial(_entries_page, site, sheet))


def _entries_page(site: Site, sheet: Sheet[Entry]) -> Page:
    counts = Counter(entry.date.year for entry in site.newest if entry.date)
    years = by_year(sheet.items)
    html = render(site, "entries.html", "papers/", sheet=sheet, counts=counts.items(), years=years)
    description = f"Every entry of {site.name}, by the year in which it was first public"
    head = page_head(site, "papers/", _ALL, description, feed="feed.xml")
    return Page("papers/", _ALL, description, html, head=head, hide=("navigation", "toc"))


def new_page(site: Site) -> Page:
    """What entered the catalog last, by day."""
    dated = [entry for entry in newest_first(site.catalog.entries) if entry.added]
    dated.sort(key=lambda entry: str(entry.added), reverse=True)
    days = [
        (day, list(entries))
        for day, entries in groupby(dated[:NEW_SHOWN], key=lambda entry: str(entry.added))
    ]
    html = render(site, "new.html", "new/", days=days, all_new=len(dated))
    description = f"What entered {site.name} last"
    head = page_head(site, "new/", "What is new", description, feed="feed.xml")
    return Page("new/", "What is new", description, html, head=head, hide=("navigation", "toc"))


def planned_topic(site: Site, topic: Topic) -> Iterator[Planned]:
    """A topic, and further pages where many entries are its own."""

    def marks() -> Iterator[bytes]:
        yield from site.marks(entries_below(site.catalog, topic))
        yield from site.marks(known(site.catalog, topic.start_here))

    own = site.newest_first(site.catalog.by_topic.get(topic.path, ()))
    alike = f"topics/{'*/' * len(topic.path.split('/'))}"  # as deep as those of other topics
    for sheet in sheets(topic_path(topic), own):
        if sheet.number > 1:
            yield planned_further(site, sheet, topic.title, grouped=True, alike=alike)
        else:
            yield Planned(sheet.path, partial(_topic_page, site, topic, sheet), marks=marks)


def _topic_page(site: Site, topic: Topic, own: Sheet[Entry]) -> Page:
    """A topic: introduction, where to start, its entries, its subtopics with theirs."""
    catalog = site.catalog
    path = topic_path(topic)
    sections = [(part, site.newest_first(entries_below(catalog, part))) for part in topic.children]
    whole = entries_below(catalog, topic)
    picture = topic_picture(topic.title, whole, path)
    html = render(
        site,
        "topic.html",
        path,
        topic=topic,
        start=known(catalog, topic.start_here),
        own=own,
        years=by_year(own.items),
        sections=sections,
        most=ENTRIES_PER_SUBTOPIC,
        above=topics_above(catalog, topic),
        count=len(whole),
        picture=picture,
    )
    anchors = [Anchor(part.path.replace("/", "-"), part.title) for part, _ in sections]
    if picture:
        anchors.append(Anchor("lineage", "Who builds on whom"))
    anchors.append(Anchor("data", "Data"))
    return Page(
        path,
        topic.title,
        topic.description,
        html,
        tuple(anchors),
        head=page_head(site, path, topic.title, topic.description, feed=f"{path}feed.xml"),
        source="catalog/topics.yaml",
        hide=("toc",),
    )
