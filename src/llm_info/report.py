"""Findings and verdicts → text for people and machines. Nothing here prints or writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from llm_info.finding import Finding, Severity
from llm_info.links.results import Result, summary

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 error`, `2 errors`, `no errors`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count or 'no'} {plural or noun + 's'}"


def findings_as_text(findings: Iterable[Finding]) -> Text:
    """One finding per line, its remedy on the next."""
    text = Text()
    for finding in findings:
        text.append(f"{finding.path}:{finding.line}:{finding.column}: ", "bold")
        text.append(finding.code, _STYLES[finding.severity])
        text.append(f" {finding.message}\n")
        if finding.hint:
            text.append(f"    {finding.hint}\n", "dim")
    return text


def findings_as_json(findings: Sequence[Finding], *, entries: int) -> str:
    """The findings and their counts as one JSON object.

    Args:
        findings: In the order in which they are to stand.
        entries: How many entries loaded.
    """
    rows = [
        {
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "severity": str(finding.severity),
            "message": finding.message,
            "hint": finding.hint,
            "fixable": finding.fixable,
        }
        for finding in findings
    ]
    summary = {
        "entries": entries,
        "errors": sum(finding.severity is Severity.ERROR for finding in findings),
        "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
    }
    return as_json({"findings": rows, "summary": summary})


def findings_as_github(findings: Iterable[Finding]) -> str:
    """Workflow commands that GitHub Actions shows at the line, the gravest first.

    Source of the format:
    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    ordered = sorted(findings, key=lambda finding: (finding.severity.rank, finding))
    return "".join(
        f"::{_GITHUB_LEVELS[finding.severity]} file={_property(finding.path)},"
        f"line={finding.line},col={finding.column},title={_property(finding.code)}::"
        f"{_message(finding)}\n"
        for finding in ordered
    )


def links_as_json(results: Sequence[Result], *, requests: int) -> str:
    """The verdicts and their counts as one JSON object.

    Args:
        results: In the order in which they are to stand.
        requests: How many requests were made.
    """
    rows = [
        {
            "url": result.question.url,
            "kind": result.question.kind,
            "verdict": str(result.judgement.verdict),
            "reason": result.judgement.reason,
            "detail": result.judgement.detail,
            "status": result.status or None,
            "new_url": result.judgement.new_url,
            "locations": [
                {
                    "path": location.path,
                    "line": location.line,
                    "entry": location.entry,
                    "field": location.field,
                }
                for location in result.locations
            ],
            "checked_at": result.checked_at,
            "cached": result.cached,
        }
        for result in results
    ]
    return as_json({"links": rows, "summary": {**summary(results), "requests": requests}})


def _message(finding: Finding) -> str:
    text = finding.message + (f"\n{finding.hint}" if finding.hint else "")
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C")


def as_json(value: Any) -> str:
    """JSON for people to read and machines to compare: indented, in the given order."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
