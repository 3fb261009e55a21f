"""What a run of the link checker says, as a value that reports can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from llm_info.finding import Finding, Problem, Severity
from llm_info.links.plan import field_name
from llm_info.links.verdict import Judgement, Question, Verdict

CODES: Mapping[Verdict, str] = {
    Verdict.BROKEN: "LLM701",
    Verdict.MISMATCH: "LLM702",
    Verdict.REFUSED: "LLM703",
    Verdict.UNREACHABLE: "LLM704",
    Verdict.MOVED: "LLM705",
    Verdict.BLOCKED: "LLM706",
}

_SEVERITIES: Mapping[Verdict, Severity] = {
    Verdict.BROKEN: Severity.ERROR,
    Verdict.MISMATCH: Severity.ERROR,
    Verdict.REFUSED: Severity.ERROR,
    Verdict.UNREACHABLE: Severity.WARNING,
    Verdict.MOVED: Severity.WARNING,
    Verdict.BLOCKED: Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Location:
    """Where a link stands in the files."""

    path: str
    line: int
    column: int
    entry: str
    field: str


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one link.

    Attributes:
        question: What was asked.
        judgement: What it means.
        status: HTTP status of the last answer; 0 if none came.
        checked_at: When, in UTC.
        cached: Whether it is the verdict of an earlier run.
        fails: Whether it fails the run.
        locations: Where the link stands.
    """

    question: Question
    judgement: Judgement
    status: int
    checked_at: str
    cached: bool
    fails: bool
    locations: tuple[Location, ...] = ()

    @property
    def severity(self) -> Severity:
        """How much it weighs: an unreachable link is an error once its grace period is over."""
        return Severity.ERROR if self.fails else _SEVERITIES[self.judgement.verdict]


def summary(results: Iterable[Result]) -> dict[str, int]:
    """Verdict → number of links, every verdict named, in their order."""
    counts = Counter(result.judgement.verdict for result in results)
    return {str(verdict): counts[verdict] for verdict in Verdict}


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
                hint=f"write {judgement.new_url}" if judgement.new_url else None,
            )


def problems(question: Question) -> Iterator[Problem]:
    """The places of a link in the catalog, for whoever knows files and lines."""
    for use in question.uses:
        yield Problem(use.entry, use.field, field_name(use.field))
