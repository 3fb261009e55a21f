"""`topics.yaml` and `venues.yaml`: the words that mean something in a catalog."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from llm_info.model import SCHEMA_VERSION, Line, Paragraph, Slug, Topic, Venue, VenueKind
from llm_info.store.files import CATALOG, TOPICS, VENUES, Document, open_document, parse_mapping
from llm_info.store.tree import Fault, Place, places
from llm_info.store.validation import validation_faults


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


def read_topics(root: Path) -> tuple[Document, tuple[Topic, ...], Mapping[str, str]]:
    """Read the tree of topics and the tags with their meanings; both are empty if it is broken."""
    document = open_document(root / CATALOG / TOPICS, root / CATALOG)
    if document.text is None or document.value is None:
        return document, (), {}
    try:
        file = _TopicsFile.model_validate(document.value)
    except ValidationError as error:
        faults = validation_faults(error, _TopicsFile, document.text)
        return _with(document, faults), (), {}
    document = _with(document, _version_faults(file.schema_version, document.text))
    return document, tuple(node.as_topic() for node in file.topics), file.tags


def read_venues(root: Path) -> tuple[Document, Mapping[str, Venue]]:
    """Read the venues; there are none if the file is broken."""
    document = open_document(root / CATALOG / VENUES, root / CATALOG)
    if document.text is None or document.value is None:
        return document, {}
    try:
        nodes = _VENUES_FILE.validate_python(document.value)
    except ValidationError as error:
        return _with(document, validation_faults(error, _VenueNode, document.text)), {}
    return document, _as_venues(nodes)


def parse_venues(text: str) -> Mapping[str, Venue]:
    """Read a table of venues that the program brings along.

    Raises:
        ValueError: It is none.
    """
    value, faults = parse_mapping(text)
    if value is None:
        raise ValueError(f"is no table of venues: {faults[0].message}")
    return _as_venues(_VENUES_FILE.validate_python(value))


def _as_venues(nodes: Mapping[str, _VenueNode]) -> Mapping[str, Venue]:
    return {
        abbreviation: Venue(abbreviation=abbreviation, name=node.name, kind=node.kind)
        for abbreviation, node in nodes.items()
    }


def _with(document: Document, faults: tuple[Fault, ...]) -> Document:
    return Document(document.text, document.value, (*document.faults, *faults))


def _version_faults(version: str, text: str) -> tuple[Fault, ...]:
    if version == str(SCHEMA_VERSION):
        return ()
    if not version.isdecimal():
        message, hint = "is no version", f"write schema_version: {SCHEMA_VERSION}"
    elif int(version) > SCHEMA_VERSION:
        message = f"is newer than {SCHEMA_VERSION}, which this program speaks"
        hint = "update llm-info"
    else:
        message = f"is older than {SCHEMA_VERSION}, which this program speaks"
        hint = "run llm-info fmt, which brings all files up to date"
    place = places(text)[1].get(("schema_version",), Place(1, 1))
    return (Fault(place, "LLM016", f"schema_version {version!r} {message}", hint),)
