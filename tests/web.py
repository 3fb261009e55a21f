"""A small web on this machine that misbehaves as the real one does."""

from __future__ import annotations

import http.server
import io
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pypdf import PdfWriter


def small_pdf() -> bytes:
    """A PDF of one empty page."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


PDF = small_pdf()
PAGE = b"<html><head><title>A project</title></head><body>hello</body></html>"
REDIRECTS = {
    "/moved": (301, "/page"),
    "/moved-pdf": (308, "/paper.pdf"),
    "/elsewhere": (302, "/page"),
    "/loop": (302, "/loop2"),
    "/loop2": (302, "/loop"),
    "/inward": (302, "http://127.0.0.66:9/"),
    "/odd": (302, "http://[oops"),
    "/home-again": (302, "/"),
}
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/": (200, "text/html", PAGE),
    "/page": (200, "text/html", PAGE),
    "/paper.pdf": (200, "application/pdf", PDF),
    "/truncated.pdf": (200, "application/pdf", PDF[: len(PDF) // 3]),
    "/html.pdf": (200, "application/pdf", PAGE),
    "/gone": (410, "text/html", b"gone"),
    "/soft": (200, "text/html", b"<title>Page not found</title>"),
    "/wall": (403, "text/html", b"robots, out"),
    "/challenge": (200, "text/html", b"<title>Just a moment...</title>"),
    "/down": (500, "text/html", b"oops"),
}


@dataclass
class Web:
    """The running server.

    Attributes:
        base: Its address, without `/` at the end.
        host: `host:port`, as `--allow-host` takes it.
        asked: How often each path was asked for.
        headers: The header fields of the last request for each path.
    """

    base: str
    host: str
    asked: Counter[str] = field(default_factory=Counter[str])
    headers: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])


@contextmanager
def serve() -> Generator[Web]:
    """Run the server for the time of a test."""
    web: Web

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.asked[self.path] += 1
            web.headers[self.path] = dict(self.headers)
            if self.path == "/flaky" and web.asked[self.path] == 1:
                self._answer(503, "text/html", b"later", {"Retry-After": "0"})
            elif self.path == "/cut":
                self.connection.close()
                self.close_connection = True
            elif self.path in REDIRECTS:
                status, target = REDIRECTS[self.path]
                self._answer(status, "text/html", b"", {"Location": target})
            else:
                known = ANSWERS.get(self.path, (404, "text/html", b"no such page"))
                self._answer(*(ANSWERS["/page"] if self.path == "/flaky" else known))

        def _answer(
            self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (more or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            del format, args

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host = f"127.0.0.1:{server.server_port}"
    web = Web(f"http://{host}", host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
