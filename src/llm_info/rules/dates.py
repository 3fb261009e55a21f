"""Time runs forward."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.finding import Problem, Severity
from llm_info.model import Catalog
from llm_info.rules.registry import rule

_YEARS_FROM_DATE_TO_VENUE = 5
_YEARS_FROM_DATE_TO_ARXIV = 3


@rule(
    "LLM221",
    why="An arXiv id tells the month it was given out. A later date is wrong, or the id is.",
    bad="""
date: 2023-11
arxiv: 2207.01234
""",
    good="""
date: 2022-07
arxiv: 2207.01234
""",
)
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


@rule(
    "LLM222",
    Severity.WARNING,
    why="A paper that was published before it was public, or long after, is two papers mixed up.",
    bad="""
date: 2022-07
venue: SOSP 2019
""",
    good="""
date: 2022-07
venue: SOSP 2023
""",
)
def venue_not_before_date(catalog: Catalog) -> Iterator[Problem]:
    """A venue's year is not before the paper was public, nor more than five years after."""
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
        elif years > _YEARS_FROM_DATE_TO_VENUE:
            yield Problem(
                entry.id,
                ("venue",),
                f"venue '{entry.venue}' is {years} years after the date {entry.date}",
                "is it the same work?",
            )


@rule(
    "LLM223",
    Severity.WARNING,
    why="Papers go to arXiv before they are published or soon after. An id that was given out many "
    "years after the paper was public belongs to another paper more often than not.",
    bad="""
date: 2014
arxiv: 2207.01234
""",
    good="""
date: 2014
arxiv: 1407.1234
""",
)
def arxiv_not_long_after_date(catalog: Catalog) -> Iterator[Problem]:
    """An arXiv id was given out at most three years after the paper was public."""
    for entry in catalog.entries:
        if entry.arxiv is None or entry.date is None:
            continue
        year, month = entry.arxiv.month
        if year - entry.date.year > _YEARS_FROM_DATE_TO_ARXIV:
            yield Problem(
                entry.id,
                ("arxiv",),
                f"arxiv '{entry.arxiv}' is of {year}-{month:02}, long after the date {entry.date}",
                "is it the id of this paper?",
            )


@rule(
    "LLM224",
    why="What is not public yet cannot have been added; one of the two dates has a slip.",
    bad="""
date: 2026-09-01
added: 2025-09-02
""",
    good="""
date: 2025-09-01
added: 2025-09-02
""",
)
def added_after_public(catalog: Catalog) -> Iterator[Problem]:
    """An entry is added after the paper was public."""
    for entry in catalog.entries:
        if entry.added and entry.date and entry.date.first_day > entry.added.last_day:
            yield Problem(
                entry.id,
                ("added",),
                f"added '{entry.added}' is before the date {entry.date}",
                "correct the one that is wrong",
            )


@rule(
    "LLM225",
    why="Nothing is retracted before it is public.",
    bad="""
date: 2022-07
status:
  state: retracted
  date: 2021-01
""",
    good="""
date: 2022-07
status:
  state: retracted
  date: 2023-01
""",
)
def status_after_public(catalog: Catalog) -> Iterator[Problem]:
    """A retraction, a withdrawal or a successor is later than the paper."""
    for entry in catalog.entries:
        changed = entry.status.date if entry.status else None
        if changed and entry.date and entry.date.first_day > changed.last_day:
            yield Problem(
                entry.id,
                ("status", "date"),
                f"status.date '{changed}' is before the date {entry.date}",
                "correct the one that is wrong",
            )
