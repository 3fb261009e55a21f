"""What a run of the link checker says, as a value that reports can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from llm_info.finding import Finding, Severity
from llm_info.links.verdict import GOOD, WAIVED, Judgement, Question, Verdict

CODES: Mapping[Verdict, str] = {
    Verdict.BROKEN: "LLM701",
    Verdict.MISMATCH: "LLM702",
    Verdict.REFUSED: "LLM703",
    Verdict.UNREACHABLE: "LLM704",
    Verdict.MOVED: "LLM705",
    Verdict.BLOCKED: "LLM706",
}

MEANINGS: Mapping[str, str] = {
    "LLM701": "A link leads somewhere.",
    "LLM702": "A link leads to what the entry says.",
    "LLM703": "A link leads to a public http or https address.",
    "LLM704": "A link can be reached.",
    "LLM705": "A link names where it leads now.",
    "LLM706": "A link's server lets robots verify it.",
    "LLM707": "A waiver has a url, a reason and an end within a year.",
    "LLM708": "A waiver has not ended.",
    "LLM709": "A waiver covers a link that fails.",
}
"""Code → what it holds, as one sentence."""

_SEVERITIES: Mapping[Verdict, Severity] = {
    Verdict.OK: Severity.NOTE,
    Verdict.BROKEN: Severity.ERROR,
    Verdict.MISMATCH: Severity.ERROR,
    Verdict.REFUSED: Severity.ERROR,
    Verdict.UNREACHABLE: Severity.WARNING,
    Verdict.MOVED: Severity.WARNING,
    Verdict.BLOCKED: Severity.NOTE,
}


class Location(NamedTuple):
    """Where a link stands in the files."""

    path: str
    line: int
    column: int
    entry: str
    field: str


class Result(NamedTuple):
    """The verdict on one link.

    Attributes:
        question: What was asked.
        judgement: What it means.
        status: HTTP status of the last answer; 0 if none came.
        checked_at: When, in UTC.
        cached: Whether it is the verdict of an earlier run.
        locations: Where the link stands.
    """

    question: Question
    judgement: Judgement
    status: int
    checked_at: str
    cached: bool
    locations: tuple[Location, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether it fails the run."""
        return self.judgement.fails

    @property
    def severity(self) -> Severity:
        """How much it weighs: an unreachable link is an error once its grace period is over."""
        if self.judgement.reason == WAIVED:
            return Severity.NOTE
        return Severity.ERROR if self.fails else _SEVERITIES[self.judgement.verdict]


def summary(results: Iterable[Result]) -> dict[str, int]:
    """Verdict → number of links, every verdict named, in their order."""
    counts = Counter(result.judgement.verdict for result in results)
    return {str(verdict): counts[verdict] for verdict in Verdict}


def counts(results: Sequence[Result], requests: int) -> str:
    """The run in one sentence."""
    told = ", ".join(
        f"{sum(result.judgement.verdict is verdict for result in results)} {verdict}"
        for verdict in Verdict
        if any(result.judgement.verdict is verdict for result in results)
    )
    known = sum(result.cached for result in results)
    return f"{len(results)} links: {told or 'none'} ({requests} requests, {known} known)"


def findings(results: Iterable[Result]) -> Iterator[Finding]:
    """A finding at every place of every link that is not simply fine."""
    for result in results:
        judgement = result.judgement
        if judgement.verdict is Verdict.OK:
            continue
        for location in result.locations:
            yield Finding(
                path=location.path,
                line=location.line,
                column=location.column,
                code=CODES[judgement.verdict],
                message=f"{location.field} {result.question.url!r} is {judgement.verdict}: "
                f"{judgement.detail}",
                severity=result.severity,
                hint=_hint(result),
                fixable=_is_written(location.field) and judgement.new_url is not None,
            )


def _is_written(field: str) -> bool:
    return field.startswith("links.")


def _hint(result: Result) -> str | None:
    judgement = result.judgement
    if judgement.new_url:
        return f"write {judgement.new_url}"
    if judgement.verdict in GOOD or not judgement.fails or not result.question.suggestions:
        return None
    return f"perhaps {' or '.join(result.question.suggestions)}"
