"""Files → catalog. One broken file becomes findings and silences no other."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from llm_info.errors import CatalogNotFoundError
from llm_info.finding import Edit, FieldPath, Finding, Problem, Severity
from llm_info.model import Catalog, Entry, Topic
from llm_info.store.files import (
    CATALOG,
    RULES,
    TOPICS,
    VENUES,
    Document,
    entry_names,
    open_document,
    open_text,
)
from llm_info.store.known import Known
from llm_info.store.suppressions import Suppression, find_suppressions
from llm_info.store.tree import Fault, Place, places
from llm_info.store.validation import validation_faults
from llm_info.store.vocabulary import read_topics, read_venues
from llm_info.store.weights import Weight, read_weights
from llm_info.values import is_slug

_START = Place(1, 1)
_NOTHING = Document(None, None, ())
_Places = tuple[Mapping[FieldPath, Place], Mapping[FieldPath, Place]]


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        root: Folder that holds `catalog/`.
        catalog: All that loaded.
        findings: What did not, sorted.
        paths: Entry id, or `topics.yaml` → its file, relative to the root with `/`.
        edits: Finding of the reader → its mechanical remedy.
        suppressions: Path of a file → the suppressions in it.
        weights: Code of a rule → what `rules.yaml` gives it.
        digests: Entry id → digest of its file, if anything was to be remembered.
    """

    root: Path
    catalog: Catalog
    findings: tuple[Finding, ...]
    paths: Mapping[str, str]
    edits: Mapping[Finding, tuple[Edit, ...]] = field(
        default_factory=dict[Finding, tuple[Edit, ...]]
    )
    suppressions: Mapping[str, tuple[Suppression, ...]] = field(
        default_factory=dict[str, tuple[Suppression, ...]]
    )
    weights: Mapping[str, Weight] = field(default_factory=dict[str, Weight])
    digests: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    @cached_property
    def _places_of(self) -> Callable[[str], _Places]:
        """Where the fields of a file stand. Few are remembered: callers go file by file."""

        @lru_cache(maxsize=64)
        def places_of(path: str) -> _Places:
            text, _ = open_text(self.root / path, self.root / CATALOG)
            return places(text) if text is not None else ({}, {})

        return places_of

    def place(self, subject: str, field: FieldPath) -> Place:
        """Where a field of an entry stands; the nearest node around it if it is not written."""
        keys, values = self._places_of(self.paths[subject])
        return _nearest(field, keys, values)

    def finding(self, problem: Problem, *, code: str, severity: Severity) -> Finding:
        """Give a rule's problem its file, line and column."""
        place = self.place(problem.subject, problem.field) if problem.field else _START
        return Finding(
            path=self.paths[problem.subject],
            line=place.line,
            column=place.column,
            code=code,
            message=problem.message,
            severity=severity,
            hint=problem.hint,
            fixable=bool(problem.edits),
        )


class _Notes:
    """What is noted down while files are read, for the `Reading`."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.edits: dict[Finding, tuple[Edit, ...]] = {}
        self.suppressions: dict[str, tuple[Suppression, ...]] = {}

    def add(self, path: str, document: Document) -> None:
        """Note the faults and the suppressions of a file."""
        faults = document.faults
        if document.value is not None and "llm-info:" in (document.text or ""):
            self.suppressions[path], wrong = find_suppressions(document.text or "")
            faults += wrong
        for fault in faults:
            finding = _as_finding(path, fault)
            self.findings.append(finding)
            if fault.edits:
                self.edits[finding] = fault.edits


def read(root: Path, known: Known | None = None) -> Reading:
    """Read the whole catalog under `root/catalog`.

    Args:
        root: The folder.
        known: What is known of its files; it learns what this run finds.

    Raises:
        CatalogNotFoundError: There is no such folder.
    """
    folder = root / CATALOG
    if not folder.is_dir():
        raise CatalogNotFoundError(
            f"no folder {CATALOG!r} in {root.absolute()}",
            hint="name the folder that holds it with --root DIR",
        )
    with _without_cycle_search():
        return _read(root, folder, known)


@contextmanager
def _without_cycle_search() -> Generator[None]:
    """Entries have no cycles; to look for some again and again would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(root: Path, folder: Path, known: Known | None) -> Reading:
    topics_file, topics, tags = read_topics(root)
    venues_file, venues = read_venues(root)
    known_topics = frozenset(topic.path for top in topics for topic in top.walk())
    paths = {name: f"{CATALOG}/{name}" for name in (TOPICS, VENUES)}
    notes = _Notes()
    notes.add(paths[TOPICS], topics_file)
    notes.add(paths[VENUES], venues_file)
    entries: dict[str, Entry] = {}
    unread: set[str] = set()
    here, top = folder, ""
    for topic, name in entry_names(folder):
        if topic != top:
            here, top = folder / topic, topic
        relative = f"{CATALOG}/{name}" if topic == "." else f"{CATALOG}/{topic}/{name}"
        entry_id, _, suffix = name.rpartition(".")
        path = here / name
        document, entry = _NOTHING, None
        if known and not _folder_faults(topic, known_topics):
            entry = known.recall(relative, path, entry_id, topic)
        if entry is None:
            document, entry = read_entry(path, folder, topic, known_topics)
            if known and entry and not document.faults and document.text and document.value:
                known.keep(relative, path, document.text, document.value)
        if entry and entry_id in paths:
            document = _with(document, _taken(entry_id, paths[entry_id]))
            entry = None
        elif suffix == "yaml" and is_slug(entry_id):
            paths.setdefault(entry_id, relative)
        if entry is None:
            unread.add(entry_id)
        else:
            entries[entry_id] = entry
        notes.add(relative, document)
    catalog = Catalog(
        entries=tuple(_in_reading_order(entries.values(), topics)),
        topics=topics,
        tags=tags,
        venues=venues,
        unread=frozenset(unread - entries.keys()),
    )
    rules_file, weights = read_weights(root)
    if rules_file:
        notes.add(f"{CATALOG}/{RULES}", rules_file)
    findings = tuple(sorted(notes.findings))
    digests = known.digests(paths) if known else {}
    return Reading(
        root, catalog, findings, paths, notes.edits, notes.suppressions, weights, digests
    )


def read_entry(
    path: Path, folder: Path, topic: str, known_topics: frozenset[str]
) -> tuple[Document, Entry | None]:
    """Read an entry; there is none if its file, its name or its folder is wrong."""
    document = open_document(path, folder)
    name = path.name
    entry_id = name.removesuffix(".yaml")
    faults = _name_faults(name)
    if document.text is None or document.value is None:
        return _with(document, *faults), None
    faults += _folder_faults(topic, known_topics)
    foreign = [key for key in ("id", "topic") if key in document.value]
    fields = cast("dict[str, Any]", document.value | {"id": entry_id, "topic": topic})
    entry = None
    try:
        entry = Entry.model_validate(fields)
    except ValidationError as error:
        faults += validation_faults(error, Entry, document.text)
    if foreign:
        faults += _foreign_faults(foreign, document.text)
    if faults:
        return _with(document, *faults), None
    return document, entry


def _with(document: Document, *faults: Fault) -> Document:
    return Document(document.text, document.value, (*document.faults, *faults))


def _taken(entry_id: str, path: str) -> Fault:
    return Fault(
        _START,
        "LLM011",
        f"id {entry_id!r} is already taken by {path}",
        "rename this file, or remove one of the two if they are the same paper",
    )


def _name_faults(name: str) -> tuple[Fault, ...]:
    stem, _, suffix = name.rpartition(".")
    if suffix == "yml":
        return (Fault(_START, "LLM010", "ends in '.yml'", f"call it {stem}.yaml"),)
    if suffix == "yaml" and not is_slug(stem):
        return (
            Fault(
                _START,
                "LLM010",
                f"file name {stem!r} is not an id "
                "(lower-case letters and digits, joined by single hyphens)",
                "rename the file",
            ),
        )
    return ()


def _folder_faults(topic: str, known_topics: frozenset[str]) -> tuple[Fault, ...]:
    if topic in known_topics or not known_topics:
        return ()
    place = "lies in no folder" if topic == "." else f"folder {topic!r} is not a topic of {TOPICS}"
    return (
        Fault(
            _START,
            "LLM012",
            place,
            "move the file into the folder of a topic, or add the topic",
        ),
    )


def _foreign_faults(keys: Iterable[str], text: str) -> tuple[Fault, ...]:
    key_places, _ = places(text)
    return tuple(
        Fault(
            key_places[(key,)],
            "LLM101",
            f"unknown key {key!r}",
            "it follows from the file's name and folder; remove the line",
            edits=(Edit((key,), None),),
        )
        for key in keys
    )


def _as_finding(path: str, fault: Fault) -> Finding:
    return Finding(
        path=path,
        line=fault.place.line,
        column=fault.place.column,
        code=fault.code,
        message=fault.message,
        severity=fault.severity,
        hint=fault.hint,
        fixable=bool(fault.edits) or fault.code == "LLM015",
    )


def _in_reading_order(entries: Iterable[Entry], topics: tuple[Topic, ...]) -> list[Entry]:
    order = {topic.path: rank for rank, topic in enumerate(t for top in topics for t in top.walk())}
    return sorted(entries, key=lambda entry: (order.get(entry.topic, len(order)), entry.id))


def _nearest(
    field: FieldPath, keys: Mapping[FieldPath, Place], values: Mapping[FieldPath, Place]
) -> Place:
    for length in range(len(field), 0, -1):
        if place := values.get(field[:length]) or keys.get(field[:length]):
            return place
    return _START
