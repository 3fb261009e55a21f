"""The same answers whatever the hash seed, locale, time zone, line ends and number of jobs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import builders
import pdfs
import web as small_web
from conftest import Run
from forks import Forks
from llm_info.pdf.inspector import inspect_all
from llm_info.site import sharing

PLACES = {
    "another hash seed": {"PYTHONHASHSEED": "4242"},
    "a random hash seed": {"PYTHONHASHSEED": "random"},
    "the locale C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a Turkish locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "a day ahead": {"TZ": "Pacific/Kiritimati"},
    "a day behind": {"TZ": "Etc/GMT+12"},
}
TITLED = builders.ENTRY_FILE.replace("A Study of Pages", "İstanbul's STUDY of 字 Pages")
FORMATS = ("bibtex", "ris", "csl-json", "csv", "json", "atom", "markdown")
VERBS = (
    ("check",),
    ("fmt", "--check"),
    ("links", "--offline", "--format", "json"),
    *(("export", name) for name in FORMATS),
)
_PROGRAM = """\
import contextlib, json, os, sys
from llm_info.cli.app import main

folder, verbs = json.loads(sys.argv[1])
for number, words in enumerate(verbs):
    sys.stdout.flush()
    os.dup2(os.open(f"{folder}/{number}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    sys.argv = ["llm-info", *words]
    with contextlib.suppress(SystemExit):
        main()
"""


def answers(root: Path, folder: Path, **environment: str) -> dict[str, bytes]:
    """What each verb prints, and a digest of each page, all from one process."""
    folder.mkdir()
    pages = folder / "pages"
    verbs = [
        *(("--root", str(root / "all"), *words) for words in VERBS),
        ("--root", str(root / "good"), "pages", "-o", str(pages)),
    ]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps([str(folder), verbs])],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "1", **environment},
    )
    assert b"Traceback" not in done.stderr, done.stderr
    found = {
        " ".join(words): (folder / str(number)).read_bytes() for number, words in enumerate(VERBS)
    }
    made = [path for path in pages.rglob("*") if path.is_file()]
    assert len(made) > 5
    return found | {
        path.relative_to(pages).as_posix(): hashlib.sha256(path.read_bytes()).digest()
        for path in made
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of good entries, and one with a bad one."""
    folder = tmp_path_factory.mktemp("determinism")
    good = {
        "paging/pages.yaml": TITLED,
        "paging/tables/rows.yaml": builders.ENTRY_FILE.replace("01234", "01235"),
    }
    bad = {"paging/tables/bad.yaml": "title: x\ntags: [b, a]\n"}
    builders.write_catalog(folder / "good", good)
    builders.write_catalog(folder / "all", good | bad)
    config = "site_name: X\ntheme: {name: material, font: false}\nplugins: [llm-info]\n"
    (folder / "good" / "mkdocs.yml").write_text(config, "utf-8")
    (folder / "good" / "docs").mkdir()
    return folder


@pytest.fixture(scope="module")
def here(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The answers where the tests run."""
    return answers(root, tmp_path_factory.mktemp("here") / "answers")


@pytest.mark.parametrize("name", PLACES)
def test_answers_do_not_depend_on_where_they_are_given(
    name: str, root: Path, here: dict[str, bytes], tmp_path: Path
) -> None:
    there = answers(root, tmp_path / "there", **PLACES[name])
    assert [verb for verb in here | there if here.get(verb) != there.get(verb)] == []


def test_a_checkout_with_crlf_is_the_same_catalog(tmp_path: Path, run: Run) -> None:
    unix = builders.write_catalog(tmp_path / "unix", {"paging/pages.yaml": TITLED})
    windows = builders.write_catalog(tmp_path / "windows", {"paging/pages.yaml": TITLED})
    paths = sorted(path.relative_to(windows) for path in windows.rglob("*.yaml"))
    assert len(paths) == 3
    for path in paths:
        content = (windows / path).read_bytes()
        (windows / path).write_bytes(content.replace(b"\n", b"\r\n"))
    for name in FORMATS:
        said = [run("--root", root, "export", name).stdout for root in (unix, windows)]
        assert said[0] == said[1]
    told = json.loads(run("--root", windows, "check", "--format", "json").stdout)["findings"]
    more = {one["code"] for one in told} - {
        one["code"]
        for one in json.loads(run("--root", unix, "check", "--format", "json").stdout)["findings"]
    }
    assert more == {"LLM015"}
    assert run("--root", windows, "fmt").exit_code == 0
    assert run("--root", unix, "fmt").exit_code == 0
    for path in paths:
        assert (windows / path).read_bytes() == (unix / path).read_bytes()


def test_names_that_differ_in_case_only_are_told(tmp_path: Path, run: Run) -> None:
    root = builders.write_catalog(tmp_path, {"paging/pages.yaml": TITLED})
    (root / "catalog/paging/Pages.yaml").write_text(TITLED, "utf-8")
    if len(list((root / "catalog/paging").iterdir())) == 1:
        pytest.skip("this file system takes them for one")
    outcome = run("--root", root, "check")
    assert "LLM010" in outcome.stdout
    assert outcome.exit_code == 1


def test_eight_children_say_of_pdfs_what_one_says(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(12)]
    for number, path in enumerate(paths):
        content = pdfs.paper(pages=1 + number % 3, stamp=pdfs.STAMP if number % 2 else "")
        path.write_bytes(content[: len(content) // 2] if number % 5 == 4 else content)
    one, eight = ([*inspect_all(paths, processes=count)] for count in (1, 8))
    assert one == eight
    assert len({repr(report) for report in one}) > 3


@pytest.mark.skipif(not sharing.POSSIBLE, reason="pages are made by one process here")
def test_several_processes_make_the_site_that_one_makes(
    root: Path, tmp_path: Path, forks: Forks
) -> None:
    made = {name: tmp_path / name / "site" for name in ("1", "2", "5", "then 3")}
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}

    def build(name: str, count: str) -> str:
        words = ("--root", root / "good", "build", "--processes", count, "-o", made[name])
        ended = forks.run(*words, environment=cache)
        assert ended.status == 0, ended.stderr
        return ended.stderr

    said = [build(name, name[-1]) for name in ("1", "2", "5")]
    assert len({words.split(" files written")[0].rpartition("(")[2] for words in said}) == 1
    build("then 3", "1")
    shutil.rmtree(made["then 3"] / "papers")
    (made["then 3"] / "index.html").write_text("mine")
    assert "(4 files written)" in build("then 3", "3")
    one, *others = ([*_files(folder)] for folder in made.values())
    assert len(one) > 40
    assert others == [one] * 3


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_eight_questions_at_once_come_to_what_one_at_a_time_does(tmp_path: Path, run: Run) -> None:
    places = ("page", "moved", "login", "nowhere", "loop", "paper.pdf", "parts", "elsewhere")
    with small_web.serve() as web:
        entry = "title: About {0}\nauthors: [Ada Lovelace]\ndate: 2021\nlinks:\n  project: http://{1}/{0}\n"
        files = {
            f"paging/e{n}.yaml": entry.format(place, web.host) for n, place in enumerate(places)
        }
        said: list[list[dict[str, object]]] = []
        for count in ("1", "8"):
            root = builders.write_catalog(tmp_path / count, files)
            words = ("links", "--format", "json", "--gap", "0", "--per-host", count)
            now = ("--now", "2026-03-01T12:00:00", "--allow-host", web.host)
            said.append(json.loads(run("--root", root, *words, *now).stdout)["links"])
    assert said[0] == said[1]
    assert len({row["verdict"] for row in said[0]}) >= 3
