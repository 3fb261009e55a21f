"""Opens PDFs beside the asking, a few at a time, each in a child process with limits."""

from __future__ import annotations

import asyncio
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from llm_info.pdf import Inspector, PdfReport

_MANY = min(4, os.cpu_count() or 1)


class Inspectors:
    """A folder for PDFs that are being looked at, and who looks at them. Used as a context."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def new_file(self) -> Path:
        """A name that no other PDF has."""
        self._count += 1
        return self._folder / f"{self._count}.pdf"

    async def inspect(self, path: Path) -> PdfReport:
        """Say what a file is, and delete it."""
        threads, idle = self._pool
        return await asyncio.get_running_loop().run_in_executor(threads, _inspect, path, idle)

    @cached_property
    def _folder(self) -> Path:
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory("-llm-info")))

    @cached_property
    def _pool(self) -> tuple[ThreadPoolExecutor, SimpleQueue[Inspector]]:
        from llm_info.pdf import Inspector  # noqa: PLC0415  (many runs meet no PDF)

        idle: SimpleQueue[Inspector] = SimpleQueue()
        for _ in range(_MANY):
            idle.put(self._stack.enter_context(Inspector()))
        return self._stack.enter_context(ThreadPoolExecutor(_MANY)), idle


def _inspect(path: Path, idle: SimpleQueue[Inspector]) -> PdfReport:
    inspector = idle.get()
    try:
        return inspector.inspect(path)
    finally:
        idle.put(inspector)
        path.unlink(missing_ok=True)
