"""The one way to write an entry: fixed order of keys, fixed style of every value, comments kept."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import yaml

from llm_info.link_kinds import order_of_kinds
from llm_info.model import FILE_KEYS, Entry, Status, Topic
from llm_info.store.comments import Comments

if TYPE_CHECKING:
    from llm_info.finding import FieldPath
    from llm_info.store.tree import Value

WIDTH = 100
"""Columns to which paragraphs are folded and beyond which a list gets one line per item."""

_TYPED_KEYS = frozenset(
    ["arxiv", "doi", "acl", "openreview", "date", "added", "et_al", "schema_version"]
)
"""Keys whose value stays bare although another YAML reader would take it for a number or a date."""

_FOLDED_KEYS = frozenset(["summary", "description"])
_TOPIC_KEYS = ("slug", "title", "description", "start_here", "topics")
_KEY_ORDER: Mapping[FieldPath, tuple[str, ...]] = {
    (): ("schema_version", *FILE_KEYS),
    ("status",): tuple(Status.model_fields),
}
_NEEDS_QUOTES = re.compile(
    r"^[-?:,\[\]{}#&*!|>'\"%@`=]"  # an indicator at the start
    r"|: | #|:$|^\s|\s$|^$"
)
_NEEDS_QUOTES_IN_LIST = re.compile(r"[,\[\]{}]|:$|:[ ?]")
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def entry_as_plain(entry: Entry) -> dict[str, Value]:
    """The keys and values of an entry's file; what equals its default is left out."""
    plain = entry.model_dump(mode="json", exclude={"id", "topic"}, exclude_defaults=True)
    if entry.et_al:
        plain["et_al"] = "true"
    return cast("dict[str, Value]", plain)


def topic_as_plain(topic: Topic) -> dict[str, Value]:
    """A topic and those below it as `topics.yaml` writes them; `emit` leaves out what is empty."""
    return {
        "slug": topic.path.rpartition("/")[2],
        "title": topic.title,
        "description": topic.description,
        "start_here": list(topic.start_here),
        "topics": [topic_as_plain(child) for child in topic.children],
    }


def emit(value: Mapping[str, Value], comments: Comments | None = None) -> str:
    """Write the mapping of an entry or of a vocabulary in canonical form.

    Unknown keys are kept, in their order, after the known ones: nothing is lost. A catalog's own
    kinds of links come after those of every catalog, by name.
    """
    comments = comments or Comments()
    written: set[FieldPath] = set()
    lines = list(_mapping(tidy(value), (), "", comments, written))
    lost = [
        text
        for place in (comments.above, comments.behind)
        for path, texts in place.items()
        if path not in written
        for text in texts
    ]
    empty = [] if lines else ["{}"]  # with no key before them, all comments are the head's
    return "\n".join([*comments.head, *lines, *lost, *comments.end, *empty]) + "\n"


def tidy(value: Mapping[str, Value], path: FieldPath = ()) -> dict[str, Value]:
    """The values that the canonical form writes.

    What is empty goes, a link that is alone in its list stands for the list, and paragraphs have
    single spaces.
    """
    tidied: dict[str, Value] = {}
    for key, item in value.items():
        item = _tidy(item, (*path, key))  # noqa: PLW2901  (the untidy one is of no more use)
        if item:
            tidied[key] = item
    return tidied


def _tidy(value: Value, path: FieldPath) -> Value:
    if isinstance(value, dict):
        return tidy(value, path)
    if isinstance(value, list):
        items = [_tidy(item, (*path, index)) for index, item in enumerate(value)]
        return items[0] if len(items) == 1 and _is_link(path) and items[0] else items
    if path[-1] in _FOLDED_KEYS and not _UNPRINTABLE.search(folded := " ".join(value.split())):
        return folded
    return value


def _is_link(path: FieldPath) -> bool:
    return len(path) == 2 and path[0] == "links"  # noqa: PLR2004


def _mapping(
    value: Mapping[str, Value],
    path: FieldPath,
    indent: str,
    comments: Comments,
    written: set[FieldPath],
) -> Iterator[str]:
    for key in _ordered(value, path):
        item = value[key]
        below = (*path, key)
        alone = _is_link(below) and not isinstance(item, list)
        owners = (below, (*below, 0)) if alone else (below,)
        written.update(owners)
        above, behind = _around(comments, *owners)
        yield from (f"{indent}{comment}" for comment in (*above, *behind[1:]))
        tail = f"  {behind[0]}" if behind else ""
        yield from _value(key, item, below, indent, tail, comments, written)


def _value(
    key: str,
    item: Value,
    path: FieldPath,
    indent: str,
    tail: str,
    comments: Comments,
    written: set[FieldPath],
) -> Iterator[str]:
    start = f"{indent}{_scalar(key)}:"
    if isinstance(item, dict):
        yield f"{start}{tail}"
        yield from _mapping(item, path, f"{indent}  ", comments, written)
    elif isinstance(item, list):
        yield from _sequence(start, item, path, indent, tail, comments, written)
    elif key in _FOLDED_KEYS and not _UNPRINTABLE.search(item):
        yield f"{start} >-{tail}"
        yield from _fold(item, f"{indent}  ")
    else:
        yield f"{start} {_scalar(item, typed=key in _TYPED_KEYS)}{tail}"


def _sequence(
    start: str,
    items: list[Value],
    path: FieldPath,
    indent: str,
    tail: str,
    comments: Comments,
    written: set[FieldPath],
) -> Iterator[str]:
    paths = [(*path, index) for index in range(len(items))]
    commented = any(below in comments.above or below in comments.behind for below in paths)
    flow = f"{start} [{', '.join(_scalar(item, in_list=True) for item in _texts(items))}]"
    if len(_texts(items)) == len(items) and len(flow) <= WIDTH and not commented:
        yield f"{flow}{tail}"
        return
    yield f"{start}{tail}"
    for item, below in zip(items, paths, strict=True):
        written.add(below)
        above, behind = _around(comments, below)
        yield from (f"{indent}  {comment}" for comment in (*above, *behind[1:]))
        tail = f"  {behind[0]}" if behind else ""
        if isinstance(item, dict) and item:
            yield from _mapping_in_list(item, below, indent, tail, comments, written)
        else:
            text = _scalar(item) if isinstance(item, str) else _flow(item)
            yield f"{indent}  - {text}{tail}"


def _mapping_in_list(
    value: Mapping[str, Value],
    path: FieldPath,
    indent: str,
    tail: str,
    comments: Comments,
    written: set[FieldPath],
) -> Iterator[str]:
    """A mapping behind a dash; comments above its first key move above the dash."""
    inner = f"{indent}    "
    lines = list(_mapping(value, path, inner, comments, written))
    first = next((n for n, line in enumerate(lines) if not line.startswith(f"{inner}#")), None)
    if first is None:
        yield f"{indent}  - {{}}{tail}"
        return
    yield from (line.removeprefix("  ") for line in lines[:first])
    yield f"{indent}  - {lines[first].removeprefix(inner)}{tail}"
    yield from lines[first + 1 :]


def _texts(items: Iterable[Value]) -> list[str]:
    return [item for item in items if isinstance(item, str)]


def _flow(value: Value) -> str:
    """A nested value where the catalog has none: kept, on one line."""
    if isinstance(value, str):
        return _scalar(value, in_list=True)
    if isinstance(value, list):
        return f"[{', '.join(_flow(item) for item in value)}]"
    pairs = (f"{_scalar(key, in_list=True)}: {_flow(item)}" for key, item in value.items())
    return f"{{{', '.join(pairs)}}}"


def _ordered(value: Mapping[str, Value], path: FieldPath) -> list[str]:
    if path == ("links",):
        return sorted(value, key=order_of_kinds)
    in_topics = path[:1] == ("topics",) and isinstance(path[-1], int)
    known = _TOPIC_KEYS if in_topics else _KEY_ORDER.get(path, ())
    return [key for key in known if key in value] + [key for key in value if key not in known]


def _around(comments: Comments, *paths: FieldPath) -> tuple[list[str], list[str]]:
    above = [text for path in paths for text in comments.above.get(path, ())]
    behind = [text for path in paths for text in comments.behind.get(path, ())]
    return above, behind


def _fold(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _scalar(text: str, *, in_list: bool = False, typed: bool = False) -> str:
    if _UNPRINTABLE.search(text):
        return _double_quoted(text)
    quotes = (
        _NEEDS_QUOTES.search(text)
        or (in_list and _NEEDS_QUOTES_IN_LIST.search(text))
        or (not typed and _is_ambiguous(text))
    )
    if not quotes:
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _double_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_UNPRINTABLE.sub(_escape, escaped)}"'


def _escape(found: re.Match[str]) -> str:
    code_point = ord(found[0])
    return f"\\u{code_point:04x}" if code_point <= 0xFFFF else f"\\U{code_point:08x}"  # noqa: PLR2004


def _is_ambiguous(text: str) -> bool:
    """Whether an ordinary YAML reader takes the bare text for something else than a text."""
    resolvers: dict[Any, Any] = yaml.SafeLoader.yaml_implicit_resolvers
    return any(pattern.match(text) for _, pattern in resolvers.get(text[:1], ()))
