"""One rendered page as a mould for all its siblings. Pure.

A theme renders thousands of pages whose surroundings are the same. It renders one of them with
marks in the places that differ; every sibling is that page with its own values between the pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from llm_info.errors import SiteBuildError
from llm_info.site.pages import Page, Planned

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
            SiteBuildError: The theme has dropped a mark that every page needs.
        """
        marks = tuple(_MARKS.findall(html))
        for mark, needed in ((TITLE, "title"), (CONTENT, "content")):
            if mark not in marks:
                raise SiteBuildError(
                    f"the theme's page has no place for the {needed}",
                    hint="the site is made for Material: write theme: material in mkdocs.yml",
                )
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


@dataclass(frozen=True, slots=True)
class Chrome:
    """What MkDocs and its theme make around the pages of the catalog.

    Attributes:
        shells: `shell_name` of a page → its shell.
        anchors: Address of a page → ids and titles in the table of contents of its shell.
        by_hand: Address, title and kind of each page that is not made from the catalog.
        sources: Files that pages written by hand are made of; none of them is filled.
        asked: Sources of pages, and paths of data, that pages written by hand lead to.
        sitemap: What stands before and after the addresses of the catalog's pages.
    """

    shells: dict[str, Shell]
    anchors: dict[str, list[list[str]]]
    by_hand: list[list[str]]
    sources: list[str]
    asked: list[str]
    sitemap: list[str]

    def fits(self, page: Page) -> bool:
        """Whether the table of contents that stands in the page's shell is the page's."""
        return page.alike is not None or self.anchors.get(page.path) == anchors_of(page)

    def map_of_site(self, addresses: Iterable[str]) -> Iterator[str]:
        """The sitemap, in pieces, with the addresses of the catalog's pages.

        It is as it is where none are told.
        """
        before, *after = self.sitemap
        if not after:
            yield before
            return
        start, _, opening = before.rpartition("\n")
        closing, _, rest = after[0].partition("\n")
        yield f"{start}\n"
        for address in addresses:
            yield f"{opening}{escape(address)}{closing}\n"
        yield rest


def shell_name(page: Page | Planned) -> str:
    """What a page's shell is called: after the folder of all pages alike, or after the page."""
    return page.path if page.alike is None else f"in {page.alike}"


def anchors_of(page: Page) -> list[list[str]]:
    """Ids and titles of the headings that the page's table of contents names."""
    return [[anchor.id, anchor.title] for anchor in page.anchors]


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
