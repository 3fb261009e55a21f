"""One address → one answer: redirects, cookies, deadline, and what is read of the body."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urljoin

import httpx

from llm_info.links.body import (
    UNSIZED_PDF_BYTES,
    WHOLE_PDF_BYTES,
    is_pdf,
    page_text,
    read_page,
    save_pdf,
    total_size,
)
from llm_info.links.guard import RefusedError, check_address
from llm_info.links.hosts import Hosts
from llm_info.links.inspecting import Inspectors
from llm_info.links.plan import host_of
from llm_info.links.verdict import UNKNOWN, Answer, Hop, Trouble, Validators
from llm_info.links.wire import CertificateError

MOST_HOPS = 20
"""As many as browsers follow."""

_NO_SUCH_RANGE = 416
API_BYTES = 8 * 1024 * 1024
USER_AGENT = f"llm-info/{version('llm-info')} (link check of a paper catalog)"

_HEADERS_KEPT = frozenset(
    ["content-type", "cf-mitigated", "x-amzn-waf-action", "retry-after", "etag", "last-modified"]
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    Attributes:
        url: The address.
        wants_pdf: Whether it must be a PDF.
        validators: What the server gave the last time.
        seconds: How long it may take in all, waiting for turns not counted.
    """

    url: str
    wants_pdf: bool = False
    validators: Validators = UNKNOWN
    seconds: float = 20.0


@dataclass(slots=True)
class _Journey:
    """How far a wish has come."""

    wish: Wish
    url: str
    hops: list[Hop]
    visited: set[tuple[str, str]]
    cookies: httpx.Cookies | None = None
    in_parts: bool = True


class Fetcher:
    """Fetches addresses through a transport, each hop in its host's turn.

    Args:
        transport: Sends requests.
        hosts: Whose turn it is. Who calls `fetch` or `call` has the turn of the address's host,
            and it is given back.
        allowed: Hosts, or `host:port`, that may be private.
        inspectors: Open PDFs.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        hosts: Hosts,
        allowed: Collection[str],
        inspectors: Inspectors,
    ) -> None:
        self._transport = transport
        self._hosts = hosts
        self._allowed = frozenset(allowed)
        self._inspectors = inspectors
        self.requests = 0

    async def fetch(self, wish: Wish) -> Answer:
        """Fetch an address; whatever goes wrong is an answer, too."""
        journey = _Journey(wish, wish.url, [], set())
        deadline = asyncio.timeout(None)
        try:
            async with deadline:
                answer, path = await self._follow(journey, deadline)
        except TROUBLES as error:
            return _as_answer(error, journey.url, journey.hops)
        if path is None:
            return answer
        return replace(answer, pdf=await self._inspectors.inspect(path))

    async def call(self, request: httpx.Request, seconds: float) -> Answer:
        """Ask an API: no redirect is followed, and the whole body is read."""
        url = str(request.url)
        try:
            async with asyncio.timeout(seconds):
                self.requests += 1
                response = await self._transport.handle_async_request(request)
                try:
                    part = await read_page(response, API_BYTES)
                finally:
                    await response.aclose()
        except TROUBLES as error:
            return _as_answer(error, url, [])
        finally:
            self._hosts.leave(host_of(url))
        body = part.content.decode(errors="replace")
        return Answer((), url, response.status_code, _kept(response), body, cut=part.cut)

    async def _follow(
        self, journey: _Journey, deadline: asyncio.Timeout
    ) -> tuple[Answer, Path | None]:
        budget = journey.wish.seconds
        clock = asyncio.get_running_loop().time
        while True:
            here, started = journey.url, clock()
            try:
                check_address(here, self._allowed)
                deadline.reschedule(started + budget)
                request = _request(journey)
                _take_note(journey, request)
                self.requests += 1
                response = await self._transport.handle_async_request(request)
                try:
                    if not _goes_on(journey, request, response):
                        return await self._read(journey, response)
                finally:
                    await response.aclose()
            finally:
                self._hosts.leave(host_of(here))
            deadline.reschedule(None)  # waiting for a turn costs nothing of the budget
            budget -= clock() - started
            await self._hosts.turn(host_of(journey.url))

    async def _read(
        self, journey: _Journey, response: httpx.Response
    ) -> tuple[Answer, Path | None]:
        headers = _kept(response)
        kind = headers.get("content-type", "")
        answer = Answer(tuple(journey.hops), journey.url, response.status_code, headers)
        if not journey.wish.wants_pdf or response.status_code not in (200, 206):
            part = await read_page(response)
            text = page_text(part, kind)
            return replace(answer, body=text, complete=part.complete, cut=part.cut), None
        path = self._inspectors.new_file()
        with path.open("wb") as stream:
            part = await save_pdf(response, stream)
        if is_pdf(part.content) and part.complete:
            return answer, path
        path.unlink()
        if is_pdf(part.content):
            size = total_size(response) or UNSIZED_PDF_BYTES
            return replace(answer, size=size, complete=False, cut=part.cut), None
        text = page_text(part, kind)
        return replace(answer, body=text, complete=part.complete, cut=part.cut), None


def _request(journey: _Journey) -> httpx.Request:
    wish = journey.wish
    headers = {"User-Agent": USER_AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "gzip"}
    if wish.wants_pdf:
        headers |= {"Accept": "application/pdf,*/*;q=0.5", "Accept-Encoding": "identity"}
        if journey.in_parts:
            headers["Range"] = f"bytes=0-{WHOLE_PDF_BYTES - 1}"
    if not journey.hops and wish.validators.etag:
        headers["If-None-Match"] = wish.validators.etag
    if not journey.hops and wish.validators.last_modified:
        headers["If-Modified-Since"] = wish.validators.last_modified
    request = httpx.Request("GET", journey.url, headers=headers)
    if journey.cookies is not None:
        journey.cookies.set_cookie_header(request)
    return request


def _take_note(journey: _Journey, request: httpx.Request) -> None:
    """Remember where we have been, to go nowhere twice with the same cookies.

    Raises:
        RefusedError: We have been here.
    """
    here = (journey.url, request.headers.get("cookie", ""))
    if here in journey.visited or len(journey.hops) > MOST_HOPS:
        detail = f"{len(journey.hops)} redirects, last to {journey.url}"
        raise RefusedError(Trouble.REDIRECT_LOOP, detail)
    journey.visited.add(here)


def _goes_on(journey: _Journey, request: httpx.Request, response: httpx.Response) -> bool:
    """Take the next step of a journey, if the answer is not its end."""
    if response.status_code == _NO_SUCH_RANGE and journey.in_parts:
        journey.in_parts = False
        journey.visited.clear()
        return journey.wish.wants_pdf
    if not (response.is_redirect and response.headers.get("location")):
        return False
    target = _target(journey.url, response)
    if "set-cookie" in response.headers:
        response.request = request
        journey.cookies = journey.cookies or httpx.Cookies()
        journey.cookies.extract_cookies(response)
    journey.hops.append(Hop(journey.url, response.status_code, target))
    journey.url = target
    return True


def _target(url: str, response: httpx.Response) -> str:
    raw = next(value for name, value in response.headers.raw if name.lower() == b"location")
    try:
        target = raw.decode("utf-8")
    except UnicodeDecodeError:
        target = raw.decode("latin-1")
    return urljoin(url, target.strip()).partition("#")[0]


def _kept(response: httpx.Response) -> dict[str, str]:
    return {
        name: value.decode("latin-1")
        for raw, value in response.headers.raw
        if (name := raw.decode("latin-1").lower()) in _HEADERS_KEPT
    }


TROUBLES = (
    TimeoutError,
    RefusedError,
    httpx.TransportError,
    httpx.InvalidURL,
    ValueError,
    OverflowError,
)


def _as_answer(error: BaseException, url: str, hops: list[Hop]) -> Answer:
    trouble, detail = _trouble(error)
    return Answer(tuple(hops), url, trouble=trouble, detail=detail)


def _trouble(error: BaseException) -> tuple[Trouble, str]:
    """Name what went wrong between the question and an answer."""
    match error:
        case RefusedError():
            return error.trouble, error.detail
        case TimeoutError() | httpx.TimeoutException():
            return Trouble.TIMEOUT, ""
        case CertificateError():
            return Trouble.CERTIFICATE, str(error)
        case httpx.RemoteProtocolError():
            return Trouble.PROTOCOL, str(error)
        case httpx.TransportError():
            return Trouble.CONNECTION, str(error)
        case _:
            return Trouble.BAD_ADDRESS, str(error)
