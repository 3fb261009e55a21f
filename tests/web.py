"""A small web on this machine that misbehaves as the real one does."""

from __future__ import annotations

import gzip
import http.server
import io
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from pypdf import PdfWriter


def small_pdf() -> bytes:
    """A PDF of one empty page."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def printed_pdf(title: str, *lines: str) -> bytes:
    """A PDF whose one page prints a title and some lines, with the title in its metadata."""
    rows = [f"BT /F1 18 Tf 56 740 Td ({title}) Tj ET"]
    rows += [f"BT /F1 11 Tf 56 {720 - 16 * n} Td ({line}) Tj ET" for n, line in enumerate(lines)]
    content = "\n".join(rows).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%s) >>" % title.encode(),
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    body = bytearray(b"%PDF-1.5\n")
    offsets: list[int] = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 8\n0000000000 65535 f \n"
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size 8 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(body)


PDF = small_pdf()
PAGE = b"<html><head><title>A project</title></head><body>hello</body></html>"
PARTS = b"<html><head><title>A project</title></head><body><h2 id='setup'>Setup</h2></body></html>"
LOGIN = b"<title>Sign in</title><form><input name=user><input type=password name=pass></form>"
REDIRECTS = {
    "/moved": (301, "/page"),
    "/moved-parts": (301, "/parts"),
    "/moved-pdf": (308, "/paper.pdf"),
    "/elsewhere": (302, "/page"),
    "/loop": (302, "/loop2"),
    "/loop2": (302, "/loop"),
    "/inward": (302, "http://127.0.0.66:9/"),
    "/mapped": (302, "http://[::ffff:127.0.0.1]:9/"),
    "/decimal": (302, "http://2130706433:9/"),
    "/full-width": (302, "http://１２７.0.0.1:9/".encode().decode("latin-1")),  # noqa: RUF001
    "/odd": (302, "http://[oops"),
    "/home-again": (302, "/"),
    "/to-login": (302, "/login"),
    "/to-404": (302, "/404.html"),
}
ANSWERS: Mapping[str, tuple[int, str, bytes]] = {
    "/": (200, "text/html", PAGE),
    "/page": (200, "text/html", PAGE),
    "/parts": (200, "text/html", PARTS),
    "/paper.pdf": (200, "application/pdf", PDF),
    "/octets": (200, "application/octet-stream", PDF),
    "/truncated.pdf": (200, "application/pdf", PDF[: len(PDF) // 3]),
    "/html.pdf": (200, "application/pdf", PAGE),
    "/login.pdf": (200, "text/html", LOGIN),
    "/bees.pdf": (200, "application/pdf", printed_pdf("Beekeeping for Everybody", "K. Bee")),
    "/right.pdf": (200, "application/pdf", printed_pdf("About right", "Ada Lovelace")),
    "/gone": (410, "text/html", b"gone"),
    "/soft": (200, "text/html", b"<title>Page not found</title>"),
    "/sent-on": (200, "text/html", b"<meta http-equiv=refresh content='0; url=/page'>"),
    "/sent-away": (200, "text/html", b"<meta http-equiv=refresh content='0; url=/nothing'>"),
    "/weg": (200, "text/html; charset=utf-8", b"<title>Seite nicht gefunden</title>"),
    "/turnstile": (200, "text/html", b"<title>lab</title><div class='cf-turnstile'></div>"),
    "/nginx": (200, "text/html", b"<title>Welcome to nginx!</title>"),
    "/soft-text": (200, "text/html", b"<title>A lab</title>Sorry, this page does not exist."),
    "/parked": (200, "text/html", b"<title>lab.example is for sale</title>Buy this domain."),
    "/other-paper": (200, "text/html", b"<meta name='citation_title' content='Bees and Wasps'>"),
    "/login": (200, "text/html", LOGIN),
    "/404.html": (200, "text/html", PAGE),
    "/wall": (403, "text/html", b"robots, out"),
    "/challenge": (200, "text/html", b"<title>Just a moment...</title>"),
    "/waf": (202, "text/html", b""),
    "/down": (500, "text/html", b"oops"),
}
BOMB = gzip.compress(b"\0" * 50_000_000)


@dataclass
class Web:
    """The running server.

    Attributes:
        base: Its address, without `/` at the end.
        host: `host:port`, as `--allow-host` takes it.
        asked: How often each path was asked for.
        headers: The header fields of the last request for each path.
        starts: When each request came, in seconds.
        day: What day it is for `/flap` and `/dies`.
    """

    base: str
    host: str
    asked: Counter[str] = field(default_factory=Counter[str])
    headers: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    starts: list[float] = field(default_factory=list[float])
    most_at_once: int = 0
    under_way: int = 0
    day: int = 1
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def shortest_gap(self) -> float:
        """The shortest time between two requests, in seconds."""
        return min(later - earlier for earlier, later in pairwise(sorted(self.starts)))


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as its path says."""

    protocol_version = "HTTP/1.1"
    web: Web

    def do_GET(self) -> None:
        web = self.web
        with web.lock:
            web.asked[self.path] += 1
            web.headers[self.path] = dict(self.headers)
            web.starts.append(time.monotonic())
            web.under_way += 1
            web.most_at_once = max(web.most_at_once, web.under_way)
        try:
            self._choose(web)
        finally:
            with web.lock:
                web.under_way -= 1

    def do_POST(self) -> None:
        """GitHub's GraphQL: repositories called `gone-*` are not there, `old-*` are renamed."""
        self.web.asked[self.path] += 1
        self.web.headers[self.path] = dict(self.headers)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found: dict[str, object] = {}
        errors: list[object] = []
        for alias, owner, name in re.findall(
            r"(r\d+):repository\(owner:\$(o\d+),name:\$(n\d+)", asked["query"]
        ):
            repository = asked["variables"][name]
            if repository.startswith("gone-"):
                found[alias] = None
                errors.append({"type": "NOT_FOUND", "path": [alias], "message": "no"})
            else:
                found[alias] = {
                    "nameWithOwner": f"{asked['variables'][owner]}/"
                    + repository.replace("old-", "new-"),
                    "isArchived": repository.startswith("archived-"),
                    "isDisabled": False,
                    "isEmpty": False,
                }
        answer = json.dumps({"data": found, "errors": errors}).encode()
        self._answer(200, "application/json", answer)

    def _choose(self, web: Web) -> None:
        path = self.path
        if path in REDIRECTS:
            status, target = REDIRECTS[path]
            self._answer(status, "text/html", b"", {"Location": target})
        elif path in ANSWERS:
            self._answer(*ANSWERS[path])
        elif behaviour := self._behaviours().get(path.partition("?")[0]):
            behaviour()
        elif (busy := self._busy(web)) is not None:
            status, wait = busy
            self._answer(status, "text/html", b"later", {"Retry-After": wait})
        elif path in ("/flaky", "/patience", "/flap", "/dies") and not self._is_dead(web):
            self._answer(*ANSWERS["/page"])
        else:
            self._answer(404, "text/html", b"no such page")

    def _behaviours(self) -> Mapping[str, Callable[[], None]]:
        return {
            "/cut": self._cut,
            "/drip": self._drip,
            "/slow": self._slow,
            "/bomb": self._bomb,
            "/etag": self._tagged,
            "/etag.pdf": self._tagged,
            "/wants-cookie": self._wants_cookie,
        }

    def _busy(self, web: Web) -> tuple[int, str] | None:
        """Status and Retry-After, if the path has no time now."""
        first = web.asked[self.path] == 1
        return {
            "/flaky": (503, "0") if first else None,
            "/patience": (429, "1") if first else None,
            "/for-ever": (429, "0"),
            "/tomorrow": (429, "86400"),
            "/flap": (503, "0") if web.day == 2 else None,
        }.get(self.path)

    def _is_dead(self, web: Web) -> bool:
        return self.path == "/dies" and web.day > 1

    def _cut(self) -> None:
        self.connection.close()
        self.close_connection = True

    def _slow(self) -> None:
        time.sleep(0.05)
        self._answer(*ANSWERS["/page"])

    def _bomb(self) -> None:
        self._answer(200, "text/html", BOMB, {"Content-Encoding": "gzip"})

    def _wants_cookie(self) -> None:
        if "seen=1" in self.headers.get("Cookie", ""):
            self._answer(*ANSWERS["/page"])
        else:
            more = {"Location": "/wants-cookie", "Set-Cookie": "seen=1"}
            self._answer(302, "text/html", b"", more)

    def _tagged(self) -> None:
        unchanged = self.headers.get("If-None-Match") == '"one"'
        _, kind, content = ANSWERS["/paper.pdf" if self.path.endswith(".pdf") else "/page"]
        status = 304 if unchanged else 200
        self._answer(status, kind, b"" if unchanged else content, {"ETag": '"one"'})

    def _drip(self) -> None:
        """Header fields, one byte after the other: no time-out between two bytes ever ends it."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def _answer(
        self, status: int, kind: str, body: bytes, more: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        del format, args


@contextmanager
def serve() -> Generator[Web]:
    """Run the server for the time of a test."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host = f"127.0.0.1:{server.server_port}"
    web = Web(f"http://{host}", host)
    server.RequestHandlerClass = type("WebHandler", (Handler,), {"web": web})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
