"""The wire: an httpx transport on aiohttp's connections.

aiohttp parses in C and needs a quarter of the processor time that httpx's own transport does (0.15
against 0.5 ms a request), and it takes a resolver, so that every connection passes our gate. HTTP/2
would save nothing: no host gets more than a handful of requests at once.
"""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import AsyncIterator, Collection
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from yarl import URL

from llm_info.links.guard import RefusedError, Resolver, as_number, is_public
from llm_info.links.verdict import Trouble

_LONGEST_HEADER = 64 * 1024
_IDLE_SECONDS = 15.0
_NO_LIMIT = aiohttp.ClientTimeout(total=None, connect=None, sock_read=None, sock_connect=None)
"""The asker holds one deadline over everything that a link needs."""


class Wire(httpx.AsyncBaseTransport):
    """Sends requests as they are: no redirect is followed, no cookie kept, no body decoded.

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
        tls = httpx.create_ssl_context()
        self._session = _session(
            aiohttp.TCPConnector(
                limit=0,
                resolver=Resolver(self._allowed),
                ttl_dns_cache=300,
                ssl=tls,
                keepalive_timeout=_IDLE_SECONDS,
            )
        )
        if self._proxies:
            self._proxied = _session(
                aiohttp.TCPConnector(limit=0, ssl=tls, keepalive_timeout=_IDLE_SECONDS)
            )
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        for session in (self._session, self._proxied):
            if session is not None:
                await session.close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            RefusedError: The connection would lead to a private address.
            httpx.TransportError: There is no answer.
        """
        proxy = self._proxy(request.url)
        session = self._session if proxy is None else self._proxied
        assert session is not None  # noqa: S101  (the wire is used as a context)
        headers = [
            (name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw
        ]
        try:
            answer = await session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=headers,
                data=request.content or None,
                allow_redirects=False,
                proxy=proxy,
            )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _as_httpx(error) from error
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer))

    def _proxy(self, url: httpx.URL) -> str | None:
        if not self._proxies or urllib.request.proxy_bypass(url.host):
            return None
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all")
        if proxy and (address := as_number(url.host)) and not is_public(address):
            raise RefusedError(Trouble.PRIVATE_ADDRESS, url.host)
        return proxy


class _Body(httpx.AsyncByteStream):
    """The body as it arrives; an answer that was not read to its end ends its connection."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content = self._answer.content
        try:
            while chunk := await content.readany():
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise httpx.ReadError(str(error)) from error

    async def aclose(self) -> None:
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=_NO_LIMIT,
        skip_auto_headers=("User-Agent", "Accept-Encoding", "Content-Type"),
        max_line_size=_LONGEST_HEADER,
        max_field_size=_LONGEST_HEADER,
    )


def _as_httpx(error: Exception) -> Exception:
    """Name an error of aiohttp as httpx does."""
    match error:
        case aiohttp.InvalidURL() | UnicodeError():
            return httpx.InvalidURL(str(error))
        case aiohttp.ClientConnectorCertificateError():
            return CertificateError(str(error.certificate_error))
        case ssl.SSLCertVerificationError():
            return CertificateError(str(error))
        case aiohttp.ClientConnectionError() | OSError():
            return httpx.ConnectError(str(error))
        case aiohttp.ClientResponseError():
            return httpx.RemoteProtocolError(error.message[:200])
        case _:
            return httpx.RemoteProtocolError(str(error)[:200])


class CertificateError(httpx.ConnectError):
    """The host's certificate is not valid."""
