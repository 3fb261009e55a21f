"""`llm-info build` on the real catalog, and the built site in a real browser."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

import builders

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
_ADDRESS = re.compile(r"""(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ID = re.compile(r"""\sid=(?:"([^"]*)"|([^\s>"']+))""")


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "llm_info", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built once."""
    folder = tmp_path_factory.mktemp("site")
    built = command("--root", ROOT, "build", "-o", folder)
    assert built.returncode == 0, built.stderr
    return folder


def html_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def addresses(text: str) -> list[str]:
    found = ("".join(match) for match in _ADDRESS.findall(text))
    return [address.replace("&amp;", "&") for address in found]


def test_every_entry_and_topic_has_its_page(site: Path) -> None:
    ids = {
        path.stem
        for path in (ROOT / "catalog").rglob("*.yaml")
        if path.name not in ("topics.yaml", "venues.yaml")
    }
    made = {path.parent.name for path in (site / "papers").glob("*/index.html")}
    assert made == ids
    assert (site / "topics" / "common" / "serving" / "index.html").is_file()


def test_every_internal_link_and_anchor_leads_somewhere(site: Path) -> None:
    pages = {path: path.read_text("utf-8") for path in html_files(site)}
    ids = {path: {"".join(found) for found in _ID.findall(text)} for path, text in pages.items()}
    dangling: list[tuple[str, str]] = []
    for path, text in pages.items():
        if path.name == "404.html":
            continue  # its addresses begin with the site's own address
        here = f"http://site/{path.relative_to(site).as_posix()}"
        for address in addresses(text):
            whole = urlsplit(urljoin(here, address))
            if whole.hostname != "site" or whole.scheme not in ("http", "https"):
                continue
            target = site / unquote(whole.path).lstrip("/")
            target = target / "index.html" if whole.path.endswith("/") else target
            anchored = not whole.fragment or whole.fragment in ids.get(target, set())
            if not target.is_file() or not (anchored or whole.fragment.startswith("__")):
                dangling.append((here, address))
    assert dangling == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = re.compile(
        r"""<(?:script|img|iframe|source)[^>]*\ssrc=["']?(https?:)?//|"""
        r"""<link[^>]*rel=["']?(?:stylesheet|preconnect|preload|icon)[^>]*href=["']?(https?:)?//"""
    )
    guilty = [path for path in html_files(site) if loaded.search(path.read_text("utf-8"))]
    assert guilty == []
    styles = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert not any("@import" in style or "fonts.g" in style for style in styles)
    # the theme's script asks GitHub for stars wherever it finds this mark
    assert not any(
        'data-md-component="source"' in path.read_text("utf-8") for path in html_files(site)
    )


def test_a_broken_entry_stops_the_build_and_is_named(tmp_path: Path) -> None:
    good = builders.ENTRY_FILE
    files = {"paging/pages.yaml": good, "paging/bad.yaml": good.replace("2103.01234", "21O3.1")}
    root = builders.write_catalog(tmp_path, files)
    (root / "mkdocs.yml").write_text(
        "site_name: X\nstrict: true\ntheme: {name: material, font: false}\nplugins: [llm-info]\n"
    )
    (root / "docs").mkdir()
    built = command("--root", root, "build")
    assert built.returncode == 3
    assert "catalog/paging/bad.yaml:5:8: LLM103" in built.stderr


def test_without_mkdocs_yml_there_is_one_sentence(tmp_path: Path) -> None:
    built = command("--root", builders.write_catalog(tmp_path), "build")
    assert built.returncode == 3
    assert "there is no" in built.stderr
    assert "Traceback" not in built.stderr


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The built site, served on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            del format, args

    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[WebDriver]:
    """A real Chromium; in CI it must be there."""
    if not (CHROMIUM and DRIVER):
        if os.environ.get("CI"):
            pytest.fail("Chromium and its driver must be installed in CI")
        pytest.skip("browser tests need chromium and chromedriver, which are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--window-size=1280,900",
        f"--user-data-dir={tmp_path / 'profile'}",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.mark.browser
def test_a_reader_searches_and_follows_a_link(browser: WebDriver, address: str) -> None:
    wait = WebDriverWait(browser, 20)
    browser.get(address)
    assert browser.find_element(By.TAG_NAME, "h1").text == "LLM info"
    browser.find_element(By.CSS_SELECTOR, "input.md-search__input").click()
    browser.find_element(By.CSS_SELECTOR, "input.md-search__input").send_keys("PagedAttention")
    hit = wait.until(
        lambda driver: driver.find_elements(
            By.CSS_SELECTOR, ".md-search-result__link[href*='papers/pagedattention']"
        )
    )[0]
    browser.get(str(hit.get_attribute("href")))
    title = browser.find_element(By.TAG_NAME, "h1").text
    assert title.startswith("Efficient Memory Management for Large Language Model Serving")
    topic = browser.find_element(By.LINK_TEXT, "Serving")
    topic.click()
    wait.until(lambda driver: driver.find_element(By.TAG_NAME, "h1").text.startswith("Serving"))
    assert browser.find_elements(By.PARTIAL_LINK_TEXT, "Orca")
    logged: list[dict[str, str]] = cast("Any", browser).get_log("browser")
    errors = [entry for entry in logged if entry["level"] == "SEVERE"]
    assert errors == []


@pytest.mark.browser
def test_no_request_leaves_the_site(browser: WebDriver, address: str) -> None:
    for path in ("", "topics/compression/", "papers/awq/", "papers/"):
        browser.get(urljoin(address, path))
    asked = browser.execute_script(  # pyright: ignore[reportUnknownMemberType]  # untyped
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert asked
    assert all(url.startswith(address) for url in asked)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["", "topics/compression/", "papers/big-bench/", "papers/"])
def test_a_phone_needs_no_sideways_scrolling(browser: WebDriver, address: str, path: str) -> None:
    browser.execute_cdp_cmd(  # pyright: ignore[reportUnknownMemberType]  # untyped
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    browser.get(urljoin(address, path))
    width = browser.execute_script(  # pyright: ignore[reportUnknownMemberType]  # untyped
        "return document.documentElement.scrollWidth"
    )
    assert width == 390
