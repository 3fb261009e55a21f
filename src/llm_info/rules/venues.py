"""Venues: each has a name, and a published paper says where."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.finding import Problem, Severity
from llm_info.identifiers import ArxivId
from llm_info.model import Catalog, Entry
from llm_info.rules.nearness import nearest
from llm_info.rules.registry import rule
from llm_info.values import Kind

_PUBLISHERS = {
    "10.1109/": "IEEE",
    "10.1145/": "ACM",
    "10.14778/": "VLDB",
    "10.1609/": "AAAI",
    "10.1162/": "MIT Press",
    "10.18653/": "ACL",
    "10.24963/": "IJCAI",
}
"""Registrants whose DOIs belong to published papers."""


@rule(
    "LLM403",
    why="Readers search for papers of a conference; two spellings are two conferences.",
    bad="""
date: 2023
venue: SOPS 2023
""",
    good="""
date: 2023
venue: SOSP 2023
""",
)
def venue_is_known(catalog: Catalog) -> Iterator[Problem]:
    """A venue's abbreviation is one of venues.yaml."""
    for entry in catalog.entries:
        if entry.venue and catalog.venues and entry.venue.venue not in catalog.venues:
            yield Problem(
                entry.id,
                ("venue",),
                f"venue {entry.venue.venue!r} is not a venue of venues.yaml",
                nearest(
                    entry.venue.venue, catalog.venues, "choose one of them, or add it with its name"
                ),
            )


def _is_preprint(catalog: Catalog, entry: Entry) -> bool:
    if entry.venue is None:
        return False
    venue = catalog.venues.get(entry.venue.venue)
    return entry.venue.venue.casefold() in ("arxiv", "corr") or (
        venue is not None and venue.kind == "preprint"
    )


def _is_published(entry: Entry) -> bool:
    return entry.acl is not None or (
        entry.doi is not None and ArxivId.recognize(entry.doi.value) is None
    )


@rule(
    "LLM406",
    Severity.WARNING,
    why="Once a paper is published, it is cited by its proceedings: a preprint server as its venue "
    "is what lists forget to update.",
    bad="""
date: 2023
venue: arXiv 2023
doi: 10.1000/sosp.2023.7
""",
    good="""
date: 2023
venue: SOSP 2023
doi: 10.1000/sosp.2023.7
""",
)
def venue_is_not_stale(catalog: Catalog) -> Iterator[Problem]:
    """A paper with the identifier of a publication does not have a preprint server as venue."""
    for entry in catalog.entries:
        if _is_preprint(catalog, entry) and _is_published(entry):
            shown = f"doi {entry.doi}" if entry.doi else f"acl {entry.acl}"
            yield Problem(
                entry.id,
                ("venue",),
                f"venue '{entry.venue}' is a preprint server, and {shown} is of a publication",
                "write where it was published",
            )


@rule(
    "LLM407",
    Severity.WARNING,
    why="The identifier says that the paper was published; a reader wants to know where.",
    bad="doi: 10.1145/1234567.7654321",
    good="""
date: 2023
venue: SOSP 2023
doi: 10.1145/1234567.7654321
""",
)
def published_paper_has_venue(catalog: Catalog) -> Iterator[Problem]:
    """A paper with the DOI of a publisher of the field, or an ACL id, has a venue."""
    for entry in catalog.entries:
        if entry.venue or entry.kind is not Kind.PAPER:
            continue
        doi = entry.doi.value if entry.doi else ""
        publisher = next((name for start, name in _PUBLISHERS.items() if doi.startswith(start)), "")
        if publisher:
            message = f"doi '{doi}' is {publisher}'s, and venue is missing"
            yield Problem(entry.id, ("doi",), message, "write where it was published")
        elif entry.acl:
            message = f"acl '{entry.acl}' is of a publication, and venue is missing"
            yield Problem(entry.id, ("acl",), message, "write where it was published")


@rule(
    "LLM408",
    Severity.WARNING,
    why="An ACL Anthology id names the year of its volume; another year is another paper.",
    bad="""
date: 2019
venue: ACL 2020
acl: P19-1334
""",
    good="""
date: 2019
venue: ACL 2019
acl: P19-1334
""",
)
def venue_of_acl_year(catalog: Catalog) -> Iterator[Problem]:
    """The year of a venue is that of the ACL id."""
    for entry in catalog.entries:
        if entry.acl is None or entry.venue is None:
            continue
        year = _acl_year(entry.acl.value)
        if year != entry.venue.year:
            yield Problem(
                entry.id,
                ("venue",),
                f"venue '{entry.venue}' is not of {year}, the year of acl {entry.acl}",
                "correct the one that is wrong",
            )


def _acl_year(value: str) -> int:
    """`2023.acl-long.1` → 2023, `P19-1334` → 2019.

    >>> _acl_year("P19-1334"), _acl_year("C65-1001")
    (2019, 1965)
    """
    if value[0].isdigit():
        return int(value[:4])
    short = int(value[1:3])
    return 1900 + short if short >= 60 else 2000 + short  # noqa: PLR2004  (the oldest is of 1965)
