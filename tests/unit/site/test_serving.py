"""The parts of `serve`: what the server gives to whom, what browsers are told, what is watched."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

import builders
from llm_info import store
from llm_info.site.building import Builder, Built
from llm_info.site.serving.ahead import prepare, written_ahead
from llm_info.site.serving.live import Live
from llm_info.site.serving.news import News
from llm_info.site.serving.server import EVENTS, SCRIPT, Server
from llm_info.site.serving.watching import Watcher

PAGE = "<html><head><meta charset=utf-8></head><body><p>text</p></body></html>"


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
def server(tmp_path: Path, news: News) -> Iterator[Server]:
    """Some files, served under a path, beside one that is not to be had."""
    folder = tmp_path / "site"
    (folder / "papers" / "a").mkdir(parents=True)
    (folder / "papers" / "a" / "index.html").write_text(PAGE, "utf-8")
    (folder / "404.html").write_text(PAGE.replace("text", "missing"), "utf-8")
    (folder / "data.json").write_text('{"é": 1}', "utf-8")
    (tmp_path / "secret").write_text("secret", "utf-8")
    (folder / "leading-out").symlink_to(tmp_path / "secret")
    with Server("127.0.0.1", 0, folder, news) as made:
        made.base = "/x/"
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        news.end()
        made.shutdown()
        thread.join()


def ask(
    server: Server, path: str, host: str = "localhost", method: str = "GET"
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def test_a_page_is_served_with_the_script_that_loads_it_again(server: Server, news: News) -> None:
    answer, text = ask(server, "/x/papers/a/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    added = f'<script src="{SCRIPT}?since={news.mark}&amp;base=%2Fx%2F"></script>'
    assert text == PAGE.replace("</body>", f"{added}</body>")


def test_data_is_served_as_it_is(server: Server) -> None:
    answer, text = ask(server, "/x/data.json?a=b")
    assert (answer.status, text) == (200, '{"é": 1}')
    assert ask(server, "/x/data.json", method="HEAD")[1] == ""
    assert "EventSource" in ask(server, SCRIPT)[1]


@pytest.mark.parametrize(
    ("path", "place"), [("/", "/x/"), ("/x", "/x/"), ("/x/papers/a", "/x/papers/a/")]
)
def test_folders_are_found_without_their_stroke(path: str, place: str, server: Server) -> None:
    answer, _ = ask(server, path)
    assert (answer.status, answer.headers["Location"]) == (302, place)


@pytest.mark.parametrize(
    "path",
    [
        "/x/../secret",
        "/x/%2e%2e/secret",
        "/x/papers/../../secret",
        "/x/papers%2f..%2f..%2fsecret",
        "/x/..%5csecret",
        "/x//etc/passwd",
        "/x//example.org",
        "/x/leading-out",
        "/x/data.json%00.html",
        "/x/papers/",
        "/x/papers/b/",
        "/x/" + "a" * 5000,
        "/other",
    ],
)
def test_what_is_not_in_the_folder_is_not_found(path: str, server: Server) -> None:
    answer, text = ask(server, path)
    assert answer.status == 404
    assert "missing" in text
    assert SCRIPT in text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:1", "192.168.0.7:8000"])
def test_numbers_and_this_machine_are_known(host: str, server: Server) -> None:
    assert ask(server, "/x/", host)[0].status == 404  # there is no home page


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil:1", "", "[", "a b"]
)
@pytest.mark.parametrize("path", ["/x/papers/a/", EVENTS, SCRIPT])
def test_a_name_that_is_made_to_lead_here_gets_nothing(
    host: str, path: str, server: Server
) -> None:
    answer, text = ask(server, path, host)
    assert answer.status == 421
    assert "html" not in text


def test_its_own_name_is_known(tmp_path: Path, news: News) -> None:
    with Server("localhost", 0, tmp_path, news) as made:
        assert made.knows("LOCALHOST:80")
        assert made.address == f"http://localhost:{made.server_port}/"


def test_a_site_that_is_not_built_yet_is_told_so(server: Server, tmp_path: Path) -> None:
    server.folder = tmp_path / "later"
    answer, text = ask(server, "/x/")
    assert answer.status == 503
    assert SCRIPT in text


def messages(text: str) -> list[object]:
    return [
        json.loads(line.removeprefix("data: "))
        for line in text.splitlines()
        if line.startswith("data: ")
    ]


def test_a_stream_tells_what_came_after_the_page_was_loaded(server: Server, news: News) -> None:
    mark = news.mark
    news.tell(["a/index.html"], None)
    news.tell(["b/index.html"], "wrong")
    with_both = next(news.after(mark, 1))
    assert messages(with_both) == [
        {"written": ["a/index.html", "b/index.html"], "problem": "wrong"}
    ]
    assert with_both.startswith(f"id: {news.mark}\n")
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request("GET", f"{EVENTS}?since={mark}", headers={"Last-Event-ID": news.mark})
    answer = connection.getresponse()
    first = answer.readline() + answer.readline() + answer.readline()
    assert messages(first.decode()) == [{"written": [], "problem": "wrong"}]
    news.tell([], None)
    then = answer.readline() + answer.readline()
    assert messages(then.decode()) == [{"written": [], "problem": None}]
    connection.close()


@pytest.mark.parametrize("problem", [None, "wrong"])
def test_what_is_told_while_a_message_is_on_its_way_is_the_next_one(
    news: News, problem: str | None
) -> None:
    mark = news.mark
    news.tell(["a/index.html"], problem)
    stream = news.after(mark, 0)
    assert messages(next(stream)) == [{"written": ["a/index.html"], "problem": problem}]
    news.tell(["b/index.html"], None)
    assert messages(next(stream)) == [{"written": ["b/index.html"], "problem": None}]


def test_whoever_missed_too_much_or_knows_another_run_loads_again(news: News) -> None:
    mark = news.mark
    for number in range(200):
        news.tell([str(number)], None)
    everything = [{"written": None, "problem": None}]
    assert messages(next(news.after(mark, 1))) == everything
    assert messages(next(news.after(News().mark, 1))) == everything
    assert messages(next(news.after("nonsense", 1))) == everything


def test_nothing_is_no_news(news: News) -> None:
    mark = news.mark
    news.tell([], None)
    assert news.mark == mark
    assert next(news.after(mark, 0)) == ":\n\n"
    news.end()
    assert list(news.after(mark, 10)) == []


def told(watcher: Watcher, path: Path) -> set[Path]:
    """What a watcher tells until it tells of a path; one save may come in several parts."""
    found: set[Path] = set()
    while path not in found:
        more = watcher.changed(60)
        assert more, found
        found |= more
    return found


def test_a_watcher_tells_of_saves_and_not_of_an_editors_own_files(tmp_path: Path) -> None:
    folder, file = tmp_path / "catalog", tmp_path / "mkdocs.yml"
    (folder / "deep").mkdir(parents=True)
    file.write_text("1", "utf-8")
    entry = folder.resolve() / "deep" / "a.yaml"
    with Watcher() as watcher:
        watcher.watch([folder, file, tmp_path / "absent"])
        for name in (".a.swp", "a~", "__pycache__/b"):
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("x", "utf-8")
        (tmp_path / "beside").write_text("x", "utf-8")
        entry.write_text("x", "utf-8")
        assert told(watcher, entry) == {entry}
        (tmp_path / ".new").write_text("2", "utf-8")
        (tmp_path / ".new").replace(file)
        assert told(watcher, file.resolve()) - {entry} == {file.resolve()}
        while watcher.changed(0.3):
            pass
        entry.unlink()
        assert told(watcher, entry) == {entry}
        watcher.watch([file])
        (folder / "b.yaml").write_text("x", "utf-8")
        assert watcher.changed(0.3) <= {entry}


CONFIG = """\
site_name: Invented
site_url: https://example.org/x/
theme: {name: material, font: false, features: [navigation.indexes]}
plugins: [llm-info]
"""
PATH = "catalog/paging/pages.yaml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Cuts memory", "Slices memory"),
        ("title: A Study", "title: Another Study"),
        ("Charles Babbage", "Grace Hopper"),
        ("INVENT 2021", "JIS 2022"),
        ("tags: [memory, speed]", "tags: [speed]"),
        ("2021-03-04", "2020"),
        ("code: https://github.com/invented/pages", "video: https://example.org/v"),
    ],
)
def test_a_page_that_is_made_ahead_is_what_the_builder_makes(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    other = builders.ENTRY_FILE.replace("2103.01234", "2103.01235").replace("A Study", "A Second")
    files = {"paging/pages.yaml": builders.ENTRY_FILE, "paging/other.yaml": other}
    root = builders.write_catalog(tmp_path / "root", files)
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Home\n", "utf-8")
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    builder = Builder(root, tmp_path / "site", tmp_path / "memory.sqlite", indexes=False)
    builder.build()
    assert builder.standing
    assert old in builders.ENTRY_FILE
    (root / PATH).write_text(builders.ENTRY_FILE.replace(old, new), "utf-8")
    page = tmp_path / "site" / "papers" / "pages" / "index.html"
    before = page.read_bytes()
    written = written_ahead(builder.standing, builder.folder, [PATH, "docs/index.md"])
    assert "papers/pages/index.html" in written
    ahead = page.read_bytes()
    assert ahead != before
    assert "papers/pages/index.html" not in builder.build().written()
    assert page.read_bytes() == ahead


def test_an_edit_is_shown_ahead_by_a_builder_that_had_nothing_to_do(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path / "root")
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Home\n", "utf-8")
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    for count in (True, False):
        builder = Builder(root, tmp_path / "site", tmp_path / "memory.sqlite", indexes=False)
        assert bool(builder.build().count) is count
        assert builder.address() == "https://example.org/x/"
    assert builder.standing
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    prepare(builder.standing)
    assert "citation_keys" in vars(builder.standing.site)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    text = builders.ENTRY_FILE.replace("Cuts memory", "Saves memory")
    (root / PATH).write_text(text, "utf-8")
    written = written_ahead(builder.standing, builder.folder, [PATH])
    assert "papers/pages/index.html" in written
    assert not {*written} & {*builder.build().written()}


def test_what_is_no_valid_entry_is_left_to_the_builder(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path)
    reading = store.read(root)
    assert store.reread(reading, ["catalog/paging/new.yaml"]) is None
    assert store.reread(reading, ["catalog/topics.yaml"]) is None
    (root / PATH).write_text(builders.ENTRY_FILE.replace("Cuts", "Slices"), "utf-8")
    again = store.reread(reading, [PATH])
    assert again
    assert again[1][0].summary
    assert again[1][0].summary.startswith("Slices")
    assert again[0].catalog.entries == store.read(root).catalog.entries
    (root / PATH).write_text(builders.ENTRY_FILE + "nonsense: 1\n", "utf-8")
    assert store.reread(reading, [PATH]) is None
    (root / PATH).unlink()
    assert store.reread(reading, [PATH]) is None


class Interrupted(Builder):
    """What it does when it is interrupted fails in its turn."""

    def build(self) -> Built:
        try:
            raise KeyboardInterrupt
        finally:
            raise OSError(9, "Bad file descriptor")


def test_an_interruption_that_became_a_fault_is_still_one(
    tmp_path: Path, server: Server, news: News
) -> None:
    told: list[Exception] = []

    def tell(error: Exception, _: list[str]) -> str:
        told.append(error)
        return str(error)

    builder = Interrupted(builders.write_catalog(tmp_path), tmp_path / "site", tmp_path / "memory")
    with Watcher() as watcher, pytest.raises(KeyboardInterrupt):
        Live(builder, server, news, tell, lambda _: None).build(watcher)
    assert told == []
