"""Tags mean what somebody wrote down, and a list names a word once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from llm_info.finding import Edit, Problem, Severity
from llm_info.model import Catalog
from llm_info.rules.nearness import nearest
from llm_info.rules.registry import rule


@rule(
    "LLM402",
    why="A tag finds things only if everybody spells it in one way.",
    bad="""
tags: [kv-cach]
# topics.yaml
tags:
  kv-cache: Storing keys and values of past tokens
# serving/other.yaml
tags: [kv-cache]
# serving/third.yaml
tags: [kv-cache]
""",
    good="""
tags: [kv-cache]
# topics.yaml
tags:
  kv-cache: Storing keys and values of past tokens
# serving/other.yaml
tags: [kv-cache]
# serving/third.yaml
tags: [kv-cache]
""",
)
def tag_is_known(catalog: Catalog) -> Iterator[Problem]:
    """A tag is one of topics.yaml."""
    for entry in catalog.entries:
        for index, tag in enumerate(entry.tags):
            if catalog.tags and tag not in catalog.tags:
                yield Problem(
                    entry.id,
                    ("tags", index),
                    f"tags {tag!r} is not a tag of topics.yaml",
                    nearest(tag, catalog.tags, "choose one of them, or add it with its meaning"),
                )


def _uses_of_tags(catalog: Catalog) -> Counter[str]:
    return Counter(tag for entry in catalog.entries for tag in set(entry.tags))


@rule(
    "LLM404",
    Severity.WARNING,
    why="A word that nobody uses makes the choice among the others harder.",
    bad="""
# topics.yaml
tags:
  kv-cache: Storing keys and values of past tokens
""",
    good="""
# topics.yaml
tags:
  kv-cache: Storing keys and values of past tokens
# serving/pages.yaml
tags: [kv-cache]
# serving/orca.yaml
tags: [kv-cache]
""",
)
def tag_is_used(catalog: Catalog) -> Iterator[Problem]:
    """A tag of topics.yaml is used by an entry."""
    if catalog.unread:
        return  # an entry that could not be read may use it
    used = _uses_of_tags(catalog)
    for tag in catalog.tags:
        if tag not in used:
            yield Problem(
                "topics.yaml", ("tags", tag), f"tags {tag!r} is used nowhere", "remove it"
            )


@rule(
    "LLM405",
    Severity.NOTE,
    why="A tag that stands on one entry leads from it to nowhere else.",
    bad="""
tags: [kv-cache]
# topics.yaml
tags:
  kv-cache: Storing keys and values of past tokens
""",
    good="""
tags: [kv-cache]
# topics.yaml
tags:
  kv-cache: Storing keys and values of past tokens
# serving/orca.yaml
tags: [kv-cache]
""",
)
def tag_is_used_twice(catalog: Catalog) -> Iterator[Problem]:
    """A tag of topics.yaml is used by more than one entry."""
    if catalog.unread:
        return
    used = _uses_of_tags(catalog)
    for tag in catalog.tags:
        if used[tag] == 1:
            yield Problem(
                "topics.yaml",
                ("tags", tag),
                f"tags {tag!r} is used once",
                "use it where it fits as well, or remove it",
            )


@rule(
    "LLM409",
    Severity.WARNING,
    why="Twice is no better than once.",
    bad="topics: [serving/batching, serving/batching]",
    good="topics: [serving/batching]",
)
def list_names_once(catalog: Catalog) -> Iterator[Problem]:
    """A topic, a tag, a base, a further title or an alias stands in its list once."""
    for entry in catalog.entries:
        for key in ("topics", "tags", "builds_on", "also_titled", "aliases"):
            words: tuple[str, ...] = getattr(entry, key)
            if len(set(words)) == len(words):
                continue
            for index, word in enumerate(words):
                if word in words[:index]:
                    field = (key, index)
                    yield Problem(
                        entry.id,
                        field,
                        f"{key} {word!r} stands there twice",
                        "remove one",
                        (Edit(field, None),),
                    )
