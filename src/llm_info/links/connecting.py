"""Opens connections: to public addresses, through a proxy where the environment names one."""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from base64 import b64encode
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import aiohappyeyeballs

from llm_info.links.address import PORTS, Origin
from llm_info.links.connection import Connection
from llm_info.links.guard import (
    RefusedError,
    TroubleError,
    as_number,
    is_public,
    may_be_private,
)
from llm_info.links.resolver import Resolver
from llm_info.links.verdict import Trouble

_NEXT_ADDRESS_SECONDS = 0.25
"""After so long without a connection a host's next address is tried as well (RFC 8305, 8)."""

_OK = 200


class Proxy(NamedTuple):
    """Who connects for us.

    Attributes:
        origin: Where it is.
        fields: The header fields that it wants.
    """

    origin: Origin
    fields: Mapping[str, str]


class Connector:
    """Opens connections.

    Where the environment names a proxy, the proxy looks names up, and only addresses written as
    numbers can be judged here.

    Args:
        allowed: Hosts, or `host:port`, that may be private.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        self._resolver = Resolver(allowed)
        self._proxies = _proxies()

    def close(self) -> None:
        """Stop looking names up."""
        self._resolver.close()

    def proxy(self, origin: Origin) -> Proxy | None:
        """The proxy for an origin; None if there is none.

        Raises:
            RefusedError: There is one, and the host is written as a private address.
            ValueError: There is one that cannot be spoken to.
        """
        if not self._proxies or _is_bypassed(origin.host):
            return None
        url = self._proxies.get(origin.scheme) or self._proxies.get("all")
        if not url:
            return None
        address = as_number(origin.host)
        if (
            address
            and not is_public(address)
            and not may_be_private(origin.host, origin.port, self._allowed)
        ):
            raise RefusedError(Trouble.PRIVATE_ADDRESS, origin.host)
        return _read_proxy(url)

    async def connect(self, origin: Origin, proxy: Proxy | None) -> Connection:
        """Open a connection.

        Raises:
            TroubleError: The host is private, cannot be found, or is not let through.
            OSError: It does not answer, or its certificate is not valid.
            ValueError: Its name cannot be looked up or verified.
        """
        if proxy is None:
            return await self._open(origin, judged=True)
        connection = await self._open(proxy.origin, judged=False)
        return (
            connection if origin.scheme == "http" else await self._tunnel(connection, origin, proxy)
        )

    async def _open(self, origin: Origin, *, judged: bool) -> Connection:
        loop = asyncio.get_running_loop()
        found = await self._resolver.resolve(origin.host, origin.port, judged=judged)
        sock = await aiohappyeyeballs.start_connection(  # pyright: ignore[reportUnknownMemberType]  (an address is a bare tuple there)
            found, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS, loop=loop
        )
        secure = origin.scheme == "https"
        try:
            _, connection = await loop.create_connection(
                Connection,
                sock=sock,
                ssl=self._tls if secure else None,
                server_hostname=_verified(origin) if secure else None,
            )
        except BaseException:
            sock.close()
            raise
        return connection

    async def _tunnel(self, connection: Connection, origin: Origin, proxy: Proxy) -> Connection:
        """Let a proxy connect us, and speak TLS through it (RFC 9110, 9.3.6)."""
        where = f"{origin.authority.removesuffix(f':{origin.port}')}:{origin.port}"
        fields = "".join(f"{name}: {value}\r\n" for name, value in proxy.fields.items())
        await connection.exchange(
            f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n{fields}\r\n".encode()
        )
        if connection.status != _OK:
            connection.close()
            raise TroubleError(Trouble.CONNECTION, f"the proxy answers {connection.status}")
        inner = Connection()
        transport = await asyncio.get_running_loop().start_tls(
            connection.transport, inner, self._tls, server_hostname=_verified(origin)
        )
        assert transport is not None  # noqa: S101  (only a transport that is closed gives none)
        inner.connection_made(transport)
        return inner

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The authorities that are trusted: as the environment says, or as browsers do."""
        import certifi  # noqa: PLC0415  (where TLS is spoken only)

        authorities = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
        file, folder = authorities if any(authorities) else (certifi.where(), None)
        context = ssl.create_default_context(cafile=file or None, capath=folder or None)
        context.set_alpn_protocols(["http/1.1"])
        return context


def _verified(origin: Origin) -> str:
    """The name that a certificate must bear."""
    return origin.host.rstrip(".")


def _proxies() -> Mapping[str, str]:
    """Scheme → proxy, as the environment or the system names them."""
    by_environment = any(name.lower().endswith("_proxy") for name in os.environ)
    if not by_environment and sys.platform not in ("darwin", "win32"):
        return {}
    import urllib.request  # noqa: PLC0415  (loads much, and few have a proxy)

    return urllib.request.getproxies()


def _is_bypassed(host: str) -> bool:
    import urllib.request  # noqa: PLC0415  (see above)

    return bool(urllib.request.proxy_bypass(host))


def _read_proxy(url: str) -> Proxy:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"a proxy that speaks {parts.scheme!r} is not spoken to")
    fields: dict[str, str] = {}
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        fields["Proxy-Authorization"] = f"Basic {b64encode(secret).decode()}"
    port = PORTS[parts.scheme] if parts.port is None else parts.port
    return Proxy(Origin(parts.scheme, parts.hostname, port), fields)
