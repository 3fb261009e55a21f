"""Filled pages are, element for element, what MkDocs and the theme render page by page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import builders
from conftest import Run
from llm_info import store
from llm_info.site.pages.formats import InMemory
from llm_info.site.pages.paging import ENTRIES_PER_PAGE
from llm_info.site.plugin import rendered

CONFIG = """\
site_name: Invented
site_url: https://example.org/x/
repo_url: https://example.org/invented/pages
edit_uri: edit/main/docs/
theme:
  name: material
  font: false
  features: [navigation.indexes, navigation.tabs, navigation.top, toc.follow]
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {icon: material/weather-night, name: Dark}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {icon: material/weather-sunny, name: Light}
plugins: [llm-info]
"""
FEATURES = "[navigation.indexes, navigation.tabs, navigation.top, toc.follow]"
KINDS = [
    *("", "404.html", "about/", "explore/", "figures/", "new/", "topics/", "papers/", "papers/p1/"),
    *("papers/page_2/", "topics/paging/", "topics/paging/page_2/", "topics/paging/tables/"),
    *("years/", "years/2021/", "years/2021/page_2/", "venues/", "venues/invent/"),
    *("venues/invent/page_2/", "tags/", "tags/memory/", "tags/memory/page_2/"),
    *("authors/", "authors/ada-lovelace/", "authors/ada-lovelace/page_2/", "papers/former/"),
]
"""A page of each kind; the last one leads from a former address to the present one."""
_HASH = re.compile(r" 'sha256-[^']*'")  # of scripts, which differ in their indentation


class Elements(HTMLParser):
    """Tags with their attributes, and texts, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []
        self.schemes: set[str | None] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.schemes.add(dict(attrs).get("data-md-color-scheme"))
        self.found.append((tag, [(name, _HASH.sub("", value or "")) for name, value in attrs]))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.split())


def elements(path: Path) -> Elements:
    parser = Elements()
    parser.feed(path.read_text("utf-8"))
    return parser


def entry(number: int) -> str:
    text = builders.ENTRY_FILE.replace("2103.01234", f"2103.{number:05}")
    text = text.replace("of Pages", f"{number} of Pages").replace("/pages", f"/p{number}")
    more = {0: "aliases: [former]\n", 1: "builds_on: [p0]\n", 2: "builds_on: [p0, p1]\n"}
    return text.replace("added:", more.get(number, "") + "added:")


@pytest.mark.parametrize(
    "features",
    [
        FEATURES,
        "[navigation.footer, navigation.path, navigation.sections]",
    ],
)
def test_every_kind_of_page_in_both_colour_schemes(features: str, tmp_path: Path, run: Run) -> None:
    files = {f"paging/p{number}.yaml": entry(number) for number in range(ENTRIES_PER_PAGE + 2)}
    files["paging/tables/other.yaml"] = entry(ENTRIES_PER_PAGE + 2)
    root = builders.write_catalog(tmp_path / "root", files)
    (root / "docs").mkdir()
    (root / "docs" / "about.md").write_text("# About\n\n## More\n\n[Paper](papers/p1.md)\n")
    (root / "mkdocs.yml").write_text(CONFIG.replace(FEATURES, features), "utf-8")
    outcome = run("--root", root, "build", "-o", tmp_path / "filled")
    assert outcome.exit_code == 0, outcome.stderr
    assert "rendered by itself" not in outcome.stderr
    rendered(root, tmp_path / "whole", store.read(root), InMemory(), whole=True)
    ours, theirs = (
        {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
        for folder in (tmp_path / "filled", tmp_path / "whole")
    )
    assert ours == theirs >= {f"{kind}index.html" if "." not in kind else kind for kind in KINDS}
    for name in sorted(ours):
        page = elements(tmp_path / "filled" / name)
        assert page.found == elements(tmp_path / "whole" / name).found, name
        assert page.schemes >= {"default", "slate"} or name == "papers/former/index.html"


@pytest.mark.parametrize("part", ["page.title | upper", "page.meta.description | length"])
def test_a_theme_that_shows_more_of_a_page_is_found_out(part: str, tmp_path: Path) -> None:
    root = builders.write_catalog(
        tmp_path, {f"paging/p{number}.yaml": entry(number) for number in range(4)}
    )
    (root / "docs").mkdir()
    (root / "mine").mkdir()
    block = f"{{% block announce %}}{{{{ page and {part} }}}}{{% endblock %}}"
    (root / "mine" / "main.html").write_text(f'{{% extends "base.html" %}}{block}', "utf-8")
    (root / "mkdocs.yml").write_text(
        CONFIG.replace("font: false", "font: false\n  custom_dir: mine"), "utf-8"
    )
    assert rendered(root, tmp_path / "site", store.read(root), InMemory()).differing
