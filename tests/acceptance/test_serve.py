"""`llm-info serve`: an edit is seen over HTTP and in a browser, and no broken save ends it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import pytest
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

import builders
from conftest import Run
from forks import Forks
from llm_info.site.serving.server import PortError

CONFIG = """\
site_name: Invented
site_url: https://example.org/x/
theme: {name: material, font: false, features: [navigation.indexes, navigation.tabs]}
plugins: [llm-info]
"""
SECONDS = 60


class Served:
    """A process of `llm-info serve` and its catalog."""

    def __init__(self, root: Path, forks: Forks, folder: Path) -> None:
        self.root, self.stopped = root, False
        environment = {"NO_COLOR": "1", "TMPDIR": str(folder)}
        words = ("--root", root, "serve", "--port", "0")
        self.process = forks.start(*words, environment=environment)

    def said(self, words: str, times: int = 1) -> str:
        """Wait until it has said something so often; all that it has said."""
        end = time.monotonic() + SECONDS
        while (text := self.process.errors.read_text("utf-8")).count(words) < times:
            assert self.process.runs, text
            assert time.monotonic() < end, text
            time.sleep(0.02)
        return text

    @property
    def address(self) -> str:
        found = re.search(r"(http://\S+) is up to date", self.said("up to date"))
        assert found
        return found[1]

    def page(self, path: str) -> str:
        with urlopen(urljoin(self.address, path)) as answer:  # noqa: S310  (this machine's)
            return answer.read().decode()

    def shows(self, path: str, words: str) -> str:
        """Wait until a page has these words."""
        end = time.monotonic() + SECONDS
        while words not in (text := self.page(path)):
            assert time.monotonic() < end, text
            time.sleep(0.02)
        return text

    def stop(self, by: signal.Signals) -> int:
        """Send it a signal and wait for its end; its exit status."""
        os.kill(self.process.pid, by)
        self.stopped = True
        return self.process.end(SECONDS).status

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def served(tmp_path: Path, forks: Forks) -> Iterator[Served]:
    root = builders.write_catalog(tmp_path / "root")
    (root / "docs").mkdir()
    (root / "docs" / "about.md").write_text("# About\n\nfirst\n", "utf-8")
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    made = Served(root, forks, tmp_path)
    yield made
    if not made.stopped:
        made.stop(signal.SIGTERM)


def edited(old: str, new: str) -> str:
    assert old in builders.ENTRY_FILE
    return builders.ENTRY_FILE.replace(old, new)


ENTRY = "catalog/paging/pages.yaml"


def test_an_edit_of_an_entry_is_seen_on_every_page_that_shows_it(served: Served) -> None:
    assert "Cuts memory" in served.page("papers/pages/")
    served.write(ENTRY, edited("title: A Study", "title: Another Study"))
    served.shows("papers/pages/", "Another Study of Pages")
    served.shows("topics/paging/", "Another Study of Pages")
    served.shows("search.json", "Another Study of Pages")


def test_a_page_written_by_hand_and_a_new_entry_are_seen(served: Served) -> None:
    assert "first" in served.page("about/")
    served.write("docs/about.md", "# About\n\nsecond\n")
    served.shows("about/", "second")
    served.said("up to date", 2)
    new = edited("2103.01234", "2103.01235").replace("A Study", "A Second Study")
    served.write("catalog/paging/tables/second.yaml", new)
    served.said("up to date", 3)
    assert "A Second Study of Pages" in served.page("papers/")
    assert "A Second Study" in served.page("papers/second/")


def test_a_broken_save_is_told_as_check_tells_it_and_the_next_one_goes_on(
    served: Served, run: Run
) -> None:
    address = served.address
    served.write(ENTRY, edited("2103.01234", "wrong"))
    said = served.said("1 error")
    told = run("--root", served.root, "check").stdout
    assert "LLM103" in told
    assert next(line for line in told.splitlines() if "pages.yaml" in line) in said
    assert "Cuts memory" in served.page("papers/pages/")
    with urlopen(urljoin(address, "/.llm-info/events?since=")) as stream:  # noqa: S310
        lines = [stream.readline().decode(), stream.readline().decode()]
    assert "LLM103" in json.loads(lines[1].removeprefix("data: "))["problem"]
    served.write(ENTRY, edited("Cuts", "Slices"))
    served.shows("papers/pages/", "Slices memory")


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("mkdocs.yml", "theme: ["),
        ("mkdocs.yml", CONFIG + "nonsense_of_ours: 1\n"),
        ("docs/about.md", "# About\n\n[nowhere](nowhere.md)\n"),
        ("catalog/topics.yaml", "- wrong\n"),
        ("catalog/venues.yaml", "\tx"),
    ],
)
def test_no_broken_file_ends_it(name: str, broken: str, served: Served) -> None:
    served.said("up to date")
    whole = (served.root / name).read_text("utf-8")
    served.write(name, broken)
    served.said("error")
    served.write(name, whole)
    served.said("up to date", 2)
    served.write("docs/about.md", "# About\n\nthird\n")
    served.shows("about/", "third")


def test_a_catalog_that_is_broken_from_the_start_is_served_once_it_is_mended(
    tmp_path: Path, forks: Forks
) -> None:
    root = builders.write_catalog(
        tmp_path / "root", {"topics.yaml": builders.TOPICS_FILE, "paging/pages.yaml": "title: [\n"}
    )
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    served = Served(root, forks, tmp_path)
    served.said("1 error")
    served.write("catalog/venues.yaml", builders.VENUES_FILE)
    served.write(ENTRY, builders.ENTRY_FILE)
    assert "Cuts memory" in served.page("papers/pages/")
    assert served.stop(signal.SIGINT) == 0


def test_the_next_one_begins_with_the_site_of_the_last(
    served: Served, tmp_path: Path, forks: Forks
) -> None:
    assert "Cuts memory" in served.page("papers/pages/")
    assert served.stop(signal.SIGTERM) == 0
    assert not (served.root / "site").exists()
    served.write(ENTRY, "title: [\n")
    again = Served(served.root, forks, tmp_path)
    found = re.search(r"(http://\S+/x/) shows the site of the last time", again.said("1 error"))
    assert found
    with urlopen(f"{found[1]}papers/pages/") as answer:  # noqa: S310  (this machine's)
        assert b"Cuts memory" in answer.read()
    served.write(ENTRY, edited("Cuts memory", "Saves memory"))
    again.shows("papers/pages/", "Saves memory")
    assert again.stop(signal.SIGTERM) == 0
    assert not list(tmp_path.glob("llm-info-*"))


def test_a_second_one_has_a_site_of_its_own_and_leaves_nothing(
    served: Served, tmp_path: Path, forks: Forks
) -> None:
    served.said("up to date")
    second = Served(served.root, forks, tmp_path)
    second.said("up to date")
    assert list(tmp_path.glob("llm-info-*"))
    served.write(ENTRY, edited("Cuts memory", "Saves memory"))
    for one in (served, second):
        one.shows("papers/pages/", "Saves memory")
    assert second.stop(signal.SIGTERM) == 0
    assert not list(tmp_path.glob("llm-info-*"))


def test_other_names_get_nothing(served: Served) -> None:
    place = urlsplit(served.address)
    assert place.hostname == "127.0.0.1"
    connection = HTTPConnection(place.hostname, place.port or 0)
    connection.request("GET", place.path, headers={"Host": "rebound.example"})
    answer = connection.getresponse()
    assert (answer.status, b"Invented" in answer.read()) == (421, False)
    connection.close()


def test_a_port_that_is_taken_is_told_in_a_sentence(served: Served, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortError, match=f"port {port}: something else listens there") as told:
            run("--root", served.root, "serve", "--port", str(port))
    assert told.value.hint
    assert "--port" in told.value.hint


def until(browser: WebDriver, check: Callable[[], object]) -> None:
    WebDriverWait(browser, SECONDS, poll_frequency=0.02).until(lambda _: check())


@pytest.mark.browser
def test_a_browser_shows_each_edit_and_what_is_wrong(browser: WebDriver, served: Served) -> None:
    def text(selector: str) -> str:
        # in one question: the page may be loaded anew at any moment
        asked = "return document.querySelector(arguments[0])?.textContent ?? ''"
        return cast("Any", browser).execute_script(asked, selector)

    def body() -> str:
        return text("body")

    def problem() -> str:
        return text("#llm-info-problem")

    browser.get(urljoin(served.address, "papers/pages/"))
    served.write(ENTRY, edited("Cuts", "Slices"))
    until(browser, lambda: "Slices memory" in body())
    served.write(ENTRY, edited("2103.01234", "wrong"))
    until(browser, lambda: "LLM103" in problem())
    assert "Slices memory" in body()
    served.write(ENTRY, edited("Cuts", "Chops"))
    until(browser, lambda: "Chops memory" in body())
    until(browser, lambda: not problem())
    # the page of its topic is made after the entry's own
    browser.get(urljoin(served.address, "topics/paging/"))
    replaced = served.root / "catalog/paging/.new"
    replaced.write_text(edited("A Study", "A Long Study"), "utf-8")
    os.replace(replaced, served.root / ENTRY)  # noqa: PTH105  (as editors do)
    until(browser, lambda: "A Long Study of Pages" in body())
