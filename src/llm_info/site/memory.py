"""What a build of the site remembers for the next one, in a database that can be deleted any time.

It lies in the user's cache folder. Nothing in it is code; what cannot be read is forgotten; another
version of the program begins with an empty one.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (path TEXT PRIMARY KEY, key BLOB, pattern TEXT, stamp INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for a page.

    Attributes:
        key: Of all that the page was made from.
        pattern: Its files, one per line, with NUL for the page's address without its last slash:
            pages alike share one.
        stamp: Of all its files, as one number.
    """

    key: bytes
    pattern: str
    stamp: int

    @classmethod
    def of(cls, path: str, key: bytes, names: list[str], stamp: int) -> Written:
        """What was written for the page at an address: files of these names."""
        page = path.rstrip("/")
        lines = "\n".join(names)
        return cls(key, sys.intern(lines.replace(page, "\0") if page else lines), stamp)


def names_of(path: str, pattern: str) -> list[str]:
    """The files of a page.

    Args:
        path: Address of the page.
        pattern: As in `Written`.
    """
    return pattern.replace("\0", path.rstrip("/")).split("\n") if pattern else []


@dataclass
class Memory:
    """What is remembered.

    Attributes:
        facts: Name → JSON value.
        pages: Address of a page → what was written for it.
    """

    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    pages: dict[str, Written] = field(default_factory=dict[str, Written])


def program() -> str:
    """What tells this program, and all that it renders with, from any other."""
    digest = hashlib.blake2b(digest_size=16)
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".html", ".xml", ".css", ".js", ".json"):
            told = path.stat()
            digest.update(f"{path} {told.st_size} {told.st_mtime_ns}\n".encode())
    names = ("llm-info", "mkdocs", "mkdocs-material", "jinja2", "markdown", "pymdown-extensions")
    return " ".join([digest.hexdigest(), *(version(name) for name in names)])


def load(path: Path, program: str) -> Memory:
    """What was remembered by this very program; nothing if there is none, or it is damaged."""
    if not path.is_file():
        return Memory()
    try:
        with closing(sqlite3.connect(path)) as database:
            facts = dict(database.execute("SELECT name, value FROM facts"))
            if facts.get("program") != program:
                return Memory()
            pages = {
                path: Written(key, sys.intern(pattern), stamp)
                for path, key, pattern, stamp in database.execute(
                    "SELECT path, key, pattern, stamp FROM pages"
                )
            }
            known = {name: json.loads(text) for name, text in facts.items() if name != "program"}
    except (sqlite3.Error, ValueError, TypeError):
        return Memory()
    return Memory(known, pages)


def entries_path(path: Path) -> Path:
    """Where what is known of single entries is kept, beside the database that remembers."""
    return path.with_suffix(".entries.sqlite")


def forget(path: Path) -> None:
    """Forget all that is remembered."""
    for one in (path, entries_path(path)):
        one.unlink(missing_ok=True)


def facts(path: Path, program: str) -> dict[str, Any]:
    """The facts alone; none where `load` gives nothing."""
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(path)) as database:
            found = dict(database.execute("SELECT name, value FROM facts"))
        if found.pop("program", None) != program:
            return {}
        return {name: json.loads(text) for name, text in found.items()}
    except (sqlite3.Error, ValueError, TypeError):
        return {}


def stamps(path: Path) -> Iterator[tuple[list[str], int]]:
    """Names and stamp of what was written for each page; a stamp that no page has if damaged."""
    try:
        with closing(sqlite3.connect(path)) as database:
            for page, pattern, stamp in database.execute("SELECT path, pattern, stamp FROM pages"):
                yield names_of(page, pattern), stamp
    except (sqlite3.Error, AttributeError):
        yield [], -1


def save(path: Path, program: str, before: Memory, now: Memory) -> None:
    """Remember.

    Args:
        path: Where.
        program: Who remembers.
        before: What was remembered there.
        now: What is to be remembered.
    """
    if not before.facts:
        path.unlink(missing_ok=True)
        before = Memory()
    gone = before.pages.keys() - now.pages.keys()
    new = (
        (name, one.key, one.pattern, one.stamp)
        for name, one in now.pages.items()
        if before.pages.get(name) is not one
    )
    facts = {name: json.dumps(value) for name, value in now.facts.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path)) as database, database:
            database.executescript(_SCHEMA)
            database.executemany(
                "REPLACE INTO facts VALUES (?, ?)", (facts | {"program": program}).items()
            )
            database.executemany("DELETE FROM pages WHERE path = ?", ((name,) for name in gone))
            database.executemany("REPLACE INTO pages VALUES (?, ?, ?, ?)", new)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)  # the next build begins anew
