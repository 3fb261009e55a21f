"""One file → an entry, or the faults that keep it from being one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from llm_info.finding import Edit
from llm_info.model import Entry
from llm_info.store.files import TOPICS, Document, open_document
from llm_info.store.slim import slim
from llm_info.store.tree import Fault, Place, places
from llm_info.store.validation import link_kind_faults, validation_faults
from llm_info.values import is_slug

_START = Place(1, 1)


def read_entry(
    path: Path,
    folder: Path,
    topic: str,
    known_topics: frozenset[str],
    link_kinds: Collection[str] | None,
) -> tuple[Document, Entry | None]:
    """Read an entry; there is none if its file, its name or its folder is wrong.

    Args:
        path: The file.
        folder: `catalog/`.
        topic: The file's folder, below `catalog/`.
        known_topics: Paths of the catalog's topics; none if they are not known.
        link_kinds: Names of the catalog's kinds of links; `None` if they are not known.
    """
    document = open_document(path, folder)
    name = path.name
    entry_id = name.removesuffix(".yaml")
    faults = _name_faults(name)
    if document.text is None or document.value is None:
        return _with(document, *faults), None
    faults += folder_faults(topic, known_topics)
    foreign = [key for key in ("id", "topic") if key in document.value]
    fields = cast("dict[str, Any]", document.value | {"id": entry_id, "topic": topic})
    entry = None
    try:
        entry = slim(Entry.model_validate(fields))
    except ValidationError as error:
        faults += validation_faults(error, Entry, document.text)
    if link_kinds is not None:
        links = document.value.get("links")
        faults += link_kind_faults(links, link_kinds, document.text)
    if foreign:
        faults += _foreign_faults(foreign, document.text)
    if faults:
        return _with(document, *faults), None
    return document, entry


def taken(document: Document, entry_id: str, path: str) -> Document:
    """The document of an entry whose id is another one's, with the fault that says so."""
    fault = Fault(
        _START,
        "LLM011",
        f"id {entry_id!r} is already taken by {path}",
        "rename this file, or remove one of the two if they are the same paper",
    )
    return _with(document, fault)


def _with(document: Document, *faults: Fault) -> Document:
    return Document(document.text, document.value, (*document.faults, *faults))


def _name_faults(name: str) -> tuple[Fault, ...]:
    stem, _, suffix = name.rpartition(".")
    if suffix == "yml":
        return (Fault(_START, "LLM010", "ends in '.yml'", f"call it {stem}.yaml"),)
    if suffix == "yaml" and not is_slug(stem):
        return (
            Fault(
                _START,
                "LLM010",
                f"file name {stem!r} is not an id "
                "(lower-case letters and digits, joined by single hyphens)",
                "rename the file",
            ),
        )
    return ()


def folder_faults(topic: str, known_topics: frozenset[str]) -> tuple[Fault, ...]:
    """What is wrong with the folder of an entry: it must be that of a topic, if any are known."""
    if topic in known_topics or not known_topics:
        return ()
    place = "lies in no folder" if topic == "." else f"folder {topic!r} is not a topic of {TOPICS}"
    return (
        Fault(
            _START,
            "LLM012",
            place,
            "move the file into the folder of a topic, or add the topic",
        ),
    )


def _foreign_faults(keys: Iterable[str], text: str) -> tuple[Fault, ...]:
    key_places, _ = places(text)
    return tuple(
        Fault(
            key_places[(key,)],
            "LLM101",
            f"unknown key {key!r}",
            "it follows from the file's name and folder; remove the line",
            edits=(Edit((key,), None),),
        )
        for key in keys
    )
