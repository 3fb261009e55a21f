"""`llm-info check`: validate the catalog, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llm_info import report, store
from llm_info.cli.common import FindingFormat, Setting, all_findings, only_below, stdout, talk
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
) -> None:
    """Validate the catalog, offline: every problem with its file, line, column and remedy.

    Exit status 1 if there is an error; warnings alone do not fail.
    """
    setting: Setting = context.obj
    root = setting.find_root()
    reading = store.read(root)
    findings = only_below(all_findings(reading), paths or [], root)
    entries = len(reading.catalog.entries)
    match output_format:
        case FindingFormat.TEXT:
            stdout().print(report.findings_as_text(findings), end="")
        case FindingFormat.JSON:
            typer.echo(report.findings_as_json(findings, entries=entries), nl=False)
        case FindingFormat.GITHUB:
            typer.echo(report.findings_as_github(findings), nl=False)
    errors = _count(findings, Severity.ERROR)
    if not setting.quiet:
        warnings = counted(_count(findings, Severity.WARNING), "warning")
        talk(f"{counted(entries, 'entry', 'entries')}, {counted(errors, 'error')}, {warnings}")
    if errors:
        raise typer.Exit(1)


def _count(findings: list[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)
