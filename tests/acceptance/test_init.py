"""`llm-info init`: a new catalog that is right from its first minute."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from conftest import Run
from llm_info import store

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "llm_info"
LIST = """\
# Awesome invented pages

## Memory

### Paging
- [Folding Memory](https://arxiv.org/abs/2103.01234) by Ada Lovelace, Charles Babbage, SOSP 2022
- [Pages Without Authors](https://arxiv.org/abs/2104.01234)
- [Pages with a File](files/pages.pdf) by Ada Lovelace, Charles Babbage, 2020

## Tools
- [A tool for pages](https://github.com/invented/tool/) turns them
"""


def config(root: Path) -> dict[str, Any]:
    text = (root / "mkdocs.yml").read_text("utf-8")
    return cast("dict[str, Any]", yaml.safe_load(text))


def test_a_new_catalog_passes_its_own_check_and_tests(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "pages"
    outcome = run("init", root)
    assert (outcome.exit_code, outcome.stdout) == (0, f"{root}: 3 entries under 2 topics\n")
    checked = run("--root", root, "check")
    assert (checked.exit_code, checked.stdout) == (0, "")
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"],
        cwd=root,
        env=os.environ | {"PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout
    assert "3 passed" in tested.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_its_entries_are_marked_as_examples_and_canonical(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "pages", "--topic", "One", "--topic", "Two/Below", "--topic", "Three")
    reading = store.read(tmp_path / "pages")
    assert {entry.topic for entry in reading.catalog.entries} == {"one", "two/below", "three"}
    for path in (tmp_path / "pages/catalog").rglob("*.yaml"):
        text = path.read_text("utf-8")
        assert store.format_text(text) == (text, ())
        assert path.parent.name == "catalog" or text.startswith("# An example")


@pytest.mark.parametrize(
    "name",
    ["Corals", "He said \"no\": 'x'", "# no comment", "[a] & {b}: *c", "Größe — 大きさ", "no"],
)
def test_a_name_is_written_as_it_is(name: str, run: Run, tmp_path: Path) -> None:
    root = tmp_path / "new"
    assert run("init", root, "--name", name, "--description", f"On {name}.").exit_code == 0
    assert (config(root)["site_name"], config(root)["site_description"]) == (name, f"On {name}.")


@pytest.mark.parametrize(
    ("options", "site_url", "repo_url"),
    [
        ((), "", None),
        (
            ("--repository", "Ada/pages"),
            "https://ada.github.io/pages/",
            "https://github.com/Ada/pages",
        ),
        (
            ("--address", "https://ada.github.io/pages"),
            "https://ada.github.io/pages/",
            "https://github.com/ada/pages",
        ),
        (
            ("--address", "https://pages.example", "--repository", "https://git.example/p.git"),
            "https://pages.example/",
            "https://git.example/p.git",
        ),
    ],
)
def test_site_and_repository_follow_from_each_other_on_github(
    options: tuple[str, ...], site_url: str, repo_url: str | None, run: Run, tmp_path: Path
) -> None:
    root = tmp_path / "new"
    assert run("init", root, *options).exit_code == 0
    assert (config(root)["site_url"], config(root).get("repo_url")) == (site_url, repo_url)


@pytest.mark.parametrize(
    "options",
    [
        ("--address", "pages"),
        ("--repository", "no repository"),
        ("--name", "two\nlines"),
        ("--topic", "One", "--from", "list.md"),
    ],
)
def test_wrong_usage_writes_nothing(
    options: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    assert run("init", "new", *options).exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["list.md"]


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    words = [sys.executable, "-m", "llm_info", "init", str(tmp_path)]
    refused = subprocess.run(words, capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert "is not empty" in refused.stderr
    assert "--force" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_force_leaves_what_is_there(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "list"
    root.mkdir()
    (root / "README.md").write_text(LIST, "utf-8")
    outcome = run("init", root, "--from", root / "README.md", "--force")
    assert outcome.exit_code == 0, outcome.stderr
    assert "left as they were: README.md" in outcome.stderr
    assert (root / "README.md").read_text("utf-8") == LIST
    assert len(store.read(root).catalog.entries) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["list"]


def test_a_list_without_entries_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("# Nothing\n", "utf-8")
    words = [sys.executable, "-m", "llm_info", "init", str(tmp_path / "new")]
    words += ["--from", str(tmp_path / "empty.md")]
    refused = subprocess.run(words, capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert "empty.md holds nothing that can be read as an entry" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty.md"]


def test_a_list_becomes_a_catalog_that_builds(run: Run, tmp_path: Path) -> None:
    source, root = tmp_path / "list.md", tmp_path / "new"
    source.write_text(LIST, "utf-8")
    outcome = run("init", root, "--from", source)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout == (
        f"{root}: 4 entries under 3 topics\n"
        "      4  LLM215  An entry has a summary.\n"
        "      1  LLM211  A paper names its authors.  (a warning here: catalog/rules.yaml)\n"
        "      1  LLM214  A paper has an identifier or a link.\n"
    )
    assert f"{source}:8: no address outside the list: files/pages.pdf" in outcome.stderr
    catalog = store.read(root).catalog
    assert [topic.path for top in catalog.topics for topic in top.walk()] == [
        "memory",
        "memory/paging",
        "tools",
    ]
    folding = catalog.by_id["folding-memory"]
    assert (str(folding.date), str(folding.venue)) == ("2021-03", "SOSP 2022")
    tool = next(entry for entry in catalog.entries if entry.topic == "tools")
    assert (tool.kind, tool.links.code) == ("software", ("https://github.com/invented/tool",))
    assert run("--root", root, "check").exit_code == 0
    built = subprocess.run(
        [sys.executable, "-m", "llm_info", "--root", root, "build", "-o", tmp_path / "site"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr


def test_a_rule_that_nothing_breaks_any_more_weighs_again(run: Run, tmp_path: Path) -> None:
    source, root = tmp_path / "list.md", tmp_path / "new"
    source.write_text(LIST, "utf-8")
    run("init", root, "--from", source)
    path = next((root / "catalog").rglob("pages-without-authors.yaml"))
    text = path.read_text("utf-8").replace("date:", "authors: [Ada Lovelace]\ndate:")
    path.write_text(text, "utf-8")
    outcome = run("--root", root, "check", "--select", "LLM0")
    assert outcome.stdout.startswith(
        "catalog/rules.yaml:1:1: LLM014 weighs LLM211, which nothing breaks\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="there are no terminals of this kind")
def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415  (only where there are terminals)

    root = tmp_path / "pages"
    master, slave = pty.openpty()
    words = [sys.executable, "-m", "llm_info", "init", str(root), "--description", "On pages."]
    with subprocess.Popen(words, stdin=slave, stderr=slave, stdout=subprocess.DEVNULL) as asking:
        os.write(master, b"Pages\nada/pages\n\nPaging, Memory/Caches\n")
        status = asking.wait(60)
        said = os.read(master, 65536).decode()
        os.close(slave)
        os.close(master)
    assert status == 0, said
    assert "Name of the site" in said
    assert config(root)["site_name"] == "Pages"
    assert config(root)["site_url"] == "https://ada.github.io/pages/"
    assert list(store.read(root).catalog.topics_by_path) == ["paging", "memory", "memory/caches"]


@pytest.mark.parametrize("name", ["add-paper", "links", "pages", "preview", "proposal"])
def test_its_workflows_are_those_of_this_repository(name: str) -> None:
    """`LLM_INFO_REGEN=1` writes them anew."""
    own = (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")
    # this repository installs itself and its pins by hash; a catalog, what its requirements say
    install = (
        "--require-hashes --no-deps -r requirements/ci.txt"
        " && python -m pip install --quiet --no-deps --no-build-isolation ."
    )
    expected = own.replace(install, "-r requirements.txt")
    path = SRC / f"starting/files/github/workflows/{name}.yml"
    if os.environ.get("LLM_INFO_REGEN"):
        path.write_text(expected, "utf-8")
    assert path.read_text("utf-8") == expected
    assert "requirements/" not in expected
