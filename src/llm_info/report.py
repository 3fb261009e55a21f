"""Findings and verdicts → text for people and machines. Nothing here prints or writes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from rich.cells import cell_len
from rich.text import Text

from llm_info.finding import Finding, Severity
from llm_info.store import CODES

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


_SHOWN = 100
"""Characters of a line that are shown."""

_SHOWN_BEFORE = 40
"""Characters of a long line that are shown before the column."""

_CREDENTIALS = re.compile(r"(?<=//)[^/\s@]+(?=@)")
"""What stands before the host of an address; a log must not repeat it."""

_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys or cannot show: control characters, turns of direction, half characters."""

Source = Callable[[str, int], str | None]
"""Path and line → the line of the file, without its end."""


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 error`, `2 errors`, `no errors`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count or 'no'} {plural or noun + 's'}"


def harmless(text: str) -> str:
    """The text with a � for whatever a terminal would obey instead of showing it."""
    return _ORDERS.sub("\ufffd", text)


def in_one_line(text: str) -> str:
    """The same in one line: what follows a line break could be an order to GitHub Actions."""
    return harmless(text).replace("\n", "\ufffd").replace("\t", " ")


def findings_as_text(findings: Iterable[Finding], source: Source | None = None) -> Text:
    """One finding per line, its remedy on the next, then the line of the file with a caret.

    Args:
        findings: In the order in which they are to stand.
        source: Gives the line of a file; without it no lines are shown.
    """
    text = Text()
    for finding in findings:
        path = in_one_line(finding.path)
        text.append(f"{path}:{finding.line}:{finding.column}: ", "bold")
        text.append(finding.code, _STYLES[finding.severity])
        text.append(f" {in_one_line(finding.message)}\n")
        if finding.hint:
            text.append(f"    {in_one_line(finding.hint)}\n", "dim")
        speaks_of_file = (finding.line, finding.column) == (1, 1)
        if source and not speaks_of_file and (line := source(finding.path, finding.line)):
            _append_line(text, finding, line)
    return text


def _append_line(text: Text, finding: Finding, line: str) -> None:
    """The line, cut to what is around the column, and a caret below it."""
    before = max(0, finding.column - 1 - _SHOWN_BEFORE) if len(line) > _SHOWN else 0
    line = _CREDENTIALS.sub(lambda found: "*" * len(found[0]), line)
    shown = "".join(
        character if character.isprintable() else "→" if character == "\t" else "�"
        for character in line[before:][:_SHOWN]
    )
    gutter = f"{finding.line:>5} | "
    text.append(gutter, "blue").append(f"{shown}\n")
    indent = cell_len(shown[: finding.column - 1 - before])
    text.append(f"{' ' * (len(gutter) - 2)}| ", "blue")
    text.append(f"{' ' * indent}^\n", _STYLES[finding.severity])


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


def findings_as_sarif(
    findings: Sequence[Finding], *, version: str, meanings: Mapping[str, str] = CODES
) -> str:
    """A log that code scanning services show, with the rules that it names.

    Source of the format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/

    Args:
        findings: In the order in which they are to stand.
        version: Of this program.
        meanings: Code → its sentence, for what no rule found.
    """
    codes = sorted({finding.code for finding in findings})
    driver = {
        "name": "llm-info",
        "version": version,
        "rules": [_sarif_rule(code, meanings) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the catalog's root"}}},
        "results": [_sarif_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return as_json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _sarif_rule(code: str, meanings: Mapping[str, str]) -> dict[str, Any]:
    from llm_info.rules import RULES  # noqa: PLC0415  (this form alone tells what they say)

    for rule in RULES:
        if rule.code == code:
            return {
                "id": code,
                "name": rule.check.__name__,
                "shortDescription": {"text": rule.sentence},
                "fullDescription": {"text": rule.why},
                "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
            }
    return {"id": code, "shortDescription": {"text": meanings[code]}}


def _sarif_result(finding: Finding, rule_index: int) -> dict[str, Any]:
    text = finding.message + (f"\n{finding.hint}" if finding.hint else "")
    place = {
        "artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def _message(finding: Finding) -> str:
    text = finding.message + (f"\n{finding.hint}" if finding.hint else "")
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C")


def as_json(value: Any) -> str:
    """JSON for people to read and machines to compare: indented, in the given order."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return _ORDERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
