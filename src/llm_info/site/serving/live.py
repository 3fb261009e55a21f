"""The loop of `serve`: wait for a save, show it, make everything that it touches."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from jinja2 import TemplateError

from llm_info import store
from llm_info.errors import LlmInfoError
from llm_info.links import memory as links_memory
from llm_info.site.building import Builder
from llm_info.site.serving.ahead import prepare, written_ahead
from llm_info.site.serving.news import News
from llm_info.site.serving.server import Server
from llm_info.site.serving.watching import Watcher

TROUBLE = (LlmInfoError, OSError, TemplateError, UnicodeError, SyntaxError)
"""What a save can bring about: data, pages, templates and hooks that are wrong or half written."""

_BREATH = 0.4
"""Seconds in which the browser gets the edited page before everything else is made."""


@dataclass
class Live:
    """A site that follows its files.

    Attributes:
        builder: Makes it.
        server: Shows it.
        news: What browsers are told.
        tell: Prints what is wrong, with what MkDocs said of it, and returns what browsers show.
        done: Called after each build that succeeded, with how many files were written.
    """

    builder: Builder
    server: Server
    news: News
    tell: Callable[[Exception, list[str]], str]
    done: Callable[[int], object]
    _edited: set[str] = field(default_factory=set[str])

    def run(self, watcher: Watcher) -> None:
        """Follow the files until the process is interrupted."""
        self.build(watcher)
        if self.builder.standing is not None:
            prepare(self.builder.standing)
        while True:
            self.follow(watcher, watcher.changed())

    def follow(self, watcher: Watcher, changed: set[Path]) -> None:
        """Bring the site up to date after a change, and after all that come meanwhile."""
        while changed:
            self._edited |= {self._relative(path) for path in changed}
            changed = watcher.changed(_BREATH) if self._hurry() else set()
        self._edited.clear()
        self.build(watcher)

    def _relative(self, path: Path) -> str:
        root = self.builder.root.resolve()
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)

    def _hurry(self) -> bool:
        """Write the edited entries' own pages, and say whether there were any."""
        if self.builder.standing is None:
            return False
        try:
            written = written_ahead(self.builder.standing, self.builder.folder, self._edited)
        except TROUBLE as error:
            _refuse_interrupt(error)
            return False  # the builder comes to it as well, and tells
        self.news.tell(written, self.news.problem)
        return bool(written)

    def build(self, watcher: Watcher) -> None:
        """Make everything that has to be made, and tell what is wrong if it cannot be."""
        watcher.watch(self._places())  # before files are read: what changes then is a change
        with _Heard() as heard:
            try:
                built = self.builder.build()
            except TROUBLE as error:
                _refuse_interrupt(error)
                self.news.tell((), self.tell(error, heard.messages))
                return
        watcher.watch(self._places())
        if self.builder.standing is not None:
            self.server.base = base_of(self.builder.standing.site.url)
        self.news.tell(built.written(), None)
        self.done(built.count)
        gc.collect()
        gc.freeze()  # what is remembered stays: no use in searching it for garbage at each change

    def _places(self) -> list[Path]:
        root = self.builder.root
        places = [root / name for name in (store.CATALOG, "docs", "mkdocs.yml", links_memory.FILE)]
        return [*places, *self.builder.watched]


def _refuse_interrupt(error: BaseException) -> None:
    """Tell a fault from an interruption that became one: `rmtree`, interrupted, closes twice.

    Raises:
        KeyboardInterrupt: The process is to end.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        cause = cause.__cause__ or cause.__context__


def base_of(url: str) -> str:
    """The path of the site's address: pages that lie nowhere, such as that for 404, rely on it."""
    _, _, rest = url.partition("://")
    _, _, path = rest.partition("/")
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


class _Heard(logging.Handler):
    """What MkDocs warns of, gathered beside being printed."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def __enter__(self) -> Self:
        logging.getLogger("mkdocs").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
