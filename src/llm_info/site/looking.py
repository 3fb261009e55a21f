"""Whether a site is as the last build left it, asked of the file system alone.

Nothing that a build needs is imported for it: a build with nothing to do is over before that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from llm_info.site import memory, pagefind
from llm_info.store.root import SETTLED

STAMPS = (1 << 63) - 1
"""All bits of a stamp."""


def unchanged(folder: Path, path: Path) -> bool:
    """Whether a build would find nothing to do.

    Args:
        folder: Folder of the site.
        path: The database that remembers.
    """
    facts = memory.facts(path, memory.program())
    return bool(
        facts
        and facts.get("catalog")
        and facts["known"]
        and facts["pagefind"] == str(pagefind.program())
        and facts["frame"] == frame(facts["reads"])
        and facts["catalog"] == settled_frame(facts["inputs"])
        and all(stamp_of(str(folder), names) == stamp for names, stamp in memory.stamps(path))
    )


def frame(places: Iterable[str]) -> str:
    """What the file system tells of files, and of all files in folders."""
    return _framed(places)[0]


def settled_frame(places: Iterable[str]) -> str:
    """The same; nothing if a file is so young that it may change without a new time."""
    told, newest = _framed(places)
    return told if time.time_ns() - newest >= SETTLED else ""


def _framed(places: Iterable[str]) -> tuple[str, int]:
    """What is told, and the newest time in it, in nanoseconds."""
    made = blake2b(digest_size=16)
    newest = 0
    for line, changed in _told(places):
        made.update(line.encode("utf-8", "surrogateescape"))
        newest = max(newest, changed)
    return made.hexdigest(), newest


def _told(places: Iterable[str]) -> Iterator[tuple[str, int]]:
    for place in places:
        yield _line(place)
        for here, folders, files in os.walk(place):
            folders.sort()
            for name in sorted(files):
                yield _line(f"{here}/{name}")


def _line(path: str) -> tuple[str, int]:
    try:
        told = os.stat(path)  # noqa: PTH116  (tens of thousands)
    except OSError:
        return f"{path}\0", 0
    times = told.st_mtime_ns, told.st_ctime_ns
    return f"{path} {told.st_size} {times[0]} {times[1]} {told.st_ino}\0", max(times)


def stamp_of(folder: str, names: Iterable[str]) -> int | None:
    """What the file system tells of files in a folder, as one number; None if one is not there."""
    found = 0
    try:
        for name in names:
            found += stamp(os.stat(f"{folder}/{name}"))  # noqa: PTH116  (see above)
    except OSError:
        return None
    return found & STAMPS


def stamp(told: os.stat_result) -> int:
    """What the file system tells of a file, as one number, which may be added to others."""
    return hash((told.st_size, told.st_mtime_ns, told.st_ino)) & STAMPS
