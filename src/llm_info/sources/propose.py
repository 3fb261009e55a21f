"""Topic and tags for a new paper, from what the catalog already holds. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict

from llm_info.model import Catalog
from llm_info.spelling import EMPTY_WORDS

_MOST_TAGS = 3


def _words(text: str, common: frozenset[str]) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.casefold())) - EMPTY_WORDS - common


def propose_topic(title: str, catalog: Catalog) -> str | None:
    """The topic whose entries have the most telling words in common with the title."""
    known = catalog.topics_by_path
    in_topic: dict[str, Counter[str]] = defaultdict(Counter)
    everywhere: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for entry in catalog.entries:
        words = _words(entry.title, catalog.common_words)
        everywhere.update(words)
        if entry.topic in known:
            in_topic[entry.topic].update(words)
            sizes[entry.topic] += 1
    for path, topic in known.items():
        for word in _words(f"{topic.title} {path.replace('/', ' ')}", catalog.common_words):
            in_topic[path][word] += 3
    wanted = _words(title, catalog.common_words)

    def worth(path: str) -> float:
        return sum(
            in_topic[path][word]
            / (sizes[path] + 3)
            * math.log(1 + len(catalog.entries) / (1 + everywhere[word]))
            for word in wanted
        )

    best = max(known, key=worth, default=None)
    return best if best is not None and (worth(best) > 0 or len(known) == 1) else None


def propose_tags(title: str, catalog: Catalog) -> tuple[str, ...]:
    """Tags whose words stand in the title, then those of the entries that are most alike."""
    wanted = _words(title, catalog.common_words)
    named = [tag for tag in catalog.tags if set(tag.split("-")) <= _stems(wanted)]
    votes: Counter[str] = Counter()
    for entry in catalog.entries:
        common = len(wanted & _words(entry.title, catalog.common_words))
        if common >= 2:  # noqa: PLR2004  (one word in common is chance)
            votes.update(dict.fromkeys((tag for tag in entry.tags if tag in catalog.tags), common))
    near = [tag for tag, _ in sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))]
    return tuple(dict.fromkeys([*named, *near]))[:_MOST_TAGS]


def _stems(words: set[str]) -> set[str]:
    return words | {word.removesuffix("s") for word in words}
