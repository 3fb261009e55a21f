"""A part of the tree as one text, with spans that remember what was a link, bold or a picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from llm_info.sources.lists.tree import Node

_STYLES = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "code": "code",
    "ins": "under",
    "u": "under",
}
_PARAGRAPHS = frozenset(["p", "div", "center"])
_APART = frozenset(["ul", "ol", "dl", "table", "pre", "summary", "script", "style"])
"""Elements that are items, tables or code of their own, not part of the text around them."""

SOFT = "\v"
"""A line break of the source that is only a space to the reader."""

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")

_LONG_SPACE = re.compile(r"\s{3,}")
"""Two spaces may end a title; more say no more, and cost much."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text that is more than text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        kind: `link`, `image`, `bold`, `italic`, `code` or `under`.
        url: Of a link or a picture.
        alt: What a picture says instead of itself.
    """

    start: int
    end: int
    kind: str
    url: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Flat:
    """The text and its spans, in the order of their beginnings."""

    text: str
    spans: tuple[Span, ...] = ()

    def of(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]

    def kind(self, *kinds: str) -> Iterator[Span]:
        """The spans of some kinds."""
        return (span for span in self.spans if span.kind in kinds)

    @property
    def links(self) -> tuple[Span, ...]:
        """All links."""
        return tuple(self.kind("link"))

    def part(self, start: int, end: int) -> Flat:
        """A stretch of it, with the spans that lie in the stretch."""
        spans = tuple(
            replace(span, start=span.start - start, end=span.end - start)
            for span in self.spans
            if start <= span.start and span.end <= end
        )
        return Flat(self.text[start:end], spans)

    def blanked(self, *kinds: str, start: int = 0) -> str:
        """The text from `start` on, in which spans of these kinds are gaps."""
        text = self.text
        for span in self.kind(*kinds):
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
        return text[start:]

    def without_links(self, start: int = 0) -> str:
        """The text from `start` on, in which every link is a gap."""
        return self.blanked("link", start=start)


def flatten(nodes: Iterable[Node]) -> Flat:
    """Make the text of some neighbours; lists and tables inside are left out."""
    flattening = _Flattening()
    for node in nodes:
        flattening.add(node)
    return flattening.result()


class _Flattening:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._spans: list[Span] = []

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def add(self, node: Node) -> None:
        match node.tag:
            case "#text":
                text = _INVISIBLE.sub("", node.text).replace("\xa0", " ")
                self._write(_LONG_SPACE.sub("  ", text))
            case "#soft":
                self._write(SOFT)
            case "br":
                self._write("\n")
            case "img":
                here = self._length
                url, alt = node.attributes.get("src", ""), node.attributes.get("alt", "")
                self._spans.append(Span(here, here, "image", url, alt))
            case tag if tag in _APART:
                self._write("\n")
            case _:
                self._add_element(node)

    def _add_element(self, node: Node) -> None:
        is_paragraph = node.tag in _PARAGRAPHS
        if is_paragraph and self._length:
            self._write("\n")
        start, place = self._length, len(self._spans)
        for child in node.children:
            self.add(child)
        kind = "link" if node.tag == "a" and "href" in node.attributes else _STYLES.get(node.tag)
        if kind:
            url = node.attributes.get("href", "")
            self._spans.insert(place, Span(start, self._length, kind, url))
        if is_paragraph:
            self._write("\n")

    def result(self) -> Flat:
        return Flat("".join(self._parts), tuple(self._spans))
