"""A site of more entries than the slim records of the search are for.

How many that are is set lower here: what is made is the same, in a tenth of the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

import builders
from llm_info.errors import SiteBuildError
from llm_info.site import pagefind
from llm_info.site.building import Builder

HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7*7 }} $x$ **b**'
SEARCH, FOUND = "#llm-search", ".llm-search__title"
LARGE = 250


def entry(number: int, title: str, name: str = "", authors: str = "Ada Lovelace") -> str:
    text = builders.ENTRY_FILE.replace("2103.01234", f"2103.{number:05}")
    text = text.replace("A Study of Pages", json.dumps(title)).replace("/pages", f"/p{number}")
    text = text.replace("Ada Lovelace, Charles Babbage", authors)
    return text.replace("authors:", f"name: {name}\nauthors:") if name else text


@pytest.fixture(scope="module", params=[pagefind.RECORDS_EACH, 60], ids=["one index", "several"])
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The site of one entry more, built once with one index and once with several."""
    folder = tmp_path_factory.mktemp("large")
    files = {
        f"paging/p{number}.yaml": entry(number, f"Study {number} of Pages")
        for number in range(1, LARGE)
    }
    files["paging/named.yaml"] = entry(90001, "Sheets That Turn Themselves", name="Quicksheet")
    files["paging/hostile.yaml"] = entry(90002, HOSTILE, authors="Zo\u00eb K\u00f6nig")
    root = builders.write_catalog(folder / "root", files)
    (root / "docs").mkdir()
    theme = "theme: {name: material, font: false}"
    (root / "mkdocs.yml").write_text(f"site_name: X\n{theme}\nplugins: [llm-info]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        patch.setattr(pagefind, "LARGE", LARGE)
        patch.setattr(pagefind, "RECORDS_EACH", request.param)
        Builder(root, folder / "site", folder / "memory.sqlite").build()
    return folder / "site"


def test_an_index_is_for_more_than_two_thousand_entries() -> None:
    assert pagefind.indexer(2000) is None
    assert pagefind.indexer(2001) == pagefind.program() is not None


def test_its_long_lists_go_on_at_other_addresses(site: Path) -> None:
    last = -(-(LARGE + 1) // 100)
    for place in ("papers", "tags/memory", "topics/paging", "years/2021"):
        assert (site / place / f"page_{last}" / "index.html").is_file()
        assert not (site / place / f"page_{last + 1}").exists()
    text = (site / "tags/memory/page_2/index.html").read_text("utf-8")
    assert text.count('class="llm-row"') == 100
    assert 'href="../../../tags/memory/page_3/"' in text


def test_its_search_fetches_nothing_but_what_is_asked(site: Path) -> None:
    records = json.loads((site / "search.json").read_text("utf-8"))
    places = records.pop("pagefind")
    assert records == {"papers": [], "pages": []}
    assert places in (["pagefind/"], [f"pagefind/{number}/" for number in range(1, 6)])
    found = [path.parent for path in site.rglob("pagefind-entry.json")]
    assert sorted(found) == [site / place for place in places]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("quicksheet", "Quicksheet: Sheets That Turn Themselves"),
        ("sheets that turn", "Quicksheet: Sheets That Turn Themselves"),
        ("konig", HOSTILE),
        ("tables", "Tables"),
        ("study 249 of pages", "Study 249 of Pages"),
        ("249", "Study 249 of Pages"),
    ],
)
def test_the_same_box_finds_by_name_title_author_and_topic(
    browser: WebDriver, site: Path, serve: Callable[[Path], str], asked: str, title: str
) -> None:
    address = serve(site)
    browser.get(urljoin(address, "papers/p7/"))
    browser.find_element(By.CSS_SELECTOR, SEARCH).send_keys(asked)
    shown = WebDriverWait(browser, 60).until(
        lambda _: browser.find_elements(By.CSS_SELECTOR, FOUND)
    )
    assert shown[0].text == title
    logged: list[dict[str, str]] = cast("Any", browser).get_log("browser")
    assert [one["message"] for one in logged if "Security" in one["message"]] == []
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    WebDriverWait(browser, 60).until(lambda _: "papers/p7/" not in browser.current_url)
    assert browser.find_element(By.TAG_NAME, "h1").text.startswith(title.rpartition(": ")[2])


def test_a_program_that_is_no_pagefind_is_one_sentence(tmp_path: Path) -> None:
    records = json.dumps({"papers": [], "pages": [["topics/", "Topics", "Page"]]})
    silent = tmp_path / "pagefind"
    silent.write_text("#!/bin/sh\n")
    with pytest.raises(SiteBuildError, match="cannot be run"):
        pagefind.indexed(records, tmp_path, silent)
    silent.chmod(0o755)
    with pytest.raises(SiteBuildError, match="ended after 0 of 3 answers"):
        pagefind.indexed(records, tmp_path, silent)


def test_after_a_fault_no_other_index_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagefind, "RECORDS_EACH", 1)
    pages = [[f"topics/{number}/", f"Topic {number}", "Page"] for number in range(50)]
    failing = tmp_path / "pagefind"
    failing.write_text(f"#!/bin/sh\necho begun >> {tmp_path}/begun\nsleep 0.1\n")
    failing.chmod(0o755)
    with pytest.raises(SiteBuildError, match="ended after 0 of 3 answers"):
        pagefind.indexed(json.dumps({"papers": [], "pages": pages}), tmp_path, failing)
    assert len((tmp_path / "begun").read_text().splitlines()) < len(pages) / 2
