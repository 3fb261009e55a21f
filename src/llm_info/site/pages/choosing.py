"""Which entries and topics a page shows, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llm_info.model import Catalog, Entry, Topic


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
