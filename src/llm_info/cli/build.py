"""`llm-info build`: the site."""

from __future__ import annotations

import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread, talk
from llm_info.errors import SiteBuildError


class Engine(StrEnum):
    """What renders the pages."""

    MKDOCS = "mkdocs"
    ZENSICAL = "zensical"


def build(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Folder of the site (default: site/).", file_okay=False
        ),
    ] = None,
    builder: Annotated[
        Engine, typer.Option(help="What renders the pages; zensical is an extra to install.")
    ] = Engine.MKDOCS,
) -> None:
    """Build the site, strictly: a dangling link or a broken entry stops it."""
    setting: Setting = context.obj
    root = setting.find_root()
    reading = store.read(root)
    mention_unread(reading, setting)
    folder = output.absolute() if output else root / "site"
    match builder:
        case Engine.MKDOCS:
            run_mkdocs(root, "build", "--strict", "--site-dir", str(folder))
        case Engine.ZENSICAL:
            from llm_info.site import zensical  # noqa: PLC0415  (only who asks for it needs it)

            _check_config(root)
            zensical.build(root, reading, folder)
    if not setting.quiet:
        talk(f"The site is in {folder}: open {folder / 'index.html'}, or run llm-info serve")


def run_mkdocs(root: Path, *arguments: str) -> None:
    """Run MkDocs on the catalog's `mkdocs.yml`.

    Raises:
        SiteBuildError: There is no `mkdocs.yml`, or MkDocs failed.
    """
    config = _check_config(root)
    command = [sys.executable, "-m", "mkdocs", arguments[0], "-f", str(config), *arguments[1:]]
    # the theme's notice about MkDocs 2 is no concern of whoever builds a catalog
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    finished = subprocess.run(command, env=environment, check=False)  # noqa: S603  (our own words)
    if finished.returncode:
        raise SiteBuildError("MkDocs could not build the site", hint="the reason stands above")


def _check_config(root: Path) -> Path:
    config = root / "mkdocs.yml"
    if not config.is_file():
        raise SiteBuildError(
            f"there is no {config}", hint="the site's name and addresses stand in it"
        )
    return config
