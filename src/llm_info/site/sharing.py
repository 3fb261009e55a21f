"""Work that several processes share, each of them a copy of the one that began it.

A copy (`fork`) has everything in memory already, so that only what it made has to be handed back.
That is safe where nothing else runs in this process, on systems whose libraries can bear it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeVar

from llm_info.errors import LlmInfoError, SiteBuildError
from llm_info.site.filling import OutdatedError

Item = TypeVar("Item")
Made = TypeVar("Made")

POSSIBLE = sys.platform == "linux"
"""Whether a process can be copied here. macOS can, but its own libraries may fail in the copy."""


MOST = 4
"""Processes unless more are asked for: a fifth would gain little, since not all can be shared."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process has to do.

    Attributes:
        number: Which of the processes it is; 0 is the one that began.
        count: How many there are.
        parent: Number of the process that began, in the operating system.
    """

    number: int = 0
    count: int = 1
    parent: int = 0

    def of(self, items: Iterable[Item]) -> Iterator[Item]:
        """Its part of the items. A copy whose parent was killed ends at the next one."""
        for place, item in enumerate(items):
            if place % self.count == self.number:
                if self.number and os.getppid() != self.parent:
                    os._exit(1)
                yield item


def processes(items: int, each: int) -> int:
    """How many processes to share work among.

    Args:
        items: How much there is to do.
        each: How much a further process must have to do to be worth it.
    """
    if not POSSIBLE or threading.active_count() > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), items // each, MOST))


def shared(count: int, work: Callable[[Share], Made]) -> list[Made]:
    """What the processes made, the one that calls first.

    Args:
        count: How many processes there are, this one among them.
        work: Does a share, in a process of its own.

    Raises:
        SiteBuildError: There is to be more than one where none can be copied, or one was ended by
            somebody else, or by a fault that it has told of.
        LlmInfoError, OutdatedError: The same in any of them; the others are stopped.
    """
    if count == 1:
        return [work(Share())]
    if not POSSIBLE:
        raise SiteBuildError(
            "on this system pages are made by one process", hint="leave --processes out"
        )
    context = get_context("fork")
    others: list[tuple[BaseProcess, _Receiver]] = []
    try:
        for number in range(1, count):
            receiver, sender = context.Pipe(duplex=False)
            share = Share(number, count, os.getpid())
            process = context.Process(target=_work, args=(sender, work, share), daemon=True)
            process.start()
            sender.close()
            others.append((process, receiver))
        made = [work(Share(0, count))]
        for _, receiver in others:
            made.append(_received(receiver))
        return made
    finally:
        for process, receiver in others:
            process.kill()  # one that has handed over has nothing left to do
            process.join()
            receiver.close()


class _Sender(Protocol):
    def send(self, obj: object, /) -> None: ...


class _Receiver(Protocol):
    def recv(self) -> Any: ...

    def close(self) -> None: ...


def _work(sender: _Sender, work: Callable[[Share], Made], share: Share) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that began
    try:
        sender.send((work(share), None))
    except (LlmInfoError, OutdatedError) as error:
        sender.send((None, error))


def _received(receiver: _Receiver) -> Any:
    try:
        made, error = receiver.recv()
    except (EOFError, OSError) as lost:  # the latter in the middle of what it sent
        raise SiteBuildError(
            "a process that made pages came to an end before they were made",
            hint="unless it says why above, memory was short: --processes 1 needs least",
        ) from lost
    if error is not None:
        raise error
    return made
