"""The page of an entry. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from llm_info.model import Entry
from llm_info.site.pages.addresses import entry_path
from llm_info.site.pages.choosing import known, topics_above
from llm_info.site.pages.citing import citations, formatted
from llm_info.site.pages.data import entry_files
from llm_info.site.pages.heads import entry_head
from llm_info.site.pages.lineage import family_picture
from llm_info.site.pages.page import Page, Planned
from llm_info.site.pages.records import record
from llm_info.site.pages.rendering import render
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import buttons, isolated, people

AUTHORS_SHOWN = 20
"""Authors on an entry's page before the rest folds away."""

BUILT_UPON_SHOWN = 12
RELATED = 5


@dataclass(frozen=True, slots=True)
class Relations:
    """The other entries that an entry's page shows.

    Attributes:
        builds_on: What it builds on, as it is written.
        built_upon: What builds on it, the newest first.
        related: Neighbours in its topic.
    """

    builds_on: Sequence[Entry]
    built_upon: Sequence[Entry]
    related: Sequence[Entry]


def planned_entry(site: Site, entry: Entry) -> Planned:
    """An entry's page, to be made, and the data that goes with it."""
    return Planned(
        entry_path(entry),
        partial(entry_page, site, entry),
        alike="papers/",
        marks=partial(_marks, site, entry),
        files=partial(entry_files, site, entry),
    )


def _marks(site: Site, entry: Entry) -> list[bytes]:
    """Of the entry, of those it stands on and under, of all that may be related, of its authors."""
    catalog, status = site.catalog, entry.status
    pages = " ".join([site.author_slugs.get(author.display, "") for author in entry.authors])
    tied = [*entry.builds_on, *([status.by] if status and status.by else ())]
    others = [*known(catalog, tied), *catalog.built_upon.get(entry.id, ())]
    return [site.mark(entry), site.near_marks(entry), *site.marks(others), pages.encode()]


def entry_page(site: Site, entry: Entry) -> Page:
    """An entry: who, when, where, what it says, what it stands on, how to cite it."""
    catalog = site.catalog
    source = site.sources.get(entry.id)
    topic = catalog.topics_by_path.get(entry.topic)
    relations = _relations(site, entry)
    builds_on, built_upon = relations.builds_on, relations.built_upon
    html = render(
        site,
        "entry.html",
        entry_path(entry),
        entry=entry,
        buttons=[
            (button, site.verdicts.get(button.url)) for button in buttons(entry, catalog.link_kinds)
        ],
        venue=catalog.venues.get(entry.venue.venue) if entry.venue else None,
        topics=[
            catalog.topics_by_path[path]
            for path in entry.all_topics
            if path in catalog.topics_by_path
        ],
        above=[*topics_above(catalog, topic), topic] if topic else [],
        builds_on=builds_on,
        built_upon=built_upon[:BUILT_UPON_SHOWN],
        built_upon_rest=built_upon[BUILT_UPON_SHOWN:],
        family=family_picture(entry, builds_on, built_upon, entry_path(entry)),
        neighbours=relations.related,
        shown=entry.authors[:AUTHORS_SHOWN],
        folded=entry.authors[AUTHORS_SHOWN:],
        formatted=formatted(entry, catalog.venues),
        citations=citations(record(site, entry)),
        edit=f"{site.edit_url}{source}" if site.edit_url and source else None,
    )
    description = isolated(entry.summary or f"{entry.title}, {people(entry.authors)}")
    return Page(
        entry_path(entry),
        isolated(entry.title),
        description,
        html,
        head=entry_head(site, entry, description),
        source=source,
        hide=("navigation", "toc"),
        alike="papers/",
    )


def _relations(site: Site, entry: Entry) -> Relations:
    builds_on = known(site.catalog, entry.builds_on)
    built_upon = site.newest_first(site.catalog.built_upon.get(entry.id, ()))
    family = {other.id for other in (*builds_on, *built_upon, entry)}
    near = [other for other in site.near(entry) if other.id not in family]
    shared = {*entry.tags, *entry.builds_on}.__contains__
    near.sort(key=lambda other: -sum(map(shared, (*other.tags, *other.builds_on))))
    return Relations(builds_on, built_upon, near[:RELATED])
