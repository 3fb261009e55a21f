"""An item of a list → Draft."""

from __future__ import annotations

import re
from typing import Any

from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget
from llm_info.model import Kind, PartialDate, is_slug
from llm_info.sources.draft import Draft, tidy_authors, tidy_line
from llm_info.sources.lists.listed import Listed, ListedLink
from llm_info.sources.openreview import recognize as recognize_forum
from llm_info.spelling import latin

_DEEPEST = 4
_ET_AL = re.compile(r",?\s*\b(?:et\.? ?al\.?|etc\.?|and others)\W*$", re.IGNORECASE)


def as_draft(item: Listed) -> Draft:
    """What an item says, as a draft: identifiers are recognized in its links."""
    ids: dict[str, Any] = {}
    links: list[tuple[str, str]] = []
    for link in item.links:
        if (arxiv := ArxivId.recognize(link.url)) and ids.setdefault("arxiv", arxiv) == arxiv:
            continue
        if (doi := Doi.recognize(link.url)) and ids.setdefault("doi", doi) == doi:
            continue
        if (acl := AclId.recognize(link.url)) and ids.setdefault("acl", acl) == acl:
            continue
        if (forum := recognize_forum(link.url)) and ids.setdefault("openreview", forum) == forum:
            continue
        links.append((_kind(link), link.url))
    arxiv = ids.get("arxiv")
    date = PartialDate(item.year, item.month) if item.year else None
    if date is None and arxiv:
        date = PartialDate(*arxiv.month)
    names, et_al = _names(item.authors or "")
    path, titles = topic_path(item.section_path)
    has_paper = bool(ids) or any(link.kind == "paper" for link in item.links) or item.authors
    only_code = (
        bool(item.links) and not has_paper and all(link.kind == "code" for link in item.links)
    )
    return Draft(
        title=tidy_line(item.title),
        name=item.label if item.label and len(item.label) <= 40 else None,  # noqa: PLR2004
        authors=names,
        et_al=et_al,
        date=date,
        venue=item.venue,
        venue_year=item.year if item.venue else None,
        links=tuple(dict.fromkeys(links)),
        kind=Kind.SOFTWARE if only_code else Kind.PAPER,
        topics=(path,) if path else (),
        topic_titles=titles,
        **ids,
    )


def _kind(link: ListedLink) -> str:
    match link.kind:
        case "paper":
            return "pdf" if link.url.lower().split("?")[0].endswith(".pdf") else "project"
        case "code":
            return "code" if GitHubTarget.recognize(link.url) or "://" in link.url else "project"
        case _:
            return "project"


def _names(text: str) -> tuple[tuple[str, ...], bool]:
    et_al = _ET_AL.search(text) is not None
    text = _ET_AL.sub("", text)
    parts = re.split(r",|;|、|\band\b|&", text)
    return tidy_authors(tuple(part.strip() for part in parts if part.strip(" *.†‡"))), et_al


def topic_path(section_path: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The topic of a path of headings, and the heading of each of its steps."""
    steps: list[str] = []
    titles: dict[str, str] = {}
    for heading in section_path[-_DEEPEST:]:
        steps.append(slug(heading))
        titles["/".join(steps)] = tidy_line(heading)
    return "/".join(steps), titles


def slug(heading: str) -> str:
    """A heading as a topic's slug.

    >>> slug("🔥 KV-Cache & Memory"), slug("模型")
    ('kv-cache-memory', 'u6a21u578b')
    """
    text = "".join(c if c.isascii() or not c.isalnum() else f"u{ord(c):x}" for c in latin(heading))
    words = re.findall(r"[a-z0-9]+", text)
    made = "-".join(words)[:60].strip("-")
    return made if is_slug(made) else "section"
