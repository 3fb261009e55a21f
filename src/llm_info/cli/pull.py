"""Fetches PDFs: one request per host at a time, resumable, and no half file under a final name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from llm_info.cli.gate import transport_for
from llm_info.cli.parts import LONGEST_PAUSE, AgainError, FailedError, Wanted, headers_for, save
from llm_info.errors import WriteError
from llm_info.links.guard import RefusedError
from llm_info.links.resolver import Resolver

GAPS = {"arxiv.org": 3.0, "export.arxiv.org": 3.0}
"""Seconds between two requests. Source: https://info.arxiv.org/help/api/tou.html"""

_MOST_HOPS = 8
_MOST_TRIES = 3
_HOSTS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Pulled:
    """How it went.

    Attributes:
        wanted: What was wanted.
        url: Where it came from; empty if it did not.
        reason: Why it did not, for each address.
        note: What is worth knowing of it.
    """

    wanted: Wanted
    url: str = ""
    reason: str = ""
    note: str = ""


@dataclass(slots=True)
class _Host:
    client: httpx.AsyncClient
    gap: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Puller:
    """Fetches PDFs politely.

    Args:
        gap: Least seconds between the end of one answer of a host and the next request to it.
        timeout: Seconds without a byte after which a host is given up.
        allowed: Hosts, or `host:port`, that may be in a private network.
        accept: Verifies a whole part and puts it into its place, and may have a note on it; raises
            `FailedError`.
    """

    def __init__(
        self,
        *,
        gap: float,
        timeout: float,
        allowed: Collection[str],
        accept: Callable[[Wanted, str], str],
    ) -> None:
        self._gap = gap
        self._timeout = timeout
        self._allowed = allowed
        self._resolver = Resolver(allowed)
        self._accept = accept
        self._hosts: dict[str, _Host] = {}
        self._free = asyncio.Semaphore(_HOSTS_AT_ONCE)
        self._clients = AsyncExitStack()

    async def pull(self, wanted: list[Wanted], done: Callable[[Pulled], None]) -> None:
        """Fetch all, hosts side by side.

        Args:
            wanted: What to fetch.
            done: Is told of each, as soon as it is known.
        """
        queues: dict[str, list[Wanted]] = {}
        for one in wanted:
            queues.setdefault(_host_of(one.urls[0]), []).append(one)
        async with self._clients, asyncio.TaskGroup() as tasks:
            self._clients.callback(self._resolver.close)
            for queue in queues.values():
                tasks.create_task(self._pull_queue(queue, done))

    async def _pull_queue(self, queue: list[Wanted], done: Callable[[Pulled], None]) -> None:
        for wanted in queue:
            async with self._free:
                done(await self._pull_one(wanted))

    async def _pull_one(self, wanted: Wanted) -> Pulled:
        reasons: list[str] = []
        for url in wanted.urls:
            try:
                await self._fetch(wanted, url)
                note = await asyncio.to_thread(self._accept, wanted, url)
            except FailedError as error:
                reasons.append(f"{url}: {error}")
            except (OSError, WriteError) as error:  # a full disk, or a link where a file should be
                reasons.append(f"{url}: {error}")
            else:
                return Pulled(wanted, url, note=note)
        return Pulled(wanted, reason="; ".join(reasons))

    async def _fetch(self, wanted: Wanted, url: str) -> None:
        """Try until the part is whole.

        Raises:
            FailedError: It did not become whole.
        """
        for attempt in range(1, _MOST_TRIES + 1):
            try:
                await self._follow(wanted, url)
            except AgainError as error:
                if attempt == _MOST_TRIES or error.pause > LONGEST_PAUSE:
                    raise FailedError(str(error)) from error
                await asyncio.sleep(error.pause)
            except RefusedError as error:
                raise FailedError(f"refused: {error.trouble} {error.detail}") from error
            except (httpx.InvalidURL, ValueError) as error:
                raise FailedError(f"it is not an address: {error}") from error
            else:
                return

    async def _follow(self, wanted: Wanted, url: str) -> None:
        current = urldefrag(url).url
        for _ in range(_MOST_HOPS):
            parts = urlsplit(current)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
                raise FailedError(f"refused: leads to {current[:100]!r}")
            following = await self._request(wanted, url, current)
            if following is None:
                return
            current = urldefrag(urljoin(current, following)).url
        raise FailedError("the redirects never end")

    async def _request(self, wanted: Wanted, url: str, current: str) -> str | None:
        """Ask once.

        Returns:
            Where the answer redirects to, or `None` if the part is whole.
        """
        host = await self._host(current)
        async with host.turn:
            await asyncio.sleep(host.free_at - time.monotonic())
            try:
                headers = headers_for(wanted, url)
                async with host.client.stream("GET", current, headers=headers) as response:
                    if response.is_redirect:
                        return response.headers["location"]
                    await save(wanted, url, response)
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
                raise AgainError(f"the connection failed: {reason}", self._gap) from error
            finally:
                host.free_at = time.monotonic() + host.gap
        return None

    async def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin not in self._hosts:
            client = httpx.AsyncClient(
                transport=transport_for(url, self._resolver, self._allowed),
                timeout=self._timeout,
            )
            await self._clients.enter_async_context(client)
            gap = max(self._gap, GAPS.get(parts.hostname or "", 0.0))
            self._hosts[origin] = _Host(client, gap)
        return self._hosts[origin]


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # such as "http://[oops"
        return ""
