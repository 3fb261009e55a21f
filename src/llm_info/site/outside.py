"""Links among pages written by hand: none publishes what lies outside, none leads in circles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def complaints(docs: Path, root: Path) -> Iterator[str]:
    """Say of each link below `docs` that may not be followed why.

    MkDocs copies whatever a link leads to into the site, and follows links to folders in circles. A
    proposal may hold links, and the machine that builds it has files of its own.

    Args:
        docs: The folder of pages. If it lies outside of `root`, whoever configured it wanted that.
        root: The folder of the repository.
    """
    docs, root = docs.absolute(), root.absolute()
    home = root.resolve()
    allowed = [home]
    if docs.is_relative_to(root):
        if docs.is_symlink() and (reason := _reason(docs, allowed)):
            yield f"{_name(docs, root)} {reason}"
            return
    else:
        allowed.append(docs.resolve())
    for link in _links(docs):
        reason = _reason(link, allowed)
        if reason is None and link.is_dir():
            for inner in _links(link):
                if inner.is_dir():
                    reason = f"is a link to a folder that holds another one, {inner.name}"
                elif inner_reason := _reason(inner, allowed):
                    yield f"{_name(inner, root)} {inner_reason}"
        if reason:
            yield f"{_name(link, root)} {reason}"


def _links(folder: Path) -> Iterator[Path]:
    """All links below a folder, none of them followed, in order."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*folders, *files]):
            path = Path(place, name)
            if path.is_symlink():
                yield path


def _reason(link: Path, allowed: list[Path]) -> str | None:
    try:
        target = link.resolve(strict=True)
    except FileNotFoundError:
        if link.name.startswith("."):  # an editor's lock; nothing is published
            return None
        return "is a link to a file that is not there"
    except (OSError, RuntimeError):  # Python before 3.13 raises a RuntimeError
        return "is a loop of links"
    home = allowed[0]
    if target.is_relative_to(home) and ".git" in target.relative_to(home).parts:
        return "is a link into .git"
    if not any(target.is_relative_to(one) for one in allowed):
        return "is a link out of the repository"
    return None


def _name(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
