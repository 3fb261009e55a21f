"""httpx connections that lead only to the public internet, whatever a name resolves to."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import urllib.request
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpcore
import httpx
from httpcore import AsyncNetworkBackend, AsyncNetworkStream

from llm_info.links.guard import RefusedError, is_public
from llm_info.links.verdict import Trouble

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class _JudgingBackend(AsyncNetworkBackend):
    """Looks names up itself and connects to the address that it has judged."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed
        self._backend = cast("AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's interface)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address of a host that answers.

        Raises:
            RefusedError: An address of it is not public, or the name does not exist.
        """
        addresses = await _look_up(host, port)
        if host not in self._allowed and f"{host}:{port}" not in self._allowed:
            for address in addresses:
                _check(address, host)
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's own retries."""
        await asyncio.sleep(seconds)


async def _look_up(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise RefusedError(Trouble.UNKNOWN_HOST, host) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _check(address: str, host: str) -> None:
    if not is_public(address):
        shown = host if host == address else f"{host} is {address}"
        raise RefusedError(Trouble.PRIVATE_ADDRESS, shown)


def transport_for(url: str, allowed: Collection[str]) -> httpx.AsyncHTTPTransport:
    """A transport for one connection at a time to the host of an address.

    A proxy of the environment looks names up itself, so that then only numbers can be judged.

    Args:
        url: The address.
        allowed: Hosts, or `host:port`, that may be in a private network.

    Raises:
        RefusedError: A proxy would be asked to go to a private address.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and not urllib.request.proxy_bypass(host):
        if _is_number(host) and host not in allowed and parts.netloc not in allowed:
            _check(host, host)
        return httpx.AsyncHTTPTransport(proxy=proxy)
    transport = httpx.AsyncHTTPTransport()
    # httpx has no public way to hand a network backend to its pool
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        ssl_context=httpx.create_ssl_context(),
        max_connections=1,
        max_keepalive_connections=1,
        keepalive_expiry=5.0,
        network_backend=_JudgingBackend(allowed),
    )
    return transport


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
