"""`llm-info check`: what it reports, in which format, what it mends.

Each file of `data/good` is an entry without a finding. Beside each file of `data/bad` stands, as
`.out`, the text that is printed of it. `LLM_INFO_REGEN=1` writes these anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from builders import ENTRY_FILE, write_catalog
from conftest import Run
from sarif import SARIF_SCHEMA, validate

DATA = Path(__file__).parent / "data"
GOOD = sorted((DATA / "good").glob("*.yaml"))
BAD = sorted((DATA / "bad").glob("*.yaml"))

LATER = """\
title: What Came Later
authors: [Ada Lovelace]
date: 2025
doi: 10.1000/later
summary: Comes years after everything else in the invented catalog, and nothing else builds on it.
"""
TAKEN_BACK = """\
title: What Was Taken Back
authors: [Ada Lovelace]
date: 2018
doi: 10.1000/back
summary: Claims that memory needs no pages at all, and was taken back within a year of its claim.
status:
  state: retracted
"""
COMPANIONS = {
    "paging/pages.yaml": ENTRY_FILE,
    "paging/later.yaml": LATER,
    "paging/taken-back.yaml": TAKEN_BACK,
}


def ids(path: Path) -> str:
    return path.stem


def catalog_with(root: Path, path: Path) -> Path:
    """A catalog in which one file is the one to look at; returns the file."""
    write_catalog(root, COMPANIONS)
    entry = root / "catalog/paging" / path.name
    entry.write_bytes(path.read_bytes())
    return entry


@pytest.mark.parametrize("path", GOOD, ids=ids)
def test_a_good_file_has_no_findings(path: Path, tmp_path: Path, run: Run) -> None:
    entry = catalog_with(tmp_path, path)
    outcome = run("--root", tmp_path, "check", entry)
    assert (outcome.exit_code, outcome.stdout) == (0, "")


@pytest.mark.parametrize("path", BAD, ids=ids)
def test_a_bad_file_is_reported_as_beside_it(path: Path, tmp_path: Path, run: Run) -> None:
    entry = catalog_with(tmp_path, path)
    outcome = run("--root", tmp_path, "check", entry)
    expected = path.with_suffix(".out")
    if os.environ.get("LLM_INFO_REGEN"):
        expected.write_text(outcome.stdout, "utf-8")
    assert outcome.stdout == expected.read_text("utf-8")
    assert outcome.exit_code == (1 if outcome.stdout else 0)


def test_the_worst_entry_has_at_least_thirty_different_findings(tmp_path: Path, run: Run) -> None:
    entry = catalog_with(tmp_path, DATA / "bad/everything.yaml")
    outcome = run("--root", tmp_path, "check", "--format", "json", entry)
    codes = {finding["code"] for finding in json.loads(outcome.stdout)["findings"]}
    assert len(codes) >= 30


def test_one_broken_file_silences_no_other(tmp_path: Path, run: Run) -> None:
    broken = {f"paging/{path.name}": path.read_text("utf-8") for path in BAD}
    write_catalog(tmp_path, broken)
    outcome = run("--root", tmp_path, "check", "--format", "json")
    named = {Path(finding["path"]).name for finding in json.loads(outcome.stdout)["findings"]}
    assert named >= {path.name for path in BAD}


def test_json_has_the_fixed_keys(tmp_path: Path, run: Run) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": ENTRY_FILE.replace("2103.01234", "2103.0123")})
    outcome = run("--root", tmp_path, "check", "--format", "json")
    assert outcome.exit_code == 1
    told = json.loads(outcome.stdout)
    assert told["findings"][0] == {
        "path": "catalog/paging/pages.yaml",
        "line": 5,
        "column": 8,
        "code": "LLM103",
        "severity": "error",
        "message": "arxiv '2103.0123' is not an arXiv id (YYMM.NNNNN)",
        "hint": None,
        "fixable": False,
    }
    assert told["summary"] == {"entries": 0, "errors": 1, "warnings": 0}


def test_github_shows_errors_first(tmp_path: Path, run: Run) -> None:
    text = ENTRY_FILE.replace("A Study of Pages", "A Study of Pages.").replace("2103.0", "2101.0")
    write_catalog(tmp_path, {"paging/pages.yaml": text})
    outcome = run("--root", tmp_path, "check", "--format", "github")
    levels = [line.partition(" ")[0] for line in outcome.stdout.splitlines()]
    assert levels[:2] == ["::error", "::warning"]
    assert "file=catalog/paging/pages.yaml,line=3,col=7,title=LLM221" in outcome.stdout


@pytest.mark.parametrize("path", BAD, ids=ids)
def test_sarif_is_valid_and_names_its_rules(path: Path, tmp_path: Path, run: Run) -> None:
    entry = catalog_with(tmp_path, path)
    outcome = run("--root", tmp_path, "check", "--format", "sarif", entry)
    log = json.loads(outcome.stdout)
    validate(log, SARIF_SCHEMA)
    driver, results = log["runs"][0]["tool"]["driver"], log["runs"][0]["results"]
    assert results or not path.with_suffix(".out").read_text("utf-8")
    for result in results:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_select_and_ignore_take_codes_and_their_beginnings(tmp_path: Path, run: Run) -> None:
    entry = catalog_with(tmp_path, DATA / "bad/everything.yaml")

    def codes(*words: str) -> set[str]:
        outcome = run("--root", tmp_path, "check", "--format", "json", *words, entry)
        return {finding["code"] for finding in json.loads(outcome.stdout)["findings"]}

    everything = codes()
    links = {code for code in everything if code.startswith("LLM3")}
    assert codes("--select", "LLM3") == links
    assert codes("--ignore", "LLM3") == everything - links
    assert codes("--select", "LLM3,LLM502", "--ignore", "LLM301") == links - {"LLM301"} | {"LLM502"}


def test_an_unknown_code_is_wrong_usage(tmp_path: Path, run: Run) -> None:
    outcome = run("--root", write_catalog(tmp_path), "check", "--select", "LLM999")
    assert outcome.exit_code == 2
    assert "no code begins with 'LLM999'" in outcome.stderr


def test_warnings_alone_do_not_fail(tmp_path: Path, run: Run) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": ENTRY_FILE.replace("Pages\n", "Pages.\n")})
    outcome = run("--root", tmp_path, "check")
    assert outcome.exit_code == 0
    assert "LLM502" in outcome.stdout


@pytest.mark.parametrize("path", BAD, ids=ids)
def test_fix_mends_what_it_says_and_a_second_run_changes_nothing(
    path: Path, tmp_path: Path, run: Run
) -> None:
    entry = catalog_with(tmp_path, path)
    run("--root", tmp_path, "check", "--fix", entry)
    mended = entry.read_bytes()
    outcome = run("--root", tmp_path, "check", "--fix", "--format", "json", entry)
    assert entry.read_bytes() == mended
    assert not [one for one in json.loads(outcome.stdout)["findings"] if one["fixable"]]


def test_fix_keeps_comments_and_the_other_files(tmp_path: Path, run: Run) -> None:
    text = """\
# the head
title: A Study of Pages.  # as in the proceedings
authors:
  - Ada Lovelace  # the first
  # cut here
  - et al.
date: 2021
arxiv: https://arxiv.org/abs/2103.01234v2  # the second version
links:
  pdf: https://arxiv.org/pdf/2103.01234  # mirrored
  # where it lives
  code: https://github.com/invented/pages.git
summary: >-
  Cuts memory into pages of one size, so that none is lost between them, ever.
# the end
"""
    other = "authors: [Grace Hopper]\ntitle: Not canonical, and none of our business\n"
    write_catalog(tmp_path, {"paging/pages.yaml": text, "paging/tables/other.yaml": other})
    outcome = run("--root", tmp_path, "check", "--fix", tmp_path / "catalog/paging/pages.yaml")
    assert outcome.stdout == ""
    assert (tmp_path / "catalog/paging/tables/other.yaml").read_text("utf-8") == other
    assert (
        (tmp_path / "catalog/paging/pages.yaml").read_text("utf-8")
        == """\
# the head
title: A Study of Pages  # as in the proceedings
authors:
  - Ada Lovelace  # the first
et_al: true
date: 2021
arxiv: 2103.01234  # the second version
links:
  # where it lives
  code: https://github.com/invented/pages
summary: >-
  Cuts memory into pages of one size, so that none is lost between them, ever.
# mirrored
# cut here
# the end
"""
    )


def test_fix_leaves_alone_what_is_suppressed_or_not_selected(tmp_path: Path, run: Run) -> None:
    text = ENTRY_FILE.replace("Pages\n", "Pages.  # llm-info: ignore LLM502: part of the title\n")
    text = text.replace("invented/pages", "invented/pages.git")
    write_catalog(tmp_path, {"paging/pages.yaml": text})
    run("--root", tmp_path, "check", "--fix", "--ignore", "LLM304")
    assert (tmp_path / "catalog/paging/pages.yaml").read_text("utf-8") == text
