"""The only reader and writer of a catalog's YAML. It knows the place of every node."""

from llm_info.store.again import reread
from llm_info.store.canonical import WIDTH, emit, entry_as_plain, topic_as_plain
from llm_info.store.codes import CODES
from llm_info.store.editing import edit_text
from llm_info.store.files import (
    CATALOG,
    LINKS,
    MAX_BYTES,
    RULES,
    TOPICS,
    VENUES,
    VOCABULARY,
    entry_files,
    find_root,
    read_text,
)
from llm_info.store.known import Known, Row
from llm_info.store.migration import MIGRATIONS, migrate
from llm_info.store.reading import Reading, read
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

__all__ = [
    "CATALOG",
    "CODES",
    "LINKS",
    "MAX_BYTES",
    "MIGRATIONS",
    "RULES",
    "TOPICS",
    "VENUES",
    "VOCABULARY",
    "WIDTH",
    "Fault",
    "Known",
    "Place",
    "Reading",
    "Row",
    "Suppression",
    "Weight",
    "did_you_mean",
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
    "only_one",
    "open_own",
    "parse_venues",
    "read",
    "read_link_kinds",
    "read_text",
    "replace_bytes",
    "replace_text",
    "reread",
    "topic_as_plain",
    "write_entry",
    "write_vocabulary",
]
