"""`llm-info add`: from an identifier to a complete entry."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import typer

from llm_info import report, store
from llm_info.cli.common import Setting, mention_unread, stderr, talk
from llm_info.cli.given import begin
from llm_info.identifiers import AclId, ArxivId, Doi, OpenReviewId
from llm_info.model import Catalog, Entry
from llm_info.sources.draft import Draft, SourceError, as_entry, entry_id, same_paper
from llm_info.sources.fetch import Fetcher, make_client
from llm_info.sources.lookup import Answer, Start, look_up
from llm_info.sources.propose import propose_tags, propose_topic
from llm_info.sources.references import read_issue
from llm_info.values import Kind, PartialDate

REFUSED = 1
CANNOT_GO_ON = 3


class AddFormat(StrEnum):
    """How the outcome is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one reference."""

    reference: str
    state: str
    entry: Entry | None = None
    path: str | None = None
    message: str | None = None
    missing: tuple[str, ...] = ()
    text: str | None = None


def add(
    context: typer.Context,
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REF...",
            help="arXiv id, DOI, or an address at arXiv, doi.org, the ACL Anthology, OpenReview or "
            "GitHub; a PDF; a BibTeX file, or - for BibTeX and ids from stdin.",
        ),
    ] = None,
    *,
    topic: Annotated[
        str | None, typer.Option(help="The entry's topic; else one is proposed.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the entry, write nothing.")
    ] = False,
    edit: Annotated[
        bool | None, typer.Option("--edit/--no-edit", help="Open the new file in $EDITOR.")
    ] = None,
    output_format: Annotated[
        AddFormat, typer.Option("--format", help="How the outcome is written.")
    ] = AddFormat.TEXT,
    issue: Annotated[
        Path | None,
        typer.Option(help="A file with the text of the issue form 'Add a paper'.", exists=True),
    ] = None,
    cache: Annotated[bool, typer.Option(help="Keep answers of the sources for a week.")] = True,
) -> None:
    """Add papers to the catalog: one identifier in, a complete and canonical entry out.

    A paper that the catalog holds already is refused, and the entry that is there is shown.
    The summary is left to you.
    """
    setting: Setting = context.obj
    given, summary = list(references or ()), None
    if issue is not None:
        try:
            form = read_issue(issue.read_text("utf-8", errors="replace"))
        except ValueError as problem:
            talk(f"the issue {problem}")
            raise typer.Exit(REFUSED) from None
        given, topic, summary = [*given, *form.references], topic or form.topic, form.summary
    if not given:
        raise typer.BadParameter("name at least one paper", param_hint="REF")
    reading = store.read(setting.find_root())
    mention_unread(reading, setting)
    if topic is not None and topic not in reading.catalog.topics_by_path:
        known = ", ".join(reading.catalog.topics_by_path)
        talk(
            f"{topic!r} is not a topic of topics.yaml; there are: {known}",
        )
        raise typer.Exit(2 if issue is None else REFUSED)
    outcomes = _outcomes(reading, begin(given), topic, summary, use_cache=cache)
    written = [_write(reading.root, outcome, dry_run=dry_run) for outcome in outcomes]
    _report(written, output_format, dry_run=dry_run, quiet=setting.quiet)
    if not dry_run and _wants_editor(edit):
        for outcome in written:
            if outcome.path:
                _edit(reading.root / outcome.path)
    if any(outcome.state == "failed" for outcome in written):
        raise typer.Exit(CANNOT_GO_ON)
    if any(outcome.state == "refused" for outcome in written):
        raise typer.Exit(REFUSED)


def _outcomes(
    reading: store.Reading,
    begun: list[tuple[str, Start | SourceError]],
    topic: str | None,
    summary: str | None,
    *,
    use_cache: bool,
) -> list[_Outcome]:
    folder = platformdirs.user_cache_path("llm-info") / "sources" if use_cache else None
    asked = [(text, _already(start, reading.catalog) or start) for text, start in begun]
    starts = [start for _, start in asked if not isinstance(start, (SourceError, Entry))]
    with make_client(version("llm-info")) as client:
        found = iter(look_up(starts, Fetcher(client, folder)))
    catalog, outcomes = reading.catalog, list[_Outcome]()
    for text, start in asked:
        if isinstance(start, Entry):
            outcomes.append(_refused(text, start, reading))
            continue
        answer: Answer = start if isinstance(start, SourceError) else next(found)
        outcome = _outcome(text, start, answer, reading, catalog, topic, summary)
        if outcome.entry and outcome.state == "added":
            catalog = replace(catalog, entries=(*catalog.entries, outcome.entry))
        outcomes.append(outcome)
    return outcomes


def _outcome(
    text: str,
    start: Start | SourceError,
    answer: Answer,
    reading: store.Reading,
    catalog: Catalog,
    topic: str | None,
    summary: str | None,
) -> _Outcome:
    if isinstance(answer, SourceError):
        message = f"{answer}" + (f"\n    {answer.hint}" if answer.hint else "")
        return _Outcome(text, "failed", message=message)
    if _is_guess(start, answer):
        message = (
            f"the title {answer.title!r} was found at no source\n    give an arXiv id or a DOI"
        )
        return _Outcome(text, "failed", message=message)
    if there := same_paper(answer, catalog.entries):
        return _refused(text, there, reading)
    chosen = topic or propose_topic(answer.title, catalog)
    if chosen is None:
        return _Outcome(
            text, "refused", message="no topic can be proposed\n    name one with --topic"
        )
    taken = frozenset([*catalog.by_id, *catalog.unread, *reading.paths])
    taken |= {alias for entry in catalog.entries for alias in entry.aliases}
    today = datetime.now(UTC).date()
    entry = as_entry(
        answer,
        entry_id=entry_id(answer, taken),
        topic=chosen,
        venues=catalog.venues,
        added=PartialDate(today.year, today.month, today.day),
        tags=propose_tags(answer.title, catalog),
        summary=summary,
    )
    missing = [name for name in answer.missing if entry.kind is Kind.PAPER or name == "identifier"]
    if answer.venue and entry.venue is None:
        missing.append(f"venue ({answer.venue!r} is not in venues.yaml)")
    if summary is None:
        missing.append("summary")
    return _Outcome(text, "added", entry=entry, missing=tuple(missing))


def _already(start: Start | SourceError, catalog: Catalog) -> Entry | None:
    """The entry with this identifier: nobody needs to be asked about it."""
    match start:
        case ArxivId():
            known = Draft(title="", arxiv=start)
        case Doi():
            known = Draft(title="", doi=start, arxiv=ArxivId.recognize(str(start)))
        case AclId():
            known = Draft(title="", acl=start)
        case OpenReviewId():
            known = Draft(title="", openreview=start)
        case _:
            return None
    return same_paper(known, catalog.entries)


def _refused(text: str, there: Entry, reading: store.Reading) -> _Outcome:
    place = reading.paths.get(there.id, there.id)
    return _Outcome(text, "refused", entry=there, message=f"is already here: {place}")


def _is_guess(start: Start | SourceError, answer: Draft) -> bool:
    """Whether all that is known is a title off a PDF, which may be misread."""
    ids = answer.arxiv or answer.doi or answer.acl or answer.openreview
    return isinstance(start, Draft) and not start.authors and not ids and not answer.authors


def _write(root: Path, outcome: _Outcome, *, dry_run: bool) -> _Outcome:
    if outcome.state != "added" or outcome.entry is None:
        return outcome
    text = store.emit(store.entry_as_plain(outcome.entry))
    path = store.entry_path(root, outcome.entry)
    if not dry_run:
        store.write_entry(root, outcome.entry)
    return replace(outcome, path=path.relative_to(root).as_posix(), text=text)


def _report(
    outcomes: list[_Outcome], output_format: AddFormat, *, dry_run: bool, quiet: bool
) -> None:
    if output_format is AddFormat.JSON:
        typer.echo(report.as_json({"papers": [_as_row(one) for one in outcomes]}), nl=False)
        return
    console = stderr()
    for one in outcomes:
        if one.state == "added":
            typer.echo(f"# {one.path}\n{one.text}" if dry_run else one.path, nl=not dry_run)
            if one.entry and one.entry.status:
                console.print(f"{one.path}: the paper is {one.entry.status.state}", markup=False)
            if one.missing and not quiet:
                console.print(
                    f"    left to you: {', '.join(one.missing)}", markup=False, soft_wrap=True
                )
        else:
            console.print(f"{one.reference}: {one.message}", markup=False, soft_wrap=True)


def _as_row(one: _Outcome) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "state": one.state,
        "id": one.entry.id if one.entry else None,
        "path": one.path,
        "message": one.message,
        "missing": list(one.missing),
        "yaml": one.text,
    }


def _wants_editor(edit: bool | None) -> bool:  # noqa: FBT001  (three answers: yes, no, not asked)
    has_editor = bool(os.environ.get("VISUAL") or os.environ.get("EDITOR"))
    return has_editor and (edit if edit is not None else sys.stdin.isatty() and sys.stdout.isatty())


def _edit(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ["EDITOR"]
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603  (the user's own editor)
    except (OSError, ValueError) as error:
        talk(f"$EDITOR does not start: {error}")
