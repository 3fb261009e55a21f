from __future__ import annotations

import json
from pathlib import Path

import pytest

import pdfs
from builders import write_catalog
from conftest import Run


def library(root: Path) -> Path:
    write_catalog(root)
    (root / "papers").mkdir()
    content = pdfs.paper("A Study of Pages", ["Ada Lovelace", "Charles Babbage"], pages=3)
    (root / "papers" / "pages.pdf").write_bytes(content)
    return root


def test_grep_shows_entry_page_and_the_words_around(run: Run, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    outcome = run("--root", library(tmp_path), "grep", "oiled", "line*", env=env)
    assert outcome.exit_code == 2  # a pattern is one argument
    outcome = run("--root", tmp_path, "grep", "oiled twice", env=env)
    assert outcome.exit_code == 0
    assert sorted(line.split(" ")[0] for line in outcome.stdout.splitlines()) == [
        "pages:2:",
        "pages:3:",
    ]
    assert "the drawer is oiled twice a year" in outcome.stdout
    assert "2 pages in 1 PDF" in outcome.stderr
    assert not (tmp_path / "papers" / "text.sqlite").exists()


def test_grep_prints_json(run: Run, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    outcome = run("--root", library(tmp_path), "grep", "seams", "--format", "json", env=env)
    (page,) = json.loads(outcome.stdout)["pages"]
    assert (page["entry"], page["page"]) == ("pages", 1)
    assert "along its seams" in page["snippet"]


@pytest.mark.parametrize("pattern", ["elephant", '"'])
def test_grep_that_finds_nothing_exits_with_1(run: Run, tmp_path: Path, pattern: str) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    outcome = run("--root", library(tmp_path), "grep", pattern, env=env)
    assert (outcome.exit_code, outcome.stdout) == (1, "")


def test_grep_without_pdfs_says_how_to_get_them(run: Run, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    outcome = run("--root", write_catalog(tmp_path), "grep", "pages", env=env)
    assert outcome.exit_code == 1
    assert "fetch them with: llm-info pdfs pull" in outcome.stderr
