"""Where pages are, and how one leads to another. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from llm_info.model import Entry, Topic
from llm_info.spelling import latin

_OUTSIDE = re.compile(r"[^a-z0-9]+")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A part of an address for each name; no two are the same.

    >>> slugs(["Ada Lovelace", "ada lovelace", "李"])
    {'Ada Lovelace': 'ada-lovelace', 'ada lovelace': 'ada-lovelace-2', '李': 'x'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names):
        base = slug(name)
        made, number = base, 1
        while made in taken:
            number += 1
            made = f"{base}-{number}"
        taken.add(made)
        found[name] = made
    return found


@lru_cache(maxsize=50_000)  # names repeat
def slug(text: str) -> str:
    """Lower-case ASCII letters and digits, joined by hyphens.

    >>> slug("Christopher Ré"), slug("Findings of ACL")
    ('christopher-re', 'findings-of-acl')
    """
    ascii_only = latin(text).encode("ascii", "ignore").decode()
    return _OUTSIDE.sub("-", ascii_only).strip("-") or "x"


def entry_path(entry: Entry) -> str:
    """Address of an entry's page."""
    return f"papers/{entry.id}/"


def topic_path(topic: Topic) -> str:
    """Address of a topic's page."""
    return f"topics/{topic.path}/"


def relative(here: str, target: str) -> str:
    """The address of one page as seen from another, both relative to the site's root.

    It always leads over the root, so that it is the same on all pages of one depth.

    >>> relative("papers/orca/", "topics/common/serving/")
    '../../topics/common/serving/'
    """
    return "../" * here.count("/") + target or "./"
