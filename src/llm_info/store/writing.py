"""Entries → files. A file is replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from llm_info.errors import BusyError, WriteError
from llm_info.store.canonical import emit, entry_as_plain
from llm_info.store.comments import find_comments
from llm_info.store.files import parse_mapping
from llm_info.store.root import CATALOG

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from llm_info.model import Entry
    from llm_info.store.tree import Fault, Value

_PREFIX, _SUFFIX = ".llm-info-", ".part"
"""Around the name of a file that is being written. Whoever looks for files passes over dots."""

_FORSAKEN_AFTER = 3600
"""Seconds after which nobody is writing it any more."""


def format_text(text: str) -> tuple[str | None, tuple[Fault, ...]]:
    """Give a text of the catalog its canonical form, comments included.

    Returns:
        The text and no fault, or `None` and what keeps it from being read.
    """
    value, faults = parse_mapping(text)
    if value is None:
        return None, faults
    return emit(value, find_comments(text)), ()


def entry_path(root: Path, entry: Entry) -> Path:
    """The file in which an entry lives."""
    return root / CATALOG / entry.topic / f"{entry.id}.yaml"


def write_entry(root: Path, entry: Entry) -> Path:
    """Write an entry to its file, in canonical form; comments of an older version are kept.

    Returns:
        The file's path.

    Raises:
        WriteError: It cannot be written, or its folder is a link out of the catalog.
    """
    path = entry_path(root, entry)
    if not path.parent.resolve().is_relative_to((root / CATALOG).resolve()):
        raise WriteError(
            f"the folder {entry.topic!r} is a link out of the catalog", hint="remove the link"
        )
    comments = find_comments(path.read_text("utf-8")) if path.exists() else None
    replace_text(path, emit(entry_as_plain(entry), comments))
    return path


def write_vocabulary(path: Path, value: Mapping[str, Value]) -> None:
    """Write `topics.yaml` or `venues.yaml` in canonical form; comments of an older one are kept."""
    old = path.read_text("utf-8") if path.exists() else None
    text = emit(value, find_comments(old) if old else None)
    if text != old:
        replace_text(path, text)


def replace_text(path: Path, text: str, *, durable: bool = True) -> None:
    """`replace_bytes` for a text, as UTF-8, its line ends as they are."""
    replace_bytes(path, text.encode(), durable=durable)


def replace_bytes(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file so that a reader, a crash or a full disk leaves the old one or the new one.

    Everything that the program writes goes through here; folders are made, and a link is replaced,
    never followed.

    Args:
        path: The file.
        content: What is to stand in it.
        durable: Whether it must be on the disk before the old one goes, also should the machine
            stop. What can be made again at any time needs it not, and saves the wait.

    Raises:
        WriteError: It cannot be written.
    """
    try:
        _sweep(path.parent)
        try:
            handle, name = tempfile.mkstemp(_SUFFIX, _PREFIX, path.parent)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(_SUFFIX, _PREFIX, path.parent)
        _fill_and_rename(handle, Path(name), path, content, durable=durable)
    except OSError as error:
        raise WriteError(
            f"cannot write {path}: {error.strerror or error}",
            hint="what stood there still stands; mend that and run the command again",
        ) from error


def _fill_and_rename(
    handle: int, temporary: Path, path: Path, content: bytes, *, durable: bool
) -> None:
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            if durable:
                stream.flush()
                os.fsync(handle)
        temporary.chmod(path.stat().st_mode & 0o777 if path.is_file() else 0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def open_own(path: Path, mode: Literal["wb", "ab"]) -> BinaryIO:
    """Open a file that grows piece by piece and is nobody else's.

    Raises:
        WriteError: It cannot be opened, such as for being a link, which may lead anywhere.
    """

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o644)

    try:
        return open(path, mode, opener=opener)
    except OSError as error:
        reason = "it is a link" if path.is_symlink() else error.strerror
        raise WriteError(f"cannot write {path}: {reason}") from error


@contextmanager
def only_one(path: Path, verb: str, seconds: float = 0.0) -> Generator[None]:
    """Let one process at a time do something; the lock ends with the process, however it ends.

    On Windows, which has no such locks, everybody may.

    Args:
        path: The file that is locked; it is made, and stays.
        verb: What it does, for the message.
        seconds: How long to wait for the other process.

    Raises:
        BusyError: The other process has not ended in time.
        WriteError: The file cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot write {path}: {error.strerror or error}") from error
    with open_own(path, "ab") as stream:
        try:
            import fcntl  # noqa: PLC0415  (not there on Windows)
        except ImportError:
            yield
            return
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise BusyError(
                        f"another {verb} is at work in {path.parent.name}/",
                        hint="wait until it has ended",
                    ) from None
                time.sleep(0.02)
        yield


@cache
def _sweep(folder: Path) -> None:
    """Remove what a killed process has left in a folder; what is younger may be at work."""
    old = time.time() - _FORSAKEN_AFTER
    for leftover in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(FileNotFoundError):  # it was at work, and is done
            if leftover.lstat().st_mtime < old and not leftover.is_dir():
                leftover.unlink()
