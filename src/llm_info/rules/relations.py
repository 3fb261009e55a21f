"""What builds on what."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from llm_info.finding import Edit, Problem, Severity
from llm_info.model import Catalog, Entry
from llm_info.rules.nearness import nearest
from llm_info.rules.registry import rule
from llm_info.values import State


def _hint(entry_id: str, known: Collection[str]) -> str:
    return nearest(entry_id, known, "name an entry of this catalog, or remove it")


@rule(
    "LLM411",
    why="A relation to nothing is shown as nothing: it is a slip, or the entry is still to come.",
    bad="""
builds_on: [orac]
# serving/orca.yaml
date: 2021
""",
    good="""
builds_on: [orca]
# serving/orca.yaml
date: 2021
""",
)
def base_is_known(catalog: Catalog) -> Iterator[Problem]:
    """`builds_on` and `status.by` name other entries of the catalog."""
    for entry in catalog.entries:
        for index, base in enumerate(entry.builds_on):
            if base == entry.id:
                yield Problem(
                    entry.id,
                    ("builds_on", index),
                    "builds_on names the entry itself",
                    "remove it",
                    (Edit(("builds_on", index), None),),
                )
            elif base not in catalog.by_id and base not in catalog.unread:
                yield Problem(
                    entry.id,
                    ("builds_on", index),
                    f"builds_on {base!r} is no entry",
                    _hint(base, catalog.by_id),
                )
        successor = entry.status.by if entry.status else None
        if successor == entry.id:
            yield Problem(
                entry.id, ("status", "by"), "status.by names the entry itself", "name its successor"
            )
        elif successor and successor not in catalog.by_id and successor not in catalog.unread:
            yield Problem(
                entry.id,
                ("status", "by"),
                f"status.by {successor!r} is no entry",
                _hint(successor, catalog.by_id),
            )


@rule(
    "LLM412",
    why="Nothing builds on what comes later: the relation is the wrong way round, or a date is.",
    bad="""
date: 2021
builds_on: [orca]
# serving/orca.yaml
date: 2023
""",
    good="""
date: 2023
builds_on: [orca]
# serving/orca.yaml
date: 2021
""",
)
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


@rule(
    "LLM413",
    why="In a circle everything comes before itself, and the map of the field cannot be drawn.",
    bad="""
# serving/orca.yaml
date: 2021
builds_on: [pages]
# serving/pages.yaml
date: 2021
builds_on: [orca]
""",
    good="""
# serving/orca.yaml
date: 2021
# serving/pages.yaml
date: 2021
builds_on: [orca]
""",
)
def no_circle(catalog: Catalog) -> Iterator[Problem]:
    """No chain of `builds_on` comes back to its start."""
    finished: set[str] = set()
    for entry in catalog.entries_by_name:
        if entry.builds_on:
            yield from _circles(catalog, entry, finished)


def _circles(catalog: Catalog, start: Entry, finished: set[str]) -> Iterator[Problem]:
    """Walk the relations in depth without recursion; a chain may be longer than Python's stack."""
    trail: dict[str, None] = {}
    stack: list[tuple[Entry, int]] = [(start, 0)]
    while stack:
        entry, position = stack.pop()
        if position == 0:
            if entry.id in finished:
                continue
            trail[entry.id] = None
        if position == len(entry.builds_on):
            del trail[entry.id]
            finished.add(entry.id)
            continue
        stack.append((entry, position + 1))
        base_id = entry.builds_on[position]
        if base_id in trail and base_id != entry.id:
            steps = list(trail)
            circle = " → ".join([*steps[steps.index(base_id) :], base_id])
            yield Problem(
                entry.id,
                ("builds_on", position),
                f"builds_on {base_id!r} closes a circle: {circle}",
                "remove the relation that is not true",
            )
        elif base_id not in trail and (base := catalog.by_id.get(base_id)):
            stack.append((base, 0))


@rule(
    "LLM415",
    Severity.WARNING,
    why="Whoever is told that something is superseded asks by what.",
    bad="""
status:
  state: superseded
""",
    good="""
status:
  state: superseded
  by: orca
# serving/orca.yaml
date: 2021
""",
)
def superseded_by_something(catalog: Catalog) -> Iterator[Problem]:
    """What is superseded names its successor."""
    for entry in catalog.entries:
        if entry.status and entry.status.state is State.SUPERSEDED and not entry.status.by:
            yield Problem(
                entry.id,
                ("status", "state"),
                "status.state 'superseded' names no successor",
                "write by: and the id of the entry that takes its place",
            )


@rule(
    "LLM416",
    Severity.WARNING,
    why="A result that was taken back is no ground to stand on, and a reader has to be told.",
    bad="""
date: 2023
builds_on: [orca]
# serving/orca.yaml
date: 2021
status:
  state: retracted
""",
    good="""
date: 2023
# serving/orca.yaml
date: 2021
status:
  state: retracted
""",
)
def base_stands(catalog: Catalog) -> Iterator[Problem]:
    """An entry does not build on what was retracted."""
    for entry in catalog.entries:
        for index, base_id in enumerate(entry.builds_on):
            base = catalog.by_id.get(base_id)
            if base and base.status and base.status.state is State.RETRACTED:
                yield Problem(
                    entry.id,
                    ("builds_on", index),
                    f"builds_on {base_id!r} is retracted",
                    "remove it, or say in the summary what still holds",
                )
