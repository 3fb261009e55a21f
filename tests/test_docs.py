"""What the documents promise is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from llm_info.cli.app import app
from llm_info.link_kinds import LINK_KINDS
from llm_info.model import FILE_KEYS

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


def test_the_rule_that_contributing_shows_works() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    shown = next(block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    program = f"""
from collections.abc import Iterator
from llm_info.finding import Problem, Severity
from llm_info.model import Catalog, Entry
from llm_info.rules.registry import registered, rule
{shown}
entry = Entry.model_validate({{"id": "a", "topic": "b", "title": "C", "date": "0001"}})
print([one.message for one in date_is_not_a_placeholder(Catalog(entries=(entry,)))])
print(next(one.sentence for one in registered() if one.code == "LLM226"))
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout == "[\"date '0001' is a placeholder\"]\nA date is not a placeholder.\n", (
        done.stderr
    )


def test_the_readme_fits_on_two_screens() -> None:
    assert len(README.splitlines()) <= 100
