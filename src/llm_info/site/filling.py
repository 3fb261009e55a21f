"""Shells and planned pages → the files of the site. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.site.pages import Planned, Site
from llm_info.site.shells import Chrome, shell_name


def filled(site: Site, chrome: Chrome, planned: Planned) -> Iterator[tuple[str, str]]:
    """Name and text of a page's files, made one after the other.

    Raises:
        OutdatedError: Its shell was rendered with another table of contents.
    """
    page = planned.make()
    if not chrome.fits(page):
        raise OutdatedError(page.path)
    shell = chrome.shells[shell_name(planned)]
    yield f"{page.path}index.html", shell.fill(page, f"{site.url}{page.path}" if site.url else "")
    for asset in planned.files():
        yield asset.path, asset.text


class OutdatedError(Exception):
    """The shell of a page has to be rendered anew."""
