"""Asking APIs in batches: halved when a batch is too much, asked again when the API is tired."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from llm_info.links import arxiv, github
from llm_info.links.fetch import USER_AGENT, Fetcher
from llm_info.links.hosts import Hosts
from llm_info.links.plan import host_of
from llm_info.links.retry import MOST_TRIES, retry_after
from llm_info.links.verdict import Answer, ListedPaper, Question, RepositoryFacts, Trouble
from llm_info.links.wire import Request

LONGEST_API_PAUSE = 60.0
"""Seconds that an API may make us wait: it answers for a hundred links at once."""

_OK, _BAD_REQUEST, _UNAUTHORIZED, _NOT_FOUND, _SERVER_ERROR = 200, 400, 401, 404, 500
_THROTTLING = frozenset([403, 429, 503])


async def _call(fetcher: Fetcher, hosts: Hosts, request: Request, seconds: float) -> Answer:
    """Ask an API in its turn; wait as it wishes and ask again, a few times."""
    host = host_of(request.url)
    tries = 0
    while True:
        await hosts.turn(host)
        answer = await fetcher.call(request, seconds)
        tries += 1
        wish = retry_after(answer.headers.get("retry-after"), datetime.now(UTC))
        tired = answer.status in _THROTTLING and wish is not None
        if tired and wish is not None and wish > LONGEST_API_PAUSE:
            return answer._replace(status=0, trouble=Trouble.THROTTLED, detail=host)
        hiccup = answer.trouble is not None or answer.cut or answer.status == 429  # noqa: PLR2004
        if tries >= MOST_TRIES or not (tired or hiccup):
            return _blamed_on_api(answer, host)
        wait = 2.0 ** (tries - 1) if wish is None else wish
        hosts.pause(host, wait)
        await asyncio.sleep(wait)


def _blamed_on_api(answer: Answer, host: str) -> Answer:
    """No link is broken because an API cannot be reached."""
    if answer.trouble in (Trouble.UNKNOWN_HOST, Trouble.CERTIFICATE, Trouble.PRIVATE_ADDRESS):
        return answer._replace(trouble=Trouble.CONNECTION, detail=f"{host}: {answer.detail}")
    return answer


class ArxivBatches:
    """Asks arXiv's API for ids.

    Args:
        fetcher: Sends requests.
        hosts: Whose turn it is.
        seconds: How long one request may take.
    """

    def __init__(self, fetcher: Fetcher, hosts: Hosts, seconds: float) -> None:
        self._fetcher = fetcher
        self._hosts = hosts
        self._seconds = seconds

    async def ask(self, names: Sequence[str]) -> AsyncIterator[tuple[str, Answer]]:
        """Ask for ids and yield each with its answer; an absent one has been asked for twice."""
        absent: list[str] = []
        async for name, answer in self._ask(names):
            if answer.listed == ListedPaper():
                absent.append(name)
            else:
                yield name, answer
        async for name, answer in self._ask(absent):
            yield name, answer

    async def _ask(self, names: Sequence[str]) -> AsyncIterator[tuple[str, Answer]]:
        waiting = arxiv.batches(names)[::-1]
        while waiting:
            batch = waiting.pop()
            headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
            request = Request(arxiv.address(batch), headers)
            answer = await _call(self._fetcher, self._hosts, request, self._seconds * 2)
            listed = arxiv.listed(batch, answer.body) if answer.status == _OK else None
            too_much = answer.status in (_OK, _BAD_REQUEST) or answer.status >= _SERVER_ERROR
            if listed is None and too_much and len(batch) > 1:
                middle = len(batch) // 2
                waiting += [batch[middle:], batch[:middle]]
                continue
            if listed is None and answer.status == _BAD_REQUEST:
                listed = {batch[0]: ListedPaper()}
            for name in batch:
                paper = listed[name] if listed is not None else None
                yield name, answer._replace(body="", listed=paper)


class GitHubBatches:
    """Asks GitHub's GraphQL API for repositories.

    Args:
        fetcher: Sends requests.
        hosts: Whose turn it is.
        seconds: How long one request may take.
        token: Goes with each request, to `api` and nowhere else.
        api: Address of the API.
    """

    def __init__(
        self, fetcher: Fetcher, hosts: Hosts, seconds: float, token: str, api: str
    ) -> None:
        self._fetcher = fetcher
        self._hosts = hosts
        self._seconds = seconds
        self._token = token
        self._api = api.rstrip("/")
        self._size = github.BATCH
        self.token_refused = False

    async def ask(
        self, questions: Sequence[Question]
    ) -> AsyncIterator[tuple[Question, Answer | None]]:
        """Ask for repositories and paths and yield each question with its answer.

        `None` is no answer: the API did not know, or does not find a path, which may be because
        the branch has a slash in its name or has been renamed.
        """
        by_key: dict[tuple[str, str], list[Question]] = {}
        for question in questions:
            if question.repository is not None:
                by_key.setdefault(github.key(question.repository), []).append(question)
        repositories = github.wanted([one.repository for one in questions if one.repository])
        waiting = github.batches(repositories, self._size)[::-1]
        while waiting:
            batch = waiting.pop()
            answer, facts = await self._ask(batch)
            if facts is None and answer.status >= _SERVER_ERROR and len(batch) > 1:
                waiting.append(batch)
                waiting = self._smaller(waiting)
                continue
            for index, one in enumerate(batch):
                found = facts[index] if facts is not None else None
                for question in by_key[one.owner, one.name]:
                    yield question, self._answer(question, answer, found)

    def _smaller(self, waiting: list[list[github.Wanted]]) -> list[list[github.Wanted]]:
        """All that is left in batches of half the size."""
        self._size = max(1, len(waiting[-1]) // 2)
        left = [one for batch in reversed(waiting) for one in batch]
        return github.batches(left, self._size)[::-1]

    async def _ask(
        self, batch: Sequence[github.Wanted]
    ) -> tuple[Answer, list[dict[str, RepositoryFacts] | None] | None]:
        if self.token_refused:
            return Answer(status=_UNAUTHORIZED), None
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._token}",
        }
        body = json.dumps(github.query(batch)).encode()
        request = Request(f"{self._api}/graphql", headers, body)
        answer = await _call(self._fetcher, self._hosts, request, self._seconds)
        if answer.status == _UNAUTHORIZED:
            self.token_refused = True
        if answer.status != _OK:
            return answer, None
        if github.is_throttled(answer.body):
            return answer._replace(status=0, trouble=Trouble.THROTTLED, detail="GitHub"), None
        return answer, github.facts(batch, answer.body)

    def _answer(
        self,
        question: Question,
        answer: Answer,
        found: dict[str, RepositoryFacts] | None,
    ) -> Answer | None:
        if found is None:
            asks_page = answer.status in (_OK, _UNAUTHORIZED, _NOT_FOUND)
            return None if asks_page else answer._replace(body="")
        target = question.repository
        path = target.ref_and_path if target and target.view else ""
        facts = found.get(path, found[""])
        if facts.full_name and facts.path_found is False:
            return None
        return answer._replace(body="", repository=facts)
