"""Questions → answers, politely: few at once per host, spaced, with a total deadline for each."""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from llm_info import pdf
from llm_info.links.guard import RefusedError, is_number, is_public, transport_for
from llm_info.links.verdict import Answer, Expectation, Hop, Question, Trouble

GITHUB_API = "https://api.github.com"
AT_ONCE = 32
"""Most requests under way at once, over all hosts."""

MOST_HOPS = 10
PAGE_BYTES = 256 * 1024
"""How much of a page is read, after decompression."""

PDF_BYTES = 64 * 1024 * 1024
"""Largest PDF that is fetched."""

MOST_TRIES = 3
LONGEST_PAUSE = 20.0
"""Seconds that a server may make us wait with Retry-After; who asks for more is not asked again."""

_TRY_AGAIN = frozenset([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])
_HEADERS_KEPT = ("content-type", "cf-mitigated", "x-amzn-waf-action", "retry-after", "etag")


@dataclass(frozen=True, slots=True)
class Manners:
    """How a host is asked.

    Attributes:
        at_once: Most requests under way at once.
        gap: Seconds between the starts of two requests.
    """

    at_once: int = 4
    gap: float = 0.1


_MANNERS: Mapping[str, Manners] = {
    "arxiv.org": Manners(at_once=1, gap=3.0),  # https://info.arxiv.org/help/robots.html
    "export.arxiv.org": Manners(at_once=1, gap=3.0),  # https://info.arxiv.org/help/api/tou.html
    "github.com": Manners(at_once=1, gap=1.0),  # pages are throttled; the API is not
    "doi.org": Manners(at_once=2, gap=0.1),
}


@dataclass
class _Host:
    """The queue in front of one host."""

    manners: Manners
    client: httpx.AsyncClient
    slots: asyncio.Semaphore = field(init=False)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    not_before: float = 0.0

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.manners.at_once)

    async def wait_for_turn(self) -> None:
        async with self.turn:
            now = time.monotonic()
            start = max(now, self.not_before)
            self.not_before = start + self.manners.gap
        await asyncio.sleep(start - now)

    def pause(self, seconds: float) -> None:
        self.not_before = max(self.not_before, time.monotonic() + seconds)


class Asker:
    """Asks questions; to be used as an asynchronous context manager.

    Args:
        deadline: Seconds that one question may take, redirects included, retries not.
        token: GitHub token; goes to the GitHub API and nowhere else.
        allowed: Hosts, or `host:port`, that may be private.
        github_api: Address of the GitHub API.
        transport: A transport to use for every host instead of the guarded one.
    """

    def __init__(
        self,
        *,
        deadline: float = 30.0,
        token: str | None = None,
        allowed: Collection[str] = (),
        github_api: str = GITHUB_API,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._deadline = deadline
        self._token = token
        self._allowed = frozenset(allowed)
        self._api = github_api
        self._transport = transport
        self._hosts: dict[str, _Host] = {}
        self._permits = asyncio.Semaphore(AT_ONCE)
        self.requests = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for host in self._hosts.values():
            await host.client.aclose()

    async def ask_all(
        self, questions: Sequence[Question]
    ) -> AsyncIterator[tuple[Question, Answer]]:
        """Ask all questions and yield each with its answer, in the order in which they come."""

        async def both(question: Question) -> tuple[Question, Answer]:
            return question, await self.ask(question)

        tasks = [asyncio.create_task(both(question)) for question in questions]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()

    async def ask(self, question: Question) -> Answer:
        """Ask one question; a passing trouble is asked about again."""
        attempt = 1
        while True:
            answer = await self._attempt(question)
            wait = _pause(answer, attempt)
            if wait is None:
                return answer
            attempt += 1
            if answer.status in (429, 503) and (host := self._hosts.get(_origin(answer.url))):
                host.pause(wait)
            await asyncio.sleep(wait)

    async def _attempt(self, question: Question) -> Answer:
        address = question.ask
        repository = question.expectation in (
            Expectation.REPOSITORY,
            Expectation.REPOSITORY_PATH,
        )
        if repository and self._token:
            address = self._api_address(question)
        hops: list[Hop] = []
        deadline = asyncio.timeout(None)
        try:
            async with deadline:
                return await self._follow(question, address, hops, deadline)
        except _TROUBLES as error:
            trouble, detail = _trouble(error)
            return Answer(tuple(hops), address, trouble=trouble, detail=detail)

    def _api_address(self, question: Question) -> str:
        target = question.repository
        assert target is not None  # noqa: S101  (the caller has looked)
        base = f"{self._api}/repos/{target.owner}/{target.name}"
        if question.expectation is Expectation.REPOSITORY_PATH and target.path:
            return f"{base}/contents/{target.path}?ref={target.ref}"
        return base

    async def _follow(
        self,
        question: Question,
        address: str,
        hops: list[Hop],
        deadline: asyncio.Timeout,
    ) -> Answer:
        url = address
        cookies = httpx.Cookies()  # a login wall often only wants its cookie back
        visited = {url}
        budget = self._deadline
        clock = asyncio.get_running_loop().time
        while True:
            _check_address(url)
            host = self._host(url)
            async with host.slots:
                await host.wait_for_turn()
                async with self._permits:
                    started = clock()
                    deadline.reschedule(started + budget)
                    self.requests += 1
                    request = host.client.build_request(
                        "GET", url, headers=self._headers(question, url)
                    )
                    cookies.set_cookie_header(request)
                    response = await host.client.send(request, stream=True)
                    try:
                        target = response.headers.get("location")
                        if not (300 <= response.status_code < 400 and target):  # noqa: PLR2004
                            return await _read(question, response, tuple(hops), url)
                        cookies.extract_cookies(response)
                    finally:
                        await response.aclose()
            deadline.reschedule(None)  # waiting for a turn costs no time of the budget
            budget -= clock() - started
            url = _next_address(url, response)
            hops.append(Hop(str(request.url), response.status_code, url))
            if url in visited or len(hops) > MOST_HOPS:
                raise RefusedError(Trouble.REDIRECT_LOOP, f"{len(hops)} redirects, last to {url}")
            visited.add(url)

    def _headers(self, question: Question, url: str) -> dict[str, str]:
        wants_pdf = question.expectation is Expectation.PDF
        headers = {
            "User-Agent": f"llm-info/{version('llm-info')} (link check of a paper catalog)",
            "Accept": "application/pdf,*/*;q=0.5" if wants_pdf else "text/html,*/*;q=0.5",
            "Accept-Encoding": "identity" if wants_pdf else "gzip",
        }
        if url.startswith(f"{self._api}/"):
            headers["Accept"] = "application/vnd.github+json"
            if self._token:
                headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _host(self, url: str) -> _Host:
        origin = _origin(url)
        if origin not in self._hosts:
            manners = _MANNERS.get(urlsplit(url).hostname or "", Manners())
            transport = self._transport or transport_for(url, self._allowed, manners.at_once)
            client = httpx.AsyncClient(
                transport=transport,
                timeout=self._deadline,
                follow_redirects=False,
            )
            self._hosts[origin] = _Host(manners, client)
        return self._hosts[origin]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def refusal(url: str, allowed: Collection[str]) -> Answer | None:
    """Why an address would be refused before anybody is asked; `None` if it would not."""
    try:
        _check_address(url)
        host = urlsplit(url).hostname or ""
        if is_number(host) and not is_public(host) and host not in allowed:
            return Answer(url=url, trouble=Trouble.PRIVATE_ADDRESS, detail=host)
    except RefusedError as error:
        return Answer(url=url, trouble=error.trouble, detail=error.detail)
    except ValueError as error:
        return Answer(url=url, trouble=Trouble.BAD_ADDRESS, detail=str(error))
    return None


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise RefusedError(Trouble.BAD_SCHEME, url[:100])
    if parts.username is not None or parts.password is not None:
        raise RefusedError(Trouble.CREDENTIALS, parts.hostname or "")
    if not parts.hostname:
        raise RefusedError(Trouble.BAD_ADDRESS, url[:100])
    _ = parts.port  # raises ValueError for a port that is none


def _next_address(url: str, response: httpx.Response) -> str:
    raw = next(value for name, value in response.headers.raw if name.lower() == b"location")
    try:
        target = raw.decode("utf-8")
    except UnicodeDecodeError:
        target = raw.decode("latin-1")
    return urljoin(url, target.strip()).partition("#")[0]


def _pause(answer: Answer, attempt: int) -> float | None:
    """Seconds to wait before the next try; `None` if there should be none."""
    passing = answer.trouble in (Trouble.TIMEOUT, Trouble.CONNECTION, Trouble.NAME_SERVICE)
    if attempt >= MOST_TRIES or not (passing or answer.status in _TRY_AGAIN):
        return None
    if answer.trouble is Trouble.TIMEOUT and attempt > 1:
        return None
    wished = _retry_after(answer.headers.get("retry-after"))
    if wished is not None:
        return wished if wished <= LONGEST_PAUSE else None
    return 2.0 ** (attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311  (jitter, not a secret)


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After field, which is a number or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


_TROUBLES = (
    TimeoutError,
    RefusedError,
    httpx.TransportError,
    httpx.DecodingError,
    httpx.InvalidURL,
    ValueError,
    OverflowError,
)


def _trouble(error: Exception) -> tuple[Trouble, str]:
    """Name what went wrong between the question and an answer."""
    match error:
        case RefusedError():
            return error.trouble, error.detail
        case TimeoutError() | httpx.TimeoutException():
            return Trouble.TIMEOUT, ""
        case httpx.RemoteProtocolError() | httpx.DecodingError():
            return Trouble.PROTOCOL, str(error)
        case httpx.TransportError():
            is_certificate = isinstance(_root_cause(error), ssl.SSLCertVerificationError)
            return (Trouble.CERTIFICATE if is_certificate else Trouble.CONNECTION), str(error)
        case _:
            return Trouble.BAD_ADDRESS, str(error)


def _root_cause(error: BaseException) -> BaseException:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
        if isinstance(error, ssl.SSLCertVerificationError):
            break
    return error


async def _read(
    question: Question, response: httpx.Response, hops: tuple[Hop, ...], url: str
) -> Answer:
    headers = {name: response.headers[name] for name in _HEADERS_KEPT if name in response.headers}
    answer = Answer(hops, url, response.status_code, headers)
    chunks = response.aiter_raw()
    if question.expectation is not Expectation.PDF or response.status_code != 200:  # noqa: PLR2004
        return replace(answer, body=await _read_page(chunks, response.headers))
    with tempfile.TemporaryDirectory(prefix="llm-info-") as folder:
        path = Path(folder, "answer.pdf")
        head, size = await _save(chunks, path)
        if b"%PDF-" not in head:
            return replace(answer, body=head.decode(errors="replace"))
        if size > PDF_BYTES:
            return replace(
                answer, pdf=pdf.PdfReport.unreadable(f"larger than {PDF_BYTES >> 20} MiB")
            )
        report = await asyncio.to_thread(pdf.inspect, path)
    return replace(answer, pdf=report)


async def _save(chunks: AsyncIterator[bytes], path: Path) -> tuple[bytes, int]:
    """Save a body up to the cap; a body that does not begin as a PDF only up to its first KiB."""
    head, size = b"", 0
    with path.open("wb") as stream:
        async for chunk in chunks:
            if len(head) < 1024:  # noqa: PLR2004  (a PDF's header is in its first KiB)
                head += chunk[:4096]
            stream.write(chunk)
            size += len(chunk)
            if size > PDF_BYTES or (size >= 1024 and b"%PDF-" not in head):  # noqa: PLR2004
                break
    return head, size


async def _read_page(chunks: AsyncIterator[bytes], headers: httpx.Headers) -> str:
    """The beginning of a page; what cannot be decoded is left out."""
    encoding = headers.get("content-encoding", "identity").lower()
    inflate = zlib.decompressobj(31) if encoding in ("gzip", "x-gzip") else None
    if inflate is None and encoding != "identity":
        return ""
    body = b""
    with contextlib.suppress(zlib.error):
        async for chunk in chunks:
            body += inflate.decompress(chunk, PAGE_BYTES) if inflate else chunk
            if len(body) >= PAGE_BYTES:
                break
    return body[:PAGE_BYTES].decode(errors="replace")
