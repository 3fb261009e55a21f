"""A look at the first and last bytes of a file. It needs no parser and finds most damage."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES = 2048
TAIL_BYTES = 2048

_HEADER_WITHIN = 1024
"""Readers look for the header and for the end within so many bytes (ISO 32000-1, annex H.3.4)."""

_NEWLINES_AFTER_END = 32
_HEADER = re.compile(rb"%PDF-(\d\.\d)?")
_STARTXREF = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_XREF_TARGET = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b|\bendobj\b|\bendstream\b")
_SPACE = b" \t\r\n\f\0"
_MANGLED = b"\xef\xbf\xbd\xef\xbf\xbd"
"""Two replacement characters in UTF-8: binary bytes went through a text editor."""

_OTHERS = (
    (b"version https://git-lfs", "a Git LFS pointer"),
    (b"/annex/objects/", "a git-annex pointer"),
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip file"),
    (b"%!PS", "PostScript"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\\documentclass", "LaTeX"),
    (b"{\\rtf", "RTF"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What the first and last bytes say.

    Attributes:
        is_pdf: Whether a PDF begins here.
        reason: What is wrong, in half a sentence; empty if nothing is.
        version: Version of the format, if the header gives one.
        truncated: Whether the end is missing.
        junk: `before` and `after` where foreign bytes stand around the PDF.
    """

    is_pdf: bool
    reason: str = ""
    version: str | None = None
    truncated: bool = False
    junk: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether nothing speaks against opening it."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Extent:
    """Where in a file the PDF begins and ends, in bytes."""

    start: int
    end: int


def look(head: bytes, tail: bytes | None = None, size: int | None = None) -> Look:
    """Judge by the beginning of a file and, if it is at hand, by its end.

    Args:
        head: The first 2048 bytes, or all of a shorter file.
        tail: The last 2048 bytes, or all of a shorter file; without it nothing is said of the end.
        size: Length of the file, if it is known.

    >>> look(b"<!DOCTYPE html><title>Sign in</title>").reason
    'it is HTML, not a PDF'
    """
    if size == 0 or not head:
        return Look(is_pdf=False, reason="it is empty")
    header = _HEADER.search(head[: _HEADER_WITHIN + len(b"%PDF-1.7")])
    if header is None:
        return Look(is_pdf=False, reason=_what_else(head))
    seen = Look(
        is_pdf=True,
        version=header[1].decode() if header[1] else None,
        junk=("before",) if header.start() else (),
    )
    if _MANGLED in head[header.start() :]:
        return replace(seen, reason="it went through a program that took it for text")
    if tail is None:
        return seen
    end = tail.rfind(b"%%EOF")
    if end < 0:
        return replace(seen, reason="it is cut off: its end is missing", truncated=True)
    if len(tail[end:].rstrip(_SPACE)) > _NEWLINES_AFTER_END:
        seen = replace(seen, junk=(*seen.junk, "after"))
    return seen


def look_at(path: Path, *, file_bytes: int = 100 << 20) -> tuple[Look, Extent]:
    """Judge a file by its two ends and by where its cross-reference table should be.

    Args:
        path: The file.
        file_bytes: A larger file is turned down.

    Returns:
        The verdict, and where the PDF is in the file.

    Raises:
        OSError: The file cannot be opened.
    """
    size = path.stat().st_size
    whole = Extent(0, size)
    if size > file_bytes:
        return Look(is_pdf=False, reason=f"it is larger than {file_bytes >> 20} MiB"), whole
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        seen = look(head, None, size)
        if not seen.fine:
            return seen, whole
        end = _find_end(stream, size)
        if end is None:
            return replace(seen, reason="it is cut off: its end is missing", truncated=True), whole
        stream.seek(end)
        rest = stream.read()
        if _OBJECT.search(rest):
            return replace(seen, reason="it is cut off: its end is missing", truncated=True), whole
        if len(rest.strip(_SPACE)) > _NEWLINES_AFTER_END:
            seen = replace(seen, junk=(*seen.junk, "after"))
        start = _start(stream, head, end)
    if start is None:
        return replace(
            seen, reason="it is damaged: its table of objects is not where it says"
        ), whole
    return seen, Extent(start, end)


def _find_end(stream: BinaryIO, size: int) -> int | None:
    """Offset behind the last `%%EOF`."""
    step, overlap = 1 << 20, len(b"%%EOF") - 1
    upper = size
    while upper > 0:
        lower = max(0, upper - step)
        stream.seek(lower)
        found = stream.read(upper - lower + overlap).rfind(b"%%EOF")
        if found >= 0:
            return lower + found + len(b"%%EOF")
        upper = lower
    return None


def _start(stream: BinaryIO, head: bytes, end: int) -> int | None:
    """Offset from which the PDF counts its own; `None` if its table is nowhere to be found."""
    lower = max(0, end - TAIL_BYTES)
    stream.seek(lower)
    pointers = _STARTXREF.findall(stream.read(end - lower))
    if not pointers:
        return None
    header = head.find(b"%PDF-")
    for start in dict.fromkeys((0, header)):
        stream.seek(start + int(pointers[-1]))
        if _XREF_TARGET.match(stream.read(40)):
            return start
    return None


def _what_else(head: bytes) -> str:
    for magic, name in _OTHERS:
        if magic in head[:200] if magic.isascii() and len(magic) > 4 else head.startswith(magic):  # noqa: PLR2004  (long words may stand a little later)
            return f"it is {name}, not a PDF"
    if _HTML.search(head):
        return "it is HTML, not a PDF"
    if b" obj" in head and b"<<" in head:
        return "it is damaged: it has no PDF header"
    return "it is not a PDF"
