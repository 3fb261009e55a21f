"""Edits of a file's fields: values change, comments stay, and the result is in canonical form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from llm_info.finding import Edit, FieldPath
from llm_info.model import REPEATED_KEYS
from llm_info.store.canonical import emit
from llm_info.store.comments import Comments, find_comments
from llm_info.store.tree import Value, parse


def edit_text(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits to the text of a file that can be parsed.

    Of two edits of one field the first counts, and an edit below or above a field that another one
    changes waits for the next round: `--fix` goes on until nothing is left.
    """
    value, _ = parse(text)
    if not isinstance(value, dict):
        return text
    comments = find_comments(text)
    chosen = _compatible(edits)
    for edit in chosen:
        if edit.text is not None:
            _put(value, edit.field, edit.text)
    for edit in sorted(chosen, key=lambda edit: _sort_key(edit.field), reverse=True):
        if edit.text is None and _remove(value, edit.field):
            comments = _without(comments, edit.field)
    return emit(value, comments)


def _compatible(edits: Iterable[Edit]) -> list[Edit]:
    chosen: dict[FieldPath, Edit] = {}
    for edit in edits:
        clash = any(
            edit.field[: len(field)] == field or field[: len(edit.field)] == edit.field
            for field in chosen
        )
        if not clash:
            chosen[edit.field] = edit
    return list(chosen.values())


def _sort_key(field: FieldPath) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (-1, step) for step in field)


def _put(value: dict[str, Value], field: FieldPath, text: str) -> None:
    holder: Value = value
    for step, below in pairwise(field):
        holder = _step_into(holder, step, below)
    last = field[-1]
    if isinstance(holder, dict) and isinstance(last, str):
        holder[last] = [text] if last in REPEATED_KEYS else text
    elif isinstance(holder, list) and isinstance(last, int):
        holder[last : last + 1] = [text]


def _step_into(holder: Value, step: str | int, below: str | int) -> Value:
    """The value below, made where it is missing; a lone text that stands for a list becomes one."""
    if isinstance(holder, list) and isinstance(step, int):
        return holder[step]
    if not isinstance(holder, dict) or not isinstance(step, str):
        return holder
    inner = holder.setdefault(step, [] if isinstance(below, int) else {})
    if isinstance(inner, str):
        inner = holder[step] = ([inner] if inner else []) if isinstance(below, int) else {}
    return inner


def _remove(value: dict[str, Value], field: FieldPath) -> bool:
    holder: Value = value
    for step, below in pairwise(field):
        if isinstance(holder, dict) and step not in holder:
            return False
        holder = _step_into(holder, step, below)
    last = field[-1]
    if isinstance(holder, dict) and last in holder:
        del holder[str(last)]
        return True
    if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        del holder[last]
        return True
    return False


def _without(comments: Comments, gone: FieldPath) -> Comments:
    """Keep the comments of what is gone, at the end, and let those of later list items move up."""
    above, ended = _moved(comments.above, gone)
    behind, ended_behind = _moved(comments.behind, gone)
    return Comments(comments.head, above, behind, (*ended, *ended_behind, *comments.end))


def _moved(
    texts: Mapping[FieldPath, tuple[str, ...]], gone: FieldPath
) -> tuple[dict[FieldPath, tuple[str, ...]], tuple[str, ...]]:
    *holder, last = gone
    depth = len(holder)
    moved: dict[FieldPath, tuple[str, ...]] = {}
    ended: tuple[str, ...] = ()
    for path, comments in texts.items():
        if path[: depth + 1] == gone:
            ended += comments
            continue
        here = path
        if path[:depth] == tuple(holder) and len(path) > depth and isinstance(last, int):
            step = path[depth]
            if isinstance(step, int) and step > last:
                here = (*path[:depth], step - 1, *path[depth + 1 :])
        moved[here] = (*moved.get(here, ()), *comments)
    return moved, ended
