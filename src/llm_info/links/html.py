"""What an HTML page says of itself. Pure, by patterns: the page is somebody else's, and cut."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from llm_info.links import placeholders as words

# No pattern may take more than linear time: `<` ends every attempt, and attributes are looked for
# in one tag at a time.
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title", re.IGNORECASE)
_META = re.compile(r"<meta\s[^<>]{0,2000}>", re.IGNORECASE)
_IS_CITATION_TITLE = re.compile(r"""\bname\s*=\s*["']?citation_title\b""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|template|head)\b|<!--", re.IGNORECASE)
_QUOTED = re.compile(r"<(pre|code|samp|blockquote)\b", re.IGNORECASE)
"""Where pages print what others say, such as the error that they explain."""

_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[()\[\]]|!!1$")
_PASSWORD = re.compile(r"""<input\b[^<>]{0,1000}?\btype\s*=\s*["']?password\b""", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^<>]*>", re.IGNORECASE)
_ASKS_NAME = re.compile(r"""<input\b[^<>]{0,1000}?\btype\s*=\s*["']?email\b""", re.IGNORECASE)
_UNFOLLOWED = re.compile(r"<(noscript|script)\b|<!--", re.IGNORECASE)
_IS_REFRESH = re.compile(r"""\bhttp-equiv\s*=\s*["']?refresh\b""", re.IGNORECASE)
_REFRESH = re.compile(
    r"""\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?\s*([^"']+)""", re.IGNORECASE
)

SHORT = 800
"""A page with less visible text than this is all message."""

_MIDDLING = 3000
_HARDLY_ANYTHING = 300
_HEAD_CHARACTERS = 20_000
"""Within so many a page that sends its readers elsewhere says so."""

_LONGEST_REFRESH = 10
"""Seconds after which a page that sends its readers elsewhere is a page in its own right."""


@lru_cache(maxsize=16)
def title_of(body: str) -> str:
    """The page's title on one line."""
    found = _TITLE.search(body)
    return " ".join(html.unescape(found[1]).split())[:200] if found else ""


def citation_title(body: str) -> str:
    """The title of the paper that the page is about, if its metadata name one."""
    for tag in _META.finditer(body):
        if _IS_CITATION_TITLE.search(tag[0]) and (found := _CONTENT.search(tag[0])):
            return " ".join(html.unescape(found[1] or found[2] or "").split())
    return ""


@lru_cache(maxsize=4)
def visible_text(body: str) -> str:
    """The text that a reader sees, roughly."""
    return _text(_seen(body))


@lru_cache(maxsize=4)
def _seen(body: str) -> str:
    return _outside(body, _UNSEEN)


def _outside(body: str, unseen: re.Pattern[str]) -> str:
    """What stands outside of some elements, and of comments."""
    parts: list[str] = []
    lowered = body.lower()
    head_ends = "</head" in lowered  # which may be left out
    start = 0
    while found := unseen.search(body, start):
        parts.append(body[start : found.start()])
        closing = f"</{found[1].lower()}" if found[1] else "-->"
        if closing == "</head" and not head_ends:
            start = found.end()
            continue
        start = lowered.find(closing, found.end())
        if start < 0:
            break
        start += len(closing)
    else:
        parts.append(body[start:])
    return " ".join(parts)


def _text(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _heading(body: str) -> str:
    """The page's first heading, none that a script keeps for another page."""
    if _HEADING.search(body) is None:
        return ""
    seen = _seen(body)
    found = _HEADING.search(seen)
    if found is None:
        return ""
    inside, closed, _ = seen[found.end() : found.end() + 400].partition("</")
    return _text(inside) if closed else ""


def is_wall(body: str) -> bool:
    """Whether the page wants to know whether we are a robot."""
    if len(body) > 200_000:  # noqa: PLR2004  (a challenge is a small page)
        return False
    text = visible_text(body)
    if any(words.WALL_TITLE.fullmatch(part) for part in _parts(title_of(body))):
        return len(text) < _MIDDLING
    if len(text) >= SHORT:
        return False
    if len(text) < _HARDLY_ANYTHING and words.WALL_WIDGET.search(body):
        return True
    return bool(words.WALL_MARK.search(body) or words.ROBOTS.search(text))


def is_down(body: str) -> bool:
    """Whether a short page says in its title that its server has failed, or is being mended."""
    if not any(words.DOWN_TITLE.fullmatch(part) for part in _parts(title_of(body))):
        return False
    return len(visible_text(body)) < _MIDDLING


def gone(body: str) -> str:
    """How a page that answers 200 says that it is not there; empty if it does not.

    A title or a heading counts if it says so and nothing else, a sentence only on a short page: an
    article about broken links is none.
    """
    title = title_of(body)
    if any(words.GONE_TITLE.fullmatch(part) for part in _parts(title)):
        return f"the page is titled {title!r}"
    text = visible_text(body)
    if len(text) >= 2 * _MIDDLING:
        return ""
    if words.GONE_TITLE.fullmatch(_clean(heading := _heading(body))):
        return f"the page says {heading!r}"
    return _gone_in_few_words(title, text, body)


def _gone_in_few_words(title: str, text: str, body: str) -> str:
    if len(text) >= _MIDDLING:
        return ""
    pieces = [_clean(piece) for part in _parts(title) for piece in words.COLON.split(part)]
    says_so = [
        piece
        for piece in pieces
        if words.GONE_TITLE.fullmatch(piece) or words.GONE_WORD.fullmatch(piece)
    ]
    if says_so:
        return f"the page is titled {title!r}"
    if len(text) >= SHORT or words.GONE_PHRASE.search(text) is None:
        return ""
    found = words.GONE_PHRASE.search(_text(_outside(_seen(body), _QUOTED)))
    return f"the page says {found[0]!r}" if found else ""


@lru_cache(maxsize=16)
def _parts(title: str) -> list[str]:
    """A title without, and beside, the name of its site."""
    return [_clean(part) for part in words.SEPARATOR.split(title)]


def _clean(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split()).strip(" .!?:\u2026")


def is_gone_path(url: str) -> bool:
    """Whether an address is that of an error page."""
    return bool(words.GONE_PATH.search(urlsplit(url).path))


def is_login(body: str, url: str, *, redirected: bool) -> bool:
    """Whether the page asks who we are, and for nothing else.

    A form to log in beside the content is none: the title, or where we were sent, must say so.
    """
    says_so = any(words.LOGIN_TITLE.fullmatch(part) for part in _parts(title_of(body)))
    sent = redirected and words.LOGIN_PATH.search(urlsplit(url).path) is not None
    if not (says_so or sent):
        return False
    asks = _PASSWORD.search(body) is not None
    if says_so and not asks:
        asks = _ASKS_NAME.search(body) is not None and len(visible_text(body)) < SHORT
    return (says_so and (asks or redirected)) or (sent and (asks or says_so or not body))


def is_parked(body: str) -> bool:
    """Whether the domain is for sale, or its server has nothing to serve."""
    if words.PARKED_TITLE.search(title_of(body)):
        return len(visible_text(body)) < 2 * _MIDDLING
    text = visible_text(body)
    if len(text) < SHORT and words.PARKED_MARK.search(body):
        return True
    return len(text) < _MIDDLING and words.PARKED.search(text) is not None


def refresh_of(field: str, body: str) -> str:
    """Where a page, or its Refresh field, sends its readers soon; empty if it lets them stay."""
    if found := _REFRESH.match(field):
        return found[2].strip() if int(found[1]) <= _LONGEST_REFRESH else ""
    if not _IS_REFRESH.search(body, 0, _HEAD_CHARACTERS):
        return ""
    head = _outside(body[:_HEAD_CHARACTERS], _UNFOLLOWED)
    for tag in _META.finditer(head):
        if _IS_REFRESH.search(tag[0]) and (content := _CONTENT.search(tag[0])):
            found = _REFRESH.match(html.unescape(content[1] or content[2] or ""))
            return found[2].strip() if found and int(found[1]) <= _LONGEST_REFRESH else ""
    return ""


def has_fragment(body: str, fragment: str) -> bool:
    """Whether a page has the part that a fragment names, or may make it with a script."""
    name = unquote(fragment)
    if not name or name.lower() == "top" or ":~:" in name or not re.fullmatch(r"[\w.:-]+", name):
        return True
    if re.search(r"<script\b", body, re.IGNORECASE):
        return True
    return any(
        re.search(
            rf"""\b(?i:id|name)\s*=\s*(?:"{spelling}"|'{spelling}'|{spelling}[\s>])""",
            html.unescape(body),
        )
        for spelling in (re.escape(name), re.escape(f"user-content-{name}"))
    )
