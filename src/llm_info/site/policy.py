"""What a page may load and run: its Content-Security-Policy. Pure.

It stands in the page itself, for a static host sends no headers of ours. Whoever gets a text past
all escaping still runs nothing: scripts are files of the site, or the theme's own by their hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape

_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_PRESENT = re.compile(r'http-equiv="?content-security-policy', re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_REMOTE = {
    "script-src": re.compile(r'<script\b[^>]*\ssrc="(https?://[^/"]+)'),
    "style-src": re.compile(r'<link\b[^>]*\srel="stylesheet"[^>]*\shref="(https?://[^/"]+)'),
    "font-src": re.compile(r'<link\b[^>]*\srel="preconnect"[^>]*\shref="(https?://[^/"]+)'),
}
_BASE = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),  # data: are the icons in the theme's style sheets
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "worker-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
}
_BY_HAND = {
    "img-src": ("https:",),
    "style-src-attr": ("'unsafe-inline'",),  # how Markdown aligns the columns of a table
    "media-src": ("'self'", "https:"),
}


def guarded(html: str, content: str = "", *, by_hand: bool = False, compiled: bool = False) -> str:
    """The page with its policy. A page that brings one of its own keeps it.

    Args:
        html: The whole page, as it will be written.
        content: The part of it that is not the theme's: a script in there is never allowed.
        by_hand: Whether the content is a page of whoever keeps the catalog, which may show
            pictures and videos of other sites.
        compiled: Whether the site's own scripts run WebAssembly, as Pagefind's do.
    """
    if _PRESENT.search(html):
        return html
    theme = html.replace(content, "") if content else html
    sources = {name: dict.fromkeys(words) for name, words in _BASE.items()}
    for name, words in (_BY_HAND if by_hand else {}).items():
        sources.setdefault(name, {}).update(dict.fromkeys(words))
    if compiled:
        sources["script-src"]["'wasm-unsafe-eval'"] = None
    sources["script-src"] |= _hashes(
        text
        for attributes, text in _SCRIPT.findall(theme)
        if " src=" not in attributes and "json" not in attributes
    )
    sources["style-src"] |= _hashes(_STYLE.findall(theme))
    for name, remote in _REMOTE.items():
        sources[name] |= dict.fromkeys(remote.findall(theme))
    policy = "; ".join(" ".join((name, *words)) for name, words in sources.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">'
    start = _CHARSET.search(html)
    if start is None:
        raise ValueError("the theme's page has no <meta charset>, behind which its policy stands")
    return f"{html[: start.end()]}\n{meta}{html[start.end() :]}"


def _hashes(texts: Iterable[str]) -> dict[str, None]:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return {f"'sha256-{base64.b64encode(digest).decode()}'": None for digest in digests}
