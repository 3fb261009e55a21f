"""What a good catalog is, beyond what a single value's type can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm_info.rules import (
    addresses,
    authors,
    completeness,
    dates,
    identity,
    links,
    relations,
    text,
    topics,
    venues,
    vocabulary,
)
from llm_info.rules.registry import Rule, registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llm_info.finding import Problem
    from llm_info.model import Catalog

_FAMILIES = (
    *(identity, completeness, dates, addresses, links),
    *(topics, vocabulary, venues, relations, text, authors),
)
RULES: tuple[Rule, ...] = registered()


def judge(catalog: Catalog, chosen: Iterable[Rule] = RULES) -> Iterator[tuple[Rule, Problem]]:
    """Yield every problem that any of these rules sees in the catalog."""
    for rule in chosen:
        for problem in rule.check(catalog):
            yield rule, problem


__all__ = ["RULES", "Rule", "judge"]
