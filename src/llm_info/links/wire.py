"""The wire: requests go out as they are, to public addresses only, over connections that are kept.

Connections are asyncio's, and httptools parses in C. That takes half of the processor time per link
that aiohttp takes, which takes a quarter of that of httpx, and little of what they offer is missed:
redirects, cookies, deadlines and compression have limits here, so they are ours to follow anyhow.
HTTP/2 would save nothing: no host gets more than a handful of requests at once.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterable, Callable, Collection, Mapping
from time import monotonic
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from llm_info.links.address import Origin, dissected
from llm_info.links.connecting import Connector, Proxy
from llm_info.links.connection import Connection
from llm_info.links.guard import TroubleError
from llm_info.links.verdict import Trouble

IDLE_SECONDS = 15.0
"""How long a connection is kept for the next request."""

MOST_IDLE = 256
"""So many connections are kept. As many may be in use, and some files are open besides."""

_FILES = 1024
"""How many files Linux lets a process have open; macOS begins with 256, and lets it have more."""

_NOT_IN_A_FIELD = re.compile(r"[\r\n\0]")


class Request(NamedTuple):
    """What is sent.

    Attributes:
        url: The address.
        headers: Header fields.
        body: What is posted; nothing is, if it is `None`.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


class Response(NamedTuple):
    """What comes back.

    Attributes:
        status: HTTP status.
        headers: Header fields, names in lower case.
        cookies: The values of all Set-Cookie fields.
        chunks: The body as it arrives; a `TroubleError` says that the connection broke.
        close: Ends the exchange. A body that was not read to its end ends the connection, too.
        content: The whole body, if all of it is here already; then `chunks` gives nothing.
    """

    status: int
    headers: Mapping[str, str]
    cookies: Collection[str]
    chunks: AsyncIterable[bytes]
    close: Callable[[], None]
    content: bytes | None = None


class Transport(Protocol):
    """Sends requests: follows no redirect, keeps no cookie, decodes no body."""

    async def send(self, request: Request) -> Response:
        """Send one request.

        Raises:
            TroubleError: There is no answer, or the connection would lead to a private address.
        """
        ...


class Wire:
    """The network. Used as an asynchronous context.

    Args:
        allowed: Hosts, or `host:port`, that may be private.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._connector = Connector(allowed)
        self._idle = _Idle()

    async def __aenter__(self) -> Self:
        _allow_files()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._idle.close()
        self._connector.close()
        await asyncio.sleep(0)  # in which the loop lets go of what is closed

    async def send(self, request: Request) -> Response:
        """Send one request.

        Raises:
            TroubleError: There is no answer, or the connection would lead to a private address.
        """
        try:
            origin, target = dissected(request.url)
            proxy = self._connector.proxy(origin)
            message = _message(request, origin, target, proxy)
            connection = await self._exchange(origin, proxy, message, again=request.body is None)
        except (OSError, ValueError) as error:
            raise _named(error) from error
        return Response(
            connection.status,
            connection.headers,
            connection.cookies,
            connection.chunks(),
            lambda: self._idle.keep(origin, connection),
            connection.here(),
        )

    async def _exchange(
        self, origin: Origin, proxy: Proxy | None, message: bytes, *, again: bool
    ) -> Connection:
        """Send a message over a connection that is there, or else over a new one.

        Who keeps a connection open closes it some day, and it may be just now (RFC 9112, 9.3.1).
        """
        while connection := self._idle.take(origin):
            try:
                await connection.exchange(message)
                return connection
            except TroubleError:
                if not (again and connection.silent):
                    raise
        connection = await self._connector.connect(origin, proxy)
        await connection.exchange(message)
        return connection


class _Idle:
    """Connections that wait for the next request."""

    def __init__(self) -> None:
        self._by_origin: dict[Origin, list[Connection]] = {}
        self._by_age: OrderedDict[Connection, Origin] = OrderedDict()

    def take(self, origin: Origin) -> Connection | None:
        """The connection that was used last, if one is still open."""
        waiting = self._by_origin.get(origin)
        while waiting:
            connection = waiting.pop()
            del self._by_age[connection]
            if connection.is_open and not self._is_old(connection):
                return connection
            connection.close()
        return None

    def keep(self, origin: Origin, connection: Connection) -> None:
        """Keep a connection whose exchange has ended, and none that is old."""
        if not (connection.complete and connection.is_open):
            connection.close()
            return
        connection.rested_since = monotonic()
        self._by_origin.setdefault(origin, []).append(connection)
        self._by_age[connection] = origin
        oldest = next(iter(self._by_age))
        if len(self._by_age) > MOST_IDLE or self._is_old(oldest):
            self._by_origin[self._by_age.pop(oldest)].remove(oldest)
            oldest.close()

    def close(self) -> None:
        """Close all."""
        for connection in self._by_age:
            connection.close()
        self._by_age.clear()
        self._by_origin.clear()

    def _is_old(self, connection: Connection) -> bool:
        return monotonic() - connection.rested_since > IDLE_SECONDS


def _allow_files() -> None:
    """Let the process have as many files open as its connections need."""
    try:
        import resource  # noqa: PLC0415  (there is none on Windows, and no such limit)
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _message(request: Request, origin: Origin, target: str, proxy: Proxy | None) -> bytes:
    """A request as it goes out.

    Raises:
        ValueError: A field has a line break, which would make two of it.
    """
    fields = {"Host": origin.authority, **request.headers}
    if proxy is not None and origin.scheme == "http":
        target = f"http://{origin.authority}{target}"
        fields |= proxy.fields
    if request.body is not None:
        fields["Content-Length"] = str(len(request.body))
    if _NOT_IN_A_FIELD.search("".join(fields.values())):
        raise ValueError("a field has a line break")
    lines = "".join([f"{name}: {value}\r\n" for name, value in fields.items()])
    method = "GET" if request.body is None else "POST"
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode() + (request.body or b"")


def _named(error: OSError | ValueError) -> TroubleError:
    """Say what it means that a connection could not be made."""
    match error:
        case ssl.SSLCertVerificationError():  # which is both kinds of error
            trouble = Trouble.CERTIFICATE
        case OSError():
            trouble = Trouble.CONNECTION
        case _:
            trouble = Trouble.BAD_ADDRESS
    return TroubleError(trouble, str(error)[:200])
