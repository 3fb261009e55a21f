"""The transport of `pdfs pull`: it goes to judged addresses, and asks there for the host."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import httpx
import pytest

import certificates
from llm_info.cli.gate import transport_for
from llm_info.links.guard import RefusedError
from llm_info.links.resolver import AddressInfo, Resolver
from llm_info.links.verdict import Trouble

DEAD = "127.0.0.2"


class Here(Resolver):
    """A name service that knows this machine only, and first an address where nobody answers."""

    async def resolve(self, host: str, port: int, *, judged: bool = True) -> list[AddressInfo]:
        del host, judged
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in (DEAD, "127.0.0.1")
        ]


async def get(url: str, resolver: Resolver, server_tls: ssl.SSLContext | None = None) -> str:
    """Ask a server that answers with the host it was asked for; `{port}` is its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        host = head.partition("\r\nhost: ")[2].partition("\r\n")[0].encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(host), host))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server_tls)
    port = server.sockets[0].getsockname()[1]
    asked = url.replace("{port}", str(port))
    try:
        async with httpx.AsyncClient(transport=transport_for(asked, resolver, ())) as client:
            return (await client.get(asked)).text.replace(str(port), "{port}")
    finally:
        resolver.close()
        server.close()


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_first_address_that_answers_is_asked_for_the_host() -> None:
    assert asyncio.run(get("http://a.example:{port}/x.pdf", Here(()))) == "a.example:{port}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_private_address_is_not_asked(host: str) -> None:
    with pytest.raises(RefusedError) as refused:
        asyncio.run(get(f"http://{host}:{{port}}/", Resolver(())))
    assert refused.value.trouble is Trouble.PRIVATE_ADDRESS


def test_a_host_that_may_be_private_is_asked() -> None:
    asked = asyncio.run(get("http://localhost:{port}/", Resolver(["localhost"])))
    assert asked == "localhost:{port}"


def test_the_certificate_is_that_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "a.pem"
    certificates.write(certificate, "a.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    speaking = certificates.secured(certificate)
    asked = asyncio.run(get("https://a.example:{port}/", Here(()), speaking))
    assert asked == "a.example:{port}"
    with pytest.raises(httpx.ConnectError, match="certificate"):
        asyncio.run(get("https://b.example:{port}/", Here(()), speaking))


def test_a_proxy_is_not_sent_to_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(RefusedError):
        transport_for("https://10.0.0.1/x.pdf", Here(()), ())
    transport_for("https://10.0.0.1/x.pdf", Here(()), ["10.0.0.1"])
    transport_for("https://a.example/x.pdf", Here(()), ())
