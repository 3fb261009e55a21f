"""Two commands at once on one catalog: none undoes what the other does."""

from __future__ import annotations

import http.server
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import builders
import web as small_web
from forks import Forks

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no fork on Windows")


@dataclass
class Door:
    """A server whose page `/held` answers when it is told to."""

    came: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def door() -> Iterator[tuple[str, Door]]:
    door = Door()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/held":
                door.came.set()
                door.opened.wait(60)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(small_web.PAGE)))
            self.end_headers()
            self.wfile.write(small_web.PAGE)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            del format, args

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"127.0.0.1:{server.server_port}", door
    door.opened.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_of_two_link_checks_at_once_none_loses_what_the_other_has_found(
    tmp_path: Path, forks: Forks, door: tuple[str, Door]
) -> None:
    host, gate = door
    entry = "title: About {0}\nauthors: [Ada Lovelace]\ndate: 2021\nlinks:\n  {1}: http://{2}/{3}\n"
    files = {
        "paging/one.yaml": entry.format("one", "project", host, "held"),
        "paging/two.yaml": entry.format("two", "blog", host, "free"),
    }
    root = builders.write_catalog(tmp_path, files)
    words = ("--root", root, "links", "--gap", "0", "--allow-host", host, "--only")
    slow = forks.start(*words, "project")
    assert gate.came.wait(60)  # it has read the memory, and waits for its server
    assert forks.run(*words, "blog").status == 0
    gate.opened.set()
    assert slow.end().status == 0
    remembered = json.loads((root / "papers/links.json").read_bytes())["links"]
    assert sorted(remembered) == [f"http://{host}/free", f"http://{host}/held"]


def test_a_lock_ends_with_its_process(tmp_path: Path, forks: Forks, door: tuple[str, Door]) -> None:
    host, gate = door
    root = builders.write_catalog(
        tmp_path,
        {
            "paging/one.yaml": "title: About one\nauthors: [Ada Lovelace]\ndate: 2021\n"
            f"links:\n  pdf: http://{host}/held\n"
        },
    )
    words = ("--root", root, "pdfs", "pull", "--gap", "0", "--allow-host", host)
    running = forks.start(*words)
    assert gate.came.wait(60)
    second = forks.run(*words)
    assert second.status == 3
    assert "another pull is at work in papers/" in second.stderr
    running.kill()
    running.end()
    gate.opened.set()
    assert forks.run(*words).status == 1  # what comes is no PDF
