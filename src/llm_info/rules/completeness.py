"""What an entry needs to be of use to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_info.finding import Problem, Severity
from llm_info.model import Catalog, Entry
from llm_info.rules.registry import rule
from llm_info.spelling import fold
from llm_info.values import Kind, describe

SUMMARY_WORDS = (12, 80)
"""Fewest and most words of a summary."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORDS_OF_A_SENTENCE = 8
"""Shorter sentences may be said twice."""


@rule(
    "LLM211",
    why="Without authors there is no citation, and nobody can tell two papers of one title apart.",
    bad="# no authors",
    good="authors: [Ada Lovelace, Charles Babbage]",
)
def paper_has_authors(catalog: Catalog) -> Iterator[Problem]:
    """A paper names its authors."""
    for entry in catalog.entries:
        if entry.kind is Kind.PAPER and not entry.authors:
            yield Problem(
                entry.id, (), "authors is missing", "list them as printed: authors: [Ada Lovelace]"
            )


@rule(
    "LLM212",
    why="Lists are sorted by date, and what came first explains what came later.",
    bad="# no date",
    good="date: 2021",
)
def paper_has_date(catalog: Catalog) -> Iterator[Problem]:
    """A paper says when it was first made public."""
    for entry in catalog.entries:
        if entry.kind is Kind.PAPER and entry.date is None:
            yield Problem(entry.id, (), "date is missing", "a year is enough: date: 2023")


def _can_be_found(entry: Entry) -> bool:
    return bool(entry.links.model_fields_set) or any(entry.derived_links())


@rule(
    "LLM213",
    why="A tool, a list or a data set is its address: without one there is nothing to follow.",
    bad="""
kind: software
# no doi
""",
    good="""
kind: software
links:
  code: https://github.com/invented/pages
# no doi
""",
)
def other_kinds_have_a_link(catalog: Catalog) -> Iterator[Problem]:
    """What is not a paper has a link."""
    for entry in catalog.entries:
        if entry.kind is not Kind.PAPER and not _can_be_found(entry):
            yield Problem(
                entry.id,
                (),
                f"links is missing in a {entry.kind} entry",
                "write links: and its address",
            )


@rule(
    "LLM214",
    Severity.WARNING,
    why="A reader who is convinced wants the paper; a title alone sends him to a search engine.",
    bad="# no doi",
    good="doi: 10.1000/pages",
)
def paper_can_be_found(catalog: Catalog) -> Iterator[Problem]:
    """A paper has an identifier or a link."""
    for entry in catalog.entries:
        if entry.kind is Kind.PAPER and not _can_be_found(entry):
            yield Problem(
                entry.id,
                (),
                "has neither an identifier nor a link",
                "add arxiv, doi, acl, openreview or links.pdf",
            )


@rule(
    "LLM215",
    Severity.WARNING,
    why="The summary is what a list of links does not have: why this paper is worth an hour.",
    bad="# no summary",
    good="""
summary: Cuts memory into pages of one size, so that none of it is lost between two requests.
""",
)
def summary_is_there(catalog: Catalog) -> Iterator[Problem]:
    """An entry has a summary."""
    for entry in catalog.entries:
        if entry.summary is None:
            yield Problem(
                entry.id, (), "summary is missing", "say the idea and why it matters, in own words"
            )


@rule(
    "LLM216",
    Severity.WARNING,
    why="Three words tell nothing, and a page of text is not read in a list.",
    bad="summary: A paper about pages.",
    good="""
summary: Cuts memory into pages of one size, so that none of it is lost between two requests.
""",
)
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


@rule(
    "LLM217",
    Severity.WARNING,
    why="A sentence that fits two papers says nothing about either; mostly it was pasted.",
    bad="""
# serving/pages.yaml
summary: Cuts memory into pages of one size, so that none of it is lost between two requests.
# serving/orca.yaml
summary: Cuts memory into pages of one size, so that none of it is lost between two requests.
""",
    good="""
# serving/pages.yaml
summary: Cuts memory into pages of one size, so that none of it is lost between two requests.
# serving/orca.yaml
summary: Lets a batch of requests change after every step, so that short ones need not wait long.
""",
)
def summary_is_its_own(catalog: Catalog) -> Iterator[Problem]:
    """A summary repeats no sentence of another entry's."""
    first: dict[str, str] = {}
    for entry in catalog.entries_by_name:
        for sentence in _SENTENCE_END.split(entry.summary or ""):
            if sentence.count(" ") + 1 < _WORDS_OF_A_SENTENCE:
                continue
            owner = first.setdefault(sentence.lower(), entry.id)
            if owner != entry.id:
                yield Problem(
                    entry.id,
                    ("summary",),
                    f"summary repeats a sentence of {owner!r}: {describe(sentence)}",
                    "say what is special about this one",
                )
                break


@rule(
    "LLM218",
    Severity.WARNING,
    why="The title stands above the summary already.",
    bad="""
title: A Study of Pages of Memory in Machines That Serve Many Readers at Once
summary: A study of pages of memory in machines that serve many readers at once.
""",
    good="""
title: A Study of Pages of Memory in Machines That Serve Many Readers at Once
summary: Cuts memory into pages of one size, so that none of it is lost between two requests.
""",
)
def summary_is_not_the_title(catalog: Catalog) -> Iterator[Problem]:
    """A summary says more than the title."""
    for entry in catalog.entries:
        summary = entry.summary or ""
        if len(summary) <= 2 * len(entry.title) and fold(summary) == fold(entry.title):
            yield Problem(
                entry.id,
                ("summary",),
                "summary is the title again",
                "say the idea and why it matters, in own words",
            )


@rule(
    "LLM219",
    why="`et_al` says that the list of authors is cut; without a list there is nothing cut.",
    bad="""
kind: software
et_al: true
# no authors
""",
    good="""
kind: software
authors: [Ada Lovelace]
et_al: true
""",
)
def et_al_follows_authors(catalog: Catalog) -> Iterator[Problem]:
    """`et_al: true` stands with a list of authors."""
    for entry in catalog.entries:
        if entry.et_al and not entry.authors and entry.kind is not Kind.PAPER:
            yield Problem(
                entry.id, ("et_al",), "et_al 'true' has no authors before it", "list them"
            )
