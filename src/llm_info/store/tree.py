"""YAML text → plain values, with the place of every fault and, on demand, of every node.

Only the part of YAML that a catalog needs is allowed: mappings, sequences and scalars, and every
scalar is a string. Anchors, aliases, tags, several documents, duplicate keys and deep nesting are
faults: they hide data, or are ways to attack a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from llm_info.finding import FieldPath

Value = str | list["Value"] | dict[str, "Value"]

MAX_DEPTH = 16
"""Levels of nesting; an entry needs 3, the topic tree about 8."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)"
)
"""Characters that YAML forbids, and the line ends that an editor would count differently."""
_INDENTING_TAB = re.compile(r"^[ ]*\t", re.MULTILINE)
_SUSPICIOUS = re.compile("[&*!]")

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


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Line and column of the first character of a node, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text as YAML, and where."""

    place: Place
    code: str
    message: str
    hint: str | None = None


def parse(text: str) -> tuple[Value | None, tuple[Fault, ...]]:
    """Read one document.

    Returns:
        The value and no fault, or `None` and at least one fault.
    """
    node, fault = _compose(text)
    if fault is not None:
        return None, (fault,)
    if node is None:
        return None, (Fault(Place(1, 1), "LLM008", "is empty", "write at least a title"),)
    faults: list[Fault] = []
    if _SUSPICIOUS.search(text):
        faults += _foreign_features(text)
    if not faults:  # only a tree without aliases is sure to be as small as its text
        value = _plain(node, 0, faults)
        if not faults:
            return value, ()
    return None, tuple(faults)


def places(text: str) -> tuple[dict[FieldPath, Place], dict[FieldPath, Place]]:
    """Find every node of a document that `parse` accepts or whose only faults are duplicate keys.

    Returns:
        Places of the keys, and places of the values. The first of two equal keys counts.
    """
    keys: dict[FieldPath, Place] = {}
    values: dict[FieldPath, Place] = {}
    node, _ = _compose(text)
    if node is not None and not (_SUSPICIOUS.search(text) and any(_foreign_features(text))):
        _collect(node, (), keys, values)
    return keys, values


def compose(text: str) -> Node | None:
    """The node tree of a document that `parse` accepts."""
    return _compose(text)[0]


def _compose(text: str) -> tuple[Node | None, Fault | None]:
    if found := _CONTROL.search(text):
        code_point = f"U+{ord(found[0]):04X}"
        return None, Fault(
            _place_at(text, found.start()),
            "LLM003",
            f"contains the character {code_point}, which no text needs",
            "remove it",
        )
    loader = yaml.CBaseLoader(text)
    try:
        return loader.get_single_node(), None
    except yaml.MarkedYAMLError as error:
        return None, _syntax_fault(text, error)
    except (yaml.YAMLError, RecursionError):
        return None, Fault(Place(1, 1), "LLM004", "is not YAML that can be read", None)
    finally:
        loader.dispose()


def _place_at(text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(text.count("\n", 0, offset) + 1, offset - line_start + 1)


def _place(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _syntax_fault(text: str, error: yaml.MarkedYAMLError) -> Fault:
    problem = str(error.problem or error)
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    for tab in _INDENTING_TAB.finditer(text):
        where = _place_at(text, tab.end() - 1)
        if abs(where.line - place.line) <= 1:
            return Fault(where, "LLM005", "is indented with a tab", "indent with spaces")
    if "another document" in problem:
        return Fault(
            place, "LLM008", "holds several documents", "one entry per file; remove the '---'"
        )
    if "undefined alias" in problem:
        return _feature_fault(place, "an alias")
    if error.context_mark and "never ends" in _SENTENCES.get(problem, ("",))[0]:
        place = Place(error.context_mark.line + 1, error.context_mark.column + 1)
    message, hint = _SENTENCES.get(problem, (f"is not YAML: {problem}", None))
    return Fault(place, "LLM004", message, hint)


def _feature_fault(place: Place, what: str) -> Fault:
    return Fault(
        place,
        "LLM006",
        f"uses {what}, which a catalog does not allow",
        "write the value itself, in double quotes if it begins with &, * or !",
    )


def _foreign_features(text: str) -> Iterator[Fault]:
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.AliasEvent):
            what = "an alias"
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            what = "an anchor"
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            what = f"the tag {event.tag!r}"
        else:
            continue
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        yield _feature_fault(place, what)


def _plain(node: Node, depth: int, faults: list[Fault]) -> Value:
    if isinstance(node, ScalarNode):
        return str(node.value)
    if depth > MAX_DEPTH:
        faults.append(Fault(_place(node), "LLM004", f"is nested deeper than {MAX_DEPTH} levels"))
        return ""
    if isinstance(node, SequenceNode):
        return [_plain(item, depth + 1, faults) for item in node.value]
    plain: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            faults.append(Fault(_place(key_node), "LLM004", "has a key that is not a text"))
        elif key in plain:
            faults.append(
                Fault(
                    _place(key_node),
                    "LLM007",
                    f"has the key {key!r} twice",
                    "keep one of them; put several values in a list",
                )
            )
        else:
            plain[key] = _plain(value_node, depth + 1, faults)
    return plain


def _collect(
    node: Node,
    path: FieldPath,
    keys: dict[FieldPath, Place],
    values: dict[FieldPath, Place],
) -> None:
    values.setdefault(path, _place(node))
    if len(path) > MAX_DEPTH:
        return
    if isinstance(node, MappingNode):
        for key_node, value_node in node.value:
            below = (*path, str(key_node.value))
            keys.setdefault(below, _place(key_node))
            _collect(value_node, below, keys, values)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            _collect(item, (*path, index), keys, values)
