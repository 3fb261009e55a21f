"""An item of a list → Draft."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget
from llm_info.sources.draft import Draft, earlier, tidy_authors, tidy_line
from llm_info.sources.lists.listed import Listed, ListedLink, Unread
from llm_info.sources.lists.title import NAME_WORDS
from llm_info.sources.openreview import recognize as recognize_forum
from llm_info.sources.references import doi_in_page
from llm_info.spelling import latin
from llm_info.values import Kind, PartialDate, is_slug

_DEEPEST = 4
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_IDS: Mapping[str, Callable[[str], object | None]] = {
    "arxiv": ArxivId.recognize,
    "doi": lambda url: Doi.recognize(url) or doi_in_page(url),
    "acl": AclId.recognize,
    "openreview": recognize_forum,
}
"""Field → how an address of it is recognized."""

_ET_AL = re.compile(r",?\s*\b(?:et\.? ?al\.?|etc\.?|and others)\W*$", re.IGNORECASE)


def as_drafts(items: Sequence[Listed]) -> list[tuple[Draft, tuple[Unread, ...]]]:
    """What a list's items say, and which of their links lead nowhere.

    Headings that stand above all items are the list's own title and no topics.
    """
    paths = {item.section_path for item in items}
    steps = zip(*paths, strict=False)
    shared = sum(1 for _ in takewhile(lambda step: len(set(step)) == 1, steps))
    if len(paths) == 1:  # the whole list stands under one heading
        shared -= 1
    everybody = Counter(item.section_path for item in items)
    papers = Counter(item.section_path for item in items if _is_certainly_a_paper(item))
    drafts: list[tuple[Draft, tuple[Unread, ...]]] = []
    for item in items:
        others = everybody[item.section_path] - 1
        is_alone_with_year = not others and item.year is not None
        among_papers = papers[item.section_path] * 2 > others or is_alone_with_year
        placed = replace(item, section_path=item.section_path[max(shared, 0) :])
        drafts.append(_as_draft(placed, among_papers=among_papers))
    return drafts


def _as_draft(item: Listed, *, among_papers: bool) -> tuple[Draft, tuple[Unread, ...]]:
    ids: dict[str, Any] = {}
    links: list[tuple[str, str]] = []
    unread: list[Unread] = []
    for link in item.links:
        if not _ABSOLUTE.match(link.url):
            unread.append(Unread(item.line, link.url, "no address outside the list"))
            continue
        if any(_recognized(link.url, name, parse, ids) for name, parse in _IDS.items()):
            continue
        if all(link.url != known for _, known in links):
            links.append((_kind(link), link.url))
    arxiv = ids.get("arxiv")
    date = PartialDate(item.year, item.month) if item.year else None
    if arxiv:  # a list gives the year of the conference; the paper was public before
        month = PartialDate(*arxiv.month)
        date = earlier(date, month) if date else month
    names, et_al = _names(item.authors or "")
    path, titles = topic_path(item.section_path)
    draft = Draft(
        title=tidy_line(item.title),
        name=item.label if item.label and len(item.label) <= 40 else None,  # noqa: PLR2004
        authors=names,
        et_al=et_al,
        date=date,
        venue=item.venue,
        venue_year=(item.venue_year or item.year) if item.venue else None,
        links=tuple(links),
        kind=_kind_of_entry(item, among_papers=among_papers),
        topics=(path,) if path else (),
        topic_titles=titles,
        **ids,
    )
    return draft, tuple(unread)


def _is_home(url: str) -> bool:
    """Whether an address is that of a whole site: a paper is a page of one."""
    return not re.sub(r"^[a-z]+://", "", url).partition("/")[2]


def _recognized(
    url: str, name: str, parse: Callable[[str], object | None], ids: dict[str, Any]
) -> bool:
    """Whether an address is an identifier, and the same as the one that came before."""
    found = parse(url)
    return found is not None and ids.setdefault(name, found) == found


def _is_certainly_a_paper(item: Listed) -> bool:
    """Whether the item itself says so: by an identifier, authors, a paper's link, or no link."""
    if item.authors or item.venue or not item.links:
        return True
    is_named = any(parse(link.url) for link in item.links for parse in _IDS.values())
    return is_named or any(
        link.kind == "paper" and not link.is_guess and not _is_home(link.url) for link in item.links
    )


def _kind_of_entry(item: Listed, *, among_papers: bool) -> Kind:
    """A paper, unless nothing of it looks like one; where it may be one, its company decides."""
    if _is_certainly_a_paper(item):
        return Kind.PAPER
    is_title = len(item.title.split()) > NAME_WORDS
    if any(link.kind == "code" for link in item.links):
        return Kind.PAPER if among_papers and is_title and item.year else Kind.SOFTWARE
    is_home = all(_is_home(link.url) for link in item.links)
    may_be = item.year is not None or (is_title and not is_home)
    return Kind.PAPER if among_papers and may_be else Kind.ARTICLE


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
