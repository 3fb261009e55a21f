"""`llm-info schema`: a JSON Schema for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llm_info import report, store
from llm_info.cli.common import Setting, mention_unread, talk


def schema(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file instead.", dir_okay=False),
    ] = None,
) -> None:
    """Write a JSON Schema of an entry, with the topics, tags and venues of this catalog.

    yaml-language-server completes and checks with it: name the file in the editor's setting
    `yaml.schemas`, for `catalog/*/**/*.yaml`.
    """
    setting: Setting = context.obj
    reading = store.read(setting.find_root())
    mention_unread(reading, setting)
    text = report.as_json(store.json_schema(reading.catalog))
    if output is None:
        typer.echo(text, nl=False)
        return
    store.replace_text(output, text)
    if not setting.quiet:
        talk(f"wrote {output}")
