"""One item of a list → title, links, venue, year and authors: text with spans in, value out."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from llm_info.sources.lists.flat import Flat, Span
from llm_info.sources.lists.lead import read_lead
from llm_info.sources.lists.listed import ListedLink
from llm_info.sources.lists.times import Occasion, occasion_in_tag, occasion_in_text, years_in
from llm_info.sources.lists.title import FEWEST_WORDS, NAME_WORDS, Title, find_title, tidy_title
from llm_info.sources.lists.words import (
    is_picture,
    kind_of_label,
    kind_of_url,
    repository_of_badge,
    text_of_badge,
)

_DESCRIPTION = 20
_NOTE = 8
_NAMES = re.compile(r"[\w\s.'’`´\"“”()*†‡,，;&、-]+")
_BY = re.compile(
    r"^[\s,;:-]*[Bb]y:?\s+"
    r"(?P<names>.+?(?:\bet al\.?,?|(?=,\s*[A-Za-z][\w&. /-]*,?\s\(?(?:19|20)\d\d)|$))"
)
_FIRST_OF_MANY = re.compile(
    r"(?P<names>[^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4},? et al\.?)(?!\w)"
)
"""`Ada Lovelace et al.`, right behind a title."""

_NAME = r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,3}"
_ONLY_NAMES = re.compile(rf"{_NAME}(?:,? (?:and|&) {_NAME})*")
"""`Ada Lovelace`, `Ada Lovelace and Charles Babbage`."""

_ET_AL = re.compile(r"\bet\.? ?al\b|\betc\b|\band others\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """What an item says, apart from where it stands."""

    title: str
    label: str | None
    occasion: Occasion
    authors: str | None
    links: tuple[ListedLink, ...]
    is_marked: bool
    empty_links: int


def read_item(flat: Flat) -> Item | None:
    """Read an item; `None` where there is nothing that may be a title."""
    lead = read_lead(flat)
    title = find_title(flat, lead)
    text = tidy_title(title.text)
    if not re.search(r"\w", text):
        return None
    rest = _rest(flat, title)
    badges = Occasion()
    for image in flat.kind("image"):
        if said := text_of_badge(image.url):
            found = occasion_in_tag(said)
            if found.year or found.venue:
                badges = badges.or_else(found)
    occasion = lead.occasion.or_else(title.before).or_else(occasion_in_text(rest)).or_else(badges)
    return Item(
        title=text,
        label=lead.label,
        occasion=occasion,
        authors=_authors(flat, title),
        links=tuple(read_links(flat, title.link)),
        is_marked=title.is_marked,
        empty_links=sum(1 for s in flat.links if not s.url.strip() and flat.of(s).strip()),
    )


def _rest(flat: Flat, title: Title) -> str:
    """What follows the title; what the links say is left out, except in brackets of their own."""
    text = flat.blanked("link", "italic", start=title.end)
    words = len(text.split())
    is_told = words > _DESCRIPTION or (words > _NOTE and years_in(text) > 1)
    if is_told and re.match(r"\W*?\s[-–—:]+\s", text):
        return ""  # a description, whose years are not the paper's
    return text[:400]


def _authors(flat: Flat, title: Title) -> str | None:
    for span in flat.kind("italic"):
        text = flat.of(span).strip()
        is_linked = any(one.start <= span.start and span.end <= one.end for one in flat.links)
        if span.start >= title.end and not is_linked and _are_names(text, marked=True):
            return _tidy_names(text)
    after = flat.without_links(title.end)
    if by := _BY.search(after.strip()[:1500]):
        return _tidy_names(by["names"])
    if first := _FIRST_OF_MANY.match(after.strip()):
        return first["names"]
    sentence = re.match(r"\W*\.\s+(?P<names>[^\n]+?)\.?\s*(?:\[|$|\n)", after)
    if sentence and _are_names(sentence["names"], marked=False):
        return _tidy_names(sentence["names"])
    lines = after.split("\n")[1:]
    for place, line in enumerate(lines):
        is_alone = place == 0 and _ONLY_NAMES.fullmatch(line.strip())
        if is_alone or _are_names(line.strip(), marked=False):
            return _tidy_names(line)
    return None


def _are_names(text: str, *, marked: bool) -> bool:
    text = re.sub(r"\s+", " ", re.sub(r"^[Bb]y:? ", "", text)).strip(" .*")
    if not text or len(text) > 3000:  # noqa: PLR2004  (a thousand authors are a collaboration)
        return False
    if _ET_AL.search(text) and len(text.split()) < 40:  # noqa: PLR2004
        return True
    if not marked and ("," not in text or not _NAMES.fullmatch(text)):
        return False
    parts = [part.strip() for part in re.split(r",|;|\band\b|&|、", text) if part.strip()]
    capitals = sum(part[0].isupper() or not part[0].isascii() for part in parts)
    short = all(len(part.split()) <= 6 for part in parts)  # noqa: PLR2004
    return bool(parts) and short and capitals >= 0.8 * len(parts) and len(text.split()) >= 2  # noqa: PLR2004


def _tidy_names(text: str) -> str:
    text = re.sub(r"^\s*[Bb]y:?\s+", "", " ".join(text.split()))
    text = re.sub(r"(?<=\bet al)\.\s.*", ".", text)  # what follows is the venue
    return text.strip(" ,;*").rstrip(".") if not text.endswith("et al.") else text.strip(" ,;*")


def read_links(
    flat: Flat, title_link: Span | None, hint: str | None = None
) -> Iterator[ListedLink]:
    """The links of a text, each once, the title's first, then those hidden in star badges."""
    seen: set[str] = set()
    badges = (repository_of_badge(image.url) for image in flat.kind("image"))
    stars = {_bare(repository) for repository in badges if repository}
    ordered = [title_link] if title_link else []
    ordered += [link for link in flat.links if link is not title_link]
    for link in ordered:
        url = link.url.strip()
        if not url or url.startswith(("#", "mailto:", "javascript:")) or is_picture(url):
            continue
        if url not in seen:
            seen.add(url)
            if _bare(url) in stars:
                yield ListedLink("code", url)
                continue
            kind = _kind(flat.of(link), url, is_title=link is title_link, hint=hint)
            if title_link and link is not title_link and _is_aside(flat, title_link, link):
                continue
            is_guess = kind is None and len(flat.of(link).split()) > NAME_WORDS
            is_guess = is_guess and link is title_link
            yield ListedLink(kind or ("paper" if is_guess else "other"), url, is_guess)
    for image in flat.kind("image"):
        repository = repository_of_badge(image.url)
        if repository and _bare(repository) not in {_bare(url) for url in seen}:
            seen.add(repository)
            yield ListedLink("code", repository)


def _is_aside(flat: Flat, title: Span, link: Span) -> bool:
    """Whether a description mentions another work: `- a book based on [Its Title](paper)`."""
    between = flat.text[title.end : link.start]
    is_title = kind_of_label(flat.of(link)) is None and len(flat.of(link).split()) >= FEWEST_WORDS
    return (
        is_title
        and re.match(r"\s+[-–—]\s", between) is not None
        and "\n" not in between
        and len(re.findall(r"\w{2,}", flat.without_links()[title.end : link.start])) >= FEWEST_WORDS
    )


def _bare(url: str) -> str:
    return url.rstrip("/").removesuffix(".git").casefold()


def _kind(text: str, url: str, *, is_title: bool, hint: str | None) -> str | None:
    by_url = kind_of_url(url)
    label = None if is_title else kind_of_label(text)
    if label == "other" and by_url == hint == "code":
        return "code"
    if label in ("paper", "code", "project", "other"):
        return label
    if by_url == "paper" and hint == "code":
        return "paper"
    if hint in ("paper", "code", "project", "other") and not is_title and by_url != "code":
        return hint
    return by_url
