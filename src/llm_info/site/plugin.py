"""The MkDocs plugin: delivers the catalog's pages. The only module that imports MkDocs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import mkdocs.config
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents

from llm_info import checking, store
from llm_info.errors import SiteBuildError
from llm_info.finding import Severity
from llm_info.model import Topic
from llm_info.site import pagefind, policy, reference, shells
from llm_info.site import pages as site_pages
from llm_info.site.describe import described
from llm_info.site.markdown import source_uri
from llm_info.site.pages.data import SEARCH

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

_PACKAGE = files("llm_info.site")
_STYLE = "assets/llm-info.css"
_ASSETS = {
    _STYLE: _STYLE,
    "assets/llm-info.js": "assets/llm-info.js",
    "assets/explore.js": "assets/explore.js",
    "assets/entry.schema.json": "api/v1/schema.json",
}
log: logging.LoggerAdapter[Any] = get_plugin_logger("llm-info")


class CatalogConfig(Config):
    """Options of the plugin in `mkdocs.yml`."""

    root = config_options.Optional(config_options.Dir(exists=True))


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

    def __init__(self, files: Files, site: site_pages.Site, config: MkDocsConfig) -> None:
        super().__init__(list(files))
        self._site = site
        self._config = config

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


class CatalogPlugin(BasePlugin[CatalogConfig]):
    """Adds the pages of the catalog beside `mkdocs.yml` to the site."""

    def __init__(self) -> None:
        self._pages: dict[str, site_pages.Page] = {}
        self._moulds: dict[str, str] = {}
        self._siblings: dict[str, list[site_pages.Planned]] = {}
        self._site: site_pages.Site | None = None
        self._shells: dict[str, shells.Shell] = {}
        self._written: list[list[str]] = []
        self._root = Path()
        self._serving = False
        self._pagefind: Path | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Learn whether MkDocs adds its live reload, an inline script, to every page it serves."""
        del dirty
        self._serving = command == "serve"

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
        """Add all pages and files of the catalog, and the topics to the navigation."""
        reading = store.read(self._root)
        self._report(reading)
        site = self._site = _site(reading, config)
        self._pagefind = self._large(reading)
        self._pages, self._moulds, self._siblings = {}, {}, {}
        self._shells, self._written = {}, []
        for name, text in reference.PAGES.items():
            if files.get_file_from_path(name) is None:
                files.append(File.generated(config, name, content=text()))
        by_hand = frozenset(files.src_uris)
        for page in site_pages.planned(site):
            source = source_uri(page.path)
            if source not in by_hand:  # a page written by hand comes first
                self._plan(page, source, files, config)
        for asset in package_assets():
            files.append(File.generated(config, asset.path, content=asset.text))
        config.nav = _navigation(cast("object", config.nav), reading.catalog.topics)
        return CatalogFiles(files, site, config)

    def _plan(
        self, page: site_pages.Planned, source: str, files: Files, config: MkDocsConfig
    ) -> None:
        """Let MkDocs render a page, unless it renders one of its siblings already."""
        if page.alike is not None:
            siblings = self._siblings.setdefault(page.alike, [])
            siblings.append(page)
            if len(siblings) > 1:
                return
            self._moulds[source] = page.alike
        self._pages[source] = page.make()
        made = File.generated(config, source, content="")
        made.inclusion = InclusionLevel.NOT_IN_NAV  # entries never are, topics are added below
        files.append(made)

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Give a page of the catalog its metadata; its Markdown stays empty."""
        del config, files
        source = page.file.src_uri
        made = self._pages.get(source)
        if made is None:
            return markdown
        mould = source in self._moulds
        # the theme prints these as they are
        page.meta["title"] = shells.TITLE if mould else escape(made.title)
        page.meta["description"] = shells.DESCRIPTION if mould else escape(made.description)
        page.meta["llm_head"] = shells.HEAD if mould else made.head
        page.meta["hide"] = list(made.hide)
        page.edit_url = None
        return ""

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give a page of the catalog its content and its table of contents."""
        del config, files
        source = page.file.src_uri
        made = self._pages.get(source)
        if made is None:
            title = cast("str", page.title)  # pyright: ignore[reportUnknownMemberType]  # MkDocs' lazy attribute
            self._written.append([page.url, title, "Page"])
            return html
        page.toc = _table_of_contents(made)
        return shells.CONTENT if source in self._moulds else made.html

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Mark the address of a page that has siblings: the sitemap has read it by now."""
        del config, nav
        if page.file.src_uri in self._moulds and page.canonical_url:
            page.canonical_url = shells.ADDRESS
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Keep the shell of a page that has siblings, mend what the theme does, set the policy."""
        output = shells.mended(output)
        source = page.file.src_uri
        alike = self._moulds.get(source)
        if alike is None:
            by_hand = source not in self._pages
            return self._guarded(output, page.content or "", by_hand=by_hand)
        shell = shells.Shell.cut(self._guarded(shells.dense(output)))
        self._shells[alike] = shell
        return shell.fill(self._pages[source], _address(config, self._pages[source]))

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Tell the sitemap of the pages that MkDocs does not render."""
        if template_name == "sitemap.xml":
            rendered = {page.path for page in self._pages.values()}
            cast("dict[str, Any]", context)["llm_addresses"] = [
                _address(config, page)
                for siblings in self._siblings.values()
                for page in siblings
                if config.site_url and page.path not in rendered
            ]
        return context

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Mend what the theme does on pages that are no pages of MkDocs."""
        del config
        if not template_name.endswith(".html"):
            return output_content
        return self._guarded(shells.mended(output_content))

    def _guarded(self, html: str, content: str = "", *, by_hand: bool = False) -> str:
        if self._serving:
            return html
        compiled = self._pagefind is not None
        return policy.guarded(html, content, by_hand=by_hand, compiled=compiled)

    def _large(self, reading: store.Reading) -> Path | None:
        """Pagefind, where the search needs it and nobody waits for a change to show."""
        if self._serving or len(reading.catalog.entries) <= pagefind.LARGE:
            return None
        found = pagefind.program()
        if found is None:
            log.info(
                "with more than %d entries the search is faster with Pagefind:"
                " pip install 'llm-info[pagefind]'",
                pagefind.LARGE,
            )
        return found

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pages that shells make, and the records of the search."""
        assert self._site  # noqa: S101  (`on_files` came first)
        folder = Path(config.site_dir)
        rendered = {page.path for page in self._pages.values()}
        for alike, siblings in self._siblings.items():
            for planned in siblings:
                if planned.path not in rendered:
                    page = planned.make()
                    text = self._shells[alike].fill(page, _address(config, page))
                    store.replace_text(folder / page.path / "index.html", text, durable=False)
        for asset in site_pages.assets(self._site):
            text = asset.text
            if asset.path == SEARCH:
                records = cast("dict[str, list[list[str]]]", json.loads(text))
                records["pages"] += self._written
                text = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
                if self._pagefind:
                    text = _indexed(text, folder, self._pagefind)
            store.replace_text(folder / asset.path, text, durable=False)

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


def _indexed(text: str, folder: Path, binary: Path) -> str:
    try:
        return pagefind.indexed(text, folder, binary)
    except SiteBuildError as problem:
        raise PluginError(str(problem)) from problem


def configured(root: Path, reading: store.Reading) -> site_pages.Site:
    """The site that `mkdocs.yml` of this folder describes."""
    return _site(reading, _config(root))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What another builder needs to know of `mkdocs.yml` beside what it reads there itself.

    Attributes:
        docs: The folder of pages written by hand.
        hooked: Files that hooks of `mkdocs.yml` add to them.
        overrides: Folders that change the theme, the first before the others.
        navigation: As in `mkdocs.yml`, with the tree of topics in its place.
        styles: Style sheets.
    """

    docs: Path
    hooked: Mapping[str, str]
    overrides: tuple[Path, ...]
    navigation: list[Any]
    styles: list[str]


def surroundings(root: Path, topics: Sequence[Topic]) -> Surroundings:
    """What `mkdocs.yml` of this folder says of pages, theme and navigation."""
    config = _config(root)
    own = config.theme.custom_dir
    return Surroundings(
        docs=Path(config.docs_dir),
        hooked=_hooked(config),
        overrides=(*([Path(own)] if own else ()), Path(str(_PACKAGE / "templates" / "theme"))),
        navigation=_navigation(cast("object", config.nav), topics),
        styles=[_STYLE, *cast("list[str]", config.extra_css)],
    )


def _hooked(config: MkDocsConfig) -> dict[str, str]:
    """What hooks and other plugins add to the files, this plugin left out."""
    others = [
        method
        for method in cast("list[Callable[..., Files | None]]", config.plugins.events["files"])
        if not isinstance(getattr(method, "__self__", None), CatalogPlugin)
    ]
    cast("dict[str, object]", config.plugins.events)["files"] = others
    files = config.plugins.on_files(Files([]), config=config)
    return {file.src_uri: file.content_string for file in files}


def _config(root: Path) -> MkDocsConfig:
    path = str(root / "mkdocs.yml")
    return mkdocs.config.load_config(config_file=path)  # pyright: ignore[reportUnknownMemberType]  # its options are untyped


def package_assets() -> list[site_pages.Asset]:
    """Style, scripts and schema that pages and data refer to."""
    return [
        site_pages.Asset(target, partial((_PACKAGE / name).read_text, "utf-8"))
        for name, target in _ASSETS.items()
    ]


def _site(reading: store.Reading, config: MkDocsConfig) -> site_pages.Site:
    return described(
        reading,
        name=config.site_name,
        description=config.site_description or "",
        url=config.site_url or "",
        edit_url=_edit_url(config),
    )


def _address(config: MkDocsConfig, page: site_pages.Page | site_pages.Planned) -> str:
    return f"{config.site_url or ''}{page.path}"


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
    title = escape(topic.title)  # the theme prints it as it is
    if not topic.children:
        return {title: page}
    return {title: [page, *(_nav_item(child) for child in topic.children)]}


def _table_of_contents(page: site_pages.Page) -> TableOfContents:
    """The page's heading, which the link past the navigation leads to, and those below it."""
    top = AnchorLink(escape(page.title), "top", 1)
    top.children = [AnchorLink(escape(anchor.title), anchor.id, 2) for anchor in page.anchors]
    return TableOfContents([top])
