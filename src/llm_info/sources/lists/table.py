"""A table of papers: its columns by what their header says and what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from llm_info.sources.lists.flat import Flat, Span, flatten
from llm_info.sources.lists.item import Item, read_item, read_links
from llm_info.sources.lists.listed import ListedLink, Unread
from llm_info.sources.lists.times import Occasion, occasion_in_tag
from llm_info.sources.lists.tree import Node
from llm_info.sources.lists.words import is_inside, kind_of_label

_HEADERS: tuple[tuple[str, str], ...] = (
    ("title", r"\btitles?\b|\bpapers?\b.*\btitle|标题|题目|论文名"),
    ("date", r"\bdate\b|\byear\b|\btime\b|\bmonth\b|\breleased?\b|日期|时间|年份|发布"),
    ("venue", r"\bvenue\b|\bpublication\b|\bpublish\w*\b|\bconference\b|\bpub\b|\bjournal\b|会议"),
    ("authors", r"^authors?$|作者"),
    ("code", r"\bcode\b|\bgithub\b|\brepo\w*\b|\bimplementation\b|代码|开源"),
    ("paper", r"\bpapers?\b|\barxiv\b|\bpdf\b|\barticles?\b|\bworks?\b|\breference\b|论文"),
    ("links", r"\blinks?\b|\burl\b|\bresources?\b|\bothers?\b|\bproject\b|\bpage\b|链接"),
    (
        "name",
        r"\bnames?\b|\bmodels?\b|\bmethods?\b|\bdatasets?\b|\bbenchmarks?\b|\btools?\b|名称|模型",
    ),
)
_DESCRIPTION = 25
"""A cell of more words, under no header that is known, describes the paper."""

_TITLE_WORTH = {"title": 6.0, "paper": 3.0, "name": 2.5, "": 0.5, "links": -1.0}


@dataclass(frozen=True, slots=True)
class TableRow:
    """An entry found in a row."""

    item: Item
    line: int


@dataclass(frozen=True, slots=True)
class _Cells:
    line: int
    flats: tuple[Flat, ...]

    @property
    def text(self) -> str:
        return " | ".join(" ".join(flat.text.split()) for flat in self.flats)


def read_table(table: Node) -> Iterator[TableRow | Unread]:
    """Read the rows of a table, one after the other."""
    rows = list(table.find("tr"))
    if not rows:
        return
    header = _header(table, rows[0])
    body = [
        _Cells(row.line, _flats(row))
        for row in rows
        if row is not header and not any(row.find("th"))
    ]
    roles = [_role(flat.text) for flat in _flats(header)] if header else []
    width = max((len(row.flats) for row in body), default=0)
    roles += [""] * (width - len(roles))
    title = _title_column(roles, body)
    if not _lists_papers(body, roles, title):
        for row in body:
            if row.text.strip(" |-"):
                yield Unread(row.line, row.text[:100], "the table lists no papers")
        return
    for row in body:
        urls = [link.url for flat in row.flats for link in flat.links]
        if urls and all(map(is_inside, urls)):
            continue
        yield _read_row(row, roles, title)


def _lists_papers(body: list[_Cells], roles: list[str], title: int) -> bool:
    """Whether rows lead somewhere from the columns in which a list has its links."""
    if roles[title : title + 1] == ["title"]:
        return True

    def leads(row: _Cells) -> bool:
        return any(
            roles[column] != "" or column == title
            for column, flat in enumerate(row.flats)
            if flat.links or "://" in flat.text
        )

    return sum(map(leads, body)) * 3 >= len(body)


def _title_of(row: _Cells, roles: list[str], title: int) -> int | None:
    """The column of a row's title: the table's, or a name where that cell is empty."""
    names = [column for column, role in enumerate(roles) if role == "name"]
    for column in (title, *names):
        if column < len(row.flats) and re.search(r"\w", row.flats[column].text):
            return column
    return None


def _header(table: Node, first: Node) -> Node | None:
    head = next(table.find("thead"), None)
    row = next(head.find("tr"), None) if head else None
    if row is None and any(first.find("th")):
        row = first
    if row is None:
        bold = [cell for cell in _flats(first) if cell.text.strip()]
        known = sum(_role(cell.text) != "" and len(cell.text.split()) <= 4 for cell in bold)  # noqa: PLR2004
        row = first if bold and known * 2 >= len(bold) else None
    return row


def _flats(row: Node) -> tuple[Flat, ...]:
    return tuple(flatten(cell.children) for cell in row.find("td", "th"))


def _role(header: str) -> str:
    text = header.strip(" *\n").casefold()
    return next((role for role, pattern in _HEADERS if re.search(pattern, text)), "")


def _title_column(roles: list[str], body: list[_Cells]) -> int:
    """The column whose header and cells look most like titles."""

    def worth(column: int) -> float:
        cells = [row.flats[column] for row in body if column < len(row.flats)]
        filled = [cell for cell in cells if re.search(r"\w", cell.text)]
        if not filled:
            return -100.0
        titled = sum(_looks_like_title(cell) for cell in filled) / len(filled)
        coverage = len(filled) / max(1, len(body))
        header = _TITLE_WORTH.get(roles[column], -2.0)
        distinct = len({cell.text for cell in filled}) / len(filled)
        return header + 6 * (distinct - 1) + 4 * titled + 3 * coverage - 0.2 * column

    columns = range(len(roles))
    return max(columns, key=lambda column: (worth(column), -column), default=0)


def _looks_like_title(cell: Flat) -> bool:
    item = read_item(cell)
    if item is None or kind_of_label(item.title) is not None:
        return False
    return 3 <= len(item.title.split()) <= 30 or item.is_marked  # noqa: PLR2004


def _read_row(row: _Cells, roles: list[str], title: int) -> TableRow | Unread:
    column = _title_of(row, roles, title)
    item = read_item(row.flats[column]) if column is not None else None
    if item is None:
        return Unread(row.line, row.text[:100] or "(empty)", "the row has no title")
    title = column if column is not None else title
    links, occasion, authors = list(item.links), Occasion(), item.authors
    for column, flat in enumerate(row.flats):
        if column == title:
            continue
        role = roles[column] if column < len(roles) else ""
        hint = role if role in ("code", "paper") else None
        known = {link.url for link in links}
        if not role and len(flat.text.split()) > _DESCRIPTION:
            labels = [one for one in flat.spans if kind_of_label(flat.of(one)) is not None]
            flat = replace(flat, spans=tuple(labels))  # noqa: PLW2901  (other works are mentioned)
        links += [link for link in _links(flat, hint) if link.url not in known]
        if role in ("date", "venue"):
            found = occasion_in_tag(flat.text)
            venue = _venue_of_cell(flat) if role == "venue" and not found.venue else found.venue
            found = replace(found, venue=venue if role == "venue" else None)
            occasion = found.or_else(occasion) if role == "date" else occasion.or_else(found)
        elif role == "authors" and flat.text.strip():
            authors = " ".join(flat.text.split())
    occasion = occasion.or_else(item.occasion)
    item = replace(
        item,
        links=tuple(links),
        occasion=occasion,
        authors=authors,
    )
    return TableRow(item, row.line)


def _venue_of_cell(flat: Flat) -> str | None:
    text = " ".join(flat.text.split()).strip(" -*`|")
    return text if text and len(text.split()) <= 6 else None  # noqa: PLR2004


def _links(flat: Flat, hint: str | None) -> list[ListedLink]:
    """The links of a cell, also those that are only written out."""
    bare = tuple(
        Span(found.start(), found.end(), "link", found[0])
        for found in re.finditer(r"https?://[^\s<>|)\]]+", flat.without_links())
    )
    return list(read_links(replace(flat, spans=(*flat.spans, *bare)), None, hint))
