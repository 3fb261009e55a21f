"""The wheel, alone in an empty environment outside the repository, does what the program does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OFFLINE = ("No matching distribution", "ConnectionError", "NewConnectionError", "Temporary failure")
NOBODY = "http://127.0.0.1:9"
"""A proxy that does not answer: nothing in this test asks the world."""

BIBTEX = """\
@article{pages, title = {A Study of Pages}, author = {Ada Lovelace}, year = 2021}
"""

pytestmark = pytest.mark.package


def pip(*words: str | Path) -> None:
    """Install as a user does; without a package index the test is skipped, except in CI."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, words)]
    own = {key: value for key, value in os.environ.items() if key != "XDG_CACHE_HOME"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=own)
    offline = done.returncode != 0 and any(sign in done.stderr for sign in OFFLINE)
    if offline and not os.environ.get("CI"):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that holds the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("package")
    pip("wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT)
    wheel = next(folder.glob("llm_info-*.whl"))
    venv.create(folder / "venv", symlinks=os.name != "nt")
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip("--python", python, "install", "--quiet", "--no-compile", wheel)
    return python


def test_the_wheel_alone_does_all(program: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"HTTPS_PROXY": NOBODY, "HTTP_PROXY": NOBODY, "XDG_CACHE_HOME": str(tmp_path)}

    def run(*words: str, stdin: str = "") -> str:
        done = subprocess.run(
            [program, "-m", "llm_info", *words],
            cwd=tmp_path,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    assert run("--version").startswith("llm-info ")
    assert "3 entries" in run("init", "new", "--name", "Pages")
    assert run("--root", "new", "check") == ""
    added = run(
        "--root", "new", "add", "--dry-run", "--topic", "links-that-last", "-", stdin=BIBTEX
    )
    assert "title: A Study of Pages" in added
    assert len(json.loads(run("--root", "new", "export", "json"))["entries"]) == 3
    run("--root", "new", "build", "-o", "site")
    assert (tmp_path / "site" / "papers" / "reference-rot" / "index.html").is_file()
    assert (tmp_path / "site" / "assets" / "llm-info.css").is_file()
    words = {"_LLM_INFO_COMPLETE": "complete_bash", "COMP_WORDS": "llm-info ch", "COMP_CWORD": "1"}
    completed = subprocess.run(
        [program.with_name("llm-info")], env=environment | words, stdout=subprocess.PIPE, check=True
    )
    assert completed.stdout.split() == [b"check"]
