"""Puts fetched PDFs into their places: verified, written down, then named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Lock

from llm_info import pdf
from llm_info.cli.common import stdout
from llm_info.cli.parts import FailedError, Wanted
from llm_info.model import Catalog, Entry
from llm_info.pdf import record
from llm_info.pdf.naming import match_entry
from llm_info.pdf.record import Record


class Keeper:
    """Verifies PDFs and writes them down, from any thread.

    Args:
        root: The catalog's root.
        catalog: Its entries.
        inspector: Reads them.
        today: As `YYYY-MM-DD`.
    """

    def __init__(self, root: Path, catalog: Catalog, inspector: pdf.Inspector, today: str) -> None:
        known = catalog.by_id.keys() | catalog.unread
        self._root = root
        self._entries = catalog.by_id
        self._today = today
        self._records = {entry: row for entry, row in record.load(root).items() if entry in known}
        self._inspector = inspector
        self._one_at_a_time = Lock()

    def recorded_first(self, entry: str, urls: tuple[str, ...]) -> tuple[str, ...]:
        """The address on record first, if it is still among those of the entry: same bytes."""
        known = self._records.get(entry)
        return tuple(sorted(urls, key=lambda url: known is None or url != known.url))

    def accept(self, wanted: Wanted, url: str) -> str:
        """Verify a whole part, write it down, give it its name.

        It is written down first: a record without a file is what every fresh clone has, a file
        without a record would have to be explained.

        Returns:
            A note, if its bytes are others than those on record.

        Raises:
            FailedError: It is not the PDF of its entry; the part is removed.
        """
        with self._one_at_a_time:
            old = self._records.get(wanted.entry)
            problems, row = self._look_into(wanted.entry, wanted.part, url)
            if row is not None:
                self._write(wanted.entry, row)
        if row is None:
            wanted.part.unlink(missing_ok=True)
            wanted.origin.unlink(missing_ok=True)
            raise FailedError(problems)
        wanted.part.replace(wanted.path)
        wanted.origin.unlink(missing_ok=True)
        changed = old is not None and old.sha256 != row.sha256
        return "other bytes than those on record, which now has these" if changed else ""

    def adopt(self, entries: Iterable[Entry]) -> int:
        """Write down PDFs that somebody put there. Returns how many are not what they should be."""
        failed = 0
        for entry in entries:
            path = record.pdf_path(self._root, entry.id)
            if entry.id in self._records or not path.is_file():
                continue
            problems, row = self._look_into(entry.id, path, "")
            if row is None:
                failed += 1
                stdout().print(f"{record.FOLDER}/{path.name}: {problems}")
            else:
                self._write(entry.id, row)
        return failed

    def _look_into(self, entry: str, path: Path, url: str) -> tuple[str, Record | None]:
        inspected = self._inspector.inspect(path)
        if not inspected.readable:
            return inspected.reason, None
        found = match_entry(inspected, self._entries[entry])
        if found.verdict is pdf.Sameness.OTHER:
            return f"it is another paper: {found.reason}", None
        return "", record.Record(
            sha256=record.digest(path),
            bytes=path.stat().st_size,
            pages=inspected.pages or 0,
            url=url,
            fetched=self._today,
        )

    def _write(self, entry: str, row: Record) -> None:
        old = self._records.get(entry)
        if old is not None and replace(old, fetched=row.fetched) == row:
            return
        self._records[entry] = row
        record.save(self._root, self._records)
