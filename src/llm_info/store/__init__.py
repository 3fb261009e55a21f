"""The only reader and writer of a catalog's YAML. It knows the place of every node."""

from llm_info.store.canonical import WIDTH, emit, entry_as_plain
from llm_info.store.codes import CODES
from llm_info.store.reading import (
    CATALOG,
    MAX_BYTES,
    TOPICS,
    VENUES,
    Reading,
    entry_files,
    find_root,
    read,
    read_text,
)
from llm_info.store.tree import Fault, Place
from llm_info.store.writing import entry_path, format_text, replace_text, write_entry

__all__ = [
    "CATALOG",
    "CODES",
    "MAX_BYTES",
    "TOPICS",
    "VENUES",
    "WIDTH",
    "Fault",
    "Place",
    "Reading",
    "emit",
    "entry_as_plain",
    "entry_files",
    "entry_path",
    "find_root",
    "format_text",
    "read",
    "read_text",
    "replace_text",
    "write_entry",
]
