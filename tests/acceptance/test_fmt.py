"""`llm-info fmt`: one way to write a file, and nothing is lost on the way to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import ENTRY_FILE, TOPICS_FILE, VENUES_FILE, write_catalog
from conftest import Run
from llm_info import store

DATA = Path(__file__).parent / "data"
GOOD = sorted((DATA / "good").glob("*.yaml"))
BAD = sorted((DATA / "bad").glob("*.yaml"))

UNTIDY = """\
# the head
summary: "Cuts memory
  into pages."   # folded
tags:
  - memory
links: {blog: ["https://b.invented.org"], code: https://github.com/invented/pages}
arxiv: '2103.01234'
# above the authors
authors: [Ada Lovelace,
  # above Babbage
  Charles Babbage]  # behind Babbage
title: 'A Study: Pages'
et_al: "true"
name: ''
unknown: [x, {y: z}]
# the end
"""
TIDY = """\
# the head
title: "A Study: Pages"
# above the authors
authors:
  - Ada Lovelace
  # above Babbage
  - Charles Babbage  # behind Babbage
et_al: true
arxiv: 2103.01234
links:
  code: https://github.com/invented/pages
  blog: https://b.invented.org
tags: [memory]
summary: >-  # folded
  Cuts memory into pages.
unknown:
  - x
  - y: z
# the end
"""


def ids(path: Path) -> str:
    return path.stem


def test_the_canonical_form_keeps_comments_and_unknown_keys() -> None:
    assert store.format_text(UNTIDY) == (TIDY, ())
    assert store.format_text(TIDY) == (TIDY, ())


@pytest.mark.parametrize("path", GOOD, ids=ids)
def test_good_files_are_canonical(path: Path) -> None:
    text = path.read_text("utf-8")
    assert store.format_text(text) == (text, ())


@pytest.mark.parametrize("path", [*GOOD, *BAD], ids=ids)
def test_twice_is_once(path: Path) -> None:
    once, faults = store.format_text(path.read_text("utf-8"))
    assert (once is None) == bool(faults)
    assert once is None or store.format_text(once)[0] == once


@pytest.mark.parametrize("text", [TOPICS_FILE, VENUES_FILE, ENTRY_FILE])
def test_the_vocabulary_has_a_canonical_form_too(text: str) -> None:
    assert store.format_text(text) == (text, ())


def test_topics_are_written_as_blocks() -> None:
    flow = "topics: [{title: Paging, slug: paging, description: d}]\nschema_version: '1'  # now\n"
    assert store.format_text(flow)[0] == (
        "schema_version: 1  # now\n"
        "topics:\n"
        "  - slug: paging\n"
        "    title: Paging\n"
        "    description: >-\n"
        "      d\n"
    )


def test_check_prints_a_diff_and_writes_nothing(tmp_path: Path, run: Run) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": UNTIDY})
    outcome = run("--root", tmp_path, "fmt", "--check", tmp_path / "catalog/paging")
    assert outcome.exit_code == 1
    assert "-title: 'A Study: Pages'\n" in outcome.stdout
    assert '+title: "A Study: Pages"\n' in outcome.stdout
    assert (tmp_path / "catalog/paging/pages.yaml").read_text("utf-8") == UNTIDY


def test_fmt_writes_and_names_what_it_changed(tmp_path: Path, run: Run) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": UNTIDY})
    first = run("--root", tmp_path, "fmt", tmp_path / "catalog/paging")
    assert (first.exit_code, first.stdout) == (0, "catalog/paging/pages.yaml\n")
    assert (tmp_path / "catalog/paging/pages.yaml").read_text("utf-8") == TIDY
    second = run("--root", tmp_path, "fmt", tmp_path / "catalog/paging")
    assert (second.exit_code, second.stdout) == (0, "")


def test_line_ends_become_lf(tmp_path: Path, run: Run) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": ENTRY_FILE.replace("\n", "\r\n")})
    run("--root", tmp_path, "fmt")
    assert (tmp_path / "catalog/paging/pages.yaml").read_bytes() == ENTRY_FILE.encode()


def test_what_cannot_be_read_is_named_and_left_alone(tmp_path: Path, run: Run) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": "title: [\n"})
    outcome = run("--root", tmp_path, "fmt")
    assert outcome.exit_code == 1
    assert "catalog/paging/pages.yaml:2:1: LLM004" in outcome.stderr
    assert (tmp_path / "catalog/paging/pages.yaml").read_text("utf-8") == "title: [\n"
