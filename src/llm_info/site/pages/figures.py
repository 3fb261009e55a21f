"""The catalog in figures: each picture with its table. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from llm_info.site.pages.addresses import entry_path, topic_path
from llm_info.site.pages.choosing import entries_below
from llm_info.site.pages.heads import page_head
from llm_info.site.pages.lists import Group, authors, tags, venues
from llm_info.site.pages.page import Page
from llm_info.site.pages.plots import Bar, Plot, rows, years_plot
from llm_info.site.pages.rendering import render
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import short_label

MOST = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """A heading, a picture, a table and what its columns are."""

    id: str
    title: str
    note: str
    plot: Plot
    columns: tuple[str, ...]


def figures_page(site: Site) -> Page:
    """How many papers, when, where, about what, and which of them others build on."""
    made = _figures(site)
    html = render(site, "figures.html", "figures/", figures=made)
    description = f"{site.name} in figures: papers per year, topic, venue and tag"
    head = page_head(site, "figures/", "Figures", description)
    return Page("figures/", "Figures", description, html, head=head, hide=("navigation", "toc"))


def _figures(site: Site) -> list[Figure]:
    catalog = site.catalog
    topics = [
        Bar(topic.title, len(entries_below(catalog, topic)), topic_path(topic))
        for topic in catalog.topics
    ]
    based = sorted(
        (
            (len(after), catalog.by_id[i])
            for i, after in catalog.built_upon.items()
            if i in catalog.by_id
        ),
        key=lambda pair: (-pair[0], pair[1].id),
    )
    upon = [Bar(short_label(entry, 32), count, entry_path(entry)) for count, entry in based[:MOST]]
    kinds = Counter(str(entry.kind) for entry in catalog.entries).most_common()
    found = [
        Figure(
            "years",
            "Papers per year",
            "By the year in which a paper was first public; the stronger part has code.",
            years_plot(catalog.entries),
            ("Year", "Papers", "With code"),
        ),
        _figure(
            "topics", "Entries per topic", "An entry may stand under several.", "Topic", topics
        ),
        _figure(
            "venues", "Venues", f"The {MOST} with the most entries.", "Venue", _top(venues(site))
        ),
        _figure("tags", "Tags", f"The {MOST} most used.", "Tag", _top(tags(site))),
        _figure("built-upon", "Built upon most", "By entries of this catalog.", "Entry", upon),
        _figure(
            "authors",
            "Authors",
            f"The {MOST} with the most entries.",
            "Author",
            _top(authors(site)),
        ),
        _figure("kinds", "Kinds of entries", "", "Kind", [Bar(name, n) for name, n in kinds]),
    ]
    if site.verdicts:
        verdicts = Counter(checked.verdict for checked in site.verdicts.values()).most_common()
        bars = [Bar(name, count) for name, count in verdicts]
        found.append(
            _figure("links", "Links", "What the last check of each found.", "Verdict", bars)
        )
    return [figure for figure in found if figure.plot.bars]


def _figure(figure_id: str, title: str, note: str, column: str, bars: list[Bar]) -> Figure:
    return Figure(figure_id, title, note, Plot(rows(bars), bars), (column, "Entries"))


def _top(groups: list[Group]) -> list[Bar]:
    ordered = sorted(groups, key=lambda group: (-len(group.entries), group.title))[:MOST]
    return [Bar(group.title, len(group.entries), group.path) for group in ordered]
