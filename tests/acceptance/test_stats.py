"""`llm-info stats`: what is in a catalog, in figures."""

from __future__ import annotations

import json
from pathlib import Path

from builders import ENTRY_FILE, write_catalog
from conftest import Run

TOOL = """\
kind: software
title: Pager
links:
  code: https://github.com/invented/pager
  docs: https://pager.example/
tags: [speed]
"""
BARE = "title: A Paper of Which Little Is Known\n"
FILES = {
    "paging/pages.yaml": ENTRY_FILE,
    "paging/tables/pager.yaml": TOOL,
    "paging/tables/bare.yaml": BARE,
}


def test_json_counts_entries_and_what_papers_have(run: Run, tmp_path: Path) -> None:
    outcome = run("--root", write_catalog(tmp_path, FILES), "stats", "--format", "json")
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == {
        "entries": 3,
        "kinds": {"paper": 2, "software": 1},
        "topics": {"paging": 3},
        "papers by year": {"2021": 1},
        "papers with": {
            "authors": 1,
            "date": 1,
            "identifier": 1,
            "link": 1,
            "code": 1,
            "venue": 1,
            "tags": 1,
            "summary": 1,
        },
        "links": {"code": 2, "docs": 1, "page": 1, "pdf": 1},
        "venues": {"INVENT": 1},
        "tags": {"speed": 2, "memory": 1},
    }


def test_the_text_cuts_long_groups_and_says_so(run: Run, tmp_path: Path) -> None:
    outcome = run("--root", write_catalog(tmp_path, FILES), "stats", "--rows", "1")
    assert outcome.stdout.startswith("     3  entries\n\nkinds\n     2  paper\n")
    assert outcome.stdout.endswith("tags\n     2  speed\n        and 1 more\n")


def test_an_empty_catalog_has_figures_too(run: Run, tmp_path: Path) -> None:
    outcome = run("--root", write_catalog(tmp_path, {}), "stats")
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("     0  entries\n")
