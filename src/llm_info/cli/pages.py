"""`llm-info pages`: the site's pages as Markdown files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread, talk
from llm_info.errors import SiteBuildError
from llm_info.site.written import written


def pages(
    context: typer.Context,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="Folder of the files.", file_okay=False),
    ],
) -> None:
    """Write the site's pages as Markdown files, and its data, for any static site generator."""
    setting: Setting = context.obj
    root = setting.find_root()
    if not (root / "mkdocs.yml").is_file():
        raise SiteBuildError(
            f"there is no {root / 'mkdocs.yml'}", hint="the site's name and addresses stand in it"
        )
    reading = store.read(root)
    mention_unread(reading, setting)
    count = 0
    for number, (name, text) in enumerate(written(root, reading), start=1):
        store.replace_text(output / name, text, durable=False)
        count = number
    if not setting.quiet:
        talk(f"{count} files of pages and data are in {output}")
