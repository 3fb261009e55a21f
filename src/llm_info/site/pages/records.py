"""An entry in every format of the open data, made once for all the files it stands in. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from pydantic_core import to_json

from llm_info.exports.bibtex import bibtex
from llm_info.exports.csl import csl
from llm_info.exports.ris import ris
from llm_info.model import Entry
from llm_info.site.pages.addresses import entry_path
from llm_info.site.pages.formats import Format, Record
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import safe_url

COLUMNS = ("id", "title", "name", "authors", "date", "venue", "arxiv", "doi", "topics", "tags") + (
    ("pdf", "code", "summary")
)

_AT_ONCE = 500
"""Records that are asked for together."""


def record(site: Site, entry: Entry) -> Record:
    """An entry in every format, made once and kept."""
    mark = site.record_mark(entry)
    found = site.kept.record(entry.id, mark)
    if found is None:
        venues = site.catalog.venues
        key = site.citation_keys[entry.id]
        found = Record(
            json=tight(api_object(site, entry)),
            bib=bibtex(entry, venues, key),
            ris=ris(entry, venues),
            csl=tight(csl(entry, venues, key)),
            csv=csv_line(cells(entry)),
        )
        site.kept.keep(entry.id, mark, found)
    return found


def records(site: Site, entries: Iterable[Entry], name: Format) -> Iterator[str]:
    """Many entries in a format, one after the other."""
    left = iter(entries)
    while some := list(islice(left, _AT_ONCE)):
        known = site.kept.texts({entry.id: site.record_mark(entry) for entry in some}, name)
        for entry in some:
            yield known.get(entry.id) or record(site, entry).text(name)


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


def cells(entry: Entry) -> list[str]:
    """An entry's line in the table for spreadsheets: lists are joined by semicolons.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    pdfs = (url for kind, url in (*entry.derived_links(), *entry.links.items()) if kind == "pdf")
    found = [
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
        next(pdfs, ""),
        next(iter(entry.links.code), ""),
        entry.summary or "",
    ]
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in found]


def csv_line(values: list[str]) -> str:
    """A line of CSV with its end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def tight(value: object) -> str:
    """JSON without spaces."""
    return to_json(value).decode()  # json.dumps takes several times as long


@lru_cache(maxsize=8)  # an entry's page shows what stands in a file beside it
def pretty(text: str) -> str:
    """JSON over several lines, for people."""
    return to_json(json.loads(text), indent=2).decode() + "\n"
