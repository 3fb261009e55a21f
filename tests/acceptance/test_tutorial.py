"""The tutorial's commands, in order, from an empty folder: they do and say what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)


def steps() -> Iterator[tuple[str, str, str]]:
    """Files to write and commands to run: kind, title or command, content or expected output."""
    for block in BLOCK.finditer(TUTORIAL.read_text("utf-8")):
        if block["title"]:
            yield "file", block["title"], block["text"]
        elif block["kind"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, expected = part.partition("\n")
                yield "run", command, expected


@pytest.mark.skipif(os.name == "nt", reason="the page is written for a POSIX shell")
def test_every_command_does_what_the_tutorial_says(tmp_path: Path) -> None:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "COLUMNS": "200",
        "NO_COLOR": "1",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@pages.example",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@pages.example",
    }
    here = tmp_path / "empty"
    here.mkdir()
    ran = 0
    for kind, name, text in steps():
        if kind == "file":
            (here / name).write_text(text, "utf-8")
        elif name.startswith("cd "):
            here = here / name.removeprefix("cd ")
        else:
            done = subprocess.run(
                ["/bin/sh", "-c", f"exec 2>&1\n{name}"],
                cwd=here,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            said = re.sub(r"^INFO .*\n", "", done.stdout, flags=re.MULTILINE)  # MkDocs' progress
            assert (name, said, done.returncode) == (name, text, 0)
            ran += 1
    assert ran >= 12
