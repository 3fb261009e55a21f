"""`llm-info stats`: figures about the catalog."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from llm_info import report, store
from llm_info.cli.common import Setting, mention_unread
from llm_info.exports.stats import figures, figures_as_text


class StatsFormat(StrEnum):
    """How the figures are written."""

    TEXT = "text"
    JSON = "json"


def stats(
    context: typer.Context,
    output_format: Annotated[
        StatsFormat, typer.Option("--format", help="How the figures are written.")
    ] = StatsFormat.TEXT,
    rows: Annotated[
        int, typer.Option(help="Most venues and tags that the text names.", min=1)
    ] = 10,
) -> None:
    """Count what the catalog holds: kinds, topics, years, links, and what papers lack."""
    setting: Setting = context.obj
    reading = store.read(setting.find_root())
    mention_unread(reading, setting)
    if output_format is StatsFormat.JSON:
        count = len(reading.catalog.entries)
        typer.echo(report.as_json({"entries": count, **figures(reading.catalog)}), nl=False)
    else:
        typer.echo(figures_as_text(reading.catalog, rows=rows), nl=False)
