"""Catalog → RIS, which Zotero, Mendeley and EndNote read.

Source of the tags: https://en.wikipedia.org/wiki/RIS_(file_format)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from llm_info.model import Catalog, Entry, Venue
from llm_info.values import Author, Kind

_TYPES = {
    Kind.PAPER: "UNPB",
    Kind.LIST: "ELEC",
    Kind.SOFTWARE: "COMP",
    Kind.DATASET: "DATA",
    Kind.LEADERBOARD: "ELEC",
    Kind.ARTICLE: "ELEC",
}


def ris_file(catalog: Catalog) -> str:
    """All entries."""
    return "\n".join(ris(entry, catalog.venues) for entry in catalog.entries)


def ris(entry: Entry, venues: Mapping[str, Venue]) -> str:
    """One entry, from its type to its end."""
    return "".join(f"{tag}  - {value}\n" for tag, value in _tags(entry, venues)) + "ER  - \n"


def _tags(entry: Entry, venues: Mapping[str, Venue]) -> Iterator[tuple[str, str]]:
    venue = venues.get(entry.venue.venue) if entry.venue else None
    is_journal = venue is not None and venue.kind == "journal"
    kind = ("JOUR" if is_journal else "CONF") if entry.venue else _TYPES[entry.kind]
    yield "TY", kind
    yield "ID", entry.id
    yield "TI", entry.title
    for author in entry.authors:
        yield "AU", _name(author)
    if entry.venue:
        yield "JO" if is_journal else "T2", venue.name if venue else entry.venue.venue
        yield "PY", str(entry.venue.year)
    elif entry.date:
        yield "PY", str(entry.date.year)
    if entry.date:
        parts = str(entry.date).split("-")
        yield "DA", "/".join([*parts, "", "", ""][:3]) + "/"
    if entry.doi:
        yield "DO", str(entry.doi)
    if entry.arxiv:
        yield "AN", f"arXiv:{entry.arxiv}"
    for tag in entry.tags:
        yield "KW", tag
    for kind, url in entry.followable_links():
        yield "L1" if kind == "pdf" else "UR", url


def _name(author: Author) -> str:
    if author.is_group:
        return f"{author.family},"  # a comma keeps a group in one piece
    if not author.given:
        return author.family
    return f"{author.family}, {author.given}"
