"""The page of fields: every key of an entry with its meaning, from the schema for editors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from llm_info.model import REPEATED_KEYS, Catalog
from llm_info.store.schema import json_schema

_HEAD = """\
# Fields

An entry is a file `catalog/<topic>/<id>.yaml`. Its folder is its topic, its name its id. It holds
these keys, in this order; `llm-info fmt` brings them into it. Only `title` is needed for a file to
be read; the [rules](rules.md) say what a good entry has besides.

Every value is read as text and typed by the key, so `arxiv: 2309.06180` keeps its last zero and
needs no quotes.
"""

_EXAMPLE = """\
## An example

```yaml
title: A Study of Pages
name: Pages
authors: [Ada Lovelace, Charles Babbage, "{The Analytical Society}"]
date: 2021-03-04
venue: SOSP 2021
arxiv: 2103.01234
doi: 10.1000/pages
links:
  code: https://github.com/invented/pages
tags: [memory]
builds_on: [engines]
summary: >-
  Cuts memory into pages of one size, so that none of it is lost between two requests, and shows on
  three machines how little that costs.
added: 2026-01-02
```
"""

_KINDS = """\
These kinds every catalog has. Another one is named in `catalog/links.yaml`, which may be missing:

```yaml
poster:
  label: Conference poster
  description: >-
    The poster that was shown at the conference.
  leads_to: pdf
```

The key is what entries write under `links`. Readers see the `label`; the `description` is for
editors (`llm-info schema`). `leads_to` says what the link checker asks for: a `pdf`, a
`repository`, or any `page` where nothing is said. A kind of the table above may be given another
label and description.
"""

_TABLES = (
    ("What an entry can be", "kind", "`kind`"),
    ("Kinds of links", "links", "under `links`"),
    ("What may have happened to it", "status", "under `status`"),
)
"""Heading, key whose parts it lists, heading of the first column."""


def fields_page() -> str:
    """The page as Markdown."""
    properties = cast("dict[str, dict[str, Any]]", json_schema(Catalog())["properties"])
    return "\n".join([_HEAD, *_table("key", _fields(properties)), *_further(properties), _EXAMPLE])


def _fields(properties: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for key, schema in properties.items():
        several = "; a list" if key in REPEATED_KEYS else ""
        yield key, f"{schema['markdownDescription']}{several}"


def _further(properties: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for heading, key, column in _TABLES:
        yield f"## {heading}\n"
        yield from _table(column, _parts(properties[key]))
        if key == "links":
            yield _KINDS


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The words that a value may be, or the keys that it may have."""
    yield from zip(schema.get("enum", ()), schema.get("enumDescriptions", ()), strict=True)
    for name, inner in schema.get("properties", {}).items():
        words = ", ".join(f"`{word}`" for word in inner.get("enum", ()))
        yield name, inner.get("markdownDescription") or f"One of {words}"


def _table(column: str, rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f"| {column} | what it holds |\n| --- | --- |"
    for name, meaning in rows:
        yield f"| `{name}` | {meaning.replace('<', '&lt;').replace('|', '&#124;')} |"
    yield ""
