"""The asker, with a transport in memory instead of the network."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
import pytest

from llm_info.identifiers import GitHubTarget
from llm_info.links import (
    Answer,
    Expectation,
    Judgement,
    Question,
    Verdict,
    archive,
    plan,
)
from llm_info.links.ask import AT_ONCE as MOST
from llm_info.links.ask import Asker, Known
from llm_info.links.guard import RefusedError, as_number, is_public, refusal
from llm_info.links.hosts import Hosts, Manners
from llm_info.links.judge import judge
from llm_info.links.resolver import Resolver
from llm_info.links.results import Location, Result, findings
from llm_info.links.verdict import Trouble, Validators
from llm_info.links.wire import Request, Response, Wire
from llm_info.model import Catalog, Entry
from web import PDF

REPOSITORY = "https://github.com/owner/name"
URL = "https://a.example/"
AT_ONCE = Manners(at_once=4, gap=0.0)
ROW = r"(r\d+):repository\(owner:\$(o\d+),name:\$(n\d+).*?\)\{(.*?)\}(?= r|\}$)"
Respond = Callable[[httpx.Request], httpx.Response]


class Memory:
    """A network of one function."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self.asked: Counter[str] = Counter()

    async def send(self, request: Request) -> Response:
        self.asked[request.url] += 1
        method = "GET" if request.body is None else "POST"
        made = self._respond(
            httpx.Request(method, request.url, headers=request.headers, content=request.body)
        )
        content = httpx.ByteStream(made.extensions.get("raw", made.content))
        cookies = tuple(made.headers.get_list("set-cookie"))
        return Response(made.status_code, made.headers, cookies, content, lambda: None)


def ask_all(
    questions: Sequence[Question],
    respond: Respond,
    *,
    token: str | None = None,
    known: dict[str, Known] | None = None,
) -> tuple[dict[str, Answer], Counter[str]]:
    memory = Memory(respond)

    async def run() -> dict[str, Answer]:
        async with Asker(token=token, transport=memory, manners=AT_ONCE) as asker:
            return {q.url: answer async for q, answer in asker.ask_all(questions, known)}

    return asyncio.run(run()), memory.asked


def ask(question: Question, respond: Respond, *, token: str | None = None) -> Answer:
    return ask_all([question], respond, token=token)[0][question.url]


def page(url: str = URL) -> Question:
    return Question(url, url, "page", Expectation.PAGE)


def repository(url: str = REPOSITORY) -> Question:
    target = GitHubTarget.recognize(url)
    assert target is not None
    kind = Expectation.REPOSITORY_PATH if target.view else Expectation.REPOSITORY
    return Question(url, url, "code", kind, repository=target)


def paper(name: str) -> Question:
    url = f"https://arxiv.org/abs/{name}"
    return Question(url, url, "page", Expectation.ARXIV, arxiv=name)


def graphql(request: httpx.Request, most: int = 200) -> httpx.Response:
    """GitHub: `gone*` is not there, `old` is called `new`, `archived` is, paths begin with `a`."""
    asked = json.loads(request.content)
    variables = asked["variables"]
    found: dict[str, object] = {}
    errors: list[object] = []
    rows = re.findall(
        r"(r\d+):repository\(owner:\$(o\d+),name:\$(n\d+).*?\)\{(.*?)\}(?= r|\}$)", asked["query"]
    )
    if len(rows) > most:
        return httpx.Response(502)
    for alias, owner, name, fields in rows:
        if variables[name].startswith("gone"):
            found[alias] = None
            errors.append({"type": "NOT_FOUND", "path": [alias]})
            continue
        row: dict[str, object] = {
            "nameWithOwner": f"{variables[owner]}/{variables[name].replace('old', 'new')}",
            "isArchived": variables[name] == "archived",
            "isDisabled": False,
            "isEmpty": False,
        }
        for part, expression in re.findall(r"(p\d+):object\(expression:\$(\w+)\)", fields):
            there = variables[expression].startswith("main:a")
            row[part] = {"__typename": "Blob"} if there else None
        found[alias] = row
    return httpx.Response(200, json={"data": found, "errors": errors})


def test_a_thousand_repositories_cost_twenty_questions() -> None:
    asked = [repository(f"https://github.com/o/{n % 10 or 'gone'}{n}") for n in range(1000)]
    answers, requests = ask_all(asked, graphql, token="t")
    assert requests == {"https://api.github.com/graphql": 20}
    broken = [q for q in asked if judge(q, answers[q.url]).verdict == "broken"]
    assert [q.url for q in broken] == [q.url for q in asked if "gone" in q.url]


def test_a_batch_that_is_too_much_is_halved_and_the_others_with_it() -> None:
    asked = [repository(f"https://github.com/o/r{n}") for n in range(100)]
    answers, requests = ask_all(asked, lambda request: graphql(request, 30), token="t")
    assert all(answer.repository for answer in answers.values())
    assert requests.total() == 5


def test_the_api_tells_renamed_archived_and_missing_paths() -> None:
    questions = [
        repository("https://github.com/o/old"),
        repository("https://github.com/O/Archived"),
        repository("https://github.com/o/r/blob/main/a/b%20c.md"),
        repository("https://github.com/o/r/blob/main/b.md"),
    ]

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.github.com":
            return graphql(request)
        assert "authorization" not in request.headers
        return httpx.Response(404)

    answers, requests = ask_all(questions, respond, token="t")
    judged = [judge(question, answers[question.url]) for question in questions]
    assert [str(one.verdict) for one in judged] == ["moved", "ok", "ok", "broken"]
    assert (judged[0].new_url, judged[1].reason) == ("https://github.com/o/new", "archived")
    # what the API does not find may be a branch with a slash, so the page is asked
    assert requests["https://github.com/o/r/blob/main/b.md"] == 1


def test_the_token_goes_nowhere_but_to_the_api() -> None:
    seen: dict[str, str | None] = {}

    def respond(request: httpx.Request) -> httpx.Response:
        seen[request.url.host] = request.headers.get("authorization")
        if request.url.host == "api.github.com":
            return httpx.Response(302, headers={"Location": "https://evil.example/"})
        return httpx.Response(200, text="hello")

    ask_all([repository(), page()], respond, token="t0ken")
    assert seen == {"api.github.com": "Bearer t0ken", "a.example": None}


def test_a_token_that_is_refused_is_not_sent_again_and_the_page_answers() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401 if request.url.host == "api.github.com" else 200)

    answers, requests = ask_all([repository(), repository(f"{REPOSITORY}2")], respond, token="t")
    assert [answer.status for answer in answers.values()] == [200, 200]
    assert requests["https://api.github.com/graphql"] == 1


def test_where_there_is_no_api_the_page_answers() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404 if request.url.host == "api.github.com" else 200)

    assert ask(repository(), respond, token="t").status == 200


def test_without_a_token_the_page_answers() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "github.com"
        if request.url.path == "/owner/name":
            return httpx.Response(301, headers={"Location": "https://github.com/owner/renamed"})
        return httpx.Response(200, text="<title>renamed</title>")

    judgement = judge(repository(), ask(repository(), respond))
    assert judgement.new_url == "https://github.com/owner/renamed"


def test_arxiv_is_asked_for_many_ids_at_once_and_for_absent_ones_again() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        names = [name for name in request.url.params["id_list"].split(",") if name != "2301.99999"]
        entries = "".join(
            f"<entry><id>http://arxiv.org/abs/{name}v1</id><title>On {name}</title></entry>"
            for name in names
        )
        feed = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"
        return httpx.Response(200, text=feed)

    names = [*(f"2301.{n:05}" for n in range(99)), "2301.99999"]
    answers, requests = ask_all([paper(name) for name in names], respond)
    titles = [answer.listed.title for answer in answers.values() if answer.listed]
    assert titles.count("") == 1
    assert "On 2301.00007" in titles
    assert requests.total() == 2


def test_a_server_that_asks_for_a_long_wait_is_not_asked_again() -> None:
    answers, requests = ask_all(
        [page()], lambda _: httpx.Response(429, headers={"Retry-After": "86400"})
    )
    assert (answers[URL].status, requests.total()) == (429, 1)


def test_the_other_links_of_a_throttled_host_wait_and_are_given_up() -> None:
    urls = [f"{URL}{n}" for n in range(20)]
    memory = Memory(lambda _: httpx.Response(429, headers={"Retry-After": "86400"}))

    async def run() -> list[str]:
        async with Asker(transport=memory, manners=Manners(at_once=1, gap=0.0)) as asker:
            asker_answers = asker.ask_all([page(url) for url in urls])
            return [str(judge(q, answer).verdict) async for q, answer in asker_answers]

    assert asyncio.run(run()) == ["blocked"] * 20
    assert memory.asked.total() <= 5


def test_a_bad_gateway_is_asked_again_and_a_missing_page_is_not() -> None:
    tries: Counter[str] = Counter()

    def respond(request: httpx.Request) -> httpx.Response:
        tries[request.url.path] += 1
        if request.url.path == "/missing":
            return httpx.Response(404)
        return httpx.Response(502 if tries[request.url.path] < 2 else 200)

    answers, _ = ask_all([page(f"{URL}flaky"), page(f"{URL}missing")], respond)
    assert [answers[f"{URL}{name}"].status for name in ("flaky", "missing")] == [200, 404]
    assert tries == {"/flaky": 2, "/missing": 1}


def test_a_known_page_is_asked_whether_it_has_changed() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        unchanged = request.headers.get("if-none-match") == '"one"'
        return httpx.Response(304 if unchanged else 200)

    known = {URL: Known(Validators(etag='"one"'), good=True)}
    answers, _ = ask_all([page()], respond, known=known)
    assert answers[URL].status == 304


def test_a_huge_page_and_a_bomb_are_read_in_part_only() -> None:
    answer = ask(page(), lambda _: httpx.Response(200, content=b"x" * 3_000_000))
    assert (len(answer.body), answer.complete) == (256 * 1024, False)
    bomb = gzip.compress(b"x" * 30_000_000)

    def respond(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, extensions={"raw": bomb})

    assert len(ask(page(), respond).body) == 256 * 1024


@pytest.mark.parametrize(
    ("kind", "meta", "coding"),
    [
        ("text/html; charset=GBK", "", "gbk"),
        ("text/html", "<meta charset=gbk>", "gbk"),
        ("text/html", '<META HTTP-EQUIV=x CONTENT="text/html; charset=Big5">', "big5"),
        ("text/html; charset=utf-8", "<meta charset=gbk>", "utf-8"),
        ("text/html", "<meta charset=utf-7>", "utf-8"),
        ("text/html", "", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_coding_that_its_server_or_it_names(
    kind: str, meta: str, coding: str
) -> None:
    text = f"{meta}<title>研究</title>"

    def respond(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, headers={"Content-Type": kind}, content=text.encode(coding))

    assert ask(page(), respond).body == text


@pytest.mark.parametrize(
    ("coding", "raw", "read"),
    [
        ("identity", PDF, True),
        ("aws-chunked", PDF, True),
        ("UTF-8", PDF, True),
        ("GZIP", gzip.compress(PDF), True),
        ("aws-chunked, gzip", gzip.compress(PDF), True),
        ("gzip, gzip", gzip.compress(gzip.compress(PDF)), False),
        ("br", PDF, False),
    ],
)
def test_what_a_server_calls_a_coding_changes_a_pdf_only_if_it_is_a_compression(
    coding: str, raw: bytes, *, read: bool
) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, headers={"Content-Encoding": coding}, extensions={"raw": raw})

    answer = ask(Question(URL, URL, "pdf", Expectation.PDF), respond)
    assert bool(answer.pdf and answer.pdf.readable) == read


def test_a_raw_deflated_page_is_read() -> None:
    made = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw = made.compress(b"<title>A page</title>") + made.flush()

    def respond(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, headers={"Content-Encoding": "deflate"}, extensions={"raw": raw})

    assert ask(page(), respond).body == "<title>A page</title>"


def test_a_page_that_sends_its_readers_on_is_judged_by_where_they_arrive() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/":
            return httpx.Response(200, text="<meta http-equiv=refresh content='0; url=/gone'>")
        return httpx.Response(404)

    assert ask(page(), respond).status == 404


@pytest.mark.parametrize("target", ["/", "http://127.0.0.1/"])
def test_a_page_that_sends_its_readers_round_or_inward_ends(target: str) -> None:
    text = f"<meta http-equiv=refresh content='0; url={target}'>"
    answer = ask(page(), lambda _: httpx.Response(200, text=text))
    assert (answer.status, answer.trouble) in ((200, None), (0, Trouble.PRIVATE_ADDRESS))


@pytest.mark.parametrize(
    ("beginning", "size", "trouble"),
    [
        (b"%PDF-1.5\n" + b"%" * 5000, 9_000_000, None),
        (b"%PDF-1.5\n", 0, Trouble.TIMEOUT),
        (b"", 0, Trouble.TIMEOUT),
    ],
)
def test_a_pdf_that_comes_slowly_is_judged_by_its_beginning(
    beginning: bytes, size: int, trouble: Trouble | None
) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        yield beginning
        await asyncio.sleep(60)

    class Slow:
        async def send(self, request: Request) -> Response:
            del request
            return Response(200, {"content-length": "9000000"}, (), dripping(), lambda: None)

    async def run() -> list[Answer]:
        async with Asker(transport=Slow(), manners=AT_ONCE, seconds=1.0) as asker:
            return [answer async for _, answer in asker.ask_all([question])]

    question = Question(URL, URL, "pdf", Expectation.PDF)
    (answer,) = asyncio.run(run())
    assert (answer.size, answer.trouble) == (size, trouble)
    assert (judge(question, answer).verdict is Verdict.OK) == (trouble is None)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("\\new\\page", f"{URL}new/page"),
        ("new?x=a\\b#c\\d", f"{URL}new?x=a\\b#c\\d"),
        (" /new ", f"{URL}new"),
        ("//b.example/x", "https://b.example/x"),
    ],
)
def test_a_location_is_read_as_browsers_read_it(location: str, target: str) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        first = str(request.url) == URL
        return httpx.Response(302 if first else 200, headers={"Location": location})

    assert [hop.target for hop in ask(page(), respond).hops] == [target]


def test_the_fragment_of_a_redirect_is_remembered_and_not_sent() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/":
            return httpx.Response(301, headers={"Location": "/new#part"})
        return httpx.Response(200, text=str(request.url))

    answer = ask(page(), respond)
    assert [hop.target for hop in answer.hops] == [f"{URL}new#part"]
    assert answer.url == answer.body == f"{URL}new"


@pytest.mark.parametrize("status", [400, 416, 501, 206])
def test_a_server_that_gives_no_parts_is_asked_for_the_whole(status: int) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if "range" in request.headers:
            part = {"Content-Range": f"bytes 0-99/{len(PDF)}"} if status == 206 else {}
            return httpx.Response(status, content=PDF[:100], headers=part)
        return httpx.Response(200, content=PDF)

    question = Question(URL, URL, "pdf", Expectation.PDF)
    answer = ask(question, respond)
    assert answer.pdf
    assert answer.pdf.readable


def test_a_throttled_link_is_asked_more_than_once_in_the_second_round() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        tries[request.url.path] += 1
        late = tries[request.url.path] > 1 and tries["/2"]
        return httpx.Response(200 if late else 429, headers={"Retry-After": "0"})

    tries: Counter[str] = Counter()
    answers, _ = ask_all([page(f"{URL}{n}") for n in range(3)], respond)
    assert {answer.status for answer in answers.values()} == {200}


@pytest.mark.parametrize("host", ["１２７.０.０.１", "①②⑦.0.0.1", "127.0.0.1", "[::ffff:7f00:1]"])  # noqa: RUF001
def test_a_host_is_judged_as_it_goes_out(host: str) -> None:
    async def run() -> None:
        async with Wire([]) as wire:
            await wire.send(Request(f"http://{host}:9/", {}))

    with pytest.raises(RefusedError) as refused:
        asyncio.run(run())
    assert refused.value.trouble is Trouble.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    ("location", "trouble"),
    [
        ("http://127.0.0.1/", Trouble.PRIVATE_ADDRESS),
        ("\\\\127.0.0.1\\x", Trouble.PRIVATE_ADDRESS),
        ("http://2130706433/", Trouble.PRIVATE_ADDRESS),
        ("http://127.1/", Trouble.PRIVATE_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", Trouble.PRIVATE_ADDRESS),
        ("http://169.254.169.254/latest", Trouble.PRIVATE_ADDRESS),
        ("file:///etc/passwd", Trouble.BAD_SCHEME),
        ("https://me:secret@a.example/", Trouble.CREDENTIALS),
        ("http://[oops", Trouble.BAD_ADDRESS),
        ("http://a.example:99999/", Trouble.BAD_ADDRESS),
        ("https://a.example/", Trouble.REDIRECT_LOOP),
    ],
)
def test_every_hop_is_judged_before_it_is_taken(location: str, trouble: Trouble) -> None:
    answer = ask(page(), lambda _: httpx.Response(302, headers={"Location": location}))
    assert answer.trouble is trouble


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
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:5", False),
        ("64:ff9b:1::a00:5", False),
        ("::127.0.0.1", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
    ],
)
def test_only_public_addresses_are_gone_to(address: str, public: bool) -> None:  # noqa: FBT001
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("addresses", "kept"),
    [
        (["93.184.215.14", "10.0.0.5"], ["93.184.215.14"]),
        (["169.254.169.254"], None),
        (["::ffff:10.0.0.5", "127.0.0.1"], None),
    ],
)
def test_of_a_name_only_its_public_addresses_are_gone_to(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str], kept: list[str] | None
) -> None:
    def look_up(host: str, port: int, *_: object) -> list[object]:
        del host
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    found = Resolver([]).resolve("two.example", 80)
    if kept is None:
        with pytest.raises(RefusedError):
            asyncio.run(found)
    else:
        assert [one[4][0] for one in asyncio.run(found)] == kept


def test_what_is_broken_gets_the_address_of_its_copy_as_a_suggestion() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/web/2020"):
            return httpx.Response(200, text="a copy")
        copy = "https://web.archive.org/web/20200101000000/https://a.example/"
        return httpx.Response(302, headers={"Location": copy})

    place = Location("catalog/a.yaml", 5, 3, "a", "links.project")
    gone = Judgement(Verdict.BROKEN, "not-found", "the server answers 404")
    result = Result(page(), gone, 404, "2026-01-01T00:00:00Z", cached=False, locations=(place,))
    with_copies, requests = archive.with_copies([result], Memory(respond))
    assert requests == 2
    (finding,) = findings(with_copies)
    assert finding.hint == "perhaps https://web.archive.org/web/20200101000000/https://a.example/"
    assert not finding.fixable


def test_a_broken_pdf_is_answered_with_the_one_that_follows_from_the_identifier() -> None:
    dead = "https://a.example/dead.pdf"
    entry = Entry.model_validate(
        {
            "id": "a",
            "topic": "t",
            "title": "A",
            "authors": ["Ada Lovelace"],
            "date": "2023",
            "arxiv": "2301.00001",
            "links": {"pdf": dead},
        }
    )
    question = next(one for one in plan(Catalog(entries=(entry,))) if one.url == dead)
    assert question.suggestions == ("https://arxiv.org/pdf/2301.00001",)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("::1", "::1"),
        ("example.org", None),
        ("1.example", None),
    ],
)
def test_a_number_is_an_address_however_it_is_written(host: str, address: str | None) -> None:
    assert as_number(host) == address


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("https://example.org/a%2Fb?x=1+2", None),
        ("file:///etc/passwd", Trouble.BAD_SCHEME),
        ("javascript:alert(1)", Trouble.BAD_SCHEME),
        ("https://me@example.org/", Trouble.CREDENTIALS),
        ("https:///nowhere", Trouble.BAD_ADDRESS),
        ("http://[oops", Trouble.BAD_ADDRESS),
        ("http://127.0.0.1:99999/", Trouble.BAD_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", Trouble.PRIVATE_ADDRESS),
    ],
)
def test_some_addresses_are_refused_unasked(url: str, trouble: Trouble | None) -> None:
    answer = refusal(url, [])
    assert (answer.trouble if answer else None) is trouble


def test_a_long_queue_keeps_no_other_host_waiting() -> None:
    started: list[str] = []

    async def run() -> None:
        hosts = Hosts(2, Manners(at_once=1, gap=0.02))

        def start(name: str) -> None:
            started.append(name)
            asyncio.get_running_loop().call_soon(hosts.leave, name)

        for _ in range(5):
            hosts.enter("busy", lambda: start("busy"))
        hosts.enter("idle", lambda: start("idle"))
        await asyncio.sleep(0.15)

    asyncio.run(run())
    assert started == ["busy", "idle", "busy", "busy", "busy", "busy"]


def test_the_first_requests_go_out_before_the_last_question_is_looked_at() -> None:
    class LookedUp(dict[str, Known]):
        times = 0

        def __contains__(self, url: object) -> bool:
            self.times += 1
            return super().__contains__(url)

    known = LookedUp({URL: Known()})
    then: list[int] = []

    def respond(_: httpx.Request) -> httpx.Response:
        then.append(known.times)
        return httpx.Response(200)

    questions = [page(f"https://host{number}.example/") for number in range(3 * MOST)]
    answers, _ = ask_all(questions, respond, known=known)
    assert (len(answers), known.times) == (len(questions), len(questions))
    assert then[0] <= MOST
