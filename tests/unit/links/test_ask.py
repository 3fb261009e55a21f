"""The asker, with a transport in memory instead of the network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from llm_info.identifiers import GitHubTarget
from llm_info.links import Answer, Asker, Expectation, Question, judge
from llm_info.links.ask import refusal
from llm_info.links.guard import is_public
from llm_info.links.verdict import Trouble

REPOSITORY = "https://github.com/owner/name"
Respond = Callable[[httpx.Request], httpx.Response]


class Memory(httpx.AsyncBaseTransport):
    """A network of one function."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        made = self._respond(request)
        stream = httpx.ByteStream(made.content)
        return httpx.Response(made.status_code, headers=made.headers, stream=stream)


def ask(
    question: Question,
    respond: Respond,
    *,
    token: str | None = None,
) -> Answer:
    async def run() -> Answer:
        async with Asker(token=token, transport=Memory(respond)) as asker:
            return await asker.ask(question)

    return asyncio.run(run())


def repository(url: str = REPOSITORY) -> Question:
    target = GitHubTarget.recognize(url)
    assert target is not None
    kind = Expectation.REPOSITORY_PATH if target.view else Expectation.REPOSITORY
    return Question(url, url, "code", kind, repository=target)


def test_with_a_token_the_api_answers_and_follows_a_rename() -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path == "/repos/owner/name":
            return httpx.Response(
                301, headers={"Location": "https://api.github.com/repositories/7"}
            )
        return httpx.Response(200, json={"full_name": "other/name", "archived": True})

    judgement = judge(repository(), ask(repository(), respond, token="t0ken"))
    assert (str(judgement.verdict), judgement.new_url) == ("moved", "https://github.com/other/name")
    assert {request.headers["authorization"] for request in seen} == {"Bearer t0ken"}


def test_the_token_goes_nowhere_but_to_the_api() -> None:
    seen: dict[str, str | None] = {}

    def respond(request: httpx.Request) -> httpx.Response:
        seen[request.url.host] = request.headers.get("authorization")
        if request.url.host == "api.github.com":
            return httpx.Response(302, headers={"Location": "https://evil.example/"})
        return httpx.Response(200, text="hello")

    ask(repository(), respond, token="t0ken")
    ask(
        Question("https://a.example/", "https://a.example/", "page", Expectation.PAGE),
        respond,
        token="t0ken",
    )
    assert seen == {"api.github.com": "Bearer t0ken", "evil.example": None, "a.example": None}


def test_a_path_in_a_repository_is_asked_as_contents() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        found = request.url.path == "/repos/owner/name/contents/docs/a.md"
        return httpx.Response(200 if found and request.url.query == b"ref=main" else 404, json={})

    there = repository(f"{REPOSITORY}/blob/main/docs/a.md")
    missing = repository(f"{REPOSITORY}/blob/main/docs/b.md")
    assert str(judge(there, ask(there, respond, token="t")).verdict) == "ok"
    assert str(judge(missing, ask(missing, respond, token="t")).verdict) == "broken"


def test_without_a_token_the_page_answers() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "github.com"
        assert "authorization" not in request.headers
        if request.url.path == "/owner/name":
            return httpx.Response(301, headers={"Location": "https://github.com/owner/renamed"})
        return httpx.Response(200, text="<title>renamed</title>")

    judgement = judge(repository(), ask(repository(), respond))
    assert judgement.new_url == "https://github.com/owner/renamed"


def test_a_server_that_asks_for_a_long_wait_is_not_asked_again() -> None:
    count = 0

    def respond(request: httpx.Request) -> httpx.Response:
        nonlocal count
        del request
        count += 1
        return httpx.Response(429, headers={"Retry-After": "86400"})

    question = Question("https://a.example/", "https://a.example/", "page", Expectation.PAGE)
    assert (ask(question, respond).status, count) == (429, 1)


def test_a_huge_page_is_read_in_part_only() -> None:
    question = Question("https://a.example/", "https://a.example/", "page", Expectation.PAGE)
    answer = ask(question, lambda _: httpx.Response(200, content=b"x" * 3_000_000))
    assert len(answer.body) == 256 * 1024


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  (an address, not a binding)
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_public_addresses_are_gone_to(address: str, public: bool) -> None:  # noqa: FBT001
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("https://example.org/a%2Fb?x=1+2", None),
        ("file:///etc/passwd", Trouble.BAD_SCHEME),
        ("javascript:alert(1)", Trouble.BAD_SCHEME),
        ("https://me@example.org/", Trouble.CREDENTIALS),
        ("https:///nowhere", Trouble.BAD_ADDRESS),
        ("http://[oops", Trouble.BAD_ADDRESS),
        ("http://example.org:99999/", Trouble.BAD_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", Trouble.PRIVATE_ADDRESS),
    ],
)
def test_some_addresses_are_refused_unasked(url: str, trouble: Trouble | None) -> None:
    answer = refusal(url, [])
    assert (answer.trouble if answer else None) is trouble
