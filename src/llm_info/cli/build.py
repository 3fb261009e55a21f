"""`llm-info build`: the site."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread, talk
from llm_info.errors import SiteBuildError
from llm_info.site import looking, memory


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
    *,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make everything anew, whatever is remembered.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            help="How many processes make pages with MkDocs, on Linux"
            " (default: what pays on this machine).",
        ),
    ] = None,
) -> None:
    """Build the site, strictly: a dangling link or a broken entry stops it.

    With MkDocs, only what has changed since the last build is made again.
    """
    setting: Setting = context.obj
    root = setting.find_root().absolute()
    check_config(root)
    folder = output.absolute() if output else root / "site"
    match builder:
        case Engine.MKDOCS:
            _build(root, folder, setting, fresh=fresh, processes=processes)
        case Engine.ZENSICAL:
            from llm_info.site import zensical  # noqa: PLC0415  (only who asks for it needs it)

            reading = store.read(root)
            mention_unread(reading, setting)
            zensical.build(root, reading, folder)
            if not setting.quiet:
                talk(f"The site is in {folder}: open {folder / 'index.html'}")


def _build(
    root: Path, folder: Path, setting: Setting, *, fresh: bool, processes: int | None
) -> None:
    path = memory_path(root, folder)
    if fresh:
        memory.forget(path)
    elif looking.unchanged(folder, path):
        _tell(folder, 0, setting)
        return
    from llm_info.site.building import Builder  # noqa: PLC0415  (it takes long to import)

    built = Builder(root, folder, path, processes=processes).build()
    if built.differing and not setting.quiet:
        talk(
            "every page was rendered by itself, which takes long: the theme shows more of "
            f"{built.differing[0]} than a page's title, description and content",
            "yellow",
        )
    _tell(folder, built.count, setting)


def _tell(folder: Path, written: int, setting: Setting) -> None:
    if not setting.quiet:
        talk(
            f"The site is in {folder} ({written} files written): open "
            f"{folder / 'index.html'}, or run llm-info serve"
        )


def memory_path(root: Path, folder: Path) -> Path:
    """Where the builds of a catalog into a folder remember; it can be deleted at any time."""
    name = hashlib.blake2b(f"{root}\n{folder}".encode(), digest_size=8).hexdigest()
    return platformdirs.user_cache_path("llm-info") / "builds" / f"{name}.sqlite"


def check_config(root: Path) -> None:
    """See that there is an `mkdocs.yml`.

    Raises:
        SiteBuildError: There is none.
    """
    if not (root / "mkdocs.yml").is_file():
        raise SiteBuildError(
            f"there is no {root / 'mkdocs.yml'}", hint="the site's name and addresses stand in it"
        )
