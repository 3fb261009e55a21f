"""What an HTML page says of itself. Pure, by patterns: the page is somebody else's, and cut."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

# No pattern may take more than linear time: `<` ends every attempt, and attributes are looked for
# in one tag at a time.
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title", re.IGNORECASE)
_META = re.compile(r"<meta\s[^<>]{0,2000}>", re.IGNORECASE)
_IS_CITATION_TITLE = re.compile(r"""\bname\s*=\s*["']?citation_title\b""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|template|head)\b|<!--", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PASSWORD = re.compile(r"""<input\b[^<>]{0,1000}?\btype\s*=\s*["']?password\b""", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s+[-|\u00b7\u2013\u2014\u00bb\u2022/]+\s+|\s*[|\u00b7\u00bb\u2022:]\s+|[!.]\s+"
)

_WALL_TITLE = re.compile(
    r"just a moment\b|attention required|are you a robot|access (?:to this page has been )?denied"
    r"|\bcaptcha\b|security check|human verification|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|making sure you'?re not a bot|checking your browser|ddos[- ]guard|request rejected"
    r"|pardon our interruption|client challenge|bot verification|unusual traffic",
    re.IGNORECASE,
)
_WALL_MARK = re.compile(
    r"cf-challenge|cf_chl_|challenge-platform|_cf_chl_opt|awsWafCookieDomainList|/_Incapsula_"
    r"|px-captcha|datadome|anubis_challenge|g-recaptcha-response|sec-if-cpt-container"
)
_ROBOT = r"\b(?:automated|robots?|crawlers?|bots?|scrapers?)\b"
_NO_ENTRY = r"\b(?:denied|blocked|detected|not (?:allowed|permitted)|forbidden)\b"
_ROBOTS = re.compile(
    rf"{_ROBOT}[^.!?]{{0,80}}{_NO_ENTRY}|{_NO_ENTRY}[^.!?]{{0,80}}{_ROBOT}"
    r"|\b(?:enable|requires?) javascript and cookies\b"
    r"|\b(?:verify|confirm|prove) (?:that )?you(?: a|['\u2019]re) (?:a )?"
    r"(?:human|not a (?:ro)?bot)\b",
    re.IGNORECASE,
)

_THING = (
    r"(?:page|file|document|article|paper|forum|content|resource|url|doi|item|site|project|space"
    r"|repository|profile|user|post|publication|entry|record|object|submission|model|dataset|video)"
)
_NOT = r"(?: not|n['\u2019]t)"
_GONE_SEGMENT = re.compile(
    r"(?:(?:http|error|status)(?: code)?:? *)?(?:404|410)(?: error)?"
    r"|(?:(?:404|410|error|oops|sorry|whoops)[ :,-]*)*(?:the |this |that |requested |your )*"
    rf"(?:{_THING} )?"
    rf"(?:(?:is |was |could |can ?)?not(?: be)? (?:found|available)|does{_NOT} exist"
    r"|(?:is )?no longer (?:available|exists?)|unavailable|missing|gone)",
    re.IGNORECASE,
)
_GONE_PHRASE = re.compile(
    rf"\b{_THING}s?\b[^.!?]{{0,80}}?\b(?:(?:could |can ?|was |is |were )?not(?: be)? found"
    rf"|could{_NOT} be found|do(?:es)?{_NOT} exist|no longer (?:exists?|available)"
    r"|(?:has|have) been (?:removed|deleted|taken down)|(?:is|are) (?:not|no longer) available)"
    rf"|\b(?:could{_NOT}|can(?:not|['\u2019]t| not)) find (?:the|that|this|your) {_THING}\b"
    rf"|\bno such {_THING}\b|\b404\b[^.!?]{{0,40}}\bnot found\b"
    r"|\bnothing (?:was )?found (?:here|at this)",
    re.IGNORECASE,
)
_GONE_PATH = re.compile(
    r"/(?:40[34]|not-?_?found|page-?_?not-?_?found|error(?:-?_?(?:page|404))?)(?:\.\w{2,5})?/?$",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"(?:please )?(?:sign|log)[ -]?(?:in|on)\b|\blogin\b|\bauthentication required\b", re.IGNORECASE
)
_LOGIN_PATH = re.compile(
    r"/(?:(?:sign|log)[-_]?(?:in|on)|sso|saml2?|cas|oauth2?|auth(?:enticate|orize)?"
    r"|accounts?/login)(?:[/.?]|$)",
    re.IGNORECASE,
)
_PARKED_TITLE = re.compile(
    r"\bis for sale\b|\bdomain (?:name )?(?:is |may be )?(?:for sale|parked)\b"
    r"|\bparked (?:domain|page)\b|\bbuy (?:this|the) domain\b|^(?:hugedomains|sedo|dan)\.com\b"
    r"|\bdomain (?:has )?expired\b",
    re.IGNORECASE,
)
_PARKED = re.compile(
    r"\b(?:this|the) domain (?:name )?(?:\S+ )?(?:is|may be) "
    r"(?:for sale|parked|available for purchase)"
    r"|\bbuy this domain\b|\bthis domain (?:name )?has expired\b|\bsedoparking\b|\bparkingcrew\b"
    r"|\bdomain parking\b",
    re.IGNORECASE,
)

SHORT = 800
"""A page with less visible text than this is all message."""

_MIDDLING = 3000


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
    parts: list[str] = []
    lowered = body.lower()
    start = 0
    while found := _UNSEEN.search(body, start):
        parts.append(body[start : found.start()])
        closing = f"</{found[1].lower()}" if found[1] else "-->"
        start = lowered.find(closing, found.end())
        if start < 0:
            break
        start += len(closing)
    else:
        parts.append(body[start:])
    return " ".join(html.unescape(_TAG.sub(" ", " ".join(parts))).split())


def is_wall(body: str) -> bool:
    """Whether the page wants to know whether we are a robot."""
    title = title_of(body)
    if _WALL_TITLE.search(title):
        return True
    if len(body) > 200_000:  # noqa: PLR2004  (a challenge is a small page)
        return False
    text = visible_text(body)
    if len(text) >= SHORT:
        return False
    return bool(_WALL_MARK.search(body) or _ROBOTS.search(text) or _WALL_TITLE.search(text[:200]))


def gone(body: str) -> str:
    """How a page that answers 200 says that it is not there; empty if it does not.

    A title counts if a part of it says so and nothing else, a sentence only on a short page: an
    article about broken links is none.
    """
    title = title_of(body)
    segments = [part.strip(" .!") for part in _SEPARATOR.split(title)]
    says_so = [part for part in segments if _GONE_SEGMENT.fullmatch(part)]
    text = visible_text(body)
    if says_so and (len(segments) == len(says_so) or len(text) < _MIDDLING):
        return f"the page is titled {title!r}"
    if len(text) < SHORT and (found := _GONE_PHRASE.search(text)):
        return f"the page says {found[0]!r}"
    return ""


def is_gone_path(url: str) -> bool:
    """Whether an address is that of an error page."""
    return bool(_GONE_PATH.search(urlsplit(url).path))


def is_login(body: str, url: str, *, redirected: bool) -> bool:
    """Whether the page asks who we are, and for nothing else.

    A form to log in beside the content is none: the title, or where we were sent, must say so.
    """
    says_so = _LOGIN_TITLE.match(title_of(body)) is not None
    asks = _PASSWORD.search(body) is not None
    sent = redirected and _LOGIN_PATH.search(urlsplit(url).path) is not None
    return (says_so and (asks or redirected)) or (sent and (asks or says_so or not body))


def is_parked(body: str) -> bool:
    """Whether the domain is for sale."""
    if _PARKED_TITLE.search(title_of(body)):
        return True
    text = visible_text(body)
    return len(text) < _MIDDLING and _PARKED.search(text) is not None


def has_fragment(body: str, fragment: str) -> bool:
    """Whether a page has the part that a fragment names, or may make it with a script."""
    name = unquote(fragment)
    if not name or name.lower() == "top" or ":~:" in name or not re.fullmatch(r"[\w.:-]+", name):
        return True
    if re.search(r"<script\b", body, re.IGNORECASE):
        return True
    return any(
        re.search(
            rf"""\b(?:id|name)\s*=\s*(?:"{spelling}"|'{spelling}'|{spelling}[\s>])""",
            html.unescape(body),
        )
        for spelling in (re.escape(name), re.escape(f"user-content-{name}"))
    )
