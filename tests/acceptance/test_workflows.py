"""The workflows: what they run exists, what strangers write stays text."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from conftest import Run
from llm_info.sources.references import read_issue

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HOSTILE = (
    '### Paper\n\n$(touch pwned) `touch pwned`; touch pwned\n"; touch pwned; echo "\n%s%n\n\\\n'
)


def load(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(path.read_text("utf-8")))


def steps(path: Path) -> list[dict[str, Any]]:
    document = load(path)
    if "runs" in document:
        return document["runs"]["steps"]
    return [step for job in document["jobs"].values() for step in job.get("steps", ())]


EVERY_FILE = [*WORKFLOWS, ROOT / "action.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_may_more_than_its_jobs_say(path: Path) -> None:
    assert load(path)["permissions"] == {}


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: path.name)
def test_actions_are_pinned_and_scripts_hold_no_expressions(path: Path) -> None:
    for step in steps(path):
        if "uses" in step:
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", step["uses"])
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: path.name)
def test_every_verb_and_option_of_a_workflow_exists(path: Path, run: Run) -> None:
    for step in steps(path):
        for line in step.get("run", "").splitlines():
            found = re.search(r"llm-info (?P<verb>[a-z]+)(?P<rest>[^<>|]*)", line)
            if not found:
                continue
            shown = run(found["verb"], "--help", env={"COLUMNS": "300"})
            assert shown.exit_code == 0
            for option in re.findall(r"--[a-z-]+", found["rest"]):
                assert option in shown.stdout


@pytest.mark.skipif(os.name == "nt", reason="workflows run in bash")
def test_a_hostile_issue_is_only_written_to_a_file(tmp_path: Path) -> None:
    step = next(
        one
        for one in steps(ROOT / ".github/workflows/add-paper.yml")
        if "BODY" in one.get("env", {})
    )
    env = {"PATH": os.environ["PATH"], "BODY": HOSTILE, "RUNNER_TEMP": str(tmp_path)}
    command = ["bash", "-eo", "pipefail", "-c", str(step["run"])]
    subprocess.run(command, env=env, cwd=tmp_path, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["issue.md"]
    assert (tmp_path / "issue.md").read_text("utf-8") == f"{HOSTILE}\n"
    with pytest.raises(ValueError, match="no arXiv id, DOI or known address"):
        read_issue(HOSTILE)


def test_the_form_asks_for_what_is_read() -> None:
    form = load(ROOT / ".github/ISSUE_TEMPLATE/add-paper.yml")
    labels = [field["attributes"]["label"] for field in form["body"]]
    text = "".join(f"### {label}\n\n_No response_\n\n" for label in labels)
    read = read_issue(text.replace("_No response_", "2401.00001", 1))
    assert labels == ["Paper", "Topic", "Summary"]
    assert (read.references, read.topic, read.summary) == (("2401.00001",), None, None)
