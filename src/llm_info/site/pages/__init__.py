"""Catalog → pages. Pure: every page is a value; the templates escape all they print."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.site.pages.browse import (
    entries_page,
    home_page,
    new_page,
    topic_page,
    topics_page,
)
from llm_info.site.pages.data import assets
from llm_info.site.pages.entry import entry_page
from llm_info.site.pages.explore import explore_page
from llm_info.site.pages.figures import figures_page
from llm_info.site.pages.lists import list_pages
from llm_info.site.pages.page import (
    Anchor,
    Asset,
    Checked,
    Page,
    Site,
    entries_below,
    entry_path,
    relative,
    topic_path,
)


def pages(site: Site) -> Iterator[Page]:
    """Every page of the site: home, what leads on, topics in their order, entries by id, lists."""
    yield home_page(site)
    yield topics_page(site)
    yield explore_page(site)
    yield entries_page(site)
    yield new_page(site)
    yield figures_page(site)
    for topic in site.catalog.topics_by_path.values():
        yield topic_page(site, topic)
    for entry in sorted(site.catalog.entries, key=lambda entry: entry.id):
        yield entry_page(site, entry)
    yield from list_pages(site)


__all__ = [
    "Anchor",
    "Asset",
    "Checked",
    "Page",
    "Site",
    "assets",
    "entries_below",
    "entry_path",
    "pages",
    "relative",
    "topic_path",
]
