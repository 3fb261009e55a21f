"""Fixtures of all tests. One of them runs by itself: it keeps the tests out of the user's cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from typer.testing import CliRunner

import forks as forking
from llm_info.cli.app import app

pytest_plugins = ["browser"]

settings.register_profile("push", max_examples=50, deadline=None)
settings.register_profile("night", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "push"))


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    exit_code: int
    stdout: str
    stderr: str


Run = Callable[..., Outcome]


@pytest.fixture
def run() -> Run:
    """Run `llm-info` in this process; an exception that it does not catch is raised."""

    def run_command(*words: str | Path, env: dict[str, str] | None = None) -> Outcome:
        runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "100"} | (env or {}))
        result = runner.invoke(app, [str(word) for word in words], catch_exceptions=False)
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run_command


@pytest.fixture
def real_root() -> Path:
    """The folder of this repository, with the real catalog."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def cache_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests, and the programs they start, find no answer of an earlier run and leave none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def forks() -> Iterator[forking.Forks]:
    """`llm-info` in processes of their own, loaded once for all of them."""
    if not hasattr(os, "fork"):
        pytest.skip("there is no fork on this system")
    with forking.serving() as forks:
        yield forks
