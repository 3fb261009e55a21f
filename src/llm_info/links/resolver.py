"""Looks names up for the wire, and gives only addresses that it has judged."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from llm_info.links.guard import RefusedError, is_public, may_be_private
from llm_info.links.verdict import Trouble

_LOOKUPS_AT_ONCE = 16
"""Look-ups under way; more than asyncio's own threads, since a dead name server blocks each."""


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
        if may_be_private(host.lower(), port, self._allowed):
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
