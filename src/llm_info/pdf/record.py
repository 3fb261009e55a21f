"""`papers/pdfs.json`: digest, size, pages and origin of each PDF, which is not committed itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from llm_info.errors import LlmInfoError
from llm_info.store import replace_text

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "papers"
FILE = Path(FOLDER, "pdfs.json")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one PDF.

    Attributes:
        sha256: Digest of its bytes.
        bytes: How many they are.
        pages: Number of pages.
        url: Where it came from; empty if somebody put it there.
        fetched: The day, as `YYYY-MM-DD`.
    """

    sha256: str
    bytes: int
    pages: int
    url: str
    fetched: str


def pdf_path(root: Path, entry_id: str) -> Path:
    """Where the PDF of an entry lives."""
    return root / FOLDER / f"{entry_id}.pdf"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def load(root: Path) -> dict[str, Record]:
    """Read the record, by entry; empty if there is none yet.

    Raises:
        LlmInfoError: The file is there but is no record.
    """
    path = root / FILE
    if not path.exists():
        return {}
    try:
        rows = cast("dict[str, dict[str, Any]]", json.loads(path.read_text("utf-8"))["pdfs"])
        return {entry: Record(**row) for entry, row in rows.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LlmInfoError(
            f"{FILE.as_posix()} cannot be read: {error}",
            hint="restore it with git, or delete it and run: llm-info pdfs pull",
        ) from error


def save(root: Path, records: Mapping[str, Record]) -> None:
    """Write the record, sorted by entry; a crash leaves the old one or the new one."""
    rows = {entry: asdict(record) for entry, record in sorted(records.items())}
    replace_text(root / FILE, json.dumps({"pdfs": rows}, indent=1, ensure_ascii=False) + "\n")
