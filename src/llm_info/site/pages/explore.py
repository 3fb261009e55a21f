"""The page on which every entry can be filtered, and the columns it reads. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from llm_info.model import Entry
from llm_info.site.pages.choosing import topics_above
from llm_info.site.pages.heads import page_head
from llm_info.site.pages.lists import tags, venues, years
from llm_info.site.pages.page import Page
from llm_info.site.pages.records import tight
from llm_info.site.pages.rendering import render
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import isolated, pdf_of, people, safe_url

COLUMNS_PATH = "explore/columns.json"


def explore_page(site: Site) -> Page:
    """Facets, a filter, a table; lists of links where no script runs."""
    html = render(
        site,
        "explore.html",
        "explore/",
        families=[
            ("Years", years(site)),
            ("Venues", venues(site)),
            ("Tags", tags(site)),
        ],
    )
    description = f"Filter all {len(site.catalog.entries)} entries by topic, year, venue and tag"
    head = page_head(site, "explore/", "Explore", description)
    return Page("explore/", "Explore", description, html, head=head, hide=("navigation", "toc"))


def columns(site: Site) -> Iterator[str]:
    """All rows as columns, one after the other; JSON in pieces.

    A value that repeats is a number that points into its list. A list of lists holds, for each
    row, the numbers of all its values.
    """
    catalog = site.catalog
    entries = site.newest
    topic_names = list(catalog.topics_by_path)

    def topics_of(entry: Entry) -> Iterable[str]:
        for path in entry.all_topics:
            topic = catalog.topics_by_path.get(path)
            if topic:
                yield from (above.path for above in topics_above(catalog, topic))
                yield path

    facets: dict[str, tuple[Callable[[Entry], Iterable[str]], list[str] | None]] = {
        "topic": (topics_of, topic_names),
        "year": (
            lambda entry: [str(entry.date.year)] if entry.date else [],
            sorted({str(e.date.year) for e in entries if e.date}, reverse=True),
        ),
        "venue": (lambda entry: [entry.venue.venue] if entry.venue else [], None),
        "tag": (lambda entry: entry.tags, None),
        "kind": (lambda entry: [str(entry.kind)], None),
        "code": (lambda entry: ["yes" if _code(entry) else "no"], ["yes", "no"]),
    }
    if site.verdicts:
        facets["links"] = (lambda entry: _verdicts(site, entry), None)
    between = '{"facets":{'
    for name, (values_of, known) in facets.items():
        values, rows = _numbered(entries, values_of, known)
        yield f'{between}"{name}":{tight({"values": values, "rows": rows})}'
        between = ","
    names = {path: topic.title for path, topic in catalog.topics_by_path.items()}
    yield f'}},"topics":{tight(names)}'
    cells: dict[str, Callable[[Entry], str]] = {
        "id": lambda entry: entry.id,
        "title": lambda entry: isolated(entry.title),
        "name": lambda entry: isolated(entry.name or ""),
        "authors": lambda entry: isolated(people(entry.authors)),
        "all_authors": lambda entry: isolated(
            ", ".join(author.display for author in entry.authors[3:40])
        ),
        "date": lambda entry: str(entry.date or ""),
        "pdf": lambda entry: pdf_of(entry) or "",
        "code": lambda entry: _code(entry) or "",
    }
    for name, cell_of in cells.items():
        yield f',"{name}":{tight([*map(cell_of, entries)])}'
    yield "}"


def _numbered(
    entries: Iterable[Entry],
    values_of: Callable[[Entry], Iterable[str]],
    values: list[str] | None = None,
) -> tuple[list[str], list[list[int]]]:
    each = [list(dict.fromkeys(values_of(entry))) for entry in entries]
    names = values or sorted({value for row in each for value in row}, key=str.casefold)
    numbers = {name: number for number, name in enumerate(names)}
    return names, [[numbers[value] for value in row] for row in each]


def _code(entry: Entry) -> str | None:
    return next((url for url in entry.links.code if safe_url(url)), None)


def _verdicts(site: Site, entry: Entry) -> list[str]:
    urls = [url for _, url in (*entry.derived_links(), *entry.links.items())]
    return sorted({site.verdicts[url].verdict for url in urls if url in site.verdicts})
