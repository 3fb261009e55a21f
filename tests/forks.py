"""The program loaded once and forked for each command: processes of their own without its start.

What a command does to its process (limits, signals, memory, exit) stays in its own fork. Systems
without `fork` have none of this; tests that need it are skipped there.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SERVER = """\
import contextlib, gc, importlib, io, json, os, pkgutil, signal, sys, tempfile
import llm_info
from llm_info.cli.app import main

for module in pkgutil.walk_packages(llm_info.__path__, "llm_info."):
    if not module.name.endswith("__main__") and ".starting.files" not in module.name:
        importlib.import_module(module.name)
questions, answers = os.dup(0), os.dup(1)
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    sys.argv = ["llm-info", "--version"]  # what the first command of a process imports
    main()
gc.freeze()
for line in os.fdopen(questions, "rb", 0):
    order = json.loads(line)
    if "wait" in order:
        _, status, used = os.wait4(order["wait"], 0)
        answer = {
            "status": os.waitstatus_to_exitcode(status),
            "seconds": used.ru_utime + used.ru_stime,
            "kibibytes": used.ru_maxrss,
        }
    elif "watch" in order:
        ended = os.waitid(os.P_PID, order["watch"], os.WEXITED | os.WNOHANG | os.WNOWAIT)
        answer = {"runs": ended is None}
    elif pid := os.fork():
        answer = {"pid": pid}
    else:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs of a shell begin deaf to it
        os.close(answers)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.update(order["environment"])
        tempfile.tempdir = None  # it follows the environment
        sys.argv = ["llm-info", *order["words"]]
        main()
        sys.exit()
    os.write(answers, json.dumps(answer).encode() + b"\\n")
"""


@dataclass(frozen=True)
class Ended:
    """What a command has done.

    Attributes:
        status: Its exit status; `-9` if it was killed.
        stdout: What it printed.
        stderr: What it said.
        seconds: What it and its children have computed.
        bytes: The most memory that it or one of its children had.
    """

    status: int
    stdout: str
    stderr: str
    seconds: float
    bytes: int


@dataclass
class Running:
    """A command on its way, the leader of a process group of its own."""

    forks: Forks
    pid: int
    folder: Path

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self.forks.ask({"watch": self.pid})["runs"]

    @property
    def errors(self) -> Path:
        """The file of what it says."""
        return self.folder / "err"

    def kill(self) -> None:
        """Kill it and its children, if it still runs."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def end(self, seconds: float = 300) -> Ended:
        """Wait for the end; what hangs longer is killed."""
        timer = threading.Timer(seconds, self.kill)
        timer.start()
        used = self.forks.ask({"wait": self.pid})
        timer.cancel()
        out, err = (
            (self.folder / name).read_bytes().decode(errors="replace") for name in ("out", "err")
        )
        return Ended(used["status"], out, err, used["seconds"], used["kibibytes"] * 1024)


class Forks:
    """Commands, each in a fork of one process that has loaded the program."""

    def __init__(self, server: subprocess.Popen[bytes], folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._count = 0
        self.run(
            "--version"
        )  # from now on it has loaded the program: no time that is taken has that

    def ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Let the server do one thing."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order).encode() + b"\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())

    def start(self, *words: str | Path, environment: Mapping[str, str] | None = None) -> Running:
        """Start `llm-info` with these words."""
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        (folder / "err").touch()  # who follows it need not wait for the fork
        order = {
            "words": [*map(str, words)],
            "environment": dict(environment or {}),
            "out": str(folder / "out"),
            "err": str(folder / "err"),
        }
        return Running(self, self.ask(order)["pid"], folder)

    def run(self, *words: str | Path, environment: Mapping[str, str] | None = None) -> Ended:
        """Run `llm-info` with these words to its end."""
        return self.start(*words, environment=environment).end()


@contextmanager
def serving() -> Generator[Forks]:
    """Load the program once."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as server,
    ):
        yield Forks(server, Path(folder))
        assert server.stdin is not None
        server.stdin.close()
