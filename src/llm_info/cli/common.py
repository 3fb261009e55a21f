"""What several verbs do in the same way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from llm_info import store
from llm_info.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console
    from rich.text import Text

    from llm_info import checking, report

_FIX_ROUNDS = 8
"""A remedy may uncover what the next round mends; no chain of them is longer."""


class FindingFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


@dataclass(frozen=True, slots=True)
class Setting:
    """The options that all verbs share."""

    root: Path | None
    quiet: bool = False

    def find_root(self) -> Path:
        """The catalog's root: as given, or the nearest one upwards.

        Raises:
            CatalogNotFoundError: There is none.
        """
        return self.root or store.find_root(Path.cwd())


def show_version(asked: bool) -> None:  # noqa: FBT001  (the signature is Typer's)
    """Print the version and stop."""
    if asked:
        typer.echo(f"llm-info {version('llm-info')}")
        raise typer.Exit


def stdout() -> Console:
    """A console for results; colour only on a terminal, and lines are never wrapped."""
    from llm_info.cli.console import Harmless  # noqa: PLC0415  (Rich is loaded to print with it)

    return Harmless(soft_wrap=True, highlight=False, markup=False, emoji=False)


def stderr() -> Console:
    """A console for talk and progress."""
    from llm_info.cli.console import Harmless  # noqa: PLC0415

    return Harmless(stderr=True, highlight=False, markup=False, emoji=False)


def talk(message: str | Text, style: str = "") -> None:
    """Say something on stderr."""
    stderr().print(message, style=style, soft_wrap=True)


def line_reader(reading: store.Reading) -> report.Source:
    """What gives the lines of the catalog's files; one file is kept, for findings come in order."""

    @lru_cache(maxsize=1)
    def lines(path: str) -> list[str]:
        text, _ = store.read_text(reading.root / path, reading.root / store.CATALOG)
        return text.split("\n") if text else []

    def line_of(path: str, number: int) -> str | None:
        return lines(path)[number - 1].rstrip() if number <= len(lines(path)) else None

    return line_of


def only_below(findings: Iterable[Finding], paths: Sequence[Path], root: Path) -> list[Finding]:
    """Keep the findings in the given files and folders; all of them if none is given."""
    if not paths:
        return list(findings)
    wanted = [path.absolute() for path in paths]
    return [
        finding
        for finding in findings
        if any((root.absolute() / finding.path).is_relative_to(path) for path in wanted)
    ]


def mended(
    reading: store.Reading,
    chosen: Callable[[list[checking.Remark]], list[checking.Remark]],
    remarks: list[checking.Remark] | None = None,
) -> tuple[store.Reading, list[checking.Remark], set[str]]:
    """Apply mechanical remedies until none is left.

    Args:
        reading: The catalog as it is.
        chosen: Which of all remarks to act on.
        remarks: What is known of it already.

    Returns:
        The catalog from now on, what is left to remark, and the paths of changed files.
    """
    from llm_info import checking  # noqa: PLC0415  (the rules take long to import)

    remarks = checking.check(reading) if remarks is None else remarks
    changed: set[str] = set()
    for _ in range(_FIX_ROUNDS):
        texts = checking.fix(reading, chosen(remarks))
        if not texts:
            break
        for path, text in texts.items():
            store.replace_text(reading.root / path, text)
        changed |= texts.keys()
        reading = store.read(reading.root)
        remarks = checking.check(reading)
    return reading, remarks, changed


def mention_unread(reading: store.Reading, setting: Setting) -> None:
    """Say on stderr that some entries did not load, for verbs that go on without them."""
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    if errors and not setting.quiet:
        files = len({finding.path for finding in errors})
        noun = "file was" if files == 1 else "files were"
        talk(f"{files} {noun} left out; llm-info check says why", "yellow")
