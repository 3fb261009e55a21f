"""A list item and what is nested in it: an entry, a group, a line of a table of contents."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from llm_info.sources.lists.flat import Flat, flatten
from llm_info.sources.lists.item import Item, read_item
from llm_info.sources.lists.listed import ListedLink
from llm_info.sources.lists.tree import LISTS, Node
from llm_info.sources.lists.words import is_inside, is_navigation, kind_of_url


def split_entries(flat: Flat) -> list[tuple[int, Flat]]:
    """Cut a paragraph in which several source lines are entries of their own.

    Returns:
        How many lines below the first each part begins, and the part.
    """
    starts = [0]
    for found in re.finditer(r"[\v\n]\s*(?:[*•·–+-]|\d+)?[.)]?\s*", flat.text):
        link = next((one for one in flat.links if one.start == found.end()), None)
        if link and len(flat.of(link).split()) >= 4 and kind_of_url(link.url) == "paper":  # noqa: PLR2004
            starts.append(found.end())
    first = read_item(flat.part(0, starts[1])) if len(starts) > 1 else None
    if first is None or not first.links or len(first.title.split()) < 3:  # noqa: PLR2004
        return [(0, flat)]
    ends = [*starts[1:], len(flat.text)]
    return [
        (len(re.findall(r"[\v\n]", flat.text[:start])), flat.part(start, end))
        for start, end in zip(starts, ends, strict=True)
    ]


@dataclass(frozen=True)
class Row:
    """A list item with what is nested in it.

    Attributes:
        line: Line of the file, from 1.
        flat: Its text, without what is nested.
        nested: The lists in it.
        item: What it says, if it has a title.
    """

    line: int
    flat: Flat
    nested: tuple[Node, ...]
    item: Item | None

    @classmethod
    def all_of(cls, node: Node) -> list[Row]:
        """The item, or the items if its lines are entries of their own."""
        whole = cls.of(node)
        parts = split_entries(whole.flat)
        if len(parts) == 1:
            return [whole]
        return [
            cls(node.line + below, flat, whole.nested if not below else (), read_item(flat))
            for below, flat in parts
        ]

    @classmethod
    def of(cls, node: Node) -> Row:
        """The item as one."""
        flat = flatten(node.children)
        nested = tuple(node.find(*LISTS))
        return cls(node.line, flat, nested, read_item(flat))

    @property
    def is_navigation(self) -> bool:
        """Whether all its links lead to other places of the list."""
        urls = [link.url for link in self.flat.links]
        if not urls:
            return is_navigation(self.flat.text)
        return all(map(is_inside, urls)) and not (self.item and self.item.occasion.year)

    @property
    def is_credible(self) -> bool:
        """Whether it shows a sign of being an entry rather than a sentence."""
        if self.is_group:
            return True
        if self.item is None:
            return False
        if self.item.is_marked and len(self.item.title.split()) >= 4:  # noqa: PLR2004
            return True
        return bool(self.item.links or self.item.occasion.year or self.item.empty_links)

    @property
    def is_group(self) -> bool:
        """Whether it names a group: it ends in a colon, or has entries below and no link."""
        text = self.flat.text.strip().rstrip("*").strip()
        if text.endswith((":", "：")):
            return True
        if not self.nested or self.item is None or self.item.links or self.item.occasion.year:
            return False
        return any(_has_entries(nested) for nested in self.nested) and len(text.split()) <= 12  # noqa: PLR2004

    @property
    def group_name(self) -> str:
        """The group without what stands in parentheses."""
        text = re.sub(r"\s*\([^()]*\)\s*", " ", self.flat.text).strip(" :：*\n")
        return " ".join(text.split()) or "group"

    @property
    def nested_entries(self) -> Iterator[Node]:
        """Lists below an entry that list papers themselves."""
        return (nested for nested in self.nested if _lists_papers(nested))

    @property
    def nested_links(self) -> tuple[ListedLink, ...]:
        """Links in the notes below an entry."""
        notes = [nested for nested in self.nested if not _lists_papers(nested)]
        found: list[ListedLink] = []
        for note in notes:
            for row in (Row.of(child) for child in note.children if child.tag == "li"):
                found += row.item.links if row.item else ()
                found += row.nested_links
        return tuple(found)


def _has_entries(nested: Node) -> bool:
    return any(
        row.item is not None and (row.item.links or row.item.is_marked or row.item.empty_links)
        for row in (Row.of(child) for child in nested.children if child.tag == "li")
    )


def _lists_papers(nested: Node) -> bool:
    """Whether a list below an entry holds papers of their own: titles that link to papers."""
    rows = [Row.of(child) for child in nested.children if child.tag == "li"]
    papers = [
        row
        for row in rows
        if row.item is not None
        and row.item.is_marked
        and len(row.item.title.split()) >= 4  # noqa: PLR2004
        and any(link.kind == "paper" for link in row.item.links)
    ]
    return bool(rows) and len(papers) * 2 > len(rows)
