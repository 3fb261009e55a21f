"""One paper, one entry, one id."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from llm_info.finding import FieldPath, Problem, Severity
from llm_info.identifiers import ArxivId, Doi
from llm_info.model import Catalog, Entry
from llm_info.rules.nearness import may_be_one_work
from llm_info.rules.registry import rule
from llm_info.spelling import fold
from llm_info.values import describe

__all__ = ["fold"]

_REMEDY = "keep one of the two entries, or correct the one that is wrong"

_Key = Callable[[Entry], tuple[Hashable, FieldPath] | None]
"""What identifies an entry, and the field that says it."""


def _arxiv(entry: Entry) -> tuple[Hashable, FieldPath] | None:
    """The arXiv id, also where it hides in a DOI or in a link to the PDF."""
    if entry.arxiv:
        return entry.arxiv, ("arxiv",)
    if entry.doi and (hidden := ArxivId.recognize(entry.doi.value)):
        return hidden, ("doi",)
    for index, url in enumerate(entry.links.pdf):
        if hidden := ArxivId.recognize(url):
            return hidden, ("links", "pdf", index)
    return None


def _doi(entry: Entry) -> tuple[Hashable, FieldPath] | None:
    if entry.doi:
        return entry.doi, ("doi",)
    for index, url in enumerate(entry.links.pdf):
        if "doi.org/" in url and (hidden := Doi.recognize(url)):
            return hidden, ("links", "pdf", index)
    return None


def _acl(entry: Entry) -> tuple[Hashable, FieldPath] | None:
    return (entry.acl, ("acl",)) if entry.acl else None


def _openreview(entry: Entry) -> tuple[Hashable, FieldPath] | None:
    return (entry.openreview, ("openreview",)) if entry.openreview else None


_IDENTIFIERS: tuple[_Key, ...] = (_arxiv, _doi, _acl, _openreview)


def _titles(entry: Entry) -> list[str]:
    return [entry.title, *entry.also_titled, *([entry.name] if entry.name else [])]


def _shared(catalog: Catalog, key: _Key) -> Iterator[tuple[Entry, FieldPath, Hashable, Entry]]:
    """Entries that have what an earlier one, by id, has already."""
    first: dict[Hashable, Entry] = {}
    for entry in catalog.entries_by_name:
        found = key(entry)
        if found is None:
            continue
        value, field = found
        owner = first.setdefault(value, entry)
        if owner is not entry:
            yield entry, field, value, owner


def _same_work_twice(catalog: Catalog, key: _Key) -> Iterator[Problem]:
    for entry, field, value, owner in _shared(catalog, key):
        if may_be_one_work(_titles(entry), _titles(owner), catalog.common_words):
            message = f"{_name(field)} {str(value)!r} is also that of {owner.id!r}"
            yield Problem(entry.id, field, message, _REMEDY)


def _name(field: FieldPath) -> str:
    return ".".join(str(step) for step in field[:2])


def _share_an_identifier(one: Entry, other: Entry) -> bool:
    for key in _IDENTIFIERS:
        found = key(one)
        if found and (also := key(other)) and found[0] == also[0]:
            return True
    return False


@rule(
    "LLM201",
    why="Two entries of one paper drift apart: a correction reaches one, a reader finds the other.",
    bad="""
# serving/orca.yaml
title: Scheduling by Iteration
authors: [Ada Lovelace]
date: 2022-07
arxiv: 2207.01234
summary: Lets a batch of requests change after every step, so that short ones need not wait long.
# serving/orca-again.yaml
title: Scheduling by Iteration, Extended
authors: [Ada Lovelace]
date: 2022-07
arxiv: 2207.01234
summary: Extends the idea that requests join and leave a running batch whenever a step is finished.
""",
    good="""
# serving/orca.yaml
title: Scheduling by Iteration
also_titled: ["Scheduling by Iteration, Extended"]
authors: [Ada Lovelace]
date: 2022-07
arxiv: 2207.01234
summary: Lets a batch of requests change after every step, so that short ones need not wait long.
""",
)
def arxiv_id_once(catalog: Catalog) -> Iterator[Problem]:
    """An arXiv id belongs to one entry, also where it is written as a DOI or as a PDF's address."""
    yield from _same_work_twice(catalog, _arxiv)


@rule(
    "LLM202",
    why="Two entries of one publication split its citations and its corrections.",
    bad="""
# serving/pages.yaml
title: A Study of Pages
doi: 10.1000/pages
# serving/pages-journal.yaml
title: A Study of Pages (Extended)
doi: 10.1000/pages
""",
    good="""
# serving/pages.yaml
title: A Study of Pages
doi: 10.1000/pages
# serving/pages-journal.yaml
title: A Study of Pages (Extended)
doi: 10.1000/journal
""",
)
def doi_once(catalog: Catalog) -> Iterator[Problem]:
    """A DOI belongs to one entry."""
    yield from _same_work_twice(catalog, _doi)


@rule(
    "LLM203",
    why="The same title by the same first author is nearly always the same paper, entered twice.",
    bad="""
# serving/pages.yaml
title: A Study of Pages
authors: [Ada Lovelace]
# serving/paging.yaml
title: A study of pages
authors: ["Lovelace, Ada"]
""",
    good="""
# serving/pages.yaml
title: A Study of Pages
authors: [Ada Lovelace]
# serving/paging.yaml
title: A Study of Pages and Tables
authors: ["Lovelace, Ada"]
""",
)
def paper_once(catalog: Catalog) -> Iterator[Problem]:
    """A title with the same first author stands in the catalog once."""

    def title_and_author(entry: Entry) -> tuple[Hashable, FieldPath] | None:
        if not entry.authors:
            return None
        return (fold(entry.title), fold(entry.authors[0].family)), ("title",)

    for entry, field, _, owner in _shared(catalog, title_and_author):
        if not _share_an_identifier(entry, owner):  # the rule of that identifier says so
            message = f"title {describe(entry.title)} is also that of {owner.id!r}"
            yield Problem(entry.id, field, message, _REMEDY)


@rule(
    "LLM204",
    why="As with DOIs: one publication, one entry.",
    bad="""
# serving/pages.yaml
title: A Study of Pages
date: 2019
venue: ACL 2019
acl: P19-1334
# serving/pages-again.yaml
title: A Study of Pages, Continued
date: 2019
venue: ACL 2019
acl: P19-1334
""",
    good="""
# serving/pages.yaml
title: A Study of Pages
date: 2019
venue: ACL 2019
acl: P19-1334
# serving/pages-again.yaml
title: A Study of Pages, Continued
date: 2019
venue: ACL 2019
acl: P19-1335
""",
)
def anthology_id_once(catalog: Catalog) -> Iterator[Problem]:
    """An ACL Anthology or OpenReview id belongs to one entry."""
    yield from _same_work_twice(catalog, _acl)
    yield from _same_work_twice(catalog, _openreview)


@rule(
    "LLM205",
    why="An alias keeps an old address alive; two owners of one address cannot both have it.",
    bad="""
# serving/orca.yaml
aliases: [pages]
# serving/pages.yaml
date: 2021
""",
    good="""
# serving/orca.yaml
aliases: [orca-osdi]
# serving/pages.yaml
date: 2021
""",
)
def alias_free(catalog: Catalog) -> Iterator[Problem]:
    """An alias is no other entry's id or alias."""
    taken: dict[str, str] = {entry.id: entry.id for entry in catalog.entries}
    for entry in catalog.entries_by_name:
        for index, alias in enumerate(entry.aliases):
            owner = taken.setdefault(alias, entry.id)
            if owner != entry.id or alias == entry.id:
                message = f"aliases {alias!r} is already an address of {owner!r}"
                yield Problem(entry.id, ("aliases", index), message, "remove the alias")


@rule(
    "LLM206",
    why="Of two different works with one identifier, at least one leads its readers astray. "
    "Wrong arXiv ids are the most frequent error of lists, and no server complains of them.",
    bad="""
# serving/orca.yaml
title: Scheduling Requests by Iteration
date: 2022-07
arxiv: 2207.01234
# serving/pages.yaml
title: Memory Pages Without Fragments
date: 2022-07
arxiv: 2207.01234
""",
    good="""
# serving/orca.yaml
title: Scheduling Requests by Iteration
date: 2022-07
arxiv: 2207.01234
# serving/pages.yaml
title: Memory Pages Without Fragments
date: 2022-07
arxiv: 2207.04321
""",
)
def identifier_of_one_work(catalog: Catalog) -> Iterator[Problem]:
    """Entries with clearly different titles have different identifiers."""
    for key in _IDENTIFIERS:
        for entry, field, value, owner in _shared(catalog, key):
            if not may_be_one_work(_titles(entry), _titles(owner), catalog.common_words):
                yield Problem(
                    entry.id,
                    field,
                    f"{_name(field)} {str(value)!r} is also that of {owner.id!r}, "
                    f"another work: {describe(owner.title)}",
                    "look both up; if one paper was retitled, keep one entry and use also_titled",
                )


@rule(
    "LLM207",
    Severity.WARNING,
    why="One title under two identifiers is one paper entered twice, or a wrong identifier.",
    bad="""
# serving/pages.yaml
title: A Study of Pages
authors: [Ada Lovelace]
doi: 10.1000/pages
# serving/paging.yaml
title: A Study of Pages
authors: [Charles Babbage]
doi: 10.1000/paging
""",
    good="""
# serving/pages.yaml
title: A Study of Pages
authors: [Ada Lovelace]
doi: 10.1000/pages
""",
)
def title_of_one_work(catalog: Catalog) -> Iterator[Problem]:
    """A title belongs to one entry, also where first author and identifier differ."""

    def title(entry: Entry) -> tuple[Hashable, FieldPath] | None:
        return fold(entry.title), ("title",)

    for entry, field, _, owner in _shared(catalog, title):
        same_author = (
            bool(entry.authors)
            and bool(owner.authors)
            and fold(entry.authors[0].family) == fold(owner.authors[0].family)
        )
        if not same_author and not _share_an_identifier(entry, owner):
            yield Problem(
                entry.id,
                field,
                f"title {describe(entry.title)} is also that of {owner.id!r}, by other authors",
                "look both up; different works may share a title, then say so in a suppression",
            )


@rule(
    "LLM208",
    why="One PDF cannot be two papers: one of the links is wrong, or an entry is there twice.",
    bad="""
# serving/pages.yaml
links:
  pdf: https://papers.invented.org/pages.pdf
# serving/orca.yaml
links:
  pdf: https://papers.invented.org/pages.pdf
""",
    good="""
# serving/pages.yaml
links:
  pdf: https://papers.invented.org/pages.pdf
# serving/orca.yaml
links:
  pdf: https://papers.invented.org/orca.pdf
""",
)
def pdf_once(catalog: Catalog) -> Iterator[Problem]:
    """The address of a PDF belongs to one entry."""
    first: dict[str, Entry] = {}
    for link in catalog.written_links:
        if link.kind != "pdf":
            continue
        owner = first.setdefault(link.url, link.entry)
        if owner is not link.entry and not _share_an_identifier(owner, link.entry):
            yield Problem(
                link.entry.id,
                link.field,
                f"links.pdf {describe(link.url)} is also that of {owner.id!r}",
                "look which of the two it is",
            )
