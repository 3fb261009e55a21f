"""`llm-info links`: ask the servers about every PDF, repository and page."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_info import store
from llm_info.cli.common import Setting, mention_unread, stdout, talk
from llm_info.errors import LlmInfoError
from llm_info.finding import Finding, Severity
from llm_info.link_kinds import BUILT_IN, DERIVED
from llm_info.links import Question, memory, plan, shard, waivers
from llm_info.links.github import API
from llm_info.links.hosts import Manners
from llm_info.links.results import MEANINGS, Result, counts, findings

if TYPE_CHECKING:
    from llm_info.links.ask import Asker
    from llm_info.links.run import Run

INTERRUPTED = 130

_HEAD_START = 0.05
"""Seconds that the first requests get before the rest of the program is loaded beside them."""


class LinkFormat(StrEnum):
    """How verdicts are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"


FormatOption = Annotated[LinkFormat, typer.Option("--format", help="How verdicts are written.")]


def _kinds_here(incomplete: str) -> list[str]:
    """The kinds of the catalog in which a shell completes a line."""
    try:
        _, kinds = store.read_link_kinds(store.find_root(Path.cwd()))
    except LlmInfoError:
        kinds = None
    return [kind for kind in (*(kinds or BUILT_IN), DERIVED) if kind.startswith(incomplete)]


app = typer.Typer(invoke_without_command=True)


@app.callback()
def links(
    context: typer.Context,
    *,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Ask only about links of this kind, or of kind page, which follow from an "
            "identifier; repeatable.",
            autocompletion=_kinds_here,
        ),
    ] = None,
    offline_only: Annotated[
        bool,
        typer.Option("--offline", help="Ask nobody: judge addresses and the local PDFs only."),
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again about links that were good lately, too.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="GITREF", help="Ask only about links that changed since a commit."),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option(
            "--shard", metavar="K/N", help="Ask only about the K-th of N parts, cut by host."
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Write the new addresses of what has moved; look for archived copies."
        ),
    ] = False,
    timeout: Annotated[
        float, typer.Option(help="Seconds that one attempt may take.", min=0.1, max=600)
    ] = 20.0,
    per_host: Annotated[
        int, typer.Option(help="Most requests at once to a host.", min=1, max=64)
    ] = 4,
    gap: Annotated[
        float, typer.Option(help="Seconds between two requests to a host.", min=0, max=60)
    ] = 0.1,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A host, or host:port, that may be in a private network; repeatable."),
    ] = None,
    now: Annotated[
        datetime | None, typer.Option(help="Take this moment (UTC) for the present.")
    ] = None,
    output_format: FormatOption = LinkFormat.TEXT,
) -> None:
    """Ask the servers about every PDF, repository and page, politely, and judge what they answer.

    Exit status 1 if a link is broken, not what the entry says it is, or refused. Links that only
    look out of reach fail after 3 runs over 7 days; servers that turn robots away never fail.
    GITHUB_TOKEN, if set, lets GitHub's API answer for repositories. Exceptions with a reason and
    an end stand in catalog/waivers.yaml.
    """
    if context.invoked_subcommand is not None:
        return
    # only this verb needs the network, and loading it takes longer than most verbs do
    from llm_info.links.ask import Asker  # noqa: PLC0415
    from llm_info.links.guard import refusal  # noqa: PLC0415
    from llm_info.links.run import Run, offline  # noqa: PLC0415

    setting: Setting = context.obj
    root = setting.find_root()
    moment = now.replace(tzinfo=UTC) if now else datetime.now(UTC)
    allowed = allow_host or []
    reading = store.read(root)
    mention_unread(reading, setting)
    waived, complaints = waivers.read(root, moment.date())
    questions = _chosen(reading, only, since, part)
    narrowed = bool(only or since or part)
    if offline_only:
        results = list(offline(reading, questions, lambda one: refusal(one.url, allowed), moment))
        _end(results, complaints, 0, output_format, quiet=setting.quiet)
        return
    before = memory.load(root)
    run = Run(dict(before), moment)
    asker = Asker(
        seconds=timeout,
        manners=Manners(per_host, gap),
        token=os.environ.get("GITHUB_TOKEN") or None,
        allowed=allowed,
        github_api=os.environ.get("GITHUB_API_URL") or API,
    )
    due = run.due(questions, refresh=refresh or since is not None)
    stopped = False
    try:
        asyncio.run(_ask(run, asker, due, quiet=setting.quiet))
    except KeyboardInterrupt:
        stopped = True
        talk(f"stopped: {len(run.statuses)} of {len(due)} links were asked")
    else:
        run.refuse_if_down()
    if run.statuses:
        everything = plan(reading.catalog) if narrowed else questions
        memory.save(root, run.records, [question.url for question in everything], before)
    if run.token_refused:
        talk("GitHub does not accept GITHUB_TOKEN; its pages were asked instead", "yellow")
    all_located = output_format in (LinkFormat.JSON, LinkFormat.JUNIT)
    results = list(run.results(reading, questions, all_located=all_located))
    whole = not (narrowed or stopped)
    results, over = waivers.apply(waived, results, moment.date())
    complaints += [one for one in over if whole or one.severity is Severity.ERROR]
    if fix and not stopped:
        results = _fix(reading, results, run, quiet=setting.quiet)
    _end(results, complaints, run.requests, output_format, quiet=setting.quiet, stopped=stopped)


@app.command()
def merge(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(help="Reports (--format json) and links.json files of the shards."),
    ],
    output_format: FormatOption = LinkFormat.TEXT,
) -> None:
    """Join the reports of shards into one; what they remember goes into papers/links.json.

    Exit status 1 if a link of any report fails.
    """
    from llm_info.links import report as links_report  # noqa: PLC0415

    setting: Setting = context.obj
    results: list[Result] = []
    requests = 0
    records: dict[str, memory.Record] = {}
    for path in files:
        content = memory.read(path, str(path))
        if re.match(rb'\s*\{\s*"links"\s*:\s*\{', content):
            records = memory.newer(records, memory.parse(content, str(path)))
        else:
            more, asked = links_report.from_json(content, str(path))
            results += more
            requests += asked
    if records:
        root = setting.find_root()
        known = [question.url for question in plan(store.read(root).catalog)]
        before = memory.load(root)
        memory.save(root, memory.newer(before, records), known, before)
    results.sort(key=lambda one: (one.locations[:1] and one.locations[0].path, one.question.url))
    _end(results, [], requests, output_format, quiet=setting.quiet)


def _chosen(
    reading: store.Reading, only: list[str] | None, since: str | None, part: str | None
) -> list[Question]:
    """The questions that the options leave."""
    kinds = [*reading.catalog.link_kinds, DERIVED]
    for kind in only or []:
        if kind not in kinds:
            meant = store.did_you_mean(kind, kinds) or f"write one of {', '.join(kinds)}"
            raise typer.BadParameter(f"{kind!r} is no kind of links; {meant}", param_hint="--only")
    questions = plan(reading.catalog, only or [])
    if since:
        from llm_info.links import changes  # noqa: PLC0415  (needs git)

        questions = changes.touched(reading.root, since, questions)
    return shard(questions, *_shard(part)) if part else questions


async def _ask(run: Run, asker: Asker, questions: Sequence[Question], *, quiet: bool) -> None:
    gc.freeze()  # the catalog stays to the end: no use in searching it for garbage
    loop = asyncio.get_running_loop()
    loading = loop.call_later(_HEAD_START, loop.run_in_executor, None, _load_the_rest)
    async with asker:
        if quiet or not sys.stderr.isatty():
            await run.ask(asker, questions)
        else:
            from llm_info.cli.progress import progress  # noqa: PLC0415

            with progress(len(questions)) as tell:
                await run.ask(asker, questions, tell)
    loading.cancel()  # what has begun ends before the loop does


def _load_the_rest() -> None:
    """Load what judges and reports while the first answers are on their way."""
    for name in ("links.judge", "links.report", "report", "cli.console"):
        import_module(f"llm_info.{name}")


def _fix(
    reading: store.Reading, results: Sequence[Result], run: Run, *, quiet: bool
) -> list[Result]:
    from llm_info.links import archive, repair  # noqa: PLC0415  (see above)

    changed = repair.write(reading.root, repair.edits(results, reading.paths))
    with_copies, requests = archive.with_copies(results)
    run.requests += requests
    if not quiet:
        for name in changed:
            talk(f"{name}: new addresses written")
    return with_copies


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3})/(\d{1,3})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise typer.BadParameter(f"{text!r} is not K/N, such as 2/5", param_hint="--shard")
    return int(found[1]), int(found[2])


def _end(
    results: Sequence[Result],
    complaints: Sequence[Finding],
    requests: int,
    output_format: LinkFormat,
    *,
    quiet: bool,
    stopped: bool = False,
) -> None:
    """Print the report and end with the exit status that follows from it."""
    _print(results, sorted([*findings(results), *complaints]), requests, output_format)
    if not quiet:
        if output_format in (LinkFormat.JSON, LinkFormat.JUNIT, LinkFormat.MARKDOWN):
            for complaint in complaints:
                talk(f"{complaint.path}:{complaint.line}: {complaint.code} {complaint.message}")
        talk(counts(results, requests))
    if stopped:
        raise typer.Exit(INTERRUPTED)
    grave = any(complaint.severity is Severity.ERROR for complaint in complaints)
    if grave or any(result.fails for result in results):
        raise typer.Exit(1)


def _print(
    results: Sequence[Result], found: Sequence[Finding], requests: int, output_format: LinkFormat
) -> None:
    from llm_info import report  # noqa: PLC0415
    from llm_info.links import report as links_report  # noqa: PLC0415

    match output_format:
        case LinkFormat.TEXT:
            stdout().print(report.findings_as_text(found), end="")
            stdout().print(links_report.as_table(results), markup=True)
        case LinkFormat.JSON:
            typer.echo(links_report.as_json(results, requests=requests), nl=False)
        case LinkFormat.GITHUB:
            typer.echo(report.findings_as_github(found), nl=False)
        case LinkFormat.SARIF:
            log = report.findings_as_sarif(found, version=version("llm-info"), meanings=MEANINGS)
            typer.echo(log, nl=False)
        case LinkFormat.JUNIT:
            typer.echo(links_report.as_junit(results), nl=False)
        case LinkFormat.MARKDOWN:
            typer.echo(links_report.as_markdown(results, requests=requests), nl=False)
