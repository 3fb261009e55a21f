"""Deadlines of many requests with one timer: nearly all come in time, and a timer costs much."""

from __future__ import annotations

import asyncio


class Deadlines:
    """Rings for what is late. It is given what has been entered with `asyncio.timeout(None)`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ends: dict[asyncio.Timeout, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def set(self, deadline: asyncio.Timeout, seconds: float) -> None:
        """Let something end with a `TimeoutError` after so many seconds, if it is not lifted."""
        end = self._ends[deadline] = self._loop.time() + seconds
        if self._timer is None or end < self._timer.when():
            self._ring_at(end)

    def lift(self, deadline: asyncio.Timeout) -> None:
        """Let something take as long as it likes from now on."""
        self._ends.pop(deadline, None)

    def _ring_at(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(moment, self._ring)

    def _ring(self) -> None:
        self._timer = None
        now = self._loop.time()
        for deadline in [one for one, end in self._ends.items() if end <= now]:
            del self._ends[deadline]
            deadline.reschedule(now)
        if self._ends:
            self._ring_at(min(self._ends.values()))
