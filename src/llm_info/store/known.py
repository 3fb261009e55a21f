"""What is known of entry files from an earlier run: one that has not changed is not parsed again.

A file is known by its content. As long as nothing that the file system tells of it has changed
(size, times, number), its content is not read again; a file that was written a moment before it was
read is not trusted that far, for it may change without a new time. Only entries without any fault
or suppression are known.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from llm_info.identifiers import AclId, ArxivId, Doi, OpenReviewId
from llm_info.link_kinds import Links
from llm_info.model import Entry, Status
from llm_info.store.root import SETTLED
from llm_info.store.slim import slim
from llm_info.store.tree import Value
from llm_info.values import Appearance, Author, Kind, PartialDate, State

SUPPRESSION = "llm-info:"

Stamp = tuple[int, int, int, int]
"""Size, time of the content, time of the file's record, number: 0 for a time that is too young."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a file.

    Attributes:
        stamp: What the file system told of it.
        digest: Of its content.
        text: Its fields as they are written, as JSON.
    """

    stamp: Stamp
    digest: bytes
    text: str


class Rows(Protocol):
    """Path of a file, relative to the root → what is known of it; such as a `dict`."""

    def get(self, path: str, /) -> Row | None:
        """What is known of a file."""
        ...

    def __setitem__(self, path: str, row: Row, /) -> None:
        """Remember what is known of a file from now on."""
        ...


@dataclass
class Known:
    """What is known of files, and what a run has found of them.

    Attributes:
        rows: What is known; it learns what the run finds.
        found: Path of each file that held a valid entry in this run → digest of its content.
    """

    rows: Rows = field(default_factory=dict[str, Row])
    found: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def recall(
        self,
        path: str,
        file: Path,
        entry_id: str,
        topic: str,
        link_kinds: Collection[str] | None = None,
    ) -> Entry | None:
        """The entry of a file, if its content is known, and all its links are of these kinds."""
        row = self.rows.get(path)
        if row is None:
            return None
        try:
            told = file.lstat()
            if not stat.S_ISREG(told.st_mode):
                return None
            stamp = _stamp(told)
            if stamp != row.stamp:
                if _digest(file.read_bytes()) != row.digest:
                    return None
                self.rows[path] = row = Row(stamp, row.digest, row.text)
            entry = as_entry(row.text, entry_id, topic)
        except (OSError, AttributeError, KeyError, TypeError, ValueError):  # gone, or damaged
            return None
        own = entry.links.own_kinds
        if own and link_kinds is not None and any(kind not in link_kinds for kind in own):
            return None
        self.found[path] = row.digest
        return entry

    def keep(
        self, path: str, file: Path, text: str, value: dict[str, Value], *, faulty: bool
    ) -> None:
        """Remember that this text of a file is a valid entry with these fields.

        Of a text with a suppression, or with a fault that spoils nothing, only the digest is
        known: it is wanted each time, for what is to be said of it.
        """
        self.found[path] = digest = _digest(text.encode())
        if faulty or SUPPRESSION in text:
            return
        try:
            stamp = _stamp(file.lstat())
        except OSError:
            return
        self.rows[path] = Row(stamp, digest, json.dumps(value, ensure_ascii=False))

    def digests(self, paths: Mapping[str, str]) -> dict[str, bytes]:
        """Entry id → digest of its file; a path tells the file of an id."""
        return {name: self.found[path] for name, path in paths.items() if path in self.found}


def _stamp(told: os.stat_result) -> Stamp:
    """What the file system tells; a file that is too young never equals what was told before."""
    now = time.time_ns()
    if now - max(told.st_mtime_ns, told.st_ctime_ns) < SETTLED:
        return (told.st_size, 0, now, told.st_ino)
    return (told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def as_entry(text: str, entry_id: str, topic: str) -> Entry:
    """The entry that is written like this. It was valid then, so it is not validated again.

    Raises:
        ValueError: It is no JSON, or a value in it is not what its field takes.
        KeyError: It has an unknown field.
        TypeError: A value in it has the wrong shape.
    """
    fields: dict[str, Any] = {
        name: _READERS[name](value) for name, value in json.loads(text).items()
    }
    fields["id"] = entry_id
    fields["topic"] = topic
    return slim(_BLANK.model_copy(update=fields))


_BLANK = Entry.model_construct(id="", topic="")
_NO_LINKS = Links()
_NO_STATUS = Status.model_construct()


@lru_cache(maxsize=50_000)
def _author(name: str) -> Author:
    return Author(name)


def _authors(value: list[str]) -> tuple[Author, ...]:
    return tuple(map(_author, value))


def _paragraph(value: str) -> str:
    return " ".join(value.split())


def _links(value: dict[str, str | list[str]]) -> Links:
    tuples = {
        kind: (urls,) if isinstance(urls, str) else tuple(urls) for kind, urls in value.items()
    }
    return _NO_LINKS.model_copy(update=tuples)


def _status(value: dict[str, str]) -> Status:
    fields = {name: _STATUS_READERS[name](each) for name, each in value.items()}
    return _NO_STATUS.model_copy(update=fields)


_date = lru_cache(maxsize=10_000)(PartialDate.parse)
_venue = lru_cache(maxsize=10_000)(Appearance.parse)

_STATUS_READERS: dict[str, Callable[[str], object]] = {
    "state": State,
    "by": str,
    "date": _date,
    "note": str,
}
_READERS: dict[str, Callable[[Any], object]] = {
    "kind": Kind,
    "title": str,
    "name": str,
    "also_titled": tuple,
    "authors": _authors,
    "et_al": lambda text: text == "true",
    "date": _date,
    "venue": _venue,
    "arxiv": ArxivId.parse,
    "doi": Doi.parse,
    "acl": AclId.parse,
    "openreview": OpenReviewId.parse,
    "links": _links,
    "topics": tuple,
    "tags": tuple,
    "builds_on": tuple,
    "summary": _paragraph,
    "status": _status,
    "aliases": tuple,
    "added": _date,
}
