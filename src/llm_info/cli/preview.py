"""`llm-info preview`: entries as a pull request shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread
from llm_info.exports.preview import preview as as_markdown


def preview(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Entry files or folders.", exists=True)],
) -> None:
    """Show entries as Markdown, as readers will see them; what does not load is left out."""
    setting: Setting = context.obj
    reading = store.read(setting.find_root())
    mention_unread(reading, setting)
    wanted = [path.absolute() for path in paths]
    for entry in reading.catalog.entries:
        path = (reading.root / reading.paths[entry.id]).absolute()
        if any(path.is_relative_to(one) for one in wanted):
            typer.echo(as_markdown(entry, reading.catalog.venues))
