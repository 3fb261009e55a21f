"""Pages of entries that were edited, made ahead of everything else that the edit touches.

Whoever saves an entry looks at its page. That page needs no judging of the whole catalog and no
other page; the builder, which comes after, makes all the rest and this page too if it must differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from llm_info import store
from llm_info.model import Entry
from llm_info.site.building import Standing
from llm_info.site.filling import filled
from llm_info.site.markdown import source_uri
from llm_info.site.output import Output
from llm_info.site.pages import Site
from llm_info.site.pages.entry import planned_entry
from llm_info.site.pages.formats import InMemory
from llm_info.site.shells import shell_name

_KEYED = ("authors", "date", "name", "title", "added")
"""Fields that the key of a citation is made of, or that settle who gets it."""


def written_ahead(standing: Standing, folder: Path, paths: Iterable[str]) -> list[str]:
    """Write the pages and the data of edited entries.

    Args:
        standing: What the site was last made from.
        folder: The site.
        paths: Files that have changed, relative to the catalog's root; those that were no entries,
            or are no valid ones now, are left to the builder.

    Returns:
        Names of the files that were written.

    Raises:
        WriteError: A file cannot be written.
    """
    known = standing.reading.paths.values()
    edited = [path for path in paths if path in known]
    again = store.reread(standing.reading, edited) if edited else None
    if again is None:
        return []
    reading, entries = again
    site = _site(standing.site, reading, entries)
    output = Output(folder, fresh=False)
    for entry in entries:
        planned = planned_entry(site, entry)
        by_hand = source_uri(planned.path) in standing.chrome.sources
        if not by_hand and shell_name(planned) in standing.chrome.shells:
            for name, pieces in filled(site, standing.chrome, planned):
                output.write(name, pieces)
    return output.written


def prepare(standing: Standing) -> None:
    """Make a page for nothing: what all pages rest on is there then, when the first edit comes."""
    site = _site(standing.site, standing.reading, ())
    for planned in (planned_entry(site, entry) for entry in site.catalog.entries[:1]):
        if shell_name(planned) in standing.chrome.shells:
            for _, pieces in filled(site, standing.chrome, planned):
                "".join(pieces)


def _site(before: Site, reading: store.Reading, entries: Iterable[Entry]) -> Site:
    """The site of the catalog as it is now, with what no edit has touched taken over."""
    site = replace(before, catalog=reading.catalog, kept=InMemory())
    old = before.catalog.by_id

    def same(*fields: str) -> bool:
        return all(
            getattr(entry, field) == getattr(old[entry.id], field)
            for entry in entries
            for field in fields
        )

    values = vars(site)  # where `cached_property` keeps them
    values["environment"] = before.environment
    if same(*_KEYED):
        values["citation_keys"] = before.citation_keys
    if same("authors"):
        values["author_slugs"] = before.author_slugs
    if same("venue"):
        values["venue_slugs"] = before.venue_slugs
    return site
