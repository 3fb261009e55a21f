"""Comments of a YAML file, tied to the keys and items they speak of.

libyaml forgets comments, so they are found again in the text: a `#` after white space that no
scalar covers. A comment on a line of its own belongs to the next key or list item, one behind
something belongs to the key or item that it stands behind.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from llm_info.finding import FieldPath
from llm_info.store.tree import Place, compose

_HASH = re.compile(r"(?:^|(?<=[ \t]))#")


@dataclass(frozen=True)
class Comments:
    """The comments of one file, each with its `#`.

    Attributes:
        head: Comments before the first key; they speak of the whole file.
        above: Path → comments on lines of their own before it.
        behind: Path → comments on its own line.
        end: Comments after the last key.
    """

    head: tuple[str, ...] = ()
    above: Mapping[FieldPath, tuple[str, ...]] = field(
        default_factory=dict[FieldPath, tuple[str, ...]]
    )
    behind: Mapping[FieldPath, tuple[str, ...]] = field(
        default_factory=dict[FieldPath, tuple[str, ...]]
    )
    end: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.head or self.above or self.behind or self.end)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment where it stands.

    Attributes:
        text: With its `#`, without space behind it.
        place: Where the `#` is.
        alone: Whether nothing else is on its line.
        owner: What it speaks of: `()` is the whole file, `None` nothing (it is at the end).
    """

    text: str
    place: Place
    alone: bool
    owner: FieldPath | None


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The start of a key or of a list item."""

    line: int
    column: int
    path: FieldPath


def find_comments(text: str) -> Comments:
    """Find all comments of a document that can be parsed, by what they speak of."""
    if "#" not in text:
        return Comments()
    head: list[str] = []
    end: list[str] = []
    above: dict[FieldPath, tuple[str, ...]] = {}
    behind: dict[FieldPath, tuple[str, ...]] = {}
    for comment in comments_in_order(text):
        if comment.owner is None:
            end.append(comment.text)
        elif not comment.owner:
            head.append(comment.text)
        else:
            side = above if comment.alone else behind
            side[comment.owner] = (*side.get(comment.owner, ()), comment.text)
    return Comments(tuple(head), above, behind, tuple(end))


def comments_in_order(text: str) -> Iterator[Comment]:
    """Find all comments of a document that can be parsed, from top to bottom."""
    text = text if text.endswith("\n") else text + "\n"
    root = compose(text)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    anchors = sorted(_anchors(root, ()), key=lambda anchor: (anchor.line, anchor.column))
    starts = [anchor.line for anchor in anchors]
    covered = _covered(root, lines)
    for number, line in enumerate(lines):
        column = _comment_column(line, sorted(covered.get(number, [])))
        if column is None:
            continue
        alone = not line[:column].strip()
        after = bisect_right(starts, number)
        if alone and after == 0:
            owner: FieldPath | None = ()
        elif alone:
            owner = anchors[after].path if after < len(anchors) else None
        else:
            owner = _owner(anchors, starts, number)
        yield Comment(line[column:].rstrip(), Place(number + 1, column + 1), alone, owner)


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


def _owner(anchors: list[_Anchor], starts: list[int], line: int) -> FieldPath | None:
    """What stands first on a line, or last before it."""
    first = bisect_left(starts, line)
    if first < len(starts) and starts[first] == line:
        return anchors[first].path
    return anchors[first - 1].path if first else None


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
    """Where the line's comment starts, given the sorted ranges that lie inside scalars."""
    for found in _HASH.finditer(line):
        column = found.start()
        before = bisect_right(spans, (column, len(line) + 1)) - 1
        if before < 0 or column >= spans[before][1]:
            return column
    return None
