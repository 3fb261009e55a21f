"""What the documents promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from llm_info.cli.app import app
from llm_info.model import FILE_KEYS, LINK_KINDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def verbs() -> list[str]:
    command = typer.main.get_command(app)
    return sorted(getattr(command, "commands", {}))


@pytest.mark.parametrize("verb", verbs())
def test_the_readme_names_every_verb(verb: str) -> None:
    assert re.search(rf"^llm-info {verb}\b", README, re.MULTILINE)


def test_the_readme_names_no_verb_that_is_not_there() -> None:
    told = set(re.findall(r"^llm-info ([a-z]+) {2,}", README, re.MULTILINE))
    assert told <= set(verbs())


def test_the_readme_names_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert {"setup", "fmt", "check", "test", "site", "serve", "links"} <= targets
    assert set(re.findall(r"\bmake ([a-z]+) {2,}#", README)) <= targets


@pytest.mark.parametrize("key", [*FILE_KEYS, *LINK_KINDS])
def test_the_page_for_contributors_explains_every_key(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "contribute.md").read_text("utf-8")


def test_files_that_the_readme_points_to_are_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert [
        target for target in targets if ":" not in target and not (ROOT / target).exists()
    ] == []


def test_no_lock_file_names_an_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text("utf-8")
