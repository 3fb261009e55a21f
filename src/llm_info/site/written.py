"""The whole site as files for a generator of static sites: pages as Markdown, and the data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from llm_info import store
from llm_info.site import pages as site_pages
from llm_info.site import reference
from llm_info.site.markdown import markdown_text, source_uri
from llm_info.site.plugin import configured, package_assets


def written(root: Path, reading: store.Reading) -> Iterator[tuple[str, str]]:
    """Name and text of each file, made one after the other; pages come first.

    Args:
        root: The folder of `mkdocs.yml`.
        reading: The catalog.
    """
    site = configured(root, reading)
    for page in site_pages.pages(site):
        yield source_uri(page.path), markdown_text(page)
    for name, text in reference.PAGES.items():
        yield name, text()
    for asset in (*site_pages.assets(site), *package_assets()):
        yield asset.path, asset.text
