"""The wire, against servers of a few bytes."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import certificates
from llm_info.links import connection as connections
from llm_info.links import wire as wires
from llm_info.links.address import Origin, dissected
from llm_info.links.cookies import Cookies
from llm_info.links.guard import TroubleError
from llm_info.links.resolver import Resolver
from llm_info.links.verdict import Trouble
from llm_info.links.wire import Request, Response, Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
Speak = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A server on this machine.

    Attributes:
        port: Where it is.
        connections: How many were made to it.
        heads: What it was sent, without bodies.
    """

    port: int = 0
    connections: int = 0
    heads: list[bytes] = field(default_factory=list[bytes])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@asynccontextmanager
async def serving(speak: Speak, tls: ssl.SSLContext | None = None) -> AsyncGenerator[Server]:
    """Answer each request as `speak` does, which gets its head."""
    server = Server()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                server.heads.append(head)
                await speak(head, writer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def saying(*answers: bytes) -> Speak:
    """Give one answer after the other, and the last one for ever; an empty one hangs up."""
    left = list(answers)

    async def speak(head: bytes, writer: asyncio.StreamWriter) -> None:
        del head
        answer = left.pop(0) if len(left) > 1 else left[0]
        writer.write(answer)
        if not answer or answer.endswith(b"!"):
            writer.close()

    return speak


async def body(response: Response) -> bytes:
    """All of a body."""
    if response.content is not None:
        return response.content
    return b"".join([chunk async for chunk in response.chunks])


def get(*answers: bytes) -> tuple[Response, bytes]:
    """Ask a server that says this, once."""

    async def run() -> tuple[Response, bytes]:
        async with serving(saying(*answers)) as server, Wire(["127.0.0.1"]) as wire:
            response = await wire.send(Request(server.url, {"User-Agent": "test"}))
            try:
                return response, await body(response)
            finally:
                response.close()

    return asyncio.run(asyncio.wait_for(run(), 10))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (OK, b"ok"),
        (CHUNKED, b"ok"),
        (CHUNKED.replace(b"\r\n", b"\r\nContent-Length: 9\r\n", 1), b"ok"),
        (CHUNKED.replace(b"chunked\r\n", b"chunked\r\nContent-Length: 9\r\n"), b"ok"),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end!", b"to the end!"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nto the end!", b"to the end!"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", b""),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + OK, b"ok"),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", b"ok"),
    ],
)
def test_every_way_to_end_a_body_is_understood(answer: bytes, expected: bytes) -> None:
    response, content = get(answer)
    assert content == expected
    assert "x" not in response.headers


def test_names_of_fields_are_in_lower_case_and_the_first_of_a_name_counts() -> None:
    more = b"X-A: one\r\nx-a: two\r\nEmpty:\r\nSet-Cookie: a=1\r\nSET-COOKIE: b=2\r\n"
    odd = "Utf: ä\r\n".encode() + b"Latin: \xe4\r\n"
    response, _ = get(OK.replace(b"\r\n\r\n", b"\r\n" + more + odd + b"\r\n"))
    assert response.headers == {
        "content-length": "2",
        "x-a": "one",
        "empty": "",
        "utf": "ä",
        "latin": "ä",
    }
    assert list(response.cookies) == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/étude 100%?a=%2f".encode(), "/étude 100%?a=%2f"),
        (b"/\xe9tude 100%?a=%2f", "/%E9tude 100%?a=%2f"),
    ],
)
def test_the_bytes_of_an_address_are_kept_in_any_coding(written: bytes, read: str) -> None:
    response, _ = get(OK.replace(b"\r\n\r\n", b"\r\nLocation: " + written + b"\r\n\r\n"))
    assert response.headers["location"] == read


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (b"", Trouble.CONNECTION),
        (b"HTTP/1.1 200 OK\r\nContent-Len!", Trouble.CONNECTION),
        (b"220 mail.example ESMTP\r\n", Trouble.PROTOCOL),
        (SWITCHING, Trouble.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok", Trouble.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2 * connections.MOST_HEAD_BYTES, Trouble.PROTOCOL),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000, Trouble.PROTOCOL),
    ],
)
def test_what_is_no_answer_is_a_trouble(answer: bytes, trouble: Trouble) -> None:
    with pytest.raises(TroubleError) as error:
        get(answer)
    assert error.value.trouble is trouble


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut off!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ncut off!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
    ],
)
def test_a_body_that_breaks_off_is_a_trouble(answer: bytes) -> None:
    with pytest.raises(TroubleError) as error:
        get(answer)
    assert error.value.trouble is Trouble.CONNECTION


async def ask(url: str, wire: Wire, post: bytes | None = None) -> bytes:
    response = await wire.send(Request(url, {}, post))
    try:
        return await body(response)
    finally:
        response.close()


def counted(speak: Speak, requests: int) -> Server:
    """Ask a server so many times, one after the other."""

    async def run() -> Server:
        async with serving(speak) as server, Wire(["127.0.0.1"]) as wire:
            for _ in range(requests):
                assert await ask(server.url, wire) == b"ok"
                await asyncio.sleep(0.02)
            return server

    return asyncio.run(run())


def test_a_connection_is_used_again() -> None:
    assert counted(saying(OK), 5).connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        OK.replace(b"1.1", b"1.0"),
        OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
        OK + b"\0\0\0",
    ],
)
def test_a_connection_whose_end_is_near_or_that_says_too_much_is_not_used_again(
    answer: bytes,
) -> None:
    assert counted(saying(answer), 3).connections == 3


def test_a_connection_that_was_not_used_for_long_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wires, "IDLE_SECONDS", 0.0)
    assert counted(saying(OK), 3).connections == 3


def test_a_body_that_was_not_read_to_its_end_ends_its_connection() -> None:
    async def run() -> int:
        many = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 9_000_000
        async with serving(saying(many)) as server, Wire(["127.0.0.1"]) as wire:
            for _ in range(2):
                response = await wire.send(Request(server.url, {}))
                assert await anext(aiter(response.chunks))
                response.close()
            return server.connections

    assert asyncio.run(run()) == 2


def test_a_long_body_does_not_pile_up_unread() -> None:
    async def run() -> tuple[int, int]:
        many = b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + b"x" * 20_000_000
        async with serving(saying(many)) as server, Wire(["127.0.0.1"]) as wire:
            response = await wire.send(Request(server.url, {}))
            await asyncio.sleep(0.2)
            chunks = [len(chunk) async for chunk in response.chunks]
            response.close()
            return max(chunks), sum(chunks)

    longest, total = asyncio.run(run())
    assert longest <= 1_000_000
    assert total == 20_000_000


def test_no_more_connections_are_kept_than_a_process_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wires, "MOST_IDLE", 2)

    async def run() -> list[int]:
        async with serving(saying(OK)) as server, Wire(["127.0.0.1"]) as wire:
            for _ in range(2):
                await asyncio.gather(*(ask(server.url, wire) for _ in range(5)))
            return [server.connections]

    assert asyncio.run(run()) == [8]  # five, and three more than the two that were kept


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_process_that_may_open_few_files_lets_itself_open_more() -> None:
    program = """
import asyncio, resource
from llm_info.links.wire import Wire
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
async def run():
    async with Wire([]):
        return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
print(asyncio.run(run()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(done.stdout) == 1024


@pytest.mark.parametrize(("post", "connections"), [(None, 2), (b"{}", 1)])
def test_a_connection_that_closes_under_a_request_is_replaced_unless_something_was_posted(
    post: bytes | None, connections: int
) -> None:
    async def run() -> int:
        async with serving(saying(OK, b"", OK)) as server, Wire(["127.0.0.1"]) as wire:
            await ask(server.url, wire)
            if post is None:
                await ask(server.url, wire)
            else:
                with pytest.raises(TroubleError):
                    await ask(server.url, wire, post=post)
            return server.connections

    assert asyncio.run(run()) == connections


def test_a_request_goes_out_as_it_is() -> None:
    async def run() -> list[bytes]:
        async with serving(saying(OK)) as server, Wire(["127.0.0.1"]) as wire:
            url = f"{server.url}a%2Fb/../c?x=1+2&y=ä#part"
            response = await wire.send(Request(url, {"Accept": "text/html"}))
            response.close()
            return [server.heads[0].replace(str(server.port).encode(), b"80")]

    (head,) = asyncio.run(run())
    assert head == (
        b"GET /a%2Fb/../c?x=1+2&y=%C3%A4 HTTP/1.1\r\n"
        b"Host: 127.0.0.1:80\r\nAccept: text/html\r\n\r\n"
    )


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\ny", "a\0y"])
def test_a_field_with_a_line_break_does_not_go_out(value: str) -> None:
    async def run() -> None:
        async with Wire(["127.0.0.1"]) as wire:
            await wire.send(Request("http://127.0.0.1:9/", {"If-None-Match": value}))

    with pytest.raises(TroubleError) as error:
        asyncio.run(run())
    assert error.value.trouble is Trouble.BAD_ADDRESS


def test_who_gives_up_waiting_ends_the_connection() -> None:
    async def run() -> bytes:
        ended: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            ended.set_result(await reader.read())
            writer.close()

        listening = await asyncio.start_server(meet, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        async with listening, Wire(["127.0.0.1"]) as wire:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await wire.send(Request(f"http://127.0.0.1:{port}/", {}))
            return await asyncio.wait_for(ended, 10)

    assert asyncio.run(run()) == b""


def test_a_private_address_is_refused_when_the_connection_is_made() -> None:
    async def run() -> int:
        async with serving(saying(OK)) as server:
            async with Wire([]) as wire:
                with pytest.raises(TroubleError) as error:
                    await wire.send(Request(server.url, {}))
                assert error.value.trouble is Trouble.PRIVATE_ADDRESS
            async with Wire([f"127.0.0.1:{server.port}"]) as wire:
                assert await ask(server.url, wire) == b"ok"
            return server.connections

    assert asyncio.run(run()) == 1


def test_a_name_is_looked_up_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    lookups: list[str] = []

    def look_up(host: str, port: int, *_: object) -> list[object]:
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]

    async def run() -> None:
        resolver = Resolver([])
        await asyncio.gather(*(resolver.resolve("a.example", 80) for _ in range(5)))
        await resolver.resolve("a.example", 80)
        resolver.close()

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    asyncio.run(run())
    assert lookups == ["a.example"]


def test_the_next_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int, *_: object) -> list[object]:
        del host
        stream = socket.SOCK_STREAM
        return [
            (socket.AF_INET6, stream, 6, "", ("::1", 9, 0, 0)),
            (socket.AF_INET, stream, 6, "", ("127.0.0.1", port)),
        ]

    async def run() -> bytes:
        async with serving(saying(OK)) as server, Wire(["two.example"]) as wire:
            monkeypatch.setattr(socket, "getaddrinfo", look_up)
            response = await wire.send(Request(f"http://two.example:{server.port}/", {}))
            response.close()
            return await body(response)

    assert asyncio.run(run()) == b"ok"


# proxies


def proxied(
    monkeypatch: pytest.MonkeyPatch, url: str, answers: Sequence[bytes], user: str = ""
) -> tuple[Server, bytes]:
    async def run() -> tuple[Server, bytes]:
        async with serving(saying(*answers)) as server:
            monkeypatch.setenv("HTTP_PROXY", f"http://{user}127.0.0.1:{server.port}")
            monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{server.port}")
            monkeypatch.delenv("NO_PROXY", raising=False)
            monkeypatch.delenv("no_proxy", raising=False)
            async with Wire([]) as wire:
                response = await wire.send(Request(url, {}))
                response.close()
                return server, await body(response)

    return asyncio.run(asyncio.wait_for(run(), 10))


def test_a_proxy_is_asked_for_the_whole_address(monkeypatch: pytest.MonkeyPatch) -> None:
    server, content = proxied(monkeypatch, "http://a.example:81/x?y", [OK], "me:p%40ss@")
    assert content == b"ok"
    assert server.heads[0] == (
        b"GET http://a.example:81/x?y HTTP/1.1\r\nHost: a.example:81\r\n"
        b"Proxy-Authorization: Basic bWU6cEBzcw==\r\n\r\n"
    )


@pytest.mark.parametrize("url", ["http://10.0.0.5/", "http://127.1/", "https://[::1]/"])
def test_a_proxy_is_not_asked_for_a_private_address(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with pytest.raises(TroubleError) as error:
        proxied(monkeypatch, url, [OK])
    assert error.value.trouble is Trouble.PRIVATE_ADDRESS


def test_a_proxy_that_lets_nobody_through_is_a_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(TroubleError) as error:
        proxied(monkeypatch, "https://a.example/", [refusal])
    assert error.value.trouble is Trouble.CONNECTION
    assert "403" in error.value.detail


def test_a_proxy_that_speaks_something_else_is_a_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with Wire([]) as wire:
            await wire.send(Request("http://a.example/", {}))

    monkeypatch.setenv("HTTP_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(TroubleError) as error:
        asyncio.run(run())
    assert "socks5" in error.value.detail


# addresses and cookies


@pytest.mark.parametrize(
    ("url", "host", "target"),
    [
        ("http://a.example", "a.example", "/"),
        ("http://a.example/a b?c d", "a.example", "/a%20b?c%20d"),
        ("HTTP://A.Example/%7Ex?", "a.example", "/%7Ex"),
        ("http://a.example?q=1", "a.example", "/?q=1"),
        ("http://ä.example/ä", "xn--4ca.example", "/%C3%A4"),
        ("http://☃.example/", "xn--n3h.example", "/"),
        ("http://[2606:4700::1111]/", "2606:4700::1111", "/"),
        ("http://a.example//b//", "a.example", "//b//"),
        ("http://a.example/a\r\nX: y", "a.example", "/aX:%20y"),
    ],
)
def test_an_address_goes_out_escaped_and_nothing_twice(url: str, host: str, target: str) -> None:
    assert dissected(url) == (Origin("http", host, 80), target)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "http:///x", "http://a b/", "http://a.example:99999/", "http://[oops"],
)
def test_an_address_that_cannot_be_read_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="."):
        dissected(url)


def test_a_cookie_goes_back_to_its_host_only() -> None:
    cookies = Cookies()
    cookies.learn(
        "https://a.example/x", ["seen=1; Path=/", "safe=2; Secure", "out=3; Domain=b.example"]
    )
    assert cookies.field("https://a.example/y") == "seen=1; safe=2"
    assert cookies.field("http://a.example/y") == "seen=1"
    assert cookies.field("https://b.example/") == ""
    cookies.learn("http://127.0.0.1:80/", ["here=4"])
    assert cookies.field("http://127.0.0.1:80/") == "here=4"


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for a.example that its owner has signed, and its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "a.pem"
    certificates.write(path, "a.example")
    return path


def here(host: str, port: int, *_: object) -> list[object]:
    """A name service that knows this machine only."""
    del host
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def get_secured(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, host: str, *, trusted: bool
) -> bytes:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate) if trusted else "")
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)

    async def run() -> bytes:
        async with (
            serving(saying(OK), certificates.secured(certificate)) as server,
            Wire([host]) as wire,
        ):
            monkeypatch.setattr(socket, "getaddrinfo", here)
            contents = {
                await ask(f"https://{host}:{server.port}/", wire),
                await ask(f"https://{host}:{server.port}/", wire),
            }
            assert server.connections == 1
            return contents.pop()

    return asyncio.run(asyncio.wait_for(run(), 10))


def test_a_certificate_of_a_trusted_authority_for_this_host_is_valid(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    assert get_secured(monkeypatch, certificate, "a.example", trusted=True) == b"ok"


@pytest.mark.parametrize(("host", "trusted"), [("a.example", False), ("b.example", True)])
def test_another_certificate_is_not(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, host: str, *, trusted: bool
) -> None:
    with pytest.raises(TroubleError) as error:
        get_secured(monkeypatch, certificate, host, trusted=trusted)
    assert error.value.trouble is Trouble.CERTIFICATE


def test_tls_goes_through_a_proxy_unread(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    asked: list[bytes] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65536):
            writer.write(piece)
        writer.close()

    async def run() -> bytes:
        async with serving(saying(OK), certificates.secured(certificate)) as server:

            async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                theirs, ours = await asyncio.open_connection("127.0.0.1", server.port)
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await asyncio.gather(pass_on(reader, ours), pass_on(theirs, writer))

            proxy = await asyncio.start_server(meet, "127.0.0.1", 0)
            port = proxy.sockets[0].getsockname()[1]
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            async with Wire([]) as wire:
                contents = {await ask("https://a.example/", wire) for _ in range(2)}
            proxy.close()
            await asyncio.sleep(0.05)
            return contents.pop()

    for name in ("NO_PROXY", "no_proxy", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert asyncio.run(asyncio.wait_for(run(), 10)) == b"ok"
    assert asked == [b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"]
