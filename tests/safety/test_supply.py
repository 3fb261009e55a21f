"""What the program rests on: few packages, each with its reason, and pinned by hash in CI."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
NAMED = dict.fromkeys(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))  # a test may stand for two
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return {
        re.sub(r"[._]", "-", package).lower(): version for package, version in _PIN.findall(text)
    }


def test_what_ci_installs_is_what_the_lock_file_pins_by_hash() -> None:
    assert pins("ci.txt") == pins("run.txt") | pins("build.txt")
    text = (ROOT / "requirements" / "ci.txt").read_text("utf-8")
    for part in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in part, part[:50]
    for path in [*(ROOT / ".github/workflows").glob("*.yml"), ROOT / "action.yml"]:
        for line in re.findall(r"pip install[^\n&]*", path.read_text("utf-8")):
            assert "--require-hashes" in line or "--no-deps --no-build-isolation" in line


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[\[<>=]", one)[0] for one in project["dependencies"]}
    table = PAGE.partition("## Dependencies")[2]
    assert set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == wanted


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_test_that_the_threat_model_names_is_there(path: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


def test_every_row_of_the_threat_model_names_a_test() -> None:
    rows = PAGE.partition("|---|")[2].partition("\n\n")[0].splitlines()[1:]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []


def test_every_defence_that_can_be_taken_out_stands_where_the_table_says() -> None:
    table = runpy.run_path(str(ROOT / "tests" / "safety" / "mutations.py"))["MUTATIONS"]
    assert len(table) >= 20
    for one in table:
        assert one.old in (ROOT / one.path).read_text("utf-8"), one.defence
