"""`llm-info links`: ask the servers about every PDF, repository and page."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from llm_info import pdf, report, store
from llm_info.cli.common import FindingFormat, Setting, mention_unread, stderr, stdout, talk
from llm_info.errors import NetworkDownError
from llm_info.links import Asker, Question, Verdict, judge, memory, plan
from llm_info.links.ask import GITHUB_API, refusal
from llm_info.links.results import Location, Result, findings, problems, summary
from llm_info.links.verdict import Expectation, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llm_info.links.memory import Record


class LinkKind(StrEnum):
    """Kinds of links to ask about; `page` follows from an identifier."""

    PDF = "pdf"
    CODE = "code"
    PROJECT = "project"
    BLOG = "blog"
    VIDEO = "video"
    SLIDES = "slides"
    DATASET = "dataset"
    MODEL = "model"
    DEMO = "demo"
    DOCS = "docs"
    PAGE = "page"


_MOST_HOSTS = 0.8
_FEWEST_HOSTS = 5
"""The network is taken for down when more than 4 in 5 of at least 5 hosts are out of reach."""


@dataclass
class _Run:
    """What is known so far; survives an interruption."""

    judgements: dict[str, tuple[Judgement, int]]
    requests: int = 0


def links(
    context: typer.Context,
    only: Annotated[
        list[LinkKind] | None, typer.Option(help="Ask only about links of this kind; repeatable.")
    ] = None,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Ask nobody: judge addresses and the local PDFs only."),
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again about links that were good lately, too.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(help="Seconds that one link may take.", min=0.1, max=600)
    ] = 30.0,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A host, or host:port, that may be in a private network; repeatable."),
    ] = None,
    output_format: Annotated[
        FindingFormat, typer.Option("--format", help="How verdicts are written.")
    ] = FindingFormat.TEXT,
) -> None:
    """Ask the servers about every PDF, repository and page, politely, and judge what they answer.

    Exit status 1 if a link is broken, not what the entry says it is, or refused. Links that only
    look out of reach fail after 3 runs over 7 days; servers that turn robots away never fail.
    GITHUB_TOKEN, if set, lets GitHub's API answer for repositories.
    """
    setting: Setting = context.obj
    root = setting.find_root()
    reading = store.read(root)
    mention_unread(reading, setting)
    questions = plan(reading.catalog, [str(kind) for kind in only or []])
    now = datetime.now(UTC)
    if offline:
        run = _Run(_offline(questions, allow_host or []))
        results = [
            *_results(reading, questions, run, {}, {}, now),
            *_local_pdfs(reading, now),
        ]
    else:
        records = memory.load(root)
        fresh = {
            question.url: records[question.url]
            for question in questions
            if not refresh
            and question.url in records
            and records[question.url].is_fresh(question.url, now)
        }
        run = _Run({})
        due = [question for question in questions if question.url not in fresh]
        try:
            asyncio.run(_ask(due, run, timeout, allow_host or [], quiet=setting.quiet))
            _refuse_if_down(due, run)
        finally:
            for url, (judgement, _) in run.judgements.items():
                records[url] = memory.remembered(records.get(url), judgement, now)
            if run.judgements:
                known = [question.url for question in plan(reading.catalog)]
                memory.save(root, records, known)
        results = _results(reading, questions, run, fresh, records, now)
    _print(results, run.requests, output_format, quiet=setting.quiet)
    if any(result.fails for result in results):
        raise typer.Exit(1)


async def _ask(
    questions: Sequence[Question],
    run: _Run,
    timeout: float,  # noqa: ASYNC109  (seconds for each link, not for this call)
    allowed: Sequence[str],
    *,
    quiet: bool,
) -> None:
    progress = Progress(
        TextColumn("asking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[last]}"),
        console=stderr(),
        disable=quiet,
        transient=True,
    )
    async with Asker(
        deadline=timeout,
        token=os.environ.get("GITHUB_TOKEN") or None,
        allowed=allowed,
        github_api=os.environ.get("GITHUB_API_URL") or GITHUB_API,
    ) as asker:
        with progress:
            bar = progress.add_task("", total=len(questions), last="")
            async for question, answer in asker.ask_all(questions):
                run.judgements[question.url] = (judge(question, answer), answer.status)
                run.requests = asker.requests
                host = (urlsplit(question.ask).hostname or "")[:40]
                progress.update(bar, advance=1, last=host)


def _refuse_if_down(questions: Sequence[Question], run: _Run) -> None:
    """Stop when the network is down, before hundreds of links are blamed for it.

    Raises:
        NetworkDownError: Nearly all hosts are out of reach.
    """
    reached: dict[str, bool] = {}
    for question in questions:
        host = urlsplit(question.ask).netloc
        judgement, _ = run.judgements[question.url]
        out_of_reach = judgement.reason in ("unknown-host", "name-service", "connection", "timeout")
        reached[host] = reached.get(host, False) or not out_of_reach
    silent = sum(not answered for answered in reached.values())
    if len(reached) >= _FEWEST_HOSTS and silent > _MOST_HOSTS * len(reached):
        run.judgements.clear()
        raise NetworkDownError(
            f"{silent} of {len(reached)} hosts are out of reach: the network seems to be down",
            hint="try again later, or use --offline",
        )


def _offline(
    questions: Iterable[Question], allowed: Sequence[str]
) -> dict[str, tuple[Judgement, int]]:
    """Judge what an address alone can tell."""
    refused = ((question, refusal(question.url, allowed)) for question in questions)
    return {question.url: (judge(question, answer), 0) for question, answer in refused if answer}


def _local_pdfs(reading: store.Reading, now: datetime) -> list[Result]:
    """Judge the files `papers/<id>.pdf` that are there: readable, and as recorded."""
    results: list[Result] = []
    for entry in reading.catalog.entries:
        path = reading.root / "papers" / f"{entry.id}.pdf"
        if not path.is_file():
            continue
        place = reading.place(entry.id, ("title",))
        question = Question(f"papers/{entry.id}.pdf", "", "pdf", Expectation.PDF)
        judgement = _judge_file(path)
        results.append(
            Result(
                question,
                judgement,
                status=0,
                checked_at=_stamp(now),
                cached=False,
                fails=judgement.verdict is not Verdict.OK,
                locations=(
                    Location(reading.paths[entry.id], place.line, place.column, entry.id, "title"),
                ),
            )
        )
    return results


def _judge_file(path: Path) -> Judgement:
    inspected = pdf.inspect(path)
    if inspected.readable:
        return Judgement(Verdict.OK)
    detail = f"the file cannot be read: {inspected.reason}"
    return Judgement(Verdict.BROKEN, "unreadable-pdf", detail)


def _results(
    reading: store.Reading,
    questions: Iterable[Question],
    run: _Run,
    fresh: Mapping[str, Record],
    records: Mapping[str, Record],
    now: datetime,
) -> list[Result]:
    results: list[Result] = []
    for question in questions:
        if question.url in run.judgements:
            judgement, status = run.judgements[question.url]
        elif question.url in fresh:
            judgement, status = fresh[question.url].judgement, 0
        else:
            continue
        record = records.get(question.url) or memory.remembered(None, judgement, now)
        results.append(
            Result(
                question,
                judgement,
                status,
                checked_at=record.checked_at,
                cached=question.url in fresh,
                fails=record.fails(now),
                locations=tuple(_locations(reading, question)),
            )
        )
    return results


def _locations(reading: store.Reading, question: Question) -> list[Location]:
    found: list[Location] = []
    for problem in problems(question):
        place = reading.place(problem.subject, problem.field)
        path = reading.paths[problem.subject]
        found.append(Location(path, place.line, place.column, problem.subject, problem.message))
    return found


def _print(
    results: Sequence[Result], requests: int, output_format: FindingFormat, *, quiet: bool
) -> None:
    counts = summary(results)
    found = sorted(findings(results))
    match output_format:
        case FindingFormat.TEXT:
            stdout().print(report.findings_as_text(found), end="")
        case FindingFormat.JSON:
            typer.echo(report.links_as_json(results, requests=requests), nl=False)
        case FindingFormat.GITHUB:
            typer.echo(report.findings_as_github(found), nl=False)
    if not quiet:
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
        cached = sum(result.cached for result in results)
        talk(f"{len(results)} links: {told or 'none'} ({requests} requests, {cached} known)")


def _stamp(now: datetime) -> str:
    return now.isoformat(timespec="seconds").replace("+00:00", "Z")
