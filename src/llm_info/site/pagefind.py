"""The search of a large catalog: indexes by Pagefind, of which a browser fetches what it asks.

What Pagefind does to index records, and to rank those that it finds, grows with the square of their
number: several indexes, which are asked together, are made sooner and answer sooner than a large
one. See `search_term` in https://github.com/Pagefind/pagefind/blob/main/pagefind_web/src/search.rs.

Its program is spoken to directly. Its Python package reads one answer in a tenth of a second, and
every record is answered: https://github.com/Pagefind/pagefind/tree/main/wrappers/python.
"""

from __future__ import annotations

import base64
import json
import math
import os
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, cast

from llm_info.errors import SiteBuildError

LARGE = 2000
"""With more entries the slim records are too much to fetch for one search."""

RECORDS_EACH = 25_000
"""Records of one index at the most."""

_AT_ONCE = 2
"""Indexes that are made at the same time; each takes half a gigabyte."""

_FOLDER = "pagefind/"
_INDEX = 0  # the first index of a process has this number
_SECONDS, _SECONDS_EACH = 600, 0.02
"""After which Pagefind is taken to hang, and what each record adds to it."""

_CHUNK = 1 << 16
Record = list[str]
Request = Mapping[str, object]


def program() -> Path | None:
    """Pagefind's program, from its Python package or from the path; None if there is none."""
    package = find_spec("pagefind_bin")
    folders = package.submodule_search_locations if package else None
    inside = (shutil.which("pagefind", path=folder) for folder in folders or ())
    found = next(filter(None, inside), None) or shutil.which("pagefind")
    return Path(found) if found else None


def indexer(entries: int) -> Path | None:
    """Pagefind's program, if a catalog of so many entries needs it and it is there."""
    return program() if entries > LARGE else None


def indexed(records: str, folder: Path, binary: Path) -> str:
    """Write the indexes of the search's records, and say in their place where they are.

    Args:
        records: What `search.json` would hold.
        folder: Root of the built site.
        binary: Pagefind's program.

    Raises:
        SiteBuildError: Pagefind could not make an index.
    """
    shutil.rmtree(folder / _FOLDER, ignore_errors=True)
    found = cast("dict[str, list[Record]]", json.loads(records))
    papers, pages = found["papers"], found["pages"]
    count = max(1, math.ceil((len(papers) + len(pages)) / RECORDS_EACH))
    places = [f"{_FOLDER}{number}/" for number in range(1, count + 1)] if count > 1 else [_FOLDER]

    def index(part: int) -> None:
        requests: list[Request] = [
            {"type": "NewIndex", "config": None},
            *_requests(papers[part::count], pages[part::count]),
            {"type": "WriteFiles", "index_id": _INDEX, "output_path": str(folder / places[part])},
        ]
        _told(binary, requests)

    threads = ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1))
    try:
        list(threads.map(index, range(count)))
    finally:
        threads.shutdown(cancel_futures=True)  # after a fault, or Ctrl-C, no other one begins
    return json.dumps({"papers": [], "pages": [], "pagefind": places})


def _requests(papers: Iterable[Record], pages: Iterable[Record]) -> Iterator[Request]:
    for entry_id, title, name, authors, tags, summary, when in papers:
        label = f"{name}: {title}" if name and not title.startswith(name) else title
        words = f"{name}. {title}. {authors}. {tags}. {summary}"
        people = authors.split(", ")
        facts = ", ".join(people[:2]) + (" and others" if len(people) > 2 else "")  # noqa: PLR2004
        told = " · ".join(filter(None, (facts, when)))
        yield _record(f"papers/{entry_id}/", words, label, told)
    for path, title, kind in pages:
        yield _record(path, title, title, kind)


def _record(path: str, words: str, title: str, facts: str) -> Request:
    return {
        "type": "AddRecord",
        "index_id": _INDEX,
        "url": f"/{path}",
        "content": words,
        "language": "en",
        "meta": {"title": title, "path": path, "facts": facts},
        "filters": None,
        "sort": None,
    }


def _told(binary: Path, requests: Sequence[Request]) -> None:
    """Let Pagefind do one thing after the other, and wait for its answer to the last.

    It stops at the end of its input, be its work done or not, and it may answer before it has read
    everything: so one thread writes, the other reads.
    """
    command = [binary, "--service"]
    silent = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  (our own words)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=silent
        )
    except OSError as problem:
        raise SiteBuildError(f"{binary} cannot be run: {problem}") from problem
    with process:
        assert process.stdin  # noqa: S101  (pipes both)
        assert process.stdout  # noqa: S101
        patience = _SECONDS + _SECONDS_EACH * len(requests)
        watch = threading.Timer(patience, process.kill)
        writer = threading.Thread(target=_write, args=(process.stdin, requests))
        watch.start()
        writer.start()
        answered = _problem(process.stdout, len(requests))
        process.kill()  # it has done all it was asked, or failed
        writer.join()
        watch.cancel()
        with suppress(BrokenPipeError):  # what it did not read is left
            process.stdin.close()
    if answered:
        raise SiteBuildError(f"Pagefind did not make the index of the search: {answered}")


def _write(pipe: IO[bytes], requests: Sequence[Request]) -> None:
    with suppress(BrokenPipeError):  # what its end means, its answers tell
        for number, payload in enumerate(requests, 1):
            message = json.dumps({"message_id": number, "payload": payload})
            pipe.write(base64.b64encode(message.encode()) + b",")
        pipe.flush()


def _problem(pipe: IO[bytes], expected: int) -> str | None:
    """What went wrong, by its answers; None once all of them are there."""
    rest = b""
    answered = 0
    while answered < expected:
        chunk = pipe.read1(_CHUNK)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # a pipe's reader has it
        if not chunk:
            return f"it ended after {answered} of {expected} answers"
        *texts, rest = (rest + cast("bytes", chunk)).split(b",")
        for text in texts:
            payload = cast("dict[str, Any]", json.loads(base64.b64decode(text)))["payload"]
            if payload["type"] == "Error":
                return str(payload["message"])
        answered += len(texts)
    return None
