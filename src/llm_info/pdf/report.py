"""What is said of a PDF, and the limits under which it is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from llm_info.identifiers import ArxivId, Doi


class Encryption(StrEnum):
    """Who may open a PDF."""

    NO = "no"
    OWNER = "owner"
    """Anybody may read; changing or printing needs a password."""
    USER = "user"
    """Nobody may read without a password."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one PDF may cost.

    Attributes:
        seconds: Time on the clock.
        cpu_seconds: Time of computation.
        memory: Address space of the child process in bytes; not held on Windows and macOS.
        file_bytes: Larger files are not opened.
    """

    seconds: float = 9.0
    cpu_seconds: int = 8
    memory: int = 512 << 20
    file_bytes: int = 100 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What arXiv prints up the left edge of page 1.

    Attributes:
        arxiv: The id.
        version: Its version.
        date: When that version was announced, as `YYYY-MM-DD`.
    """

    arxiv: ArxivId
    version: int
    date: str


@dataclass(frozen=True, slots=True)
class PdfReport:
    """What a PDF is.

    Attributes:
        readable: Whether the first page can be read; a PDF in want of a password cannot.
        reason: Why it cannot, in half a sentence; empty if it can.
        pages: Number of pages.
        version: Of the format, such as `1.5`.
        encrypted: Who may open it.
        truncated: Whether its end is missing.
        junk: `before` and `after` where foreign bytes stand around it.
        active_content: Of `javascript`, `launch` and `embedded-file`, what it carries.
        repairs: What the parser had to mend or skip.
        damaged_streams: How many streams fail their own checksum; `None` if that was not asked.
        metadata_title: The title that its metadata give, which is often a template's.
        printed_title: The title as printed on page 1, found by place and size.
        authors: The lines below the printed title, as printed; a suggestion, not a fact.
        texts: Text of the first two pages.
        stamp: arXiv's stamp on page 1.
        doi: The DOI that page 1 gives as its own.
    """

    readable: bool
    reason: str = ""
    pages: int | None = None
    version: str | None = None
    encrypted: Encryption = Encryption.NO
    truncated: bool = False
    junk: tuple[str, ...] = ()
    active_content: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    damaged_streams: int | None = None
    metadata_title: str = ""
    printed_title: str = ""
    authors: str = ""
    texts: tuple[str, ...] = ()
    stamp: Stamp | None = None
    doi: Doi | None = None

    @classmethod
    def unreadable(cls, reason: str) -> Self:
        """A PDF of which nothing but the fault is known."""
        return cls(readable=False, reason=reason)

    @property
    def title(self) -> str:
        """The printed title, or else what the metadata say."""
        return self.printed_title or self.metadata_title

    @property
    def arxiv(self) -> ArxivId | None:
        """The id in the stamp."""
        return self.stamp.arxiv if self.stamp else None

    @property
    def has_text(self) -> bool:
        """Whether there is a text layer; scans have none."""
        letters = 0
        for mark in "".join(self.texts):
            letters += mark.isalnum()
            if letters >= FEWEST_LETTERS:
                return True
        return False


FEWEST_LETTERS = 200
"""Fewer letters than this on the first two pages are no text: nothing can be said about them."""


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The text of every page of a PDF.

    Attributes:
        pages: One text per page; empty for a page that could not be read.
        reason: Why there are none, or not all; empty if all were read.
    """

    pages: tuple[str, ...]
    reason: str = ""
