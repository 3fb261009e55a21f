"""Words that mean something because somebody wrote down what they mean."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from llm_info.finding import Problem, Severity
from llm_info.model import Catalog
from llm_info.rules.registry import rule


def _nearest(word: str, known: Collection[str], remedy: str) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else remedy


@rule("LLM401")
def topic_is_known(catalog: Catalog) -> Iterator[Problem]:
    """A further topic is one of topics.yaml."""
    known = catalog.topics_by_path
    for entry in catalog.entries:
        for index, topic in enumerate(entry.topics):
            if known and topic not in known:
                yield Problem(
                    entry.id,
                    ("topics", index),
                    f"topics {topic!r} is not a topic of topics.yaml",
                    _nearest(topic, known, "choose one of them, or add it there"),
                )
            elif topic == entry.topic:
                yield Problem(
                    entry.id,
                    ("topics", index),
                    f"topics {topic!r} is already the topic of the folder",
                    "remove it",
                )


@rule("LLM402")
def tag_is_known(catalog: Catalog) -> Iterator[Problem]:
    """A tag is one of topics.yaml."""
    for entry in catalog.entries:
        for index, tag in enumerate(entry.tags):
            if catalog.tags and tag not in catalog.tags:
                yield Problem(
                    entry.id,
                    ("tags", index),
                    f"tags {tag!r} is not a tag of topics.yaml",
                    _nearest(tag, catalog.tags, "choose one of them, or add it with its meaning"),
                )


@rule("LLM403")
def venue_is_known(catalog: Catalog) -> Iterator[Problem]:
    """A venue's abbreviation is one of venues.yaml."""
    for entry in catalog.entries:
        if entry.venue and catalog.venues and entry.venue.venue not in catalog.venues:
            yield Problem(
                entry.id,
                ("venue",),
                f"venue {entry.venue.venue!r} is not a venue of venues.yaml",
                _nearest(
                    entry.venue.venue, catalog.venues, "choose one of them, or add it with its name"
                ),
            )


@rule("LLM404", Severity.WARNING)
def tag_is_used(catalog: Catalog) -> Iterator[Problem]:
    """A tag of topics.yaml is used by an entry."""
    if catalog.unread:
        return  # an entry that could not be read may use it
    used = {tag for entry in catalog.entries for tag in entry.tags}
    for tag in catalog.tags:
        if tag not in used:
            yield Problem(
                "topics.yaml", ("tags", tag), f"tags {tag!r} is used nowhere", "remove it"
            )
