"""Entries → files. A file is replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from llm_info.store.canonical import emit, entry_as_plain
from llm_info.store.comments import find_comments
from llm_info.store.files import CATALOG, parse_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm_info.model import Entry
    from llm_info.store.tree import Fault, Value


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
    """
    path = entry_path(root, entry)
    comments = find_comments(path.read_text("utf-8")) if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, emit(entry_as_plain(entry), comments))
    return path


def write_vocabulary(path: Path, value: Mapping[str, Value]) -> None:
    """Write `topics.yaml` or `venues.yaml` in canonical form; comments of an older one are kept."""
    old = path.read_text("utf-8") if path.exists() else None
    text = emit(value, find_comments(old) if old else None)
    if text != old:
        replace_text(path, text)


def replace_text(path: Path, text: str) -> None:
    """Write a file so that a reader or a crash sees the old text or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
