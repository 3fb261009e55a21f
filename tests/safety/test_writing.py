"""One writer for every file; links in its way lead nowhere."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path

import pytest

import answers
import builders
from conftest import Run
from forks import Forks
from llm_info.sources import arxiv

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "llm_info").rglob("*.py"))
WRITERS = {
    "store/writing.py": "the writer",
    "links/fetch.py": "PDFs under inspection, in a temporary folder",
    "links/wire.py": "the same",
    "links/body.py": "the same",
    "site/output.py": "pages of the site by the ten thousand, each by a rename of its own",
}
_WRITING = ("w", "a", "x", "+")


def writes(path: Path) -> list[int]:
    """Lines of a module that write to files in ways of their own."""
    found: list[int] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        words = [
            one.value
            for one in (*node.args, *(word.value for word in node.keywords))
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        opens = called == "open" and any(
            len(word) <= 3 and any(mark in word for mark in _WRITING) for word in words
        )
        if called in ("write_text", "write_bytes") or opens:
            found.append(node.lineno)
    return found


def test_files_are_written_by_the_one_writer() -> None:
    guilty = {
        name: lines
        for path in SOURCES
        if (name := path.relative_to(ROOT / "src" / "llm_info").as_posix()) not in WRITERS
        and not name.startswith("starting/files/")
        and (lines := writes(path))
    }
    assert guilty == {}


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_in_the_place_of_the_lock_is_not_written_through(
    tmp_path: Path, forks: Forks
) -> None:
    root = builders.write_catalog(tmp_path / "root")
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (root / "papers").mkdir()
    (root / "papers/.pull.part").symlink_to(precious)
    outcome = forks.run("--root", root, "pdfs", "pull")
    assert precious.read_text() == "precious"
    assert outcome.status == 3
    assert "it is a link" in outcome.stderr


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_folder_that_leads_out_of_the_catalog_is_not_written_to(
    tmp_path: Path, forks: Forks
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = builders.write_catalog(tmp_path / "root", {})
    (root / "catalog/paging").symlink_to(outside, target_is_directory=True)
    bib = tmp_path / "one.bib"
    bib.write_text("@misc{a, title={A Study}, author={Ada Lovelace}, year={2021}}")
    url = arxiv.url_of_titles(["A Study"])
    name, text = answers.kept(url, answers.recorded("arxiv-empty.xml"))
    (tmp_path / "cache" / name).parent.mkdir(parents=True)
    (tmp_path / "cache" / name).write_text(text, "utf-8")
    alone = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HTTPS_PROXY": "http://127.0.0.1:9"}
    outcome = forks.run("--root", root, "add", bib, "--topic", "paging", environment=alone)
    assert list(outside.iterdir()) == []
    assert "Traceback" not in outcome.stderr


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(
    tmp_path: Path, run: Run
) -> None:
    root = builders.write_catalog(tmp_path / "root")
    precious = tmp_path / "precious"
    precious.write_text("precious")
    made = tmp_path / "made.json"
    made.symlink_to(precious)
    assert run("--root", root, "export", "json", "-o", made).exit_code == 0
    assert precious.read_text() == "precious"
    assert json.loads(made.read_text("utf-8"))["entries"]
