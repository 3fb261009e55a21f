"""The MkDocs plugin: delivers the catalog's pages. The only module that imports MkDocs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import get_toc

from llm_info import checking, store
from llm_info.finding import Severity
from llm_info.model import Topic
from llm_info.site import pages as site_pages

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import TableOfContents

_PACKAGE = files("llm_info.site")
_STYLE = "assets/llm-info.css"
log: logging.LoggerAdapter[Any] = get_plugin_logger("llm-info")


class CatalogConfig(Config):
    """Options of the plugin in `mkdocs.yml`."""

    root = config_options.Optional(config_options.Dir(exists=True))


class CatalogPlugin(BasePlugin[CatalogConfig]):
    """Adds the pages of the catalog beside `mkdocs.yml` to the site."""

    def __init__(self) -> None:
        self._pages: dict[str, site_pages.Page] = {}
        self._root = Path()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Bring the style sheet and the changed parts of the theme."""
        self._root = Path(self.config.root or Path(config.config_file_path).parent)
        with as_file(_PACKAGE / "templates" / "theme") as folder:
            # after the folder of whoever keeps the catalog, before the theme's own
            position = 1 if config.theme.custom_dir else 0
            config.theme.dirs.insert(position, str(folder))
        cast("list[str]", config.extra_css).insert(0, _STYLE)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a page for every entry and topic, and the topics to the navigation."""
        reading = store.read(self._root)
        self._report(reading)
        site = site_pages.Site(
            catalog=reading.catalog,
            name=config.site_name,
            description=config.site_description or "",
            edit_url=_edit_url(config),
            sources=dict(reading.paths),
        )
        self._pages = {}
        for page in site_pages.pages(site):
            source = source_uri(page.path)
            if files.get_file_from_path(source) is not None:
                continue  # a page written by hand comes first
            self._pages[source] = page
            made = File.generated(config, source, content="")
            made.inclusion = InclusionLevel.NOT_IN_NAV  # entries never are, topics are added below
            files.append(made)
        style = (_PACKAGE / _STYLE).read_text("utf-8")
        files.append(File.generated(config, _STYLE, content=style))
        config.nav = _navigation(cast("object", config.nav), reading.catalog.topics)
        return files

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Give a page of the catalog its metadata; its Markdown stays empty."""
        del config, files
        made = self._pages.get(page.file.src_uri)
        if made is None:
            return markdown
        page.meta["title"] = made.title
        page.meta["description"] = made.description
        page.meta["hide"] = list(made.hide)
        page.edit_url = None
        if not made.in_search:
            page.meta["search"] = {"exclude": True}
        return ""

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give a page of the catalog its content and its table of contents."""
        del config, files
        made = self._pages.get(page.file.src_uri)
        if made is None:
            return html
        page.toc = _table_of_contents(made)
        return made.html

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Build again when a file of the catalog changes."""
        del config, builder
        server.watch(str(self._root / store.CATALOG))
        return server

    def _report(self, reading: store.Reading) -> None:
        for finding in checking.findings(reading):
            if finding.severity is Severity.ERROR:
                place = f"{finding.path}:{finding.line}:{finding.column}"
                log.warning("%s: %s %s", place, finding.code, finding.message)


def source_uri(path: str) -> str:
    """The Markdown file that MkDocs would make the page of.

    A topic's is an `index.md`, so that the navigation takes it for the page of its section.

    >>> source_uri("papers/orca/"), source_uri("topics/common/"), source_uri("")
    ('papers/orca.md', 'topics/common/index.md', 'index.md')
    """
    if path in ("", "papers/") or path.startswith("topics/"):
        return f"{path}index.md"
    return f"{path.rstrip('/')}.md"


def _edit_url(config: MkDocsConfig) -> str | None:
    """Where the repository is edited: `repo_url` and `edit_uri` without its docs folder."""
    if not config.repo_url or not config.edit_uri:
        return None
    base = config.edit_uri.rstrip("/").removesuffix("/docs")
    return f"{config.repo_url.rstrip('/')}/{base.strip('/')}/"


def _navigation(written: object, topics: Sequence[Topic]) -> list[Any]:
    """The navigation of `mkdocs.yml`, with the tree of topics in the place of `topics/`."""
    items = cast("list[str | dict[str, str]]", written) or [
        {"Home": "index.md"},
        {"Topics": "topics/"},
    ]
    tree = ["topics/index.md", *(_nav_item(topic) for topic in topics)]
    return [
        {name: tree if target == "topics/" else target for name, target in item.items()}
        if isinstance(item, dict)
        else item
        for item in items
    ]


def _nav_item(topic: Topic) -> dict[str, Any]:
    page = source_uri(site_pages.topic_path(topic))
    if not topic.children:
        return {topic.title: page}
    return {topic.title: [page, *(_nav_item(child) for child in topic.children)]}


def _table_of_contents(page: site_pages.Page) -> TableOfContents:
    tokens: list[Any] = [
        {"level": 2, "id": anchor.id, "name": anchor.title, "children": []}
        for anchor in page.anchors
    ]
    return get_toc(tokens)
