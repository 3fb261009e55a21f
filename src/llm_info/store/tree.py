"""YAML text → plain values, with the place of every fault and, on demand, of every node.

Only the part of YAML that a catalog needs is allowed: mappings, sequences and scalars, and every
scalar is a string. Anchors, aliases, tags, several documents, duplicate keys and deep nesting are
faults: they hide data, or are ways to attack a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from yaml.nodes import Node

from llm_info.finding import Edit, FieldPath, Severity

Value = str | list["Value"] | dict[str, "Value"]

MAX_DEPTH = 16
"""Levels of nesting; an entry needs 3, the topic tree about 8."""

MAX_KEY = 100
"""Characters of a key. YAML itself wants another syntax beyond 1024."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)"
)
"""Characters that YAML forbids, and the line ends that an editor would count differently."""
_INDENTING_TAB = re.compile(r"^[ ]*\t", re.MULTILINE)
_SENTENCES = {
    "mapping values are not allowed in this context": (
        "is not YAML: a second ':' in one line",
        'put the value in double quotes: title: "Orca: a serving system"',
    ),
    "could not find expected ':'": (
        "is not YAML: a key without ':'",
        "write key: value, and indent continued text",
    ),
    "found unexpected end of stream": (
        "is not YAML: a quoted text that never ends",
        "close the quotation mark",
    ),
    "did not find expected ',' or ']'": (
        "is not YAML: a list in [ ] that never ends",
        "close the bracket, or write one item per line after '- '",
    ),
    "did not find expected ',' or '}'": (
        "is not YAML: a mapping in { } that never ends",
        "close the brace",
    ),
}


class Place(NamedTuple):
    """Line and column of the first character of a node, both from 1."""

    line: int
    column: int


class Fault(NamedTuple):
    """What is wrong with a text as YAML, and where."""

    place: Place
    code: str
    message: str
    hint: str | None = None
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = ()


def parse(text: str) -> tuple[Value | None, tuple[Fault, ...]]:
    """Read one document.

    Returns:
        The value and no fault, or `None` and at least one fault.
    """
    if found := _CONTROL.search(text):
        return None, (_character_fault(text, found),)
    documents: list[Value] = []
    faults: list[Fault] = []
    loader = yaml.CBaseLoader(text)
    try:
        _build(iter(loader.get_event, None), documents, faults)
    except yaml.MarkedYAMLError as error:
        faults.append(_syntax_fault(text, error))
    except yaml.YAMLError:
        faults.append(Fault(Place(1, 1), "LLM004", "is not YAML that can be read"))
    finally:
        loader.dispose()
    if faults:
        return None, tuple(faults)
    if not documents:
        return None, (Fault(Place(1, 1), "LLM008", "is empty", "write at least a title"),)
    return documents[0], ()


def _build(  # noqa: C901, PLR0912  (one pass without recursion is fast, and safe at any depth)
    events: Iterator[Any], documents: list[Value], faults: list[Fault]
) -> None:
    """Build the values of a stream of events, up to the first fault that leaves no sense in it."""
    holder: list[Value] | dict[str, Value] = documents
    key: str | None = None
    around: list[tuple[list[Value] | dict[str, Value], str | None]] = []
    for event in events:
        kind: object = event.__class__
        value: Value
        if kind is yaml.ScalarEvent:
            value = event.value
            if event.anchor or event.tag:
                faults.append(_feature_fault(event))
            if key is None and type(holder) is dict:
                key = value = str(value)
                if key in holder or len(key) > MAX_KEY:
                    faults.append(_key_fault(event))
                continue
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            value = {} if kind is yaml.MappingStartEvent else []
            if event.anchor or event.tag:
                faults.append(_feature_fault(event))
            if len(around) == MAX_DEPTH or (key is None and type(holder) is dict):
                faults.append(_shape_fault(event, deep=len(around) == MAX_DEPTH))
                return
            around.append((holder, key))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            holder, key = around.pop()[0], None
            continue
        elif kind is yaml.AliasEvent:
            faults.append(_feature_fault(event))
            return
        elif kind is yaml.DocumentStartEvent and documents:
            faults.append(_documents_fault(event))
            return
        else:
            continue
        if type(holder) is list:
            holder.append(value)
        elif type(holder) is dict and key is not None:
            holder[key] = value
        key = None
        if not isinstance(value, str):
            holder = value


def places(text: str) -> tuple[dict[FieldPath, Place], dict[FieldPath, Place]]:
    """Find every node of a document that `parse` accepts; of any other text what comes first.

    Returns:
        Places of the keys, and places of the values.
    """
    keys: dict[FieldPath, Place] = {}
    values: dict[FieldPath, Place] = {}
    loader = yaml.CBaseLoader(text)
    try:
        _locate(iter(loader.get_event, None), keys, values)
    except yaml.YAMLError:
        pass  # the file has changed since it was parsed
    finally:
        loader.dispose()
    return keys, values


def _locate(
    events: Iterator[Any], keys: dict[FieldPath, Place], values: dict[FieldPath, Place]
) -> None:
    around: list[tuple[FieldPath, int | None]] = []
    path: FieldPath = ()  # of the mapping or list that is open
    item: int | None = None  # number of the next item, if it is a list
    key: str | None = None
    for event in events:
        match event:
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                path, item = around.pop()
                key = None
                continue
            case yaml.ScalarEvent() if item is None and key is None and around:
                key = str(event.value)
                keys.setdefault((*path, key), _place(event))
                continue
            case yaml.NodeEvent():
                pass
            case _:
                continue
        step = (key or "") if item is None else item
        here: FieldPath = (*path, step) if around else path
        values.setdefault(here, _place(event))
        item = None if item is None else item + 1
        key = None
        if isinstance(event, yaml.CollectionStartEvent):
            around.append((path, item))
            path = here
            item = 0 if isinstance(event, yaml.SequenceStartEvent) else None
            if len(around) > MAX_DEPTH:
                return


def compose(text: str) -> Node | None:
    """The node tree of a document that `parse` accepts."""
    loader = yaml.CBaseLoader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _character_fault(text: str, found: re.Match[str]) -> Fault:
    place = _place_at(text, found.start())
    if found.start() == 0 and found[0] == "\ufeff":
        return Fault(
            place, "LLM003", "begins with a byte order mark", "save the file as UTF-8 without it"
        )
    code_point = f"U+{ord(found[0]):04X}"
    message = f"contains the character {code_point}, which no text needs"
    return Fault(place, "LLM003", message, "remove it")


def _shape_fault(event: Any, *, deep: bool) -> Fault:
    if deep:
        message = f"is nested deeper than {MAX_DEPTH} levels"
        return Fault(_place(event), "LLM004", message, "close what was opened before")
    return Fault(_place(event), "LLM004", "has a key that is not a text", "write key: value")


def _key_fault(event: Any) -> Fault:
    if len(event.value) > MAX_KEY:
        message = f"has a key of more than {MAX_KEY} characters"
        return Fault(_place(event), "LLM004", message, "write key: value")
    return Fault(
        _place(event),
        "LLM007",
        f"has the key {event.value!r} twice",
        "keep one of them; put several values in a list",
    )


def _documents_fault(event: Any) -> Fault:
    message, hint = "holds several documents", "one entry per file; remove the '---'"
    return Fault(_place(event), "LLM008", message, hint)


def _feature_fault(event: Any) -> Fault:
    if isinstance(event, yaml.AliasEvent):
        what = "an alias"
    else:
        what = "an anchor" if event.anchor else f"the tag {event.tag!r}"
    return Fault(
        _place(event),
        "LLM006",
        f"uses {what}, which a catalog does not allow",
        "write the value itself, in double quotes if it begins with &, * or !",
    )


def _place_at(text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(text.count("\n", 0, offset) + 1, offset - line_start + 1)


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _syntax_fault(text: str, error: yaml.MarkedYAMLError) -> Fault:
    problem = str(error.problem or error)
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    for tab in _INDENTING_TAB.finditer(text):
        where = _place_at(text, tab.end() - 1)
        if abs(where.line - place.line) <= 1:
            return Fault(where, "LLM005", "is indented with a tab", "indent with spaces")
    if error.context_mark and "never ends" in _SENTENCES.get(problem, ("",))[0]:
        place = Place(error.context_mark.line + 1, error.context_mark.column + 1)
    message, hint = _SENTENCES.get(problem, (f"is not YAML: {problem}", None))
    return Fault(place, "LLM004", message, hint)
