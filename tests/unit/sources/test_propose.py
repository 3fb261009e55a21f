"""Topic and tags of a new paper come from what the catalog holds."""

from __future__ import annotations

import pytest

import builders
from llm_info.sources.propose import propose_tags, propose_topic

CATALOG = builders.catalog(
    builders.paper(id="a", title="Evicting Cold Pages", tags=["memory"]),
    builders.paper(id="b", topic="paging/tables", title="Walking Hashed Tables", tags=["speed"]),
)


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Cold Pages Revisited", "paging"),
        ("Hashed Tables for Everybody", "paging/tables"),
        ("Nothing in Common Here", None),
    ],
)
def test_the_topic_with_the_telling_words_is_proposed(title: str, topic: str | None) -> None:
    assert propose_topic(title, CATALOG) == topic


@pytest.mark.parametrize(
    ("title", "tags"),
    [
        ("Memory for Beginners", ("memory",)),
        ("Walking Tables by Night", ("speed",)),
        ("Nothing in Common Here", ()),
    ],
)
def test_tags_are_named_or_those_of_entries_that_are_alike(
    title: str, tags: tuple[str, ...]
) -> None:
    assert propose_tags(title, CATALOG) == tags
