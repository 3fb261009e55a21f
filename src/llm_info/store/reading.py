"""Files → catalog. One broken file becomes findings and silences no other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from llm_info.errors import CatalogNotFoundError
from llm_info.finding import FieldPath, Finding, Problem, Severity
from llm_info.model import Catalog, Entry, Line, Paragraph, Slug, Topic, Venue, VenueKind, is_slug
from llm_info.store.tree import Fault, Place, Value, parse, places
from llm_info.store.validation import validation_faults

MAX_BYTES = 256 * 1024
"""Size of the largest file that is read. A real entry has 1 KiB, one with 450 authors 12 KiB."""

CATALOG = "catalog"
TOPICS = "topics.yaml"
VENUES = "venues.yaml"


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        root: Folder that holds `catalog/`.
        catalog: All that loaded.
        findings: What did not, sorted.
        paths: Entry id, or `topics.yaml` → its file, relative to the root with `/`.
    """

    root: Path
    catalog: Catalog
    findings: tuple[Finding, ...]
    paths: Mapping[str, str]

    def place(self, subject: str, field: FieldPath) -> Place:
        """Where a field of an entry stands; the nearest node around it if it is not written."""
        keys, values = _places_of(self.root / self.paths[subject])
        return _nearest(field, keys, values)

    def finding(
        self, problem: Problem, *, code: str, severity: Severity, fixable: bool = False
    ) -> Finding:
        """Give a rule's problem its file, line and column."""
        place = self.place(problem.subject, problem.field)
        return Finding(
            path=self.paths[problem.subject],
            line=place.line,
            column=place.column,
            code=code,
            message=problem.message,
            severity=severity,
            hint=problem.hint,
            fixable=fixable,
        )


class _TopicNode(BaseModel):
    """A topic as `topics.yaml` writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    title: Line
    description: Paragraph
    start_here: tuple[Slug, ...] = ()
    topics: tuple[_TopicNode, ...] = ()

    def as_topic(self, above: str = "") -> Topic:
        path = f"{above}{self.slug}"
        children = tuple(child.as_topic(f"{path}/") for child in self.topics)
        return Topic(
            path=path,
            title=self.title,
            description=self.description,
            start_here=self.start_here,
            children=children,
        )


class _TopicsFile(BaseModel):
    """`topics.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Line
    topics: tuple[_TopicNode, ...]
    tags: dict[Slug, Line] = {}


class _VenueNode(BaseModel):
    """A venue as `venues.yaml` writes it, without its key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    kind: VenueKind


_VENUES_FILE = TypeAdapter(dict[Line, _VenueNode])


def find_root(start: Path) -> Path:
    """Find the nearest folder upwards that holds `catalog/topics.yaml` or at least `catalog/`.

    Raises:
        CatalogNotFoundError: There is none.
    """
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / CATALOG).is_dir():
            return folder
    raise CatalogNotFoundError(
        f"no folder {CATALOG!r} in {start.absolute()} or above it",
        hint="run the command inside a catalog, or name one with --root DIR",
    )


def read(root: Path) -> Reading:
    """Read the whole catalog under `root/catalog`.

    Raises:
        CatalogNotFoundError: There is no such folder.
    """
    folder = root / CATALOG
    if not folder.is_dir():
        raise CatalogNotFoundError(
            f"no folder {CATALOG!r} in {root.absolute()}",
            hint="name the folder that holds it with --root DIR",
        )
    topics, tags, findings = _read_topics(root)
    venues, venue_findings = _read_venues(root)
    findings += venue_findings
    known_topics = frozenset(topic.path for top in topics for topic in top.walk())

    entries: dict[str, Entry] = {}
    paths: dict[str, str] = {TOPICS: f"{CATALOG}/{TOPICS}"}
    unread: set[str] = set()
    for path in entry_files(folder):
        relative = path.relative_to(root).as_posix()
        entry, faults = _read_entry(path, folder, known_topics)
        if not faults and path.stem in paths:
            faults = (
                Fault(
                    Place(1, 1),
                    "LLM011",
                    f"id {path.stem!r} is already taken by {paths[path.stem]}",
                    "rename this file, or remove one of the two if they are the same paper",
                ),
            )
        elif is_slug(path.stem):
            paths.setdefault(path.stem, relative)
        if entry is None or faults:
            findings += _as_findings(relative, faults)
            unread.add(path.stem)
        else:
            entries[entry.id] = entry
    catalog = Catalog(
        entries=tuple(_in_reading_order(entries.values(), topics)),
        topics=topics,
        tags=tags,
        venues=venues,
        unread=frozenset(unread - entries.keys()),
    )
    return Reading(root, catalog, tuple(sorted(findings)), paths)


def entry_files(folder: Path) -> Iterator[Path]:
    """All files below `catalog/` that are meant as entries, in a stable order."""
    for here, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*files, *(name for name in folders if name.endswith(".yaml"))]):
            path = Path(here, name)
            if name.startswith(".") or (path.parent == folder and name in (TOPICS, VENUES)):
                continue
            if path.suffix in (".yaml", ".yml"):
                yield path


def read_text(path: Path, inside: Path) -> tuple[str | None, tuple[Fault, ...]]:
    """Read a file of the catalog as text; its size, kind, place and encoding are checked.

    Args:
        path: The file.
        inside: Folder that the file must not lead out of, also through links.
    """
    start = Place(1, 1)
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(inside.resolve()):
            return None, (
                Fault(start, "LLM009", "is a link out of the catalog", "put the file itself here"),
            )
        if not real.is_file():
            return None, (Fault(start, "LLM001", "is not a regular file", "rename or remove it"),)
        with real.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        reason = error.strerror if isinstance(error, OSError) else "a loop of links"
        return None, (Fault(start, "LLM001", f"cannot be read: {reason}", None),)
    if len(content) > MAX_BYTES:
        return None, (
            Fault(start, "LLM002", f"has more than {MAX_BYTES // 1024} KiB", "is it an entry?"),
        )
    try:
        return content.decode(), ()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode(errors="replace")) + 1
        return None, (
            Fault(
                Place(before.count(b"\n") + 1, column),
                "LLM003",
                f"holds the byte 0x{content[error.start]:02x}, which is not UTF-8",
                "save the file as UTF-8",
            ),
        )


def _read_entry(
    path: Path, folder: Path, known_topics: frozenset[str]
) -> tuple[Entry | None, tuple[Fault, ...]]:
    text, faults = read_text(path, folder)
    if text is None:
        return None, (*_name_faults(path), *faults)
    value, faults = parse_mapping(text)
    if value is None:
        return None, (*_name_faults(path), *faults)
    topic = path.parent.relative_to(folder).as_posix()
    own_faults = (*_name_faults(path), *_folder_faults(topic, known_topics))
    fields = cast("dict[str, Any]", {"id": path.stem, "topic": topic} | value)
    foreign = tuple(key for key in ("id", "topic") if key in value)
    try:
        entry = None if foreign else Entry.model_validate(fields)
    except ValidationError as error:
        own_faults += validation_faults(error, Entry, text)
        entry = None
    if foreign:
        keys, _ = places(text)
        own_faults += tuple(
            Fault(
                keys[(key,)],
                "LLM101",
                f"unknown key {key!r}",
                "it follows from the file's name and folder; remove the line",
            )
            for key in foreign
        )
    return entry, own_faults


def _name_faults(path: Path) -> tuple[Fault, ...]:
    if path.suffix == ".yml":
        return (Fault(Place(1, 1), "LLM010", "ends in '.yml'", f"call it {path.stem}.yaml"),)
    if not is_slug(path.stem):
        return (
            Fault(
                Place(1, 1),
                "LLM010",
                f"file name {path.stem!r} is not an id "
                "(lower-case letters and digits, joined by single hyphens)",
                "rename the file",
            ),
        )
    return ()


def _folder_faults(topic: str, known_topics: frozenset[str]) -> tuple[Fault, ...]:
    if topic in known_topics or not known_topics:
        return ()
    return (
        Fault(
            Place(1, 1),
            "LLM012",
            f"folder {topic!r} is not a topic of {TOPICS}",
            "move the file into the folder of a topic, or add the topic",
        ),
    )


def parse_mapping(text: str) -> tuple[dict[str, Value] | None, tuple[Fault, ...]]:
    """Parse a file whose document must be a mapping."""
    value, faults = parse(text)
    if faults:
        return None, faults
    if not isinstance(value, dict):
        return None, (
            Fault(Place(1, 1), "LLM008", "is not a mapping", "write one key: value per line"),
        )
    return value, ()


def _as_findings(path: str, faults: Iterable[Fault]) -> list[Finding]:
    return [
        Finding(
            path=path,
            line=fault.place.line,
            column=fault.place.column,
            code=fault.code,
            message=fault.message,
            hint=fault.hint,
        )
        for fault in faults
    ]


def _read_topics(root: Path) -> tuple[tuple[Topic, ...], dict[str, str], list[Finding]]:
    text, value, findings = _read_file(root, TOPICS)
    if value is None:
        return (), {}, findings
    try:
        file = _TopicsFile.model_validate(value)
    except ValidationError as error:
        faults = validation_faults(error, _TopicsFile, text)
        return (), {}, _as_findings(f"{CATALOG}/{TOPICS}", faults)
    return tuple(node.as_topic() for node in file.topics), dict(file.tags), []


def _read_venues(root: Path) -> tuple[dict[str, Venue], list[Finding]]:
    text, value, findings = _read_file(root, VENUES)
    if value is None:
        return {}, findings
    try:
        nodes = _VENUES_FILE.validate_python(value)
    except ValidationError as error:
        faults = validation_faults(error, _VenueNode, text)
        return {}, _as_findings(f"{CATALOG}/{VENUES}", faults)
    venues = {
        abbreviation: Venue(abbreviation=abbreviation, name=node.name, kind=node.kind)
        for abbreviation, node in nodes.items()
    }
    return venues, []


def _read_file(root: Path, name: str) -> tuple[str, dict[str, Value] | None, list[Finding]]:
    text, faults = read_text(root / CATALOG / name, root / CATALOG)
    if text is None:
        return "", None, _as_findings(f"{CATALOG}/{name}", faults)
    value, faults = parse_mapping(text)
    return text, value, _as_findings(f"{CATALOG}/{name}", faults)


def _in_reading_order(entries: Iterable[Entry], topics: tuple[Topic, ...]) -> list[Entry]:
    order = {topic.path: rank for rank, topic in enumerate(t for top in topics for t in top.walk())}
    return sorted(entries, key=lambda entry: (order.get(entry.topic, len(order)), entry.id))


@lru_cache(maxsize=64)
def _places_of(path: Path) -> tuple[dict[FieldPath, Place], dict[FieldPath, Place]]:
    text, _ = read_text(path, path.parent)
    return places(text) if text is not None else ({}, {})


def _nearest(
    field: FieldPath, keys: Mapping[FieldPath, Place], values: Mapping[FieldPath, Place]
) -> Place:
    if not field:
        return Place(1, 1)
    for length in range(len(field), 0, -1):
        if place := values.get(field[:length]) or keys.get(field[:length]):
            return place
    return Place(1, 1)
