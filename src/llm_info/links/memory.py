"""`papers/links.json`: the last verdict on each link, with its date and its run of failures.

A link that answered well rests for a while: a day at first, and the longer it has been good the
longer, up to a week and a bit, each link for another number of hours. A server that gave a way to
ask whether anything has changed is asked just that, every time. A failure is never remembered as a
fact: it is asked about every time, and only counted.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from llm_info.errors import LlmInfoError
from llm_info.identifiers import ArxivId
from llm_info.links.verdict import GOOD, TOO_LONG, Judgement, Validators, Verdict

FILE = Path("papers", "links.json")
LOCK = Path("papers", ".links.part")
LOCK_SECONDS = 60.0
"""How long to wait while another run writes the memory, which takes it seconds at most."""

MOST_BYTES = 256 << 20
"""A memory of more is none: a link takes 300 bytes, and 100,000 papers have 300,000 links."""

SHORTEST_REST = timedelta(hours=20)
LONGEST_REST = timedelta(days=7)
SPREAD = 0.4
"""A long rest is longer by up to this share, so that not all links come due on one day."""

GRACE_RUNS = 3
GRACE = timedelta(days=7)
"""A link fails for being unreachable after so many runs over so long a time."""


class Record(NamedTuple):
    """What is remembered of one link.

    Attributes:
        verdict: The last verdict.
        checked_at: When it was last asked, in UTC.
        reason: Its reason.
        detail: Its sentence.
        new_url: Where it led, if it had moved.
        ok_at: When it was last good.
        good_since: Since when it has been good without a break.
        failures: How many runs in a row did not find it good.
        failing_since: When the first of them was.
        etag: What the server called the version that was judged.
        last_modified: When the server said that it was made.
    """

    verdict: Verdict
    checked_at: str
    reason: str = ""
    detail: str = ""
    new_url: str | None = None
    ok_at: str | None = None
    good_since: str | None = None
    failures: int = 0
    failing_since: str | None = None
    etag: str = ""
    last_modified: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the link was good the last time."""
        return self.verdict in GOOD

    def is_fresh(self, url: str, now: datetime) -> bool:
        """Whether the link was good so lately that it need not be asked."""
        if not self.is_good or self.validators:
            return False
        checked = _moment(self.checked_at)
        rest = min(LONGEST_REST, checked - _moment(self.good_since or self.checked_at))
        if rest > SHORTEST_REST:
            rest *= 1 + SPREAD * (zlib.crc32(url.encode()) % 1000) / 1000
        return timedelta(0) <= now - checked < max(SHORTEST_REST, rest)

    @property
    def validators(self) -> Validators:
        """What makes the next request conditional; only what was good can be unchanged."""
        return Validators(self.etag, self.last_modified) if self.is_good else Validators()

    @property
    def judgement(self) -> Judgement:
        """The verdict as the judge gave it."""
        return Judgement(self.verdict, self.reason, self.detail, self.new_url)


def weighed(record: Record, now: datetime) -> Judgement:
    """The verdict, heavier if the link's grace period is over."""
    judgement = record.judgement
    if record.verdict is not Verdict.UNREACHABLE or record.failing_since is None:
        return judgement
    if record.failures < GRACE_RUNS or now - _moment(record.failing_since) < GRACE:
        return judgement
    days = (now - _moment(record.failing_since)).days
    detail = f"{judgement.detail}, in {record.failures} runs over {days} days"
    return judgement._replace(reason=TOO_LONG, detail=detail)


def remembered(
    old: Record | None, judgement: Judgement, now: datetime, validators: Validators | None = None
) -> Record:
    """The record after another run.

    Args:
        old: The record so far.
        judgement: The verdict of this run.
        now: When this run was.
        validators: What the server gave; `None` if nothing has changed since the last run.
    """
    moment = stamp(now)
    good = judgement.verdict in GOOD
    counts = not good and judgement.verdict is not Verdict.BLOCKED
    if validators is None and old is not None:
        validators = Validators(old.etag, old.last_modified)
    kept = validators if validators and good else Validators()
    return Record(
        verdict=judgement.verdict,
        reason=judgement.reason,
        detail=judgement.detail,
        new_url=judgement.new_url,
        checked_at=moment,
        ok_at=moment if good else (old.ok_at if old else None),
        good_since=((old.good_since if old else None) or moment) if good else None,
        failures=(old.failures if old else 0) + 1 if counts else 0,
        failing_since=((old.failing_since if old else None) or moment) if counts else None,
        etag=kept.etag,
        last_modified=kept.last_modified,
    )


class Loaded(dict[str, Record]):
    """What a memory holds, and the digest of the file, to see whether it is still the same."""

    digest: bytes = b""


def load(root: Path) -> Loaded:
    """Read the memory; empty if there is none yet.

    Raises:
        LlmInfoError: The file is there but is no memory.
    """
    loaded = Loaded()
    if content := _content(root):
        loaded.update(parse(content, FILE.as_posix()))
        loaded.digest = _digest(content)
    return loaded


def _content(root: Path) -> bytes:
    path = root / FILE
    return read(path, FILE.as_posix()) if path.exists() else b""


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def read(path: Path, name: str) -> bytes:
    """Read a file that may be a memory, but no more of it than one has.

    Raises:
        LlmInfoError: It cannot be read, or has more than 256 MiB.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise LlmInfoError(f"{name} cannot be read: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise LlmInfoError(
            f"{name} cannot be read: it has more than {MOST_BYTES >> 20} MiB",
            hint="restore it with git, or delete it; all links are then asked again",
        )
    return content


def parse(content: bytes, name: str) -> dict[str, Record]:
    """Read the content of a memory.

    Raises:
        LlmInfoError: It is none.
    """
    try:
        rows = cast("dict[str, Any]", json.loads(content))["links"]
        return {url: _record(row) for url, row in rows.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LlmInfoError(
            f"{name} cannot be read: {error}",
            hint="restore it with git, or delete it; all links are then asked again",
        ) from error


def _record(row: dict[str, Any]) -> Record:
    fields: dict[str, Any] = row | {"verdict": Verdict(row["verdict"])}
    record = Record(**fields)
    hash(record)  # no value of it is a list or a mapping
    _moment(record.checked_at)
    return record


def newer(one: Mapping[str, Record], other: Mapping[str, Record]) -> dict[str, Record]:
    """Join two memories: of each link the record that was made later."""
    joined = dict(one)
    for url, record in other.items():
        if url not in joined or joined[url].checked_at < record.checked_at:
            joined[url] = record
    return joined


def save(root: Path, records: Mapping[str, Record], known: Iterable[str], before: Loaded) -> None:
    """Write the memory, a line per link by address; what the catalog no longer names is dropped.

    What another run has written in the meantime is kept, if it asked later or we did not ask.

    Args:
        root: The folder of the catalog.
        records: What we know.
        known: The addresses of the catalog.
        before: What the memory held when we read it.

    Raises:
        BusyError: Another process keeps the memory locked.
        LlmInfoError: What is there now is no memory.
        WriteError: It cannot be written.
    """
    from llm_info.store import only_one, replace_text  # noqa: PLC0415  (readers do not write)

    kept = set(known)
    quoted = json.JSONEncoder(ensure_ascii=False).encode
    with only_one(root / LOCK, "links", LOCK_SECONDS):
        theirs: dict[str, Record] = {}
        if _digest(_content(root)) != before.digest:
            theirs = {url: one for url, one in load(root).items() if before.get(url) != one}
        ours = {url: one for url, one in records.items() if before.get(url) != one}
        joined = {**records, **theirs, **newer(theirs, ours)}
        rows = [
            f" {quoted(url)}: {_row(record)}"
            for url, record in sorted(joined.items())
            if url in kept
        ]
        replace_text(root / FILE, '{"links": {\n' + ",\n".join(rows) + "\n}}\n")


@lru_cache(maxsize=1000)  # many links were found good in one run, and always since another
def _row(record: Record) -> str:
    fields = zip(Record._fields, record, strict=True)
    return json.dumps({name: value for name, value in fields if value}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader is told of a link.

    Attributes:
        verdict: What is known.
        date: The day on which it was found out, as `YYYY-MM-DD`.
        archived: Whether it is a repository that its owner has closed.
        new_url: Where it led, if it had moved.
    """

    verdict: Verdict
    date: str
    archived: bool
    new_url: str | None = None


def seen(records: Mapping[str, Record], url: str) -> Seen | None:
    """What is known of an address, derived ones included; `None` if it was never asked."""
    record = records.get(url)
    if record is None and (arxiv := ArxivId.recognize(url)):  # its PDF and its page are one
        record = records.get(arxiv.abstract_url)
    if record is None:
        return None
    return Seen(record.verdict, record.checked_at[:10], record.reason == "archived", record.new_url)


@lru_cache(maxsize=1)
def stamp(now: datetime) -> str:
    """A moment as it is written."""
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
