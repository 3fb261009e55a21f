"""Topics: entries name those that are there, and each leads to entries that are there."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.finding import Edit, FieldPath, Problem, Severity
from llm_info.model import Catalog, Topic
from llm_info.rules.nearness import nearest
from llm_info.rules.registry import rule


@rule(
    "LLM401",
    why="A topic that is not in the tree is shown nowhere, and so is the entry.",
    bad="topics: [servng]",
    good="topics: [serving/batching]",
)
def topic_is_known(catalog: Catalog) -> Iterator[Problem]:
    """A further topic is one of topics.yaml, and not the folder's."""
    known = catalog.topics_by_path
    for entry in catalog.entries:
        for index, topic in enumerate(entry.topics):
            field = ("topics", index)
            if known and topic not in known:
                yield Problem(
                    entry.id,
                    field,
                    f"topics {topic!r} is not a topic of topics.yaml",
                    nearest(topic, known, "choose one of them, or add it there"),
                )
            elif topic == entry.topic:
                yield Problem(
                    entry.id,
                    field,
                    f"topics {topic!r} is already the topic of the folder",
                    "remove it",
                    (Edit(field, None),),
                )


@rule(
    "LLM414",
    why="The reading path of a topic must lead somewhere.",
    bad="""
# topics.yaml
schema_version: 1
topics:
  - slug: serving
    title: Serving
    description: One model, many readers.
    start_here: [orac]
# serving/orca.yaml
date: 2021
""",
    good="""
# topics.yaml
schema_version: 1
topics:
  - slug: serving
    title: Serving
    description: One model, many readers.
    start_here: [orca]
# serving/orca.yaml
date: 2021
""",
)
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
                nearest(entry_id, catalog.by_id, "name an entry of this catalog, or remove it"),
            )
    for index, child in enumerate(topic.children):
        yield from _start_here(catalog, child, (*path, "topics", index))


@rule(
    "LLM417",
    Severity.WARNING,
    why="A page without entries disappoints whoever opens it.",
    bad="""
# topics.yaml
schema_version: 1
topics:
  - slug: serving
    title: Serving
    description: One model, many readers.
  - slug: training
    title: Training
    description: One model, many machines.
# serving/orca.yaml
date: 2021
""",
    good="""
# topics.yaml
schema_version: 1
topics:
  - slug: serving
    title: Serving
    description: One model, many readers.
# serving/orca.yaml
date: 2021
""",
)
def topic_has_entries(catalog: Catalog) -> Iterator[Problem]:
    """A topic of topics.yaml, or one below it, has an entry."""
    if catalog.unread:
        return  # an entry that could not be read may be in it
    for index, topic in enumerate(catalog.topics):
        yield from _empty(catalog, topic, ("topics", index))


def _empty(catalog: Catalog, topic: Topic, path: FieldPath) -> Iterator[Problem]:
    if not any(below.path in catalog.by_topic for below in topic.walk()):
        yield Problem(
            "topics.yaml",
            (*path, "slug"),
            f"topic {topic.path!r} has no entries",
            "add one, or remove the topic",
        )
        return
    for index, child in enumerate(topic.children):
        yield from _empty(catalog, child, (*path, "topics", index))
