"""OpenReview: a forum → draft, from either version of its API.

Source of the format: https://docs.openreview.net/reference/api-v2
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from llm_info.identifiers import OpenReviewId
from llm_info.sources.draft import Draft, SourceError, name_in, tidy_line
from llm_info.sources.plain import at, parse_json, texts
from llm_info.values import PartialDate, State

APIS = ("https://api2.openreview.net", "https://api.openreview.net")
"""The present API, and the one that holds the conferences before 2023."""


def recognize(text: str) -> OpenReviewId | None:
    """Find the forum in an address of OpenReview."""
    try:
        parts = urlsplit(text.strip())
        if (parts.hostname or "").removeprefix("www.") != "openreview.net":
            return None
        return OpenReviewId.parse((parse_qs(parts.query).get("id") or [""])[0])
    except ValueError:
        return None


def url(api: str, forum: OpenReviewId) -> str:
    """The address of a forum's first note."""
    return f"{api}/notes?id={forum}"


def parse(answer: str, forum: OpenReviewId) -> Draft | None:
    """Read an answer; `None` where this API does not have the forum.

    Raises:
        SourceError: It is not an answer of OpenReview.
    """
    note = at(parse_json(answer, "OpenReview"), "notes", 0)
    if note is None:
        return None
    title = tidy_line(str(_value(note, "title") or ""))
    if not title:
        raise SourceError(f"OpenReview's answer for {forum} has no title")
    milliseconds = at(note, "pdate") or at(note, "cdate") or at(note, "tcdate")
    date = _day(milliseconds) if isinstance(milliseconds, int) else None
    venue = str(_value(note, "venue") or "")
    accepted = venue if not re.search(r"submi|reject|withdraw|desk", venue, re.IGNORECASE) else ""
    year = re.search(r"\b20\d\d\b", accepted)
    withdrawn = re.search(r"withdraw", venue, re.IGNORECASE)
    return Draft(
        title=title,
        name=name_in(title),
        authors=tuple(texts(_value(note, "authors"))),
        date=date,
        venue=accepted or None,
        venue_year=int(year[0]) if year else None,
        openreview=forum,
        state=State.WITHDRAWN if withdrawn else None,
    )


def _day(milliseconds: int) -> PartialDate | None:
    try:
        day = datetime.fromtimestamp(milliseconds / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):  # a moment that no calendar has
        return None
    return PartialDate(day.year, day.month, day.day)


def _value(note: Any, key: str) -> Any:
    content = at(note, "content", key)
    return at(content, "value") if isinstance(content, dict) else content
