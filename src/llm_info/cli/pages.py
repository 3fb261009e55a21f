"""`llm-info pages`: the site's pages as Markdown files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread, talk
from llm_info.cli.reference import PAGES
from llm_info.errors import SiteBuildError
from llm_info.site import pages as site_pages
from llm_info.site import reference
from llm_info.site.markdown import markdown_text, source_uri
from llm_info.site.plugin import configured, package_assets


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
    site = configured(root, reading)
    files = {source_uri(page.path): markdown_text(page) for page in site_pages.pages(site)}
    files |= {name: text() for name, text in (*reference.PAGES.items(), *PAGES.items())}
    count = len(files)
    files |= {asset.path: asset.text for asset in (*site_pages.assets(site), *package_assets())}
    for name, text in files.items():
        store.replace_text(output / name, text, durable=False)
    if not setting.quiet:
        talk(f"{count} pages and {len(files) - count} files of data are in {output}")
