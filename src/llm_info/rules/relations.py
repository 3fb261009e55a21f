"""What builds on what."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from llm_info.finding import FieldPath, Problem
from llm_info.model import Catalog, Entry, Topic
from llm_info.rules.registry import rule


def _hint(entry_id: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(entry_id, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "name an entry of this catalog, or remove it"


@rule("LLM411")
def base_is_known(catalog: Catalog) -> Iterator[Problem]:
    """`builds_on` and `status.by` name other entries of the catalog."""
    for entry in catalog.entries:
        for index, base in enumerate(entry.builds_on):
            if base == entry.id:
                yield Problem(
                    entry.id, ("builds_on", index), "builds_on names the entry itself", "remove it"
                )
            elif base not in catalog.by_id and base not in catalog.unread:
                yield Problem(
                    entry.id,
                    ("builds_on", index),
                    f"builds_on {base!r} is no entry",
                    _hint(base, catalog.by_id),
                )
        successor = entry.status.by if entry.status else None
        if successor and successor not in catalog.by_id and successor not in catalog.unread:
            yield Problem(
                entry.id,
                ("status", "by"),
                f"status.by {successor!r} is no entry",
                _hint(successor, catalog.by_id),
            )


@rule("LLM412")
def base_is_older(catalog: Catalog) -> Iterator[Problem]:
    """An entry builds on what was public before it."""
    for entry in catalog.entries:
        for index, base_id in enumerate(entry.builds_on):
            base = catalog.by_id.get(base_id)
            if base is None or base.date is None or entry.date is None:
                continue
            if base.date.first_day > entry.date.last_day:
                yield Problem(
                    entry.id,
                    ("builds_on", index),
                    f"builds_on {base_id!r} is of {base.date}, later than {entry.date} here",
                    "correct one of the dates, or turn the relation round",
                )


@rule("LLM413")
def no_circle(catalog: Catalog) -> Iterator[Problem]:
    """No chain of `builds_on` comes back to its start."""
    finished: set[str] = set()
    for start in sorted(catalog.by_id):
        trail: list[str] = []
        yield from _circles(catalog, catalog.by_id[start], trail, finished)


def _circles(
    catalog: Catalog, start: Entry, trail: list[str], finished: set[str]
) -> Iterator[Problem]:
    """Walk the relations in depth without recursion; a chain may be longer than Python's stack."""
    stack: list[tuple[Entry, int]] = [(start, 0)]
    while stack:
        entry, position = stack.pop()
        if position == 0:
            if entry.id in finished:
                continue
            trail.append(entry.id)
        if position == len(entry.builds_on):
            trail.pop()
            finished.add(entry.id)
            continue
        stack.append((entry, position + 1))
        base_id = entry.builds_on[position]
        if base_id in trail and base_id != entry.id:
            circle = " → ".join([*trail[trail.index(base_id) :], base_id])
            yield Problem(
                entry.id,
                ("builds_on", position),
                f"builds_on {base_id!r} closes a circle: {circle}",
                "remove the relation that is not true",
            )
        elif base := catalog.by_id.get(base_id):
            stack.append((base, 0))


@rule("LLM414")
def start_here_is_known(catalog: Catalog) -> Iterator[Problem]:
    """`start_here` of a topic names entries of the catalog."""
    for index, topic in enumerate(catalog.topics):
        yield from _start_here(catalog, topic, ("topics", index))


def _start_here(catalog: Catalog, topic: Topic, path: FieldPath) -> Iterator[Problem]:
    for index, entry_id in enumerate(topic.start_here):
        if entry_id not in catalog.by_id and entry_id not in catalog.unread:
            yield Problem(
                "topics.yaml",
                (*path, "start_here", index),
                f"start_here {entry_id!r} is no entry",
                _hint(entry_id, catalog.by_id),
            )
    for index, child in enumerate(topic.children):
        yield from _start_here(catalog, child, (*path, "topics", index))
