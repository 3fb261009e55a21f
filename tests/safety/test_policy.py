"""The site under its Content-Security-Policy: everything works, and nothing else runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from llm_info.site.policy import guarded

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_INLINE = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*json)[^>]*>")
PAGE = '<head><meta charset="utf-8"></head><body>{}</body>'


def directives(html: str) -> dict[str, list[str]]:
    found = _POLICY.findall(html)
    assert len(found) == 1
    words = [directive.split() for directive in found[0].split("; ")]
    return {name: sources for name, *sources in words}


def script(browser: WebDriver, text: str, *arguments: object) -> Any:
    return cast("Any", browser).execute_script(text, *arguments)


def console(browser: WebDriver) -> list[str]:
    """Everything that Chromium wrote to its console."""
    logged: list[dict[str, str]] = cast("Any", browser).get_log("browser")
    return [entry["message"] for entry in logged]


def until(browser: WebDriver, check: Callable[[], Any]) -> Any:
    return WebDriverWait(browser, 60, poll_frequency=0.05).until(lambda _: check())


def test_every_page_of_the_site_has_a_policy_that_allows_no_script_by_its_place(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 100
    for path in pages:
        html = path.read_text("utf-8")
        policy = directives(html)
        assert policy["default-src"] == ["'none'"], path
        allowed = policy.get("script-src", [])
        assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*", "https:"} & {*allowed}, path
        inline = len(_INLINE.findall(html))
        assert sum(word.startswith("'sha256-") for word in allowed) == inline, path
        assert _POLICY.search(html.partition("<script")[0]), path


def test_a_script_in_the_content_of_a_page_is_not_allowed_by_its_hash() -> None:
    theirs, ours = "<script>alert(1)</script>", "<script>theme()</script>"
    html = PAGE.format(theirs + ours)
    assert len(directives(guarded(html))["script-src"]) == 3
    assert len(directives(guarded(html, theirs))["script-src"]) == 2


def test_what_the_configuration_of_the_theme_loads_from_elsewhere_may_be_loaded() -> None:
    html = PAGE.format(
        '<link rel="stylesheet" href="https://fonts.example/css?x"><style>a{}</style>'
        '<link rel="preconnect" href="https://files.example" crossorigin>'
        '<script defer src="https://scripts.example/x.js"></script>'
        '<script type="application/json">{}</script>'
    )
    policy = directives(guarded(html))
    assert policy["script-src"] == ["'self'", "https://scripts.example"]
    assert policy["style-src"][0] == "'self'"
    assert policy["style-src"][1].startswith("'sha256-")
    assert policy["style-src"][2] == "https://fonts.example"
    assert policy["font-src"] == ["'self'", "https://files.example"]


def test_a_page_with_a_policy_of_its_own_keeps_it() -> None:
    html = PAGE.format('<meta http-equiv="Content-Security-Policy" content="img-src x">')
    assert guarded(html) == html


def test_a_theme_without_a_place_for_the_policy_is_noticed() -> None:
    with pytest.raises(ValueError, match="no <meta charset>"):
        guarded("<head></head>")


PLACES = {
    "the home page": "",
    "a paper": "papers/awq/",
    "a paper with a lineage": "papers/pagedattention/",
    "a topic": "topics/compression/",
    "all topics": "topics/",
    "all papers": "papers/",
    "explore": "explore/",
    "the figures": "figures/",
    "what is new": "new/",
    "a year": "years/2023/",
    "all tags": "tags/",
    "a tag": "tags/kv-cache/",
    "the rules": "rules/",
    "a page written by hand": "tutorial/",
    "an author": "authors/ion-stoica/",
    "a page that is not there": "404.html",
}


def test_links_of_entries_give_no_hold_on_the_page_that_they_leave(site: Path) -> None:
    link = re.compile(r'<a class="llm-(?:button|row__link)[^>]*\shref="(https?:[^"]*)"([^>]*)>')
    found = [match for path in site.rglob("*.html") for match in link.findall(path.read_text())]
    assert len(found) > 300
    assert [url for url, rest in found if 'rel="noopener"' not in rest] == []


@pytest.mark.browser
def test_every_kind_of_page_is_silent_on_the_console(
    browser: WebDriver, address: str, site: Path
) -> None:
    said: dict[str, list[str]] = {}
    for name, place in PLACES.items():
        assert (site / place / "index.html").is_file() or (site / place).is_file(), name
        browser.get(urljoin(address, place))
        until(browser, lambda: script(browser, "return document.readyState") == "complete")
        assert script(browser, "return document.documentElement.classList.contains('llm-js')"), name
        said[name] = console(browser)
        if place == "404.html":  # its addresses begin with the folder of the published site
            said[name] = [message for message in said[name] if "Security" in message]
    assert {name: messages for name, messages in said.items() if messages} == {}


@pytest.mark.browser
def test_search_explore_theme_and_downloads_work_under_the_policy(
    browser: WebDriver, address: str
) -> None:
    browser.get(urljoin(address, "papers/awq/"))
    before = script(browser, "return getComputedStyle(document.body).backgroundColor")
    scheme = "return document.body.dataset.mdColorScheme"
    first = script(browser, scheme)
    for button in browser.find_elements(By.CSS_SELECTOR, "label.md-header__button[title^=Switch]"):
        if button.is_displayed():
            button.click()
            break
    until(browser, lambda: script(browser, scheme) != first)
    until(
        browser,
        lambda: script(browser, "return getComputedStyle(document.body).backgroundColor") != before,
    )
    browser.get(urljoin(address, "papers/gptq/"))
    assert script(browser, scheme) != first  # an inline script of the theme has set it again
    browser.find_element(By.ID, "llm-search").send_keys("PagedAttention")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".llm-search__hit"))
    browser.find_element(By.ID, "llm-search").send_keys(Keys.ENTER)
    until(browser, lambda: "explore/?q=PagedAttention" in browser.current_url)
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#explore[data-ready]"))
    browser.find_element(By.ID, "explore-bib").click()
    script(browser, "return new Promise(done => setTimeout(done, 300))")
    assert console(browser) == []


@pytest.mark.browser
def test_a_script_that_gets_past_all_escaping_does_not_run(
    browser: WebDriver, site: Path, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    """The last line of defence, tried with escaping already beaten."""
    html = (site / "papers" / "awq" / "index.html").read_text("utf-8")
    attack = (
        "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 2'>"
        "<script src='https://evil.example/x.js'></script><base href='https://evil.example/'>"
        "<iframe srcdoc='<script>top.pwned = 3</script>'></iframe>"
    )
    assert "<article" in html
    (tmp_path / "index.html").write_text(html.replace("<article", attack + "<article", 1), "utf-8")
    address = serve(tmp_path)
    browser.get(address)
    until(browser, lambda: script(browser, "return document.readyState") == "complete")
    assert script(browser, "return window.pwned") is None
    assert script(browser, "return document.baseURI") == address
    said = "\n".join(console(browser))
    assert said.count("Content Security Policy") >= 4
