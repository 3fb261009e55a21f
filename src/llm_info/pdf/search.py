"""Full text of the local PDFs: an index in SQLite, made on demand and kept up to date.

It can be thrown away at any time. A file is read again when its size or its time has changed.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llm_info.errors import LlmInfoError
from llm_info.pdf.inspector import Inspector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from llm_info.pdf.report import PageTexts

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    entry TEXT PRIMARY KEY, bytes INTEGER NOT NULL, changed INTEGER NOT NULL, reason TEXT NOT NULL
);
CREATE VIRTUAL TABLE IF NOT EXISTS pages USING fts5 (
    entry UNINDEXED, page UNINDEXED, text, tokenize = "unicode61 remove_diacritics 2"
);
"""
_VERSION = 1
_SNIPPET_WORDS = 24
_QUOTED_OR_WORD = re.compile(r'"([^"]*)"|(\S+)')
_HYPHEN_AT_LINE_END = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that has what was searched for.

    Attributes:
        entry: Id of the entry.
        page: Page, from 1.
        before: Text before the found words.
        pieces: Text in turns: found, between, found, …
    """

    entry: str
    page: int
    before: str
    pieces: tuple[str, ...]

    @property
    def snippet(self) -> str:
        """The text around, in one line."""
        return self.before + "".join(self.pieces)


class Index:
    """The index of one catalog.

    Args:
        path: Its file; made if it is not there, made anew if it is of another version.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open(path)
        except sqlite3.DatabaseError as error:
            raise LlmInfoError(
                f"the index {path} cannot be used: {error}", hint="delete it; it is made anew"
            ) from error

    def _open(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            self._database.executescript(
                "DROP TABLE IF EXISTS files; DROP TABLE IF EXISTS pages; PRAGMA user_version = 0;"
            )
        self._database.executescript(f"{_SCHEMA} PRAGMA user_version = {_VERSION};")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def update(self, pdfs: Mapping[str, Path]) -> Iterator[str]:
        """Read what is new or changed, forget what is gone.

        Args:
            pdfs: The local PDFs by entry.

        Yields:
            Each entry that is about to be read.
        """
        rows = self._database.execute("SELECT entry, bytes, changed FROM files").fetchall()
        known = {entry: (size, changed) for entry, size, changed in rows}
        for entry in known.keys() - pdfs.keys():
            with self._database:
                self._forget(entry)
        with Inspector() as inspector:
            for entry, path in pdfs.items():
                state = path.stat()
                print_of_file = (state.st_size, state.st_mtime_ns)
                if known.get(entry) == print_of_file:
                    continue
                yield entry
                self._add(entry, print_of_file, inspector.page_texts(path))

    def _add(self, entry: str, state: tuple[int, int], texts: PageTexts) -> None:
        with self._database:
            self._forget(entry)
            self._database.executemany(
                "INSERT INTO pages (entry, page, text) VALUES (?, ?, ?)",
                [(entry, page, _readable(text)) for page, text in enumerate(texts.pages, 1)],
            )
            self._database.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?)", (entry, *state, texts.reason)
            )

    def _forget(self, entry: str) -> None:
        self._database.execute("DELETE FROM pages WHERE entry = ?", (entry,))
        self._database.execute("DELETE FROM files WHERE entry = ?", (entry,))

    def unread(self) -> dict[str, str]:
        """Entries whose PDF has no text to search, and why."""
        query = "SELECT entry, reason FROM files WHERE reason != '' ORDER BY entry"
        return dict(self._database.execute(query).fetchall())

    def search(self, pattern: str, *, most: int) -> list[Hit]:
        """Find pages that have all the words; words in double quotes must follow each other.

        Args:
            pattern: What to search for. A word that ends with `*` stands for all that begin so.
            most: No more pages than this, the best first.
        """
        query = _query(pattern)
        if not query:
            return []
        with closing(
            self._database.execute(
                "SELECT entry, page, snippet(pages, 2, char(2), char(3), '…', ?) FROM pages "
                "WHERE pages MATCH ? ORDER BY rank, entry, page LIMIT ?",
                (_SNIPPET_WORDS, query, most),
            )
        ) as rows:
            return [_hit(entry, page, snippet) for entry, page, snippet in rows]


def _hit(entry: str, page: int, snippet: str) -> Hit:
    before, *pieces = re.split("[\x02\x03]", " ".join(snippet.split()))
    return Hit(entry, page, before, tuple(pieces))


def _query(pattern: str) -> str:
    """The pattern in FTS5's language, where nothing of the user's is an operator."""
    phrases: list[str] = []
    for quoted, word in _QUOTED_OR_WORD.findall(pattern):
        text = (quoted or word).replace('"', " ")
        if any(map(str.isalnum, text)):
            star = "*" if word.endswith("*") else ""
            phrases.append(f'"{text.rstrip("*")}"{star}')
    return " AND ".join(phrases)


def _readable(text: str) -> str:
    """Join words that were broken at a line's end, and take ligatures apart."""
    return _HYPHEN_AT_LINE_END.sub("", unicodedata.normalize("NFKC", text))


def as_rows(hits: Sequence[Hit]) -> list[dict[str, str | int]]:
    """The hits as plain values."""
    return [{"entry": hit.entry, "page": hit.page, "snippet": hit.snippet} for hit in hits]
