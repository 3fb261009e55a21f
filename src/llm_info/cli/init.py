"""`llm-info init`: a new catalog of one's own, from nothing or from an existing list."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from llm_info import checking, importing, rules, starting, store
from llm_info.cli.common import Setting, mended, stdout, talk
from llm_info.cli.import_ import looked_up, talk_of_repeats, talk_of_unread, talk_of_venues
from llm_info.errors import LlmInfoError
from llm_info.finding import Finding, Severity
from llm_info.report import counted
from llm_info.sources.draft import Draft
from llm_info.sources.lists.drafts import slug

_TOPICS = ("Reading and citing", "Links that last")
_GITHUB = re.compile(r"(?:https://github\.com/)?(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?")
_PAGES = re.compile(r"https://(?P<owner>[\w-]+)\.github\.io/(?P<name>[\w.-]+)/?")


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of the new catalog.", file_okay=False)
    ],
    context: typer.Context,
    *,
    name: Annotated[str | None, typer.Option(help="The site's name.")] = None,
    description: Annotated[
        str | None, typer.Option(help="What it is about, in a sentence.")
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(help="Where the site will be, such as https://owner.github.io/repository/."),
    ] = None,
    repository: Annotated[
        str | None,
        typer.Option(help="Its repository: owner/name on GitHub, or an address elsewhere."),
    ] = None,
    topics: Annotated[
        list[str] | None,
        typer.Option("--topic", help="A topic's title, or Title/Subtitle; may be repeated."),
    ] = None,
    lists: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            help="Begin with this list (Markdown, .bib, .ris or CSL .json), under its headings; "
            "may be repeated.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    ask: Annotated[
        bool,
        typer.Option(
            "--look-up", help="Ask arXiv and the registries for what the list does not say."
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also into a folder that has files; what is there stays."),
    ] = False,
) -> None:
    """Begin a catalog: entries, site, workflows, hooks and tests, ready to be committed.

    What is not given is asked for on a terminal, and has a default elsewhere.
    """
    setting: Setting = context.obj
    if lists and topics:
        raise typer.BadParameter("the topics come from the list", param_hint="--topic")
    if not force and folder.exists() and any(folder.iterdir()):
        raise LlmInfoError(
            f"{folder} is not empty", hint="name a new folder, or add to this one with --force"
        )
    read = [importing.read(path) for path in lists or ()]
    if read and not any(one.drafts for one in read):
        names = ", ".join(str(one.path) for one in read)
        raise LlmInfoError(f"{names} holds nothing that can be read as an entry")
    drafts = [draft for one in read for draft in one.drafts]
    if ask:
        drafts = looked_up(drafts, quiet=setting.quiet)
    beginning = _asked(folder, name, description, address, repository)
    titles = [] if read else _titles(topics)
    kept: list[str] = []
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as made:
            stage = Path(made) / "new"
            stage.mkdir()
            written, weighed = _write(stage, beginning, titles, read, drafts)
            reading = store.read(stage)
            findings = checking.findings(reading)
            kept = _move(stage, folder)
    except OSError as error:
        raise LlmInfoError(f"cannot write to {folder}: {error.strerror}") from error
    talk_of_unread(read)
    if written and not setting.quiet:
        talk_of_repeats(read, written)
        talk_of_venues(written)
    _report(folder, reading, findings, weighed)
    if not setting.quiet:
        if kept:
            talk(f"left as they were: {', '.join(kept)}")
        talk(f"next: cd {folder} && make site")


def _asked(
    folder: Path,
    name: str | None,
    description: str | None,
    address: str | None,
    repository: str | None,
) -> starting.Beginning:
    """What is given, else what is answered, else a default."""
    by_folder = re.sub(r"[-_ ]+", " ", folder.absolute().name).strip()
    name = _line("--name", name, "Name of the site", by_folder[:1].upper() + by_folder[1:])
    description = _line(
        "--description", description, "What is it about, in a sentence", f"Papers on {name}."
    )
    repository = _line("--repository", repository, "Repository on GitHub, as owner/name", "")
    pages = ""
    if named := _GITHUB.fullmatch(repository):
        repository = f"https://github.com/{named['owner']}/{named['name']}"
        pages = f"https://{named['owner'].lower()}.github.io/{named['name']}/"
    elif repository and not re.match(r"https?://", repository):
        raise typer.BadParameter("is neither owner/name nor an address", param_hint="--repository")
    address = _line("--address", address, "Address of the site", pages)
    if address and not re.match(r"https?://", address):
        raise typer.BadParameter("does not begin with https://", param_hint="--address")
    if not repository and (found := _PAGES.fullmatch(address)):
        repository = f"https://github.com/{found['owner']}/{found['name']}"
    major, minor, *_ = version("llm-info").split(".")
    return starting.Beginning(
        name=name,
        description=description,
        address=f"{address.rstrip('/')}/" if address else "",
        repository=repository.rstrip("/"),
        # before 1.0 a new minor version may change the data format
        requirement=f"llm-info>={version('llm-info')},<{major}.{int(minor) + 1}",
    )


def _line(option: str, given: str | None, question: str, default: str) -> str:
    """One line of text.

    Raises:
        typer.BadParameter: It is more than a line.
    """
    if given is None:
        asks = sys.stdin.isatty() and sys.stderr.isatty()
        given = str(typer.prompt(question, default=default, err=True)) if asks else default
    if not given.isprintable():
        raise typer.BadParameter("is more than one line of text", param_hint=option)
    return given.strip()


def _titles(topics: Sequence[str] | None) -> list[tuple[str, ...]]:
    """Of each topic its title, behind the titles above it."""
    if not topics:
        answer = _line("--topic", None, "Topics, with commas between", ", ".join(_TOPICS))
        topics = answer.split(",")
    titles = [tuple(part.strip() for part in one.split("/") if part.strip()) for one in topics]
    if any(not one.isprintable() for one in topics):
        raise typer.BadParameter("is more than one line of text", param_hint="--topic")
    return [one for one in titles if one] or [(title,) for title in _TOPICS]


def _write(
    stage: Path,
    beginning: starting.Beginning,
    titles: Sequence[tuple[str, ...]],
    read: Sequence[importing.Read],
    drafts: list[Draft],
) -> tuple[importing.Written | None, list[str]]:
    """Write everything, and mend in the entries of a list what can be mended without looking.

    Returns:
        What became of the list, and the rules that weigh less because the list breaks them.
    """
    written, weighed = None, list[str]()
    if read:
        written = importing.write(stage, drafts, None)
        reading, remarks, _ = mended(store.read(stage), lambda remarks: remarks)
        weighed = _weigh(stage, [remark.finding for remark in remarks], read)
        topic = next(iter(reading.catalog.topics_by_path), "papers")
    else:
        slugs = {title: slug(title) for path in titles for title in path}
        tree = starting.topic_tree(titles, slugs)
        texts = starting.catalog_files(tree, datetime.now(UTC).date())
        _write_texts(stage, texts)
        topic = next(iter(store.read(stage).catalog.topics_by_path))
    _write_texts(stage, starting.files_around(beginning, topic))
    return written, weighed


def _write_texts(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        store.replace_text(folder / name, text, durable=False)


def _weigh(stage: Path, findings: Iterable[Finding], read: Sequence[importing.Read]) -> list[str]:
    """Make warnings of the errors that a list brings along, so that the catalog can be built."""
    errors = Counter(one.code for one in findings if one.severity is Severity.ERROR)
    known = {rule.code for rule in rules.RULES}
    names = ", ".join(one.path.name for one in read)
    plain: dict[str, Any] = {
        code: {
            "severity": "warning",
            "reason": f"so in {names}, {counted(count, 'time')}; mend them, then remove this",
        }
        for code, count in sorted(errors.items())
        if code in known
    }
    if plain:
        store.write_vocabulary(stage / store.CATALOG / store.RULES, plain)
    return list(plain)


def _move(stage: Path, folder: Path) -> list[str]:
    """Give the new folder its name; into a folder with files, each new file moves alone.

    Returns:
        Files that were there already and stay as they are.
    """
    if not folder.exists() or not any(folder.iterdir()):
        if folder.exists():
            folder.rmdir()
        stage.rename(folder)
        return []
    new = [path for path in sorted(stage.rglob("*")) if path.is_file()]
    kept = [path for path in new if (folder / path.relative_to(stage)).exists()]
    moved: list[Path] = []
    try:
        for path in new:
            target = folder / path.relative_to(stage)
            if path not in kept:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, target)
                moved.append(target)
    except BaseException:
        for target in moved:
            target.unlink(missing_ok=True)
        raise
    return [path.relative_to(stage).as_posix() for path in kept]


def _report(
    folder: Path, reading: store.Reading, findings: Sequence[Finding], weighed: Sequence[str]
) -> None:
    entries = counted(len(reading.catalog.entries), "entry", "entries")
    lines = [f"{folder}: {entries} under {counted(len(reading.catalog.topics_by_path), 'topic')}"]
    sentences = {rule.code: rule.sentence for rule in rules.RULES}
    for code, count in Counter(sorted(finding.code for finding in findings)).most_common():
        note = "  (a warning here: catalog/rules.yaml)" if code in weighed else ""
        lines.append(f"  {count:5}  {code}  {sentences.get(code, store.CODES.get(code))}{note}")
    stdout().print("\n".join(lines))
