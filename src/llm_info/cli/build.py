"""`llm-info build`: the site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread, talk
from llm_info.errors import SiteBuildError


def build(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Folder of the site (default: site/).", file_okay=False
        ),
    ] = None,
) -> None:
    """Build the site with MkDocs, strictly: a dangling link or a broken entry stops it."""
    setting: Setting = context.obj
    root = setting.find_root()
    mention_unread(store.read(root), setting)
    folder = output.absolute() if output else root / "site"
    run_mkdocs(root, "build", "--strict", "--site-dir", str(folder))
    if not setting.quiet:
        talk(f"The site is in {folder}: open {folder / 'index.html'}, or run llm-info serve")


def run_mkdocs(root: Path, *arguments: str) -> None:
    """Run MkDocs on the catalog's `mkdocs.yml`.

    Raises:
        SiteBuildError: There is no `mkdocs.yml`, or MkDocs failed.
    """
    config = root / "mkdocs.yml"
    if not config.is_file():
        raise SiteBuildError(
            f"there is no {config}", hint="the site's name and addresses stand in it"
        )
    command = [sys.executable, "-m", "mkdocs", arguments[0], "-f", str(config), *arguments[1:]]
    # the theme's notice about MkDocs 2 is no concern of whoever builds a catalog
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    finished = subprocess.run(command, env=environment, check=False)  # noqa: S603  (our own words)
    if finished.returncode:
        raise SiteBuildError("MkDocs could not build the site", hint="the reason stands above")
