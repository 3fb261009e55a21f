"""The plugin itself: hands pages over, keeps what MkDocs renders around them, fills the rest."""

from __future__ import annotations

from html import escape
from importlib.resources import as_file
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel

from llm_info import store
from llm_info.site import outside, pagefind, policy, reference, shells
from llm_info.site import pages as site_pages
from llm_info.site.filling import Filling
from llm_info.site.markdown import source_uri
from llm_info.site.pages.data import SEARCH, search_records
from llm_info.site.pages.formats import Kept
from llm_info.site.plugin.around import indexed, log, render_each, report, sample, table_of_contents
from llm_info.site.plugin.files import CatalogFiles
from llm_info.site.plugin.settings import PACKAGE, STYLE, navigation, package_assets, site_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext


class CatalogConfig(Config):
    """Options of the plugin in `mkdocs.yml`.

    Attributes:
        root: The folder that holds `catalog/`, if it is not that of `mkdocs.yml`.
        reads: Files and folders that hooks and further plugins read beside what MkDocs reads. Who
            names them, even if there are none, promises that MkDocs need not run while all these
            are as they were.
    """

    root = config_options.Optional(config_options.Dir(exists=True))
    reads = config_options.Optional(
        config_options.ListOfItems(config_options.FilesystemObject(exists=True))
    )


class CatalogPlugin(BasePlugin[CatalogConfig]):
    """Adds the pages of the catalog beside `mkdocs.yml` to the site.

    Attributes:
        reading: The catalog, where whoever calls MkDocs has read it already.
        kept: Where it keeps records.
        fills: Whether to write the pages that shells make; else only the shells are kept.
        whole: Whether MkDocs renders every page, because a filled one would differ.
    """

    def __init__(self) -> None:
        self.reading: store.Reading | None = None
        self.kept: Kept | None = None
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
        if odd := [
            *outside.complaints(Path(config.docs_dir), Path(config.config_file_path).parent)
        ]:
            raise PluginError(
                "\n".join([*odd, "remove these links; what they lead to would be published"])
            )
        with as_file(PACKAGE / "templates" / "theme") as folder:
            # after the folder of whoever keeps the catalog, before the theme's own
            position = 1 if config.theme.custom_dir else 0
            config.theme.dirs.insert(position, str(folder))
        cast("list[str]", config.extra_css).insert(0, STYLE)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add all pages and files of the catalog, and the topics to the navigation."""
        reading = self.reading
        if reading is None:  # who has read it has judged it
            reading = store.read(self._root)
            report(reading)
        site = self._site = site_of(reading, config, self.kept)
        self._pagefind = self._large(reading)
        self._pages, self._samples, self._shells, self._rendered = {}, set(), {}, {}
        for name, text in reference.PAGES.items():
            if files.get_file_from_path(name) is None:
                files.append(File.generated(config, name, content=text()))
        self._sources = [file.src_uri for file in files.documentation_pages()]
        by_hand = frozenset(files.src_uris)
        siblings: dict[str, list[site_pages.Planned]] = {}  # the first and the last of each kind
        for page in site_pages.planned(site):
            if source_uri(page.path) in by_hand:
                continue  # a page written by hand comes first
            if page.alike is None or self.whole:
                self._plan(page, files, config)
            else:
                siblings.setdefault(page.alike, [])[1:] = [page]
        for mould, *_ in siblings.values():
            self._plan(mould, files, config)
        for page in sample([last for _, *rest in siblings.values() for last in rest]):
            self._samples.add(self._plan(page, files, config))
        for asset in package_assets():
            files.append(File.generated(config, asset.path, content=asset.text))
        config.nav = navigation(cast("object", config.nav), reading.catalog.topics)
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
        page.meta["title"] = escape(made.title)
        told = shells.DESCRIPTION if mould and made.description else escape(made.description)
        page.meta["description"] = told  # of nothing, the theme makes no element
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
        page.toc = table_of_contents(made)
        return shells.CONTENT if self._is_mould(source) else made.html

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Mark title and address of a page that becomes a shell: the sitemap has read it by now."""
        del config, nav
        if self._is_mould(page.file.src_uri):
            page.meta["title"] = shells.TITLE  # on other pages the navigation shows its own
            if page.canonical_url:
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
        page.meta["title"] = escape(made.title)
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
            if not self.fills:  # whoever fills the pages fills their map
                return output_content
            filling = self._filling()
            addresses = (_address(config, page) for page in filling.planned())
            return "".join(filling.chrome.map_of_site(addresses))
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
            render_each(config, self.differing)
            return
        folder, filling = Path(config.site_dir), self._filling()
        for planned in filling.planned():
            if self.whole:
                files = ((asset.path, asset.pieces()) for asset in planned.files())
            else:
                files = filling.files(planned)
            for name, pieces in files:
                store.replace_text(folder / name, "".join(pieces), durable=False)
        text = "".join(search_records(self._site))
        if self._pagefind:
            text = indexed(text, folder, self._pagefind)
        store.replace_text(folder / SEARCH, text, durable=False)

    def _filling(self) -> Filling:
        return Filling(self.site, self.chrome(), self.made)

    @property
    def made(self) -> dict[str, site_pages.Page]:
        """Address of a page → the page, of those that MkDocs rendered."""
        return {page.path: page for page in self._pages.values()}

    @property
    def site(self) -> site_pages.Site:
        """What the pages of the build that has run knew."""
        assert self._site  # noqa: S101  (`on_files` came first)
        return self._site

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


def _address(config: MkDocsConfig, page: site_pages.Page | site_pages.Planned) -> str:
    return f"{config.site_url or ''}{page.path}"
