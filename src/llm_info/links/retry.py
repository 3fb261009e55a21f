"""Ask again? Pure: an answer in, a decision out."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import NamedTuple

from llm_info.links.verdict import Answer, Trouble

MOST_TRIES = 3
LONGEST_PAUSE = 20.0
"""Seconds that a server may make us wait with Retry-After; who asks for more is not asked again."""

_PASSING = frozenset([408, 421, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])
_THROTTLING = frozenset([429, 503])
_HICCUPS = frozenset([Trouble.CONNECTION, Trouble.PROTOCOL, Trouble.NAME_SERVICE])


class When(Enum):
    """When an answer is asked for again."""

    NEVER = "never"
    SOON = "soon"
    LATER = "later"
    """In the second round, when all else has been asked."""


class Again(NamedTuple):
    """The decision.

    Attributes:
        when: When to ask again.
        seconds: At the earliest after so many.
        host: Whether the whole host must be left alone so long.
        shun: Whether the host asks to be left alone for longer than we wait.
    """

    when: When
    seconds: float = 0.0
    host: bool = False
    shun: bool = False


DONE = Again(When.NEVER)


def again(answer: Answer, tries: int, now: datetime, *, second_round: bool) -> Again:
    """Decide whether to ask once more.

    Args:
        answer: What came.
        tries: How often was asked, this time included.
        now: The present moment, for dates in Retry-After.
        second_round: Whether this is the second round, in which only who was throttled is asked
            more than once.
    """
    throttled = answer.status == 429  # noqa: PLR2004
    if answer.trouble is Trouble.TIMEOUT:
        return Again(When.NEVER if second_round else When.LATER)
    passing = answer.status in _PASSING or answer.trouble in _HICCUPS or answer.cut
    if not passing:
        return DONE
    wish = retry_after(answer.headers.get("retry-after"), now)
    if wish is not None and answer.status in _THROTTLING and wish > LONGEST_PAUSE:
        return Again(When.NEVER, shun=throttled)
    wait = 2.0 ** (tries - 1) if wish is None else wish
    if second_round:
        once_more = throttled and tries <= MOST_TRIES
        return Again(When.SOON if once_more else When.NEVER, wait, host=throttled)
    if tries < MOST_TRIES:
        return Again(When.SOON, wait, host=answer.status in _THROTTLING and wish is not None)
    return Again(When.LATER, wait, host=True) if throttled else Again(When.NEVER)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After field, which is a number or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds() + 1)  # a date knows no parts of a second
