"""Entry → what readers put into their own lists of references. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_info.exports.bibtex import bibtex, citation_key
from llm_info.model import Entry, Kind, Venue
from llm_info.site.pages.wording import safe_url

NAMES_IN_CITATION = 6


@dataclass(frozen=True, slots=True)
class Citation:
    """One way to cite an entry.

    Attributes:
        name: What it is called.
        suffix: End of the name of its file.
        text: The citation.
    """

    name: str
    suffix: str
    text: str


def citations(entry: Entry, venues: Mapping[str, Venue]) -> Sequence[Citation]:
    """All of them, the usual one first."""
    return (
        Citation("BibTeX", ".bib", bibtex(entry, venues)),
        Citation("RIS", ".ris", ris(entry, venues)),
        Citation(
            "CSL-JSON",
            ".csl.json",
            json.dumps([csl(entry, venues)], ensure_ascii=False, indent=2) + "\n",
        ),
    )


def formatted(entry: Entry, venues: Mapping[str, Venue]) -> str:
    """One sentence as at the end of a paper."""
    names = [author.display for author in entry.authors[:NAMES_IN_CITATION]]
    if len(entry.authors) > NAMES_IN_CITATION or entry.et_al:
        names.append("et al.")
    elif len(names) > 1:
        names[-1] = f"and {names[-1]}"
    year = entry.venue.year if entry.venue else entry.date.year if entry.date else None
    people = (" " if len(names) == 2 else ", ").join(names)  # noqa: PLR2004  (two names need no comma)
    parts = [f"{people} ({year})" if people and year else people or (str(year) if year else "")]
    parts.append(entry.title.rstrip("."))
    if entry.venue:
        venue = venues.get(entry.venue.venue)
        parts.append(venue.name if venue else entry.venue.venue)
    elif entry.arxiv:
        parts.append(f"arXiv:{entry.arxiv}")
    url = main_url(entry)
    parts += [url] if url else []
    return ". ".join(
        part.rstrip(".") if part.endswith("et al.") else part for part in parts if part
    )


def main_url(entry: Entry) -> str | None:
    """Where the paper itself is: the DOI's page, else what else is known."""
    if entry.doi:
        return entry.doi.url
    for _, url in (*entry.derived_links(), *entry.links.items()):
        if safe_url(url):
            return url
    return None


def ris(entry: Entry, venues: Mapping[str, Venue]) -> str:
    """One record of a `.ris` file."""
    venue = venues.get(entry.venue.venue) if entry.venue else None
    kind, place = "GEN", "T2"
    if entry.venue:
        kind, place = ("JOUR", "JO") if venue and venue.kind == "journal" else ("CONF", "T2")
    elif entry.kind is Kind.SOFTWARE:
        kind = "COMP"
    elif entry.kind is not Kind.PAPER:
        kind = "ELEC"
    lines = [("TY", kind), ("TI", entry.title)]
    lines += [
        ("AU", f"{author.family}, {author.given}" if author.given else author.family)
        for author in entry.authors
    ]
    year = entry.venue.year if entry.venue else entry.date.year if entry.date else None
    lines += [("PY", str(year))] if year else []
    lines += [("DA", str(entry.date).replace("-", "/"))] if entry.date else []
    if entry.venue:
        lines.append((place, venue.name if venue else entry.venue.venue))
    lines += [("DO", str(entry.doi))] if entry.doi else []
    lines += [("M1", f"arXiv:{entry.arxiv}")] if entry.arxiv else []
    lines += [("KW", tag) for tag in entry.tags]
    url = main_url(entry)
    lines += [("UR", url)] if url else []
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*lines, ("ER", "")])


def csl(entry: Entry, venues: Mapping[str, Venue]) -> dict[str, object]:
    """One item as citation processors read it."""
    venue = venues.get(entry.venue.venue) if entry.venue else None
    item: dict[str, object] = {
        "id": citation_key(entry),
        "type": _csl_type(entry, venue),
        "title": entry.title,
    }
    if entry.authors:
        item["author"] = [
            {"family": author.family, "given": author.given}
            if author.given
            else {"literal": author.family}
            for author in entry.authors
        ]
    if entry.date:
        parts = [entry.date.year, entry.date.month, entry.date.day]
        issued = [part for part in parts if part] if not entry.venue else [entry.venue.year]
        item["issued"] = {"date-parts": [issued]}
    elif entry.venue:
        item["issued"] = {"date-parts": [[entry.venue.year]]}
    if entry.venue:
        item["container-title"] = venue.name if venue else entry.venue.venue
    if entry.doi:
        item["DOI"] = str(entry.doi)
    if entry.arxiv:
        item["number"] = f"arXiv:{entry.arxiv}"
    url = main_url(entry)
    return item | ({"URL": url} if url else {})


def _csl_type(entry: Entry, venue: Venue | None) -> str:
    if entry.venue:
        return "article-journal" if venue and venue.kind == "journal" else "paper-conference"
    return {Kind.PAPER: "article", Kind.SOFTWARE: "software", Kind.DATASET: "dataset"}.get(
        entry.kind, "webpage"
    )
