"""Lists of entries that share something: a year, a venue, a tag, an author. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from llm_info.model import Entry
from llm_info.site.pages.heads import page_head
from llm_info.site.pages.page import Page, Planned, Site, newest_first, render, slug
from llm_info.site.pages.wording import isolated


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that share something.

    Attributes:
        path: Address of its page.
        title: What they share, as a heading.
        note: A sentence about it, or nothing.
        entries: The newest first.
    """

    path: str
    title: str
    note: str
    entries: Sequence[Entry]


def planned_lists(site: Site) -> Iterator[Planned]:
    """A page of all groups of each kind, and a page of each group."""
    families = (
        ("years/", "Years", "By the year in which a paper was first public.", years(site)),
        ("venues/", "Venues", "Where papers were published, once they were.", venues(site)),
        ("tags/", "Tags", "What papers are about, across topics.", tags(site)),
        ("authors/", "Authors", "Everyone with two papers here or more.", authors(site)),
    )
    for path, title, lead, groups in families:
        yield Planned(path, partial(_overview, site, path, title, lead, groups))
        for group in groups:
            yield Planned(
                group.path,
                partial(_group_page, site, group, path, title),
                alike=path,
                shows=partial(_entries, group),
                besides=group.title,
            )


def _entries(group: Group) -> Sequence[Entry]:
    return group.entries


def years(site: Site) -> list[Group]:
    """One group per year, the newest first."""
    found: dict[int, list[Entry]] = {}
    for entry in site.catalog.entries:
        if entry.date:
            found.setdefault(entry.date.year, []).append(entry)
    return [
        Group(f"years/{year}/", str(year), "", newest_first(found[year]))
        for year in sorted(found, reverse=True)
    ]


def venues(site: Site) -> list[Group]:
    """One group per venue, by abbreviation."""
    found: dict[str, list[Entry]] = {}
    for entry in site.catalog.entries:
        if entry.venue:
            found.setdefault(entry.venue.venue, []).append(entry)
    groups: list[Group] = []
    for name in sorted(found, key=str.casefold):
        venue = site.catalog.venues.get(name)
        path = f"venues/{site.venue_slugs[name]}/"
        groups.append(Group(path, name, venue.name if venue else "", newest_first(found[name])))
    return groups


def tags(site: Site) -> list[Group]:
    """One group per tag, by name."""
    return [
        Group(f"tags/{tag}/", tag, site.catalog.tags.get(tag, ""), newest_first(entries))
        for tag, entries in sorted(site.by_tag.items())
    ]


def authors(site: Site) -> list[Group]:
    """One group per author with two entries or more, by family name."""
    found: dict[str, list[Entry]] = {name: [] for name in site.author_slugs}
    families: dict[str, str] = {}
    for entry in site.catalog.entries:
        for author in {author.display: author for author in entry.authors}.values():
            if author.display in found:
                found[author.display].append(entry)
                families[author.display] = slug(author.family)
    return [
        Group(f"authors/{site.author_slugs[name]}/", name, "", newest_first(found[name]))
        for name in sorted(found, key=lambda name: (families[name], name))
    ]


def _overview(site: Site, path: str, title: str, lead: str, groups: Sequence[Group]) -> Page:
    html = render(site, "groups.html", path, title=title, lead=lead, groups=groups)
    head = page_head(site, path, title, lead)
    return Page(path, title, lead, html, head=head, hide=("toc",))


def _group_page(site: Site, group: Group, parent: str, parent_title: str) -> Page:
    html = render(
        site, "group.html", group.path, group=group, parent=parent, parent_title=parent_title
    )
    count = len(group.entries)
    description = isolated(
        f"{count} {'entry' if count == 1 else 'entries'} of {site.name}: {group.title}"
        + (f" ({group.note})" if group.note else "")
    )
    title = isolated(group.title)
    head = page_head(site, group.path, title, description)
    return Page(group.path, title, description, html, head=head, hide=("toc",), alike=parent)
