"""What has moved is written where it stands. What is broken is never guessed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from llm_info.finding import Edit
from llm_info.links.results import Result
from llm_info.store import CATALOG, edit_text, read_text, replace_text


def edits(results: Iterable[Result], paths: Mapping[str, str]) -> dict[str, list[Edit]]:
    """Path of a file → the addresses to write into it.

    Args:
        results: The verdicts.
        paths: Id of an entry → its file.
    """
    found: dict[str, list[Edit]] = {}
    for result in results:
        new_url = result.judgement.new_url
        for use in result.question.uses if new_url else ():
            if use.written:
                found.setdefault(paths[use.entry], []).append(Edit(use.field, new_url))
    return found


def write(root: Path, edits: Mapping[str, Iterable[Edit]]) -> list[str]:
    """Write addresses into files, whose comments survive.

    Returns:
        The files that are different now.
    """
    changed: list[str] = []
    for name, wanted in sorted(edits.items()):
        path = root / name
        text, _ = read_text(path, root / CATALOG)
        if text is not None and (new := edit_text(text, wanted)) != text:
            replace_text(path, new)
            changed.append(name)
    return changed
