"""Times that a person at a browser sees: from a save to the new text, from a letter to a result.

Chromium and its driver must be installed (Debian: `apt install chromium chromium-driver`).
"""

from __future__ import annotations

import functools
import gzip
import http.server
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, cast
from urllib.request import urlopen

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

EDITS = 10
CURRENT = "is up to date"
QUERIES = ("kernel", "sparse attention", "latency scheduler")
PATIENCE = 240.0
_WORDS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@contextmanager
def _chromium() -> Generator[Any]:
    options = webdriver.ChromeOptions()
    for word in (*_WORDS, "--disable-background-networking", "--no-first-run"):
        options.add_argument(word)
    binary, program = shutil.which("chromium"), shutil.which("chromedriver")
    if not (binary and program):
        raise SystemExit("install chromium and chromedriver, or leave out serve and search")
    options.binary_location = binary
    driver = webdriver.Chrome(options=options, service=Service(program))
    try:
        yield cast("Any", driver)
    finally:
        driver.quit()


def edits(root: Path, entry: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Save an entry again and again, each time when the site is up to date.

    Returns:
        Medians in seconds: `shown`, from the save to the text in the page; `done`, from the save to
        the end of all that it touches. `first` is the time of the first build, `again` that from
        the start of the next server to its first page.
    """
    shown: list[float] = []
    done: list[float] = []
    whole = entry.read_text("utf-8")
    shutil.rmtree(Path(environment["XDG_CACHE_HOME"], "llm-info", "served"), ignore_errors=True)
    begun = time.monotonic()
    with _serving(root, environment) as log:
        _said(log, CURRENT)
        first = time.monotonic() - begun
    with _chromium() as browser, ExitStack() as stack:
        begun = time.monotonic()
        log = stack.enter_context(_serving(root, environment))
        found = re.search(r"http://\S+", _said(log, "http://"))
        assert found  # noqa: S101
        with urlopen(found[0]) as answer:  # noqa: S310  (this machine's)
            answer.read()
        again = time.monotonic() - begun
        _said(log, CURRENT)
        browser.get(f"{found[0]}papers/{entry.stem}/")
        try:
            for number in range(EDITS):
                word = f"Word{number}x{time.time_ns()}"
                text = whole.replace("summary: >-\n", f"summary: >-\n  {word}. ")
                begun = time.monotonic()
                entry.write_text(text, "utf-8")
                while word not in _text(browser):
                    if time.monotonic() - begun > PATIENCE:
                        raise SystemExit(f"{word} was never seen")
                    time.sleep(0.003)
                shown.append(time.monotonic() - begun)
                _said(log, CURRENT, number + 2)
                done.append(time.monotonic() - begun)
                time.sleep(0.5)
        finally:
            entry.write_text(whole, "utf-8")
    return {
        "shown": median(shown),
        "slowest": max(shown),
        "done": median(done),
        "first": first,
        "again": again,
        "runs": len(shown),
    }


@contextmanager
def _serving(root: Path, environment: Mapping[str, str]) -> Generator[Path]:
    """A server; gives the file with what it says."""
    words = ["-m", "llm_info", "--root", str(root), "serve", "--port", "0"]
    with (
        tempfile.NamedTemporaryFile("w") as log,
        subprocess.Popen([sys.executable, *words], stderr=log, env=environment) as server,  # noqa: S603
    ):
        try:
            yield Path(log.name)
        finally:
            server.terminate()


def _text(browser: Any) -> str:
    return browser.execute_script("return document.body?.textContent ?? ''")


def _said(log: Path, words: str, times: int = 1) -> str:
    """Wait until the server has said something so often."""
    end = time.monotonic() + PATIENCE * 2
    while (text := log.read_text("utf-8")).count(words) < times:
        if time.monotonic() > end:
            raise SystemExit(f"the server says only: {text}")
        time.sleep(0.01)
    return text


def searches(site: Path) -> dict[str, Any]:
    """Type a query into the header of a fresh page, for each of a few queries.

    Returns:
        Medians: `seconds` from the first letter to the first result; `bytes` that were transferred
        for it, workers' included, compressed as static hosts do; `heap`, bytes of the page's
        scripts after it.
    """
    found: list[dict[str, float]] = []
    sent: list[int] = []
    with _served(site, sent) as address:
        for query in QUERIES:
            with _chromium() as browser:
                browser.get(address)
                time.sleep(1)
                sent.clear()
                begun = time.monotonic()
                browser.find_element(By.CSS_SELECTOR, "#llm-search").send_keys(query)
                while not browser.execute_script(
                    "return document.querySelectorAll('.llm-search__hit').length"
                ):
                    if time.monotonic() - begun > PATIENCE:
                        raise SystemExit(f"nothing was found for {query}")
                    time.sleep(0.003)
                seconds = time.monotonic() - begun
                time.sleep(0.5)
                heap = browser.execute_script("return performance.memory.usedJSHeapSize")
                found.append({"seconds": seconds, "bytes": sum(sent), "heap": heap})
    return {name: median(one[name] for one in found) for name in found[0]} | {"runs": len(found)}


@contextmanager
def _served(folder: Path, sent: list[int]) -> Generator[str]:
    """Serve a folder, and note how many bytes each answer has."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                self.send_error(404)
                return
            content = gzip.compress(path.read_bytes(), 6)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            sent.append(len(content))

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
