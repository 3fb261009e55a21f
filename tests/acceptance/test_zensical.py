"""`llm-info build --builder zensical`: the same site from the written pages."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

import builders
from conftest import Run
from llm_info.errors import SiteBuildError

HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7*7 }} $x$ **b**'
MARKDOWN = ("by-hand/index.html", "fields/index.html", "rules/index.html")
CONFIG = """\
site_name: Invented papers
site_url: https://papers.invented.example/
theme: {name: material, font: false}
plugins: [llm-info]
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small catalog with a hostile title and a page by hand, built both ways."""
    folder = tmp_path_factory.mktemp("engines")
    entry = builders.ENTRY_FILE
    root = builders.write_catalog(
        folder / "root",
        {
            "paging/pages.yaml": entry,
            "paging/tables/other.yaml": entry.replace("2103.01234", "2103.01235").replace(
                "A Study of Pages", json.dumps(HOSTILE)
            )
            + "builds_on: [pages]\n",
        },
    )
    (root / "docs").mkdir()
    (root / "docs" / "by-hand.md").write_text(
        "# By hand\n\nSee [the paper](papers/pages.md) and [fields](fields.md).\n", "utf-8"
    )
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    return {name: folder / name for name in ("mkdocs", "zensical")} | {"root": root}


@pytest.fixture
def built(sites: dict[str, Path], run: Run) -> tuple[Path, Path]:
    """The folders of both sites."""
    for name in ("mkdocs", "zensical"):
        if not sites[name].exists():
            done = run("--root", sites["root"], "build", "--builder", name, "--output", sites[name])
            assert done.exit_code == 0
    return sites["mkdocs"], sites["zensical"]


def addresses(site: Path) -> set[str]:
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return {name for name in files if not name.startswith("assets/")} - {"sitemap.xml.gz"}


def parsed(page: Path) -> Any:
    return import_module("lxml.html").fromstring(page.read_text("utf-8"))  # it has no types


def seen(page: Path) -> dict[str, object]:
    """What a reader, a search engine and a reference manager see of a page."""
    root = parsed(page)
    article = root.find(".//article")
    address = str(root.xpath('string(//link[@rel="canonical"]/@href)'))
    for permalink in article.xpath('.//a[@class="headerlink"]'):
        permalink.drop_tree()
    return {
        "title": root.findtext(".//title").strip(),
        "address": address,
        "head": sorted(
            (meta.get("name") or meta.get("property") or "", meta.get("content"))
            for meta in root.xpath('//meta[starts-with(@name, "citation") or @property]')
        ),
        "data": root.xpath('//script[@type="application/ld+json"]/text()'),
        "text": re.sub(r"\s+", " ", article.text_content()).strip(),
        "links": [urljoin(address, str(link)) for link in article.xpath(".//@href | .//@src")],
        "policy": bool(root.xpath('//meta[@http-equiv="Content-Security-Policy"]')),
    }


def test_both_builders_make_the_same_pages(built: tuple[Path, Path]) -> None:
    ours, theirs = built
    assert addresses(ours) == addresses(theirs)
    names = sorted(name for name in addresses(ours) if name.endswith("index.html"))
    assert {"papers/pages/index.html", "by-hand/index.html", "rules/index.html"} <= set(names)
    for name in names:
        expected, found = seen(ours / name), seen(theirs / name)
        if name in MARKDOWN:  # each builder has its own ways with Markdown
            expected, found = expected["title"], found["title"]
        assert found == expected, name


def test_the_home_page_is_called_as_the_site_is(built: tuple[Path, Path]) -> None:
    assert [seen(site / "index.html")["title"] for site in built] == ["Invented papers"] * 2
    assert (
        seen(built[0] / "papers/pages/index.html")["title"] == "A Study of Pages - Invented papers"
    )


def test_both_builders_bring_the_same_data(built: tuple[Path, Path]) -> None:
    ours, theirs = built
    for name in sorted(addresses(ours)):
        if name.startswith("api/") or name in ("feed.xml", "llms.txt"):
            assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
    records = [json.loads((site / "search.json").read_text("utf-8")) for site in built]
    assert records[0]["papers"] == records[1]["papers"]
    assert sorted(records[0]["pages"]) == sorted(records[1]["pages"])


def test_every_address_is_in_the_sitemap(built: tuple[Path, Path]) -> None:
    found = [
        set(re.findall("<loc>(.*?)</loc>", unescape((site / "sitemap.xml").read_text("utf-8"))))
        for site in built
    ]
    assert found[0] == found[1]
    assert "https://papers.invented.example/papers/pages/" in found[1]


def test_a_hostile_title_stays_a_text(built: tuple[Path, Path]) -> None:
    page = built[1] / "papers" / "other" / "index.html"
    assert "<script>alert" not in page.read_text("utf-8")
    assert parsed(page).findtext(".//h1") == HOSTILE


def test_a_dangling_link_stops_the_build_and_leaves_the_old_site(
    built: tuple[Path, Path], sites: dict[str, Path], run: Run
) -> None:
    before = addresses(built[1])
    page = sites["root"] / "docs" / "dangling.md"
    page.write_text("# Dangling\n\n[nowhere](nowhere.md)\n", "utf-8")
    command = ("--root", sites["root"], "build", "--builder", "zensical", "-o", built[1])
    with pytest.raises(SiteBuildError, match="Zensical could not build the site"):
        run(*command)
    page.unlink()
    assert addresses(built[1]) == before


def test_a_broken_entry_stops_the_build(tmp_path: Path, run: Run) -> None:
    root = builders.write_catalog(tmp_path, {"paging/pages.yaml": "title: [\n"})
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    with pytest.raises(SiteBuildError, match="the catalog has errors"):
        run("--root", root, "build", "--builder", "zensical", "-o", tmp_path / "site")
    assert not (tmp_path / "site").exists()
