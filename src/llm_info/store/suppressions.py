"""Suppressions in a file: `# llm-info: ignore LLM506: two people share the name`.

One before the first key speaks of the whole file, any other of the key or list item to which it
belongs as a comment. The reason is not optional, and a suppression that suppresses nothing is a
finding itself, so that none outlives its cause.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, SequenceNode

from llm_info.finding import FieldPath
from llm_info.store.codes import CODES
from llm_info.store.comments import comments_in_order
from llm_info.store.tree import Fault, Place, compose

_MARK = re.compile(r"#\s*llm-info:\s*")
_IGNORE = re.compile(r"ignore\s+(?P<codes>[^:]*?)\s*(?::\s*(?P<reason>.*))?$")
_CODE = re.compile(r"LLM\d{3}")
_FORM = "write # llm-info: ignore LLM506: the reason"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A wish not to hear of something.

    Attributes:
        place: Where it stands.
        codes: What it silences.
        first: First line of which it speaks.
        last: Last line of which it speaks.
    """

    place: Place
    codes: tuple[str, ...]
    first: int
    last: int

    def covers(self, code: str, line: int) -> bool:
        """Whether it silences a finding."""
        return code in self.codes and self.first <= line <= self.last


def find_suppressions(text: str) -> tuple[tuple[Suppression, ...], tuple[Fault, ...]]:
    """Read all suppressions of a document that can be parsed, and what is wrong with others."""
    if "llm-info:" not in text:
        return (), ()
    found: list[Suppression] = []
    faults: list[Fault] = []
    spans = _spans(text)
    for comment in comments_in_order(text):
        mark = _MARK.match(comment.text)
        if mark is None:
            continue
        wish = comment.text[mark.end() :]
        parsed = _IGNORE.fullmatch(wish)
        if parsed is None:
            faults.append(_fault(comment.place, f"has the unknown instruction {wish!r}", _FORM))
            continue
        codes = tuple(code for code in re.split(r"[\s,]+", parsed["codes"]) if code)
        wrong = list(_wrong(codes, parsed["reason"], comment.place))
        faults += wrong
        if not wrong and comment.owner is not None:
            first, last = spans.get(comment.owner, (1, 1)) if comment.owner else (1, len(text) + 1)
            found.append(Suppression(comment.place, codes, first, last))
        elif not wrong:
            faults.append(
                _fault(comment.place, "has a suppression behind everything", "move it to the top")
            )
    return tuple(found), tuple(faults)


def _wrong(codes: Collection[str], reason: str | None, place: Place) -> Iterator[Fault]:
    if not codes or not all(_CODE.fullmatch(code) for code in codes):
        yield _fault(place, f"has a suppression of {' '.join(codes)!r}, which is no code", _FORM)
        return
    for code in codes:
        if code in CODES:
            yield _fault(
                place,
                f"has a suppression of {code}, which the reader reports and nobody can ignore",
                "correct what is wrong",
            )
    if not reason:
        yield _fault(place, f"has a suppression of {', '.join(codes)} without a reason", _FORM)


def _fault(place: Place, message: str, hint: str) -> Fault:
    return Fault(place, "LLM013", message, hint)


def _spans(text: str) -> dict[FieldPath, tuple[int, int]]:
    """First and last line of every key with its value, and of every list item."""
    spans: dict[FieldPath, tuple[int, int]] = {}
    root = compose(text)
    if root is not None:
        _collect(root, (), spans)
    return spans


def _collect(node: Node, path: FieldPath, spans: dict[FieldPath, tuple[int, int]]) -> None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            spans.setdefault(below, (key.start_mark.line + 1, _last_line(value)))
            _collect(value, below, spans)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            spans[(*path, index)] = (item.start_mark.line + 1, _last_line(item))
            _collect(item, (*path, index), spans)


def _last_line(node: Node) -> int:
    """Last line of a node; a block ends where the next one starts, so it is asked what it holds."""
    if isinstance(node, MappingNode) and node.value:
        return _last_line(node.value[-1][1])
    if isinstance(node, SequenceNode) and node.value:
        return _last_line(node.value[-1])
    end = node.end_mark
    return max(node.start_mark.line + 1, end.line + (1 if end.column else 0))
