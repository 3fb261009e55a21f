"""The memory: what rests, what is asked again, and when being out of reach becomes a failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from llm_info.errors import LlmInfoError
from llm_info.links import Judgement, Verdict, memory
from llm_info.links.memory import Record, Seen, newer, remembered, seen, weighed
from llm_info.links.verdict import Validators

URL = "https://example.org/x"
START = datetime(2026, 1, 1, 6, tzinfo=UTC)
OK = Judgement(Verdict.OK)
DOWN = Judgement(Verdict.UNREACHABLE, "timeout", "no answer came in time")


def after(*days: tuple[int, Judgement]) -> Record:
    """The record after checks on some days."""
    record = None
    for day, judgement in days:
        record = remembered(record, judgement, START + timedelta(days=day), Validators())
    assert record is not None
    return record


@pytest.mark.parametrize(
    ("record", "hours", "fresh"),
    [
        (after((0, OK)), 19, True),
        (after((0, OK)), 24, False),
        (after((0, OK), (4, OK)), 95, True),
        (after((0, OK), (4, OK)), 24 * 6, False),
        (after((0, OK), (90, OK)), 24 * 7 - 1, True),
        (after((0, OK), (90, OK)), 24 * 10, False),
        (after((0, OK), (1, DOWN), (2, OK)), 24, False),
        (after((0, DOWN)), 1, False),
        (after((0, Judgement(Verdict.BLOCKED))), 1, False),
    ],
)
def test_a_link_rests_the_longer_the_longer_it_is_good(
    record: Record,
    hours: int,
    fresh: bool,  # noqa: FBT001
) -> None:
    checked = datetime.fromisoformat(record.checked_at)
    assert record.is_fresh(URL, checked + timedelta(hours=hours)) is fresh


def test_links_do_not_all_come_due_at_once() -> None:
    record = after((0, OK), (90, OK))
    checked = datetime.fromisoformat(record.checked_at)
    due = sum(
        not record.is_fresh(f"{URL}{n}", checked + timedelta(days=8, hours=9)) for n in range(100)
    )
    assert 20 < due < 80


def test_a_link_with_validators_is_always_asked_and_keeps_them_when_unchanged() -> None:
    record = remembered(None, OK, START, Validators(etag='"1"'))
    assert not record.is_fresh(URL, START)
    assert remembered(record, OK, START, None).etag == '"1"'
    assert not remembered(record, DOWN, START, None).validators


@pytest.mark.parametrize(
    ("days", "fails"),
    [((0,), False), ((0, 8), False), ((0, 1, 6), False), ((0, 1, 7), True), ((0, 3, 5, 9), True)],
)
def test_out_of_reach_fails_after_three_runs_over_seven_days(
    days: tuple[int, ...],
    fails: bool,  # noqa: FBT001
) -> None:
    record = after(*((day, DOWN) for day in days))
    assert weighed(record, START + timedelta(days=days[-1])).fails is fails


def test_one_good_answer_ends_the_count() -> None:
    assert after((0, DOWN), (1, DOWN), (2, OK), (9, DOWN)).failures == 1


def test_what_readers_see_of_a_derived_address() -> None:
    records = {"https://arxiv.org/abs/2103.01234": after((0, OK))}
    known = Seen(Verdict.OK, "2026-01-01", archived=False)
    assert seen(records, "https://arxiv.org/pdf/2103.01234") == known
    assert seen(records, URL) is None


def test_of_two_memories_the_later_record_counts() -> None:
    early, late = after((0, OK)), after((1, DOWN))
    assert newer({URL: early}, {URL: late}) == newer({URL: late}, {URL: early}) == {URL: late}


def test_what_another_run_has_written_meanwhile_is_kept(tmp_path: Path) -> None:
    old, ours, theirs = after((0, OK)), after((0, OK), (1, DOWN)), after((0, OK), (2, OK))
    known = ["both", "mine", "other", "gone"]
    memory.save(tmp_path, {"both": old, "mine": old, "gone": old}, known, memory.Loaded())
    before = memory.load(tmp_path)
    memory.save(tmp_path, before | {"both": theirs, "other": theirs}, known, before)
    memory.save(tmp_path, before | {"both": ours, "mine": ours}, known[:3], before)
    assert memory.load(tmp_path) == {"both": theirs, "mine": ours, "other": theirs}


def test_an_earlier_moment_than_that_of_the_memory_is_written(tmp_path: Path) -> None:
    late, early = after((9, OK)), after((1, OK))
    memory.save(tmp_path, {URL: late}, [URL], memory.Loaded())
    memory.save(tmp_path, {URL: early}, [URL], memory.load(tmp_path))
    assert memory.load(tmp_path) == {URL: early}


def test_a_memory_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / memory.FILE
    path.parent.mkdir()
    with path.open("wb") as stream:
        stream.truncate(memory.MOST_BYTES + 1)
    with pytest.raises(LlmInfoError, match="it has more than 256 MiB"):
        memory.load(tmp_path)


def test_a_memory_with_a_list_where_a_text_belongs_is_none() -> None:
    row = '{"verdict": "ok", "checked_at": "2026-01-01T06:00:00Z", "etag": ["x"]}'
    with pytest.raises(LlmInfoError, match="cannot be read"):
        memory.parse(f'{{"links": {{"{URL}": {row}}}}}'.encode(), "links.json")
