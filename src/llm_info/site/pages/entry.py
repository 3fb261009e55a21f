"""The page of an entry. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from llm_info.model import Entry
from llm_info.site.pages.citing import citations, formatted
from llm_info.site.pages.heads import entry_head
from llm_info.site.pages.lineage import family_picture
from llm_info.site.pages.page import (
    Page,
    Site,
    entry_path,
    known,
    newest_first,
    render,
    topics_above,
)
from llm_info.site.pages.wording import buttons, isolated, people

AUTHORS_SHOWN = 20
"""Authors on an entry's page before the rest folds away."""

BUILT_UPON_SHOWN = 12
RELATED = 5


def entry_page(site: Site, entry: Entry) -> Page:
    """An entry: who, when, where, what it says, what it stands on, how to cite it."""
    catalog = site.catalog
    source = site.sources.get(entry.id)
    topic = catalog.topics_by_path.get(entry.topic)
    builds_on = known(catalog, entry.builds_on)
    built_upon = newest_first(catalog.built_upon.get(entry.id, ()))
    family = {other.id for other in (*builds_on, *built_upon, entry)}
    neighbours = [
        other
        for other in newest_first(catalog.by_topic.get(entry.topic, ()))
        if other.id not in family
    ]
    html = render(
        site,
        "entry.html",
        entry_path(entry),
        entry=entry,
        buttons=[(button, site.verdicts.get(button.url)) for button in buttons(entry)],
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
        neighbours=_related(entry, neighbours),
        shown=entry.authors[:AUTHORS_SHOWN],
        folded=entry.authors[AUTHORS_SHOWN:],
        formatted=formatted(entry, catalog.venues),
        citations=citations(entry, catalog.venues),
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
        hide=("toc",),
        alike="papers/",
    )


def _related(entry: Entry, neighbours: Sequence[Entry]) -> list[Entry]:
    """Neighbours of the same topic that share the most tags and bases."""
    marks = {*entry.tags, *entry.builds_on}
    ranked = sorted(neighbours, key=lambda other: -len(marks & {*other.tags, *other.builds_on}))
    return ranked[:RELATED]
