"""Where we may go. Addresses are judged when a connection is made, after the name service.

Only so do redirects, decimal and IPv4-mapped addresses, names that point inward, and names that
change their answer between two look-ups all end at the same gate.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from llm_info.links.verdict import Answer, Trouble

_LOOKUPS_AT_ONCE = 16
"""Look-ups under way; more than asyncio's own threads, since a dead name server blocks each."""


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


def check_address(url: str, allowed: Collection[str]) -> None:
    """Refuse what need not be asked to be refused.

    Args:
        url: The address.
        allowed: Hosts, or `host:port`, that may be private.

    Raises:
        RefusedError: Its scheme is foreign, it carries a user name, it has no host, or its host
            is written as a private address.
        ValueError: It cannot be read.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise RefusedError(Trouble.BAD_SCHEME, url[:100])
    if parts.username is not None or parts.password is not None:
        raise RefusedError(Trouble.CREDENTIALS, parts.hostname or "")
    host, port = parts.hostname, parts.port
    if not host:
        raise RefusedError(Trouble.BAD_ADDRESS, url[:100])
    address = as_number(host)
    if address and not is_public(address) and not may_be_private(host, port, allowed):
        raise RefusedError(Trouble.PRIVATE_ADDRESS, host)


def refusal(url: str, allowed: Collection[str]) -> Answer | None:
    """Why an address would be refused before anybody is asked; `None` if it would not."""
    try:
        check_address(url, allowed)
    except RefusedError as error:
        return Answer(url=url, trouble=error.trouble, detail=error.detail)
    except ValueError as error:
        return Answer(url=url, trouble=Trouble.BAD_ADDRESS, detail=str(error))
    return None


def may_be_private(host: str, port: int | None, allowed: Collection[str]) -> bool:
    """Whether the user has named a host as one that may be in a private network."""
    return host in allowed or f"{host}:{port}" in allowed


def as_number(host: str) -> str | None:
    """The address that a host is written as, if it is one: `127.1` is, too."""
    if ":" not in host and host[-1:].isalpha() and not host.lower().startswith("0x"):
        return None
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


class Resolver(AbstractResolver):
    """Looks names up and gives only addresses that it has judged.

    Args:
        allowed: Hosts, or `host:port`, that may be private.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="look-up")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up; only what is public of its addresses is given.

        Raises:
            RefusedError: None of its addresses is public, or there is no such name.
        """
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, _look_up, host, port, family
        )
        if may_be_private(host, port, self._allowed):
            return found
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise RefusedError(Trouble.PRIVATE_ADDRESS, f"{host} is {found[0]['host']}")
        return public

    async def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    except socket.gaierror as error:
        gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        trouble = Trouble.UNKNOWN_HOST if gone else Trouble.NAME_SERVICE
        raise RefusedError(trouble, host) from error
    except UnicodeError as error:
        raise RefusedError(Trouble.BAD_ADDRESS, host) from error
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return [
        ResolveResult(
            hostname=host,
            host=str(address[0]),
            port=port,
            family=kind,
            proto=protocol,
            flags=flags,
        )
        for kind, _, protocol, _, address in found
    ]
