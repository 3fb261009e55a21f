"""pydantic's validation errors → faults with a place, a stable code and a sentence of our own."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from llm_info.finding import Edit, FieldPath
from llm_info.identifiers import AclId, ArxivId, Doi, OpenReviewId
from llm_info.model import FILE_KEYS, Entry, Status
from llm_info.store.tree import Fault, Place, Value, places
from llm_info.values import Kind, State, describe, is_slug

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

_CODES = {
    "extra_forbidden": "LLM101",
    "missing": "LLM102",
    "arxiv": "LLM103",
    "doi": "LLM104",
    "date": "LLM105",
    "venue": "LLM106",
    "acl": "LLM107",
    "openreview": "LLM107",
    "author": "LLM108",
    "slug": "LLM109",
    "topic_path": "LLM109",
    "enum": "LLM111",
    "literal_error": "LLM111",
    "truth": "LLM111",
    "line": "LLM112",
    "paragraph": "LLM112",
}
"""Type of the validation error → our code; every other type is a wrong shape."""

_MANY = re.compile(r"[,;]|\band\b|&")
_SYNONYMS = {
    "abstract": "summary",
    "author": "authors",
    "booktitle": "venue",
    "conference": "venue",
    "description": "summary",
    "github": "code",
    "homepage": "project",
    "journal": "venue",
    "keywords": "tags",
    "link": "links",
    "paper": "pdf",
    "published": "date",
    "repo": "code",
    "repository": "code",
    "talk": "video",
    "type": "kind",
    "url": "links",
    "website": "project",
    "year": "date",
}
"""What other formats say → what this one says."""

_SLUG_GAPS = re.compile(r"[ _]+")
_WRONG_SHAPE = "LLM110"


def validation_faults(
    error: ValidationError, model: type[BaseModel], text: str, *, above: FieldPath = ()
) -> tuple[Fault, ...]:
    """Describe every validation error of one document.

    Args:
        error: What pydantic said.
        model: The model that was to be made.
        text: The document, to find the places in.
        above: Path of the validated part in the document.
    """
    keys, values = places(text)
    faults: list[Fault] = []
    for detail in error.errors(include_url=False, include_context=True):
        field = _field_path(detail["loc"])
        path = (*above, *field)
        if detail["type"] == "extra_forbidden":
            place = keys.get(path, Place(1, 1))
        else:
            place = values.get(path) or keys.get(path) or values.get(path[:-1]) or Place(1, 1)
        code = _CODES.get(detail["type"], _WRONG_SHAPE)
        meant = _meant(detail) if model is Entry else None
        hint = f"write {meant}" if meant else _hint(detail, field, model)
        edits = (Edit(path, meant),) if meant else ()
        faults.append(Fault(place, code, _message(detail, field), hint, edits=edits))
    return tuple(sorted(faults, key=lambda fault: (fault.place, fault.code, fault.message)))


def link_kind_faults(links: Value | None, kinds: Collection[str], text: str) -> tuple[Fault, ...]:
    """Describe every kind under `links` that the catalog does not have.

    Args:
        links: What stands under the key.
        kinds: Names of the catalog's kinds.
        text: The document, to find the places in.
    """
    unknown = [kind for kind in links if kind not in kinds] if isinstance(links, dict) else []
    if not unknown:
        return ()
    keys, _ = places(text)
    return tuple(
        Fault(
            keys.get(("links", kind), Place(1, 1)),
            "LLM101",
            f"unknown key {kind!r}",
            _known_key(kind, list(kinds))
            or f"write one of {', '.join(kinds)}, or add the kind to links.yaml",
        )
        for kind in unknown
    )


def name_of(field: FieldPath) -> str:
    """Write a path as people do: `links.code[1]`."""
    name = ""
    for step in field:
        if isinstance(step, int):
            name += f"[{step}]"
        else:
            name += f".{step}" if name else step
    return name


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Propose the known word that is nearest to a misspelt one."""
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else None


def _field_path(location: tuple[int | str, ...]) -> FieldPath:
    return tuple(step for step in location if step != "[key]")


def _message(detail: ErrorDetails, field: FieldPath) -> str:
    name = name_of(field)
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key {str(field[-1])!r}"
        case "missing":
            return f"{name} is missing"
        case "enum" | "literal_error":
            return f"{name} {describe(detail['input'])} is none of {_words(detail)}"
        case "tuple_type" | "list_type":
            return f"{name} {describe(detail['input'])} is not a list"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"{name} {describe(detail['input'])} is not a mapping"
        case _:
            return f"{name} {describe(detail['input'])} {detail['msg']}"


def _words(detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ", ")


def _hint(detail: ErrorDetails, field: FieldPath, model: type[BaseModel]) -> str | None:
    written = detail["input"] if isinstance(detail["input"], str) else ""
    match detail["type"]:
        case "extra_forbidden":
            return _known_key(str(field[-1]), list(_known_keys(field, model)))
        case "enum" | "literal_error" if model is Entry:
            return did_you_mean(written, [str(word) for word in (*Kind, *State)])
        case "tuple_type" | "list_type":
            return "write a list: [one, two], or one item per line after '- '"
        case "missing" if field == ("title",):
            return "write the title as printed on the paper"
        case "doi" if arxiv := ArxivId.recognize(written):
            return f"write arxiv: {arxiv} instead"
        case _:
            return None


def _known_key(written: str, known: Sequence[str]) -> str | None:
    synonym = _SYNONYMS.get(written.lower())
    return f"did you mean {synonym!r}?" if synonym in known else did_you_mean(written, known)


def _known_keys(field: FieldPath, model: type[BaseModel]) -> Iterable[str]:
    if model is Entry:
        return Status.model_fields if len(field) > 1 else FILE_KEYS
    return model.model_fields


def _meant(detail: ErrorDetails) -> str | None:
    """The one value that can be meant, where no judgement is needed to find it."""
    written = detail["input"]
    if not isinstance(written, str):
        return None
    match detail["type"]:
        case "arxiv":
            meant = ArxivId.recognize(written)
        case "doi":
            meant = None if ArxivId.recognize(written) else Doi.recognize(written)
        case "acl":
            meant = AclId.recognize(written)
        case "openreview":
            meant = OpenReviewId.recognize(written)
        case "line":
            meant = " ".join(written.split())
        case "slug" | "topic_path":
            meant = _SLUG_GAPS.sub("-", written.strip().lower())
        case "tuple_type" if not _MANY.search(written):  # a lone item
            meant = written.strip()
        case _:
            return None
    return str(meant) if meant and _fits(detail["type"], str(meant)) else None


def _fits(label: str, text: str) -> bool:
    """Whether a text would be read without the complaint that it is to mend."""
    match label:
        case "line":
            return text.isprintable()
        case "slug":
            return is_slug(text)
        case "topic_path":
            return all(is_slug(step) for step in text.split("/"))
        case _:
            return True
