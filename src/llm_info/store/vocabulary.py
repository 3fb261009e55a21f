"""`topics.yaml`, `venues.yaml` and `links.yaml`: the words that mean something in a catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from llm_info.fields import Line, Paragraph, Slug
from llm_info.link_kinds import BUILT_IN, DERIVED, LeadsTo, LinkKind
from llm_info.model import SCHEMA_VERSION, Topic, Venue, VenueKind
from llm_info.store.files import LINKS, TOPICS, VENUES, Document, open_document, parse_mapping
from llm_info.store.root import CATALOG
from llm_info.store.tree import Fault, Place, places
from llm_info.store.validation import validation_faults

_DEFERRED = ConfigDict(defer_build=True)
"""A validator takes milliseconds to make, and many catalogs lack one file or the other."""


class _Node(BaseModel):
    """A mapping of one of the files, all of whose keys are known."""

    model_config = ConfigDict(frozen=True, extra="forbid") | _DEFERRED


class _TopicNode(_Node):
    """A topic as `topics.yaml` writes it."""

    slug: Slug
    title: Line
    description: Paragraph
    start_here: tuple[Slug, ...] = ()
    topics: tuple[_TopicNode, ...] = ()

    def as_topic(self, above: str = "") -> Topic:
        path = f"{above}{self.slug}"
        children = tuple(child.as_topic(f"{path}/") for child in self.topics)
        return Topic.model_construct(  # of parts that are valid
            path=path,
            title=self.title,
            description=self.description,
            start_here=self.start_here,
            children=children,
        )


class _TopicsFile(_Node):
    """`topics.yaml`."""

    schema_version: Line
    topics: tuple[_TopicNode, ...]
    tags: dict[Slug, Line] = {}


class _VenueNode(_Node):
    """A venue as `venues.yaml` writes it, without its key."""

    name: Line
    kind: VenueKind


_VENUES_FILE = TypeAdapter(dict[Line, _VenueNode], config=_DEFERRED)


class _LinkKindNode(_Node):
    """A kind of links as `links.yaml` writes it, without its key."""

    label: Line
    description: Paragraph
    leads_to: Annotated[LeadsTo, Field(strict=False)] | None = None


_LINKS_FILE = TypeAdapter(dict[Slug, _LinkKindNode], config=_DEFERRED)


@dataclass(frozen=True)
class Vocabulary:
    """What the files of a catalog that are no entries say about the words of those that are.

    Attributes:
        documents: Name of a file → what became of it.
        topics: Top topics, in their order; none if `topics.yaml` is broken.
        tags: Tag → its meaning; none if `topics.yaml` is broken.
        venues: Abbreviation → venue; none if `venues.yaml` is broken.
        link_kinds: Name → kind of links, those of every catalog first; `None` if `links.yaml` is
            broken, because then nobody knows which there are.
    """

    documents: Mapping[str, Document]
    topics: tuple[Topic, ...]
    tags: Mapping[str, str]
    venues: Mapping[str, Venue]
    link_kinds: Mapping[str, LinkKind] | None

    @property
    def sure_link_kinds(self) -> Mapping[str, LinkKind]:
        """The kinds of links that are there in any case."""
        return BUILT_IN if self.link_kinds is None else self.link_kinds

    @cached_property
    def topic_paths(self) -> frozenset[str]:
        """The paths of all topics."""
        return frozenset(topic.path for top in self.topics for topic in top.walk())


def read_vocabulary(root: Path) -> Vocabulary:
    """Read `topics.yaml`, `venues.yaml` and, if there is one, `links.yaml`."""
    topics_file, topics, tags = _read_topics(root)
    venues_file, venues = _read_venues(root)
    links_file, link_kinds = read_link_kinds(root)
    documents = {TOPICS: topics_file, VENUES: venues_file}
    if links_file:
        documents[LINKS] = links_file
    return Vocabulary(documents, topics, tags, venues, link_kinds)


def _read_topics(root: Path) -> tuple[Document, tuple[Topic, ...], Mapping[str, str]]:
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


def _read_venues(root: Path) -> tuple[Document, Mapping[str, Venue]]:
    """Read the venues; there are none if the file is broken."""
    document = open_document(root / CATALOG / VENUES, root / CATALOG)
    if document.text is None or document.value is None:
        return document, {}
    try:
        nodes = _VENUES_FILE.validate_python(document.value)
    except ValidationError as error:
        return _with(document, validation_faults(error, _VenueNode, document.text)), {}
    return document, _as_venues(nodes)


def read_link_kinds(root: Path) -> tuple[Document | None, Mapping[str, LinkKind] | None]:
    """Read the kinds of links, those of every catalog first.

    Returns:
        The file, if there is one, and the kinds by name; `None` if the file is broken, because then
        nobody knows which there are.
    """
    if not (root / CATALOG / LINKS).exists():
        return None, BUILT_IN
    document = open_document(root / CATALOG / LINKS, root / CATALOG)
    if document.text is None or document.value is None:
        return document, None
    try:
        nodes = _LINKS_FILE.validate_python(document.value)
    except ValidationError as error:
        return _with(document, validation_faults(error, _LinkKindNode, document.text)), None
    own = {
        name: LinkKind(
            name=name,
            label=node.label,
            description=node.description,
            leads_to=BUILT_IN[name].leads_to if name in BUILT_IN else node.leads_to or LeadsTo.PAGE,
            names_paper=name in BUILT_IN and BUILT_IN[name].names_paper,
        )
        for name, node in nodes.items()
        if name != DERIVED
    }
    kinds = {name: own.get(name, kind) for name, kind in BUILT_IN.items()} | own
    return _with(document, tuple(_misnamed(nodes, document.text))), kinds


def _misnamed(nodes: Mapping[str, _LinkKindNode], text: str) -> Iterator[Fault]:
    """What would change the meaning of a kind that every catalog has."""
    keys, _ = places(text)
    for name, node in nodes.items():
        if name == DERIVED:
            message = f"{name!r} is the kind of the pages that follow from identifiers"
            yield Fault(keys[(name,)], "LLM017", message, "give it another name")
        elif name in BUILT_IN and node.leads_to not in (None, BUILT_IN[name].leads_to):
            message = f"{name} leads to a {BUILT_IN[name].leads_to} in every catalog"
            yield Fault(keys[(name, "leads_to")], "LLM017", message, "remove the line")


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
        abbreviation: Venue.model_construct(
            abbreviation=abbreviation, name=node.name, kind=node.kind
        )
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
