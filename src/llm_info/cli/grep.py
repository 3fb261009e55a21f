"""`llm-info grep`: search the text of the local PDFs."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from llm_info import report, store
from llm_info.cli.common import Setting, mention_unread, stderr, stdout, talk
from llm_info.cli.pdfs import RowFormat
from llm_info.pdf.record import pdf_path
from llm_info.pdf.search import Hit, Index, as_rows
from llm_info.report import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def grep(
    context: typer.Context,
    pattern: Annotated[
        str,
        typer.Argument(help='Words, "words in a row", or the start* of one.', metavar="PATTERN"),
    ],
    most: Annotated[int, typer.Option(help="Show no more pages than this.", min=1)] = 20,
    output_format: Annotated[
        RowFormat, typer.Option("--format", help="How pages are written.")
    ] = RowFormat.TEXT,
) -> None:
    """Search the text of the PDFs in papers/: entry, page, and the words around.

    The first search reads every PDF; later ones read only what has changed. Exit status 1 if
    nothing is found.
    """
    setting: Setting = context.obj
    root = setting.find_root()
    reading = store.read(root)
    mention_unread(reading, setting)
    pdfs = {
        entry.id: path
        for entry in reading.catalog.entries
        if (path := pdf_path(root, entry.id)).is_file()
    }
    with closing(Index(_index_file(root))) as index:
        _update(index, pdfs, setting)
        hits = index.search(pattern, most=most)
        unread = index.unread()
    match output_format:
        case RowFormat.TEXT:
            stdout().print(_as_text(hits), end="")
        case RowFormat.JSON:
            typer.echo(report.as_json({"pages": as_rows(hits)}), nl=False)
    if not setting.quiet:
        for entry, reason in unread.items():
            talk(f"{entry} was left out: {reason}", "yellow")
        talk(f"{counted(len(hits), 'page')} in {counted(len(pdfs), 'PDF')}")
        if not pdfs:
            talk("    fetch them with: llm-info pdfs pull")
    if not hits:
        raise typer.Exit(1)


def _update(index: Index, pdfs: Mapping[str, Path], setting: Setting) -> None:
    progress = Progress(
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[last]}", style="dim", markup=False),
        console=stderr(),
        disable=setting.quiet,
        transient=True,
    )
    with progress:
        bar = progress.add_task("", total=None, last="")
        for entry in index.update(pdfs):
            progress.update(bar, advance=1, last=entry)


def _index_file(root: Path) -> Path:
    """Where the index of the catalog at `root` is kept: in the user's cache folder."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return base / "llm-info" / f"text-{name}.sqlite"


def _as_text(hits: Iterable[Hit]) -> Text:
    text = Text()
    for hit in hits:
        text.append(f"{hit.entry}:{hit.page}: ", "bold")
        text.append(hit.before)
        for index, piece in enumerate(hit.pieces):
            text.append(piece, "" if index % 2 else "red bold")
        text.append("\n")
    return text
