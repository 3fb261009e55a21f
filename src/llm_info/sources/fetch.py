"""The only door to the network here: polite, bounded, cached."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from llm_info.errors import WriteError
from llm_info.sources.draft import SourceError
from llm_info.store import replace_text

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
TRIES = 3
LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait; beyond that we say so and stop."""

MOST_BYTES = 8 << 20
CACHE_AGE = 7 * 24 * 3600
PAUSES = {"export.arxiv.org": 3.0, "api.crossref.org": 0.2}
"""Seconds between two requests to a host; arXiv's rule is one request per 3 s
(https://info.arxiv.org/help/api/tou.html)."""

_TRANSIENT = frozenset([429, 500, 502, 503, 504])


class Fetcher:
    """Asks for texts, one after the other.

    Attributes:
        requests: How many requests were made.
    """

    def __init__(self, client: httpx.Client, cache: Path | None) -> None:
        self.requests = 0
        self._client = client
        self._cache = cache
        self._last: dict[str, float] = {}
        self._lost: set[str] = set()

    def get(self, url: str, *, who: str) -> str | None:
        """Ask for a text; `None` if there is none (404).

        Args:
            url: Its address.
            who: The name of the source, for messages.

        Raises:
            SourceError: The source is out of reach, refuses, or answers too much.
        """
        kept = (
            self._cache / f"{hashlib.sha256(url.encode()).hexdigest()}.txt" if self._cache else None
        )
        if kept and kept.is_file() and time.time() - kept.stat().st_mtime < CACHE_AGE:
            return kept.read_text("utf-8")
        text = self._ask(url, who)
        if kept and text is not None:
            with suppress(WriteError):  # a cache that cannot be written is no cache
                replace_text(kept, text, durable=False)
        return text

    def _ask(self, url: str, who: str) -> str | None:
        host = urlsplit(url).hostname or ""
        for attempt in range(1, TRIES + 1):
            wait = self._last.get(host, 0.0) + PAUSES.get(host, 0.0) - time.time()
            if wait > 0 and self.requests:
                time.sleep(min(wait, LONGEST_WAIT))
            self.requests += 1
            try:
                status, headers, body = self._read(url, who)
            except (httpx.TimeoutException, httpx.TransportError) as error:
                if attempt == TRIES or host in self._lost:
                    late = isinstance(error, httpx.TimeoutException)
                    what = "does not answer in time" if late else f"is out of reach ({host})"
                    hint = "try again later; nothing was written"
                    raise SourceError(f"{who} {what}", hint=hint) from error
                if isinstance(error, httpx.ConnectError):
                    self._lost.add(host)  # it is tried once more, and then no more in this run
                time.sleep(float(attempt))
                continue
            finally:
                self._last[host] = time.time()
            if status in _TRANSIENT:
                asked = _seconds(headers.get("retry-after"))
                if attempt == TRIES or asked > LONGEST_WAIT:
                    raise SourceError(
                        _refusal(who, status), hint="try again later; nothing was written"
                    )
                time.sleep(asked or float(2 * attempt))
                continue
            if status in (404, 410):
                return None
            if status >= 400:  # noqa: PLR2004  (errors begin here)
                raise SourceError(_refusal(who, status))
            return body
        raise AssertionError("every way out of the loop is above")

    def _read(self, url: str, who: str) -> tuple[int, httpx.Headers, str]:
        with self._client.stream("GET", url) as answer:
            content = bytearray()
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise SourceError(f"{who} answers with more than {MOST_BYTES >> 20} MiB")
            encoding = answer.charset_encoding or "utf-8"
            try:
                text = content.decode(encoding, "replace")
            except LookupError:
                text = content.decode("utf-8", "replace")
            return answer.status_code, answer.headers, text


def _refusal(who: str, status: int) -> str:
    if status == 429:  # noqa: PLR2004  (too many requests)
        return f"{who} asks us to slow down (429)"
    return f"{who} answers with an error ({status})"


def _seconds(text: str | None) -> float:
    return float(text) if text and text.strip().isdigit() else 0.0


def make_client(version: str) -> httpx.Client:
    """A client that says who asks, as arXiv and Crossref want it."""
    return httpx.Client(
        headers={"User-Agent": f"llm-info/{version} (facts for a paper catalog)"},
        timeout=TIMEOUT,
        follow_redirects=True,
    )
