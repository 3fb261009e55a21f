"""An item of a list → Draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget
from llm_info.sources.draft import Draft, earlier, tidy_authors, tidy_line
from llm_info.sources.lists.listed import Listed, ListedLink, Unread
from llm_info.sources.openreview import recognize as recognize_forum
from llm_info.spelling import latin
from llm_info.values import Kind, PartialDate, is_slug

_DEEPEST = 4
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_IDS: Mapping[str, Callable[[str], object | None]] = {
    "arxiv": ArxivId.recognize,
    "doi": Doi.recognize,
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
    return [
        _as_draft(replace(item, section_path=item.section_path[max(shared, 0) :])) for item in items
    ]


def _as_draft(item: Listed) -> tuple[Draft, tuple[Unread, ...]]:
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
        venue_year=item.year if item.venue else None,
        links=tuple(links),
        kind=_kind_of_entry(item, ids),
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


def _kind_of_entry(item: Listed, ids: Mapping[str, object]) -> Kind:
    """A paper, unless nothing of it looks like one and there is a link to something else."""
    kinds = {"project" if _is_home(link.url) else link.kind for link in item.links}
    if ids or item.authors or "paper" in kinds or not kinds:
        return Kind.PAPER
    if "code" in kinds:
        return Kind.PAPER if item.venue else Kind.SOFTWARE
    return Kind.PAPER if item.venue or item.year else Kind.ARTICLE


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
