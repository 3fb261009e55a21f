"""Whose turn is it? A heap of hosts by the time from which each may be asked again.

Nothing sleeps while it holds a permit, so a long queue in front of one host keeps no other waiting.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Manners:
    """How a host is asked.

    Attributes:
        at_once: Most requests under way at once.
        gap: Seconds between the starts of two requests; of a host that gets one at a time, between
            the end of one and the start of the next, since the way of the first may be the longer.
    """

    at_once: int = 4
    gap: float = 0.1


KNOWN_MANNERS: Mapping[str, Manners] = {
    "arxiv.org": Manners(at_once=1, gap=1.0),  # https://info.arxiv.org/help/robots.html
    "export.arxiv.org": Manners(at_once=1, gap=3.0),  # https://info.arxiv.org/help/api/tou.html
    "github.com": Manners(at_once=1, gap=1.0),  # pages are throttled; the API is not
    "api.github.com": Manners(at_once=1, gap=0.0),  # wants requests one after the other
    "web.archive.org": Manners(at_once=1, gap=1.0),
    "doi.org": Manners(at_once=2, gap=0.1),
}

SLOWER_GAP = 2.0
"""Seconds between two requests to a host that has complained."""


@dataclass
class _Host:
    manners: Manners
    begun: deque[Callable[[], None]] = field(default_factory=deque[Callable[[], None]])
    waiting: deque[Callable[[], None]] = field(default_factory=deque[Callable[[], None]])
    under_way: int = 0
    not_before: float = 0.0
    in_heap: bool = False


class Hosts:
    """Lets work start when its host's turn has come.

    Args:
        at_once: Most pieces of work under way at once, over all hosts.
        manners: How a host is asked that has no manners of its own.
    """

    def __init__(self, at_once: int, manners: Manners) -> None:
        self._free = at_once
        self._manners = manners
        self._hosts: dict[str, _Host] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def enter(self, name: str, start: Callable[[], None]) -> None:
        """Queue up in front of a host; `start` is called when it is time, `leave` ends it."""
        host = self._host(name)
        host.waiting.append(start)
        self._offer(name, host)
        self._start_what_is_due()

    async def turn(self, name: str) -> None:
        """Wait for a host's turn, before all that has not begun; `leave` ends it."""
        ticket: asyncio.Future[None] = self._loop.create_future()

        def start() -> None:
            if ticket.cancelled():
                self._loop.call_soon(self.leave, name)
            else:
                ticket.set_result(None)

        host = self._host(name)
        host.begun.append(start)
        self._offer(name, host)
        self._start_what_is_due()
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():
                self.leave(name)
            raise

    def leave(self, name: str) -> None:
        """Give a host's turn back."""
        host = self._host(name)
        host.under_way -= 1
        self._free += 1
        if host.manners.at_once == 1:
            self.pause(name, host.manners.gap)
        self._offer(name, host)
        self._start_what_is_due()

    def pause(self, name: str, seconds: float) -> None:
        """Ask nothing of a host for some seconds."""
        host = self._host(name)
        host.not_before = max(host.not_before, self._loop.time() + seconds)

    def forget(self, name: str) -> None:
        """Forget all that has queued up in front of a host; who waits for a turn still gets it."""
        self._host(name).waiting.clear()

    def slow_down(self, name: str) -> None:
        """Ask a host one question after the other from now on, with long pauses."""
        host = self._host(name)
        host.manners = Manners(at_once=1, gap=max(host.manners.gap, SLOWER_GAP))

    def close(self) -> None:
        """Forget all that waits."""
        for host in self._hosts.values():
            host.waiting.clear()
            host.begun.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(KNOWN_MANNERS.get(name, self._manners))
        return self._hosts[name]

    def _offer(self, name: str, host: _Host) -> None:
        queued = host.begun or host.waiting
        if queued and not host.in_heap and host.under_way < host.manners.at_once:
            host.in_heap = True
            self._count += 1
            heapq.heappush(self._heap, (host.not_before, self._count, name))

    def _start_what_is_due(self) -> None:
        while self._free > 0 and self._heap:
            due, _, name = self._heap[0]
            host = self._hosts[name]
            now = self._loop.time()
            if due > now:
                self._wake_at(due)
                return
            heapq.heappop(self._heap)
            host.in_heap = False
            queue = host.begun or host.waiting
            if host.not_before <= now and queue:
                host.under_way += 1
                self._free -= 1
                host.not_before = now + host.manners.gap
                queue.popleft()()
            self._offer(name, host)

    def _wake_at(self, due: float) -> None:
        if self._timer is not None:
            if self._loop.time() < self._timer.when() <= due and not self._timer.cancelled():
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(due, self._start_what_is_due)
