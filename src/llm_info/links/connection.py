"""One connection to a server: requests go out as bytes, answers come in as httptools parses them.

httptools is llhttp, the parser of Node.js. It sets no limits; those that are needed stand here: on
the head of an answer, and on what of a body may lie unread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast
from urllib.parse import quote

import httptools

from llm_info.links.guard import TroubleError
from llm_info.links.verdict import Trouble

MOST_HEAD_BYTES = 256 * 1024
"""What the status line and all header fields may take, answers that announce another included."""

_MOST_UNREAD_BYTES = 128 * 1024
_INTERIM = range(100, 200)
_SWITCHING = 101
_ASCII = bytes(range(128))


class Connection(asyncio.Protocol):
    """A connection that is open. One exchange at a time.

    Attributes:
        status: HTTP status of the answer.
        headers: Its header fields, names in lower case; of several with one name, the first.
        cookies: The values of all Set-Cookie fields.
        silent: Whether not one byte of the answer has come.
        complete: Whether all of the answer is here.
        rested_since: When the last exchange ended, by a clock that only goes forward, in seconds.
    """

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []
        self.silent = True
        self.complete = True
        self.rested_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = _parser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._trouble: TroubleError | None = None
        self._chunks: list[bytes] = []
        self._unread = 0
        self._head_bytes = 0
        self._has_head = False
        self._ends_with_connection = False
        self._paused = False

    async def exchange(self, request: bytes) -> None:
        """Send a request and wait for the head of its answer.

        Raises:
            TroubleError: There is none, or it is not HTTP.
        """
        self.status, self.headers, self.cookies = 0, {}, []
        self.silent, self.complete, self._has_head = True, False, False
        self._head_bytes = 0
        if self._transport is None or self._trouble is not None:
            raise TroubleError(Trouble.CONNECTION, "the connection is closed")
        self._transport.write(request)
        try:
            while not self._has_head:
                await self._more()
        finally:
            if not self._has_head:
                self.close()

    def here(self) -> bytes | None:
        """The whole body, if it is here already."""
        return self._taken() if self.complete else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives.

        Raises:
            TroubleError: The connection broke before its end.
        """
        while True:
            if self._chunks:
                yield self._taken()
            elif self.complete:
                return
            else:
                await self._more()

    @property
    def is_open(self) -> bool:
        """Whether another request can be sent."""
        transport = self._transport
        return transport is not None and not transport.is_closing() and self._trouble is None

    @property
    def transport(self) -> asyncio.Transport:
        """What carries the bytes."""
        assert self._transport is not None  # noqa: S101  (it is there once we are connected)
        return self._transport

    def close(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    async def _more(self) -> None:
        """Wait until something has come."""
        if self._trouble is not None:
            raise self._trouble
        if self._paused:
            self._paused = False
            self.transport.resume_reading()
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _taken(self) -> bytes:
        chunks, self._chunks, self._unread = self._chunks, [], 0
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, trouble: Trouble, detail: str) -> None:
        if not self.complete:
            self._trouble = self._trouble or TroubleError(trouble, detail)
            self._wake()
        self.close()

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Parse what has come."""
        if self.complete:  # nobody has asked
            self.close()
            return
        self.silent = False
        if not self._has_head:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            trouble = Trouble.CONNECTION if self._has_head else Trouble.PROTOCOL
            self._fail(trouble, str(error.__context__ or error)[:200])
            return
        if not self._has_head and self._head_bytes > MOST_HEAD_BYTES:
            self._fail(Trouble.PROTOCOL, "the header fields never end")
        elif self._unread > _MOST_UNREAD_BYTES and not (self.complete or self._paused):
            self._paused = True
            self.transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nothing more comes."""
        if self._has_head and self._ends_with_connection and self._trouble is None:
            self.complete = True
            self._wake()
        self._fail(Trouble.CONNECTION, str(exc or "the server closed the connection")[:200])
        self._transport = None

    # what httptools calls

    def on_message_begin(self) -> None:
        """Begin an answer; there may be others that announce it (RFC 9110, 15.2)."""
        if self.complete:
            raise ValueError("two answers to one request")
        self.headers, self.cookies = {}, []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field."""
        if self._has_head:  # a trailer
            return
        key = name.decode("latin-1").lower()
        if key == "set-cookie":
            self.cookies.append(_text(value))
        elif key not in self.headers:
            self.headers[key] = _address(value) if key == "location" else _text(value)

    def on_headers_complete(self) -> None:
        """Note that the head is here."""
        status = self._parser.get_status_code()
        if status == _SWITCHING:
            raise ValueError("the server switches to a protocol that nobody asked for")
        if status in _INTERIM:
            return
        self.status, self._has_head = status, True
        coding = self.headers.get("transfer-encoding")
        if coding is not None:
            self._ends_with_connection = not coding.lower().rstrip().endswith("chunked")
        else:
            self._ends_with_connection = "content-length" not in self.headers
        self._wake()

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body."""
        self._chunks.append(data)
        self._unread += len(data)
        self._wake()

    def on_message_complete(self) -> None:
        """Note that the body is here, too."""
        if not self._has_head:
            return
        self.complete = True
        if not self._parser.should_keep_alive():
            self.close()
        self._wake()


def _parser(connection: Connection) -> httptools.HttpResponseParser:
    """A parser that takes what browsers take and cannot be misunderstood."""
    parser = httptools.HttpResponseParser(connection)
    parser.set_dangerous_leniencies(
        lenient_headers=True,
        lenient_chunked_length=True,  # of a length and chunks, the chunks count (RFC 9112, 6.3)
        lenient_optional_cr_before_lf=True,
        lenient_spaces_after_chunk_size=True,
        lenient_data_after_close=True,
    )
    return parser


def _address(value: bytes) -> str:
    """An address; bytes of a coding that nobody names stay as they are, but escaped."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return quote(value, safe=_ASCII)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
