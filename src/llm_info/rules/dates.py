"""Time runs forward."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.finding import Problem, Severity
from llm_info.model import Catalog
from llm_info.rules.registry import rule

_YEARS_FROM_ARXIV_TO_VENUE = 5


@rule("LLM221")
def date_not_after_arxiv_month(catalog: Catalog) -> Iterator[Problem]:
    """A paper is public at the latest in the month of its arXiv id."""
    for entry in catalog.entries:
        if entry.arxiv is None or entry.date is None:
            continue
        year, month = entry.arxiv.month
        first = (entry.date.year, entry.date.month or 1)
        if first > (year, month):
            yield Problem(
                entry.id,
                ("date",),
                f"date '{entry.date}' is after {year}-{month:02}, the month of arXiv {entry.arxiv}",
                "write the first version's day; if the date is right, the id is another paper's",
            )


@rule("LLM222", Severity.WARNING)
def venue_not_before_date(catalog: Catalog) -> Iterator[Problem]:
    """A venue's year is not before the paper was public, nor many years after."""
    for entry in catalog.entries:
        if entry.venue is None or entry.date is None:
            continue
        years = entry.venue.year - entry.date.year
        if years < 0:
            yield Problem(
                entry.id,
                ("venue",),
                f"venue '{entry.venue}' is earlier than the date {entry.date}",
                "date is when the paper was first public, at the latest when it was published",
            )
        elif years > _YEARS_FROM_ARXIV_TO_VENUE:
            yield Problem(
                entry.id,
                ("venue",),
                f"venue '{entry.venue}' is {years} years after the date {entry.date}",
                "is it the same work?",
            )
