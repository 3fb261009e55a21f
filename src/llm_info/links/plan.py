"""Catalog → questions: one per distinct address, the cheapest that settles it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, urldefrag, urlsplit

from llm_info.finding import FieldPath
from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget
from llm_info.link_kinds import DERIVED, LeadsTo, LinkKind
from llm_info.links.verdict import Expectation, Paper, Question, Use
from llm_info.model import Catalog, Entry
from llm_info.values import Kind

DOI_HANDLES = "https://doi.org/api/handles/"
"""Says whether a DOI is registered without going to its publisher, who may turn robots away.
Source: https://www.doi.org/doi-handbook/HTML/rest-api.html"""

PLAIN = re.compile(r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/?#]|$)", re.ASCII)
"""How nearly all addresses begin: a name that needs no closer look, and nothing around it."""

_ARXIV_VERSION = re.compile(r"v[1-9]\d?(?=(?:\.pdf)?/?$)")


def plan(catalog: Catalog, only: Collection[str] = ()) -> list[Question]:
    """List the questions, in the order of the catalog.

    If one entry calls an address a PDF, it must be one. Where the PDF follows from an identifier,
    the page of that identifier answers for both.

    Args:
        catalog: What to ask about.
        only: Kinds of links to ask about; all if empty.
    """
    questions: dict[str, Question] = {}
    for entry in catalog.entries:
        for question in _questions(catalog, entry):
            if only and question.kind not in only:
                continue
            known = questions.get(question.url)
            questions[question.url] = question if known is None else _joined(known, question)
    return list(questions.values())


def shard(questions: Iterable[Question], number: int, count: int) -> list[Question]:
    """The questions of one of `count` machines: all of a host go to the same one."""
    return [
        question
        for question in questions
        if zlib.crc32(host_of(question.url).encode()) % count == number - 1
    ]


@lru_cache(maxsize=1000)  # whoever asks for it once does so again for the same request
def host_of(url: str) -> str:
    """The host of an address, in lower case; empty where it cannot be read.

    >>> host_of("HTTPS://User@Example.org:8080/x")
    'example.org'
    """
    if plain := PLAIN.match(url):
        return plain[1]
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _joined(first: Question, second: Question) -> Question:
    strict = second if second.expectation is Expectation.PDF else first
    papers = tuple(dict.fromkeys(first.papers + second.papers))
    if not (first.papers and second.papers):
        papers = strict.papers
    suggestions = tuple(dict.fromkeys(first.suggestions + second.suggestions))
    return strict._replace(papers=papers, suggestions=suggestions, uses=first.uses + second.uses)


def _questions(catalog: Catalog, entry: Entry) -> Iterator[Question]:
    paper = _paper(entry)
    suggestions = tuple(url for kind, url in entry.derived_links() if kind == "pdf")
    for name, urls in entry.links.by_kind():
        kind = catalog.link_kind(name)
        for index, url in enumerate(urls):
            question = _written(kind, url, paper, Use(entry.id, ("links", name, index)))
            yield question._replace(suggestions=suggestions) if name == "pdf" else question
    if entry.arxiv:
        yield _arxiv(
            entry.arxiv.abstract_url,
            entry.arxiv.value,
            DERIVED,
            paper,
            Use(entry.id, ("arxiv",), written=False),
        )
    if entry.doi:
        yield _doi(entry.doi.url, entry.doi, DERIVED, Use(entry.id, ("doi",), written=False))
    if entry.acl:
        yield _paper_page(entry.acl.url, DERIVED, paper, Use(entry.id, ("acl",), written=False))
    if entry.openreview:
        use = Use(entry.id, ("openreview",), written=False)
        yield _paper_page(entry.openreview.url, DERIVED, paper, use)


def _paper(entry: Entry) -> tuple[Paper, ...]:
    if entry.kind is not Kind.PAPER:
        return ()
    authors = tuple(author.display for author in entry.authors)
    return (Paper(entry.title, entry.also_titled, authors, entry.arxiv, entry.doi),)


def _written(link_kind: LinkKind, url: str, paper: tuple[Paper, ...], use: Use) -> Question:
    kind = link_kind.name
    ask, fragment = _split(url)
    about = paper if link_kind.names_paper else ()
    target = GitHubTarget.recognize(ask) if "github.com" in ask.lower() else None
    if arxiv := ArxivId.recognize(ask) if "arxiv.org/" in ask else None:
        version = _ARXIV_VERSION.search(ask)
        return _arxiv(url, arxiv.value + (version[0] if version else ""), kind, about, use)
    if link_kind.leads_to is LeadsTo.PDF:
        ask = target.raw_url if target and target.view else ask
        return Question(
            url, ask, kind, Expectation.PDF, papers=about, repository=target, uses=(use,)
        )
    if target is not None:
        expectation = Expectation.REPOSITORY_PATH if target.view else Expectation.REPOSITORY
        return Question(url, str(target), kind, expectation, repository=target, uses=(use,))
    if doi := Doi.recognize(ask) if "doi.org/10." in ask.lower() else None:
        return _doi(url, doi, kind, use)
    if about and AclId.recognize(ask):
        return _paper_page(url, kind, about, use)
    return Question(url, ask, kind, Expectation.PAGE, papers=about, fragment=fragment, uses=(use,))


def _split(url: str) -> tuple[str, str]:
    if "#" not in url:
        return url, ""
    try:
        ask, fragment = urldefrag(url)
    except ValueError:  # such as "http://[oops"
        return url, ""
    return ask, fragment


def _arxiv(url: str, name: str, kind: str, paper: tuple[Paper, ...], use: Use) -> Question:
    ask, _ = _split(url)
    return Question(url, ask, kind, Expectation.ARXIV, papers=paper, arxiv=name, uses=(use,))


def _paper_page(url: str, kind: str, paper: tuple[Paper, ...], use: Use) -> Question:
    return Question(url, _split(url)[0], kind, Expectation.PAPER_PAGE, papers=paper, uses=(use,))


def _doi(url: str, doi: Doi, kind: str, use: Use) -> Question:
    ask = f"{DOI_HANDLES}{quote(doi.value, safe='/:;()._-')}?type=URL"
    return Question(url, ask, kind, Expectation.DOI, uses=(use,))


def field_name(field: FieldPath) -> str:
    """Write a field as people do: `links.code`."""
    return ".".join(step for step in field if isinstance(step, str))
