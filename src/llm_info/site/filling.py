"""Shells and planned pages → the files of the site. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from llm_info.site.markdown import source_uri
from llm_info.site.pages import Page, Planned, Site, planned
from llm_info.site.shells import Chrome, shell_name


@dataclass(frozen=True)
class Filling:
    """All pages that are filled into shells.

    Attributes:
        site: What pages need to know.
        chrome: What stands around them.
        made: Address of a page → the page, of those that were made already.
        common: What changes whenever anything changes that all pages show.
    """

    site: Site
    chrome: Chrome
    made: Mapping[str, Page]
    common: bytes = b""

    def planned(self) -> Iterator[Planned]:
        """The pages; those that somebody wrote by hand are left to MkDocs.

        To plan them again takes less memory than all plans do.
        """
        by_hand = frozenset(self.chrome.sources)
        return (page for page in planned(self.site) if source_uri(page.path) not in by_hand)

    def check(self) -> None:
        """See that the shells are right for the pages.

        Raises:
            OutdatedError: A page is the first of its kind, or one is gone that a page written by
                hand leads to, which MkDocs has to tell.
        """
        asked = {source for source in self.chrome.asked if source.endswith(".md")}
        for page in self.planned():
            if shell_name(page) not in self.chrome.shells:
                raise OutdatedError(page.path)
            asked.discard(source_uri(page.path))
        if asked:
            raise OutdatedError(*asked)

    def key(self, page: Planned) -> bytes:
        """A digest of all that the page shows, in what stands around it and in itself."""
        return digest(self._shell_keys[shell_name(page)], self.site.key(page))

    def files(self, page: Planned) -> Iterator[tuple[str, Iterable[str]]]:
        """See `filled`."""
        return filled(self.site, self.chrome, page, self.made.get(page.path))

    @cached_property
    def _shell_keys(self) -> Mapping[str, bytes]:
        shells = self.chrome.shells.items()
        return {name: digest(self.common, *shell.pieces) for name, shell in shells}


def digest(*parts: str | bytes) -> bytes:
    """Something short that changes whenever a part does."""
    made = blake2b(digest_size=16)
    for part in parts:
        made.update(part.encode() if isinstance(part, str) else part)
        made.update(b"\0")
    return made.digest()


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
