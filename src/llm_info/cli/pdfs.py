"""`llm-info pdfs`: fetch, verify, name and count the local PDFs."""

from __future__ import annotations

import asyncio
import shlex
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from llm_info import pdf, report, store
from llm_info.cli.common import Setting, mention_unread, stderr, stdout, talk
from llm_info.cli.keeping import Keeper
from llm_info.cli.parts import Wanted
from llm_info.cli.pull import Pulled, Puller
from llm_info.errors import CatalogNotFoundError, LlmInfoError
from llm_info.pdf import holdings, record
from llm_info.pdf.holdings import State, pdf_urls
from llm_info.pdf.naming import find_entry
from llm_info.report import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm_info.model import Catalog, Entry

pdfs_app = typer.Typer(
    name="pdfs", no_args_is_help=True, help="Local copies of the papers, in papers/."
)

_Chosen = Annotated[
    list[str] | None,
    typer.Argument(help="Ids of entries, or topics; all if none is given.", metavar="[ID|TOPIC]…"),
]


class RowFormat(StrEnum):
    """How results are written."""

    TEXT = "text"
    JSON = "json"


_Format = Annotated[RowFormat, typer.Option("--format", help="How results are written.")]


@pdfs_app.command()
def pull(
    context: typer.Context,
    chosen: _Chosen = None,
    gap: Annotated[
        float,
        typer.Option(help="Least seconds between two requests to one host.", min=0, max=3600),
    ] = 1.0,
    timeout: Annotated[
        float, typer.Option(help="Seconds without a byte after which a host is given up.", min=0.1)
    ] = 30.0,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A host, or host:port, that may be in a private network; repeatable."),
    ] = None,
) -> None:
    """Fetch the PDFs of the catalog into papers/, politely; go on where the last run stopped.

    A file gets its name only when it is whole, readable and the paper of its entry. What is there
    already is not asked for again. Exit status 1 if a PDF could not be had.
    """
    setting, root, reading = _begin(context)
    entries = _choose(reading.catalog, chosen or [])
    with store.only_one(root / record.FOLDER / ".pull.part", "pull"), pdf.Inspector() as inspector:
        today = datetime.now(UTC).date().isoformat()
        keeper = Keeper(root, reading.catalog, inspector, today)
        failed = keeper.adopt(entries)
        missing = [entry for entry in entries if not record.pdf_path(root, entry.id).exists()]
        wanted = [
            Wanted(entry.id, record.pdf_path(root, entry.id), keeper.recorded_first(entry.id, urls))
            for entry in missing
            if (urls := pdf_urls(entry))
        ]
        puller = Puller(gap=gap, timeout=timeout, allowed=allow_host or [], accept=keeper.accept)
        failed += _pull(puller, wanted, quiet=setting.quiet)
    if not setting.quiet:
        nowhere = len(missing) - len(wanted)
        there = len(entries) - len(missing)
        fetched = sum(one.path.exists() for one in wanted)
        talk(
            f"{fetched} fetched, {there} there before, {failed or 'none'} failed, "
            f"{nowhere or 'none'} without an address"
        )
    if failed:
        raise typer.Exit(1)


def _pull(puller: Puller, wanted: list[Wanted], *, quiet: bool) -> int:
    """Fetch with a progress bar, and say how each went. Returns how many failed."""
    failed = 0
    progress = Progress(
        TextColumn("fetching"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}", style="dim", markup=False),
        console=stderr(),
        disable=quiet,
        transient=True,
    )
    with progress:
        bar = progress.add_task("", total=len(wanted), last="")

        def done(pulled: Pulled) -> None:
            nonlocal failed
            failed += not pulled.url
            progress.update(bar, advance=1, last=pulled.wanted.entry)
            place = f"{record.FOLDER}/{pulled.wanted.path.name}"
            said = pulled.url or f"no PDF: {pulled.reason}"
            stdout().print(f"{place}: {said}{pulled.note and f' ({pulled.note})'}")

        asyncio.run(puller.pull(wanted, done))
    return failed


@pdfs_app.command()
def verify(
    context: typer.Context,
    chosen: _Chosen = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also test the checksum of every stream.")
    ] = False,
    output_format: _Format = RowFormat.TEXT,
) -> None:
    """Check the PDFs in papers/: digest, readability, and whether each is the paper of its entry.

    Exit status 1 if one is not.
    """
    setting, root, reading = _begin(context)
    entries = [
        entry
        for entry in _choose(reading.catalog, chosen or [])
        if record.pdf_path(root, entry.id).is_file()
    ]
    records = record.load(root)
    paths = [record.pdf_path(root, entry.id) for entry in entries]
    verified = [
        holdings.verify(entry, path, inspected, records.get(entry.id))
        for entry, path, inspected in zip(
            entries, paths, pdf.inspect_all(paths, deep=deep), strict=True
        )
    ]
    bad = sum(bool(one.problems) for one in verified)
    match output_format:
        case RowFormat.TEXT:
            for one in verified:
                for said in (*one.problems, *(f"note: {note}" for note in one.notes)):
                    stdout().print(f"{record.FOLDER}/{one.entry}.pdf: {said}")
        case RowFormat.JSON:
            rows = [
                {
                    "entry": one.entry,
                    "path": f"{record.FOLDER}/{one.entry}.pdf",
                    "problems": list(one.problems),
                    "notes": list(one.notes),
                }
                for one in verified
            ]
            typer.echo(report.as_json({"files": rows}), nl=False)
    if not setting.quiet:
        talk(f"{counted(len(verified), 'PDF')} verified, {bad or 'none'} bad")
    if bad:
        raise typer.Exit(1)


@pdfs_app.command()
def identify(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="PDFs.", exists=True, dir_okay=False)],
    output_format: _Format = RowFormat.TEXT,
) -> None:
    """Say which entry a PDF is, or how to add it.

    Works without a catalog, too. Exit status 1 if a file cannot be read.
    """
    setting: Setting = context.obj
    entries = _entries_if_any(setting)
    rows: list[dict[str, object]] = []
    unreadable = 0
    for path, inspected in zip(files, pdf.inspect_all(files), strict=True):
        named = find_entry(inspected, entries)
        unreadable += not inspected.readable
        rows.append(
            {
                "path": str(path),
                "readable": inspected.readable,
                "pages": inspected.pages,
                "title": inspected.title or None,
                "arxiv": str(inspected.arxiv) if inspected.arxiv else None,
                "doi": str(inspected.doi) if inspected.doi else None,
                "entry": named[0].id if named else None,
                "score": named[1].score if named else 0,
            }
        )
        if output_format is RowFormat.TEXT:
            stdout().print(f"{path}: {_named(path, inspected, named)}")
    if output_format is RowFormat.JSON:
        typer.echo(report.as_json({"files": rows}), nl=False)
    if unreadable:
        raise typer.Exit(1)


def _named(path: Path, inspected: pdf.PdfReport, named: tuple[Entry, pdf.Match] | None) -> str:
    if not inspected.readable:
        return f"cannot be read: {inspected.reason}"
    if named:
        return f"{named[0].id} ({named[1].reason})"
    reference = inspected.arxiv or inspected.doi or shlex.quote(str(path))
    about = repr(inspected.title) if inspected.title else "without a title that can be read"
    return f"no entry, {about}\n    llm-info add {reference}"


@pdfs_app.command()
def status(
    context: typer.Context, chosen: _Chosen = None, output_format: _Format = RowFormat.TEXT
) -> None:
    """Show which PDFs are there, which are only on record, and which are missing."""
    setting, root, reading = _begin(context)
    records = record.load(root)
    rows = [
        holdings.status(root, entry, records.get(entry.id))
        for entry in _choose(reading.catalog, chosen or [])
    ]
    match output_format:
        case RowFormat.TEXT:
            for row in rows:
                pages = f", {counted(row.pages, 'page')}" if row.pages else ""
                size = f", {row.bytes / 1e6:.1f} MB" if row.bytes else ""
                stdout().print(f"{row.entry}: {row.state}{pages}{size}")
        case RowFormat.JSON:
            plain = [
                {"entry": row.entry, "state": row.state, "pages": row.pages, "bytes": row.bytes}
                for row in rows
            ]
            typer.echo(report.as_json({"files": plain}), nl=False)
    if not setting.quiet:
        counts = [sum(row.state is state for row in rows) for state in State]
        talk(", ".join(f"{count} {state}" for count, state in zip(counts, State, strict=True)))


def _begin(context: typer.Context) -> tuple[Setting, Path, store.Reading]:
    setting: Setting = context.obj
    root = setting.find_root()
    reading = store.read(root)
    mention_unread(reading, setting)
    return setting, root, reading


def _entries_if_any(setting: Setting) -> Sequence[Entry]:
    try:
        root = setting.find_root()
    except CatalogNotFoundError:
        return ()
    reading = store.read(root)
    mention_unread(reading, setting)
    return reading.catalog.entries


def _choose(catalog: Catalog, chosen: Sequence[str]) -> list[Entry]:
    """The entries of these ids and topics, in the catalog's order.

    Raises:
        LlmInfoError: One of them is neither.
    """
    for name in chosen:
        if name not in catalog.by_id and name not in catalog.topics_by_path:
            raise LlmInfoError(
                f"{name!r} is neither an entry nor a topic",
                hint="llm-info pdfs status lists the entries",
            )
    if not chosen:
        return list(catalog.entries)
    return [
        entry
        for entry in catalog.entries
        if entry.id in chosen
        or any(
            topic == name or topic.startswith(f"{name}/")
            for topic in entry.all_topics
            for name in chosen
        )
    ]
