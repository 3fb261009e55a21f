"""`papers/links.json`: the last verdict on each link, with its date and its run of failures.

A link that answered well is not asked again for some days, each link for another number of them. A
failure is never remembered as a fact: it is asked about every time, and only counted.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from llm_info.errors import LlmInfoError
from llm_info.links.verdict import FAILURES, Judgement, Verdict
from llm_info.store import replace_text

FILE = Path("papers", "links.json")
FRESH_DAYS = 7
SPREAD_DAYS = 3
"""Up to so many days later a link is asked again, so that not all come due on one day."""

GRACE_RUNS = 3
GRACE = timedelta(days=7)
"""A link fails for being unreachable after so many runs over so long a time."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of one link.

    Attributes:
        verdict: The last verdict.
        checked_at: When it was last asked, in UTC.
        reason: Its reason.
        detail: Its sentence.
        new_url: Where it led, if it had moved.
        ok_at: When it was last good.
        failures: How many runs in a row did not find it good.
        failing_since: When the first of them was.
    """

    verdict: Verdict
    checked_at: str
    reason: str = ""
    detail: str = ""
    new_url: str | None = None
    ok_at: str | None = None
    failures: int = 0
    failing_since: str | None = None

    def is_fresh(self, url: str, now: datetime) -> bool:
        """Whether the link was good so lately that it need not be asked."""
        if self.verdict not in (Verdict.OK, Verdict.MOVED):
            return False
        days = FRESH_DAYS + zlib.crc32(url.encode()) % (SPREAD_DAYS + 1)
        return now - _moment(self.checked_at) < timedelta(days=days)

    def fails(self, now: datetime) -> bool:
        """Whether the link fails a run: at once, or because its grace period is over."""
        if self.verdict in FAILURES:
            return True
        if self.verdict is not Verdict.UNREACHABLE or self.failing_since is None:
            return False
        return self.failures >= GRACE_RUNS and now - _moment(self.failing_since) >= GRACE

    @property
    def judgement(self) -> Judgement:
        """The verdict as the judge gave it."""
        return Judgement(self.verdict, self.reason, self.detail, self.new_url)


def remembered(old: Record | None, judgement: Judgement, now: datetime) -> Record:
    """The record after another run."""
    moment = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    good = judgement.verdict in (Verdict.OK, Verdict.MOVED)
    counts = not good and judgement.verdict is not Verdict.BLOCKED
    return Record(
        verdict=judgement.verdict,
        reason=judgement.reason,
        detail=judgement.detail,
        new_url=judgement.new_url,
        checked_at=moment,
        ok_at=moment if good else (old.ok_at if old else None),
        failures=(old.failures if old else 0) + 1 if counts else 0,
        failing_since=((old.failing_since if old else None) or moment) if counts else None,
    )


def load(root: Path) -> dict[str, Record]:
    """Read the memory; empty if there is none yet.

    Raises:
        LlmInfoError: The file is there but is no memory.
    """
    path = root / FILE
    if not path.exists():
        return {}
    try:
        rows = cast("dict[str, Any]", json.loads(path.read_text("utf-8")))["links"]
        return {url: _record(row) for url, row in rows.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LlmInfoError(
            f"{FILE.as_posix()} cannot be read: {error}",
            hint="restore it with git, or delete it; all links are then asked again",
        ) from error


def _record(row: dict[str, Any]) -> Record:
    fields: dict[str, Any] = row | {"verdict": Verdict(row["verdict"])}
    return Record(**fields)


def save(root: Path, records: Mapping[str, Record], known: Iterable[str]) -> None:
    """Write the memory, sorted by address; what the catalog no longer names is dropped."""
    kept = set(known)
    rows = {
        url: {key: value for key, value in asdict(record).items() if value not in (None, "", 0)}
        for url, record in sorted(records.items())
        if url in kept
    }
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, json.dumps({"links": rows}, indent=1, ensure_ascii=False) + "\n")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
