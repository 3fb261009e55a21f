"""Lists of entries that share something: a year, a venue, a tag, an author. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from llm_info.model import Entry
from llm_info.site.pages.addresses import slug
from llm_info.site.pages.heads import page_head
from llm_info.site.pages.page import Page, Planned
from llm_info.site.pages.paging import Sheet, planned_further, sheets
from llm_info.site.pages.rendering import render
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import isolated

GROUPS_PER_PAGE = 1000
"""Names of a list of lists before it goes on at another address."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that share something.

    Attributes:
        path: Address of its page.
        title: What they share, as a heading.
        note: A sentence about it, or nothing.
        entries: The newest first.
        letter: What it stands under where there are many.
    """

    path: str
    title: str
    note: str
    entries: Sequence[Entry]
    letter: str = ""


def planned_lists(site: Site) -> Iterator[Planned]:
    """A page of all groups of each kind, and a page of each group."""
    families = (
        ("years/", "Years", "By the year in which a paper was first public.", years(site)),
        ("venues/", "Venues", "Where papers were published, once they were.", venues(site)),
        ("tags/", "Tags", "What papers are about, across topics.", tags(site)),
        ("authors/", "Authors", "Everyone with two papers here or more.", authors(site)),
    )
    for path, title, lead, groups in families:
        for sheet in sheets(path, groups, GROUPS_PER_PAGE):
            alike = path if sheet.number > 1 else None
            make = partial(_overview, site, sheet, title, lead, len(groups), alike)
            yield Planned(sheet.path, make, alike=alike)
        for group in groups:
            yield from _planned_group(site, group, path, title)


def years(site: Site) -> list[Group]:
    """One group per year, the newest first."""
    return site.once("years", partial(_years, site))


def _years(site: Site) -> list[Group]:
    found: dict[int, list[Entry]] = {}
    for entry in site.catalog.entries:
        if entry.date:
            found.setdefault(entry.date.year, []).append(entry)
    return [
        Group(f"years/{year}/", str(year), "", site.newest_first(found[year]))
        for year in sorted(found, reverse=True)
    ]


def venues(site: Site) -> list[Group]:
    """One group per venue, by abbreviation."""
    return site.once("venues", partial(_venues, site))


def _venues(site: Site) -> list[Group]:
    found: dict[str, list[Entry]] = {}
    for entry in site.catalog.entries:
        if entry.venue:
            found.setdefault(entry.venue.venue, []).append(entry)
    groups: list[Group] = []
    for name in sorted(found, key=str.casefold):
        venue = site.catalog.venues.get(name)
        path = f"venues/{site.venue_slugs[name]}/"
        groups.append(
            Group(path, name, venue.name if venue else "", site.newest_first(found[name]))
        )
    return groups


def tags(site: Site) -> list[Group]:
    """One group per tag, by name."""
    return site.once("tags", partial(_tags, site))


def _tags(site: Site) -> list[Group]:
    return [
        Group(f"tags/{tag}/", tag, site.catalog.tags.get(tag, ""), site.newest_first(entries))
        for tag, entries in sorted(site.by_tag.items())
    ]


def authors(site: Site) -> list[Group]:
    """One group per author with two entries or more, by family name."""
    return site.once("authors", partial(_authors, site))


def _authors(site: Site) -> list[Group]:
    found: dict[str, list[Entry]] = {name: [] for name in site.author_slugs}
    families: dict[str, str] = {}
    for entry in site.catalog.entries:
        for author in {author.display: author for author in entry.authors}.values():
            if author.display in found:
                found[author.display].append(entry)
                families[author.display] = slug(author.family)
    return [
        Group(
            f"authors/{site.author_slugs[name]}/",
            name,
            "",
            site.newest_first(found[name]),
            families[name][:1].upper(),
        )
        for name in sorted(found, key=lambda name: (families[name], name))
    ]


def _overview(
    site: Site, sheet: Sheet[Group], title: str, lead: str, count: int, alike: str | None
) -> Page:
    parts = [
        (letter, list(groups))
        for letter, groups in groupby(sheet.items, lambda group: group.letter)
    ]
    html = render(
        site,
        "groups.html",
        sheet.path,
        title=title,
        lead=lead,
        count=count,
        parts=parts,
        sheet=sheet,
    )
    if sheet.number > 1:
        title = f"{title}, page {sheet.number}"
    head = page_head(site, sheet.path, title, lead)
    hide = ("navigation", "toc")
    return Page(sheet.path, title, lead, html, head=head, hide=hide, alike=alike)


def _planned_group(site: Site, group: Group, parent: str, parent_title: str) -> Iterator[Planned]:
    for sheet in sheets(group.path, group.entries):
        if sheet.number > 1:
            alike = f"{parent}*/"  # one folder deeper than the first pages
            yield planned_further(site, sheet, group.title, grouped=False, alike=alike)
        else:
            yield Planned(
                group.path,
                partial(_group_page, site, group, sheet, parent, parent_title),
                alike=parent,
                marks=partial(site.marks, sheet.items),
                besides=f"{group.title} {group.note} {len(group.entries)}",
            )


def _group_page(
    site: Site, group: Group, sheet: Sheet[Entry], parent: str, parent_title: str
) -> Page:
    html = render(
        site,
        "group.html",
        group.path,
        group=group,
        sheet=sheet,
        parent=parent,
        parent_title=parent_title,
    )
    count = len(group.entries)
    description = isolated(
        f"{count} {'entry' if count == 1 else 'entries'} of {site.name}: {group.title}"
        + (f" ({group.note})" if group.note else "")
    )
    title = isolated(group.title)
    head = page_head(site, group.path, title, description)
    hide = ("navigation", "toc")
    return Page(group.path, title, description, html, head=head, hide=hide, alike=parent)
