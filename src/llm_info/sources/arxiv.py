"""arXiv: ids or a title → one query → drafts.

Source of the format: https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from llm_info.identifiers import ArxivId, Doi, GitHubTarget
from llm_info.sources.draft import Draft, SourceError, date_in, name_in, tidy_line
from llm_info.values import State

API = "https://export.arxiv.org/api/query"
BATCH = 100
"""Ids in one query."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_REPOSITORY = re.compile(r"https?://(?:www\.)?github\.com/[\w.-]+/[\w.-]+")
_WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)


def url_of_ids(ids: Sequence[ArxivId]) -> str:
    """The query for some papers at once."""
    listed = ",".join(map(str, ids))
    return f"{API}?{urlencode({'id_list': listed, 'max_results': len(ids)}, safe=',/')}"


def url_of_titles(titles: Iterable[str]) -> str:
    """The query for papers of these titles."""
    words = (" ".join(re.findall(r"\w+", title)) for title in titles)
    query = " OR ".join(f'ti:"{title}"' for title in words)
    return f"{API}?{urlencode({'search_query': query, 'max_results': 50})}"


def parse(answer: str) -> tuple[Draft, ...]:
    """Read an answer; papers that arXiv does not know are simply not in it.

    Raises:
        SourceError: It is not an answer of arXiv.
    """
    if "<!DOCTYPE" in answer or "<!ENTITY" in answer:
        raise SourceError("arXiv answers with something else than a feed")
    try:
        feed = ET.fromstring(answer)  # noqa: S314  (entities, the danger, are refused above)
    except ET.ParseError as error:
        raise SourceError("arXiv's answer breaks off or is not XML") from error
    if feed.tag != f"{_ATOM}feed":
        raise SourceError("arXiv answers with something else than a feed")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in _text(entry, f"{_ATOM}id"):
            raise SourceError(f"arXiv says: {_text(entry, f'{_ATOM}summary')}")
    return tuple(draft for draft in map(_draft, entries) if draft is not None)


def _draft(entry: ET.Element) -> Draft | None:
    arxiv = ArxivId.recognize(_text(entry, f"{_ATOM}id"))
    title = _text(entry, f"{_ATOM}title")
    published = date_in(_text(entry, f"{_ATOM}published")[:10])
    names = tuple(_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author"))
    if arxiv is None or not title or not names or published is None:
        return None  # half an answer
    comment = _text(entry, f"{_ARXIV}comment")
    summary = _text(entry, f"{_ATOM}summary")
    doi = Doi.recognize(_text(entry, f"{_ARXIV}doi"))
    withdrawn = _WITHDRAWN.search(comment) or _WITHDRAWN.search(summary[:60])
    return Draft(
        title=title,
        name=name_in(title),
        authors=names,
        date=published,
        arxiv=arxiv,
        doi=doi,
        links=_code(f"{comment} {summary}"),
        state=State.WITHDRAWN if withdrawn else None,
    )


def _code(text: str) -> tuple[tuple[str, str], ...]:
    """The one repository that the authors name; with several, nobody knows which is theirs."""
    targets = (GitHubTarget.recognize(url.rstrip(".,;)")) for url in _REPOSITORY.findall(text))
    found = {target.repository_url for target in targets if target}
    return (("code", found.pop()),) if len(found) == 1 else ()


def _text(element: ET.Element, tag: str) -> str:
    return tidy_line(element.findtext(tag) or "")
