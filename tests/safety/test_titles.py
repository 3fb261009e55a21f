"""Twenty titles made to attack an output are harmless in all of them: they stay texts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

import builders
from forks import Ended, Forks
from llm_info.cli.console import Harmless
from llm_info.sources.bibliography import read_bibtex, read_csl, read_ris

TITLES = (
    "<script>window.pwned = 1</script>",
    "</title></head><body><img src=x onerror='window.pwned = 1'>",
    '" autofocus onfocus="window.pwned = 1" x="',
    "' onmouseover='window.pwned = 1",
    "</script><script>window.pwned = 1</script>",
    "<!--<script>",
    "]]></title><svg onload=window.pwned=1>",
    "&lt;script&gt;window.pwned = 1&lt;/script&gt; &#x3c;b>",
    '=HYPERLINK("https://evil.example", "A Study")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "}, note = {pwned}, title = {x",
    "Pages} @article{pwned, title = {x",
    "\\input{/etc/passwd} \\write18{touch pwned} $x^2$ % comment",
    "ER  - TY  - JOUR TI  - pwned",
    "](javascript:alert(1)) [x](data:text/html,pwned) `code` **b** ![x](https://evil.example/x.png)",
    "@everybody #1 $(touch pwned) `touch pwned`; touch pwned",
    "::error file=x::pwned %0A::set-output name=x::pwned",
    "{{ 7*7 }} {% raw %} ${{ secrets.GITHUB_TOKEN }} javascript:alert(1)",
)
"""Each a line, as an entry allows; what an entry refuses is in `test_hostile_sets.py`."""

ALLOWED = "# llm-info: ignore LLM516: an attack is written with entities\n"
"""The only rule that would keep one of these titles from being built."""

FORMATS = ("bibtex", "ris", "csl-json", "csv", "json", "atom", "markdown")
CONFIG = """\
site_name: Invented
site_url: https://example.org/x/
theme: {name: material, font: false}
plugins: [llm-info]
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog whose texts are these titles."""
    files = {
        f"paging/e{number:02}.yaml": (ALLOWED if "&lt;" in title else "")
        + f"title: {json.dumps(title)}\nauthors: [Ada Lovelace]\n"
        f"date: 2021-03-04\narxiv: 2103.{number:05}\nsummary: {json.dumps(title + ' And more.')}\n"
        for number, title in enumerate(TITLES, 1)
    }
    root = builders.write_catalog(tmp_path_factory.mktemp("titles"), files)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    return root


LlmInfo = Callable[..., Ended]


@pytest.fixture(scope="module")
def llm_info(forks: Forks) -> LlmInfo:
    """`llm-info` of a root and words."""

    def run(root: Path, *words: str | Path) -> Ended:
        return forks.run("--root", root, *words)

    return run


@pytest.fixture(scope="module")
def exported(root: Path, llm_info: LlmInfo) -> dict[str, str]:
    made = {name: llm_info(root, "export", name) for name in FORMATS}
    assert {name: one.status for name, one in made.items()} == dict.fromkeys(FORMATS, 0)
    return {name: one.stdout for name, one in made.items()}


def plain(text: str) -> str:
    """What of a text survives the loss of marks and spaces."""
    return "".join(character for character in text if character.isalnum()).casefold()


def test_every_title_is_one_that_a_catalog_takes(root: Path, llm_info: LlmInfo) -> None:
    outcome = llm_info(root, "export", "json")
    assert [entry["title"] for entry in json.loads(outcome.stdout)["entries"]] == [*TITLES]


def test_a_reader_of_bibtex_finds_one_entry_per_title(exported: dict[str, str]) -> None:
    read = read_bibtex(exported["bibtex"])
    assert read.problems == ()
    assert len(read.drafts) == len(TITLES)
    commands = re.findall(r"(?<!\\)\\(?:input|write18|include|immediate)\b", exported["bibtex"])
    assert commands == []
    keys = re.findall(r"^@\w+\{([^,]*),", exported["bibtex"], re.MULTILINE)
    assert [key for key in keys if not re.fullmatch("[a-z0-9]+", key)] == []


def test_readers_of_ris_and_csl_find_the_titles(exported: dict[str, str]) -> None:
    for read in (read_ris(exported["ris"]), read_csl(exported["csl-json"])):
        assert [plain(draft.title) for _, draft in read.drafts] == [plain(one) for one in TITLES]


def test_no_cell_of_the_csv_is_a_formula(exported: dict[str, str]) -> None:
    rows = list(csv.reader(io.StringIO(exported["csv"])))
    assert len(rows) == len(TITLES) + 1
    assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")] == []


def test_a_reader_of_atom_finds_the_titles_and_no_more(exported: dict[str, str]) -> None:
    feed = ET.fromstring(exported["atom"])  # noqa: S314  (ours)
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert sorted(titles, key=str) == sorted(TITLES)
    assert {element.tag.partition("}")[0] for element in feed.iter()} == {atom[:-1]}


class Elements(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def refuse_attacks(text: str, place: object) -> None:
    for tag, attributes in Elements(text).found:
        handlers = [name for name in attributes if name.startswith("on")]
        assert handlers == [], (place, tag)
        for name in ("href", "src"):
            value = (attributes.get(name) or "").strip().lower()
            assert not value.startswith(("javascript:", "data:text", "https://evil")), place
        if tag == "script" and not attributes.get("src"):
            assert "pwned" not in str(attributes)


def test_markdown_as_html_holds_no_attack(exported: dict[str, str]) -> None:
    from markdown_it import MarkdownIt  # noqa: PLC0415

    made = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(exported["markdown"])
    refuse_attacks(made, "markdown")
    assert "<script" not in made
    assert "<img" not in made


@pytest.fixture(scope="module")
def attacked(root: Path, tmp_path_factory: pytest.TempPathFactory, llm_info: LlmInfo) -> Path:
    folder = tmp_path_factory.mktemp("attacked") / "site"
    built = llm_info(root, "build", "-o", folder)
    assert (folder / "papers/e01/index.html").is_file(), built.stderr
    return folder


def test_no_page_of_the_site_holds_an_attack(attacked: Path) -> None:
    pages = list(attacked.rglob("*.html"))
    assert len(pages) > len(TITLES)
    for path in pages:
        text = path.read_text("utf-8")
        refuse_attacks(text, path)
        for block in re.findall(r"<script(?![^>]*json)[^>]*>(.*?)</script>", text, re.DOTALL):
            assert "pwned" not in block
        data = re.compile(r'<script type="application/ld\+json">(.*?)</script', re.DOTALL)
        for block in data.findall(text):
            assert json.loads(block)
        for block in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            assert "<script" not in block


READY = (
    "return document.readyState == 'complete' && (!document.getElementById('explore')"
    " || document.querySelector('#explore[data-ready]') != null)"
)


def script(browser: WebDriver, text: str) -> Any:
    return cast("Any", browser).execute_script(text)


def refuse_pwned(browser: WebDriver) -> None:
    """Nothing of a title has run, and nothing has tried to."""
    assert script(browser, "return window.pwned") is None
    said = [one["message"] for one in cast("Any", browser).get_log("browser")]
    assert [one for one in said if "Security" in one] == []
    refuse_attacks(browser.page_source, browser.current_url)


def open_page(browser: WebDriver, address: str) -> None:
    browser.get(address)
    WebDriverWait(browser, 60).until(lambda _: script(browser, READY))


@pytest.mark.browser
def test_no_attack_runs_in_a_browser(
    browser: WebDriver, attacked: Path, serve: Callable[[Path], str]
) -> None:
    address = serve(attacked)
    places = ["", "papers/", "explore/", "new/", "topics/paging/"]
    for place in [*places, *(f"papers/e{number:02}/" for number in range(1, len(TITLES) + 1))]:
        open_page(browser, urljoin(address, place))
        refuse_pwned(browser)


@pytest.mark.browser
def test_rows_of_explore_are_texts_whatever_is_typed(
    browser: WebDriver, attacked: Path, serve: Callable[[Path], str]
) -> None:
    open_page(browser, urljoin(serve(attacked), "explore/"))
    rows = "#explore-rows tr"
    assert len(browser.find_elements(By.CSS_SELECTOR, rows)) == len(TITLES)
    cells = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#explore-rows th a")]
    assert sorted(plain(one) for one in cells) == sorted(plain(one) for one in TITLES)
    refuse_pwned(browser)
    box = browser.find_element(By.CSS_SELECTOR, "#explore input[name=q]")
    for typed in ("pwned", "<img src=x onerror=window.pwned=1>", "javascript:", "e"):
        box.clear()
        box.send_keys(typed)
        WebDriverWait(browser, 60).until(
            lambda _, typed=typed: (
                script(browser, "return new URL(location.href).searchParams.get('q')") == typed
            )
        )
        refuse_pwned(browser)
    assert browser.find_elements(By.CSS_SELECTOR, rows)


@pytest.mark.browser
def test_what_the_search_finds_is_text_whatever_is_typed(
    browser: WebDriver, attacked: Path, serve: Callable[[Path], str]
) -> None:
    open_page(browser, serve(attacked))
    box = browser.find_element(By.ID, "llm-search")
    for typed, finds in (("pwned", True), ("script", True), ("<img src=x onerror=pwned>", False)):
        box.clear()
        box.send_keys(typed)
        WebDriverWait(browser, 60).until(
            lambda _, finds=finds: (
                bool(
                    [
                        one
                        for one in browser.find_elements(By.CSS_SELECTOR, ".llm-search__hit")
                        if one.is_displayed()
                    ]
                )
                or not finds
            )
        )
        refuse_pwned(browser)


def test_annotations_of_a_workflow_stay_one_command_each(root: Path, llm_info: LlmInfo) -> None:
    outcome = llm_info(root, "check", "--format", "github")
    assert outcome.stdout
    for line in outcome.stdout.splitlines():
        assert re.match(
            r"::(error|warning|notice) file=catalog/[\w./-]+,line=\d+,col=\d+,title=", line
        )


def test_a_terminal_gets_no_order(capsys: pytest.CaptureFixture[str]) -> None:
    text = "a\x1b[31mb\x1b]0;title\x07c\x9b1md\u202etxet\rback\x08"
    for made in (Harmless(markup=False), Harmless(stderr=True, markup=False)):
        made.print(text)
    out, err = capsys.readouterr()
    for shown in (out, err):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
        assert "31mb" in shown


def test_what_a_list_or_a_pdf_says_gives_a_terminal_no_order(
    tmp_path: Path, llm_info: LlmInfo
) -> None:
    path = tmp_path / "list.md"
    path.write_text(
        "- [A \x1b[31m Study](https://arxiv.org/abs/2103.01234)\n"
        "- \x1b]0;pwned\x07 \x9b31m nothing\n"
        "- [x](relative\x1b[2J)\n",
        "utf-8",
    )
    for words in (("import", path), ("import", path, "--format", "json")):
        outcome = llm_info(builders.write_catalog(tmp_path / "root"), *words)
        assert outcome.status == 0
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", outcome.stdout + outcome.stderr)


def test_a_file_name_begins_no_line_of_its_own(tmp_path: Path, llm_info: LlmInfo) -> None:
    root = builders.write_catalog(tmp_path, {"paging/a\n::error::pwned.yaml": "x: ["})
    for words in (("check",), ("fmt",), ("fmt", "--check")):
        outcome = llm_info(root, *words)
        assert "\n::error" not in f"\n{outcome.stdout}\n{outcome.stderr}"
        assert "Traceback" not in outcome.stderr
