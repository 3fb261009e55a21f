"""Pages made from the command line itself: every verb with its options, every output's shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.testing import CliRunner

from llm_info import report
from llm_info.cli.app import CANNOT_GO_ON, INTERRUPTED, VERBS, app
from llm_info.exports.rows import COLUMNS, as_row
from llm_info.exports.stats import figures
from llm_info.finding import Finding, Severity
from llm_info.links.plan import plan
from llm_info.links.report import as_json as links_as_json
from llm_info.links.results import Location, Result
from llm_info.links.verdict import FAILURES, Judgement, Verdict
from llm_info.model import Catalog, Entry

_VERBS_HEAD = """\
# Verbs

Results go to stdout, talk and progress to stderr. `--root DIR` in front of a verb names the folder
that holds `catalog/`; without it, the nearest one upwards is taken. `-q` silences the talk.
`llm-info --install-completion` teaches your shell the verbs and their options.

"""

_OUTPUTS_HEAD = """\
# Outputs

What other programs may rely on. Within a major version, and before 1.0 within a minor one, keys are
added but none is renamed, removed or given another meaning.

## Exit statuses

| status | means |
| --- | --- |
| 0 | nothing to complain of; warnings and notes do not fail |
| 1 | the data is wrong: `check` found an error, a link fails, a paper was refused |
| 2 | wrong usage |
"""


def verbs_page() -> str:
    """The help of every verb, in its order."""
    parts = [_VERBS_HEAD]
    for name, place in VERBS.items():
        module, attribute = place.split(":")
        verb = getattr(import_module(f"llm_info.cli.{module}"), attribute)
        parts.append(f"## {name}\n\n{_help(name)}")
        if isinstance(verb, typer.Typer):
            for below in verb.registered_commands:
                word = below.name or getattr(below.callback, "__name__", "")
                parts.append(f"### {name} {word}\n\n{_help(name, word)}")
    return "\n".join(parts)


def _help(*words: str) -> str:
    runner = CliRunner(env={"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "86"})
    shown = runner.invoke(app, [*words, "--help"], catch_exceptions=False, prog_name="llm-info")
    lines = [line.rstrip() for line in shown.stdout.strip().splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```\n"


def outputs_page() -> str:
    """Exit statuses, and an example of each JSON output, made by the code that writes it."""
    entry = Entry.model_validate(_ENTRY)
    catalog = Catalog(entries=(entry,))
    location = Location("catalog/paging/pages.yaml", 7, 9, "pages", "links.code")
    question = next(one for one in plan(catalog) if one.kind == "code")
    judged = Judgement(
        Verdict.MOVED, "renamed", "the repository has a new name", "https://github.com/new/pages"
    )
    result = Result(question, judged, 301, "2026-11-23T04:17:00Z", cached=False,
                    locations=(location,))  # fmt: skip
    finding = Finding(
        "catalog/paging/pages.yaml", 5, 8, "LLM103", "arxiv '2103.0123' is not an arXiv id",
        Severity.ERROR, "look at the address of the abstract",
    )  # fmt: skip
    return "\n".join(
        [
            f"{_OUTPUTS_HEAD}| {CANNOT_GO_ON} | it cannot go on: no catalog, no network, no room |",
            f"| {INTERRUPTED} | stopped with Ctrl-C |\n",
            *_example("check --format json", report.findings_as_json([finding], entries=1)),
            *_example("links --format json", links_as_json([result], requests=1)),
            *_verdicts(),
            *_example("export json", report.as_json({"entries": [as_row(entry)]})),
            "## export csv\n",
            "The columns, in which lists are joined by `; `:\n",
            f"{', '.join(f'`{name}`' for name in COLUMNS)}\n",
            *_example("stats --format json", report.as_json({"entries": 1, **figures(catalog)})),
            _ELSEWHERE,
        ]
    )


def _example(verb: str, text: str) -> Iterator[str]:
    yield f"## {verb}\n"
    yield f"```json\n{text.rstrip()}\n```\n"


def _verdicts() -> Iterator[str]:
    yield "A verdict is one of these:\n"
    yield "| verdict | fails |\n| --- | --- |"
    for verdict in Verdict:
        late = "after its grace period" if verdict is Verdict.UNREACHABLE else ""
        yield f"| `{verdict}` | {'at once' if verdict in FAILURES else late} |"
    yield ""


_ENTRY: Mapping[str, Any] = {
    "id": "pages",
    "topic": "paging",
    "title": "A Study of Pages",
    "authors": ["Ada Lovelace", "Charles Babbage"],
    "date": "2021-03-04",
    "venue": "SOSP 2021",
    "arxiv": "2103.01234",
    "links": {"code": "https://github.com/invented/pages"},
    "tags": ["memory"],
    "summary": "Cuts memory into pages of one size, so that none is lost between two requests.",
    "added": "2026-01-02",
}

_ELSEWHERE = """\
## Others

| verb | writes |
| --- | --- |
| `check`, `links` `--format sarif` | SARIF 2.1.0, for code scanning |
| `check`, `links` `--format github` | annotations of GitHub's workflows |
| `links --format junit` | JUnit XML, one test for each link |
| `links --format markdown` | a table of what is not fine |
| `add`, `import`, `pdfs` `--format json` | see `llm-info add --help` and the pages about them |
| `schema` | JSON Schema (draft 7) of an entry's file, for editors |
| `build` | beside the pages, `api/v1/` with its own [JSON Schema](api/v1/schema.json) (2020-12) |
"""

PAGES: Mapping[str, Callable[[], str]] = {"verbs.md": verbs_page, "outputs.md": outputs_page}
"""File in `docs/` → its text."""
