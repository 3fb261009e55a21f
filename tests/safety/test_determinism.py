"""The same answers whatever the hash seed, the locale, the time zone and the line ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import builders

PLACES = {
    "another hash seed": {"PYTHONHASHSEED": "4242"},
    "the locale C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a Turkish locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "a day ahead": {"TZ": "Pacific/Kiritimati"},
    "a day behind": {"TZ": "Etc/GMT+12"},
}
TITLED = builders.ENTRY_FILE.replace("A Study of Pages", "İstanbul's STUDY of 字 Pages")


def answers(root: Path, **environment: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for words in (("check",), ("fmt", "--check"), ("export", "bibtex"), ("export", "csv")):
        done = subprocess.run(
            [sys.executable, "-m", "llm_info", "--root", str(root), *words],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": "1", **environment},
        )
        assert b"Traceback" not in done.stderr, done.stderr
        found[" ".join(words)] = done.stdout
    return found


@pytest.mark.parametrize("name", PLACES)
def test_answers_do_not_depend_on_where_they_are_given(name: str, tmp_path: Path) -> None:
    files = {"paging/pages.yaml": TITLED, "paging/tables/bad.yaml": "title: x\ntags: [b, a]\n"}
    root = builders.write_catalog(tmp_path, files)
    assert answers(root, **PLACES[name]) == answers(root)


def test_a_checkout_with_crlf_is_the_same_catalog(tmp_path: Path) -> None:
    unix = builders.write_catalog(tmp_path / "unix", {"paging/pages.yaml": TITLED})
    windows = builders.write_catalog(
        tmp_path / "windows", {"paging/pages.yaml": TITLED.replace("\n", "\r\n")}
    )
    exported = [answers(root)["export bibtex"] for root in (unix, windows)]
    assert exported[0] == exported[1]


def test_names_that_differ_in_case_only_are_told(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path, {"paging/pages.yaml": TITLED})
    (root / "catalog/paging/Pages.yaml").write_text(TITLED, "utf-8")
    if len(list((root / "catalog/paging").iterdir())) == 1:
        pytest.skip("this file system takes them for one")
    assert b"LLM010" in answers(root)["check"]
