"""What is wrong with the data, where, and what to do about it.

These are named tuples: a dataclass takes a millisecond to define, and every command waits for it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

FieldPath = tuple[str | int, ...]
"""Where in an entry: `("links", "code", 1)` is the second code link; `()` is the file itself."""


class Severity(StrEnum):
    """How much a finding weighs: only errors make a command fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Finding(NamedTuple):
    """One problem at one place of one file.

    Attributes:
        path: Path of the file relative to the catalog's root, with `/`.
        line: Line, from 1.
        column: Column in characters, from 1.
        code: Stable code of the rule, such as `LLM103`.
        message: Field, the value in quotes, what was expected; no full stop.
        severity: Whether it fails the run.
        hint: The remedy, if there is one.
        fixable: Whether `llm-info fmt` or `--fix` mends it.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = Severity.ERROR
    hint: str | None = None
    fixable: bool = False


class Edit(NamedTuple):
    """A mechanical remedy: the text that a field gets, or its removal.

    Attributes:
        field: Which field of the file; it is made where it is missing.
        text: What it says from now on; `None` removes it.
    """

    field: FieldPath
    text: str | None


class Problem(NamedTuple):
    """What a rule says: a field of an entry and a message. Files, lines and codes are added later.

    Attributes:
        subject: Id of the entry, or `topics.yaml`.
        field: Which field of it; the whole file if empty.
        message: The field, the value in quotes, what was expected.
        hint: The remedy, if there is one.
        edits: The remedy as edits, where it is safe without looking.
    """

    subject: str
    field: FieldPath
    message: str
    hint: str | None = None
    edits: tuple[Edit, ...] = ()
