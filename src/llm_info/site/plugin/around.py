"""What the plugin does around a build: tells faults, chooses samples, makes contents and index."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import mkdocs.config
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.toc import AnchorLink, TableOfContents

from llm_info import checking, store
from llm_info.errors import SiteBuildError
from llm_info.finding import Severity
from llm_info.site import pagefind
from llm_info.site import pages as site_pages

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from llm_info.site.plugin.catalog import CatalogPlugin

DIFFERS = (
    "the theme renders %s otherwise than its siblings, so every page is rendered by itself; this "
    "takes many times as long, and comes from a template that asks for more of a page than its "
    "title, description and content"
)

SAMPLES = 3
"""Pages that are rendered and filled at each build, and compared."""

log: logging.LoggerAdapter[Any] = get_plugin_logger("llm-info")


def report(reading: store.Reading) -> None:
    """Warn of what is wrong in the catalog; where MkDocs is strict, that stops the build."""
    for finding in checking.findings(reading):
        if finding.severity is Severity.ERROR:
            place = f"{finding.path}:{finding.line}:{finding.column}"
            log.warning("%s: %s %s", place, finding.code, finding.message)


def indexed(text: str, folder: Path, binary: Path) -> str:
    """The search's index, or what stops MkDocs."""
    try:
        return pagefind.indexed(text, folder, binary)
    except SiteBuildError as problem:
        raise PluginError(str(problem)) from problem


def sample(pages: Sequence[site_pages.Planned]) -> list[site_pages.Planned]:
    """A few of these pages, spread over all of them."""
    return list(pages[:: max(1, len(pages) // SAMPLES)][:SAMPLES])


def table_of_contents(page: site_pages.Page) -> TableOfContents:
    """The page's heading, which the link past the navigation leads to, and those below it."""
    top = AnchorLink(escape(page.title), "top", 1)
    top.children = [AnchorLink(escape(anchor.title), anchor.id, 2) for anchor in page.anchors]
    return TableOfContents([top])


def render_each(config: MkDocsConfig, differing: Sequence[str]) -> None:
    """Build the site again, page by page: the theme shows more of a page than a shell can know."""
    logging.getLogger("llm_info").warning(DIFFERS, ", ".join(differing))
    again = mkdocs.config.load_config(  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
        config_file=config.config_file_path, site_dir=config.site_dir, strict=False
    )
    plugin = cast("CatalogPlugin", again.plugins["llm-info"])
    plugin.whole = True
    mkdocs_build(again)
