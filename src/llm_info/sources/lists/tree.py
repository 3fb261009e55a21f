"""Markdown, and the HTML inside it → one tree of elements, each with its line.

A list that opens `<details>` in one block and closes it ten blocks later, or keeps its papers in an
HTML table, thus looks the same as one that does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

LISTS = ("ul", "ol")
"""Elements that hold items."""

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"]
)
_CLOSED_BY = {
    "td": frozenset(["td", "th", "tr"]),
    "th": frozenset(["td", "th", "tr"]),
    "tr": frozenset(["tr", "tbody", "thead"]),
    "li": frozenset(["li"]),
    "p": frozenset(["p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"]),
}
"""HTML elements that end where one of these begins."""

_DEEPEST = 200


@dataclass(eq=False)
class Node:
    """An element.

    Attributes:
        tag: Name of the HTML element; `#text` is text and `#soft` a line break in the source.
        line: Line of the file, from 1.
        attributes: Of the element, names in lower case.
        text: Of a text.
        children: What is in it.
        foreign: Whether it was written in HTML.
    """

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    text: str = ""
    children: list[Node] = field(default_factory=list["Node"])
    foreign: bool = False

    def walk(self) -> Iterator[Node]:
        """All elements in it and itself, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *tags: str) -> Iterator[Node]:
        """The nearest elements below it with one of these names."""
        for child in self.children:
            if child.tag in tags:
                yield child
            else:
                yield from child.find(*tags)


class _Builder(HTMLParser):
    """Grows the tree from Markdown tokens and from pieces of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#root", 1)
        self._open = [self.root]
        self._line = 1

    def _add(self, node: Node) -> None:
        self._open[-1].children.append(node)

    def add_text(self, text: str, line: int) -> None:
        self._add(Node("#text", line, text=text))

    def add_leaf(self, tag: str, line: int, attributes: dict[str, str] | None = None) -> None:
        self._add(Node(tag, line, attributes or {}))

    def begin(
        self,
        tag: str,
        line: int,
        attributes: dict[str, str] | None = None,
        *,
        foreign: bool = False,
    ) -> None:
        last = self._open[-1]
        while last.foreign and tag in _CLOSED_BY.get(last.tag, ()):
            self._open.pop()
            last = self._open[-1]
        node = Node(tag, line or last.line, attributes or {}, foreign=foreign)
        self._add(node)
        if len(self._open) < _DEEPEST:
            self._open.append(node)

    def end(self, tag: str, *, foreign: bool = False) -> None:
        """Close the innermost such element; HTML never closes an element of Markdown."""
        for index in range(len(self._open) - 1, 0, -1):
            node = self._open[index]
            if node.tag == tag and node.foreign == foreign:
                del self._open[index:]
                return
            if foreign and not node.foreign:
                return

    def add_html(self, text: str, line: int) -> None:
        self._line = line
        self.reset()
        self.feed(text)
        self.close()

    def _here(self) -> int:
        return self._line + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            self.add_leaf(tag, self._here(), attributes)
            return
        self.begin(tag, self._here(), attributes, foreign=True)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.add_leaf(tag, self._here(), {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.end(tag, foreign=True)

    def handle_data(self, data: str) -> None:
        line = self._here()
        for number, part in enumerate(data.split("\n")):
            if number:
                self.add_leaf("#soft", line + number - 1)
            if part.strip():
                self.add_text(part, line + number)


_MARKDOWN = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(
    ["table", "strikethrough"]
)


_TURNED_LINK = re.compile(
    r"(?<!\])\((?P<text>[^()\[\]\n]{1,200})\)\[(?P<url>https?://[^\s\[\]()]+)\]"
)
"""`(text)[address]`: the brackets of a link the wrong way round."""


def parse(text: str) -> Node:
    """Read a Markdown document; also links whose brackets are the wrong way round."""
    builder = _Builder()
    for token in _MARKDOWN.parse(_TURNED_LINK.sub(r"[\g<text>](\g<url>)", text)):
        _add_block(builder, token)
    return builder.root


def _add_block(builder: _Builder, token: Token) -> None:
    line = token.map[0] + 1 if token.map else 0
    match token.type:
        case "inline":
            _add_inline(builder, token.children or [], line)
        case "html_block":
            builder.add_html(token.content, line)
        case "fence" | "code_block":
            builder.begin("pre", line)
            builder.add_text(token.content, line)
            builder.end("pre")
        case _ if token.nesting > 0:
            builder.begin(token.tag, line, {"markup": token.markup})
        case _ if token.nesting < 0:
            builder.end(token.tag)
        case _:
            builder.add_leaf(token.tag, line)


def _add_inline(builder: _Builder, tokens: Iterable[Token], line: int) -> None:
    for token in tokens:
        match token.type:
            case "text":
                builder.add_text(token.content, line)
            case "code_inline":
                builder.begin("code", line)
                builder.add_text(token.content, line)
                builder.end("code")
            case "softbreak" | "hardbreak":
                line += 1
                builder.add_leaf("#soft" if token.type == "softbreak" else "br", line)
            case "html_inline":
                builder.add_html(token.content, line)
            case "image":
                builder.add_leaf(
                    "img", line, {"src": str(token.attrGet("src") or ""), "alt": token.content}
                )
            case _ if token.nesting > 0:
                builder.begin(token.tag, line, {key: str(v) for key, v in token.attrs.items()})
            case _ if token.nesting < 0:
                builder.end(token.tag)
            case _:
                pass
