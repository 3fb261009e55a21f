"""Catalog → CSL-JSON, which citeproc processors render.

Source of the fields: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from llm_info.exports.bibtex import citation_keys
from llm_info.model import Catalog, Entry, Venue
from llm_info.values import Author, Kind

_TYPES = {
    Kind.PAPER: "article",
    Kind.LIST: "webpage",
    Kind.SOFTWARE: "software",
    Kind.DATASET: "dataset",
    Kind.LEADERBOARD: "webpage",
    Kind.ARTICLE: "webpage",
}


def csl_file(catalog: Catalog) -> str:
    """All entries as one array."""
    keys = citation_keys(catalog.entries)
    items = [csl(entry, catalog.venues, keys[entry.id]) for entry in catalog.entries]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def csl(entry: Entry, venues: Mapping[str, Venue], key: str) -> dict[str, Any]:
    """One entry as a CSL item."""
    item: dict[str, Any] = {"id": key, "type": _TYPES[entry.kind], "title": entry.title}
    if entry.authors:
        item["author"] = [_name(author) for author in entry.authors]
    venue = venues.get(entry.venue.venue) if entry.venue else None
    if entry.venue:
        is_journal = venue is not None and venue.kind == "journal"
        item["type"] = "article-journal" if is_journal else "paper-conference"
        item["container-title"] = venue.name if venue else entry.venue.venue
        item["issued"] = {"date-parts": [[entry.venue.year]]}
    elif entry.date:
        item["issued"] = {"date-parts": [[int(part) for part in str(entry.date).split("-")]]}
        if entry.arxiv:
            item["publisher"] = "arXiv"
    if entry.doi:
        item["DOI"] = str(entry.doi)
    if entry.arxiv:
        item["number"] = f"arXiv:{entry.arxiv}"
    url = next((url for _, url in entry.followable_links()), None)
    if url:
        item["URL"] = url
    return item


def _name(author: Author) -> dict[str, str]:
    if author.is_group:
        return {"literal": author.family}
    if not author.given:
        return {"family": author.family}
    return {"family": author.family, "given": author.given}
