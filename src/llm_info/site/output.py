"""Files of the site: written where they change, whole or not at all; removed when they are old."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from llm_info.errors import SiteBuildError, WriteError
from llm_info.site.looking import stamp, stamp_of
from llm_info.store.writing import replace_bytes

_BLOCK = 1 << 18
"""Bytes that are written at once, or a piece more."""


def check_replaceable(folder: Path, mark: str) -> None:
    """See that what a build would remove is a site: a folder may be named by a slip.

    Args:
        folder: Where the site is to be.
        mark: A file that every site has.

    Raises:
        SiteBuildError: Something else is there.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise SiteBuildError(
            f"{folder} holds something else than a site, which a build would remove",
            hint="name an empty or a new folder with -o",
        )


def growing(folder: Path) -> Path:
    """Where a new site grows until it is whole, beside its folder; what killed builds left goes.

    Args:
        folder: Where the site is to be.
    """
    for left in folder.parent.glob(f".llm-info-{folder.name}-*.part"):
        number = left.name.removeprefix(f".llm-info-{folder.name}-").removesuffix(".part")
        if number.isdecimal() and left.is_dir() and not _runs(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    return folder.with_name(f".llm-info-{folder.name}-{os.getpid()}.part")


def _runs(process: int) -> bool:
    """Whether a process is there; on Windows, where asking would end it, as far as known."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return process != os.getpid()  # of ours there is none yet


def _make(folder: str) -> None:
    """Make a folder, whose parent is mostly there, unless it is there itself."""
    try:
        os.mkdir(folder)  # noqa: PTH102  (tens of thousands)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


def _blocks(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """The same in blocks of some size, so that there are few calls and little in memory."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece.encode() if isinstance(piece, str) else piece)
        size += len(held[-1])
        if size >= _BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


@dataclass
class Output:
    """A folder to write to.

    Attributes:
        folder: The folder.
        fresh: Whether nothing is in it, so that nobody can be reading it.
        count: How many files were written.
        written: Their names, unless it was fresh.
    """

    folder: Path
    fresh: bool
    count: int = 0
    written: list[str] = field(default_factory=list[str])
    _made: set[str] = field(default_factory=set[str])

    def apart(self) -> Output:
        """The same folder for somebody who counts what they write by themselves."""
        return Output(self.folder, self.fresh)

    def write(self, name: str, pieces: Iterable[str | bytes]) -> int:
        """Write a file, unless it is there as it should be.

        Args:
            name: Of the file.
            pieces: What is to be in it.

        Returns:
            What `stamp` tells of the file from now on.

        Raises:
            WriteError: It cannot be written.
        """
        path = f"{self.folder}/{name}"
        if not self.fresh:
            content = b"".join(_blocks(pieces))
            try:
                with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  (tens of thousands)
                    if stream.read() == content:
                        return stamp(os.fstat(stream.fileno()))
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                pass
            self.count += 1
            self.written.append(name)
            replace_bytes(Path(path), content, durable=False)
            return stamp(Path(path).stat())
        self.count += 1
        try:
            return self._write_new(path, pieces)
        except OSError as error:
            raise WriteError(f"cannot write {path}: {error.strerror or error}") from error

    def _write_new(self, path: str, pieces: Iterable[str | bytes]) -> int:
        parent = path.rpartition("/")[0]
        if parent not in self._made:
            _make(parent)
            self._made.add(parent)
        with open(path, "wb", buffering=0) as stream:  # noqa: PTH123  (see above)
            for block in _blocks(pieces):
                rest = memoryview(block)
                while rest:  # a disk that is nearly full takes a part
                    rest = rest[stream.write(rest) :]
            return stamp(os.fstat(stream.fileno()))

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, and the folders that are empty then."""
        for name in names:
            path = self.folder / name
            path.unlink(missing_ok=True)
            for parent in path.parents:
                if parent == self.folder or any(parent.iterdir()):
                    break
                parent.rmdir()

    def names(self) -> set[str]:
        """All files in it; what begins with a dot at the top is somebody else's, such as `.git`."""
        found: set[str] = set()
        for here, folders, files in os.walk(self.folder):
            below = Path(here).relative_to(self.folder).as_posix()
            if below == ".":
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update(name for name in files if not name.startswith("."))
            else:
                found.update(f"{below}/{name}" for name in files)
        return found

    def stamp(self, names: Iterable[str]) -> int | None:
        """What the file system tells of files, as one number; None if one is not there."""
        return stamp_of(str(self.folder), names)
