"""The built site in a real browser: what readers do."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser
SEARCH = "#llm-search"
HIT = ".llm-search__hit"


def script(browser: WebDriver, text: str, *arguments: object) -> Any:
    return cast("Any", browser).execute_script(text, *arguments)


def devtools(browser: WebDriver, order: str, **arguments: object) -> Any:
    return cast("Any", browser).execute_cdp_cmd(order, arguments)


def click(browser: WebDriver, element: WebElement) -> None:
    """Click what may lie behind the header."""
    script(browser, "arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def texts(browser: WebDriver, selector: str) -> list[str]:
    """What stands in all elements of a selector, in one question to the browser."""
    return script(
        browser,
        "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())",
        selector,
    )


def until(browser: WebDriver, check: Callable[[], Any]) -> Any:
    return WebDriverWait(browser, 60, poll_frequency=0.05).until(lambda _: check())


def active(browser: WebDriver) -> str:
    return script(browser, "return document.activeElement.textContent.trim()")


def errors(browser: WebDriver) -> list[str]:
    logged: list[dict[str, str]] = cast("Any", browser).get_log("browser")
    return [entry["message"] for entry in logged if entry["level"] == "SEVERE"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("PagedAttention", "Efficient Memory Management for Large Language Model Serving"),
        ("efficient memory management for large language", "PagedAttention: Efficient Memory"),
        ("christopher re", "Christopher R\u00e9"),
        ("ion stoica", "Ion Stoica"),
        ("speculative decoding", "Speculative decoding"),
    ],
)
def test_the_header_finds_by_name_title_author_and_topic(
    browser: WebDriver, address: str, asked: str, first: str
) -> None:
    browser.get(urljoin(address, "papers/awq/"))
    field = browser.find_element(By.CSS_SELECTOR, SEARCH)
    field.send_keys(asked)
    found = until(browser, lambda: texts(browser, ".llm-search__title"))
    assert first in found[0]
    assert errors(browser) == []


def test_a_reader_searches_and_follows_a_link(browser: WebDriver, address: str) -> None:
    browser.get(address)
    assert browser.find_element(By.TAG_NAME, "h1").text == "LLM info"
    browser.find_element(By.CSS_SELECTOR, SEARCH).send_keys("PagedAttention")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, HIT))[0].click()
    title = "Efficient Memory Management for Large Language Model Serving"
    until(browser, lambda: texts(browser, "h1")[0].startswith(title))
    browser.find_element(By.LINK_TEXT, "Serving").click()
    until(browser, lambda: texts(browser, "h1")[0].startswith("Serving"))
    assert browser.find_elements(By.PARTIAL_LINK_TEXT, "Orca")
    assert errors(browser) == []


def explored(browser: WebDriver) -> tuple[list[str], str]:
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#explore[data-ready]"))
    return texts(browser, "#explore-rows th"), texts(browser, "#explore-count")[0]


def test_three_facets_combine_and_their_address_brings_the_same_list(
    browser: WebDriver, address: str
) -> None:
    browser.get(urljoin(address, "explore/"))
    _, everything = explored(browser)
    counts = [int(everything.split()[0])]
    for name, value in (("topic", "compression"), ("year", "2023"), ("code", "yes")):
        box = browser.find_element(By.CSS_SELECTOR, f"input[name={name}][value='{value}']")
        told = script(
            browser, "return arguments[0].closest('label').lastElementChild.textContent", box
        )
        click(browser, box)
        rows, count = explored(browser)
        assert count.startswith(f"{told} of")
        counts.append(int(told))
    assert counts == sorted(counts, reverse=True)
    assert 0 < counts[-1] < counts[0]
    click(browser, browser.find_element(By.CSS_SELECTOR, "th[data-sort=title] button"))
    rows, count = explored(browser)
    assert [row.casefold() for row in rows] != []
    query = urlsplit(browser.current_url).query
    assert query == "topic=compression&year=2023&code=yes&sort=title"
    browser.get(browser.current_url)
    assert explored(browser) == (rows, count)
    header = browser.find_element(By.CSS_SELECTOR, "th[data-sort=title]")
    assert header.get_attribute("aria-sort") == "ascending"  # pyright: ignore[reportUnknownMemberType]  # untyped
    assert errors(browser) == []


@pytest.mark.parametrize(("button", "mark"), [("bib", "@"), ("csv", "\n")])
def test_what_is_shown_can_be_taken_along(
    browser: WebDriver, address: str, button: str, mark: str
) -> None:
    browser.get(urljoin(address, "explore/?q=quantization&year=2023"))
    _, count = explored(browser)
    script(
        browser,
        "window.saved = ''; URL.createObjectURL = blob => {"
        " blob.text().then(text => window.saved = text); return 'blob:none'; }",
    )
    browser.find_element(By.ID, f"explore-{button}").click()
    saved: str = until(browser, lambda: script(browser, "return window.saved"))
    records = saved.count("\n@") + 1 if mark == "@" else saved.count("\n") - 1
    assert records == int(count.split()[0]) > 0


def test_the_search_of_the_header_leads_to_explore_without_a_choice(
    browser: WebDriver, address: str
) -> None:
    browser.get(address)
    browser.find_element(By.CSS_SELECTOR, SEARCH).send_keys("quantization", Keys.ENTER)
    until(browser, lambda: "explore/?q=quantization" in browser.current_url)
    _, count = explored(browser)
    assert not count.startswith("0 ")


def test_bibtex_is_copied(browser: WebDriver, address: str) -> None:
    browser.get(urljoin(address, "papers/pagedattention/"))
    devtools(
        browser,
        "Browser.grantPermissions",
        permissions=["clipboardReadWrite", "clipboardSanitizedWrite"],
    )
    button = browser.find_element(By.CSS_SELECTOR, "button[data-copy=cite-1]")
    click(browser, button)
    until(browser, lambda: button.text == "Copied")
    copied: str = cast("Any", browser).execute_async_script(
        "navigator.clipboard.readText().then(arguments[arguments.length - 1])"
    )
    assert copied.startswith("@inproceedings{kwon2023pagedattention,")


def test_the_theme_is_switched_and_remembered(browser: WebDriver, address: str) -> None:
    browser.get(address)
    scheme = "return document.body.dataset.mdColorScheme"
    assert script(browser, scheme) == "default"
    browser.find_element(By.CSS_SELECTOR, "label[title='Switch to dark']").click()
    until(browser, lambda: script(browser, scheme) == "slate")
    browser.get(urljoin(address, "papers/awq/"))
    assert script(browser, scheme) == "slate"


def test_a_keyboard_is_enough(browser: WebDriver, address: str) -> None:
    browser.get(address)
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("/")
    browser.switch_to.active_element.send_keys("orca")
    until(browser, lambda: texts(browser, HIT))
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    until(browser, lambda: browser.current_url.endswith("papers/orca/"))
    seen: list[str] = []
    for _ in range(60):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        seen.append(active(browser))
        if seen[-1] == "Copy BibTeX":
            break
        if seen[-1].startswith("Skip to content"):
            browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert seen[0].startswith("Skip to content")
    assert "Topics" not in seen
    assert "PDF" in seen
    assert seen[-1] == "Copy BibTeX"
    browser.get(urljoin(address, "explore/"))
    explored(browser)
    script(browser, "document.querySelector('input[name=code]').focus()")
    browser.switch_to.active_element.send_keys(Keys.SPACE)
    assert "code=yes" in browser.current_url
    assert script(browser, "return document.activeElement.name") == "code"


def test_without_javascript_a_topic_reads_and_explore_shows_lists(
    browser: WebDriver, address: str
) -> None:
    devtools(browser, "Emulation.setScriptExecutionDisabled", value=True)
    browser.get(urljoin(address, "topics/common/serving/"))
    assert browser.find_element(By.TAG_NAME, "h1").text.startswith("Serving")
    assert browser.find_element(By.PARTIAL_LINK_TEXT, "Orca").is_displayed()
    assert browser.find_element(By.CSS_SELECTOR, "svg.llm-lineage").is_displayed()
    browser.get(urljoin(address, "explore/"))
    assert browser.find_element(By.LINK_TEXT, "Serving").is_displayed()
    assert not browser.find_element(By.ID, "explore").is_displayed()
    browser.get(urljoin(address, "papers/awq/"))
    assert not browser.find_element(By.CSS_SELECTOR, ".llm-copy").is_displayed()


def test_no_request_leaves_the_site_and_an_entry_is_light(
    browser: WebDriver, address: str, site: Path
) -> None:
    def weights() -> dict[str, int]:
        names: list[str] = script(
            browser,
            "return performance.getEntries().filter(e => e.name.startsWith('http')"
            " && ['navigation', 'resource'].includes(e.entryType)).map(e => e.name)",
        )
        found: dict[str, int] = {}
        for name in names:
            assert name.startswith(address)
            path = site / unquote(urlsplit(name).path).lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            found[name] = len(gzip.compress(path.read_bytes()))
        return found

    browser.get(urljoin(address, "papers/pagedattention/"))
    first = weights()
    assert sum(first.values()) < 130_000
    browser.get(urljoin(address, "papers/awq/"))
    following = {name: size for name, size in weights().items() if name not in first}
    assert sum(following.values()) < 30_000
    for path in ("", "topics/compression/", "explore/", "figures/", "papers/"):
        browser.get(urljoin(address, path))
        assert weights()


@pytest.mark.parametrize(
    "path", ["", "topics/compression/", "papers/big-bench/", "papers/", "explore/", "figures/"]
)
def test_a_phone_needs_no_sideways_scrolling(browser: WebDriver, address: str, path: str) -> None:
    devtools(
        browser,
        "Emulation.setDeviceMetricsOverride",
        width=390,
        height=844,
        deviceScaleFactor=1,
        mobile=True,
    )
    browser.get(urljoin(address, path))
    assert script(browser, "return document.documentElement.scrollWidth") == 390
