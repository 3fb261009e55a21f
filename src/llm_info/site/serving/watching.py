"""Files that change, told by the operating system."""

from __future__ import annotations

import queue
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch

_READ = ("opened", "closed_no_write")
_QUIET = 0.015
"""Seconds without a further change after which what an editor does in one save is complete."""


class Watcher(FileSystemEventHandler):
    """Gathers paths of files that have changed; used in a `with`."""

    def __init__(self) -> None:
        self._observer: BaseObserver = Observer()
        self._watches: dict[Path, ObservedWatch] = {}
        self._files: set[Path] = set()
        self._changed: queue.SimpleQueue[Path] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        self._observer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._observer.stop()
        self._observer.join()

    def watch(self, places: Iterable[Path]) -> None:
        """Watch these files, and these folders with all below them, and nothing else."""
        there = {place.resolve() for place in places if place.exists()}
        self._files = {place for place in there if place.is_file()}
        folders = dict.fromkeys(there - self._files, True)
        for file in self._files:  # an editor may replace it, so its folder is watched
            folders.setdefault(file.parent, False)
        for folder in self._watches.keys() - folders.keys():
            self._observer.unschedule(self._watches.pop(folder))
        for folder in folders.keys() - self._watches.keys():
            self._watches[folder] = self._observer.schedule(
                self, str(folder), recursive=folders[folder]
            )

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the paths of an event."""
        if event.event_type in _READ or (event.is_directory and event.event_type == "modified"):
            return
        for name in filter(None, (event.src_path, event.dest_path)):
            path = Path(name if isinstance(name, str) else name.decode())
            if self._counts(path):
                self._changed.put(path)

    def _counts(self, path: Path) -> bool:
        """Whether a site may be made of it: no editor's and no compiler's file, and watched."""
        if path.name.startswith(".") or path.name.endswith("~") or "__pycache__" in path.parts:
            return False
        folders = (folder for folder, watch in self._watches.items() if watch.is_recursive)
        return path in self._files or any(path.is_relative_to(folder) for folder in folders)

    def changed(self, patience: float | None = None) -> set[Path]:
        """Wait for a change, and for its end.

        Args:
            patience: Seconds to wait for one; None for ever.

        Returns:
            What has changed; empty if nothing has.
        """
        found: set[Path] = set()
        try:
            found.add(self._changed.get(timeout=patience))
            while True:
                found.add(self._changed.get(timeout=_QUIET))
        except queue.Empty:
            return found
