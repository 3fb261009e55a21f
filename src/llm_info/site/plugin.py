"""The MkDocs plugin: delivers the catalog's pages. The only module that imports MkDocs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import mkdocs.config
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
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
from llm_info.site.filling import filled
from llm_info.site.markdown import source_uri
from llm_info.site.pages.data import SEARCH, search_records

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
DIFFERS = (
    "the theme renders %s otherwise than its siblings, so every page is rendered by itself; this "
    "takes many times as long, and comes from a template that asks for more of a page than its "
    "title, description and content"
)
SAMPLES = 3
"""Pages that are rendered and filled at each build, and compared."""

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


class CatalogPlugin(BasePlugin[CatalogConfig]):
    """Adds the pages of the catalog beside `mkdocs.yml` to the site.

    Attributes:
        reading: The catalog, where whoever calls MkDocs has read it already.
        fills: Whether to write the pages that shells make; else only the shells are kept.
        whole: Whether MkDocs renders every page, because a filled one would differ.
    """

    def __init__(self) -> None:
        self.reading: store.Reading | None = None
        self.fills = True
        self.whole = False
        self.differing: list[str] = []
        self._site: site_pages.Site | None = None
        self._files: CatalogFiles | None = None
        self._pages: dict[str, site_pages.Page] = {}
        self._samples: set[str] = set()
        self._sources: list[str] = []
        self._shells: dict[str, shells.Shell] = {}
        self._rendered: dict[str, str] = {}
        self._sitemap: list[str] = []
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
        reading = self.reading
        if reading is None:  # who has read it has judged it
            reading = store.read(self._root)
            _report(reading)
        site = self._site = _site(reading, config)
        self._pagefind = self._large(reading)
        self._pages, self._samples, self._shells, self._rendered = {}, set(), {}, {}
        for name, text in reference.PAGES.items():
            if files.get_file_from_path(name) is None:
                files.append(File.generated(config, name, content=text()))
        self._sources = [file.src_uri for file in files.documentation_pages()]
        by_hand = frozenset(files.src_uris)
        siblings: dict[str, list[site_pages.Planned]] = {}
        for page in site_pages.planned(site):
            if source_uri(page.path) in by_hand:
                continue  # a page written by hand comes first
            if page.alike is None or self.whole:
                self._plan(page, files, config)
            else:
                siblings.setdefault(page.alike, []).append(page)
        for alike in siblings.values():
            self._plan(alike[0], files, config)
        for page in _sample([page for alike in siblings.values() for page in alike[1:]]):
            self._samples.add(self._plan(page, files, config))
        for asset in package_assets():
            files.append(File.generated(config, asset.path, content=asset.text))
        config.nav = _navigation(cast("object", config.nav), reading.catalog.topics)
        self._files = CatalogFiles(files, site, frozenset(self._pages), config)
        return self._files

    def _plan(self, page: site_pages.Planned, files: Files, config: MkDocsConfig) -> str:
        """Let MkDocs render a page."""
        source = source_uri(page.path)
        self._pages[source] = page.make()
        made = File.generated(config, source, content="")
        made.inclusion = InclusionLevel.NOT_IN_NAV  # entries never are, topics are added below
        files.append(made)
        return source

    def _is_mould(self, source: str) -> bool:
        return source in self._pages and source not in self._samples and not self.whole

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Give a page of the catalog its metadata; its Markdown stays empty."""
        del config, files
        source = page.file.src_uri
        made = self._pages.get(source)
        if made is None:
            return markdown
        mould = self._is_mould(source)
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
            assert self._site  # noqa: S101  (`on_files` came first)
            self._site.by_hand.append([page.url, title, "Page"])
            return html
        page.toc = _table_of_contents(made)
        return shells.CONTENT if self._is_mould(source) else made.html

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Mark the address of a page that has siblings: the sitemap has read it by now."""
        del config, nav
        if self._is_mould(page.file.src_uri) and page.canonical_url:
            page.canonical_url = shells.ADDRESS
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Keep the shell of a page that has siblings, mend what the theme does, set the policy."""
        output = shells.mended(output)
        source = page.file.src_uri
        made = self._pages.get(source)
        if made is None:
            return self._guarded(output, page.content or "", by_hand=True)
        if not self._is_mould(source):
            if self.whole:
                return self._guarded(output, made.html)
            dense = self._guarded(shells.dense(output), shells.dense(made.html).strip())
            self._rendered[source] = dense
            return output
        shell = shells.Shell.cut(self._guarded(shells.dense(output)))
        self._shells[shells.shell_name(made)] = shell
        return shell.fill(made, _address(config, made))

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Tell the sitemap of the pages that MkDocs does not render."""
        if template_name == "sitemap.xml":
            assert self._site  # noqa: S101  (`on_files` came first)
            values = cast("dict[str, Any]", context)
            values["pages"] = [file for file in values["pages"] if file.src_uri not in self._pages]
            values["llm_addresses"] = [shells.ADDRESS] if config.site_url else []
        return context

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Mend what the theme does on pages that are no pages of MkDocs."""
        if template_name == "sitemap.xml" and self._site:
            self._sitemap = output_content.split(shells.ADDRESS)
            addresses = [_address(config, page) for page in self._planned()]
            return self.chrome().map_of_site(addresses)
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
        """Compare the samples; write the pages that shells make, and the data."""
        assert self._site  # noqa: S101  (`on_files` came first)
        self.differing = [
            made.path
            for source, made in self._pages.items()
            if source in self._samples
            and shells.dense(
                self._shells[shells.shell_name(made)].fill(made, _address(config, made))
            )
            != self._rendered[source]
        ]
        if not self.fills:
            return
        if self.differing:
            _render_each(config, self.differing)
            return
        folder, chrome = Path(config.site_dir), self.chrome()
        for planned in self._planned():
            if self.whole:
                made = ((asset.path, asset.text) for asset in planned.files())
            else:
                made = filled(self._site, chrome, planned)
            for name, text in made:
                store.replace_text(folder / name, text, durable=False)
        text = search_records(self._site)
        if self._pagefind:
            text = _indexed(text, folder, self._pagefind)
        store.replace_text(folder / SEARCH, text, durable=False)

    def _planned(self) -> Iterator[site_pages.Planned]:
        assert self._site  # noqa: S101  (`on_files` came first)
        by_hand = frozenset(self._sources)
        return (
            page for page in site_pages.planned(self._site) if source_uri(page.path) not in by_hand
        )

    def chrome(self) -> shells.Chrome:
        """What MkDocs made around the pages."""
        assert self._site  # noqa: S101  (`on_files` came first)
        return shells.Chrome(
            shells=self._shells,
            anchors={page.path: shells.anchors_of(page) for page in self._pages.values()},
            by_hand=self._site.by_hand,
            sources=self._sources,
            asked=self._files.asked if self._files else [],
            sitemap=self._sitemap,
        )

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Build again when a file of the catalog changes."""
        del config, builder
        server.watch(str(self._root / store.CATALOG))
        return server


def _report(reading: store.Reading) -> None:
    """Warn of what is wrong in the catalog; where MkDocs is strict, that stops the build."""
    for finding in checking.findings(reading):
        if finding.severity is Severity.ERROR:
            place = f"{finding.path}:{finding.line}:{finding.column}"
            log.warning("%s: %s %s", place, finding.code, finding.message)


def _indexed(text: str, folder: Path, binary: Path) -> str:
    try:
        return pagefind.indexed(text, folder, binary)
    except SiteBuildError as problem:
        raise PluginError(str(problem)) from problem


@dataclass(frozen=True, slots=True)
class Rendered:
    """What MkDocs made in a folder, apart from the catalog's pages.

    Attributes:
        site: What the pages know of the site.
        chrome: What stands around them.
        watched: Files and folders that it was made from.
        alone: Whether nothing else can change it: no further plugin, hook or variable.
        differing: Pages that would have to be rendered by themselves.
    """

    site: site_pages.Site
    chrome: shells.Chrome
    watched: list[str]
    alone: bool
    differing: list[str]


def rendered(root: Path, folder: Path, reading: store.Reading, *, whole: bool = False) -> Rendered:
    """Let MkDocs build into a folder, strictly.

    Args:
        root: Where `mkdocs.yml` is.
        folder: The folder, which is emptied.
        reading: The catalog.
        whole: Whether every page of the catalog is rendered, and its data written too.

    Raises:
        SiteBuildError: `mkdocs.yml` is wrong, or a page written by hand is.
    """
    try:
        config = mkdocs.config.load_config(  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
            config_file=str(root / "mkdocs.yml"), site_dir=str(folder), strict=True
        )
        plugins = cast("dict[str, object]", config.plugins)
        plugin = cast("CatalogPlugin | None", plugins.get("llm-info"))
        if plugin is None:
            raise SiteBuildError(
                "mkdocs.yml has no plugin llm-info", hint="write plugins: [llm-info]"
            )
        plugin.reading, plugin.fills, plugin.whole = reading, whole, whole
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        config.plugins.on_shutdown()
    except (Abort, ConfigurationError) as error:
        reason = f": {error}" if isinstance(error, ConfigurationError) else ""
        raise SiteBuildError(
            f"MkDocs could not build the site{reason}", hint="the reason stands above"
        ) from error
    watched = [config.config_file_path, config.docs_dir, *config.watch]
    watched += [config.theme.custom_dir] if config.theme.custom_dir else []
    text = Path(config.config_file_path).read_text("utf-8")
    alone = set(plugins) <= {"llm-info"} and not config.hooks and "!" not in text
    chrome = plugin.chrome()
    return Rendered(_site(reading, config), chrome, watched, alone, plugin.differing)


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


def _sample(pages: Sequence[site_pages.Planned]) -> list[site_pages.Planned]:
    """A few pages, of different kinds where there are several: others with each number of pages."""
    step = max(1, len(pages) // SAMPLES)
    return list(pages[len(pages) % step :: step][:SAMPLES])


def _render_each(config: MkDocsConfig, differing: Sequence[str]) -> None:
    """Build the site again, page by page: the theme shows more of a page than a shell can know."""
    logging.getLogger("llm_info").warning(DIFFERS, ", ".join(differing))
    again = mkdocs.config.load_config(  # pyright: ignore[reportUnknownMemberType]  # its options are untyped
        config_file=config.config_file_path, site_dir=config.site_dir, strict=False
    )
    plugin = cast("CatalogPlugin", again.plugins["llm-info"])
    plugin.whole = True
    mkdocs_build(again)


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
