"""Looks names up for the wire, and gives only addresses that it has judged."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from llm_info.links.guard import RefusedError, is_public, may_be_private
from llm_info.links.verdict import Trouble

_LOOKUPS_AT_ONCE = 16
"""Look-ups under way; more than asyncio's own threads, since a dead name server blocks each."""

_KEPT_SECONDS = 300.0
"""How long an answer of the name service is used again."""

AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]
"""An address as `socket.getaddrinfo` gives it."""


class Resolver:
    """Looks names up and gives only addresses that it has judged.

    Args:
        allowed: Hosts, or `host:port`, that may be private.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="look-up")
        self._under_way: dict[tuple[str, int], asyncio.Task[list[AddressInfo]]] = {}
        self._known: dict[tuple[str, int], tuple[float, list[AddressInfo]]] = {}

    async def resolve(self, host: str, port: int, *, judged: bool = True) -> list[AddressInfo]:
        """Look a name up, or a number; only what is public of its addresses is given.

        Args:
            host: The host.
            port: The port.
            judged: Whether its addresses must be public, as all must but those of a proxy.

        Raises:
            RefusedError: None of its addresses is public, or there is no such name.
        """
        key = host, port
        loop = asyncio.get_running_loop()
        since, found = self._known.get(key, (0.0, []))
        if not found or loop.time() - since > _KEPT_SECONDS:
            if key not in self._under_way:
                task = self._under_way[key] = loop.create_task(self._ask(host, port))
                task.add_done_callback(_heard)
            found = await asyncio.shield(self._under_way[key])  # others may wait for it, too
        if not judged or may_be_private(host, port, self._allowed):
            return found
        public = [info for info in found if is_public(info[4][0])]
        if not public:
            raise RefusedError(Trouble.PRIVATE_ADDRESS, f"{host} is {found[0][4][0]}")
        return public

    def close(self) -> None:
        """Let the threads end."""
        for task in self._under_way.values():
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, host: str, port: int) -> list[AddressInfo]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, _look_up, host, port)
            self._known[host, port] = loop.time(), found
            return found
        finally:
            del self._under_way[host, port]


def _heard(task: asyncio.Task[list[AddressInfo]]) -> None:
    """Take note of an error for which nobody waits any more."""
    if not task.cancelled():
        task.exception()


def _look_up(host: str, port: int) -> list[AddressInfo]:
    try:
        return [*socket.getaddrinfo(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)]
    except socket.gaierror as error:
        gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        trouble = Trouble.UNKNOWN_HOST if gone else Trouble.NAME_SERVICE
        raise RefusedError(trouble, host) from error
    except UnicodeError as error:
        raise RefusedError(Trouble.BAD_ADDRESS, host) from error
