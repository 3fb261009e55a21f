"""References → drafts, with as few requests as the sources allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget, OpenReviewId
from llm_info.sources import arxiv, bibliography, github, openreview, registries
from llm_info.sources.draft import Draft, SourceError
from llm_info.sources.fetch import Fetcher
from llm_info.spelling import fold
from llm_info.values import Author, Kind

_TITLES_AT_ONCE = 10
_T = TypeVar("_T")

Start = Draft | ArxivId | Doi | AclId | OpenReviewId | GitHubTarget
"""What a look-up begins with: an identifier, or what a PDF or a bibliography says."""

Answer = Draft | SourceError


def look_up(starts: Sequence[Start], fetcher: Fetcher) -> list[Answer]:
    """Find the papers, each with all its identifiers; a failure is a value among the others."""
    return _Lookup(fetcher).answer(starts)


class _Lookup:
    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._asked: set[Doi] = set()

    def answer(self, starts: Sequence[Start]) -> list[Answer]:
        answers: list[Answer] = [self._begin(start) for start in starts]
        self._by_arxiv(answers)
        self._by_doi(answers)
        self._by_title(answers)
        self._by_doi(answers)  # those that only the title has led to
        for place, (start, answer) in enumerate(zip(starts, answers, strict=True)):
            if isinstance(answer, Draft) and not answer.title:
                answers[place] = SourceError(f"nobody knows {_shown(start)}")
        return answers

    def _begin(self, start: Start) -> Answer:  # noqa: PLR0911  (one return per kind of start)
        """What can be said before the batched questions; a draft without a title waits for them."""
        try:
            match start:
                case Draft():
                    return start
                case ArxivId():
                    return Draft(title="", arxiv=start)
                case Doi():
                    own = ArxivId.recognize(str(start))
                    return Draft(title="", arxiv=own) if own else Draft(title="", doi=start)
                case AclId():
                    return self._acl(start)
                case OpenReviewId():
                    return self._openreview(start)
                case GitHubTarget():
                    return self._github(start)
        except SourceError as error:
            return error

    def _acl(self, name: AclId) -> Draft:
        text = self._fetcher.get(f"https://aclanthology.org/{name}.bib", who="the ACL Anthology")
        drafts = bibliography.read_bibtex(text).drafts if text else ()
        if not drafts:
            raise SourceError(f"the ACL Anthology does not know {name}")
        draft = drafts[0][1]
        links = tuple(link for link in draft.links if "aclanthology.org" not in link[1])
        return replace(draft, acl=name, links=links)

    def _openreview(self, forum: OpenReviewId) -> Draft:
        for api in openreview.APIS:
            text = self._fetcher.get(openreview.url(api, forum), who="OpenReview")
            draft = openreview.parse(text, forum) if text else None
            if draft:
                return draft
        raise SourceError(f"OpenReview does not know {forum}")

    def _github(self, target: GitHubTarget) -> Draft:
        code = (("code", target.repository_url),)
        citation = self._fetcher.get(github.citation_url(target), who="GitHub")
        draft = github.parse_citation(citation) if citation else None
        if draft and (draft.arxiv or draft.doi):
            return replace(draft, title="", authors=(), date=None, links=code)
        readme = self._fetcher.get(github.readme_url(target), who="GitHub")
        if citation is None and readme is None:
            raise SourceError(f"GitHub shows no README of {target.owner}/{target.name}")
        paper = github.paper_in_readme(readme or "")
        if isinstance(paper, ArxivId):
            return Draft(title="", arxiv=paper, links=code)
        if isinstance(paper, Doi):
            return Draft(title="", doi=paper, links=code)
        return replace(draft, links=code) if draft else github.repository_draft(target)

    def _by_arxiv(self, answers: list[Answer]) -> None:
        wanted = {
            place: answer.arxiv
            for place, answer in enumerate(answers)
            if isinstance(answer, Draft) and answer.arxiv
        }
        for chunk in _chunks(list(dict.fromkeys(wanted.values())), arxiv.BATCH):
            try:
                text = self._fetcher.get(arxiv.url_of_ids(chunk), who="arXiv")
                found = {draft.arxiv: draft for draft in arxiv.parse(text or "")}
            except SourceError as error:
                _fail(answers, wanted, chunk, error)
                continue
            for place, name in wanted.items():
                if name in chunk:
                    _merge(answers, place, found.get(name), f"arXiv does not know {name}")

    def _by_doi(self, answers: list[Answer]) -> None:
        wanted = {
            place: answer.doi
            for place, answer in enumerate(answers)
            if isinstance(answer, Draft)
            and answer.doi
            and answer.doi not in self._asked
            and not answer.venue
        }
        self._asked |= set(wanted.values())
        for chunk in _chunks(list(dict.fromkeys(wanted.values())), registries.BATCH):
            try:
                text = self._fetcher.get(registries.crossref_url(chunk), who="Crossref")
                found = {draft.doi: draft for draft in registries.parse_crossref(text or "{}")}
            except SourceError as error:
                _fail(answers, wanted, chunk, error)
                continue
            for place, name in wanted.items():
                if name in chunk:
                    draft = found.get(name)
                    known = answers[place]
                    if draft is None and isinstance(known, Draft) and not known.title:
                        draft = self._datacite(name)
                    _merge(answers, place, draft, f"neither Crossref nor DataCite knows {name}")

    def _datacite(self, name: Doi) -> Draft | None:
        try:
            text = self._fetcher.get(registries.datacite_url(name), who="DataCite")
            return registries.parse_datacite(text) if text else None
        except SourceError:
            return None  # said below: nobody knows it

    def _by_title(self, answers: list[Answer]) -> None:
        """Papers found elsewhere may be at arXiv too, which knows the day and the first authors."""
        wanted = {
            place: answer
            for place, answer in enumerate(answers)
            if isinstance(answer, Draft)
            and answer.title
            and not answer.arxiv
            and answer.kind is Kind.PAPER
        }
        for chunk in _chunks(list(wanted), _TITLES_AT_ONCE):
            titles = [wanted[place].title for place in chunk]
            try:
                text = self._fetcher.get(arxiv.url_of_titles(titles), who="arXiv")
                found = arxiv.parse(text or "")
            except SourceError:
                continue  # what the first source said stands on its own
            for place in chunk:
                twin = next((draft for draft in found if _same(draft, wanted[place])), None)
                if twin:
                    answers[place] = _joined(wanted[place], twin)


def _chunks(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _fail(
    answers: list[Answer], wanted: dict[int, _T], chunk: Sequence[_T], error: SourceError
) -> None:
    """A question to many failed: those that know nothing else yet fail with it."""
    for place, name in wanted.items():
        known = answers[place]
        if name in chunk and isinstance(known, Draft) and not known.title:
            answers[place] = error


def _merge(answers: list[Answer], place: int, found: Draft | None, unknown: str) -> None:
    known = answers[place]
    if not isinstance(known, Draft):
        return
    if found is not None:
        answers[place] = _joined(known, found)
    elif not known.title:
        answers[place] = SourceError(unknown)


def _joined(one: Draft, other: Draft) -> Draft:
    """Two drafts of one paper as one: arXiv's record is the first public one and goes first."""
    from_arxiv = other.arxiv is not None and bool(other.authors)
    return other.filled_from(one) if from_arxiv else one.filled_from(other)


def _shown(start: Start) -> str:
    return repr(start.title) if isinstance(start, Draft) else str(start)


def _same(one: Draft, other: Draft) -> bool:
    """Whether two drafts are one paper: the same title and a common author."""
    if fold(one.title) != fold(other.title):
        return False
    if not one.authors or not other.authors:
        return True
    mine, theirs = ({fold(Author(name).family) for name in d.authors} for d in (one, other))
    return bool(mine & theirs)
