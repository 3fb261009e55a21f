"""The sentence of `check`: what was read, what the rules say, what was suppressed, what is left.

All of it is in the order of the files, so that the places of one file are looked up together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from llm_info import rules, store
from llm_info.finding import Edit, Finding, Severity

NEEDLESS = "LLM014"
"""Code of a suppression or a weight that changes nothing."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding with its mechanical remedy, if it has one."""

    finding: Finding
    edits: tuple[Edit, ...] = ()


def check(reading: store.Reading) -> list[Remark]:
    """Judge what was read, and drop what is suppressed with a reason."""
    remarks = [Remark(finding, reading.edits.get(finding, ())) for finding in reading.findings]
    remarks += _weighed(reading, _settled(reading, _judged(reading)))
    return sorted(remarks, key=lambda remark: remark.finding)


def findings(reading: store.Reading) -> list[Finding]:
    """The findings alone."""
    return [remark.finding for remark in check(reading)]


def errors(reading: store.Reading) -> list[Finding]:
    """Those that are errors; rules that weigh less in this catalog are not asked."""
    if NEEDLESS in reading.weights:  # whether something is needless takes all rules
        return [one for one in findings(reading) if one.severity is Severity.ERROR]

    def severity(rule: rules.Rule) -> Severity | None:
        weight = reading.weights.get(rule.code)
        return weight.severity if weight else rule.severity

    heavy = [rule for rule in rules.RULES if severity(rule) is Severity.ERROR]
    remarks = [Remark(finding) for finding in reading.findings]
    remarks += _weighed(reading, _settled(reading, _judged(reading, heavy)))
    found = sorted(remark.finding for remark in remarks)
    return [one for one in found if one.severity is Severity.ERROR]


def fix(reading: store.Reading, remarks: Iterable[Remark]) -> dict[str, str]:
    """Apply every mechanical remedy.

    Returns:
        Path of a file, relative to the root → its text from now on, in canonical form.
    """
    edits: dict[str, list[Edit]] = {}
    for remark in remarks:
        if remark.finding.fixable:
            edits.setdefault(remark.finding.path, []).extend(remark.edits)
    texts: dict[str, str] = {}
    for path, wanted in edits.items():
        old, _ = store.read_text(reading.root / path, reading.root / store.CATALOG)
        if old is not None and (new := store.edit_text(old, wanted)) != old:
            texts[path] = new
    return texts


def _judged(reading: store.Reading, chosen: Iterable[rules.Rule] = rules.RULES) -> list[Remark]:
    problems = sorted(
        rules.judge(reading.catalog, chosen),
        key=lambda judged: reading.paths[judged[1].subject],
    )
    return [
        Remark(reading.finding(problem, code=rule.code, severity=rule.severity), problem.edits)
        for rule, problem in problems
    ]


def _settled(reading: store.Reading, remarks: list[Remark]) -> Iterator[Remark]:
    """What is not suppressed, and the suppressions that suppress nothing."""
    used: set[tuple[str, store.Suppression, str]] = set()
    for remark in remarks:
        path, code, line = remark.finding.path, remark.finding.code, remark.finding.line
        covering = [one for one in reading.suppressions.get(path, ()) if one.covers(code, line)]
        used.update((path, one, code) for one in covering)
        if not covering:
            yield remark
    unread = {reading.paths.get(name, "") for name in reading.catalog.unread}
    for path, suppressions in reading.suppressions.items():
        for one in suppressions:
            for code in one.codes:
                if (path, one, code) not in used and path not in unread:
                    message = f"has a suppression of {code} that suppresses nothing"
                    hint = "remove it, or move it to the key that it speaks of"
                    yield _needless(path, one.place, message, hint)


def _weighed(reading: store.Reading, remarks: Iterable[Remark]) -> Iterator[Remark]:
    """Give each finding the weight that the catalog wants, and name weights that change nothing."""
    used: set[str] = set()
    for remark in remarks:
        weight = reading.weights.get(remark.finding.code)
        if weight is None:
            yield remark
            continue
        used.add(remark.finding.code)
        if weight.severity is not None:
            yield replace(remark, finding=remark.finding._replace(severity=weight.severity))
    for code, weight in reading.weights.items():
        if code not in used and not reading.catalog.unread:
            path = f"{store.CATALOG}/{store.RULES}"
            message = f"weighs {code}, which nothing breaks"
            yield _needless(path, weight.place, message, "remove it")


def _needless(path: str, place: store.Place, message: str, hint: str) -> Remark:
    return Remark(
        Finding(
            path=path,
            line=place.line,
            column=place.column,
            code=NEEDLESS,
            message=message,
            severity=Severity.WARNING,
            hint=hint,
        )
    )
