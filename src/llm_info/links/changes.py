"""Which links does a change touch? Entries are compared, not lines of text."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from llm_info.errors import LlmInfoError
from llm_info.links.plan import plan
from llm_info.links.verdict import Paper, Question
from llm_info.model import Catalog, Entry
from llm_info.store import CATALOG
from llm_info.store.tree import parse


def touched(root: Path, since: str, questions: Iterable[Question]) -> list[Question]:
    """The questions about links that are new or different since a commit.

    A link is different, too, if the paper is: another title needs another look at the PDF.

    Args:
        root: The catalog's root, in a work tree of Git.
        since: A commit; compared is with where the work tree's history left it.
        questions: All questions about the catalog as it is.

    Raises:
        LlmInfoError: There is no such commit, or this is no work tree.
    """
    base = _git(root, "merge-base", since, "HEAD").strip()
    changed = _lines(_git(root, "diff", "--name-only", "--relative", "-z", base, "--", CATALOG))
    new = _lines(_git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", CATALOG))
    known = set(_lines(_git(root, "ls-tree", "-r", "-z", "--name-only", base, "--", CATALOG)))
    ids = {PurePosixPath(path).stem for path in (*changed, *new)}
    before: set[tuple[str, str, tuple[Paper, ...]]] = set()
    for path in changed:
        if path in known:
            before |= _links_of(path, _git(root, "show", f"{base}:./{path}"))
    return [
        question
        for question in questions
        if any(
            use.entry in ids and (use.entry, question.url, question.papers) not in before
            for use in question.uses
        )
    ]


def _links_of(path: str, text: str) -> set[tuple[str, str, tuple[Paper, ...]]]:
    """Entry, address and paper of all links that a file had; none if it was no entry."""
    value, _ = parse(text)
    where = PurePosixPath(path).relative_to(CATALOG)
    if not isinstance(value, dict):
        return set()
    try:
        entry = Entry.model_validate({**value, "id": where.stem, "topic": where.parent.as_posix()})
    except ValidationError:
        return set()
    return {
        (entry.id, question.url, question.papers) for question in plan(Catalog(entries=(entry,)))
    }


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  (git, with the user's own commit as an argument)
            ["git", "-C", str(root), *words],  # noqa: S607  (the user's git)
            capture_output=True,
            check=True,
        )
    except FileNotFoundError as error:
        raise LlmInfoError("--since needs git, which is not installed") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise LlmInfoError(
            f"git {words[0]} fails: {said[-1] if said else error.returncode}",
            hint="name a commit that is there; in CI, fetch the history (fetch-depth: 0)",
        ) from error
    return done.stdout.decode(errors="replace")


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\0") if line]
