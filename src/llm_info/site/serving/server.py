"""A folder over HTTP, on this machine, with a script in each page that loads it again.

Who may ask: whoever reaches the port, but under no name of somebody else's. A page elsewhere whose
name is made to lead here (DNS rebinding) says its own name in `Host` and gets nothing.
Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.2
"""

from __future__ import annotations

import errno
import mimetypes
import socket
import sys
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from llm_info.errors import LlmInfoError
from llm_info.site.serving.news import News

SCRIPT, EVENTS = "/.llm-info/live.js", "/.llm-info/events"
_PATIENCE = 15.0
"""Seconds after which a browser that is gone is noticed."""

_TEXTS = {"text/javascript", "application/json", "application/xml", "application/javascript"}
_WAITING = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>llm-info serve</title>'
    "</head><body><p>The site is not built yet.</p></body></html>"
)


class PortError(LlmInfoError):
    """One cannot listen there."""


class Server(ThreadingHTTPServer):
    """Serves a folder.

    Attributes:
        folder: The folder; it may come later.
        news: What browsers are told.
        base: Path under which the folder is served, with `/` at both ends.
    """

    daemon_threads = True
    block_on_close = False
    # elsewhere than on POSIX a second server could listen on the same port
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, host: str, port: int, folder: Path, news: News) -> None:
        self.folder, self.news, self.base = folder, news, "/"
        self._host = host.lower()
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self.address_family = found[0][0]
            super().__init__((str(found[0][4][0]), port), _Handler)
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            reason = "something else listens there" if taken else str(error)
            raise PortError(
                f"cannot serve on {host}, port {port}: {reason}",
                hint="name another port with --port; 0 takes one that is free",
            ) from error

    @property
    def address(self) -> str:
        """Where a browser finds the site."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.server_port}{self.base}"

    def server_bind(self) -> None:
        """Bind, without asking the name service what this machine is called."""
        socket.socket.setsockopt(
            self.socket, socket.SOL_SOCKET, socket.SO_REUSEADDR, int(self.allow_reuse_address)
        )
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self._host, self.server_address[1]

    def knows(self, host: str) -> bool:
        """Whether a browser that asks for this host means us: a number, `localhost`, our name."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in ("localhost", self._host):
            return True
        with suppress(ValueError):
            return bool(ip_address(name))
        return False

    def file(self, name: str) -> Path | None:
        """The file of this name in the folder, or the folder of this name; None if there is none.

        What is not written plainly, or leads out of the folder, is none.
        """
        *above, last = name.split("/")
        if any(part in ("", ".", "..") for part in above) or last in (".", ".."):
            return None
        if any(letter in name for letter in "\\\0:"):
            return None
        path = self.folder / name
        try:
            if not path.resolve().is_relative_to(self.folder.resolve()):
                return None
            if path.is_dir():
                return path / "index.html" if last == "" else path
            return path if path.is_file() else None
        except (OSError, RuntimeError):  # a name that is too long, a circle of links
            return None

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of browsers that hang up; the rest is a fault of ours."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "llm-info", ""
    timeout = 60
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Nothing: what is wrong is told by the builder."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not self.server.knows(self.headers.get("Host", "")):
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"not the name of this server\n")
            return
        asked = urlsplit(self.path)
        path = unquote(asked.path)
        if path == EVENTS:
            self._send_events(parse_qs(asked.query).get("since", [""])[0])
        elif path == SCRIPT:
            script = files("llm_info.site.serving").joinpath("live.js").read_bytes()
            self._send(HTTPStatus.OK, script, "text/javascript")
        elif path.startswith(self.server.base):
            self._send_file(path, path.removeprefix(self.server.base))
        elif path in ("/", self.server.base[:-1]):
            self._redirect(self.server.base)
        else:
            self._send_missing()

    def _send_file(self, path: str, name: str) -> None:
        mark = self.server.news.mark  # before the file is read: what comes later is news
        found = self.server.file(name)
        try:
            content = found.read_bytes() if found else None
        except IsADirectoryError:
            self._redirect(f"{path}/")
            return
        except OSError:
            content = None
        if content is None or found is None:
            self._send_missing()
            return
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        if kind == "text/html":
            content = self._live(content, mark)
        self._send(HTTPStatus.OK, content, kind)

    def _send_missing(self) -> None:
        mark = self.server.news.mark
        status, content = HTTPStatus.NOT_FOUND, _WAITING.encode()
        if not self.server.folder.is_dir():
            status = HTTPStatus.SERVICE_UNAVAILABLE
        elif page := self.server.file("404.html"):
            content = page.read_bytes()
        self._send(status, self._live(content, mark), "text/html")

    def _live(self, html: bytes, mark: str) -> bytes:
        source = f"{SCRIPT}?since={mark}&amp;base={quote(self.server.base, safe='')}"
        before, end, after = html.rpartition(b"</body>")
        return (
            (before or after)
            + f'<script src="{source}"></script>'.encode()
            + end
            + (after if end else b"")
        )

    def _redirect(self, path: str) -> None:
        self._send(HTTPStatus.FOUND, b"", location=quote(path))

    def _send(
        self, status: HTTPStatus, content: bytes, kind: str = "text/plain", *, location: str = ""
    ) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        text = kind.startswith("text/") or kind in _TEXTS
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_events(self, since: str) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        for name, value in (
            ("Content-Type", "text/event-stream"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        for message in self.server.news.after(
            self.headers.get("Last-Event-ID") or since, _PATIENCE
        ):
            self.wfile.write(message.encode())
