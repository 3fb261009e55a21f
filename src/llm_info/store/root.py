"""Where a catalog is, and from when on its files are known by their times."""

from __future__ import annotations

from pathlib import Path

from llm_info.errors import CatalogNotFoundError

CATALOG = "catalog"
"""Folder of the entries."""

SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times tell of any further change, on any file system."""


def find_root(start: Path) -> Path:
    """Find the nearest folder upwards that holds `catalog/`.

    Raises:
        CatalogNotFoundError: There is none.
    """
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / CATALOG).is_dir():
            return folder
    raise CatalogNotFoundError(
        f"no folder {CATALOG!r} in {start.absolute()} or above it",
        hint="run the command inside a catalog, or name one with --root DIR",
    )
