"""Where we may go. Addresses are judged when a connection is made, after the name service.

Only so do redirects, decimal and IPv4-mapped addresses, names that point inward, and names that
change their answer between two look-ups all end at the same gate.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

from llm_info.links.plan import PLAIN
from llm_info.links.verdict import Answer, Trouble

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Where a network that speaks IPv6 alone finds the IPv4 internet (RFC 6052)."""


class TroubleError(Exception):
    """There is no answer, and this is why."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail


class RefusedError(TroubleError):
    """We do not go there, or cannot find out where it is."""


@lru_cache(maxsize=1000)  # asked anew for each connection, of which a host gets several
def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        mapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            mapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = mapped or ip
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


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
    if PLAIN.match(url):
        return
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
