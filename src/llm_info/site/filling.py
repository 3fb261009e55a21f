"""Shells and planned pages → the files of the site. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from llm_info.site.pages import Page, Planned, Site
from llm_info.site.shells import Chrome, shell_name


def filled(
    site: Site, chrome: Chrome, planned: Planned, made: Page | None = None
) -> Iterator[tuple[str, Iterable[str]]]:
    """Name and text, in pieces, of a page's files, made one after the other.

    Args:
        site: What pages need to know.
        chrome: What stands around them.
        planned: The page.
        made: The same, where it was made already.

    Raises:
        OutdatedError: Its shell was rendered with another table of contents.
    """
    page = made or planned.make()
    if not chrome.fits(page):
        raise OutdatedError(page.path)
    shell = chrome.shells[shell_name(planned)]
    address = f"{site.url}{page.path}" if site.url else ""
    yield f"{page.path}index.html", (shell.fill(page, address),)
    for asset in planned.files():
        yield asset.path, asset.pieces()


class OutdatedError(Exception):
    """The shell of a page has to be rendered anew."""
