"""Catalog → questions: one per distinct address, the cheapest that settles it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from urllib.parse import quote, urldefrag

from llm_info.finding import FieldPath
from llm_info.identifiers import Doi, GitHubTarget
from llm_info.links.verdict import Expectation, Question, Use
from llm_info.model import LINK_KINDS, Catalog, Entry

DOI_HANDLES = "https://doi.org/api/handles/"
"""Says whether a DOI is registered without going to its publisher, who may turn robots away.
Source: https://www.doi.org/doi-handbook/HTML/rest-api.html"""


def plan(catalog: Catalog, only: Collection[str] = ()) -> list[Question]:
    """List the questions, in the order of the catalog.

    An address is asked once; if one entry calls it a PDF, it must be one. Where the PDF follows
    from an identifier, the page of that identifier answers for both.

    Args:
        catalog: What to ask about.
        only: Kinds of links to ask about; all if empty.
    """
    questions: dict[str, Question] = {}
    for entry in catalog.entries:
        for question in _questions(entry):
            if only and question.kind not in only:
                continue
            address = urldefrag(question.url).url
            known = questions.get(address)
            questions[address] = question if known is None else _joined(known, question)
    return list(questions.values())


def _joined(first: Question, second: Question) -> Question:
    strict = second if second.expectation is Expectation.PDF else first
    titles = tuple(dict.fromkeys(first.titles + second.titles))
    return replace(strict, titles=titles, uses=first.uses + second.uses)


def _questions(entry: Entry) -> Iterator[Question]:
    titles = (entry.title, *entry.also_titled)
    for kind in LINK_KINDS:
        for index, url in enumerate(getattr(entry.links, kind)):
            yield _written(kind, url, Use(entry.id, ("links", kind, index)))
    if entry.arxiv:
        yield _paper_page(entry.arxiv.abstract_url, titles, Use(entry.id, ("arxiv",)))
    if entry.doi:
        yield _doi(entry.doi, Use(entry.id, ("doi",)))
    if entry.acl:
        yield _paper_page(entry.acl.url, titles, Use(entry.id, ("acl",)))
    if entry.openreview:
        yield _paper_page(entry.openreview.url, titles, Use(entry.id, ("openreview",)))


def _written(kind: str, url: str, use: Use) -> Question:
    target = GitHubTarget.recognize(url)
    if kind == "pdf":
        ask = target.raw_url if target and target.view else url
        return Question(url, ask, kind, Expectation.PDF, repository=target, uses=(use,))
    if target is None:
        return Question(url, url, kind, Expectation.PAGE, uses=(use,))
    expectation = Expectation.REPOSITORY_PATH if target.view else Expectation.REPOSITORY
    return Question(url, str(target), kind, expectation, repository=target, uses=(use,))


def _paper_page(url: str, titles: tuple[str, ...], use: Use) -> Question:
    return Question(url, url, "page", Expectation.PAPER_PAGE, titles=titles, uses=(use,))


def _doi(doi: Doi, use: Use) -> Question:
    ask = f"{DOI_HANDLES}{quote(doi.value, safe='/:;()._-')}?type=URL"
    return Question(doi.url, ask, "page", Expectation.DOI, uses=(use,))


def field_name(field: FieldPath) -> str:
    """Write a field as people do: `links.code`."""
    return ".".join(step for step in field if isinstance(step, str))
