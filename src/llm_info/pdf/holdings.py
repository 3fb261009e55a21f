"""What the local copy of a paper is worth: is it there, whole, and the paper of its entry?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from llm_info.identifiers import GitHubTarget
from llm_info.model import Entry
from llm_info.pdf import record
from llm_info.pdf.matching import Sameness
from llm_info.pdf.naming import match_entry
from llm_info.pdf.record import Record
from llm_info.pdf.report import PdfReport


def pdf_urls(entry: Entry) -> tuple[str, ...]:
    """Where an entry's PDF may be: as written, then what follows from its identifiers."""
    written = [
        target.raw_url if (target := GitHubTarget.recognize(url)) and target.view else url
        for url in entry.links.pdf
    ]
    derived = [url for kind, url in entry.derived_links() if kind == "pdf"]
    return tuple(dict.fromkeys(written + derived))


@dataclass(frozen=True, slots=True)
class Verified:
    """What is to be said of one local PDF.

    Attributes:
        entry: Id of the entry.
        problems: What is wrong; empty if nothing is.
        notes: What is worth knowing.
    """

    entry: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def verify(entry: Entry, path: Path, inspected: PdfReport, known: Record | None) -> Verified:
    """Compare a local PDF with its record and with its entry."""
    problems: list[str] = []
    notes: list[str] = []
    if known is None:
        notes.append("not on record; llm-info pdfs pull writes it down")
    elif known.sha256 != record.digest(path):
        problems.append("its bytes are not those on record")
    if not inspected.readable:
        problems.append(inspected.reason)
        return Verified(entry.id, tuple(problems), tuple(notes))
    found = match_entry(inspected, entry)
    match found.verdict:
        case Sameness.OTHER:
            problems.append(f"it is another paper: {found.reason}")
        case Sameness.UNKNOWN:
            notes.append(f"it may be another paper: {found.reason}")
        case Sameness.SAME:
            if found.score < 1:
                notes.append(found.reason)
    if inspected.damaged_streams:
        problems.append(_failing(inspected.damaged_streams))
    return Verified(entry.id, tuple(problems), (*notes, *_remarks(inspected)))


def _failing(streams: int) -> str:
    noun = "stream fails its" if streams == 1 else "streams fail their"
    return f"{streams} {noun} checksum"


def _remarks(inspected: PdfReport) -> Iterator[str]:
    if inspected.active_content:
        yield f"it carries {', '.join(inspected.active_content)}"
    if inspected.junk:
        yield f"foreign bytes stand {' and '.join(inspected.junk)} it"


class State(StrEnum):
    """Where the PDF of an entry is."""

    HERE = "here"
    CHANGED = "changed"
    PARTLY = "partly here"
    ON_RECORD = "on record"
    MISSING = "missing"
    NOWHERE = "no address"


@dataclass(frozen=True, slots=True)
class StatusRow:
    """The state of one entry's PDF; pages and bytes are those on record."""

    entry: str
    state: State
    pages: int | None
    bytes: int | None


def status(root: Path, entry: Entry, known: Record | None) -> StatusRow:
    """Look where the PDF of an entry is."""
    path = record.pdf_path(root, entry.id)
    pages, size = (known.pages, known.bytes) if known else (None, None)
    if path.is_file():
        size = path.stat().st_size
        state = State.CHANGED if known and known.bytes != size else State.HERE
    elif path.with_name(f"{path.name}.part").is_file():
        state = State.PARTLY
    elif known:
        state = State.ON_RECORD
    else:
        state = State.MISSING if pdf_urls(entry) else State.NOWHERE
    return StatusRow(entry.id, state, pages, size)
