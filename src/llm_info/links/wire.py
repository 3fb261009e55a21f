"""The wire: requests go out as they are, on aiohttp's connections, to public addresses only.

aiohttp parses in C, takes a resolver, so that every connection passes our gate, and costs a quarter
of the processor time of httpx, which one transport per host would need besides. HTTP/2 would save
nothing: no host gets more than a handful of requests at once.
"""

from __future__ import annotations

import os
import re
import ssl
import urllib.request
from collections.abc import AsyncIterable, AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote, urlsplit

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver
from yarl import URL

from llm_info.links.guard import (
    RefusedError,
    TroubleError,
    as_number,
    is_public,
    may_be_private,
)
from llm_info.links.resolver import Resolver
from llm_info.links.verdict import Trouble

_LONGEST_HEADER = 64 * 1024
_IDLE_SECONDS = 15.0
_NO_LIMIT = aiohttp.ClientTimeout(total=None, connect=None, sock_read=None, sock_connect=None)
"""The asker holds one deadline over everything that a link needs."""

_GOES_OUT = re.compile(r"""[!#-;=?-~]+""")
_NOT_QUOTED = "!#$%&'()*+,-./0123456789:;=?@[\\]^_`{|}~"
"""What addresses are written with; anything else is escaped, and nothing twice."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent.

    Attributes:
        url: The address.
        headers: Header fields.
        body: What is posted; nothing is, if it is `None`.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What comes back.

    Attributes:
        status: HTTP status.
        headers: Header fields; their names are found in any case.
        cookies: The values of all Set-Cookie fields.
        chunks: The body as it arrives; a `TroubleError` says that the connection broke.
        content: The whole body, if all of it is here already; then `chunks` gives nothing.
        close: Ends the exchange. A body that was not read to its end ends the connection, too.
    """

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
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

    Where the environment names a proxy, the proxy looks names up, and only addresses written as
    numbers can be judged here.

    Args:
        allowed: Hosts, or `host:port`, that may be private.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        self._proxies = urllib.request.getproxies()
        self._session: aiohttp.ClientSession | None = None
        self._proxied: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = _session(Resolver(self._allowed))
        if self._proxies:
            self._proxied = _session(None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for session in (self._session, self._proxied):
            if session is not None:
                await session.close()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The authorities that are trusted: as the environment says, or as browsers do."""
        authorities = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
        file, folder = authorities if any(authorities) else (certifi.where(), None)
        return ssl.create_default_context(cafile=file or None, capath=folder or None)

    async def send(self, request: Request) -> Response:
        """Send one request.

        Raises:
            TroubleError: There is no answer, or the connection would lead to a private address.
        """
        try:
            url = URL(_escaped(request.url), encoded=True)
            self._judge_number(url)
            proxy = self._proxy(url) if self._proxies else None
            session = self._session if proxy is None else self._proxied
            assert session is not None  # noqa: S101  (the wire is used as a context)
            answer = await session.request(
                "GET" if request.body is None else "POST",
                url,
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
                proxy=proxy,
                ssl=self._tls if url.scheme == "https" else True,
            )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _named(error) from error
        content = answer.content
        here = content.is_eof() and content.exception() is None
        return Response(
            answer.status,
            answer.headers,
            tuple(answer.headers.getall("Set-Cookie", ())),
            _chunks(answer),
            lambda: _close(answer),
            content.read_nowait() if here else None,
        )

    def _proxy(self, url: URL) -> str | None:
        host = url.raw_host or ""
        if urllib.request.proxy_bypass(host):
            return None
        return self._proxies.get(url.scheme) or self._proxies.get("all")

    def _judge_number(self, url: URL) -> None:
        """Judge a host that is a number, as it goes out: nobody looks it up, so no gate follows.

        Raises:
            RefusedError: It is private.
        """
        host = url.raw_host or ""
        address = as_number(host)
        if address and not is_public(address) and not may_be_private(host, url.port, self._allowed):
            raise RefusedError(Trouble.PRIVATE_ADDRESS, host)


def _session(resolver: AbstractResolver | None) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=0, resolver=resolver, ttl_dns_cache=300, keepalive_timeout=_IDLE_SECONDS
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=_NO_LIMIT,
        skip_auto_headers=("User-Agent", "Accept-Encoding", "Content-Type"),
        max_line_size=_LONGEST_HEADER,
        max_field_size=_LONGEST_HEADER,
    )


async def _chunks(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        while chunk := await answer.content.readany():
            yield chunk
    except (aiohttp.ClientError, OSError) as error:
        raise TroubleError(Trouble.CONNECTION, str(error)) from error


def _close(answer: aiohttp.ClientResponse) -> None:
    if answer.content.at_eof():
        answer.release()
    else:
        answer.close()


def _escaped(url: str) -> str:
    """An address as it goes out: what is escaped stays as it is, what cannot go out is escaped."""
    if _GOES_OUT.fullmatch(url):
        return url
    parts = urlsplit(url)
    host = URL.build(scheme="http", host=parts.hostname or "").raw_host or ""
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        netloc += f":{parts.port}"
    rest = parts._replace(scheme="", netloc="", fragment="").geturl()
    return f"{parts.scheme}://{netloc}{quote(rest, safe=_NOT_QUOTED)}"


def _named(error: Exception) -> TroubleError:
    """Say what an error of aiohttp means."""
    detail = str(error)[:200]
    match error:
        case aiohttp.ClientConnectorCertificateError():
            trouble, detail = Trouble.CERTIFICATE, str(error.certificate_error)
        case ssl.SSLCertVerificationError():
            trouble = Trouble.CERTIFICATE
        case aiohttp.InvalidURL() | UnicodeError():
            trouble = Trouble.BAD_ADDRESS
        case aiohttp.ClientConnectionError() | OSError():
            trouble = Trouble.CONNECTION
        case aiohttp.ClientResponseError():
            trouble, detail = Trouble.PROTOCOL, error.message[:200]
        case aiohttp.ClientError():
            trouble = Trouble.PROTOCOL
        case _:
            trouble = Trouble.BAD_ADDRESS
    return TroubleError(trouble, detail)
