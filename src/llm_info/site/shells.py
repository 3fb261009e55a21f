"""One rendered page as a mould for all its siblings. Pure.

A theme renders thousands of pages whose surroundings are the same. It renders one of them with
marks in the places that differ; every sibling is that page with its own values between the pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

from llm_info.site.pages import Page

TITLE = "llm-info-mark-title"
DESCRIPTION = "llm-info-mark-description"
HEAD = "llm-info-mark-head"
CONTENT = "<!-- <h1 llm-info-mark-content -->"  # Material adds a heading where it sees no `<h1`
ADDRESS = "llm-info-mark-address"
_MARKS = re.compile(f"{TITLE}|{DESCRIPTION}|{HEAD}|{CONTENT}|{ADDRESS}")
_INDENT = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Shell:
    """A rendered page, cut at its marks: pieces of the theme and marks by turns."""

    pieces: tuple[str, ...]
    marks: tuple[str, ...]

    @classmethod
    def cut(cls, html: str) -> Shell:
        """Cut a page that was rendered with marks.

        Raises:
            ValueError: The theme has dropped a mark that every page needs.
        """
        marks = tuple(_MARKS.findall(html))
        for needed in (TITLE, CONTENT):
            if needed not in marks:
                raise ValueError(f"the theme's page has no place for {needed}")
        return cls(tuple(_MARKS.split(html)), marks)

    def fill(self, page: Page, address: str) -> str:
        """The page of a sibling.

        Args:
            page: The sibling.
            address: Its canonical address.
        """
        values = {
            TITLE: escape(page.title),
            DESCRIPTION: escape(page.description),
            HEAD: page.head,
            CONTENT: page.html,
            ADDRESS: escape(address),
        }
        parts = [self.pieces[0]]
        for mark, piece in zip(self.marks, self.pieces[1:], strict=True):
            parts += (values[mark], piece)
        return "".join(parts)


def dense(html: str) -> str:
    """The theme's page without its indentation, a third of what thousands of pages weigh."""
    return _INDENT.sub("\n", html)


_TOGGLE = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')
_UNNAMED = re.compile(
    r'(<nav class="md-nav" data-md-level="\d+") aria-labelledby="([^"]+)_label"'
    r'([^>]*>\s*<label class="md-nav__title" for="\2">\s*<span[^>]*></span>\s*)(.*?)(\s*</label>)'
)


def mended(html: str) -> str:
    """The theme's page without the attributes that HTML does not allow where it sets them.

    The parts of its navigation get their names from their titles: the labels that it points to are
    empty where a section has a page of its own.
    """
    html = _TOGGLE.sub(r"\1", html).replace(' tabindex=""', "")
    if 'id="__toc"' not in html:
        html = html.replace(' for="__toc"', "")
    return _UNNAMED.sub(_named, html)


def _named(found: re.Match[str]) -> str:
    start, _, between, title, end = found.groups()
    name = escape(unescape(title), quote=True)
    return f'{start} aria-label="{name}"{between}{title}{end}'
