"""A PDF that grows as it comes: what is there of it, and what it is a part of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import cast

import httpx

from llm_info import store
from llm_info.pdf.look import HEAD_BYTES, look
from llm_info.pdf.report import Limits

LONGEST_PAUSE = 60.0
"""Seconds for which it is worth to wait for a server."""

_TRY_AGAIN = frozenset([408, 425, 429, 500, 502, 503, 504])


class FailedError(Exception):
    """An address did not give the PDF; the reason is half a sentence."""


class AgainError(Exception):
    """It may succeed after a pause of so many seconds."""

    def __init__(self, reason: str, pause: float) -> None:
        super().__init__(reason)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Wanted:
    """A PDF to fetch.

    Attributes:
        entry: Id of the entry.
        path: Its final place.
        urls: Where it may be, the best first.
    """

    entry: str
    path: Path
    urls: tuple[str, ...]

    @property
    def part(self) -> Path:
        """Where it grows until it is whole and verified."""
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def origin(self) -> Path:
        """Where it is noted what the part is a part of."""
        return self.path.with_name(f"{self.path.name}.origin.part")


def headers_for(wanted: Wanted, url: str) -> dict[str, str]:
    """What to ask an address with: for the rest, if a part of what it gives is there."""
    headers = {
        "User-Agent": f"llm-info/{version('llm-info')} (local copies for a paper catalog)",
        "Accept": "application/pdf,*/*;q=0.5",
        "Accept-Encoding": "identity",
    }
    if resumable := _resumable(wanted, url):
        size, validator = resumable
        headers |= {"Range": f"bytes={size}-", "If-Range": validator}
    return headers


async def save(wanted: Wanted, url: str, response: httpx.Response) -> None:
    """Write an answer into the part.

    Raises:
        FailedError: It is no PDF, or too large.
        AgainError: The server asks to come back.
    """
    offset = _offset(wanted, url, response)
    with store.open_own(wanted.part, "ab" if offset else "wb") as stream:
        head = b""
        async for chunk in response.aiter_raw():
            if not offset and len(head) < HEAD_BYTES:
                head += chunk
                if len(head) >= HEAD_BYTES:
                    _check_head(head)
            stream.write(chunk)
            if stream.tell() > Limits().file_bytes:
                raise FailedError(f"it is larger than {Limits().file_bytes >> 20} MiB")
    if not offset:
        _check_head(head)


def _offset(wanted: Wanted, url: str, response: httpx.Response) -> int:
    """Where in the part the answer belongs.

    Raises:
        FailedError: It does not belong there.
        AgainError: The server asks to come back.
    """
    match response.status_code:
        case 200:
            _note_origin(wanted, url, response.headers)
            return 0
        case 206:
            offset = wanted.part.stat().st_size
            if response.headers.get("content-range", "").startswith(f"bytes {offset}-"):
                return offset
            wanted.origin.unlink(missing_ok=True)
            raise AgainError("the server sends another range", 0)
        case 416:
            wanted.origin.unlink(missing_ok=True)
            raise AgainError("the server has no such range", 0)
        case status if status in _TRY_AGAIN:
            pause = response.headers.get("retry-after", "2")
            seconds = float(pause) if pause.isdigit() else LONGEST_PAUSE + 1
            raise AgainError(f"the server answers {status}", seconds)
        case status:
            raise FailedError(f"the server answers {status}")


def _note_origin(wanted: Wanted, url: str, headers: httpx.Headers) -> None:
    """Note what the part is a part of, before its first byte; weak validators join nothing."""
    wanted.part.unlink(missing_ok=True)
    wanted.origin.unlink(missing_ok=True)
    validator = headers.get("etag", "")
    if not validator or validator.startswith("W/"):
        validator = headers.get("last-modified", "")
    if validator:
        text = json.dumps({"url": url, "validator": validator})
        store.replace_text(wanted.origin, text, durable=False)


def _check_head(head: bytes) -> None:
    seen = look(head[:HEAD_BYTES])
    if not seen.fine:
        raise FailedError(seen.reason)


def _resumable(wanted: Wanted, url: str) -> tuple[int, str] | None:
    """How much of the PDF is there, and what the server called that state of it."""
    try:
        origin = cast("dict[str, str]", json.loads(wanted.origin.read_text("utf-8")))
        size = wanted.part.stat().st_size
    except (OSError, ValueError):
        return None
    return (size, origin["validator"]) if size and origin.get("url") == url else None
