"""Where we may connect to. Addresses are judged when a connection is made, after the name service.

Only so do redirects, decimal and IPv4-mapped addresses, names that point inward, and names that
change their answer between two look-ups all end at the same gate.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import urllib.request
from collections.abc import Collection, Iterable
from typing import Any, cast
from urllib.parse import urlsplit

import httpcore
import httpx
from httpcore import AsyncNetworkBackend, AsyncNetworkStream

from llm_info.links.verdict import Trouble


class RefusedError(Exception):
    """We do not go there, or cannot find out where it is."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        mapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if mapped is not None:
            ip = mapped
    return ip.is_global and not ip.is_multicast


class GuardedBackend(AsyncNetworkBackend):
    """A network backend that resolves names itself and connects to the address it has judged."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        self._backend = cast("AsyncNetworkBackend", cast("object", httpcore.AnyIOBackend()))

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's interface)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first public address of a host that answers.

        Raises:
            RefusedError: No address of it is public, or the name does not exist.
        """
        addresses = await _resolve(host, port)
        if f"{host}:{port}" not in self._allowed and host not in self._allowed:
            for address in addresses:
                if not is_public(address):
                    shown = host if host == address else f"{host} is {address}"
                    raise RefusedError(Trouble.PRIVATE_ADDRESS, shown)
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's interface)
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002  (httpcore's interface)
    ) -> AsyncNetworkStream:
        """Refuse: no link leads to a socket of this machine."""
        raise RefusedError(Trouble.PRIVATE_ADDRESS, f"{path} within {timeout} s")

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's own retries."""
        await asyncio.sleep(seconds)


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        trouble = Trouble.UNKNOWN_HOST if gone else Trouble.NAME_SERVICE
        raise RefusedError(trouble, host) from error
    except UnicodeError as error:
        raise RefusedError(Trouble.BAD_ADDRESS, host) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def transport_for(url: str, allowed: Collection[str], connections: int) -> httpx.AsyncHTTPTransport:
    """A transport to a host whose every connection passes the gate.

    Where the environment names a proxy, the proxy looks names up and only addresses written as
    numbers can be judged here.

    Args:
        url: An address at the host.
        allowed: Hosts, or `host:port`, that may be private; for tests and networks of one's own.
        connections: Most connections at once.

    Raises:
        RefusedError: The host is a private address and a proxy would be asked to go there.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if proxy := _proxy(parts.scheme, host):
        if is_number(host) and not is_public(host) and host not in allowed:
            raise RefusedError(Trouble.PRIVATE_ADDRESS, host)
        return httpx.AsyncHTTPTransport(proxy=proxy)
    transport = httpx.AsyncHTTPTransport()
    # httpx has no public way to hand a network backend to its pool
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        ssl_context=httpx.create_ssl_context(),
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=5.0,
        network_backend=GuardedBackend(allowed),
    )
    return transport


def _proxy(scheme: str, host: str) -> str | None:
    proxies = urllib.request.getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return None if proxy is None or urllib.request.proxy_bypass(host) else proxy


def is_number(host: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
