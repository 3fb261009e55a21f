"""What stands in front of a title: numbers, emoji, tags in brackets, dates, labels, early links."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from llm_info.sources.lists.flat import Flat, Span
from llm_info.sources.lists.times import Occasion, is_venue, occasion_in_tag
from llm_info.sources.lists.words import is_mere_label, kind_of_label

_SHORTCODE = re.compile(r":[a-z][a-z0-9_+-]+:")
"""An emoji as GitHub lets one write it."""

_NUMBER = re.compile(r"\(?\d{1,4}[.)]\s+|#\d+\s+|\d{1,3}\)\s*")
_TAG = re.compile(r"\[([^\[\]]{1,80})\]|【([^【】]{1,80})】")
_PARENTHESES = re.compile(r"\(([^()]{2,40})\)")
_DATE = re.compile(r"(?:19|20)\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?(?=[\s:,\]|-])")
_YEAR_IN = re.compile(r"(?:19|20)\d\d|'\d\d|[A-Za-z]\d\d\b")
_STATE = re.compile(r"(?:under|in) (?:review|submission|press)|preprint", re.IGNORECASE)
_OWN_LINE = re.compile(r"(?P<said>[^\n\v|]{2,40}?) *\n")
_DUST = frozenset("-–—*•·:,;|>.~/&+=_#")
_MAX_LABEL = 8
_MOST_TAG = 4


@dataclass(frozen=True, slots=True)
class Lead:
    """What was found in front of the title.

    Attributes:
        end: Where the title begins.
        label: The short name in front of it.
        occasion: What a tag said of venue and date.
    """

    end: int
    label: str | None = None
    occasion: Occasion = field(default_factory=Occasion)


def read_lead(flat: Flat) -> Lead:
    """Find where the title begins, and read what stands before it."""
    at, label, occasion = 0, None, Occasion()
    while at < len(flat.text):
        if (step := _skip(flat, at)) is not None:
            at = step
        elif (tag := _tag(flat, at)) is not None:
            end, text = tag
            found = occasion_in_tag(text)
            if found.venue or found.year:
                occasion = occasion.or_else(found)
            elif label is None and kind_of_label(text) is None and not _STATE.fullmatch(text):
                label = text.strip(" *`")
            at = end
        else:
            break
    if named := _colon_label(flat, at):
        at, label = named
        while (step := _skip(flat, at)) is not None:
            at = step
    return Lead(at, label, occasion)


def _skip(flat: Flat, at: int) -> int | None:
    """Pass space, signs, numbers, and links that are only labels."""
    character = flat.text[at] if at < len(flat.text) else ""
    if not character:
        return None
    if found := _SHORTCODE.match(flat.text, at):
        return found.end()
    if character.isspace() or character in _DUST or _is_sign(character):
        return at + 1
    if (found := _NUMBER.match(flat.text, at)) and not _starts_span(flat, at, "link"):
        return found.end()
    link = _starts_span(flat, at, "link") or (
        _starts_span(flat, at + 1, "link") if character == "[" else None
    )
    if link and is_mere_label(flat.of(link)) and _has_text_after(flat, link):
        end = link.end
        return end + 1 if flat.text[end : end + 1] == "]" else end
    return None


def _is_sign(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("So", "Sk", "Cf", "Mn", "Co") and character not in "`´"


def _starts_span(flat: Flat, at: int, kind: str) -> Span | None:
    return next((s for s in flat.kind(kind) if s.start == at and s.end > at), None)


def _has_text_after(flat: Flat, link: Span) -> bool:
    """Whether something that may be a title follows a label in the same paragraph."""
    rest = flat.text[link.end :].strip(" ]\n,|;")
    return len(re.findall(r"\w+", rest)) >= 2  # noqa: PLR2004  (a title has words)


def _tag(flat: Flat, at: int) -> tuple[int, str] | None:
    """A tag in brackets, in parentheses, in code or in bold; none of them a link."""
    for pattern in (_TAG, _PARENTHESES):
        found = pattern.match(flat.text, at)
        if found and not any(at <= s.start < found.end() for s in flat.links if s.end > s.start):
            text = next(group for group in found.groups() if group)
            if pattern is _TAG or _YEAR_IN.search(text):
                return found.end(), text
    if found := _DATE.match(flat.text, at):
        return found.end(), found[0]
    found = _OWN_LINE.match(flat.text, at)
    if found and not any(at <= s.start < found.end() for s in flat.spans if s.end > s.start):
        said = found["said"]
        is_told = _STATE.fullmatch(said) or (
            len(said.split()) <= _MOST_TAG and occasion_in_tag(said).year and is_venue(said)
        )
        if is_told and re.search(r"\w+\W+\w+", flat.text[found.end() :]):
            return found.end(), said
    for kind in ("code", "bold", "under"):
        span = _starts_span(flat, at, kind)
        if span is None or any(s.start < span.end and s.end > at for s in flat.links):
            continue
        text = flat.of(span).strip()
        is_short = len(text.split()) <= _MOST_TAG
        is_tag = is_short and bool(_YEAR_IN.search(text)) and not text.endswith(":")
        if is_tag and occasion_in_tag(text).year and _has_text_after(flat, span):
            return span.end, text
    return None


def _colon_label(flat: Flat, at: int) -> tuple[int, str] | None:
    """A short name with a colon, right before a title that is marked as one."""
    marks = [s.start for s in flat.kind("link", "bold") if s.start >= at and s.end > s.start]
    own = _starts_span(flat, at, "bold")
    if own:
        marks = [start for start in marks if start >= own.end]
    quote = re.compile(r"[\"“]").search(flat.text, at)
    if quote:
        marks.append(quote.start())
    if not marks:
        return None
    before = flat.text[at : min(marks)]
    name = before.strip().rstrip("*").strip()
    if not name.endswith((":", "：")) or "\n" in before.strip():
        return None
    name = name[:-1].strip()
    if not name or len(name.split()) > _MAX_LABEL:
        return None
    return min(marks), name
