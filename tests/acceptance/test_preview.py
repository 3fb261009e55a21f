"""`llm-info preview`: what a pull request shows calls nobody and hides nothing."""

from __future__ import annotations

from pathlib import Path

import builders
from conftest import Run
from llm_info.exports.preview import preview


def test_only_the_named_entries_are_shown(tmp_path: Path, run: Run) -> None:
    other = builders.ENTRY_FILE.replace("A Study", "Another Study").replace(
        "2103.01234", "2103.01235"
    )
    files = {"paging/pages.yaml": builders.ENTRY_FILE, "paging/other.yaml": other}
    root = builders.write_catalog(tmp_path, files)
    outcome = run("--root", root, "preview", root / "catalog/paging/other.yaml")
    assert outcome.exit_code == 0
    assert "### Another Study of Pages" in outcome.stdout
    assert "### A Study" not in outcome.stdout


def test_text_stays_text() -> None:
    entry = builders.paper(
        title="@all <img src=x> [a](b) ``` #1", summary="@somebody, see ![x](y) and <b>"
    )
    text = preview(entry, {}).split("<details>")[0]
    assert "@all" not in text
    assert "@somebody" not in text
    assert r"\<img src=x\> \[a\](b) \`\`\` \#1" in text
