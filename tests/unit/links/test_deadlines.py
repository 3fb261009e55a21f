"""Deadlines: one timer for all rings for what is late, and for nothing else."""

from __future__ import annotations

import asyncio

import pytest

from llm_info.links.deadlines import Deadlines


async def takes_for_ever(deadlines: Deadlines, seconds: float) -> None:
    deadline = asyncio.timeout(None)
    async with deadline:
        deadlines.set(deadline, seconds)
        await asyncio.Event().wait()


def test_what_is_late_ends_whatever_was_to_end_later() -> None:
    async def run() -> None:
        deadlines = Deadlines()
        later = asyncio.create_task(takes_for_ever(deadlines, 600))
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            await takes_for_ever(deadlines, 0.01)
        assert not later.done()
        later.cancel()

    asyncio.run(run())


def test_each_ends_in_its_own_time() -> None:
    async def run() -> list[float]:
        deadlines = Deadlines()
        ended: list[float] = []

        async def wait(seconds: float) -> None:
            with pytest.raises(TimeoutError):
                await takes_for_ever(deadlines, seconds)
            ended.append(seconds)

        await asyncio.gather(*(wait(seconds) for seconds in (0.2, 0.02, 0.1)))
        return ended

    assert asyncio.run(run()) == [0.02, 0.1, 0.2]


def test_what_is_lifted_or_set_anew_goes_on() -> None:
    async def run() -> None:
        deadlines = Deadlines()
        lifted, set_anew = asyncio.timeout(None), asyncio.timeout(None)
        async with lifted, set_anew:
            deadlines.set(lifted, 0)
            deadlines.set(set_anew, 0)
            deadlines.lift(lifted)
            deadlines.set(set_anew, 600)
            with pytest.raises(TimeoutError):
                await takes_for_ever(deadlines, 0.01)

    asyncio.run(run())
