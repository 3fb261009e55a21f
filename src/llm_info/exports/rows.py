"""Catalog → JSON and CSV: every field of every entry, in the catalog's order."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, cast

from llm_info.model import Catalog, Entry

COLUMNS = ("id", "kind", "title", "name", "authors", "date", "venue", "arxiv", "doi", "acl") + (
    ("openreview", "topics", "tags", "links", "builds_on", "summary", "added")
)
"""Columns of the CSV file."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def json_file(catalog: Catalog) -> str:
    """All entries with all fields; links that follow from identifiers are included."""
    entries = [as_row(entry) for entry in catalog.entries]
    return json.dumps({"entries": entries}, ensure_ascii=False, indent=2) + "\n"


def as_row(entry: Entry) -> dict[str, Any]:
    """One entry as plain values; what is unknown is `null` or empty."""
    plain = entry.model_dump(mode="json")
    links = dict.fromkeys((*entry.derived_links(), *entry.links.items()))
    first: dict[str, Any] = {"id": entry.id, "kind": plain["kind"]}
    row = first | {key: value for key, value in plain.items() if key != "topic"}
    row["authors"] = [author.display for author in entry.authors]
    row["topics"] = list(entry.all_topics)
    row["links"] = [{"kind": kind, "url": url} for kind, url in links]
    return row


def csv_file(catalog: Catalog) -> str:
    """One line per entry; lists are joined by `; `, which opens in any spreadsheet."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in catalog.entries:
        row = as_row(entry)
        row["links"] = [link["url"] for link in row["links"]]
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return stream.getvalue()


def _cell(value: Any) -> str:
    text = "; ".join(cast("list[str]", value)) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text.startswith(_DANGEROUS) else text  # else a spreadsheet runs it
