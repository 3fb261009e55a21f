"""Titles, names and summaries as a careful editor leaves them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from llm_info.finding import FieldPath, Problem, Severity
from llm_info.model import Catalog, Entry, describe
from llm_info.rules.registry import rule

_ET_AL = re.compile(r"\bet\.? al\b|\band others\b|\bothers\b", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][^>]*>|\\[a-zA-Z]+\{|\*\*|`", re.IGNORECASE)
_SHORT_TITLE_WORDS = 3


def _texts(entry: Entry) -> Iterator[tuple[FieldPath, str]]:
    yield ("title",), entry.title
    if entry.name:
        yield ("name",), entry.name
    if entry.summary:
        yield ("summary",), entry.summary
    for index, author in enumerate(entry.authors):
        yield ("authors", index), author.value


@rule("LLM501", Severity.WARNING)
def title_not_in_capitals(catalog: Catalog) -> Iterator[Problem]:
    """A title is not written in capitals."""
    for entry in catalog.entries:
        if entry.title.isupper() and len(entry.title.split()) >= _SHORT_TITLE_WORDS:
            yield Problem(
                entry.id,
                ("title",),
                f"title {describe(entry.title)} is in capitals",
                "write it as its abstract page does",
            )


@rule("LLM502", Severity.WARNING)
def title_without_full_stop(catalog: Catalog) -> Iterator[Problem]:
    """A title does not end with a full stop or a comma."""
    for entry in catalog.entries:
        if entry.title.endswith((".", ",", ";", ":")) and not entry.title.endswith("..."):
            yield Problem(
                entry.id,
                ("title",),
                f"title {describe(entry.title)} ends with {entry.title[-1]!r}",
                "remove it",
            )


@rule("LLM503", Severity.WARNING)
def spaces_are_single(catalog: Catalog) -> Iterator[Problem]:
    """Words are separated by single, ordinary spaces."""
    for entry in catalog.entries:
        for field, text in _texts(entry):
            if "  " in text or any(
                unicodedata.category(character) == "Zs" and character != " " for character in text
            ):
                name = str(field[0])
                yield Problem(
                    entry.id,
                    field,
                    f"{name} {describe(text)} has odd spaces",
                    "use single, ordinary spaces",
                )


@rule("LLM504")
def no_invisible_characters(catalog: Catalog) -> Iterator[Problem]:
    """Texts have no invisible characters, nor any that turn the direction of writing."""
    for entry in catalog.entries:
        for field, text in _texts(entry):
            found = next(
                (
                    character
                    for character in text
                    if unicodedata.category(character) in ("Cf", "Co")
                ),
                None,
            )
            if found:
                yield Problem(
                    entry.id,
                    field,
                    f"{field[0]} {describe(text)} has the invisible character U+{ord(found):04X}",
                    "remove it",
                )


@rule("LLM505")
def authors_are_people(catalog: Catalog) -> Iterator[Problem]:
    """Nobody is called "et al."; a list that is cut says `et_al: true`."""
    for entry in catalog.entries:
        for index, author in enumerate(entry.authors):
            if _ET_AL.search(author.value) and not author.is_group:
                yield Problem(
                    entry.id,
                    ("authors", index),
                    f"authors {describe(author.value)} is not a name",
                    "list everybody, or remove it and write et_al: true",
                )


@rule("LLM506", Severity.WARNING)
def author_once(catalog: Catalog) -> Iterator[Problem]:
    """An author stands in the list once."""
    for entry in catalog.entries:
        seen: set[str] = set()
        for index, author in enumerate(entry.authors):
            if author.value in seen:
                yield Problem(
                    entry.id,
                    ("authors", index),
                    f"authors {describe(author.value)} stands there twice",
                    "remove one, unless two people share the name",
                )
            seen.add(author.value)


@rule("LLM507", Severity.WARNING)
def no_markup(catalog: Catalog) -> Iterator[Problem]:
    """Texts are plain: no HTML, LaTeX or Markdown."""
    for entry in catalog.entries:
        for field, text in _texts(entry):
            if found := _MARKUP.search(text):
                yield Problem(
                    entry.id,
                    field,
                    f"{field[0]} has the markup {describe(found[0])}",
                    "write what it means in plain text",
                )
