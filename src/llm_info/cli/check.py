"""`llm-info check`: validate the catalog, offline."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from llm_info import checking, report, rules, store
from llm_info.cli.common import (
    FindingFormat,
    Setting,
    line_reader,
    mended,
    only_below,
    stdout,
    talk,
)
from llm_info.finding import Finding, Severity
from llm_info.report import counted


def check(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Report only on these files and folders.", exists=True),
    ] = None,
    output_format: Annotated[
        FindingFormat, typer.Option("--format", help="How findings are written.")
    ] = FindingFormat.TEXT,
    select: Annotated[
        list[str] | None,
        typer.Option(help="Report only these codes; LLM3 means all that begin so."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="Do not report these codes; LLM3 works as well.")
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Mend what can be mended without looking, then report."),
    ] = False,
) -> None:
    """Validate the catalog, offline: every problem with its file, line, column and remedy.

    Exit status 1 if there is an error; warnings alone do not fail.
    """
    setting: Setting = context.obj
    root = setting.find_root()
    wanted = _Wanted(root, paths or [], _codes("--select", select), _codes("--ignore", ignore))
    reading = store.read(root)
    gc.freeze()  # what was read stays to the end: no use in searching it for garbage
    remarks = checking.check(reading)
    if fix:
        reading, remarks = _fix(reading, remarks, wanted)
    findings = [remark.finding for remark in _among(remarks, wanted)]
    _print(findings, reading, output_format)
    errors = _count(findings, Severity.ERROR)
    if not setting.quiet:
        entries = counted(len(reading.catalog.entries), "entry", "entries")
        warnings = counted(_count(findings, Severity.WARNING), "warning")
        fixable = sum(finding.fixable for finding in findings)
        remedy = f"; --fix mends {fixable} of them" if fixable and not fix else ""
        talk(f"{entries}, {counted(errors, 'error')}, {warnings}{remedy}")
    if errors:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the user asked for: all of it where nothing is said."""

    root: Path
    paths: Sequence[Path]
    select: tuple[str, ...]
    ignore: tuple[str, ...]


def _among(remarks: Iterable[checking.Remark], wanted: _Wanted) -> list[checking.Remark]:
    chosen = [
        remark
        for remark in remarks
        if (not wanted.select or remark.finding.code.startswith(wanted.select))
        and not remark.finding.code.startswith(wanted.ignore)
    ]
    kept = set(only_below((one.finding for one in chosen), wanted.paths, wanted.root))
    return [remark for remark in chosen if remark.finding in kept]


def _codes(option: str, written: list[str] | None) -> tuple[str, ...]:
    """Codes or their beginnings, apart by option or by comma.

    Raises:
        typer.BadParameter: No code begins so.
    """
    codes = tuple(code.strip() for text in written or [] for code in text.split(","))
    known = [*store.CODES, *(rule.code for rule in rules.RULES)]
    for code in codes:
        if not code or not any(one.startswith(code) for one in known):
            raise typer.BadParameter(f"no code begins with {code!r}", param_hint=option)
    return codes


def _fix(
    reading: store.Reading, remarks: list[checking.Remark], wanted: _Wanted
) -> tuple[store.Reading, list[checking.Remark]]:
    reading, remarks, changed = mended(reading, lambda found: _among(found, wanted), remarks)
    for path in sorted(changed):
        talk(f"fixed {path}")
    return reading, remarks


def _print(
    findings: Sequence[Finding], reading: store.Reading, output_format: FindingFormat
) -> None:
    match output_format:
        case FindingFormat.TEXT:
            stdout().print(report.findings_as_text(findings, line_reader(reading)), end="")
        case FindingFormat.JSON:
            entries = len(reading.catalog.entries)
            typer.echo(report.findings_as_json(findings, entries=entries), nl=False)
        case FindingFormat.GITHUB:
            typer.echo(report.findings_as_github(findings), nl=False)
        case FindingFormat.SARIF:
            log = report.findings_as_sarif(findings, version=version("llm-info"))
            typer.echo(log, nl=False)


def _count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)
