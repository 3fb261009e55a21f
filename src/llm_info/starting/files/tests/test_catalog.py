"""The catalog is right, written in the one way, and becomes a site with a page for every entry."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*words):
    command = [sys.executable, "-m", "llm_info", "--root", str(ROOT), *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def test_the_catalog_has_no_errors():
    checked = run("check")
    assert checked.returncode == 0, checked.stdout


def test_every_file_is_canonical():
    formatted = run("fmt", "--check")
    assert formatted.returncode == 0, formatted.stdout


def test_every_entry_has_a_page(tmp_path):
    built = run("build", "-o", str(tmp_path))
    assert built.returncode == 0, built.stderr
    ids = [entry["id"] for entry in json.loads(run("export", "json").stdout)["entries"]]
    assert [name for name in ids if not (tmp_path / "papers" / name / "index.html").is_file()] == []
