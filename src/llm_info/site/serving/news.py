"""What browsers are told: which files of the site were written, and what is wrong."""

from __future__ import annotations

import json
import secrets
import threading
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

_KEPT = 100
"""Changes that are kept for browsers which were away; one that missed more loads its page again."""


@dataclass
class News:
    """Changes of the site, numbered. Any number of threads may wait for the next one.

    Attributes:
        problem: Why the site is not built as the files are now; None if it is.
    """

    problem: str | None = None
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _number: int = 0
    _changes: deque[tuple[int, tuple[str, ...]]] = field(
        default_factory=lambda: deque[tuple[int, tuple[str, ...]]](maxlen=_KEPT)
    )
    _news: threading.Condition = field(default_factory=threading.Condition)
    _ended: bool = False

    @property
    def mark(self) -> str:
        """Names this moment: what comes after it is news."""
        return f"{self._run}-{self._number}"

    def tell(self, written: Collection[str], problem: str | None) -> None:
        """Tell all who wait.

        Args:
            written: Names of files of the site.
            problem: What is wrong from now on.
        """
        with self._news:
            if not written and problem == self.problem:
                return
            self._number += 1
            self._changes.append((self._number, tuple(written)))
            self.problem = problem
            self._news.notify_all()

    def end(self) -> None:
        """Nothing comes any more."""
        with self._news:
            self._ended = True
            self._news.notify_all()

    def after(self, mark: str, patience: float) -> Iterator[str]:
        """Messages of a stream of events, as HTML's "Server-sent events" defines them.

        The first says at once what is wrong, if anything is; an empty remark says after a while
        that nothing has happened.

        Args:
            mark: The last that the browser knows of.
            patience: Seconds before a remark.
        """
        known = self._known(mark)
        first = self.problem is not None
        while True:
            with self._news:
                if not first:
                    self._news.wait_for(
                        lambda at=known: self._ended or self._number != at, patience
                    )
                if self._ended:
                    return
                nothing = self._number == known and not first
                message = ":\n\n" if nothing else self._message(known)
                known, first = self._number, False  # what is told during the yield is not in it
            yield message

    def _known(self, mark: str) -> int:
        """The number of a mark; -1 for one of another run."""
        run, _, number = mark.rpartition("-")
        return int(number) if run == self._run and number.isdecimal() else -1

    def _message(self, known: int) -> str:
        new = [change for change in self._changes if change[0] > known]
        missed = len(new) != self._number - known
        written = None if missed else sorted({name for _, names in new for name in names})
        told = json.dumps({"written": written, "problem": self.problem})
        return f"id: {self.mark}\ndata: {told}\n\n"
