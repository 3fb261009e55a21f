"""The only reader and writer of a catalog's YAML. It knows the place of every node.

What it offers is imported when it is asked for: who only looks where a catalog is does not wait for
the reader and the models.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# what is imported for the type checker is what the table below offers
# ruff: noqa: F401
# pyright: reportUnusedImport=false

if TYPE_CHECKING:
    from llm_info.store.again import reread
    from llm_info.store.canonical import WIDTH, emit, entry_as_plain, topic_as_plain
    from llm_info.store.codes import CODES
    from llm_info.store.editing import edit_text
    from llm_info.store.files import (
        LINKS,
        MAX_BYTES,
        RULES,
        TOPICS,
        VENUES,
        VOCABULARY,
        entry_files,
        read_text,
    )
    from llm_info.store.known import Known, Row
    from llm_info.store.migration import MIGRATIONS, migrate
    from llm_info.store.reading import Reading, read
    from llm_info.store.root import CATALOG, find_root
    from llm_info.store.schema import json_schema
    from llm_info.store.suppressions import Suppression, find_suppressions
    from llm_info.store.tree import Fault, Place
    from llm_info.store.validation import did_you_mean
    from llm_info.store.vocabulary import parse_venues, read_link_kinds
    from llm_info.store.weights import Weight
    from llm_info.store.writing import (
        entry_path,
        format_text,
        only_one,
        open_own,
        replace_bytes,
        replace_text,
        write_entry,
        write_vocabulary,
    )

_HOMES = {
    "again": ("reread",),
    "canonical": ("WIDTH", "emit", "entry_as_plain", "topic_as_plain"),
    "codes": ("CODES",),
    "editing": ("edit_text",),
    "files": (
        "LINKS",
        "MAX_BYTES",
        "RULES",
        "TOPICS",
        "VENUES",
        "VOCABULARY",
        "entry_files",
        "read_text",
    ),
    "known": ("Known", "Row"),
    "migration": ("MIGRATIONS", "migrate"),
    "reading": ("Reading", "read"),
    "root": ("CATALOG", "find_root"),
    "schema": ("json_schema",),
    "suppressions": ("Suppression", "find_suppressions"),
    "tree": ("Fault", "Place"),
    "validation": ("did_you_mean",),
    "vocabulary": ("parse_venues", "read_link_kinds"),
    "weights": ("Weight",),
    "writing": (
        "entry_path",
        "format_text",
        "only_one",
        "open_own",
        "replace_bytes",
        "replace_text",
        "write_entry",
        "write_vocabulary",
    ),
}
"""Module → what it offers here."""

_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """What is offered under a name (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found
