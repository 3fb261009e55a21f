"""Links among the pages written by hand: what lies outside of the repository is not published."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import builders
from conftest import Run
from llm_info.site.outside import complaints

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")

CONFIG = "site_name: X\ntheme: {name: material, font: false}\nplugins: [llm-info]\n"
Link = Callable[[Path, Path], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a page, beside a folder that is none of its business."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("# The token is 4711\n", "utf-8")
    root = builders.write_catalog(tmp_path / "root")
    for name in ("docs/deep", "guide", ".git"):
        (root / name).mkdir(parents=True)
    for name in ("docs/about.md", "guide/start.md", ".git/config", "CHANGES.md"):
        (root / name).write_text("# About\n", "utf-8")
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    return root


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ({}, []),
        ({"docs/changes.md": "../CHANGES.md", "docs/guide": "../guide"}, []),
        ({"docs/.#about.md": "ada@host.1"}, []),
        ({"docs/x.md": "../../outside/secret.md"}, ["docs/x.md is a link out of the repository"]),
        ({"docs/deep/x": "/"}, ["docs/deep/x is a link out of the repository"]),
        ({"docs/x": "../../outside"}, ["docs/x is a link out of the repository"]),
        ({"docs/x.md": "../.git/config"}, ["docs/x.md is a link into .git"]),
        ({"docs/x": "..", "guide/y": "../docs"}, ["docs/x is a link to a folder that holds another one, y"]),
        ({"docs/x": "."}, ["docs/x is a link to a folder that holds another one, x"]),
        ({"docs/x": "../guide", "guide/y.md": "../../outside/secret.md"}, ["docs/x/y.md is a link out of the repository"]),
        ({"docs/x.md": "x.md"}, ["docs/x.md is a loop of links"]),
        ({"docs/x.md": "nowhere.md"}, ["docs/x.md is a link to a file that is not there"]),
    ],
)  # fmt: skip
def test_a_link_is_followed_within_the_repository_only(
    links: dict[str, str], said: list[str], root: Path
) -> None:
    for name, target in links.items():
        (root / name).symlink_to(target)
    found = [one.replace(f"{root}/", "") for one in complaints(root / "docs", root)]
    assert [one for one in found if one in said] == said
    assert bool(found) == bool(said)


def test_the_folder_of_pages_itself_leads_nowhere_else(root: Path) -> None:
    (root / "pages").symlink_to("../outside")
    assert [*complaints(root / "pages", root)] == ["pages is a link out of the repository"]
    assert [*complaints(root.parent / "outside", root)] == []  # so it was configured


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_nothing_outside_of_the_repository_is_published(
    builder: str, root: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if builder == "zensical":
        pytest.importorskip("zensical", exc_type=ImportError)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    (root / "docs/x.md").symlink_to("../../outside/secret.md")
    folder = tmp_path / "site"
    with pytest.raises(Exception, match="could not build the site|a link out of the repository"):
        run("--root", root, "build", "--builder", builder, "-o", folder)
    published = [path for path in folder.rglob("*") if path.is_file()]
    assert [path for path in published if b"4711" in path.read_bytes()] == []
    (root / "docs/x.md").unlink()
    assert run("--root", root, "build", "--builder", builder, "-o", folder).exit_code == 0
