"""A catalog that was read a moment ago, with single entries read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from llm_info.model import Entry
from llm_info.store.entry_file import read_entry
from llm_info.store.reading import Reading
from llm_info.store.root import CATALOG


def reread(reading: Reading, paths: Iterable[str]) -> tuple[Reading, list[Entry]] | None:
    """The catalog with these entries as their files are now, and the entries.

    Nothing else is looked at, and findings, suppressions and digests are those of before: it is
    for showing an edit before all of it is judged.

    Args:
        reading: The catalog as it was.
        paths: Files, relative to the root with `/`.

    Returns:
        None if a file was no entry of the catalog before, or is no valid one now.
    """
    ids = {path: name for name, path in reading.paths.items()}
    by_id = reading.catalog.by_id
    topics = frozenset(reading.catalog.topics_by_path)
    kinds = reading.catalog.link_kinds
    folder = reading.root / CATALOG
    found: dict[str, Entry] = {}
    for path in paths:
        before = by_id.get(ids.get(path, ""))
        if before is None:
            return None
        document, entry = read_entry(reading.root / path, folder, before.topic, topics, kinds)
        if entry is None or document.faults:
            return None
        found[entry.id] = entry
    entries = tuple(found.get(entry.id, entry) for entry in reading.catalog.entries)
    catalog = replace(reading.catalog, entries=entries)
    return replace(reading, catalog=catalog), list(found.values())
