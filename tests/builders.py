"""Invented entries and catalogs: valid by default, and a test overrides what it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llm_info.model import Catalog, Entry, Topic, Venue

TOPICS_FILE = """\
schema_version: 1
topics:
  - slug: paging
    title: Paging
    description: >-
      How memory is cut into pages.
    topics:
      - slug: tables
        title: Tables
        description: >-
          How pages are found again.
tags:
  memory: Reducing or managing memory use
  speed: Doing the same in less time
"""

VENUES_FILE = """\
INVENT:
  name: Conference on Invented Systems
  kind: conference
JIS:
  name: Journal of Invented Systems
  kind: journal
"""

ENTRY_FILE = """\
title: A Study of Pages
authors: [Ada Lovelace, Charles Babbage]
date: 2021-03-04
venue: INVENT 2021
arxiv: 2103.01234
links:
  code: https://github.com/invented/pages
tags: [memory, speed]
summary: >-
  Cuts memory into pages of one size, so that none is lost between them, and shows on three invented
  machines how little it costs.
added: 2026-01-02
"""


def paper(**over: Any) -> Entry:
    """A complete entry."""
    fields: dict[str, Any] = {
        "id": "pages",
        "topic": "paging",
        "title": "A Study of Pages",
        "authors": ["Ada Lovelace", "Charles Babbage"],
        "date": "2021-03-04",
        "arxiv": "2103.01234",
        "tags": ["memory", "speed"],
        "summary": "Cuts memory into pages of one size, so that none is lost between them, ever.",
    }
    return Entry.model_validate(
        {key: value for key, value in (fields | over).items() if value is not None}
    )


def catalog(*entries: Entry, **over: Any) -> Catalog:
    """A catalog of entries with two topics, two tags and two venues."""
    tables = Topic(path="paging/tables", title="Tables", description="How pages are found again.")
    paging = Topic(
        path="paging",
        title="Paging",
        description="How memory is cut into pages.",
        children=(tables,),
    )
    fields: dict[str, Any] = {
        "entries": entries,
        "topics": (paging,),
        "tags": {"memory": "Reducing memory use", "speed": "Doing the same in less time"},
        "venues": {
            "INVENT": Venue(
                abbreviation="INVENT", name="Conference on Invented Systems", kind="conference"
            ),
            "JIS": Venue(abbreviation="JIS", name="Journal of Invented Systems", kind="journal"),
        },
    }
    return Catalog(**(fields | over))


def write_catalog(root: Path, files: dict[str, str] | None = None) -> Path:
    """Write a catalog to a folder and return the folder.

    Args:
        root: The folder, which gets `catalog/`.
        files: Path below `catalog/` → text; one good entry by default.
    """
    written = {"topics.yaml": TOPICS_FILE, "venues.yaml": VENUES_FILE}
    written |= {"paging/pages.yaml": ENTRY_FILE} if files is None else files
    for name, text in written.items():
        path = root / "catalog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return root
