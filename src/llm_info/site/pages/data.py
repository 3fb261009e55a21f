"""Files for machines: the search's records, the open data, redirects. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from llm_info.exports.bibtex import bibtex, citation_keys
from llm_info.exports.csl import csl
from llm_info.exports.ris import ris
from llm_info.model import Entry
from llm_info.site.pages.citing import citations
from llm_info.site.pages.explore import columns, ordered
from llm_info.site.pages.feeds import feeds
from llm_info.site.pages.lists import authors
from llm_info.site.pages.page import (
    Asset,
    Site,
    entries_below,
    entry_path,
    newest_first,
    render,
    topic_path,
)
from llm_info.site.pages.wording import isolated, safe_url, when

SUMMARIES_UP_TO = 2000
"""In a larger catalog the search leaves the summaries out, so that its records stay small."""

API = "api/v1/"


def assets(site: Site) -> Iterator[Asset]:
    """Every file beside the pages."""
    yield search_records(site)
    yield columns(site)
    yield from _api(site)
    yield from feeds(site)
    yield llms_text(site)
    for entry in site.catalog.entries:
        for alias in entry.aliases:
            if alias not in site.catalog.by_id:
                yield redirect(site, f"papers/{alias}/", entry)


def search_records(site: Site) -> Asset:
    """One record a paper: id, title, name, authors, tags, summary, venue or year; newest first."""
    entries = ordered(site)
    brief = len(entries) > SUMMARIES_UP_TO
    papers = [
        [
            entry.id,
            isolated(entry.title),
            isolated(entry.name or ""),
            isolated(", ".join(author.display for author in entry.authors)),
            " ".join(entry.tags),
            "" if brief else isolated(entry.summary or ""),
            when(entry),
        ]
        for entry in entries
    ]
    pages = [
        [topic_path(topic), topic.title, "Topic"] for topic in site.catalog.topics_by_path.values()
    ]
    pages += [[group.path, isolated(group.title), "Author"] for group in authors(site)]
    return Asset("search.json", _tight({"papers": papers, "pages": pages}))


def _api(site: Site) -> Iterator[Asset]:
    entries = ordered(site)
    for entry in entries:
        base = f"{API}papers/{entry.id}"
        yield Asset(f"{base}.json", _pretty(api_object(site, entry)))
        for citation in citations(entry, site.catalog.venues):
            yield Asset(f"{base}{citation.suffix}", citation.text)
    yield from _collection(site, f"{API}catalog", entries)
    for topic in site.catalog.topics_by_path.values():
        members = newest_first(entries_below(site.catalog, topic))
        yield from _collection(site, f"{API}topics/{topic.path}", members)
    topics = [
        {
            "path": topic.path,
            "title": topic.title,
            "description": topic.description,
            "entries": len(entries_below(site.catalog, topic)),
            "start_here": list(topic.start_here),
            "url": f"{site.url}{topic_path(topic)}",
        }
        for topic in site.catalog.topics_by_path.values()
    ]
    yield Asset(f"{API}topics.json", _pretty({"topics": topics}))


def _collection(site: Site, base: str, entries: Sequence[Entry]) -> Iterator[Asset]:
    venues = site.catalog.venues
    whole = {"entries": [api_object(site, entry) for entry in entries]}
    yield Asset(f"{base}.json", _tight(whole) + "\n")
    keys = citation_keys(site.catalog.entries)
    records = (bibtex(entry, venues, keys[entry.id]) for entry in entries)
    items = [csl(entry, venues, keys[entry.id]) for entry in entries]
    yield Asset(f"{base}.bib", "\n".join(records))
    yield Asset(f"{base}.ris", "".join(ris(entry, venues) for entry in entries))
    yield Asset(f"{base}.csl.json", _tight(items) + "\n")
    yield Asset(f"{base}.csv", csv_table(entries))


def api_object(site: Site, entry: Entry) -> dict[str, object]:
    """An entry as JSON: its fields, with the links that follow from identifiers, and its page."""
    links: dict[str, list[str]] = {}
    for kind, url in (*entry.derived_links(), *entry.links.items()):
        if safe_url(url) and url not in links.setdefault(kind, []):
            links[kind].append(url)
    status = entry.status
    return {
        "id": entry.id,
        "url": f"{site.url}{entry_path(entry)}",
        "kind": str(entry.kind),
        "title": entry.title,
        "name": entry.name,
        "authors": [author.display for author in entry.authors],
        "et_al": entry.et_al,
        "date": str(entry.date) if entry.date else None,
        "venue": str(entry.venue) if entry.venue else None,
        "arxiv": str(entry.arxiv) if entry.arxiv else None,
        "doi": str(entry.doi) if entry.doi else None,
        "acl": str(entry.acl) if entry.acl else None,
        "openreview": str(entry.openreview) if entry.openreview else None,
        "topics": list(entry.all_topics),
        "tags": list(entry.tags),
        "links": {kind: urls for kind, urls in links.items() if urls},
        "builds_on": list(entry.builds_on),
        "built_upon_by": [other.id for other in site.catalog.built_upon.get(entry.id, ())],
        "summary": entry.summary,
        "status": status.model_dump(mode="json", exclude_none=True) if status else None,
        "added": str(entry.added) if entry.added else None,
    }


def csv_table(entries: Sequence[Entry]) -> str:
    """A table for spreadsheets: one line each, lists joined by semicolons.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["id", "title", "name", "authors", "date", "venue", "arxiv", "doi", "topics", "tags"]
        + ["pdf", "code", "summary"]
    )
    for entry in entries:
        pdfs = [
            url for kind, url in (*entry.derived_links(), *entry.links.items()) if kind == "pdf"
        ]
        cells = [
            entry.id,
            entry.title,
            entry.name or "",
            "; ".join(author.display for author in entry.authors),
            str(entry.date or ""),
            str(entry.venue or ""),
            str(entry.arxiv or ""),
            str(entry.doi or ""),
            "; ".join(entry.all_topics),
            "; ".join(entry.tags),
            next(iter(pdfs), ""),
            next(iter(entry.links.code), ""),
            entry.summary or "",
        ]
        writer.writerow(
            [f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in cells]
        )
    return out.getvalue()


def llms_text(site: Site) -> Asset:
    """What the site holds, for programs that read text; see https://llmstxt.org."""
    lines = [f"# {site.name}", "", f"> {site.description}", "", "## Data", ""]
    lines += [
        f"- [Everything as JSON]({site.url}{API}catalog.json)",
        f"- [The schema of that JSON]({site.url}{API}schema.json)",
        f"- [Everything as BibTeX]({site.url}{API}catalog.bib)",
        f"- [New entries as a feed]({site.url}feed.xml)",
        "",
        "## Topics",
        "",
    ]
    lines += [
        f"- [{topic.title}]({site.url}{topic_path(topic)}): {topic.description}"
        for topic in site.catalog.topics_by_path.values()
    ]
    return Asset("llms.txt", "\n".join(isolated(line) for line in lines) + "\n")


def redirect(site: Site, path: str, entry: Entry) -> Asset:
    """A page at a former address that leads to the entry."""
    html = render(site, "redirect.html", path, entry=entry)
    return Asset(f"{path}index.html", html)


def _tight(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
