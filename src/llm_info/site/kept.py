"""What is known of single entries, kept between builds in a database that can be deleted any time.

The fields of an entry are found again by the digest of its file, its records in the open data by
the mark of all that they were made from, so that what is old is never taken for what is new, and
nothing has to be in memory. Where there is no lasting database, one in memory stands in for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from llm_info.site.pages.formats import Format, Record
from llm_info.store import Row

_SCHEMA = """
CREATE TABLE records (id TEXT PRIMARY KEY, mark BLOB, json TEXT, bib TEXT, ris TEXT, csl TEXT,
    csv TEXT);
CREATE TABLE entries (path TEXT PRIMARY KEY, size INTEGER, content INTEGER, record INTEGER,
    number INTEGER, digest BLOB, fields TEXT);
"""
_FORGET = """
DROP TABLE IF EXISTS records;
DROP TABLE IF EXISTS entries;
DELETE FROM program;
"""
_ASK = "SELECT json, bib, ris, csl, csv FROM records WHERE id = ? AND mark = ?"
_ASK_ENTRY = "SELECT size, content, record, number, digest, fields FROM entries WHERE path = ?"
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_AT_ONCE = 1000
"""Records, or entries, that are written in one transaction."""


class KeptEntries:
    """Fields and records of entries in a database: `Rows` and `Kept` at once.

    Args:
        path: Where it is.
        program: Who read and made them; those of another are forgotten.
    """

    def __init__(self, path: Path, program: str) -> None:
        self._path = path
        self._read: dict[str, Row] = {}
        self._new: dict[str, tuple[bytes, Record]] = {}
        self._last: tuple[str, bytes, Record] | None = None
        self._program = program
        self._open()

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _opened(self._path, self._program)
        except (sqlite3.Error, OSError) as error:
            self._database = self._in_memory(error)
        self._there = {row[0] for row in self._asked("SELECT id FROM records", ())}

    def open_again(self) -> None:
        """Go on in a copy of the process: SQLite forbids to use a database there, or to close it.

        See https://www.sqlite.org/howtocorrupt.html, section 2.6.
        """
        self._inherited = self._database
        self._read.clear()
        self._new.clear()
        self._open()

    def _in_memory(self, error: Exception) -> sqlite3.Connection:
        """A database to go on with. A damaged one is not left to the next build."""
        if getattr(error, "sqlite_errorcode", None) not in _IN_USE:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        database = sqlite3.connect(":memory:")
        database.executescript(_SCHEMA)
        return database

    def _asked(self, ask: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Rows of an answer; none from a database that does not answer."""
        try:
            return self._database.execute(ask, values).fetchall()
        except sqlite3.Error as error:
            self._database.close()
            self._database = self._in_memory(error)
            return []

    def get(self, path: str) -> Row | None:
        """See `Rows`."""
        if (new := self._read.get(path)) is not None:
            return new
        for size, content, record, number, digest, text in self._asked(_ASK_ENTRY, (path,)):
            return Row((size, content, record, number), digest, text)
        return None

    def __setitem__(self, path: str, row: Row) -> None:
        """See `Rows`."""
        self._read[path] = row
        if len(self._read) >= _AT_ONCE:
            self.save()

    def record(self, entry_id: str, mark: bytes) -> Record | None:
        """See `Kept`; a page and the files beside it ask for the same one, so the last is here."""
        if self._last is not None and self._last[:2] == (entry_id, mark):
            return self._last[2]
        new = self._new.get(entry_id)
        if new is not None:
            return new[1] if new[0] == mark else None
        if entry_id not in self._there:
            return None
        for texts in self._asked(_ASK, (entry_id, mark)):
            if all(isinstance(text, str) for text in texts):
                self._last = entry_id, mark, Record(*texts)
                return self._last[2]
        return None

    def texts(self, marks: Mapping[str, bytes], name: Format) -> Mapping[str, str]:
        """See `Kept`."""
        places = ", ".join("?" * len(marks))
        ask = f"SELECT id, mark, {name} FROM records WHERE id IN ({places})"  # noqa: S608  (one of five)
        known = self._asked(ask, tuple(marks))
        found = {one: text for one, mark, text in known if marks[one] == mark and text}
        for one in self._new.keys() & marks.keys():
            mark, record = self._new[one]
            if mark == marks[one]:
                found[one] = record.text(name)
            else:
                found.pop(one, None)
        return found

    def keep(self, entry_id: str, mark: bytes, record: Record) -> None:
        """See `Kept`."""
        self._new[entry_id] = (mark, record)
        self._last = entry_id, mark, record
        if len(self._new) >= _AT_ONCE:
            self.save()

    def save(self) -> None:
        """Write what is not written yet."""
        try:
            self._write()
        except sqlite3.Error as error:
            self._database.close()
            self._database = self._in_memory(error)
            self._write()
        self._there |= self._new.keys()
        self._read.clear()
        self._new.clear()

    def _write(self) -> None:
        entries = [(path, *row.stamp, row.digest, row.text) for path, row in self._read.items()]
        records = [
            (name, mark, one.json, one.bib, one.ris, one.csl, one.csv)
            for name, (mark, one) in self._new.items()
        ]
        with self._database:
            for table, rows in (("entries", entries), ("records", records)):
                ask = f"REPLACE INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  (see there)
                self._database.executemany(ask, rows)

    def forget_but(self, paths: Collection[str], ids: Collection[str]) -> None:
        """Forget all other entries.

        Args:
            paths: Files of entries.
            ids: The entries.
        """
        self.save()
        tables = (("entries", "path", paths), ("records", "id", ids))
        with suppress(sqlite3.Error), self._database:  # what is too much does no harm
            for table, key, wanted in tables:
                known = self._database.execute(f"SELECT {key} FROM {table}")  # noqa: S608
                gone = [row for row in known if row[0] not in wanted]
                self._database.executemany(f"DELETE FROM {table} WHERE {key} = ?", gone)  # noqa: S608

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def _opened(path: Path, program: str) -> sqlite3.Connection:
    """The database, which has nothing of another program.

    Raises:
        sqlite3.Error: It is none, or nobody may write here.
    """
    database = sqlite3.connect(path)
    try:
        with database:
            database.execute("CREATE TABLE IF NOT EXISTS program (name TEXT)")
            if database.execute("SELECT name FROM program").fetchall() != [(program,)]:
                database.executescript(_FORGET + _SCHEMA)
                database.execute("INSERT INTO program VALUES (?)", (program,))
    except BaseException:
        database.close()
        raise
    return database
