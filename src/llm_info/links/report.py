"""Verdicts on links → text for people and machines. Nothing here prints or writes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from rich.table import Table

from llm_info.errors import LlmInfoError
from llm_info.links.results import Location, Result, summary
from llm_info.links.verdict import WAIVED, Expectation, Judgement, Question, Verdict

_STYLES: Mapping[Verdict, str] = {
    Verdict.OK: "green",
    Verdict.MOVED: "yellow",
    Verdict.BROKEN: "red",
    Verdict.MISMATCH: "red",
    Verdict.REFUSED: "red",
    Verdict.UNREACHABLE: "yellow",
    Verdict.BLOCKED: "blue",
}
_SAYINGS: Mapping[Verdict, str] = {
    Verdict.OK: "what the entry says it is",
    Verdict.MOVED: "for good; --fix writes the new address",
    Verdict.BROKEN: "does not exist, or cannot be read",
    Verdict.MISMATCH: "something else than the entry says",
    Verdict.REFUSED: "an address we do not go to",
    Verdict.UNREACHABLE: "no answer; fails after 3 runs over 7 days",
    Verdict.BLOCKED: "turns robots away; nothing is known",
}
_ROWS_OF_MARKDOWN = 200


def as_table(results: Sequence[Result]) -> Table:
    """Verdicts with the number of links and the most frequent reasons."""
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("verdict")
    table.add_column("links", justify="right")
    table.add_column("meaning", style="dim")
    table.add_column("mostly", style="dim")
    for verdict in Verdict:
        found = [result for result in results if result.judgement.verdict is verdict]
        if found:
            style = _STYLES[verdict]
            reasons = _most_common(result.judgement.reason for result in found)
            table.add_row(f"[{style}]{verdict}[/]", str(len(found)), _SAYINGS[verdict], reasons)
    return table


def _most_common(reasons: Iterable[str]) -> str:
    counts = Counter(reason for reason in reasons if reason)
    return ", ".join(f"{reason} {count}" for reason, count in counts.most_common(3))


def as_json(results: Sequence[Result], *, requests: int) -> str:
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
    return _json({"links": rows, "summary": {**summary(results), "requests": requests}})


def from_json(content: bytes, name: str) -> tuple[list[Result], int]:
    """Read a report back, such as that of one shard: its results, and its number of requests.

    Raises:
        LlmInfoError: It is no report.
    """
    try:
        report = cast("dict[str, Any]", json.loads(content))
        return [_result(row) for row in report["links"]], int(report["summary"]["requests"])
    except (ValueError, TypeError, KeyError) as error:
        raise LlmInfoError(
            f"{name} is not a report of links: {error}",
            hint="write it with: llm-info links --format json > FILE",
        ) from error


def _result(row: dict[str, Any]) -> Result:
    question = Question(row["url"], row["url"], row["kind"], Expectation.PAGE)
    judgement = Judgement(Verdict(row["verdict"]), row["reason"], row["detail"], row["new_url"])
    locations = tuple(
        Location(place["path"], place["line"], 1, place["entry"], place["field"])
        for place in row["locations"]
    )
    return Result(
        question, judgement, row["status"] or 0, row["checked_at"], row["cached"], locations
    )


def as_junit(results: Sequence[Result]) -> str:
    """One test case per link, as CI systems read them.

    Source of the format: https://github.com/testmoapp/junitxml
    """
    from xml.etree import ElementTree as ET  # noqa: PLC0415  (this form alone is XML)

    suite = ET.Element(
        "testsuite",
        name="links",
        tests=str(len(results)),
        failures=str(sum(result.fails for result in results)),
        errors="0",
        skipped=str(sum(_is_skipped(result) for result in results)),
    )
    for result in results:
        judgement = result.judgement
        place = result.locations[0] if result.locations else None
        case = ET.SubElement(
            suite,
            "testcase",
            classname=place.path if place else "links",
            name=f"{result.question.kind} {_printable(result.question.url)}",
        )
        if place:
            case.set("file", place.path)
            case.set("line", str(place.line))
        sentence = _printable(f"{judgement.verdict}: {judgement.detail}")
        if result.fails:
            ET.SubElement(case, "failure", type=judgement.reason, message=sentence)
        elif _is_skipped(result):
            ET.SubElement(case, "skipped", message=sentence)
    ET.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suite, "unicode") + "\n"


def _is_skipped(result: Result) -> bool:
    unknown = result.judgement.verdict in (Verdict.UNREACHABLE, Verdict.BLOCKED)
    return not result.fails and (unknown or result.judgement.reason == WAIVED)


def _printable(text: str) -> str:
    return "".join(mark if mark.isprintable() else "�" for mark in text)


def as_markdown(results: Sequence[Result], *, requests: int) -> str:
    """A summary for a step of a workflow, or for an issue: counts, then what needs a hand."""
    counts = summary(results)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    lines = ["## Links", "", f"{len(results)} links: {told or 'none'} ({requests} requests)"]
    for heading, verdicts in (
        ("Fails", [result for result in results if result.fails]),
        ("Moved", _of(results, Verdict.MOVED)),
        ("Out of reach", [one for one in _of(results, Verdict.UNREACHABLE) if not one.fails]),
        ("Turns robots away", _of(results, Verdict.BLOCKED)),
    ):
        if verdicts:
            lines += ["", f"### {heading}", "", "| link | where | why |", "|---|---|---|"]
            lines += [_row(result) for result in verdicts[:_ROWS_OF_MARKDOWN]]
            if len(verdicts) > _ROWS_OF_MARKDOWN:
                lines += ["", f"and {len(verdicts) - _ROWS_OF_MARKDOWN} more"]
    return "\n".join(lines) + "\n"


def _of(results: Iterable[Result], verdict: Verdict) -> list[Result]:
    return [result for result in results if result.judgement.verdict is verdict]


def _row(result: Result) -> str:
    judgement = result.judgement
    places = ", ".join(f"{place.path}:{place.line}" for place in result.locations)
    why = f"{judgement.verdict}: {judgement.detail}"
    if judgement.new_url:
        why += f"; now {judgement.new_url}"
    return f"| {_cell(result.question.url)} | {_cell(places)} | {_cell(why)} |"


def _cell(text: str) -> str:
    """Text that is neither markup nor a break of the row."""
    for mark in ("\\", "|", "<", "`", "*", "_", "[", "]", "@"):
        text = text.replace(mark, f"\\{mark}" if mark != "<" else "&lt;")
    return " ".join(text.split())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
