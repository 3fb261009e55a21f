"""Comments of a YAML file, tied to the keys and items they speak of.

libyaml forgets comments, so they are found again in the text: a `#` after white space that no
scalar covers. A comment on a line of its own belongs to the next key or list item, one behind
something belongs to the key or item that it stands behind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from llm_info.finding import FieldPath
from llm_info.store.tree import compose

_HASH = re.compile(r"(?:^|(?<=[ \t]))#")


@dataclass(frozen=True)
class Comments:
    """The comments of one file, each with its `#`.

    Attributes:
        above: Path → comments on lines of their own before it.
        behind: Path → comments on its own line.
        end: Comments after the last key.
    """

    above: Mapping[FieldPath, tuple[str, ...]] = field(
        default_factory=dict[FieldPath, tuple[str, ...]]
    )
    behind: Mapping[FieldPath, tuple[str, ...]] = field(
        default_factory=dict[FieldPath, tuple[str, ...]]
    )
    end: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.above or self.behind or self.end)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The start of a key or of a list item."""

    line: int
    column: int
    path: FieldPath


def find_comments(text: str) -> Comments:
    """Find all comments of a document that can be parsed."""
    if "#" not in text:
        return Comments()
    text = text if text.endswith("\n") else text + "\n"
    root = compose(text)
    lines = text.split("\n")
    anchors = sorted(_anchors(root, ()), key=lambda anchor: (anchor.line, anchor.column))
    covered = _covered(root, lines)
    above: dict[FieldPath, tuple[str, ...]] = {}
    behind: dict[FieldPath, tuple[str, ...]] = {}
    end: tuple[str, ...] = ()
    for number, line in enumerate(lines):
        column = _comment_column(line, covered.get(number, []))
        if column is None:
            continue
        comment = line[column:].rstrip()
        alone = not line[:column].strip()
        owner = _next(anchors, number) if alone else _owner(anchors, number)
        if owner is None:
            end += (comment,)
        elif alone:
            above[owner] = (*above.get(owner, ()), comment)
        else:
            behind[owner] = (*behind.get(owner, ()), comment)
    return Comments(above, behind, end)


def _anchors(node: Node | None, path: FieldPath) -> list[_Anchor]:
    found: list[_Anchor] = []
    if isinstance(node, MappingNode):
        for key_node, value_node in node.value:
            below = (*path, str(key_node.value))
            mark = key_node.start_mark
            found.append(_Anchor(mark.line, mark.column, below))
            found += _anchors(value_node, below)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            mark = item.start_mark
            found.append(_Anchor(mark.line, mark.column, (*path, index)))
            found += _anchors(item, (*path, index))
    return found


def _next(anchors: list[_Anchor], line: int) -> FieldPath | None:
    return next((anchor.path for anchor in anchors if anchor.line > line), None)


def _owner(anchors: list[_Anchor], line: int) -> FieldPath | None:
    same = [anchor for anchor in anchors if anchor.line == line]
    if same:
        return same[0].path
    before = [anchor for anchor in anchors if anchor.line < line]
    return before[-1].path if before else None


def _covered(node: Node | None, lines: list[str]) -> dict[int, list[tuple[int, int]]]:
    """For each line, the column ranges that lie inside scalars."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for scalar in _scalars(node):
        start, end = scalar.start_mark, scalar.end_mark
        if scalar.style in ("|", ">"):
            for number in range(start.line + 1, end.line):
                spans.setdefault(number, []).append((0, len(lines[number])))
            continue
        for number in range(start.line, end.line + 1):
            first = start.column if number == start.line else 0
            last = end.column if number == end.line else len(lines[number])
            spans.setdefault(number, []).append((first, last))
    return spans


def _scalars(node: Node | None) -> list[ScalarNode]:
    if isinstance(node, ScalarNode):
        return [node]
    if isinstance(node, MappingNode):
        return [scalar for pair in node.value for part in pair for scalar in _scalars(part)]
    if isinstance(node, SequenceNode):
        return [scalar for item in node.value for scalar in _scalars(item)]
    return []


def _comment_column(line: str, spans: list[tuple[int, int]]) -> int | None:
    for found in _HASH.finditer(line):
        column = found.start()
        if not any(first <= column < last for first, last in spans):
            return column
    return None
