"""Where a title begins and ends in an item: marked as a link, in bold or in quotes, or plain."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from llm_info.sources.lists.flat import Flat, Span
from llm_info.sources.lists.lead import Lead
from llm_info.sources.lists.times import Occasion, is_venue, occasion_in_tag
from llm_info.sources.lists.words import is_mere_label, kind_of_label, kind_of_url

NAME_WORDS = 4
"""More words are a title, no longer a name."""

FEWEST_WORDS = 3
"""Fewer words are no title."""

_LONG_NAME = 9
_MOST_GAP = 6
_MOST_BEFORE_BAR = 20
_QUOTES = {'"': '"', "“": "”", "《": "》", "「": "」", "‘": "’"}
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
_BAR = re.compile(r"\s\|\s")
_BRACKETS_BEFORE = re.compile(r"[\s,;:(\[【|-]*$")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands there.

    Attributes:
        text: As written.
        start: Where it begins.
        end: Where it ends.
        is_marked: Whether it is a link, bold or quoted.
        link: The link that it is, or that is in it.
        before: What stands in front of it says of venue and date.
    """

    text: str
    start: int
    end: int
    is_marked: bool
    link: Span | None = None
    before: Occasion = field(default_factory=Occasion)


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


def find_title(flat: Flat, lead: Lead) -> Title:
    """The first marked title, unless plain words before it are one."""
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


def _link_title(flat: Flat, at: int) -> Title | None:
    for link in flat.links:
        text = flat.of(link).strip()
        if link.start < at or not re.search(r"\w", text):
            continue
        if link.url.startswith("#"):
            continue
        is_first = not re.search(r"\w", flat.text[at : link.start])
        is_label = is_mere_label(text) if is_first else kind_of_label(text) is not None
        if is_label and not (is_first and not _words_after(flat, link.end)):
            continue
        if not is_first and flat.text[: link.start].rstrip().endswith(("[", "(", "（")):
            continue
        return _continued(flat, link, text)
    return None


def _words_after(flat: Flat, end: int) -> bool:
    return len(re.findall(r"\w{2,}", flat.without_links(end))) >= FEWEST_WORDS


def _continued(flat: Flat, link: Span, text: str) -> Title:
    """Join `[Name](paper): Rest of the Title`, but not `[Name](home): a description`."""
    alone = Title(text, link.start, link.end, is_marked=True, link=link)
    ends_open = text.endswith((":", "："))
    colon = r"\s*" if ends_open else r"(?:\*\*)?\s*[:：]\s*"
    after = re.match(colon, flat.text[link.end :])
    if after is None:
        return alone
    start = link.end + after.end()
    words = len(text.split())
    if words > (_LONG_NAME if flat.text[start : start + 1].isupper() else NAME_WORDS):
        return alone
    rest = _plain_title(flat, start)
    if not (ends_open or kind_of_url(link.url) == "paper" or _names_venue(flat, rest.end)):
        return alone
    remainder = tidy_title(rest.text)
    if len(remainder.split()) < FEWEST_WORDS - ends_open:
        return alone
    sign = "" if text.endswith(("?", "!")) else ":"
    whole = f"{text.rstrip(':：')}{sign} {remainder}"
    if _letters(remainder).startswith(_letters(text)):
        whole = remainder
    return Title(whole, link.start, rest.end, is_marked=True, link=link)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _names_venue(flat: Flat, at: int) -> bool:
    """Whether a venue stands right here, behind a bar."""
    behind = re.match(r"\s*[|｜]\s*(?P<said>[^\n|]{2,60})", flat.text[at:])
    return behind is not None and is_venue(behind["said"])


def _bold_title(flat: Flat, at: int) -> Title | None:
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
        return Title(text, bold.start, bold.end, is_marked=True, link=link)
    return None


def _quoted_title(flat: Flat, at: int) -> Title | None:
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
    return Title(flat.text[found.end() : end], found.start(), end + 1, is_marked=True)


def _plain_title(flat: Flat, at: int) -> Title:
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
    bar = _BAR.search(flat.text, at, end)
    to_bar = flat.text[at : bar.start()].split() if bar else []
    for found in _PLAIN_END.finditer(flat.text, at, end):
        if bar and len(to_bar) <= _MOST_BEFORE_BAR and re.fullmatch(r"\s+[-–—]\s+", found[0]):
            continue  # where a bar ends titles, a dash does not
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
    return Title(text, at, end, is_marked=False)


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
