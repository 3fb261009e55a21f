"""Entry → what readers put into their own lists of references. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_info.model import Entry, Venue
from llm_info.site.pages.formats import Record
from llm_info.site.pages.records import pretty
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


def citations(record: Record) -> Sequence[Citation]:
    """All of them, the usual one first."""
    return (
        Citation("BibTeX", ".bib", record.bib),
        Citation("RIS", ".ris", record.ris),
        Citation("CSL-JSON", ".csl.json", pretty(f"[{record.csl}]")),
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
