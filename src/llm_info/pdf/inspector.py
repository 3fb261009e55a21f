"""Hands PDFs to child processes and takes reports back, whatever happens to the children.

Nothing of a PDF is parsed in this process. A child that takes too long is killed, one that dies is
replaced, and both are reasons in a report.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from queue import SimpleQueue
from threading import Event, Timer
from typing import TYPE_CHECKING, Any, Self, cast

from llm_info.identifiers import ArxivId, Doi
from llm_info.pdf.look import Extent, Look, look_at
from llm_info.pdf.report import Encryption, Limits, PageTexts, PdfReport, Stamp

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_FILES_PER_CHILD = 500
_REUSABLE_KIBIBYTES = 200 << 10
"""A child that has needed more memory than this is replaced."""

_LONGEST_ANSWER = 32 << 20
_CPU_SECONDS_FOR_TEXT = 60


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    files: int = 0


class Inspector:
    """Inspects one PDF after another, in one child process that is replaced when it is worn out.

    Args:
        limits: What one PDF may cost.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_child()

    def inspect(self, path: Path, *, deep: bool = False) -> PdfReport:
        """Say what a file is.

        Args:
            path: The file.
            deep: Whether to test the checksum of every compressed stream.
        """
        try:
            seen, extent = look_at(path, file_bytes=self._limits.file_bytes)
        except OSError as error:
            return PdfReport.unreadable(f"it cannot be opened: {error.strerror}")
        if not seen.fine:
            return _with_look(PdfReport.unreadable(seen.reason), seen)
        answer = self._ask(path, extent, {"deep": deep}, self._limits)
        if isinstance(answer, str):
            return _with_look(PdfReport.unreadable(answer), seen)
        return _with_look(_as_report(answer), seen)

    def page_texts(self, path: Path) -> PageTexts:
        """Read the text of every page.

        Args:
            path: The file.
        """
        limits = replace(
            self._limits,
            cpu_seconds=_CPU_SECONDS_FOR_TEXT,
            seconds=_CPU_SECONDS_FOR_TEXT + self._limits.seconds,
        )
        try:
            seen, extent = look_at(path, file_bytes=limits.file_bytes)
        except OSError as error:
            return PageTexts((), f"it cannot be opened: {error.strerror}")
        if not seen.fine:
            return PageTexts((), seen.reason)
        answer = self._ask(path, extent, {"all_pages": True}, limits)
        if isinstance(answer, str):
            return PageTexts((), answer)
        return PageTexts(tuple(answer["texts"]), answer["reason"])

    def _ask(
        self, path: Path, extent: Extent, wish: dict[str, bool], limits: Limits
    ) -> dict[str, Any] | str:
        """Get the child's answer, or the reason why there is none."""
        question = {
            "path": os.fspath(path.absolute()),
            "cpu_seconds": limits.cpu_seconds,
            **asdict(extent),
            **wish,
        }
        child = self._live_child()
        assert child.process.stdin is not None  # noqa: S101  (it was opened with a pipe)
        assert child.process.stdout is not None  # noqa: S101  (it was opened with a pipe)
        late = Event()

        def stop() -> None:
            late.set()
            child.process.kill()

        timer = Timer(limits.seconds, stop)
        timer.start()
        try:
            child.process.stdin.write(json.dumps(question).encode() + b"\n")
            child.process.stdin.flush()
            line = child.process.stdout.readline(_LONGEST_ANSWER)
        except BrokenPipeError:
            line = b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            return self._obituary(child, limits, late=late.is_set())
        answer = cast("dict[str, Any]", json.loads(line))
        child.files += 1
        worn = child.files >= _FILES_PER_CHILD or answer["kibibytes"] > _REUSABLE_KIBIBYTES
        if late.is_set() or worn:
            self._end_child()
        return answer

    def _live_child(self) -> _Child:
        if self._child is not None and self._child.process.poll() is not None:
            self._end_child()
        if self._child is None:
            command = [sys.executable, "-I", "-B", "-m", "llm_info.pdf.worker"]
            self._child = _Child(
                subprocess.Popen(  # noqa: S603  (our own module)
                    [*command, str(self._limits.memory)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )
        return self._child

    def _end_child(self) -> None:
        if self._child is None:
            return
        process, self._child = self._child.process, None
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _obituary(self, child: _Child, limits: Limits, *, late: bool) -> str:
        """Bury a child that gave no answer and say what it died of."""
        _end_pipe(child)
        try:
            status = child.process.wait(1)
        except subprocess.TimeoutExpired:
            status = None
        self._end_child()
        if late:
            return f"it takes more than {limits.seconds:g} s to read"
        if status is not None and -status == _SIGXCPU:
            return f"it takes more than {limits.cpu_seconds} s of computation to read"
        if status == _OUT_OF_MEMORY:
            return f"it takes more than {limits.memory >> 20} MiB of memory to read"
        return "it makes its reader crash"


def _end_pipe(child: _Child) -> None:
    if child.process.stdin is not None:
        try:
            child.process.stdin.close()
        except BrokenPipeError:
            return


_SIGXCPU = 24
_OUT_OF_MEMORY = 77


def inspect(path: Path, *, limits: Limits | None = None, deep: bool = False) -> PdfReport:
    """Say what one file is. Never raises for what is in it.

    Args:
        path: The file.
        limits: What it may cost.
        deep: Whether to test the checksum of every compressed stream.
    """
    with Inspector(limits) as inspector:
        return inspector.inspect(path, deep=deep)


def inspect_all(
    paths: Iterable[Path],
    *,
    processes: int | None = None,
    limits: Limits | None = None,
    deep: bool = False,
) -> Iterator[PdfReport]:
    """Say what many files are, in their order, on all cores.

    Args:
        paths: The files.
        processes: How many children work at once; as many as there are cores, if left out.
        limits: What one file may cost.
        deep: Whether to test the checksum of every compressed stream.
    """
    count = processes or os.cpu_count() or 1
    with ExitStack() as stack:
        idle: SimpleQueue[Inspector] = SimpleQueue()
        for _ in range(count):
            idle.put(stack.enter_context(Inspector(limits)))

        def one(path: Path) -> PdfReport:
            inspector = idle.get()
            try:
                return inspector.inspect(path, deep=deep)
            finally:
                idle.put(inspector)

        threads = stack.enter_context(ThreadPoolExecutor(count))
        yield from threads.map(one, paths)


def _with_look(report: PdfReport, seen: Look) -> PdfReport:
    return replace(
        report,
        version=report.version or seen.version,
        truncated=seen.truncated,
        junk=seen.junk,
    )


def _as_report(answer: dict[str, Any]) -> PdfReport:
    stamp = answer["stamp"]
    return PdfReport(
        readable=not answer["reason"],
        reason=answer["reason"],
        pages=answer["pages"],
        version=answer["version"],
        encrypted=Encryption(answer["encrypted"]),
        active_content=tuple(answer["active_content"]),
        repairs=tuple(answer["repairs"]),
        damaged_streams=answer["damaged_streams"],
        metadata_title=answer["metadata_title"],
        printed_title=answer["printed_title"],
        authors=answer["authors"],
        texts=tuple(answer["texts"]),
        stamp=Stamp(ArxivId(stamp[0]), stamp[1], stamp[2]) if stamp else None,
        doi=Doi(answer["doi"]) if answer["doi"] else None,
    )
