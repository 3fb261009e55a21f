"""Files of the catalog as MkDocs knows them."""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files, InclusionLevel

from llm_info.site import pages as site_pages
from llm_info.site.markdown import source_uri

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


class FilledFile(File):
    """A page that MkDocs knows, so that others may link to it, but does not render."""

    def is_documentation_page(self) -> bool:
        """No: MkDocs would render it."""
        return False

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002  (MkDocs' signature)
        """Nothing: it is written when its shell is known."""
        del dirty


class CatalogFiles(Files):
    """The files that MkDocs handles itself, and on demand those that are filled or made of data.

    A file of MkDocs for each of tens of thousands would take more memory than all the rest, only
    that pages written by hand may link to it.
    """

    def __init__(
        self, files: Files, site: site_pages.Site, rendered: Container[str], config: MkDocsConfig
    ) -> None:
        super().__init__(list(files))
        self._rendered = rendered
        self._site = site
        self._config = config
        self.asked: list[str] = []

    @cached_property
    def _targets(self) -> dict[str, str]:
        """Source of a page, or path of a file → where it is written."""
        pages = {
            source_uri(page.path): f"{page.path}index.html"
            for page in site_pages.planned(self._site)
        }
        return pages | {asset.path: asset.path for asset in site_pages.assets(self._site)}

    def get_file_from_path(self, path: str) -> File | None:
        """The file, made known to MkDocs if it is ours."""
        found = super().get_file_from_path(path)
        if path in self._rendered or (found is None and path in self._targets):
            self.asked.append(path)
        if found is None and path in self._targets:
            found = FilledFile(
                path,
                src_dir=None,
                dest_dir=self._config.site_dir,
                use_directory_urls=self._config.use_directory_urls,
                dest_uri=self._targets[path],
                inclusion=InclusionLevel.NOT_IN_NAV,
            )
            self.append(found)
        return found
