"""Catalog → pages. Pure: every page is a value; the templates escape all they print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from llm_info.site.pages.addresses import entry_path, relative, topic_path
from llm_info.site.pages.browse import (
    home_page,
    new_page,
    planned_entries,
    planned_topic,
    topics_page,
)
from llm_info.site.pages.choosing import entries_below
from llm_info.site.pages.data import (
    SEARCH,
    common_files,
    search_records,
    topic_files,
)
from llm_info.site.pages.entry import planned_entry
from llm_info.site.pages.explore import explore_page
from llm_info.site.pages.figures import figures_page
from llm_info.site.pages.lists import planned_lists
from llm_info.site.pages.page import Anchor, Asset, Page, Planned
from llm_info.site.pages.site import Checked, Site


def planned(site: Site) -> Iterator[Planned]:
    """Every page of the site: entries by id, home, what leads on, topics in their order, lists.

    Entries come first, since the data of home and topics is made of theirs.
    """
    for entry in site.catalog.entries_by_name:
        yield planned_entry(site, entry)
    yield Planned("", partial(home_page, site), files=partial(common_files, site))
    yield Planned("topics/", partial(topics_page, site))
    yield Planned("explore/", partial(explore_page, site))
    yield from planned_entries(site)
    yield Planned("new/", partial(new_page, site))
    yield Planned("figures/", partial(figures_page, site))
    for topic in site.catalog.topics_by_path.values():
        first, *further = planned_topic(site, topic)
        yield replace(first, files=partial(topic_files, site, topic))
        yield from further
    yield from planned_lists(site)


def pages(site: Site) -> Iterator[Page]:
    """The same, made."""
    return (one.make() for one in planned(site))


def assets(site: Site) -> Iterator[Asset]:
    """Every file beside the pages."""
    yield Asset(SEARCH, partial(search_records, site))
    for one in planned(site):
        yield from one.files()


__all__ = [
    "Anchor",
    "Asset",
    "Checked",
    "Page",
    "Planned",
    "Site",
    "assets",
    "entries_below",
    "entry_path",
    "pages",
    "planned",
    "relative",
    "topic_path",
]
