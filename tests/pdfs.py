"""Small PDFs of invented papers, and every way to damage one."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

TITLE = "Lantern: Serving Sleepy Models with Folded Memory"
AUTHORS = ("Ada Quill", "Bruno Tarn", "Chidi Vale", "Dora Wren")
ABSTRACT = (
    "Models that sleep between requests keep their memory, and nobody needs it at night.",
    "We fold that memory along its seams and put it into a drawer until morning comes.",
    "On nine invented workloads the drawer holds seven times more models than a shelf.",
    "The seams are found by listening, and a model wakes within four ticks of the clock.",
)
STAMP = "arXiv:2303.01234v2  [cs.LG]  5 Mar 2023"

Object = bytes
Line = tuple[float, float, float, str]
"""Left, height, size, text."""


def text_of(lines: Iterable[Line], stamp: str = "") -> bytes:
    """A page's drawing commands."""
    commands = [
        b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (size, left, height, _escaped(text))
        for left, height, size, text in lines
    ]
    if stamp:
        commands.append(b"BT /F1 20 Tf 0 1 -1 0 32 232 Tm (%s) Tj ET" % _escaped(stamp))
    return b"\n".join(commands)


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def stream(content: bytes, extra: bytes = b"") -> Object:
    """A compressed stream object."""
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (
        len(packed),
        extra,
        packed,
    )


def assemble(objects: Mapping[int, Object], trailer: bytes = b"", version: str = "1.5") -> bytes:
    """Objects by number → a PDF with its table; object 1 is the catalog."""
    out = bytearray(b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version.encode())
    offsets: dict[int, int] = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += _table_line(offsets.get(number))
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def _table_line(offset: int | None) -> bytes:
    return b"0000000000 65535 f \n" if offset is None else b"%010d 00000 n \n" % offset


def objects_of(
    *page_contents: bytes, root: bytes = b"", first_page: bytes = b""
) -> dict[int, Object]:
    """The objects of a document with these pages."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * index) for index in range(len(page_contents)))
    objects: dict[int, Object] = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(page_contents)),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for index, content in enumerate(page_contents):
        number = 10 + 2 * index
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> %s >>"
            % (number + 1, first_page if index == 0 else b"")
        )
        objects[number + 1] = stream(content)
    return objects


def first_page(
    title: str = TITLE,
    authors: Iterable[str] = AUTHORS,
    *,
    stamp: str = "",
    footer: str = "",
    body: Iterable[str] = ABSTRACT,
) -> bytes:
    """Drawing commands of a first page: title in lines of up to 40 letters, authors, abstract."""
    lines: list[Line] = []
    height = 700.0
    for part in _wrapped(title):
        lines.append((90, height, 17, part))
        height -= 21
    lines.append((90, height - 14, 11, ", ".join(authors)))
    lines.append((90, height - 44, 12, "Abstract"))
    lines += [(90, height - 60 - 12 * index, 10, text) for index, text in enumerate(body)]
    if footer:
        lines.append((90, 60, 8, footer))
    return text_of(lines, stamp)


def _wrapped(title: str) -> list[str]:
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= 40:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def later_page(number: int) -> bytes:
    """Drawing commands of a page of text."""
    return text_of(
        [
            (
                90,
                700 - 12 * line,
                10,
                f"Page {number}, line {line}: the drawer is oiled twice a year.",
            )
            for line in range(20)
        ]
    )


def paper(
    title: str = TITLE,
    authors: Iterable[str] = AUTHORS,
    *,
    pages: int = 2,
    stamp: str = "",
    footer: str = "",
    metadata_title: str = "",
    root: bytes = b"",
    page: bytes = b"",
) -> bytes:
    """A PDF of an invented paper.

    Args:
        title: Printed large.
        authors: Printed below it.
        pages: How many.
        stamp: Printed up the left edge.
        footer: Printed at the foot of page 1.
        metadata_title: What the metadata say.
        root: Further keys of the document's catalog.
        page: Further keys of the first page.
    """
    contents = [first_page(title, authors, stamp=stamp, footer=footer)]
    contents += [later_page(number) for number in range(2, pages + 1)]
    objects = objects_of(*contents, root=root, first_page=page)
    trailer = b""
    if metadata_title:
        objects[4] = b"<< /Title (%s) >>" % _escaped(metadata_title)
        trailer = b"/Info 4 0 R"
    return assemble(objects, trailer)


def encrypted(content: bytes, *, user: str, owner: str = "drawer") -> bytes:
    """The same PDF behind a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged PDF and what is to be said of it.

    Attributes:
        name: What was done.
        make: Makes it.
        readable: Whether the first page can be read all the same; `None` if either will do.
        said: A part of the reason, or of the repairs.
    """

    name: str
    make: Callable[[], bytes]
    readable: bool | None
    said: str = ""


def _cut(percent: int) -> bytes:
    whole = paper(pages=6)
    return whole[: len(whole) * percent // 100]


def _zeroed() -> bytes:
    whole = bytearray(paper(pages=6))
    middle = whole.index(b"stream", len(whole) // 2) + 30
    whole[middle : middle + 40] = bytes(40)
    return bytes(whole)


def _xref_moved() -> bytes:
    whole = paper()
    at = whole.rindex(b"startxref\n") + 10
    return whole[:at] + b"77" + whole[whole.index(b"\n", at) :]


def _xref_zeroed() -> bytes:
    whole = paper()
    at, end = whole.rindex(b"xref\n0"), whole.rindex(b"trailer")
    return whole[:at] + bytes(end - at) + whole[end:]


def _pages_loop() -> bytes:
    objects = objects_of(first_page())
    objects[2] = b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>"
    objects[5] = b"<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1 >>"
    return assemble(objects)


def _xref_loop() -> bytes:
    whole = paper()
    at = whole.rindex(b"startxref\n") + 10
    table = int(whole[at : whole.index(b"\n", at)])
    return whole.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %d " % table)


def _nested(depth: int) -> bytes:
    objects = objects_of(first_page())
    objects[4] = b"[" * depth + b"]" * depth
    return assemble(objects, b"/Info 4 0 R")


def _nested_pages(depth: int) -> bytes:
    objects = objects_of(first_page())
    objects[2] = b"<< /Type /Pages /Kids [100 0 R] /Count 1 >>"
    for number in range(100, 100 + depth):
        objects[number] = b"<< /Type /Pages /Kids [%d 0 R] /Parent %d 0 R /Count 1 >>" % (
            number + 1 if number < 99 + depth else 10,
            number - 1 if number > 100 else 2,
        )
    return assemble(objects)


def _bomb(size: int = 1 << 30) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"q Q " * (1 << 18)
    once = packing.compress(block) + packing.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x78\xda" + once * (size // len(block)) + b"\x03\x00" + bytes(4)
    objects = objects_of(b"")
    objects[11] = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (
        len(packed),
        packed,
    )
    return assemble(objects)


def operators() -> bytes:
    """A first page of more drawing commands than a page needs."""
    return assemble(objects_of(b"BT /F1 9 Tf (x) Tj ET\n" * 300_000))


def many_objects(count: int = 1_000_000) -> bytes:
    """A page, and beside it so many empty objects."""
    head = bytearray(assemble(objects_of(first_page())))
    head = head[: head.rindex(b"xref\n0")]
    offsets: list[int] = []
    out = bytearray(head)
    for number in range(100, 100 + count):
        offsets.append(len(out))
        out += b"%d 0 obj\nnull\nendobj\n" % number
    table = len(out)
    first = {number: head.index(b"\n%d 0 obj" % number) + 1 for number in (1, 2, 3, 10, 11)}
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (100 + count)
    for number in range(1, 100):
        out += _table_line(first.get(number))
    out += b"".join(map(_table_line, offsets))
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (100 + count, table)
    return bytes(out)


_ACTION = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"

DAMAGES = (
    Damage("intact", paper, readable=True),
    Damage("cut at 10 %", lambda: _cut(10), readable=False, said="cut off"),
    Damage("cut at 50 %", lambda: _cut(50), readable=False, said="cut off"),
    Damage("cut at 90 %", lambda: _cut(90), readable=False, said="cut off"),
    Damage("cut at 99 %", lambda: _cut(99), readable=False, said="cut off"),
    Damage("block of zeros in a stream", _zeroed, readable=True),
    Damage("table is elsewhere", _xref_moved, readable=False, said="table of objects"),
    Damage("table of zeros", _xref_zeroed, readable=False, said="table of objects"),
    Damage("no header", lambda: paper()[9:], readable=False, said="no PDF header"),
    Damage("HTML", lambda: b"<!DOCTYPE html><title>Sign in</title>", readable=False, said="HTML"),
    Damage("empty", lambda: b"", readable=False, said="empty"),
    Damage(
        "user password", lambda: encrypted(paper(), user="key"), readable=False, said="password"
    ),
    Damage("owner password", lambda: encrypted(paper(), user=""), readable=True),
    Damage("junk before", lambda: b"HTTP/1.1 200 OK\r\n\r\n" + paper(), readable=True),
    Damage("junk after", lambda: paper() + b"<script>x</script>" * 300, readable=True),
    Damage("JavaScript", lambda: paper(root=_ACTION), readable=True),
    Damage(
        "Launch",
        lambda: paper(page=b"/AA << /O << /S /Launch /F (calc.exe) >> >>"),
        readable=True,
    ),
    Damage("no pages", lambda: assemble(objects_of()), readable=False, said="no pages"),
    Damage("page tree loops", _pages_loop, readable=False),
    Damage("table loops", _xref_loop, readable=True),
    Damage("arrays 10,000 deep", lambda: _nested(10_000), readable=None),
    Damage("page tree 10,000 deep", lambda: _nested_pages(10_000), readable=False),
    Damage("1 GB Flate bomb", _bomb, readable=False),
    Damage("300,000 texts on a page", operators, readable=False),
    Damage("1,000,000 objects", many_objects, readable=None),
)
