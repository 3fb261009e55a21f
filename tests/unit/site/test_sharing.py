"""Work that several processes share: all of it is done, and nobody is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from llm_info.site.sharing import POSSIBLE, Share

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="a process cannot be copied here")

_START = """\
import itertools, multiprocessing, os, signal, sys, time
from llm_info.errors import LlmInfoError, WriteError
from llm_info.site.sharing import Share, shared
"""


def answer(program: str, *words: str) -> str:
    """What a program prints, in a process where nothing else runs."""
    command = [sys.executable, "-c", _START + program, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_each_item_is_in_one_share(count: int) -> None:
    parent = os.getppid()
    shares = [[*Share(number, count, parent).of(range(20))] for number in range(count)]
    assert sorted(item for share in shares for item in share) == [*range(20)]
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_what_processes_make_comes_in_their_order() -> None:
    program = """
made = shared(3, lambda share: (share.number, [*share.of("abcdefgh")], os.getpid()))
print([one[:2] for one in made], len({one[2] for one in made}), made[0][2] == os.getpid())
"""
    parts = [(0, ["a", "d", "g"]), (1, ["b", "e", "h"]), (2, ["c", "f"])]
    assert answer(program) == f"{parts} 3 True"


def test_an_error_of_another_process_is_raised_here_with_its_remedy() -> None:
    program = """
def work(share):
    if share.number == 1:
        raise WriteError("the disk is full", hint="make room")
try:
    shared(3, work)
except WriteError as error:
    print(error, error.hint, multiprocessing.active_children())
"""
    assert answer(program) == "the disk is full make room []"


def test_where_one_fails_nobody_waits_for_the_others() -> None:
    program = """
def work(share):
    if share.number == 0:
        raise WriteError("the disk is full")
    time.sleep(600)
try:
    shared(2, work)
except WriteError as error:
    print(error, multiprocessing.active_children())
"""
    assert answer(program) == "the disk is full []"


@pytest.mark.parametrize("moment", ["before", "in the middle"])
def test_a_process_that_was_ended_is_told(moment: str) -> None:
    program = """
class Part:
    def __reduce__(self):
        os.kill(os.getpid(), signal.SIGKILL)
def work(share):
    if share.number == 1:
        if sys.argv[1] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        return Part()
try:
    shared(2, work)
except LlmInfoError as error:
    print(error)
"""
    assert answer(program, moment) == (
        "a process that made pages came to an end before they were made"
    )


def test_a_copy_ends_when_the_process_that_began_was_killed(tmp_path: Path) -> None:
    program = """
def work(share):
    if share.number == 0:
        while not os.path.exists(sys.argv[1]):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    for item in share.of(itertools.count()):
        if item == 1:
            with open(sys.argv[1] + ".part", "w") as stream:
                stream.write(str(os.getpid()))
            os.rename(sys.argv[1] + ".part", sys.argv[1])
        time.sleep(0.01)
shared(2, work)
"""
    place = tmp_path / "process"
    assert answer(program, str(place)) == ""
    copy = int(place.read_text())
    patience = time.monotonic() + 60
    while _runs(copy):
        assert time.monotonic() < patience
        time.sleep(0.01)


def _runs(process: int) -> bool:
    """Whether it runs; one that has ended may wait to be asked about it, as a zombie."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return told.rpartition(")")[2].split()[0] not in ("Z", "X")
