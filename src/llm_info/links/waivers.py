"""`catalog/waivers.yaml`: links that may fail for a while, each with a reason and an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from llm_info.finding import Finding, Severity
from llm_info.links.results import Result
from llm_info.links.verdict import WAIVED, Verdict
from llm_info.store.files import WAIVERS, open_document
from llm_info.store.root import CATALOG
from llm_info.store.tree import Place, Value, places

FILE = f"{CATALOG}/{WAIVERS}"
LONGEST = timedelta(days=366)
_KEYS = ("url", "reason", "until", "verdicts")


@dataclass(frozen=True, slots=True)
class Waiver:
    """A promise to look again.

    Attributes:
        url: The address, or its beginning followed by `*`.
        reason: Why it may fail.
        until: The last day on which it may.
        verdicts: Which verdicts it covers; all if empty.
        place: Where it stands.
    """

    url: str
    reason: str
    until: date
    verdicts: frozenset[Verdict]
    place: Place

    def covers(self, result: Result) -> bool:
        """Whether it is about this result."""
        url = result.question.url
        same = url.startswith(self.url[:-1]) if self.url.endswith("*") else url == self.url
        return same and (not self.verdicts or result.judgement.verdict in self.verdicts)


def read(root: Path, today: date) -> tuple[list[Waiver], list[Finding]]:
    """Read the waivers, and say what is wrong with them.

    Args:
        root: The catalog's root.
        today: The present day: a waiver lasts a year at most.
    """
    path = root / FILE
    if not path.exists():
        return [], []
    document = open_document(path, root / CATALOG)
    if document.text is None or document.value is None:
        return [], [
            _finding(fault.place, "LLM707", fault.message, fault.hint) for fault in document.faults
        ]
    keys, values = places(document.text)
    rows = document.value.get("waivers")
    if set(document.value) != {"waivers"} or not isinstance(rows, list):
        return [], [_finding(Place(1, 1), "LLM707", "has not the one key 'waivers' and a list")]
    waivers: list[Waiver] = []
    findings: list[Finding] = []
    for index, row in enumerate(rows):
        here = ("waivers", index)
        place = keys.get((*here, "url")) or values.get(here) or Place(1, 1)
        waiver = _waiver(row, place, today)
        if isinstance(waiver, Waiver):
            waivers.append(waiver)
        else:
            findings.append(_finding(place, "LLM707", waiver))
    return waivers, findings


def apply(
    waivers: Sequence[Waiver], results: Iterable[Result], today: date
) -> tuple[list[Result], list[Finding]]:
    """Take the weight from results that a waiver covers.

    Returns:
        The results, and a finding for each waiver that is over or covers nothing that fails.
    """
    used: set[Waiver] = set()
    weighed: list[Result] = []
    for result in results:
        fitting = [waiver for waiver in waivers if waiver.covers(result)]
        if result.judgement.fails and fitting:
            used.update(fitting)
        valid = next((waiver for waiver in fitting if waiver.until >= today), None)
        weighed.append(_waived(result, valid) if valid and result.judgement.fails else result)
    return weighed, list(_complaints(waivers, used, today))


def _complaints(waivers: Iterable[Waiver], used: set[Waiver], today: date) -> Iterator[Finding]:
    for waiver in waivers:
        if waiver.until < today:
            message = f"the waiver for {waiver.url!r} ended on {waiver.until}"
            hint = "mend the link, or give the waiver a new end and a reason for it"
            yield _finding(waiver.place, "LLM708", message, hint)
        elif waiver not in used:
            message = f"the waiver for {waiver.url!r} covers nothing that fails"
            yield _finding(waiver.place, "LLM709", message, "remove it", Severity.WARNING)


def _waived(result: Result, waiver: Waiver) -> Result:
    detail = f"{result.judgement.detail}; waived until {waiver.until}: {waiver.reason}"
    judgement = result.judgement._replace(reason=WAIVED, detail=detail)
    return result._replace(judgement=judgement)


def _waiver(row: Value, place: Place, today: date) -> Waiver | str:
    """Read one waiver, or say what is wrong with it."""
    if not isinstance(row, dict):
        return f"a waiver has the keys {', '.join(_KEYS)}"
    if unknown := [key for key in row if key not in _KEYS]:
        return f"unknown key {unknown[0]!r}"
    url, reason, end = (row.get(key) for key in ("url", "reason", "until"))
    if not (isinstance(url, str) and isinstance(reason, str) and isinstance(end, str)):
        return "a waiver has a url, a reason and an end (until: YYYY-MM-DD)"
    named = row.get("verdicts", [])
    words = [named] if isinstance(named, str) else named
    try:
        until = date.fromisoformat(end)
        verdicts = frozenset(Verdict(str(word)) for word in words)
    except ValueError as error:
        return f"a waiver ends on a day (YYYY-MM-DD) and names known verdicts: {error}"
    if until - today > LONGEST:
        return f"until '{until}' is more than a year away"
    return Waiver(url, reason, until, verdicts, place)


def _finding(
    place: Place,
    code: str,
    message: str,
    hint: str | None = None,
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(FILE, place.line, place.column, code, message, severity, hint)
