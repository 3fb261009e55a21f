"""The walk through a list: headings, groups, items, tables, loose paragraphs."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from llm_info.sources.lists.flat import Flat, flatten
from llm_info.sources.lists.item import Item, read_item
from llm_info.sources.lists.listed import Listed, ListedLink, Listing, Unread
from llm_info.sources.lists.table import read_table
from llm_info.sources.lists.times import year_in_heading
from llm_info.sources.lists.tree import Node, parse
from llm_info.sources.lists.words import (
    is_about_the_list,
    is_inside,
    is_navigation,
    kind_of_label,
    kind_of_url,
)

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = ("ul", "ol")
_BLOCKS = frozenset([*_HEADINGS, *_LISTS, "table", "p", "div", "details", "center", "blockquote"])
_LONGEST_SHOWN = 100
_NOTE_WORDS = 25


def read_list(text: str) -> Listing:
    """Read a Markdown document as a list of papers."""
    reader = _Reader()
    reader.read(parse(text).children)
    return Listing(tuple(reader.items), tuple(sorted(reader.unread, key=lambda one: one.line)))


@dataclass
class _Reader:
    items: list[Listed] = field(default_factory=list[Listed])
    unread: list[Unread] = field(default_factory=list[Unread])
    _headings: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    _groups: list[str] = field(default_factory=list[str])
    _group_pending: str | None = None
    _year_aside: int | None = None

    def read(self, nodes: Sequence[Node]) -> None:
        previous: Node | None = None
        for node in nodes:
            match node.tag:
                case tag if tag in _HEADINGS:
                    self._heading(_HEADINGS[tag], node)
                case "ul" | "ol":
                    self._list(node, previous)
                case "table":
                    self._table(node)
                case "details":
                    self._details(node)
                case "pre" | "hr" | "br" | "#text" | "#soft":
                    pass
                case _ if _has_blocks(node):
                    self.read(node.children)
                case _:
                    self._paragraph(node, previous)
            if node.tag not in ("hr", "br", "#text", "#soft"):
                previous = node

    @property
    def _path(self) -> tuple[str, ...]:
        return (*(title for _, title in self._headings), *self._groups)

    def _heading(self, level: int, node: Node) -> None:
        title = _heading_text(flatten(node.children))
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._group_pending = self._year_aside = None
        if title:
            self._headings.append((level, title))

    def _details(self, node: Node) -> None:
        summary = next((child for child in node.children if child.tag == "summary"), None)
        title = " ".join(flatten(summary.children).text.split()).strip(" *") if summary else ""
        kept, self._year_aside = list(self._headings), None
        if title:
            self._headings.append((9, title))
        self.read([child for child in node.children if child is not summary])
        self._headings = kept

    def _about_the_list(self) -> str | None:
        return next((title for _, title in self._headings[-2:] if is_about_the_list(title)), None)

    def _leave_out(self, line: int, text: str, reason: str) -> None:
        shown = " ".join(text.split())
        if shown:
            self.unread.append(Unread(line, shown[:_LONGEST_SHOWN], reason))

    def _table(self, node: Node) -> None:
        if heading := self._about_the_list():
            self._leave_out(node.line, flatten(node.find("tr")).text, f"is under {heading!r}")
            return
        for row in read_table(node):
            if isinstance(row, Unread):
                self.unread.append(row)
            else:
                self._keep(row.item, row.line)

    def _list(self, node: Node, previous: Node | None) -> None:
        rows = [row for child in node.children if child.tag == "li" for row in _Row.all_of(child)]
        if not rows or all(row.is_navigation for row in rows):
            return
        if heading := self._about_the_list():
            for row in rows:
                self._leave_out(row.line, row.flat.text, f"is under {heading!r}")
            return
        group = self._group_pending if previous is not None and previous.tag in _LISTS else None
        self._group_pending = None
        if group:
            self._groups.append(group)
        is_prose = not (self._groups or any(row.is_credible for row in rows))
        for row in rows:
            self._row(row, is_prose=is_prose)
        if group:
            self._groups.pop()

    def _row(self, row: _Row, *, is_prose: bool) -> None:
        if row.is_navigation:
            return
        if row.is_group:
            if row.nested:
                self._groups.append(row.group_name)
                for nested in row.nested:
                    self._list(nested, None)
                self._groups.pop()
            else:
                self._group_pending = row.group_name
            return
        if row.item is None:
            self._leave_out(row.line, row.flat.text or "(empty)", "has no title")
        elif is_prose:
            self._leave_out(row.line, row.flat.text, "has no link, venue or year")
        else:
            self._keep(row.item, row.line, more=row.nested_links)
            for nested in row.nested_entries:
                self._list(nested, None)
            return
        for nested in row.nested:
            self._list(nested, None)

    def _keep(self, item: Item, line: int, more: tuple[ListedLink, ...] = ()) -> None:
        path = self._path
        years = [self._year_aside, *(year_in_heading(title) for title in reversed(path))]
        known = {link.url for link in item.links}
        self.items.append(
            Listed(
                title=item.title,
                line=line,
                section_path=path,
                label=item.label,
                year=item.occasion.year or next((year for year in years if year), None),
                month=item.occasion.month,
                venue=item.occasion.venue,
                authors=item.authors,
                links=(*item.links, *(link for link in more if link.url not in known)),
            )
        )
        if item.empty_links:
            self._leave_out(line, item.title, "the link is empty")

    def _paragraph(self, node: Node, previous: Node | None) -> None:
        flat = flatten(node.children)
        if self._about_the_list() or not flat.text.strip():
            return
        if previous is not None and previous.tag in _LISTS and self._continues(flat):
            self._join(flat)
            return
        if re.fullmatch(r"\W*\d{4}\W*", flat.text) and year_in_heading(flat.text):
            self._year_aside = year_in_heading(flat.text)
            return
        item = read_item(flat)
        if item is None or not _is_loose_entry(flat, item):
            return
        self._keep(item, node.line)

    def _continues(self, flat: Flat) -> bool:
        """Whether a paragraph that is not indented enough belongs to the item above it."""
        links = [link for link in flat.links if link.url]
        starts_italic = any(s.start <= 1 and s.end > 5 for s in flat.kind("italic"))  # noqa: PLR2004
        labels = bool(links) and all(kind_of_label(flat.of(link)) is not None for link in links)
        rest = re.sub(r"[^\w]", "", flat.without_links())
        return bool(self.items) and (starts_italic or (labels and len(rest) < 20))  # noqa: PLR2004

    def _join(self, flat: Flat) -> None:
        last = self.items[-1]
        joined = Flat(
            f"{last.title}\n{flat.text}",
            tuple(
                replace(
                    span, start=span.start + len(last.title) + 1, end=span.end + len(last.title) + 1
                )
                for span in flat.spans
            ),
        )
        item = read_item(joined)
        if item is None:
            return
        known = {link.url for link in last.links}
        self.items[-1] = replace(
            last,
            authors=last.authors or item.authors,
            year=item.occasion.year or last.year,
            month=last.month or item.occasion.month,
            venue=last.venue or item.occasion.venue,
            links=(*last.links, *(link for link in item.links if link.url not in known)),
        )


def _is_loose_entry(flat: Flat, item: Item) -> bool:
    """Whether a paragraph outside any list is an entry: short, marked, and with a paper's link."""
    words = len(re.findall(r"\w+", flat.without_links()))
    labels = sum(kind_of_label(flat.of(link)) == "paper" for link in flat.links)
    has_paper = any(link.kind == "paper" for link in item.links)
    title_words = len(item.title.split())
    return (
        has_paper
        and title_words >= 4  # noqa: PLR2004
        and (item.is_marked or labels > 0)
        and words <= title_words + _NOTE_WORDS
        and not item.title.endswith(":")
    )


def _heading_text(flat: Flat) -> str:
    """A heading without the links back to the top that some lists put into it."""
    text = flat.text
    for link in reversed(flat.links):
        if link.url.startswith("#") and link.start > 0:
            text = text[: link.start] + text[link.end :]
    return " ".join(re.sub(r"[(\[]\s*[)\]]", "", text).split()).strip(" #*")


def _has_blocks(node: Node) -> bool:
    return any(inner.tag in _BLOCKS for inner in node.walk() if inner is not node)


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
class _Row:
    """A list item with what is nested in it."""

    line: int
    flat: Flat
    nested: tuple[Node, ...]
    item: Item | None

    @classmethod
    def all_of(cls, node: Node) -> list[_Row]:
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
    def of(cls, node: Node) -> _Row:
        flat = flatten(node.children)
        nested = tuple(node.find(*_LISTS))
        return cls(node.line, flat, nested, read_item(flat))

    @property
    def is_navigation(self) -> bool:
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
            for row in (_Row.of(child) for child in note.children if child.tag == "li"):
                found += row.item.links if row.item else ()
                found += row.nested_links
        return tuple(found)


def _has_entries(nested: Node) -> bool:
    return any(
        row.item is not None and (row.item.links or row.item.is_marked or row.item.empty_links)
        for row in (_Row.of(child) for child in nested.children if child.tag == "li")
    )


def _lists_papers(nested: Node) -> bool:
    """Whether a list below an entry holds papers of their own: titles that link to papers."""
    rows = [_Row.of(child) for child in nested.children if child.tag == "li"]
    papers = [
        row
        for row in rows
        if row.item is not None
        and row.item.is_marked
        and len(row.item.title.split()) >= 4  # noqa: PLR2004
        and any(link.kind == "paper" for link in row.item.links)
    ]
    return bool(rows) and len(papers) * 2 > len(rows)
