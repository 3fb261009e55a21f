"""What the child process does with one PDF. The only module that imports pypdf."""

from __future__ import annotations

import io
import logging
import math
import re
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from pypdf import PasswordType, PdfReader, overwrite_configuration
from pypdf.generic import DictionaryObject, IndirectObject

from llm_info.pdf.headline import Piece, find_headline
from llm_info.pdf.marks import find_doi, find_stamp

MOST_LETTERS = 20_000
"""Of a page's text; a dense page has 8,000."""

PAGES_WITH_TEXT = 2
PAGES_SEARCHED_FOR_ACTIONS = 20
MOST_REPAIRS = 20

_HARMLESS = ("fontTools", "form XObject invocations")
"""Notices of pypdf that say nothing about the file's health."""

_SPACE = re.compile(r"\s+")
_CHUNK = 1 << 20
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LENGTH_OF_DICTIONARY = 2000

overwrite_configuration(
    zlib_maximum_output_length=32_000_000,
    lzw_maximum_output_length=32_000_000,
    run_length_maximum_output_length=32_000_000,
    array_based_stream_maximum_output_length=32_000_000,
    brotli_maximum_output_length=32_000_000,
    stream_decoding_work_maximum_length=64_000_000,
    stream_parsing_work_maximum_count=500_000,
    page_tree_maximum_entries=20_000,
    jbig2dec_binary=None,
)


@dataclass
class _Answer:
    """What goes back to the parent, as plain values."""

    reason: str = ""
    pages: int | None = None
    version: str | None = None
    encrypted: str = "no"
    active_content: list[str] = field(default_factory=list[str])
    repairs: list[str] = field(default_factory=list[str])
    damaged_streams: int | None = None
    metadata_title: str = ""
    printed_title: str = ""
    authors: str = ""
    texts: list[str] = field(default_factory=list[str])
    stamp: tuple[str, int, str] | None = None
    doi: str | None = None


class _Notices(logging.Handler):
    """Keeps what pypdf logs: lenient reading repairs in silence."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        message = _clean(record.getMessage())[:200]
        if not any(word in message for word in _HARMLESS) and len(self.messages) < MOST_REPAIRS:
            self.messages[message] = None


@contextmanager
def _noticing() -> Generator[_Notices]:
    logger, notices = logging.getLogger("pypdf"), _Notices()
    logger.propagate = False
    logger.addHandler(notices)
    try:
        yield notices
    finally:
        logger.removeHandler(notices)


def answer(
    path: str, start: int, end: int, *, deep: bool = False, all_pages: bool = False
) -> dict[str, Any]:
    """Read a PDF.

    Args:
        path: Absolute path of the file.
        start: Where in it the PDF begins.
        end: Where it ends.
        deep: Whether to test the checksum of every compressed stream.
        all_pages: Whether only the text of all pages is wanted.
    """
    content = Path(path).read_bytes()[start:end]
    said = _Answer()
    with _noticing() as notices:
        try:
            _read(content, said, all_pages=all_pages)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  (pypdf raises nearly every type on bad files)
            said.reason = said.reason or f"it cannot be parsed: {_sentence(error)}"
    said.repairs = list(notices.messages)
    if deep and not said.reason and said.encrypted == "no":
        said.damaged_streams = sum(not intact for intact in _checksums(content))
    return asdict(said)


def _read(content: bytes, said: _Answer, *, all_pages: bool) -> None:
    pdf = PdfReader(io.BytesIO(content))
    said.version = pdf.pdf_header.removeprefix("%PDF-")
    if pdf.is_encrypted:
        if pdf.decrypt("") is PasswordType.NOT_DECRYPTED:
            said.encrypted, said.reason = "user", "it needs a password"
            return
        said.encrypted = "owner"
    said.pages = len(pdf.pages)
    if not said.pages:
        said.reason = "it has no pages"
        return
    if all_pages:
        said.texts = [_page_text(pdf, number) for number in range(said.pages)]
        return
    said.active_content = sorted(_active_content(pdf))
    said.metadata_title = _metadata_title(pdf)
    _read_first_page(pdf, said)
    said.texts += [_page_text(pdf, number) for number in range(1, min(PAGES_WITH_TEXT, said.pages))]


def _page_text(pdf: PdfReader, number: int) -> str:
    try:
        return _clean(pdf.pages[number].extract_text())[:MOST_LETTERS]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (one bad page does not spoil the others)
        logging.getLogger("pypdf").warning("page %d: %s", number + 1, _sentence(error))
        return ""


def _read_first_page(pdf: PdfReader, said: _Answer) -> None:
    page = pdf.pages[0]
    pieces: list[Piece] = []
    depth = 0

    def before(operator: bytes, *_: object) -> None:
        nonlocal depth
        depth += operator == b"Do"

    def after(operator: bytes, *_: object) -> None:
        nonlocal depth
        depth -= operator == b"Do"

    def see(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        if text:
            pieces.append(_piece(_clean(text), outer, inner, font, size, in_figure=depth > 0))

    text = page.extract_text(
        visitor_text=see, visitor_operand_before=before, visitor_operand_after=after
    )
    said.texts = [_clean(text)[:MOST_LETTERS]]
    headline = find_headline(pieces, float(page.mediabox.top), said.metadata_title)
    said.printed_title, said.authors = headline.title[:1000], headline.authors[:2000]
    turned = "".join(piece.text for piece in pieces if not piece.is_level)
    mark = find_stamp(turned, text.splitlines())
    said.stamp = (mark.arxiv, mark.version, mark.date) if mark else None
    said.doi = find_doi(said.texts[0], _targets(page))


def _piece(
    text: str, outer: list[float], inner: list[float], font: Any, size: float, *, in_figure: bool
) -> Piece:
    a = inner[0] * outer[0] + inner[1] * outer[2]
    b = inner[0] * outer[1] + inner[1] * outer[3]
    c = inner[2] * outer[0] + inner[3] * outer[2]
    d = inner[2] * outer[1] + inner[3] * outer[3]
    height = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    name = str(font.get("/BaseFont", "")) if isinstance(font, DictionaryObject) else ""
    level = a > 0 and abs(b) <= a
    return Piece(text, height, abs(size) * math.hypot(c, d), name, level, in_figure)


def _metadata_title(pdf: PdfReader) -> str:
    title = pdf.metadata.title if pdf.metadata else None
    return " ".join(_clean(title or "").split())[:1000]


def _plain(value: object) -> object:
    """What a reference leads to; pypdf answers references within bounds."""
    return value.get_object() if isinstance(value, IndirectObject) else value


def _dictionary(value: object) -> dict[str, object]:
    found = _plain(value)
    return cast("dict[str, object]", found) if isinstance(found, DictionaryObject) else {}


def _items(value: object) -> list[object]:
    found = _plain(value)
    return cast("list[object]", found) if isinstance(found, list) else []


def _active_content(pdf: PdfReader) -> set[str]:
    """What would run, start or be unpacked. No other tool that we know reports it."""
    root = _dictionary(pdf.trailer.get("/Root"))
    names = _dictionary(root.get("/Names"))
    found = _kinds_of_actions(root)
    if "/JavaScript" in names:
        found.add("javascript")
    if "/EmbeddedFiles" in names or "/AF" in root:
        found.add("embedded-file")
    for page in pdf.pages[:PAGES_SEARCHED_FOR_ACTIONS]:
        found |= _kinds_of_actions(cast("dict[str, object]", page))
        for annotation in _items(page.get("/Annots"))[:1000]:
            inside = _dictionary(annotation)
            found |= _kinds_of_actions(inside)
            if inside.get("/Subtype") == "/FileAttachment":
                found.add("embedded-file")
    return found


def _kinds_of_actions(owner: dict[str, object]) -> set[str]:
    actions = [owner.get("/OpenAction"), owner.get("/A"), *_dictionary(owner.get("/AA")).values()]
    kinds = {"/JavaScript": "javascript", "/Launch": "launch"}
    found: set[str] = set()
    for action in actions:
        current = _dictionary(action)
        for _ in range(10):
            if kind := kinds.get(str(current.get("/S"))):
                found.add(kind)
            following = current.get("/Next")
            current = _dictionary(following) or _dictionary(next(iter(_items(following)), None))
    return found


def _targets(page: Any) -> list[str]:
    """Addresses that the page links to."""
    found: list[str] = []
    for annotation in _items(page.get("/Annots"))[:1000]:
        target = _plain(_dictionary(_dictionary(annotation).get("/A")).get("/URI"))
        if isinstance(target, str | bytes):
            found.append(target if isinstance(target, str) else target.decode("latin-1"))
    return found


def _checksums(content: bytes) -> Iterator[bool]:
    """Whether each Flate stream inflates to what its own checksum says, one after another."""
    for found in _STREAM.finditer(content):
        dictionary = content[max(0, found.start() - _LENGTH_OF_DICTIONARY) : found.start()]
        dictionary = dictionary[dictionary.rfind(b" obj") :]
        filters = dictionary.partition(b"/Filter")[2].lstrip(b" [\r\n")
        if not filters.startswith((b"/FlateDecode", b"/Fl ")):
            continue
        yield _inflates(content, found.end())


def _inflates(content: bytes, offset: int) -> bool:
    inflating = zlib.decompressobj()
    view = memoryview(content)
    try:
        while not inflating.eof and offset < len(content):
            chunk = view[offset : offset + _CHUNK]
            offset += len(chunk)
            inflating.decompress(chunk, _CHUNK)
            while inflating.unconsumed_tail and not inflating.eof:
                inflating.decompress(inflating.unconsumed_tail, _CHUNK)
    except zlib.error:
        return False
    return inflating.eof


def _clean(text: str) -> str:
    """Text without lone surrogates and control characters, so that it can be written anywhere."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark if mark >= " " or mark in "\n\t" else " " for mark in text)


def _sentence(error: Exception) -> str:
    text = _SPACE.sub(" ", _clean(str(error))).strip().rstrip(".")
    return (text or type(error).__name__)[:200]
