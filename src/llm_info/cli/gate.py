"""An httpx transport that leads only to the public internet, whatever a name resolves to."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from llm_info.links.address import PORTS
from llm_info.links.guard import check_address

if TYPE_CHECKING:
    from collections.abc import Collection

    from llm_info.links.resolver import Resolver

_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=5.0)


class JudgedTransport(httpx.AsyncBaseTransport):
    """Connects to the addresses that a resolver has judged, one connection at a time.

    A request goes to the address, and says in its `Host` header and to TLS which host is meant; so
    the certificate is that of the host, and no name is looked up a second time.

    Args:
        resolver: Gives the addresses of a host, or refuses.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._transport = httpx.AsyncHTTPTransport(limits=_ONE)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the first address that lets one connect.

        Raises:
            RefusedError: No address of the host is public, or there is no such host.
            httpx.TransportError: None lets one connect, or the connection fails.
        """
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or PORTS[request.url.scheme]
        failure: httpx.TransportError | None = None
        for info in await self._resolver.resolve(host, port):
            asked = httpx.Request(
                request.method,
                request.url.copy_with(host=info[4][0]),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await self._transport.handle_async_request(asked)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure or httpx.ConnectError("no address")

    async def aclose(self) -> None:
        """Close the connection."""
        await self._transport.aclose()


def transport_for(
    url: str, resolver: Resolver, allowed: Collection[str]
) -> httpx.AsyncBaseTransport:
    """A transport to the host of an address.

    A proxy of the environment looks names up itself, so that then only numbers can be judged.

    Args:
        url: The address.
        resolver: Gives the addresses of a host, or refuses.
        allowed: Hosts, or `host:port`, that may be in a private network.

    Raises:
        RefusedError: A proxy would be asked to go to a private address.
    """
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and not urllib.request.proxy_bypass(parts.hostname or ""):
        check_address(url, allowed)
        return httpx.AsyncHTTPTransport(proxy=proxy)
    return JudgedTransport(resolver)
