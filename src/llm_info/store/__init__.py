"""The only reader and writer of a catalog's YAML. It knows the place of every node."""

from llm_info.store.canonical import WIDTH, emit, entry_as_plain
from llm_info.store.codes import CODES
from llm_info.store.editing import edit_text
from llm_info.store.files import (
    CATALOG,
    MAX_BYTES,
    TOPICS,
    VENUES,
    entry_files,
    find_root,
    read_text,
)
from llm_info.store.migration import MIGRATIONS, migrate
from llm_info.store.reading import Reading, read
from llm_info.store.schema import json_schema
from llm_info.store.suppressions import Suppression, find_suppressions
from llm_info.store.tree import Fault, Place
from llm_info.store.writing import entry_path, format_text, replace_text, write_entry

__all__ = [
    "CATALOG",
    "CODES",
    "MAX_BYTES",
    "MIGRATIONS",
    "TOPICS",
    "VENUES",
    "WIDTH",
    "Fault",
    "Place",
    "Reading",
    "Suppression",
    "edit_text",
    "emit",
    "entry_as_plain",
    "entry_files",
    "entry_path",
    "find_root",
    "find_suppressions",
    "format_text",
    "json_schema",
    "migrate",
    "read",
    "read_text",
    "replace_text",
    "write_entry",
]
