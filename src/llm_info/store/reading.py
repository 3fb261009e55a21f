"""Files → catalog. One broken file becomes findings and silences no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from llm_info.cycles import without_cycle_search
from llm_info.errors import CatalogNotFoundError
from llm_info.finding import Edit, FieldPath, Finding, Problem, Severity
from llm_info.model import Catalog, Entry, Topic
from llm_info.store.entry_file import folder_faults, read_entry, taken
from llm_info.store.files import RULES, Document, entry_names, open_text
from llm_info.store.root import CATALOG
from llm_info.store.tree import Fault, Place, places
from llm_info.store.vocabulary import read_vocabulary
from llm_info.store.weights import Weight, read_weights
from llm_info.values import is_slug

if TYPE_CHECKING:
    from llm_info.store.known import Known
    from llm_info.store.suppressions import Suppression

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
        paths: Entry id, or name of a vocabulary → its file, relative to the root with `/`.
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
        default_factory=dict[str, "tuple[Suppression, ...]"]
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
            from llm_info.store.suppressions import find_suppressions  # noqa: PLC0415  (rare)

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
    with without_cycle_search():  # entries have none
        return _read(root, folder, known)


def _read(root: Path, folder: Path, known: Known | None) -> Reading:
    words = read_vocabulary(root)
    topics, kinds = words.topic_paths, words.link_kinds
    paths = {name: f"{CATALOG}/{name}" for name in words.documents}
    notes = _Notes()
    for name, document in words.documents.items():
        notes.add(paths[name], document)
    entries: dict[str, Entry] = {}
    unread: set[str] = set()
    here, top = folder, ""
    for topic, name in entry_names(folder):
        if topic != top:
            here, top = folder / topic, topic
        relative = _relative(topic, name)
        entry_id, _, suffix = name.rpartition(".")
        path = here / name
        entry = None
        if known and not folder_faults(topic, topics):
            entry = known.recall(relative, path, entry_id, topic, kinds)
        document = _NOTHING
        if entry is None:
            document, entry = read_entry(path, folder, topic, topics, kinds)
        if known and entry and document.text and document.value:
            faulty = bool(document.faults)
            known.keep(relative, path, document.text, document.value, faulty=faulty)
        if entry and entry_id in paths:
            document = taken(document, entry_id, paths[entry_id])
            entry = None
        elif suffix == "yaml" and is_slug(entry_id):
            paths.setdefault(entry_id, relative)
        if entry is None:
            unread.add(entry_id)
        else:
            entries[entry_id] = entry
        notes.add(relative, document)
    catalog = Catalog(
        entries=tuple(_in_reading_order(entries.values(), words.topics)),
        topics=words.topics,
        tags=words.tags,
        venues=words.venues,
        link_kinds=words.sure_link_kinds,
        unread=frozenset(unread - entries.keys()),
    )
    rules_file, weights = read_weights(root)
    notes.add(f"{CATALOG}/{RULES}", rules_file or _NOTHING)
    findings = tuple(sorted(notes.findings))
    digests = known.digests(paths) if known else {}
    return Reading(
        root, catalog, findings, paths, notes.edits, notes.suppressions, weights, digests
    )


def _relative(topic: str, name: str) -> str:
    return f"{CATALOG}/{name}" if topic == "." else f"{CATALOG}/{topic}/{name}"


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
