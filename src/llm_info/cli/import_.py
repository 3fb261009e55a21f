"""`llm-info import`: whole lists and bibliographies into a catalog."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import typer

from llm_info import importing, report
from llm_info.cli.common import Setting, talk
from llm_info.report import counted
from llm_info.sources.draft import Draft
from llm_info.sources.fetch import Fetcher, make_client
from llm_info.sources.lists import Listed
from llm_info.spelling import fold


class ImportFormat(StrEnum):
    """How the outcome is written."""

    TEXT = "text"
    JSON = "json"


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Markdown lists, or .bib, .ris and .json (CSL) files.", exists=True, dir_okay=False
        ),
    ],
    *,
    into: Annotated[
        Path | None,
        typer.Option(
            help="The folder of a catalog; it is made if it does not exist.", file_okay=False
        ),
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="Put everything under this topic, not under its headings.")
    ] = None,
    ask: Annotated[
        bool,
        typer.Option(
            "--look-up", help="Ask arXiv and the registries for what the files do not say."
        ),
    ] = False,
    output_format: Annotated[
        ImportFormat, typer.Option("--format", help="How the outcome is written.")
    ] = ImportFormat.TEXT,
) -> None:
    """Import an awesome list, BibTeX, RIS or CSL-JSON, and say what could not be read.

    Without `--into` nothing is written.
    """
    setting: Setting = context.obj
    read = [importing.read(path) for path in files]
    unread = [(one.path, left) for one in read for left in one.unread]
    if output_format is ImportFormat.JSON:
        typer.echo(
            report.as_json(
                {
                    "entries": [_as_row(item) for one in read for item in one.items],
                    "unread": [
                        {"line": left.line, "text": left.text, "reason": left.reason}
                        for _, left in unread
                    ],
                }
            ),
            nl=False,
        )
    else:
        talk_of_unread(read)
    count = sum(len(one.items) for one in read)
    if not setting.quiet:
        talk(f"{counted(count, 'entry', 'entries')} read, {counted(len(unread), 'place')} unread")
    if into is not None:
        drafts = [draft for one in read for draft in one.drafts]
        if ask:
            drafts = looked_up(drafts, quiet=setting.quiet)
        written = importing.write(into, drafts, topic)
        if not setting.quiet:
            there = f"{written.there or 'none'} were there already"
            talk(f"{counted(written.entries, 'file')} written to {into}, {there}")
            talk_of_repeats(read, written)
            talk_of_venues(written)


def looked_up(drafts: list[Draft], *, quiet: bool) -> list[Draft]:
    """The drafts with what their sources know; answers are kept for a week."""
    folder = platformdirs.user_cache_path("llm-info") / "sources"
    with make_client(version("llm-info")) as client:
        completed = importing.complete(drafts, Fetcher(client, folder))
    if not quiet:
        count = sum(new != old for new, old in zip(completed, drafts, strict=True))
        talk(f"{counted(count, 'entry', 'entries')} completed by what arXiv and others know")
    return completed


def talk_of_unread(read: Iterable[importing.Read]) -> None:
    """Name every place that could not be read."""
    for one in read:
        for left in one.unread:
            told = f"{one.path}:{left.line}: {left.reason}: {left.text}"
            typer.echo(report.in_one_line(told), err=True)


def talk_of_repeats(read: Iterable[importing.Read], written: importing.Written) -> None:
    """Say what became one entry, and name each that has another title than its entry."""
    if not written.repeats:
        return
    places = [(one.path, item) for one in read for item in one.items]
    talk(f"{counted(len(written.repeats), 'repetition')} of papers listed before")
    for repeat, first in written.repeats:
        (path, item), (first_path, first_item) = places[repeat], places[first]
        if fold(item.title) != fold(first_item.title):
            other = f"{first_path}:{first_item.line}: {first_item.title}"
            told = f"{path}:{item.line}: {item.title}: taken for {other}"
            typer.echo(report.in_one_line(told), err=True)


def talk_of_venues(written: importing.Written) -> None:
    """Name the venues that no table knows: their entries are without."""
    if written.venues:
        names = ", ".join(f"{name} ({count})" for name, count in written.venues.items())
        talk(f"left out, because neither venues.yaml nor llm-info knows them: {names}")


def _as_row(item: Listed) -> dict[str, Any]:
    return {
        "title": item.title,
        "section_path": list(item.section_path),
        "year": item.year,
        "venue": item.venue,
        "authors": item.authors,
        "links": [{"kind": link.kind, "url": link.url} for link in item.links],
        "line": item.line,
    }
