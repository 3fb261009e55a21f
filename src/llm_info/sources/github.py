"""GitHub: a repository → its paper, by CITATION.cff and README, or a draft of its own.

Source of the format: https://github.com/citation-file-format/citation-file-format
"""

from __future__ import annotations

import re
from typing import Any

from llm_info.identifiers import ArxivId, Doi, GitHubTarget
from llm_info.sources.draft import Draft, date_in, tidy_line
from llm_info.sources.plain import at, items
from llm_info.sources.registries import display_name
from llm_info.store.tree import parse as parse_yaml
from llm_info.values import Kind

_ARXIV_LINK = re.compile(r"arxiv\.org/(?:abs|pdf|html)/[\w.-]+(?:/\d{7})?", re.IGNORECASE)
_ARXIV_NOTE = re.compile(r"arXiv[: ]\s*(\d{4}\.\d{4,5})", re.IGNORECASE)
_DOI_LINK = re.compile(r"doi\.org/(10\.\d{4,9}/[^\s\"'<>)\]]+)")


def citation_url(target: GitHubTarget) -> str:
    """The address of the repository's CITATION.cff."""
    return f"https://raw.githubusercontent.com/{target.owner}/{target.name}/HEAD/CITATION.cff"


def readme_url(target: GitHubTarget) -> str:
    """The address of the repository's README."""
    return f"https://raw.githubusercontent.com/{target.owner}/{target.name}/HEAD/README.md"


def parse_citation(text: str) -> Draft | None:
    """Read CITATION.cff: its preferred citation if it is a paper's, else what it says itself."""
    value, faults = parse_yaml(text)
    if faults or not isinstance(value, dict):
        return None
    cited = at(value, "preferred-citation") or value
    title = tidy_line(str(at(cited, "title") or ""))
    if not title:
        return None
    identifiers = [str(at(one, "value") or "") for one in items(at(cited, "identifiers"))]
    identifiers += [str(at(cited, key) or "") for key in ("doi", "url")]
    arxiv = next(filter(None, map(ArxivId.recognize, identifiers)), None)
    doi = next(
        (d for d in map(Doi.recognize, identifiers) if d and not ArxivId.recognize(str(d))), None
    )
    year = str(at(cited, "year") or "")
    names = [_person(person) for person in items(at(cited, "authors"))]
    is_paper = at(value, "preferred-citation") is not None
    return Draft(
        title=title,
        authors=tuple(filter(None, names)),
        date=date_in(year),
        arxiv=arxiv,
        doi=doi,
        kind=Kind.PAPER if is_paper or arxiv or doi else Kind.SOFTWARE,
    )


def _person(person: Any) -> str:
    name = str(at(person, "name") or "")
    family, given = str(at(person, "family-names") or ""), str(at(person, "given-names") or "")
    return f"{{{name}}}" if name else display_name(family, given)


def paper_in_readme(text: str) -> ArxivId | Doi | None:
    """The paper a README is about: the only one it links, or the one it links first and most."""
    found = [ArxivId.recognize(f"https://{link}") for link in _ARXIV_LINK.findall(text)]
    found += [ArxivId.recognize(number) for number in _ARXIV_NOTE.findall(text)]
    ids = [one for one in found if one]
    distinct = list(dict.fromkeys(ids))
    if len(distinct) == 1:
        return distinct[0]
    if distinct:
        most = max(distinct, key=ids.count)
        return most if ids.count(most) > 1 and most == distinct[0] else None
    dois = {Doi.recognize(doi.rstrip(".,;")) for doi in _DOI_LINK.findall(text)}
    return dois.pop() if len(dois) == 1 else None


def repository_draft(target: GitHubTarget) -> Draft:
    """The repository itself, where no paper belongs to it."""
    return Draft(title=target.name, kind=Kind.SOFTWARE, links=(("code", target.repository_url),))
