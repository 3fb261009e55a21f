"""`llm-info export`: the catalog in the formats of other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread, talk
from llm_info.exports.atom import atom_file
from llm_info.exports.bibtex import bibtex_file
from llm_info.exports.csl import csl_file
from llm_info.exports.markdown import markdown_file
from llm_info.exports.ris import ris_file
from llm_info.exports.rows import csv_file, json_file
from llm_info.model import Catalog


class ExportFormat(StrEnum):
    """Formats of other programs."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    CSV = "csv"
    JSON = "json"
    ATOM = "atom"
    MARKDOWN = "markdown"


_WRITERS: Mapping[ExportFormat, Callable[[Catalog], str]] = {
    ExportFormat.BIBTEX: bibtex_file,
    ExportFormat.RIS: ris_file,
    ExportFormat.CSL_JSON: csl_file,
    ExportFormat.CSV: csv_file,
    ExportFormat.JSON: json_file,
    ExportFormat.ATOM: atom_file,
    ExportFormat.MARKDOWN: markdown_file,
}


def export(
    context: typer.Context,
    output_format: Annotated[ExportFormat, typer.Argument(metavar="FORMAT", help="The format.")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.", dir_okay=False)
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="Only entries under this topic and its subtopics.")
    ] = None,
) -> None:
    """Write the catalog as `bibtex`, `ris`, `csl-json`, `csv`, `json`, `atom` or `markdown`."""
    setting: Setting = context.obj
    reading = store.read(setting.find_root())
    mention_unread(reading, setting)
    catalog = reading.catalog if topic is None else _below(reading.catalog, topic.strip("/"))
    text = _WRITERS[output_format](catalog)
    if output is None:
        typer.echo(text, nl=False)
        return
    store.replace_text(output, text)
    if not setting.quiet:
        talk(f"{len(catalog.entries)} entries written to {output}")


def _below(catalog: Catalog, topic: str) -> Catalog:
    if topic not in catalog.topics_by_path:
        raise typer.BadParameter(f"{topic!r} is not a topic of topics.yaml", param_hint="--topic")
    chosen = tuple(
        entry
        for entry in catalog.entries
        if any(f"{path}/".startswith(f"{topic}/") for path in entry.all_topics)
    )
    return replace(catalog, entries=chosen)
