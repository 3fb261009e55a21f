"""One broken entry gives one finding, at its place, and silences no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import builders
from conftest import Run

GOOD = builders.ENTRY_FILE


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "words"),
    [
        (GOOD.replace("2103.01234", "21O3.01234"), 5, 8, "LLM103", "arxiv '21O3.01234' is not"),
        (GOOD.replace("venue:", "venu:"), 4, 1, "LLM101", "unknown key 'venu'"),
        (GOOD.replace("  code:", "\tcode:"), 7, 1, "LLM005", "is indented with a tab"),
        (GOOD.replace("2021-03-04", "2021-02-30"), 3, 7, "LLM105", "date '2021-02-30' is"),
        (GOOD.replace("title: A Study", "title: Pages: A Study"), 1, 13, "LLM004", "is not YAML"),
        (GOOD + "title: Another\n", 13, 1, "LLM007", "has the key 'title' twice"),
        (GOOD.replace("title: A Study of Pages\n", ""), 1, 1, "LLM102", "title is missing"),
        (GOOD.replace("[memory, speed]", "memory"), 8, 7, "LLM110", "tags 'memory' is not a list"),
    ],
)
def test_a_broken_entry_gives_one_finding_at_its_place(
    text: str, line: int, column: int, code: str, words: str, tmp_path: Path, run: Run
) -> None:
    files = {"paging/good.yaml": GOOD, "paging/bad.yaml": text.replace("2103.01234", "2103.04321")}
    root = builders.write_catalog(tmp_path, files)
    outcome = run("--root", root, "check", "--format", "json")
    answer = json.loads(outcome.stdout)
    found = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    assert [(one["path"], one["line"], one["column"], one["code"]) for one in found] == [
        ("catalog/paging/bad.yaml", line, column, code)
    ]
    assert found[0]["message"].startswith(words)
    assert (answer["summary"]["entries"], outcome.exit_code) == (1, 1)


def test_an_id_belongs_to_one_file(tmp_path: Path, run: Run) -> None:
    files = {"paging/pages.yaml": GOOD, "paging/tables/pages.yaml": GOOD}
    root = builders.write_catalog(tmp_path, files)
    answer = json.loads(run("--root", root, "check", "--format", "json").stdout)
    found = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    assert [(one["path"], one["line"], one["code"]) for one in found] == [
        ("catalog/paging/tables/pages.yaml", 1, "LLM011")
    ]
    assert (answer["summary"]["entries"], answer["summary"]["errors"]) == (1, 1)


def test_a_number_keeps_its_last_zero(tmp_path: Path, run: Run) -> None:
    text = GOOD.replace("2103.01234", "2103.01230").replace("date: 2021-03-04", "date: 2021")
    root = builders.write_catalog(tmp_path, {"paging/pages.yaml": text})
    assert run("--root", root, "check").exit_code == 0
    assert run("--root", root, "fmt").exit_code == 0
    written = (root / "catalog" / "paging" / "pages.yaml").read_text("utf-8")
    assert "\narxiv: 2103.01230\n" in written
    assert "\ndate: 2021\n" in written
