"""What a page and a file beside it are. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """A heading of a page that the table of contents names."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes:
        path: Address relative to the site's root, with `/` at the end; empty for the home page.
        title: Title in the browser and in search results.
        description: One sentence for search engines.
        html: Content, escaped.
        anchors: Headings for the table of contents.
        head: What its `<head>` says beside title and description, escaped.
        source: File of the catalog that it is made of, if it is one file.
        hide: Parts of the theme's page to leave out: `navigation`, `toc`.
        alike: Pages with the same value differ in title, description, head and content only, and
            lie in this folder; None for a page that has no such siblings.
    """

    path: str
    title: str
    description: str
    html: str
    anchors: tuple[Anchor, ...] = ()
    head: str = ""
    source: str | None = None
    hide: tuple[str, ...] = ()
    alike: str | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """A file beside the pages: data, a feed, a picture.

    Attributes:
        path: Where it is, relative to the site's root.
        make: Makes its text, whole or piece by piece.
    """

    path: str
    make: Callable[[], str | Iterator[str]]

    def pieces(self) -> Iterable[str]:
        """What is in it, made anew; a large file is never whole in memory."""
        made = self.make()
        return (made,) if isinstance(made, str) else made

    @property
    def text(self) -> str:
        """The same, whole."""
        return "".join(self.pieces())


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that is made when its turn comes, so that no more than one need be in memory.

    Attributes:
        path: Address of the page.
        make: Makes it.
        alike: As in `Page`.
        marks: What changes with the entries that it shows something of, or may; None if those may
            be any.
        besides: What else of the catalog it depends on, in any text that changes with it.
        files: The data that goes with it, and shows something of the same entries.
    """

    path: str
    make: Callable[[], Page]
    alike: str | None = None
    marks: Callable[[], Iterable[bytes]] | None = None
    besides: str = ""
    files: Callable[[], Iterable[Asset]] = tuple[()]
