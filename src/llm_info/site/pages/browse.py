"""Home, the topics, everything by year, and what is new. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from llm_info.model import Entry, Topic
from llm_info.site.pages.heads import page_head
from llm_info.site.pages.lineage import topic_picture
from llm_info.site.pages.page import (
    Anchor,
    Page,
    Planned,
    Site,
    entries_below,
    known,
    newest_first,
    render,
    topic_path,
    topics_above,
)
from llm_info.site.pages.plots import years_plot

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
    first = [known(catalog, topic.start_here[:1]) for topic in catalog.topics]
    start = {entry.id: entry for entries in first for entry in entries}
    html = render(
        site,
        "home.html",
        "",
        topics=[(topic, len(entries_below(catalog, topic))) for topic in catalog.topics],
        newest=newest,
        start=list(start.values())[:STARTS],
        papers=sum(entry.kind == "paper" for entry in catalog.entries),
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
    anchors = tuple(Anchor(topic.path, topic.title) for topic in site.catalog.topics)
    description = f"All {len(counts)} topics of {site.name}, with their papers"
    head = page_head(site, "topics/", "Topics", description)
    return Page("topics/", "Topics", description, html, anchors, head)


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
    html = render(site, "entries.html", "papers/", years=years)
    anchors = tuple(Anchor(f"y{year}", year) for year, _ in years)
    description = f"Every entry of {site.name}, by the year in which it was first public"
    head = page_head(site, "papers/", "All papers", description, feed="feed.xml")
    return Page("papers/", "All papers", description, html, anchors, head)


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
    return Page("new/", "What is new", description, html, head=head, hide=("toc",))


def planned_topic(site: Site, topic: Topic) -> Planned:
    """A topic's page, to be made."""

    def shows() -> Iterator[Entry]:
        yield from entries_below(site.catalog, topic)
        yield from known(site.catalog, topic.start_here)

    return Planned(topic_path(topic), partial(topic_page, site, topic), shows=shows)


def topic_page(site: Site, topic: Topic) -> Page:
    """A topic: introduction, where to start, its entries, its subtopics with theirs."""
    catalog = site.catalog
    path = topic_path(topic)
    sections = [(part, newest_first(entries_below(catalog, part))) for part in topic.children]
    own = newest_first(catalog.by_topic.get(topic.path, ()))
    whole = entries_below(catalog, topic)
    picture = topic_picture(topic.title, whole, path)
    html = render(
        site,
        "topic.html",
        path,
        topic=topic,
        start=known(catalog, topic.start_here),
        own=own,
        sections=sections,
        most=ENTRIES_PER_SUBTOPIC,
        above=topics_above(catalog, topic),
        count=len(whole),
        picture=picture,
        by_id=catalog.by_id,
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
        hide=() if sections else ("toc",),
    )
