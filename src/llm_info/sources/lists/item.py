"""One item of a list → title, links, venue, year and authors: text with spans in, value out."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from llm_info.sources.lists.flat import Flat, Span
from llm_info.sources.lists.lead import Lead, read_lead
from llm_info.sources.lists.listed import ListedLink
from llm_info.sources.lists.times import Occasion, is_venue, occasion_in_tag, occasion_in_text
from llm_info.sources.lists.words import (
    is_picture,
    kind_of_label,
    kind_of_url,
    repository_of_badge,
    text_of_badge,
)

_QUOTES = {'"': '"', "“": "”", "《": "》", "「": "」", "‘": "’"}
_SHORT_NAME = 4
_TITLE_WORDS = 3
_MOST_GAP = 6
_DESCRIPTION = 20
_PLAIN_END = re.compile(
    r"\n"
    r"|\s*\(@|\s+@"
    r"|\s*\|\s"
    r"|[,.]\s+(?=(?:19|20)\d\d\b)"
    r"|[,.]?\s*\((?=[^()]*\b(?:19|20)\d\d\s*\))"
    r"|\s+by\s+(?=[A-Z*][^,\n]{2,40}(?:,|\set al|\sand\s[A-Z]))"
    r"|\.\s+(?=[A-Z][\w.-]*(?:\s[A-Z][\w.-]*){0,3},\s)"
    r"|\s+[-–—]\s+"
)
_BRACKETS_BEFORE = re.compile(r"[\s,;:(\[【|-]*$")
_NAMES = re.compile(r"[\w\s.'’`´\"“”()*†‡,，;&、-]+")
_BY = re.compile(
    r"^[\s,;:-]*[Bb]y:?\s+"
    r"(?P<names>.+?(?:\bet al\.?,?|(?=,\s*[A-Za-z][\w&. /-]*,?\s\(?(?:19|20)\d\d)|$))"
)
_FIRST_OF_MANY = re.compile(
    r"(?P<names>[^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4},? et al\.?)(?!\w)"
)
"""`Ada Lovelace et al.`, right behind a title."""

_ONE_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,3}")
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


@dataclass(frozen=True, slots=True)
class _Title:
    text: str
    start: int
    end: int
    is_marked: bool
    link: Span | None = None
    before: Occasion = field(default_factory=Occasion)


def read_item(flat: Flat) -> Item | None:
    """Read an item; `None` where there is nothing that may be a title."""
    lead = read_lead(flat)
    title = _find_title(flat, lead)
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


def tidy_title(text: str) -> str:
    """A title without the quotes, brackets, stars and full stops that lists put around it."""
    text = " ".join(text.replace("\n", " ").split())
    before = None
    while text != before:
        before = text
        text = text.strip().strip("*_`").strip()
        text = re.sub(r"(?<!\betc)(?<!\bet al)[.,;:，。：]+$", "", text)
        closing = _QUOTES.get(text[:1])
        if (closing and text.endswith(closing) and len(text) > 1) or (
            text[:1] in ("[", "【") and text[-1:] in ("]", "】")
        ):
            text = text[1:-1]
        elif closing and closing not in text[1:]:
            text = text[1:]
        elif text[-1:] in ('"', "”") and text.count(text[-1]) == 1 and "“" not in text:
            text = text[:-1]
    return text


def _find_title(flat: Flat, lead: Lead) -> _Title:
    at = lead.end
    marked = min(
        filter(None, (_link_title(flat, at), _bold_title(flat, at), _quoted_title(flat, at))),
        key=lambda title: (title.start, -title.end),
        default=None,
    )
    if marked is None:
        return _plain_title(flat, at)
    gap = flat.text[at : marked.start]
    before = occasion_in_tag(gap)
    if before.year and gap.rstrip(" \v").endswith("\n") and len(gap.split()) <= _MOST_GAP:
        return replace(marked, before=before)
    if len(gap.split()) > 1 and not gap.rstrip().endswith((":", "：")):
        return _plain_title(flat, at)
    return replace(marked, before=before)


def _link_title(flat: Flat, at: int) -> _Title | None:
    for link in flat.links:
        text = flat.of(link).strip()
        if link.start < at or not re.search(r"\w", text):
            continue
        if link.url.startswith("#"):
            continue
        is_first = not re.search(r"\w", flat.text[at : link.start])
        kind = kind_of_label(text)
        if kind is not None and not (is_first and not _words_after(flat, link.end)):
            continue
        if not is_first and flat.text[: link.start].rstrip().endswith(("[", "(", "（")):
            continue
        return _continued(flat, link, text)
    return None


def _words_after(flat: Flat, end: int) -> bool:
    return len(re.findall(r"\w{2,}", flat.without_links(end))) >= _TITLE_WORDS


def _continued(flat: Flat, link: Span, text: str) -> _Title:
    """Join `[Name](paper): Rest of the Title`, but not `[Name](home): a description`."""
    after = re.match(r"(?:\*\*)?\s*[:：]\s*", flat.text[link.end :])
    if after and len(text.split()) <= _SHORT_NAME and kind_of_url(link.url) == "paper":
        start = link.end + after.end()
        rest = _plain_title(flat, start)
        remainder = tidy_title(rest.text)
        if len(remainder.split()) >= _TITLE_WORDS:
            whole = f"{text.rstrip(':')}: {remainder}"
            if (
                re.sub(r"\W", "", remainder)
                .casefold()
                .startswith(re.sub(r"\W", "", text).casefold())
            ):
                whole = remainder
            return _Title(whole, link.start, rest.end, is_marked=True, link=link)
    return _Title(text, link.start, link.end, is_marked=True, link=link)


def _bold_title(flat: Flat, at: int) -> _Title | None:
    for bold in flat.kind("bold"):
        text = flat.of(bold).strip()
        if bold.start < at or not re.search(r"\w", text):
            continue
        inside = [s for s in flat.links if s.start < bold.end and s.end > bold.start]
        if inside and kind_of_label(flat.of(inside[0])) is not None:
            continue
        if any(s.start <= bold.start and bold.end <= s.end for s in inside):
            continue
        if flat.text[: bold.start].rstrip().endswith(("[", "(")):
            continue
        link = inside[0] if inside else None
        return _Title(text, bold.start, bold.end, is_marked=True, link=link)
    return None


def _quoted_title(flat: Flat, at: int) -> _Title | None:
    found = re.compile(r"[\"“《「]").search(flat.text, at)
    if not found:
        return None
    closing = _QUOTES[found[0]]
    first_link = min(
        (s.start for s in flat.links if s.start > found.start()), default=len(flat.text)
    )
    limit = flat.text.find("\n", found.start())
    limit = min(first_link, len(flat.text) if limit < 0 else limit)
    end = flat.text.rfind(closing, found.end(), limit)
    if end < 0 or len(flat.text[found.end() : end].split()) < 2:  # noqa: PLR2004
        return None
    comma = flat.text.find(closing + ",", found.end(), limit)
    end = comma if comma > 0 else end
    if re.match(r"\w", flat.text[end + 1 :]) or re.match(r" [\w?]", flat.text[end + 1 :]):
        return None
    return _Title(flat.text[found.end() : end], found.start(), end + 1, is_marked=True)


def _plain_title(flat: Flat, at: int) -> _Title:
    """The text up to the first sign that the title is over."""
    ends = [len(flat.text)]
    for span in flat.spans:
        has_text = span.end > span.start and span.start > at
        is_label = span.kind == "link" and (
            kind_of_label(flat.of(span)) is not None
            or flat.text[: span.start].rstrip().endswith(("[", "("))
        )
        if has_text and (is_label or span.kind in ("under", "italic", "code", "link")):
            words = len(re.findall(r"\w+", flat.text[at : span.start]))
            follows_space = flat.text[span.start - 1] in " \n[(,."
            if is_label or (words >= 2 and follows_space):  # noqa: PLR2004
                ends.append(span.start)
    end = min(ends)
    for found in _PLAIN_END.finditer(flat.text, at, end):
        if re.search(r"\w", flat.text[at : found.start()]):
            end = found.start()
            break
    end = min(end, _venue_start(flat.text, at, end))
    text = flat.text[at:end]
    text = _BRACKETS_BEFORE.sub("", text)
    double = re.match(r"(?P<title>\S+(?: \S+)*?) {2,}(?=\S+ \S+ \S+)", text)
    if double and len(text.split()) > 25:  # noqa: PLR2004  (a sentence of description follows)
        text = double["title"]
        end = at + double.end("title")
    return _Title(text, at, end, is_marked=False)


def _venue_start(text: str, at: int, end: int) -> int:
    """Where `, VENUE` or `, VENUE 2023` begins, if the text ends in one."""
    comma = max(text.rfind(", ", at, end), text.rfind(". ", at, end))
    if comma < 0:
        return end
    tail = text[comma + 2 : end].strip(" .,([")
    words = tail.split()
    if words and len(words) <= _MOST_GAP and is_venue(tail):
        return comma
    return end


def _rest(flat: Flat, title: _Title) -> str:
    """What follows the title; what the links say is left out, except in brackets of their own."""
    text = flat.blanked("link", "italic", start=title.end)
    if re.match(r"\W*?\s[-–—:]+\s", text) and len(text.split()) > _DESCRIPTION:
        return ""  # a description, whose years are not the paper's
    return text[:400]


def _authors(flat: Flat, title: _Title) -> str | None:
    for span in flat.kind("italic"):
        text = flat.of(span).strip()
        if span.start >= title.end and _are_names(text, marked=True):
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
        is_alone = place == 0 and _ONE_NAME.fullmatch(line.strip())
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
            kind = _kind(flat.of(link), url, is_title=link is title_link, hint=hint)
            yield ListedLink("code" if _bare(url) in stars else kind, url)
    for image in flat.kind("image"):
        repository = repository_of_badge(image.url)
        if repository and _bare(repository) not in {_bare(url) for url in seen}:
            seen.add(repository)
            yield ListedLink("code", repository)


def _bare(url: str) -> str:
    return url.rstrip("/").removesuffix(".git").casefold()


def _kind(text: str, url: str, *, is_title: bool, hint: str | None) -> str:
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
    return by_url or ("paper" if is_title and len(text.split()) > _SHORT_NAME else "other")
