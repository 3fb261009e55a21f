"""What an entry needs to be of use to a reader."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.finding import Problem, Severity
from llm_info.model import Catalog, Kind
from llm_info.rules.registry import rule

SUMMARY_WORDS = (12, 80)
"""Fewest and most words of a summary."""


@rule("LLM211")
def paper_has_authors(catalog: Catalog) -> Iterator[Problem]:
    """A paper names its authors."""
    for entry in catalog.entries:
        if entry.kind is Kind.PAPER and not entry.authors:
            yield Problem(
                entry.id, (), "authors is missing", "list them as printed: authors: [Ada Lovelace]"
            )


@rule("LLM212")
def paper_has_date(catalog: Catalog) -> Iterator[Problem]:
    """A paper says when it was first made public."""
    for entry in catalog.entries:
        if entry.kind is Kind.PAPER and entry.date is None:
            yield Problem(entry.id, (), "date is missing", "a year is enough: date: 2023")


@rule("LLM213")
def other_kinds_have_a_link(catalog: Catalog) -> Iterator[Problem]:
    """What is not a paper has a link."""
    for entry in catalog.entries:
        has_link = any(entry.links.items()) or any(entry.derived_links())
        if entry.kind is not Kind.PAPER and not has_link:
            yield Problem(
                entry.id,
                (),
                f"links is missing in a {entry.kind} entry",
                "write links: and its address",
            )


@rule("LLM214", Severity.WARNING)
def paper_can_be_found(catalog: Catalog) -> Iterator[Problem]:
    """A paper has an identifier or a link."""
    for entry in catalog.entries:
        has_link = any(entry.links.items()) or any(entry.derived_links())
        if entry.kind is Kind.PAPER and not has_link:
            yield Problem(
                entry.id,
                (),
                "has neither an identifier nor a link",
                "add arxiv, doi, acl, openreview or links.pdf",
            )


@rule("LLM215", Severity.WARNING)
def summary_is_there(catalog: Catalog) -> Iterator[Problem]:
    """An entry has a summary."""
    for entry in catalog.entries:
        if entry.summary is None:
            yield Problem(
                entry.id, (), "summary is missing", "say the idea and why it matters, in own words"
            )


@rule("LLM216", Severity.WARNING)
def summary_has_the_right_length(catalog: Catalog) -> Iterator[Problem]:
    """A summary has 12 to 80 words."""
    fewest, most = SUMMARY_WORDS
    for entry in catalog.entries:
        count = len((entry.summary or "").split())
        if entry.summary and not fewest <= count <= most:
            yield Problem(
                entry.id,
                ("summary",),
                f"summary has {count} words, and {fewest} to {most} are read",
                "say the idea and why it matters, in one to three sentences",
            )
