"""The walk through a list: headings, groups, items, tables, loose paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from llm_info.sources.lists.flat import Flat, flatten
from llm_info.sources.lists.item import Item, read_item
from llm_info.sources.lists.listed import Listed, ListedLink, Listing, Unread
from llm_info.sources.lists.row import Row
from llm_info.sources.lists.table import read_table
from llm_info.sources.lists.times import Occasion, year_in_heading
from llm_info.sources.lists.tree import LISTS, Node, parse
from llm_info.sources.lists.words import (
    is_about_the_list,
    is_inside,
    kind_of_label,
)

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset([*_HEADINGS, *LISTS, "table", "p", "div", "details", "center", "blockquote"])
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
        rows = [row for child in node.children if child.tag == "li" for row in Row.all_of(child)]
        inside = sum(row.is_navigation for row in rows)
        if rows and inside * 3 >= len(rows) * 2 and (inside == len(rows) or inside > 2):  # noqa: PLR2004
            self._contents(node)
            return
        if not rows:
            return
        if heading := self._about_the_list():
            for row in rows:
                self._leave_out(row.line, row.flat.text, f"is under {heading!r}")
            return
        group = self._group_pending if previous is not None and previous.tag in LISTS else None
        self._group_pending = None
        if group:
            self._groups.append(group)
        is_prose = not (self._groups or any(row.is_credible for row in rows))
        for row in rows:
            self._row(row, is_prose=is_prose)
        if group:
            self._groups.pop()

    def _contents(self, node: Node) -> None:
        """Pass a table of contents, and name what it has of other files and of other places."""
        for link in node.walk():
            url = link.attributes.get("href", "").partition("#")[0]
            text = flatten(link.children).text
            if "://" in url:
                self._leave_out(link.line, text, "stands in the table of contents")
            elif url.endswith(".md") and not _is_around(url):
                self._leave_out(link.line, f"{text} ({url})", "stands in another file")

    def _row(self, row: Row, *, is_prose: bool) -> None:
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
                venue_year=item.occasion.venue_year,
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
        if previous is not None and previous.tag in LISTS and self._continues(flat):
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
        before = Occasion(last.venue, last.year, last.month, last.venue_year)
        occasion = item.occasion.or_else(before)
        self.items[-1] = replace(
            last,
            authors=last.authors or item.authors,
            year=occasion.year,
            month=occasion.month,
            venue=occasion.venue,
            venue_year=occasion.venue_year,
            links=(*last.links, *(link for link in item.links if link.url not in known)),
        )


def _is_loose_entry(flat: Flat, item: Item) -> bool:
    """Whether a paragraph outside any list is an entry: short, marked, and with links to it."""
    words = len(re.findall(r"\w+", flat.without_links()))
    title_words = len(item.title.split())
    if words > title_words + _NOTE_WORDS or item.title.endswith(":"):
        return False
    labels = [kind_of_label(flat.of(link)) for link in flat.links]
    is_title = title_words >= 4 and (item.is_marked or "paper" in labels)  # noqa: PLR2004
    if is_title and any(one.kind == "paper" and not is_inside(one.url) for one in item.links):
        return True
    bold = next(flat.kind("bold"), None)
    is_bold = bold is not None and bold.start == 0 and bold.end > 0
    return is_bold and item.occasion.year is not None and any(labels) and all(labels)


def _is_around(path: str) -> bool:
    """Whether a file is about the list, and no part of it."""
    name = path.rpartition("/")[2].removesuffix(".md")
    return name.casefold().startswith("readme") or is_about_the_list(name)


def _heading_text(flat: Flat) -> str:
    """A heading without the links back to the top that some lists put into it."""
    text = flat.text
    for link in reversed(flat.links):
        if link.url.startswith("#") and link.start > 0:
            text = text[: link.start] + text[link.end :]
    return " ".join(re.sub(r"[(\[]\s*[)\]]", "", text).split()).strip(" #*")


def _has_blocks(node: Node) -> bool:
    return any(inner.tag in _BLOCKS for inner in node.walk() if inner is not node)
