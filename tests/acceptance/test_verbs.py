"""The command as a whole: its verbs are found by name, and each brings only what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from conftest import Run
from llm_info.cli.app import VERBS, app

HEAVY = {"bibtexparser", "httptools", "httpx", "mkdocs", "pypdf"}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_help_with_its_own_name(verb: str, run: Run) -> None:
    outcome = run(verb, "--help")
    assert outcome.exit_code == 0
    assert f"llm-info {verb} " in outcome.stdout


def test_the_help_tells_what_every_verb_does(run: Run) -> None:
    told = run("--help").stdout
    assert all(f"│ {verb} " in told for verb in VERBS)


def test_a_misspelt_verb_is_answered_with_the_right_one(run: Run) -> None:
    outcome = run("chek")
    assert outcome.exit_code == 2
    assert "Did you mean 'check'" in outcome.stderr


def test_names_are_known_before_their_verbs_are_imported() -> None:
    group = typer.main.get_command(app)
    assert list(getattr(group, "commands", ())) == list(VERBS)


@pytest.mark.parametrize("words", [["check", "--help"], ["fmt", "--help"], ["--version"]])
def test_a_verb_that_needs_no_network_and_no_site_imports_none(words: list[str]) -> None:
    program = (
        "import sys\n"
        "from llm_info.cli.app import app\n"
        "app(sys.argv[1:], standalone_mode=False)\n"
        f"print('imported:', *({HEAVY!r} & sys.modules.keys()))\n"
    )
    assert last_line(program, *words) == "imported:"


def test_who_asks_about_links_waits_for_no_rules_and_no_pdfs() -> None:
    program = (
        "import sys\n"
        "import llm_info.cli.links, llm_info.links.run, llm_info.links.judge\n"
        "import llm_info.links.report, llm_info.report\n"
        "print('imported:', *({'llm_info.rules', 'llm_info.pdf'} & sys.modules.keys()))\n"
    )
    assert last_line(program) == "imported:"


def last_line(program: str, *words: str) -> str:
    """What a program of Python says last."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    return done.stdout.splitlines()[-1].strip()
