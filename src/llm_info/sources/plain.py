"""Answers in JSON: reading them without trusting their shape."""

from __future__ import annotations

import json
from typing import Any, cast

from llm_info.sources.draft import SourceError


def parse_json(answer: str, who: str) -> Any:
    """Parse an answer.

    Raises:
        SourceError: It is not JSON.
    """
    try:
        return json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{who}'s answer breaks off or is not JSON") from error


def at(value: Any, *steps: str | int) -> Any:
    """What stands under some keys, `None` where the shape is another one."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = cast("dict[str, Any]", value).get(step)
        elif isinstance(value, list) and isinstance(step, int):
            items = cast("list[Any]", value)
            value = items[step] if step < len(items) else None
        else:
            return None
    return value


def items(value: Any) -> list[Any]:
    """A list as it is, anything else as an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """A text or a list of texts as a list of texts."""
    if isinstance(value, str):
        return [value]
    return [item for item in items(value) if isinstance(item, str)]
