"""`llm-info build` makes only what has changed, and comes to what a build from nothing makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import builders
from conftest import Run
from forks import Forks
from llm_info.cli.build import memory_path
from llm_info.errors import SiteBuildError
from llm_info.site import memory, sharing

CONFIG = """\
site_name: Invented
site_url: https://example.org/x/
theme: {name: material, font: false, features: [navigation.indexes, navigation.tabs]}
plugins: [llm-info]
"""
OTHER = builders.ENTRY_FILE.replace("2103.01234", "2103.01235").replace("of Pages", "of Paces")
WINDOWS = builders.ENTRY_FILE.replace("\n", "\r\n")
Edit = Callable[[Path], object]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog with a page written by hand that leads to one of its papers."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    files = {"paging/pages.yaml": builders.ENTRY_FILE, "paging/tables/other.yaml": OTHER}
    made = builders.write_catalog(tmp_path / "root", files)
    (made / "docs").mkdir()
    (made / "docs" / "about.md").write_text("# About\n\n[Pages](papers/pages.md)\n", "utf-8")
    (made / "mkdocs.yml").write_text(CONFIG, "utf-8")
    return made


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def write(name: str, text: str) -> Edit:
    def edit(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    return edit


def remove(name: str) -> Edit:
    return lambda root: (root / name).unlink()


EDITS: dict[str, Edit] = {
    "a summary": write("catalog/paging/pages.yaml", builders.ENTRY_FILE.replace("Cuts", "Slices")),
    "a title": write(
        "catalog/paging/pages.yaml", builders.ENTRY_FILE.replace("A Study", "Another Study")
    ),
    "what builds on what": write(
        "catalog/paging/tables/other.yaml", OTHER + "builds_on: [pages]\n"
    ),
    "a successor": write(
        "catalog/paging/tables/other.yaml",
        OTHER.replace("added:", "status:\n  state: superseded\n  by: pages\nadded:"),
    ),
    "an author less": write(
        "catalog/paging/tables/other.yaml", OTHER.replace("Charles Babbage", "Grace Hopper")
    ),
    "a new entry": write(
        "catalog/paging/third.yaml",
        OTHER.replace("01235", "01236").replace("Paces", "Places") + "builds_on: [pages]\n",
    ),
    "a former id": write("catalog/paging/tables/other.yaml", OTHER + "aliases: [former]\n"),
    "the first of a venue": write(
        "catalog/paging/pages.yaml", builders.ENTRY_FILE.replace("INVENT 2021", "JIS 2022")
    ),
    "an entry less": remove("catalog/paging/tables/other.yaml"),
    "a topic's title": write(
        "catalog/topics.yaml", builders.TOPICS_FILE.replace("title: Tables", "title: Boards")
    ),
    "a venue's name": write(
        "catalog/venues.yaml", builders.VENUES_FILE.replace("Invented Systems", "New Systems")
    ),
    "a page written by hand": write("docs/more.md", "# More\n\ntext\n"),
    "a page in the place of a topic's": write("docs/topics/paging/index.md", "# By hand\n"),
    "what a kind of links is called": write(
        "catalog/links.yaml", "code:\n  label: Implementation\n  description: >-\n    A program.\n"
    ),
    "the site's name": write("mkdocs.yml", CONFIG.replace("Invented", "Newly invented")),
    "the line ends of Windows": write("catalog/paging/pages.yaml", WINDOWS),
    "a summary among them": write("catalog/paging/pages.yaml", WINDOWS.replace("Cuts", "Slices")),
}


@pytest.mark.parametrize("change", EDITS)
def test_after_a_change_the_site_is_what_a_build_from_nothing_makes(
    change: str, root: Path, tmp_path: Path, run: Run
) -> None:
    run("--root", root, "build")
    EDITS[change](root)
    outcome = run("--root", root, "build")
    assert outcome.exit_code == 0, outcome.stderr
    outcome = run("--root", root, "build", "-o", tmp_path / "fresh")
    assert outcome.exit_code == 0, outcome.stderr
    assert tree(root / "site") == tree(tmp_path / "fresh")


def test_many_changes_one_after_the_other_come_to_the_same(
    root: Path, tmp_path: Path, run: Run
) -> None:
    run("--root", root, "build")
    for edit in EDITS.values():
        edit(root)
        outcome = run("--root", root, "build")
        assert outcome.exit_code == 0, outcome.stderr
    run("--root", root, "build", "-o", tmp_path / "fresh")
    assert tree(root / "site") == tree(tmp_path / "fresh")


def test_nothing_is_written_where_nothing_has_changed(root: Path, run: Run) -> None:
    run("--root", root, "build")
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    assert "(0 files written)" in run("--root", root, "build").stderr
    assert before == {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}


def test_what_was_changed_in_the_site_itself_is_made_again(
    root: Path, tmp_path: Path, run: Run
) -> None:
    run("--root", root, "build")
    site = root / "site"
    (site / "papers/pages/index.html").write_text("mine", "utf-8")
    (site / "papers/other/index.html").unlink()
    (site / "about/index.html").unlink()
    run("--root", root, "build")
    run("--root", root, "build", "-o", tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")


@pytest.mark.parametrize("place", [Path, memory.entries_path])
@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0 and then nothing"])
def test_a_damaged_memory_is_forgotten(
    content: bytes, place: Callable[[Path], Path], root: Path, tmp_path: Path, run: Run
) -> None:
    run("--root", root, "build")
    damaged = place(memory_path(root, root / "site"))
    assert damaged.is_file()
    damaged.write_bytes(content)
    EDITS["a summary"](root)
    outcome = run("--root", root, "build")
    assert outcome.exit_code == 0, outcome.stderr
    run("--root", root, "build", "-o", tmp_path / "fresh")
    assert tree(root / "site") == tree(tmp_path / "fresh")


def test_a_paper_that_a_page_leads_to_cannot_vanish_unseen(root: Path, run: Run) -> None:
    run("--root", root, "build")
    (root / "catalog/paging/pages.yaml").unlink()
    with pytest.raises(SiteBuildError):
        run("--root", root, "build")


def test_a_broken_entry_leaves_the_site_as_it_was(root: Path, run: Run) -> None:
    run("--root", root, "build")
    before = tree(root / "site")
    (root / "catalog/paging/pages.yaml").write_text("title: [", "utf-8")
    with pytest.raises(SiteBuildError, match=r"catalog/paging/pages.yaml:2:1: LLM004"):
        run("--root", root, "build")
    assert tree(root / "site") == before


def test_a_theme_that_asks_for_more_of_a_page_gets_every_page_rendered(
    root: Path, run: Run
) -> None:
    (root / "mkdocs.yml").write_text(
        CONFIG.replace("font: false", "font: false, custom_dir: mine"), "utf-8"
    )
    (root / "mine").mkdir()
    (root / "mine" / "main.html").write_text(
        '{% extends "base.html" %}{% block announce %}Long: '
        "{{ page and page.meta.description | length > 80 }}{% endblock %}",
        "utf-8",
    )
    outcome = run("--root", root, "build")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stderr.count("every page was rendered by itself") == 1
    page = (root / "site/papers/pages/index.html").read_text("utf-8")
    assert "Long: True" in page
    assert "Long: False" in (root / "site/authors/ada-lovelace/index.html").read_text("utf-8")
    assert (root / "site/api/v1/papers/pages.bib").is_file()


def test_more_processes_than_a_system_bears_are_refused(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "POSSIBLE", False)
    assert sharing.processes(10_000, 500) == 1
    with pytest.raises(SiteBuildError, match="made by one process"):
        run("--root", root, "build", "--processes", "2")
    assert not (root / "site").exists()


HOOK = """\
from pathlib import Path
from mkdocs.structure.files import File

def on_files(files, config):
    told = Path(config.config_file_path).with_name("told.txt").read_text("utf-8")
    files.append(File.generated(config, "told.md", content=f"# {told}"))
"""


@pytest.mark.parametrize(
    ("plugin", "is_seen"),
    [
        ("llm-info", True),
        ("llm-info: {reads: []}", False),
        ("llm-info: {reads: [told.txt]}", True),
    ],
)
def test_mkdocs_runs_when_what_hooks_read_has_changed_as_far_as_that_is_known(
    root: Path, forks: Forks, plugin: str, *, is_seen: bool
) -> None:
    def built() -> str:
        environment = {"XDG_CACHE_HOME": str(root.parent / "cache"), "NO_MKDOCS_2_WARNING": "1"}
        outcome = forks.run("--root", root, "build", environment=environment)
        assert outcome.status == 0, outcome.stderr
        return (root / "site" / "told" / "index.html").read_text("utf-8")

    config = CONFIG.replace("plugins: [llm-info]", f"plugins:\n  - {plugin}")
    write("mkdocs.yml", f"{config}hooks: [hooks/telling.py]\n")(root)
    write("hooks/telling.py", HOOK)(root)
    write("told.txt", "What was told first")(root)
    assert "What was told first" in built()
    write("told.txt", "What was told later")(root)
    assert ("What was told later" in built()) is is_seen
    write("hooks/telling.py", HOOK.replace("# {told}", "# {told}, and more"))(root)
    assert "What was told later, and more" in built()


def test_a_theme_that_pages_are_not_made_for_is_told_in_a_sentence(root: Path, run: Run) -> None:
    write("mkdocs.yml", "site_name: Invented\nplugins: [llm-info]\n")(root)
    with pytest.raises(SiteBuildError, match="no place for the title"):
        run("--root", root, "build")
    assert not (root / "site").exists()


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_a_folder_that_is_no_site_is_left_alone(builder: str, root: Path, run: Run) -> None:
    folder = root.parent / "letters"
    folder.mkdir()
    (folder / "dear.txt").write_text("Dear Ada", "utf-8")
    with pytest.raises(SiteBuildError, match="holds something else than a site"):
        run("--root", root, "build", "--builder", builder, "-o", folder)
    assert tree(folder) == {"dear.txt": b"Dear Ada"}


def test_what_a_rule_calls_an_error_stops_a_build_also_after_good_ones(
    root: Path, run: Run
) -> None:
    site = root.parent / "site"
    assert run("--root", root, "build", "-o", site).exit_code == 0
    before = tree(site)
    write("catalog/paging/pages.yaml", builders.ENTRY_FILE + "builds_on: [nobody]\n")(root)
    for _ in range(2):
        with pytest.raises(SiteBuildError, match="nobody"):
            run("--root", root, "build", "-o", site)
    assert tree(site) == before
