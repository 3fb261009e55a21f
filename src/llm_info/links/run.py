"""One run of the checker: who is asked, what is known afterwards, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from llm_info.errors import NetworkDownError
from llm_info.links import memory
from llm_info.links.ask import Asker, Known
from llm_info.links.memory import Record
from llm_info.links.plan import field_name, host_of
from llm_info.links.results import Location, Result
from llm_info.links.verdict import (
    Answer,
    Expectation,
    Judgement,
    Paper,
    Question,
    Trouble,
    Verdict,
)
from llm_info.model import Entry
from llm_info.store import Reading

_SILENT = frozenset(
    [Trouble.UNKNOWN_HOST, Trouble.NAME_SERVICE, Trouble.CONNECTION, Trouble.TIMEOUT]
    + [Trouble.HOST_DOWN]
)
_FEWEST_HOSTS = 3
_ENOUGH_HOSTS = 5
_UNCHANGED = 304


@dataclass
class Run:
    """What is known so far; survives an interruption.

    Attributes:
        records: What is remembered, brought up to date link by link.
        now: The moment that counts as the present.
        statuses: Address → HTTP status of this run, for what was asked.
        requests: How many requests were made.
        token_refused: Whether GitHub did not accept the token.
    """

    records: dict[str, Record]
    now: datetime
    statuses: dict[str, int] = field(default_factory=dict[str, int])
    requests: int = 0
    token_refused: bool = False
    _silent: dict[str, bool] = field(default_factory=dict[str, bool])

    def due(self, questions: Iterable[Question], *, refresh: bool) -> list[Question]:
        """The questions whose answer is not known well enough."""
        return [
            question
            for question in questions
            if refresh
            or question.url not in self.records
            or not self.records[question.url].is_fresh(question.url, self.now)
        ]

    async def ask(
        self,
        asker: Asker,
        questions: Sequence[Question],
        tell: Callable[[Question], None] | None = None,
    ) -> None:
        """Ask questions and judge the answers.

        Args:
            asker: Asks.
            questions: What is due.
            tell: Is told of each question that has its answer.
        """
        known = {
            question.url: Known(record.validators, record.is_good)
            for question in questions
            if (record := self.records.get(question.url))
        }
        try:
            async for question, answer in asker.ask_all(questions, known):
                self._learn(question, answer)
                if tell is not None:
                    tell(question)
        finally:
            self.requests += asker.requests
            self.token_refused = asker.token_refused

    def _learn(self, question: Question, answer: Answer) -> None:
        judge = _judge()
        old = self.records.get(question.url)
        judgement = judge(question, answer, old.judgement if old and old.is_good else None)
        unchanged = answer.status == _UNCHANGED
        validators = None if unchanged else answer.validators
        self.records[question.url] = memory.remembered(old, judgement, self.now, validators)
        self.statuses[question.url] = answer.status
        host = host_of(question.ask)
        self._silent[host] = self._silent.get(host, True) and answer.trouble in _SILENT

    def refuse_if_down(self) -> None:
        """Stop when the network is down, before hundreds of links are blamed for it.

        Raises:
            NetworkDownError: Most hosts are out of reach.
        """
        hosts = len(self._silent)
        silent = sum(self._silent.values())
        most = hosts >= _ENOUGH_HOSTS and silent > hosts / 2
        if most or (hosts >= _FEWEST_HOSTS and silent == hosts):
            raise NetworkDownError(
                f"{silent} of {hosts} hosts are out of reach: the network seems to be down",
                hint="try again later, or use --offline",
            )

    def results(
        self, reading: Reading, questions: Iterable[Question], *, all_located: bool
    ) -> Iterator[Result]:
        """The verdicts on all questions about which something is known, in their order.

        Args:
            reading: The catalog.
            questions: All questions about it.
            all_located: Whether each is to say where it stands. To find the places in the files
                takes longer than all else, and of a link that is fine few reports name them.
        """
        for question in questions:
            record = self.records.get(question.url)
            asked = question.url in self.statuses
            if record is None or not (asked or record.is_fresh(question.url, self.now)):
                continue
            located = all_located or record.verdict is not Verdict.OK
            yield Result(
                question,
                memory.weighed(record, self.now),
                status=self.statuses.get(question.url, 0),
                checked_at=record.checked_at,
                cached=not asked,
                locations=locations(reading, question) if located else (),
            )


@cache
def _judge() -> Callable[[Question, Answer, Judgement | None], Judgement]:
    """The judge, who is loaded while answers are awaited."""
    from llm_info.links.judge import judge  # noqa: PLC0415

    return judge


def locations(reading: Reading, question: Question) -> tuple[Location, ...]:
    """Where a link stands."""
    found: list[Location] = []
    for use in question.uses:
        place = reading.place(use.entry, use.field)
        path = reading.paths[use.entry]
        found.append(Location(path, place.line, place.column, use.entry, field_name(use.field)))
    return tuple(found)


def offline(
    reading: Reading,
    questions: Iterable[Question],
    refusal: Callable[[Question], Answer | None],
    now: datetime,
) -> Iterator[Result]:
    """Judge what can be judged without asking anybody: addresses, and the PDFs in `papers/`."""
    from llm_info import pdf  # noqa: PLC0415  (who asks need not wait for it)
    from llm_info.links.judge import judge  # noqa: PLC0415

    for question in questions:
        if answer := refusal(question):
            judgement = judge(question, answer)
            places = locations(reading, question)
            yield Result(question, judgement, 0, memory.stamp(now), cached=False, locations=places)
    for entry in reading.catalog.entries:
        path = reading.root / "papers" / f"{entry.id}.pdf"
        if path.is_file():
            place = reading.place(entry.id, ("title",))
            where = Location(reading.paths[entry.id], place.line, place.column, entry.id, "title")
            question = Question(
                f"papers/{path.name}", "", "pdf", Expectation.PDF, papers=(_paper(entry),)
            )
            judgement = judge(question, Answer(status=200, pdf=pdf.inspect(path)))
            yield Result(
                question, judgement, 0, memory.stamp(now), cached=False, locations=(where,)
            )


def _paper(entry: Entry) -> Paper:
    authors = tuple(author.display for author in entry.authors)
    return Paper(entry.title, entry.also_titled, authors, entry.arxiv, entry.doi)
