"""Addresses as they go out: where a connection leads to, and what is asked for there."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

PORTS = {"http": 80, "https": 443}

_PLAIN = re.compile(r"(https?)://((?:[a-z0-9-]+\.)+[a-z]{2,})(/[!$-;=?-~]*)?", re.ASCII)
"""How nearly all addresses are written."""

_HOST = re.compile(r"[a-z0-9._:%-]+", re.ASCII)
_NOT_QUOTED = "!#$%&'()*+,-./0123456789:;=?@[\\]^_`{|}~"
"""What addresses are written with; anything else is escaped, and nothing twice."""


class Origin(NamedTuple):
    """Where a connection leads to."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """As addresses have it: without the port that goes without saying."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def dissected(url: str) -> tuple[Origin, str]:
    """Where an address leads to, and what it asks for there.

    What is escaped stays as it is, what cannot go out is escaped, and the fragment stays here.

    >>> dissected("https://example.org/a%2Fb?x=ä#top")
    (Origin(scheme='https', host='example.org', port=443), '/a%2Fb?x=%C3%A4')

    Raises:
        ValueError: It cannot be read.
    """
    if plain := _PLAIN.fullmatch(url):
        scheme, host, target = plain.groups()
        return Origin(scheme, host, PORTS[scheme]), target or "/"
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        raise ValueError(f"{parts.scheme!r} is not asked by HTTP")
    port = PORTS[parts.scheme] if parts.port is None else parts.port
    origin = Origin(parts.scheme, _as_ascii(parts.hostname or ""), port)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return origin, quote(target, safe=_NOT_QUOTED)


def _as_ascii(host: str) -> str:
    """A host as the name service knows it."""
    if not host.isascii():
        import idna  # noqa: PLC0415  (its tables are large, and few names need them)

        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError:  # names from before 2008, such as ☃.example
            host = host.encode("idna").decode()
    if not _HOST.fullmatch(host):
        raise ValueError(f"{host!r} is no name of a host")
    return host
