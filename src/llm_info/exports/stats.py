"""A catalog in figures: what it holds, and what is still missing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from llm_info.model import Catalog, Entry
from llm_info.values import Kind

_FACTS: Mapping[str, Callable[[Entry], object]] = {
    "authors": lambda entry: entry.authors,
    "date": lambda entry: entry.date,
    "identifier": lambda entry: entry.arxiv or entry.doi or entry.acl or entry.openreview,
    "link": lambda entry: any(entry.followable_links()),
    "code": lambda entry: entry.links.code,
    "venue": lambda entry: entry.venue,
    "tags": lambda entry: entry.tags,
    "summary": lambda entry: entry.summary,
}
"""What a paper can have → whether it does."""

Figures = dict[str, dict[str, int]]


def figures(catalog: Catalog) -> Figures:
    """Name of a group → its members, each with a number; largest first, years and facts in order.

    `papers with` counts papers alone: a program needs no venue. `topics` counts entries in a
    topic's folder and those below it.
    """
    papers = [entry for entry in catalog.entries if entry.kind is Kind.PAPER]
    years = Counter(str(entry.date.year) for entry in papers if entry.date)
    topics = Counter(
        top for entry in catalog.entries for top in {one.split("/")[0] for one in entry.all_topics}
    )
    return {
        "kinds": _largest_first(Counter(str(entry.kind) for entry in catalog.entries)),
        "topics": {top.path: topics[top.path] for top in catalog.topics},
        "papers by year": dict(sorted(years.items())),
        "papers with": {
            name: sum(bool(has(entry)) for entry in papers) for name, has in _FACTS.items()
        },
        "links": _largest_first(
            Counter(kind for entry in catalog.entries for kind, _ in entry.followable_links())
        ),
        "venues": _largest_first(Counter(e.venue.venue for e in catalog.entries if e.venue)),
        "tags": _largest_first(Counter(tag for entry in catalog.entries for tag in entry.tags)),
    }


def figures_as_text(catalog: Catalog, *, rows: int) -> str:
    """The figures as a table.

    Args:
        catalog: What is counted.
        rows: Most rows of a group; what is left out is counted.
    """
    lines = [f"{len(catalog.entries):6}  entries"]
    for group, members in figures(catalog).items():
        lines.append(f"\n{group}")
        shown = list(members.items())[:rows] if group in _LONG else list(members.items())
        lines += [f"{number:6}  {name}" for name, number in shown]
        if len(shown) < len(members):
            lines.append(f"        and {len(members) - len(shown)} more")
    return "\n".join(lines) + "\n"


_LONG = frozenset(["venues", "tags"])
"""Groups that are cut: they have many small members."""


def _largest_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
