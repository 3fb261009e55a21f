"""GitHub's GraphQL API: many repositories in one question. Pure: text in, text out.

Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

from llm_info.identifiers import GitHubTarget
from llm_info.links.verdict import RepositoryFacts

API = "https://api.github.com"
BATCH = 50
"""Repositories and paths in one question: 1 point, and well below GitHub's 10 seconds."""

_FIELDS = "nameWithOwner isArchived isDisabled isEmpty"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A repository and the paths in it that are asked about.

    Attributes:
        owner: Account name.
        name: Repository name.
        paths: As GitHub's addresses write them: branch, tag or commit, then the path.
    """

    owner: str
    name: str
    paths: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """How much of a batch it takes."""
        return 1 + len(self.paths)


def wanted(targets: Sequence[GitHubTarget]) -> list[Wanted]:
    """Every repository once, with all its paths."""
    paths: dict[tuple[str, str], dict[str, None]] = {}
    for target in targets:
        known = paths.setdefault(key(target), {})
        if target.view:
            known[target.ref_and_path] = None
    return [Wanted(owner, name, tuple(known)) for (owner, name), known in paths.items()]


def key(target: GitHubTarget) -> tuple[str, str]:
    """What two addresses of one repository have in common: GitHub ignores case."""
    return target.owner.lower(), target.name.lower()


def batches(repositories: Sequence[Wanted], size: int = BATCH) -> list[list[Wanted]]:
    """Cut a list into questions of a bearable size."""
    cut: list[list[Wanted]] = [[]]
    weight = 0
    for one in repositories:
        if cut[-1] and weight + one.weight > size:
            cut.append([])
            weight = 0
        cut[-1].append(one)
        weight += one.weight
    return [batch for batch in cut if batch]


def query(batch: Sequence[Wanted]) -> dict[str, Any]:
    """The question about a batch, as GraphQL wants it: nothing is pasted into its text."""
    variables: dict[str, str] = {}
    parts: list[str] = []
    for number, one in enumerate(batch):
        variables |= {f"o{number}": one.owner, f"n{number}": one.name}
        objects: list[str] = []
        for index, path in enumerate(one.paths):
            ref, _, inside = unquote(path).partition("/")
            variables[f"e{number}_{index}"] = f"{ref}:{inside.rstrip('/')}"
            objects.append(f"p{index}:object(expression:$e{number}_{index}){{__typename}}")
        parts.append(
            f"r{number}:repository(owner:$o{number},name:$n{number},followRenames:true)"
            f"{{{' '.join([_FIELDS, *objects])}}}"
        )
    types = ",".join(f"${name}:String!" for name in variables)
    return {"query": f"query({types}){{{' '.join(parts)}}}", "variables": variables}


def facts(batch: Sequence[Wanted], body: str) -> list[dict[str, RepositoryFacts] | None] | None:
    """Read the answer about a batch.

    Returns:
        For each repository: path (or an empty text for the repository) → facts, or `None` where
        nothing is said of it. `None` if the answer cannot be used.
    """
    answer = _as_object(body)
    found = answer.get("data")
    if not isinstance(found, dict):
        return None
    rows = cast("dict[str, Any]", found)
    missing = {
        str(path[0])
        for error in _errors(answer)
        if error.get("type") == "NOT_FOUND" and len(path := _list(error.get("path"))) == 1
    }
    return [
        _facts(one, rows.get(f"r{number}"), gone=f"r{number}" in missing)
        for number, one in enumerate(batch)
    ]


def is_throttled(body: str) -> bool:
    """Whether the answer says that the hour's points are used up."""
    return any(error.get("type") == "RATE_LIMITED" for error in _errors(_as_object(body)))


def _errors(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    errors = _list(answer.get("errors"))
    return [cast("dict[str, Any]", error) for error in errors if isinstance(error, dict)]


def _list(value: object) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _facts(one: Wanted, said: object, *, gone: bool) -> dict[str, RepositoryFacts] | None:
    if said is None:
        return dict.fromkeys(("", *one.paths), RepositoryFacts()) if gone else None
    row = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    if not isinstance(row.get("nameWithOwner"), str):
        return None
    whole = RepositoryFacts(
        full_name=row["nameWithOwner"],
        archived=bool(row.get("isArchived")),
        disabled=bool(row.get("isDisabled")),
        empty=bool(row.get("isEmpty")),
    )
    by_path = {
        path: RepositoryFacts(
            whole.full_name,
            whole.archived,
            whole.disabled,
            whole.empty,
            row.get(f"p{index}") is not None,
        )
        for index, path in enumerate(one.paths)
    }
    return {"": whole, **by_path}


def _as_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
