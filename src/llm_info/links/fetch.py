"""One address → one answer: redirects, cookies, deadline, and what is read of the body."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from llm_info.links.body import (
    UNSIZED_PDF_BYTES,
    WHOLE_PDF_BYTES,
    is_pdf,
    page_text,
    read_page,
    save_pdf,
    total_size,
)
from llm_info.links.deadlines import Deadlines
from llm_info.links.guard import RefusedError, TroubleError, check_address
from llm_info.links.hosts import Hosts
from llm_info.links.inspecting import Inspectors
from llm_info.links.plan import host_of
from llm_info.links.verdict import UNKNOWN, Answer, Hop, Trouble, Validators
from llm_info.links.wire import Request, Response, Transport

if TYPE_CHECKING:
    from llm_info.links.cookies import Cookies

MOST_HOPS = 20
"""As many as browsers follow."""

_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_NO_RANGES = frozenset([400, 405, 406, 416, 501])
"""What servers answer that do not like being asked for a part."""

_PARTIAL = 206
_FOR_A_PDF = 0.75
"""Part of the time that a PDF may take; of one that is not here by then, the beginning counts."""

_BEFORE_QUERY = re.compile(r"[^?#]*")
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})$")
API_BYTES = 8 * 1024 * 1024
USER_AGENT = f"llm-info/{version('llm-info')} (link check of a paper catalog)"

_HEADERS_KEPT = frozenset(
    ["content-type", "cf-mitigated", "x-amzn-waf-action", "retry-after", "etag", "last-modified"]
)


class Wish(NamedTuple):
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
    cookies: Cookies | None = None
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
        transport: Transport,
        hosts: Hosts,
        allowed: Collection[str],
        inspectors: Inspectors,
    ) -> None:
        self._transport = transport
        self._hosts = hosts
        self._allowed = frozenset(allowed)
        self._inspectors = inspectors
        self._deadlines = Deadlines()
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
        finally:
            self._deadlines.lift(deadline)
        if path is None:
            return answer
        return answer._replace(pdf=await self._inspectors.inspect(path))

    async def call(self, request: Request, seconds: float) -> Answer:
        """Ask an API: no redirect is followed, and the whole body is read."""
        try:
            async with asyncio.timeout(seconds):
                self.requests += 1
                response = await self._transport.send(request)
                try:
                    part = await read_page(response, API_BYTES)
                finally:
                    response.close()
        except TROUBLES as error:
            return _as_answer(error, request.url, [])
        finally:
            self._hosts.leave(host_of(request.url))
        body = part.content.decode(errors="replace")
        headers = _kept(response.headers)
        return Answer((), request.url, response.status, headers, body, cut=part.cut)

    async def _follow(
        self, journey: _Journey, deadline: asyncio.Timeout
    ) -> tuple[Answer, Path | None]:
        budget = journey.wish.seconds
        clock = asyncio.get_running_loop().time
        while True:
            self._deadlines.set(deadline, budget)
            here, started = journey.url, clock()
            try:
                check_address(here, self._allowed)
                request = _request(journey)
                _take_note(journey, request)
                self.requests += 1
                response = await self._transport.send(request)
                try:
                    if not _goes_on(journey, response):
                        answer, path = await self._read(journey, response)
                        refresh = response.headers.get("refresh", "")
                        if path or not _refreshed(journey, answer, refresh):
                            return answer, path
                finally:
                    response.close()
            finally:
                self._hosts.leave(host_of(here))
            self._deadlines.lift(deadline)  # waiting for a turn costs nothing of the budget
            budget -= clock() - started
            await self._hosts.turn(host_of(journey.url))

    async def _read(self, journey: _Journey, response: Response) -> tuple[Answer, Path | None]:
        headers = _kept(response.headers)
        kind = headers.get("content-type", "")
        hops, url, status = tuple(journey.hops), journey.url, response.status
        if not journey.wish.wants_pdf or status not in (200, 206):
            part = await read_page(response)
            return Answer(
                hops, url, status, headers, page_text(part, kind), part.complete, part.cut
            ), None
        path = self._inspectors.new_file()
        with path.open("wb") as stream:
            part = await save_pdf(response, stream, journey.wish.seconds * _FOR_A_PDF)
        if is_pdf(part.content) and part.complete:
            return Answer(hops, url, status, headers), path
        path.unlink()
        if is_pdf(part.content):
            size = total_size(response) or UNSIZED_PDF_BYTES
            return Answer(
                hops, url, status, headers, "", complete=False, cut=part.cut, size=size
            ), None
        return Answer(
            hops, url, status, headers, page_text(part, kind), part.complete, part.cut
        ), None


def _request(journey: _Journey) -> Request:
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
    if journey.cookies is not None and (cookies := journey.cookies.field(journey.url)):
        headers["Cookie"] = cookies
    return Request(journey.url, headers)


def _take_note(journey: _Journey, request: Request) -> None:
    """Remember where we have been, to go nowhere twice with the same cookies.

    Raises:
        RefusedError: We have been here.
    """
    here = (journey.url, request.headers.get("Cookie", ""))
    if here in journey.visited or len(journey.hops) > MOST_HOPS:
        detail = f"{len(journey.hops)} redirects, last to {journey.url}"
        raise RefusedError(Trouble.REDIRECT_LOOP, detail)
    journey.visited.add(here)


def _goes_on(journey: _Journey, response: Response) -> bool:
    """Take the next step of a journey, if the answer is not its end."""
    if journey.wish.wants_pdf and journey.in_parts and _is_no_part(response):
        journey.in_parts = False
        journey.visited.clear()
        return True
    location = response.headers.get("location")
    if response.status not in _REDIRECTS or not location:
        return False
    target = _target(journey.url, location)
    if response.cookies:
        from llm_info.links.cookies import Cookies  # noqa: PLC0415  (few pages set any)

        journey.cookies = journey.cookies or Cookies()
        journey.cookies.learn(journey.url, response.cookies)
    journey.hops.append(Hop(journey.url, response.status, target))
    journey.url = _without_fragment(target)
    return True


def _is_no_part(response: Response) -> bool:
    """Whether a server would do better if it were asked for the whole."""
    if response.status != _PARTIAL:
        return response.status in _NO_RANGES
    given = _RANGE.match(response.headers.get("content-range", ""))
    if given is None:
        return False
    first, last, total = (int(number) for number in given.groups())
    return first > 0 or last + 1 < min(total, WHOLE_PDF_BYTES)


def _refreshed(journey: _Journey, answer: Answer, field: str) -> bool:
    """Follow a page that sends its readers elsewhere at once, as a browser does."""
    if answer.status != 200 or answer.pdf or answer.size or len(journey.hops) > MOST_HOPS:  # noqa: PLR2004
        return False
    from llm_info.links import html  # noqa: PLC0415  (its patterns are made while we wait)

    wanted = html.refresh_of(field, answer.body)
    if not wanted:
        return False
    target = _target(journey.url, wanted)
    if any(_without_fragment(target) == url for url, _ in journey.visited):
        return False
    journey.hops.append(Hop(journey.url, answer.status, target))
    journey.url = _without_fragment(target)
    return True


def _target(url: str, location: str) -> str:
    """Where a Location leads to. Browsers take the backslashes of its path for slashes."""
    asked = _BEFORE_QUERY.sub(lambda path: path[0].replace("\\", "/"), location.strip(), count=1)
    return urljoin(url, asked)


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in _HEADERS_KEPT if name in headers}


TROUBLES = (TimeoutError, TroubleError, ValueError, OverflowError)


def _as_answer(error: BaseException, url: str, hops: list[Hop]) -> Answer:
    match error:
        case TroubleError():
            trouble, detail = error.trouble, error.detail
        case TimeoutError():
            trouble, detail = Trouble.TIMEOUT, ""
        case _:
            trouble, detail = Trouble.BAD_ADDRESS, str(error)
    return Answer(tuple(hops), url, trouble=trouble, detail=detail)
