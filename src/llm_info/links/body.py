"""Reading bodies: no more than is needed, for no longer than is decent, and never a bomb."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterable, AsyncIterator
from typing import BinaryIO, NamedTuple

from llm_info.links.guard import TroubleError
from llm_info.links.wire import Response

PAGE_BYTES = 256 * 1024
"""How much of a page is read, before and after decompression."""

PAGE_SECONDS = 3.0
"""A page whose beginning is there and whose rest drips in is judged by its beginning."""

WHOLE_PDF_BYTES = 16 * 1024 * 1024
"""A PDF of a known size up to this is read whole, so that it can be opened."""

UNSIZED_PDF_BYTES = 5 * 512 * 1024
"""How much is read of a PDF whose size is not known."""

HEAD_BYTES = 2048
_INFLATED = frozenset(["gzip", "x-gzip", "deflate"])
_COMPRESSIONS = _INFLATED | {"br", "compress", "dcb", "dcz", "x-compress", "zstd"}
"""Codings of content that are registered (IANA, HTTP Content Coding Registry) and change it."""

_PARTIAL = 206
_CHARSET = re.compile(
    r"""charset\s*=\s*["']?(us-ascii|iso-8859-\d+|windows-125\d|gb\w+|big5|euc-\w+|shift_jis|koi8-\w)"""
    r"""["']?\s*(?:;|$)""",
    re.IGNORECASE,
)
"""What pages are written in. Python knows stranger codecs, and some of them cost much."""

_NAMED = re.compile(rb"""<meta\s[^<>]{0,200}?\bcharset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
"""How a page names its coding, in its first KiB (HTML standard, 4.2.5.4)."""


class Part(NamedTuple):
    """What was read of a body.

    Attributes:
        content: The bytes, decompressed.
        complete: Whether that is all.
        cut: Whether the connection broke before the announced end.
    """

    content: bytes
    complete: bool = True
    cut: bool = False


def page_text(part: Part, content_type: str) -> str:
    """Decode a page as its server says, else as it says itself, else as UTF-8."""
    if "charset" not in content_type.lower() and (named := _NAMED.search(part.content, 0, 1024)):
        content_type = f"charset={named[1].decode()}"
    charset = _CHARSET.search(content_type)
    try:
        return part.content.decode(charset[1] if charset else "utf-8", errors="replace")
    except LookupError:
        return part.content.decode(errors="replace")


async def read_page(response: Response, limit: int = PAGE_BYTES) -> Part:
    """Read the beginning of a page.

    Raises:
        TimeoutError: Nothing came in time.
    """
    encoded = response.headers.get("content-encoding") is not None
    if response.content is not None and not encoded:
        return Part(response.content[:limit], complete=len(response.content) <= limit)
    read = bytearray()
    chunks = aiter(decoded(response, limit))
    try:
        await _read(chunks, read, 1)
        async with asyncio.timeout(PAGE_SECONDS if limit == PAGE_BYTES else None):
            complete = await _read(chunks, read, limit)
    except TimeoutError:
        if not read:
            raise
        return Part(bytes(read), complete=False)
    except TroubleError:
        return Part(bytes(read), complete=False, cut=True)
    return Part(bytes(read[:limit]), complete=complete)


async def _read(chunks: AsyncIterator[bytes], read: bytearray, enough: int) -> bool:
    """Read until there is enough; say whether that was all."""
    while len(read) < enough:
        chunk = await anext(chunks, None)
        if chunk is None:
            return True
        read += chunk
    return False


async def save_pdf(response: Response, stream: BinaryIO, seconds: float) -> Part:
    """Save a PDF, if it is one, not too large, and here in time.

    Args:
        response: What is read.
        stream: Where it is saved.
        seconds: How long it may take from now on.

    Returns:
        Its first bytes; `complete` if all of it was saved. If it does not begin as a PDF, the
        beginning of whatever it is, as of a page.

    Raises:
        TimeoutError: Not even its beginning came in time.
    """
    head = bytearray()
    try:
        async with asyncio.timeout(seconds):
            complete = await _save(response, stream, head)
    except TimeoutError:
        if len(head) < HEAD_BYTES:
            raise
        return Part(bytes(head), complete=False)
    except TroubleError:
        return Part(bytes(head), complete=False, cut=True)
    return Part(bytes(head), complete=complete)


async def _save(response: Response, stream: BinaryIO, head: bytearray) -> bool:
    """Save what begins as a PDF, and keep its beginning; say whether that was all."""
    size = 0
    announced = total_size(response)
    limit = UNSIZED_PDF_BYTES if announced is None else WHOLE_PDF_BYTES
    async for chunk in decoded(response, limit + 1):
        head += chunk[: max(0, PAGE_BYTES - len(head))]
        size += len(chunk)
        if len(head) >= HEAD_BYTES and not is_pdf(head):
            if len(head) >= PAGE_BYTES:
                return False
            continue
        if size > limit or (announced or 0) > limit:
            return False
        stream.write(chunk)
    return True


def is_pdf(head: bytes | bytearray) -> bool:
    """Whether a PDF begins within the first KiB, where readers look for it."""
    return b"%PDF-" in head[: 1024 + 5]


def total_size(response: Response) -> int | None:
    """Size of the whole resource, if the server says."""
    if response.status == _PARTIAL:
        total = response.headers.get("content-range", "").rpartition("/")[2]
    else:
        total = response.headers.get("content-length", "")
    return int(total) if total.isdecimal() else None


def decoded(response: Response, limit: int) -> AsyncIterable[bytes]:
    """The body without its compression, about `limit` bytes of it at most.

    A compression that we did not ask for gives nothing. What is no compression, such as the
    `aws-chunked` of objects in a store, is none to browsers, either.
    """
    field = response.headers.get("content-encoding", "").lower()
    names = [name for name in map(str.strip, field.split(",")) if name in _COMPRESSIONS]
    chunks = response.chunks if response.content is None else _whole(response.content)
    if not names:
        return chunks
    return _inflated(chunks, limit, known=len(names) == 1 and names[0] in _INFLATED)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _inflated(
    chunks: AsyncIterable[bytes], limit: int, *, known: bool
) -> AsyncIterator[bytes]:
    if not known:
        return
    inflate, begun, left = zlib.decompressobj(zlib.MAX_WBITS | 32), False, limit
    async for chunk in chunks:
        try:
            text = inflate.decompress(chunk, left)
        except zlib.error:
            if begun:
                return
            inflate = zlib.decompressobj(-zlib.MAX_WBITS)  # some call that deflate, too
            try:
                text = inflate.decompress(chunk, left)
            except zlib.error:
                return
        begun = True
        left -= len(text)
        yield text
        if left <= 0:
            return
