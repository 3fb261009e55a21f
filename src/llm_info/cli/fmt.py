"""`llm-info fmt`: write the files of the catalog in canonical form."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, stdout, talk
from llm_info.report import counted, in_one_line


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
    """Write the catalog in canonical form: order of keys, quotes, line lengths. Comments survive.

    A catalog of an older schema_version is brought up to date. A file that cannot be read is left
    as it is and named; that is an error.
    """
    setting: Setting = context.obj
    root = setting.find_root()
    if not check:
        for path in store.migrate(root):
            stdout().print(path.relative_to(root).as_posix())
    changed = unread = 0
    for path in _chosen(root, paths or []):
        name = in_one_line(path.relative_to(root).as_posix())
        old, new, faults = _formatted(path, root)
        for fault in faults:
            talk(_shown(name, fault))
        unread += bool(faults)
        if new == old:
            continue
        changed += 1
        if check:
            stdout().print(_diff(old, new, name), end="")
        else:
            store.replace_text(path, new)
            stdout().print(name)
    if not setting.quiet:
        verb = "would be changed" if check else "changed"
        talk(f"{counted(changed, 'file')} {verb}, {unread or 'none'} unreadable")
    if unread or (check and changed):
        raise typer.Exit(1)


def _chosen(root: Path, paths: list[Path]) -> Iterator[Path]:
    folder = root / store.CATALOG
    vocabulary = [folder / name for name in store.VOCABULARY]
    wanted = [path.absolute() for path in paths]
    for path in (*(path for path in vocabulary if path.exists()), *store.entry_files(folder)):
        if not wanted or any(path.absolute().is_relative_to(one) for one in wanted):
            yield path


def _formatted(path: Path, root: Path) -> tuple[str, str, tuple[store.Fault, ...]]:
    """The text as it is and as it should be, or what keeps it from being read."""
    old, faults = store.read_text(path, root / store.CATALOG)
    if old is None:
        return "", "", faults
    new, faults = store.format_text(old)
    return old, old if new is None else new, faults


def _diff(old: str, new: str, name: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} (canonical)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _shown(name: str, fault: store.Fault) -> str:
    place = f"{name}:{fault.place.line}:{fault.place.column}"
    return f"{place}: {fault.code} {fault.message}"
