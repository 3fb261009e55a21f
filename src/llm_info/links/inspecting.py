"""Opens PDFs beside the asking, a few at a time, each in a child process with limits."""

from __future__ import annotations

import asyncio
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from llm_info.pdf import Inspector, PdfReport


class Inspectors:
    """A folder for PDFs that are being looked at, and who looks at them. Used as a context."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._idle: SimpleQueue[Inspector] = SimpleQueue()
        self._count = 0

    def __enter__(self) -> Self:
        many = min(4, os.cpu_count() or 1)
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory("-llm-info")))
        for _ in range(many):
            self._idle.put(self._stack.enter_context(Inspector()))
        self._threads = self._stack.enter_context(ThreadPoolExecutor(many))
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
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._inspect, path)

    def _inspect(self, path: Path) -> PdfReport:
        inspector = self._idle.get()
        try:
            return inspector.inspect(path)
        finally:
            self._idle.put(inspector)
            path.unlink(missing_ok=True)
