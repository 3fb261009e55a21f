"""`llm-info fmt`: write entries in canonical form."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, stdout, talk
from llm_info.report import counted


def fmt(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Format only these files and folders.", exists=True),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; print a diff and exit with 1 if one is due."),
    ] = False,
) -> None:
    """Write entries in canonical form: order of keys, quotes, line lengths. Comments survive.

    A file that cannot be read is left as it is and named; that is an error.
    """
    setting: Setting = context.obj
    root = setting.find_root()
    changed = unread = 0
    for path in _chosen(root, paths or []):
        old, faults = store.read_text(path, root / store.CATALOG)
        new = None
        if old is not None:
            new, faults = store.format_text(old)
        if old is None or new is None:
            unread += 1
            for fault in faults:
                place = f"{path.relative_to(root)}:{fault.place.line}:{fault.place.column}"
                talk(f"{place}: {fault.code} {fault.message}")
            continue
        if new == old:
            continue
        changed += 1
        if check:
            stdout().print(_diff(old, new, path.relative_to(root).as_posix()), end="")
        else:
            store.replace_text(path, new)
            stdout().print(path.relative_to(root).as_posix())
    if not setting.quiet:
        verb = "would be changed" if check else "changed"
        talk(f"{counted(changed, 'file')} {verb}, {unread or 'none'} unreadable")
    if unread or (check and changed):
        raise typer.Exit(1)


def _chosen(root: Path, paths: list[Path]) -> Iterator[Path]:
    wanted = [path.absolute() for path in paths]
    for path in store.entry_files(root / store.CATALOG):
        if not wanted or any(path.absolute().is_relative_to(one) for one in wanted):
            yield path


def _diff(old: str, new: str, name: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} (canonical)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
