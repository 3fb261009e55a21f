"""Files of a catalog: where they are, and how their bytes become a mapping or faults."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from llm_info.finding import Severity
from llm_info.store.tree import Fault, Place, Value, parse

MAX_BYTES = 256 * 1024
"""Size of the largest file that is read. A real entry has 1 KiB, one with 450 authors 12 KiB."""

TOPICS = "topics.yaml"
VENUES = "venues.yaml"
LINKS = "links.yaml"
WAIVERS = "waivers.yaml"
RULES = "rules.yaml"
VOCABULARY = (TOPICS, VENUES, LINKS)
"""Files that say what words of entries mean; the last one may be missing."""

NO_ENTRIES = frozenset([*VOCABULARY, WAIVERS, RULES])
"""Files of the top folder that are no entries."""

_START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Document:
    """What became of a file.

    Attributes:
        text: Its text, if it is text.
        value: Its mapping, if it can be parsed.
        faults: What is wrong with it. With a mapping, only what does not stop anybody.
    """

    text: str | None
    value: dict[str, Value] | None
    faults: tuple[Fault, ...]


def entry_files(folder: Path) -> Iterator[Path]:
    """All files below `catalog/` that are meant as entries, in a stable order.

    Folders and links to folders that are named like files or lead elsewhere are among them, so that
    whoever reads them says so; hidden files are not.
    """
    for topic, name in entry_names(folder):
        yield folder / topic / name


def entry_names(folder: Path) -> Iterator[tuple[str, str]]:
    """The same, each as its name behind its folder, which is relative with `/`, `.` at the top."""
    for here, folders, files in os.walk(folder):
        folders.sort()
        links = [name for name in folders if Path(here, name).is_symlink()]
        suspects = [name for name in folders if name.endswith(".yaml") or name in links]
        topic = Path(here).relative_to(folder).as_posix()
        for name in sorted([*files, *suspects]):
            if name.startswith(".") or (topic == "." and name in NO_ENTRIES):
                continue
            if name.endswith((".yaml", ".yml")) or name in links:
                yield topic, name


def read_text(path: Path, inside: Path) -> tuple[str | None, tuple[Fault, ...]]:
    """Read a file of the catalog as text; its size, kind, place and encoding are checked.

    Args:
        path: The file.
        inside: Folder that the file must not lead out of, also through links.
    """
    try:
        if not path.resolve(strict=True).is_relative_to(inside.resolve()):
            return None, (
                Fault(_START, "LLM009", "is a link out of the catalog", "put the file itself here"),
            )
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        return None, (_unreadable(path, error),)
    return _read(path)


def open_text(path: Path, inside: Path) -> tuple[str | None, tuple[Fault, ...]]:
    """`read_text` for a file that `entry_names` found: no folder on the way to it is a link."""
    try:
        known = path.lstat()
    except OSError as error:
        return None, (_unreadable(path, error),)
    return read_text(path, inside) if stat.S_ISLNK(known.st_mode) else _read(path, known)


def _read(path: Path, known: os.stat_result | None = None) -> tuple[str | None, tuple[Fault, ...]]:
    try:
        known = known or path.stat()  # before it is opened: a pipe would make us wait
        if not stat.S_ISREG(known.st_mode):
            what = "a folder" if stat.S_ISDIR(known.st_mode) else "no regular file"
            return None, (
                Fault(_START, "LLM001", f"is {what}, not an entry", "rename or remove it"),
            )
        with path.open("rb", buffering=0) as stream:
            content = stream.read(min(known.st_size, MAX_BYTES) + 1)
    except OSError as error:
        return None, (_unreadable(path, error),)
    if len(content) > MAX_BYTES:
        hint = "is it an entry? one with 450 authors has 12 KiB"
        return None, (Fault(_START, "LLM002", f"has more than {MAX_BYTES // 1024} KiB", hint),)
    try:
        return content.decode(), ()
    except UnicodeDecodeError as error:
        return None, (_encoding_fault(content, error),)


def _unreadable(path: Path, error: OSError | RuntimeError) -> Fault:
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return Fault(
            _START, "LLM001", "is a link to a file that is not there", "put the file itself here"
        )
    reason = error.strerror if isinstance(error, OSError) else "a loop of links"
    return Fault(_START, "LLM001", f"cannot be read: {reason}", "look at its permissions")


def _encoding_fault(content: bytes, error: UnicodeDecodeError) -> Fault:
    before = content[: error.start]
    column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    return Fault(
        Place(before.count(b"\n") + 1, column),
        "LLM003",
        f"holds the byte 0x{content[error.start]:02x}, which is not UTF-8",
        "save the file as UTF-8",
    )


def open_document(path: Path, inside: Path) -> Document:
    """Read and parse a file whose document must be a mapping."""
    text, faults = open_text(path, inside)
    if text is None:
        return Document(None, None, faults)
    value, faults = parse_mapping(text)
    return Document(text, value, (*faults, *_line_end_faults(text)))


def parse_mapping(text: str) -> tuple[dict[str, Value] | None, tuple[Fault, ...]]:
    """Parse a text whose document must be a mapping."""
    value, faults = parse(text)
    if faults:
        return None, faults
    if not isinstance(value, dict):
        return None, (Fault(_START, "LLM008", "is not a mapping", "write one key: value per line"),)
    return value, ()


def _line_end_faults(text: str) -> tuple[Fault, ...]:
    found = text.find("\r\n")
    if found < 0:
        return ()
    return (
        Fault(
            Place(1, found + 1),
            "LLM015",
            "ends its lines with CR LF",
            "llm-info fmt mends it; for good, write '*.yaml text eol=lf' into .gitattributes",
            Severity.WARNING,
        ),
    )
