from __future__ import annotations

import http.server
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import pdfs
from builders import write_catalog
from conftest import Run
from forks import Forks
from llm_info.pdf.record import digest

NAMES = ("drawer", "shelf", "trunk")


@dataclass
class Origin:
    """A server of PDFs.

    Attributes:
        base: Its address.
        files: What it has, by path.
        pause: Seconds between two chunks of an answer.
        break_after: Bytes after which the first answer of each path breaks off.
        asked: How often each path was asked for.
        ranges: The ranges that were asked for.
        most_at_once: How many requests were answered at one time.
    """

    base: str = ""
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    pause: float = 0
    break_after: int = 0
    asked: Counter[str] = field(default_factory=Counter[str])
    ranges: list[str] = field(default_factory=list[str])
    at_once: int = 0
    most_at_once: int = 0

    @property
    def host(self) -> str:
        return self.base.removeprefix("http://")


@contextmanager
def serve() -> Generator[Origin]:  # noqa: C901  (the handler knows its server)
    origin = Origin()

    class Answer(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            origin.at_once += 1
            origin.most_at_once = max(origin.most_at_once, origin.at_once)
            try:
                self.answer()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                origin.at_once -= 1

        def answer(self) -> None:
            origin.asked[self.path] += 1
            content = origin.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            tag = f'"{len(content)}"'
            start = 0
            asked = self.headers.get("Range", "")
            if asked:
                origin.ranges.append(asked)
            if asked and self.headers.get("If-Range") == tag:
                start = int(asked.removeprefix("bytes=").rstrip("-"))
                self.send_response(206)
                last = len(content) - 1
                self.send_header("Content-Range", f"bytes {start}-{last}/{len(content)}")
            else:
                self.send_response(200)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            first = origin.asked[self.path] == 1
            for at in range(start, len(content), 2000):
                if origin.break_after and first and at >= origin.break_after:
                    self.close_connection = True
                    return
                self.wfile.write(content[at : at + 2000])
                self.wfile.flush()
                time.sleep(origin.pause)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Answer) as server:
        origin.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield origin
        finally:
            server.shutdown()
            thread.join()


def entry(title: str, *urls: str, **over: str) -> str:
    lines = [f"title: {title}", "authors: [Ada Quill, Bruno Tarn, Chidi Vale, Dora Wren]"]
    lines += ["date: 2023-03-05", *(f"{key}: {value}" for key, value in over.items())]
    if urls:
        lines += ["links:", f"  pdf: [{', '.join(urls)}]"]
    return "\n".join([*lines, "summary: Folds it.", ""])


def title_of(name: str) -> str:
    return f"The {name.title()} of Folded Memory"


def library(root: Path, origin: Origin, names: tuple[str, ...] = NAMES, pages: int = 2) -> Path:
    """A catalog whose entries have their PDFs at the server."""
    files: dict[str, str] = {}
    for name in names:
        origin.files[f"/{name}.pdf"] = pdfs.paper(title_of(name), pages=pages)
        files[f"paging/{name}.yaml"] = entry(title_of(name), f"{origin.base}/{name}.pdf")
    return write_catalog(root, files)


def records(root: Path) -> dict[str, dict[str, object]]:
    return json.loads((root / "papers" / "pdfs.json").read_text("utf-8"))["pdfs"]


def pull(run: Run, root: Path, origin: Origin, *words: str) -> tuple[int, str, str]:
    outcome = run("--root", root, "pdfs", "pull", *words, "--gap", "0", "--allow-host", origin.host)
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_pull_fetches_verifies_and_writes_down(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin)
        code, out, err = pull(run, root, origin)
        again = pull(run, root, origin)
    assert code == 0
    assert sorted(out.splitlines()) == [
        f"papers/{name}.pdf: {origin.base}/{name}.pdf" for name in NAMES
    ]
    assert "3 fetched, 0 there before, none failed, none without an address" in err
    for name in NAMES:
        path = root / "papers" / f"{name}.pdf"
        row = records(root)[name]
        assert path.read_bytes() == origin.files[f"/{name}.pdf"]
        assert row["sha256"] == digest(path)
        assert (row["pages"], row["bytes"]) == (2, path.stat().st_size)
        assert row["url"] == f"{origin.base}/{name}.pdf"
    assert again[:2] == (0, "")
    assert set(origin.asked.values()) == {1}
    assert origin.most_at_once == 1
    assert not list((root / "papers").glob("*.pdf.*"))


def test_pull_takes_entries_and_topics(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin)
        pull(run, root, origin, "shelf")
        assert list(records(root)) == ["shelf"]
        pull(run, root, origin, "paging")
        assert list(records(root)) == ["drawer", "shelf", "trunk"]


def test_pull_turns_down_what_is_not_the_paper(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin)
        origin.files["/drawer.pdf"] = b"<!DOCTYPE html><title>Sign in</title>" + b" " * 5000
        origin.files["/shelf.pdf"] = pdfs.paper("On Boards and Sturdiness", ["Emil Zorn"])
        origin.files["/trunk.pdf"] = pdfs.paper()[:1300]
        code, out, _ = pull(run, root, origin)
    assert code == 1
    said = dict(line.split(": no PDF: ") for line in out.splitlines())
    assert "it is HTML, not a PDF" in said["papers/drawer.pdf"]
    assert "it is another paper: the title is 'On Boards" in said["papers/shelf.pdf"]
    assert "it is cut off: its end is missing" in said["papers/trunk.pdf"]
    assert [path.name for path in (root / "papers").iterdir() if path.suffix == ".pdf"] == []


def test_pull_tries_the_next_address(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",))
        (root / "catalog/paging/drawer.yaml").write_text(
            entry(title_of("drawer"), f"{origin.base}/gone.pdf", f"{origin.base}/drawer.pdf"),
            "utf-8",
        )
        code, _, _ = pull(run, root, origin)
    assert code == 0
    assert records(root)["drawer"]["url"] == f"{origin.base}/drawer.pdf"


def test_pull_prefers_the_address_on_record_and_tells_of_other_bytes(
    run: Run, tmp_path: Path
) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",))
        pull(run, root, origin)
        origin.files["/other.pdf"] = pdfs.paper(title_of("drawer"), pages=3)
        urls = [f"{origin.base}/other.pdf", f"{origin.base}/drawer.pdf"]
        (root / "catalog/paging/drawer.yaml").write_text(entry(title_of("drawer"), *urls), "utf-8")
        (root / "papers/drawer.pdf").unlink()
        same = pull(run, root, origin)
        origin.files["/drawer.pdf"] = origin.files["/other.pdf"]
        (root / "papers/drawer.pdf").unlink()
        changed = pull(run, root, origin)
    assert same[:2] == (0, f"papers/drawer.pdf: {urls[1]}\n")
    assert changed[:2] == (
        0,
        f"papers/drawer.pdf: {urls[1]} (other bytes than those on record, which now has these)\n",
    )


def test_pull_says_what_the_server_answers(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",))
        origin.files.clear()
        code, out, _ = pull(run, root, origin)
    assert code == 1
    assert out == (f"papers/drawer.pdf: no PDF: {origin.base}/drawer.pdf: the server answers 404\n")


@pytest.mark.parametrize("url", ["http://[oops", "ftp://drawer.example/a.pdf", "https://"])
def test_pull_survives_an_address_that_is_none(run: Run, tmp_path: Path, url: str) -> None:
    files = {"paging/drawer.yaml": entry(title_of("drawer"), f'"{url}"')}
    outcome = run("--root", write_catalog(tmp_path, files), "pdfs", "pull", "--gap", "0")
    assert outcome.exit_code == 1
    assert outcome.stdout.startswith(f"papers/drawer.pdf: no PDF: {url}: ")


def test_pull_does_not_go_into_private_networks(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",))
        outcome = run("--root", root, "pdfs", "pull", "--gap", "0")
    assert outcome.exit_code == 1
    assert "refused: private-address" in outcome.stdout
    assert not origin.asked


def test_pull_goes_on_where_the_connection_broke(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",), pages=40)
        origin.break_after = 8000
        code, _, _ = pull(run, root, origin)
    assert code == 0
    assert origin.ranges == ["bytes=8000-"]
    path = root / "papers" / "drawer.pdf"
    assert path.read_bytes() == origin.files["/drawer.pdf"]


def test_pull_begins_anew_when_the_file_has_changed_meanwhile(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",))
        (root / "papers").mkdir()
        (root / "papers/drawer.pdf.part").write_bytes(b"%PDF-1.5 of another time")
        note = {"url": f"{origin.base}/drawer.pdf", "validator": '"7"'}
        (root / "papers/drawer.pdf.origin.part").write_text(json.dumps(note), "utf-8")
        code, _, _ = pull(run, root, origin)
    assert code == 0
    assert origin.ranges == ["bytes=24-"]
    assert (root / "papers/drawer.pdf").read_bytes() == origin.files["/drawer.pdf"]


def test_pull_writes_down_what_somebody_put_there(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer", "shelf"))
        (root / "papers").mkdir()
        (root / "papers/drawer.pdf").write_bytes(pdfs.paper(title_of("drawer")))
        (root / "papers/shelf.pdf").write_bytes(pdfs.paper("On Boards", ["Emil Zorn"]))
        code, out, _ = pull(run, root, origin)
    assert code == 1
    assert "papers/shelf.pdf: it is another paper" in out
    assert records(root)["drawer"]["url"] == ""
    assert "shelf" not in records(root)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_pull_killed_twenty_times_leaves_no_half_file(tmp_path: Path, forks: Forks) -> None:
    names = tuple(f"drawer-{number}" for number in range(8))
    moment = random.Random(7)  # noqa: S311  (a moment, not a secret)
    ends: list[int] = []
    with serve() as origin:
        roots = [library(tmp_path / half, origin, names, pages=60) for half in ("left", "right")]
        origin.pause = 0.02
        for _ in range(60):
            processes = [forks.start(*pull_words(root, origin)) for root in roots]
            asked = origin.asked.total()
            while origin.asked.total() < asked + 2 and any(one.runs for one in processes):
                time.sleep(0.005)
            for process in processes:
                time.sleep(moment.uniform(0, 0.2))
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
                ends.append(process.end().status)
            for root in roots:
                assert_no_half_file(root, origin)
                if len(records(root) if (root / "papers/pdfs.json").exists() else {}) == len(names):
                    shutil.rmtree(root / "papers")  # it was quicker than we: begin again
            if ends.count(-signal.SIGKILL) >= 20:
                break
        origin.pause = 0
        for root in roots:
            assert forks.run(*pull_words(root, origin)).status == 0
            assert_no_half_file(root, origin)
            assert sorted(records(root)) == sorted(names)
            assert {path.name for path in (root / "papers").glob("*")} == {
                *(f"{name}.pdf" for name in names),
                "pdfs.json",
                ".pull.part",
            }
    assert ends.count(-signal.SIGKILL) >= 20
    assert origin.ranges


def pull_words(root: Path, origin: Origin) -> tuple[str | Path, ...]:
    words = ("pdfs", "pull", "--gap", "0", "--allow-host", origin.host)
    return ("-q", "--root", root, *words)


def assert_no_half_file(root: Path, origin: Origin) -> None:
    known = records(root) if (root / "papers/pdfs.json").exists() else {}
    for path in (root / "papers").glob("*.pdf"):
        assert path.read_bytes() == origin.files[f"/{path.name}"]
        assert known[path.stem]["sha256"] == digest(path)


def test_a_second_pull_is_kept_out(run: Run, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl", reason="Windows has no such lock")
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",))
        (root / "papers").mkdir()
        with (root / "papers/.pull.part").open("wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            with pytest.raises(Exception, match="another pull is at work in papers/"):
                pull(run, root, origin)


def test_verify_finds_changed_bytes_other_papers_and_damage(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, (*NAMES, "chest"))
        pull(run, root, origin)
    good = run("--root", root, "pdfs", "verify", "--deep")
    papers = root / "papers"
    changed = bytearray((papers / "drawer.pdf").read_bytes())
    changed[changed.rindex(b"endstream") - 9] ^= 1
    (papers / "drawer.pdf").write_bytes(changed)
    (papers / "shelf.pdf").write_bytes(pdfs.paper("On Boards", ["Emil Zorn"]))
    (papers / "trunk.pdf").write_bytes((papers / "trunk.pdf").read_bytes()[:1000])
    bad = run("--root", root, "pdfs", "verify", "--deep", "--format", "json")
    assert (good.exit_code, good.stdout) == (0, "")
    assert "4 PDFs verified, none bad" in good.stderr
    assert bad.exit_code == 1
    problems = {row["entry"]: row["problems"] for row in json.loads(bad.stdout)["files"]}
    assert problems == {
        "chest": [],
        "drawer": ["its bytes are not those on record", "1 stream fails its checksum"],
        "shelf": [
            "its bytes are not those on record",
            "it is another paper: the title is 'On Boards'",
        ],
        "trunk": ["its bytes are not those on record", "it is cut off: its end is missing"],
    }


def test_verify_notes_what_a_reader_should_know(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin, ("drawer",))
    (root / "papers").mkdir()
    action = b"/OpenAction << /S /JavaScript /JS (x) >>"
    content = pdfs.paper(title_of("drawer"), root=action) + b"<script>" * 9
    (root / "papers/drawer.pdf").write_bytes(content)
    outcome = run("--root", root, "pdfs", "verify")
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines() == [
        "papers/drawer.pdf: note: not on record; llm-info pdfs pull writes it down",
        "papers/drawer.pdf: note: it carries javascript",
        "papers/drawer.pdf: note: foreign bytes stand after it",
    ]


def test_identify_names_the_entry_or_the_way_to_add_it(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path / "root", origin, ("drawer", "shelf"))
    paths = [tmp_path / f"{number}.pdf" for number in range(4)]
    paths[0].write_bytes(pdfs.paper(title_of("shelf")))
    paths[1].write_bytes(pdfs.paper(stamp=pdfs.STAMP))
    paths[2].write_bytes(pdfs.paper())
    paths[3].write_bytes(b"")
    outcome = run("--root", root, "pdfs", "identify", *paths)
    assert outcome.exit_code == 1
    assert outcome.stdout.splitlines() == [
        f"{paths[0]}: shelf (the title is printed on page 1)",
        f"{paths[1]}: no entry, {pdfs.TITLE!r}",
        "    llm-info add 2303.01234",
        f"{paths[2]}: no entry, {pdfs.TITLE!r}",
        f"    llm-info add {paths[2]}",
        f"{paths[3]}: cannot be read: it is empty",
    ]
    outcome = run("--root", root, "pdfs", "identify", *paths[:2], "--format", "json")
    assert json.loads(outcome.stdout)["files"] == [
        {
            "path": str(paths[0]),
            "readable": True,
            "pages": 2,
            "title": title_of("shelf"),
            "arxiv": None,
            "doi": None,
            "entry": "shelf",
            "score": 1,
        },
        {
            "path": str(paths[1]),
            "readable": True,
            "pages": 2,
            "title": pdfs.TITLE,
            "arxiv": "2303.01234",
            "doi": None,
            "entry": None,
            "score": 0,
        },
    ]


def test_identify_works_without_a_catalog(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(pdfs.paper())
    monkeypatch.chdir(tmp_path)
    outcome = run("pdfs", "identify", "x.pdf")
    assert outcome.exit_code == 0
    assert outcome.stdout == f"x.pdf: no entry, {pdfs.TITLE!r}\n    llm-info add x.pdf\n"


def test_status_shows_what_is_there_and_what_is_not(run: Run, tmp_path: Path) -> None:
    with serve() as origin:
        root = library(tmp_path, origin)
        (root / "catalog/paging/nowhere.yaml").write_text(entry("A Paper Without Home"), "utf-8")
        pull(run, root, origin, "drawer", "shelf")
    (root / "papers/shelf.pdf").unlink()
    (root / "papers/trunk.pdf.part").write_bytes(b"%PDF-1.5")
    outcome = run("--root", root, "pdfs", "status", "--format", "json")
    states = {row["entry"]: row["state"] for row in json.loads(outcome.stdout)["files"]}
    assert states == {
        "drawer": "here",
        "nowhere": "no address",
        "shelf": "on record",
        "trunk": "partly here",
    }
    text = run("--root", root, "pdfs", "status")
    assert text.stdout.splitlines()[0] == "drawer: here, 2 pages, 0.0 MB"
    assert "1 here, 0 changed, 1 partly here, 1 on record, 0 missing, 1 no address" in text.stderr


def test_an_unknown_name_is_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="'cupboard' is neither an entry nor a topic"):
        run("--root", write_catalog(tmp_path), "pdfs", "status", "cupboard")
