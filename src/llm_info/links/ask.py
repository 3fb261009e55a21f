"""Questions → answers, politely: in batches where a host offers it, else one by one in two rounds.

In the first round a passing trouble is asked about again soon. What is left of it, and what a host
that complains keeps back, is asked in the second round, when all else is done, slowly, and once.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, NamedTuple, Self

from llm_info.links import github
from llm_info.links.fetch import Fetcher, Wish
from llm_info.links.hosts import Hosts, Manners
from llm_info.links.inspecting import Inspectors
from llm_info.links.plan import host_of
from llm_info.links.retry import DONE, When, again
from llm_info.links.verdict import UNKNOWN, Answer, Expectation, Question, Trouble, Validators
from llm_info.links.wire import Transport, Wire

AT_ONCE = 256
"""Most requests under way at once, over all hosts. Browsers have as many, and fifty hosts at four
each want two hundred."""

SECOND_LOOK_SECONDS = 5.0
"""How long at least after the first look a link that was good lately is asked for again."""

_PATIENCE = 3
"""So many failures, and nothing good, until a host's other links wait for the second round; and so
many refusals there until the rest of them is given up."""

_SILENT = frozenset([Trouble.TIMEOUT, Trouble.CONNECTION, Trouble.NAME_SERVICE])
_NOT_FOUND = frozenset([404, 410])
_OK, _TOO_MANY = 200, 429


class Known(NamedTuple):
    """What an earlier run says of a link.

    Attributes:
        validators: What makes a request conditional.
        good: Whether it was good the last time, so that its end deserves a second look.
    """

    validators: Validators = UNKNOWN
    good: bool = False


@dataclass(slots=True)
class _Errand:
    """One address that is asked, for all questions that it answers."""

    questions: tuple[Question, ...]
    wish: Wish
    host: str
    good: bool
    tries: int = 0
    second_round: bool = False
    last: Answer | None = None


class Asker:
    """Asks questions; to be used as an asynchronous context manager.

    Args:
        seconds: How long one attempt may take, redirects included.
        manners: How a host is asked that has no manners of its own.
        token: GitHub token; goes to the GitHub API and nowhere else.
        allowed: Hosts, or `host:port`, that may be private.
        github_api: Address of the GitHub API.
        transport: A transport to use instead of the guarded one.
    """

    def __init__(
        self,
        *,
        seconds: float = 20.0,
        manners: Manners | None = None,
        token: str | None = None,
        allowed: Collection[str] = (),
        github_api: str = github.API,
        transport: Transport | None = None,
    ) -> None:
        self._seconds = seconds
        self._manners = manners or Manners()
        self._token = token
        self._allowed = frozenset(allowed)
        self._github_api = github_api
        self._transport = transport
        self._stack = AsyncExitStack()
        self._answers: asyncio.Queue[tuple[Sequence[Question], Answer] | BaseException]
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_round = 0
        self._later: list[_Errand] = []
        self._bad: Counter[str] = Counter()
        self._answered: set[str] = set()
        self._shunned: dict[str, Trouble] = {}
        self._waiting: dict[str, deque[_Errand]] = {}
        self._second_round = False
        self.token_refused = False

    async def __aenter__(self) -> Self:
        inspectors = self._stack.enter_context(Inspectors())
        transport = self._transport or await self._stack.enter_async_context(Wire(self._allowed))
        self._hosts = Hosts(AT_ONCE, self._manners)
        self._fetcher = Fetcher(transport, self._hosts, self._allowed, inspectors)
        self._answers = asyncio.Queue()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hosts.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stack.aclose()

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self._fetcher.requests

    async def ask_all(
        self, questions: Iterable[Question], known: Mapping[str, Known] | None = None
    ) -> AsyncIterator[tuple[Question, Answer]]:
        """Ask all questions and yield each with its answer, in the order in which they come.

        Args:
            questions: What to ask. Questions that one address answers cost one request.
            known: Address → what an earlier run says of it.
        """
        questions = list(questions)
        await self._set_out(questions, known or {})
        left = len(questions)
        while left:
            came = await self._answers.get()
            if isinstance(came, BaseException):
                raise came
            for question in came[0]:
                left -= 1
                yield question, came[1]

    async def _set_out(self, questions: Sequence[Question], known: Mapping[str, Known]) -> None:
        repositories: list[Question] = []
        papers: list[Question] = []
        pages: dict[str, list[Question]] = {}
        for question in questions:
            match question.expectation:
                case Expectation.ARXIV:
                    papers.append(question)
                case Expectation.REPOSITORY | Expectation.REPOSITORY_PATH if self._token:
                    repositories.append(question)
                case _:
                    pages.setdefault(question.ask, []).append(question)
        self._first_round = len(pages) + bool(repositories) + bool(papers)
        if papers:
            self._start(self._ask_arxiv(papers))
        if repositories:
            self._start(self._ask_github(repositories))
        for number, group in enumerate(pages.values(), 1):
            self._queue(self._errand(group, known))
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)  # the first are on their way before the last are set out

    def _errand(self, group: Sequence[Question], known: Mapping[str, Known]) -> _Errand:
        wants_pdf = Expectation.PDF in [question.expectation for question in group]
        before = [known[question.url] for question in group if question.url in known]
        # an unchanged page says nothing new only if it was judged for every question
        validators = before[0].validators if len(before) == len(group) else Validators()
        wish = Wish(group[0].ask, wants_pdf, validators, self._seconds)
        return _Errand(tuple(group), wish, host_of(wish.url), True in [one.good for one in before])

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._answers.put_nowait(error)

    def _queue(self, errand: _Errand) -> None:
        if errand.host in self._shunned:
            self._postpone(errand)
            return
        self._waiting.setdefault(errand.host, deque()).append(errand)
        self._hosts.enter(errand.host, lambda: self._begin(errand.host))

    def _begin(self, host: str) -> None:
        self._start(self._pursue(self._waiting[host].popleft()))

    async def _pursue(self, errand: _Errand) -> None:
        """Ask one address; its host's turn has come."""
        host = errand.host
        errand.tries += 1
        answer = errand.last = await self._fetcher.fetch(errand.wish)
        self._note(host, answer)
        step = DONE
        if answer.status != _OK or answer.cut:
            now = datetime.now(UTC)
            step = again(answer, errand.tries, now, second_round=errand.second_round)
        if step.host:
            self._hosts.pause(host, step.seconds)
        if step.shun:
            self._shun(host, Trouble.THROTTLED)
        ended = answer.status in _NOT_FOUND or answer.trouble is Trouble.UNKNOWN_HOST
        if step.when is When.SOON:
            wait = step.seconds * random.uniform(1.0, 1.3)  # noqa: S311  (jitter, not a secret)
            asyncio.get_running_loop().call_later(wait, self._queue, errand)
        elif step.when is When.LATER or (ended and errand.good and not errand.second_round):
            self._postpone(errand)
        else:
            self._deliver(errand, answer)

    def _shun(self, host: str, trouble: Trouble) -> None:
        """Let what waits for a host wait for the second round."""
        if self._second_round or host in self._shunned:
            return
        self._shunned[host] = trouble
        self._hosts.forget(host)
        for errand in self._waiting.pop(host, ()):
            self._postpone(errand)

    def _note(self, host: str, answer: Answer) -> None:
        """Learn from an answer how its host is."""
        if answer.status == _TOO_MANY or answer.trouble in _SILENT:
            self._bad[host] += 1
            if self._bad[host] >= _PATIENCE and host not in self._answered:
                throttled = answer.status == _TOO_MANY
                trouble = Trouble.THROTTLED if throttled else Trouble.HOST_DOWN
                self._shun(host, trouble)
        else:
            self._answered.add(host)
            self._bad[host] = 0

    def _postpone(self, errand: _Errand) -> None:
        self._later.append(errand)
        self._count_down()

    def _deliver(self, errand: _Errand, answer: Answer) -> None:
        self._answers.put_nowait((errand.questions, answer))
        if not errand.second_round:
            self._count_down()

    def _count_down(self) -> None:
        self._first_round -= 1
        if self._first_round == 0 and self._later:
            self._start(self._ask_later())

    async def _ask_later(self) -> None:
        self._second_round = True
        errands, self._later = self._later, []
        if any(errand.good for errand in errands):
            await asyncio.sleep(SECOND_LOOK_SECONDS)
        shunned, self._shunned = self._shunned, {}
        by_host: dict[str, list[_Errand]] = {}
        for errand in errands:
            errand.second_round = True
            errand.wish = errand.wish._replace(seconds=self._seconds / 2)
            if self._bad[errand.host] or errand.host in shunned:
                by_host.setdefault(errand.host, []).append(errand)
            else:
                self._queue(errand)
        for host, group in by_host.items():
            self._hosts.slow_down(host)
            self._bad[host] = 0
            self._start(self._ask_slowly(group, shunned.get(host, Trouble.THROTTLED)))

    async def _ask_slowly(self, errands: Sequence[_Errand], trouble: Trouble) -> None:
        """Ask a host that has complained, one question after the other, while it bears with us."""
        for errand in errands:
            if self._bad[errand.host] >= _PATIENCE and len(errands) > _PATIENCE:
                given_up = Answer(url=errand.wish.url, trouble=trouble)
                self._deliver(errand, errand.last or given_up)
            else:
                await self._hosts.turn(errand.host)
                await self._pursue(errand)

    async def _ask_arxiv(self, questions: Sequence[Question]) -> None:
        from llm_info.links.batching import ArxivBatches  # noqa: PLC0415  (parses XML)

        batches = ArxivBatches(self._fetcher, self._hosts, self._seconds)
        names = [question.arxiv for question in questions if question.arxiv]
        by_name: dict[str, list[Question]] = {}
        for question in questions:
            by_name.setdefault(question.arxiv or "", []).append(question)
        async for name, answer in batches.ask(names):
            self._answers.put_nowait((by_name[name], answer))
        self._count_down()

    async def _ask_github(self, questions: Sequence[Question]) -> None:
        from llm_info.links.batching import GitHubBatches  # noqa: PLC0415

        assert self._token is not None  # noqa: S101  (the caller has looked)
        batches = GitHubBatches(
            self._fetcher, self._hosts, self._seconds, self._token, self._github_api
        )
        async for question, answer in batches.ask(questions):
            if answer is not None:
                self._answers.put_nowait(([question], answer))
            else:  # the API does not know, the page may
                self._first_round += 1
                self._queue(self._errand([question], {}))
        self.token_refused = batches.token_refused
        self._count_down()
