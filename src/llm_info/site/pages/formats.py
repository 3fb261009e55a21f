"""An entry as text in each format of the open data, and where such records are kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Format = Literal["json", "bib", "ris", "csl", "csv"]


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as text: a JSON object, a BibTeX and a RIS record, a CSL item, a line of CSV."""

    json: str
    bib: str
    ris: str
    csl: str
    csv: str

    def text(self, name: Format) -> str:
        """It in one format."""
        return getattr(self, name)


class Kept(Protocol):
    """Where records are kept: there are too many for the memory, and most outlast a build."""

    def record(self, entry_id: str, mark: bytes) -> Record | None:
        """A record, if one was kept that was made from what the mark stands for."""
        ...

    def texts(self, marks: Mapping[str, bytes], name: Format) -> Mapping[str, str]:
        """Entry id → a record's text, of several; an entry that none was kept of is left out."""
        ...

    def keep(self, entry_id: str, mark: bytes, record: Record) -> None:
        """Keep a record in the place of an earlier one of this entry."""
        ...


class InMemory:
    """Records of one catalog that never changes, such as a site has while it is made once."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}

    def record(self, entry_id: str, mark: bytes) -> Record | None:
        """See `Kept`."""
        del mark
        return self._records.get(entry_id)

    def texts(self, marks: Mapping[str, bytes], name: Format) -> Mapping[str, str]:
        """See `Kept`."""
        records = self._records
        return {one: records[one].text(name) for one in marks if one in records}

    def keep(self, entry_id: str, mark: bytes, record: Record) -> None:
        """See `Kept`."""
        del mark
        self._records[entry_id] = record
