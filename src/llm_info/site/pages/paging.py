"""Long lists in pages of bounded length, and entries under their years. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Generic, TypeVar

from llm_info.model import Entry
from llm_info.site.pages.heads import page_head
from llm_info.site.pages.page import Page, Planned
from llm_info.site.pages.rendering import render
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import isolated

ENTRIES_PER_PAGE = 100
"""Rows of a list before it goes on at another address."""

_AROUND = 2
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Item]):
    """One page of a long list.

    Attributes:
        number: Which page it is, from 1.
        paths: Addresses of all pages of the list.
        items: What stands on this page.
    """

    number: int
    paths: Sequence[str]
    items: Sequence[Item]

    @property
    def path(self) -> str:
        """Its own address."""
        return self.paths[self.number - 1]

    @property
    def near(self) -> list[int | None]:
        """Numbers that a reader may want: the first, the last, those around; None is a gap.

        >>> Sheet(5, ("",) * 9, ()).near
        [1, None, 3, 4, 5, 6, 7, None, 9]
        """
        last = len(self.paths)
        wanted = {1, last, *range(self.number - _AROUND, self.number + _AROUND + 1)}
        found: list[int | None] = []
        for number in sorted(wanted & set(range(1, last + 1))):
            if found and number != (found[-1] or 0) + 1:
                found.append(None)
            found.append(number)
        return found


def sheets(
    path: str, items: Sequence[Item], per_page: int = ENTRIES_PER_PAGE
) -> Iterator[Sheet[Item]]:
    """A list cut into pages; the first, perhaps empty, is at the list's own address."""
    count = max(1, -(-len(items) // per_page))
    paths = [further_path(path, number) for number in range(1, count + 1)]
    for number in range(1, count + 1):
        yield Sheet(number, paths, items[(number - 1) * per_page : number * per_page])


def further_path(path: str, number: int) -> str:
    """Address of the page of this number; no slug has the `_`, so no page of another is there.

    >>> further_path("tags/memory/", 1), further_path("tags/memory/", 2)
    ('tags/memory/', 'tags/memory/page_2/')
    """
    return path if number == 1 else f"{path}page_{number}/"


def planned_further(
    site: Site, sheet: Sheet[Entry], title: str, *, grouped: bool, alike: str
) -> Planned:
    """The second page of a list of entries, or a later one.

    Args:
        site: What pages need to know.
        sheet: What stands on it.
        title: What the list is called.
        grouped: Whether its entries stand under their years.
        alike: As in `Page`.
    """
    make = partial(_further_page, site, sheet, title, grouped, alike)
    besides = f"{title} {len(sheet.paths)}"
    marks = partial(site.marks, sheet.items)
    return Planned(sheet.path, make, alike=alike, marks=marks, besides=besides)


def _further_page(
    site: Site,
    sheet: Sheet[Entry],
    title: str,
    grouped: bool,  # noqa: FBT001  (bound above, by name)
    alike: str,
) -> Page:
    years = by_year(sheet.items) if grouped else []
    html = render(site, "more.html", sheet.path, sheet=sheet, title=title, years=years)
    title = isolated(f"{title}, page {sheet.number}")
    description = f"{title} of {len(sheet.paths)}, {site.name}"
    head = page_head(site, sheet.path, title, description)
    hide = ("navigation", "toc")
    return Page(sheet.path, title, description, html, head=head, hide=hide, alike=alike)


def by_year(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries that stand in the order of their years, each year with its own."""
    return [
        (str(year) if year else "Undated", list(found))
        for year, found in groupby(entries, key=lambda entry: entry.date.year if entry.date else 0)
    ]
