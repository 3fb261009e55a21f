"""MkDocs called from here, and what another builder needs to know of its configuration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

import mkdocs.config
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.structure.files import Files

from llm_info import store
from llm_info.errors import SiteBuildError
from llm_info.model import Topic
from llm_info.site import outside, shells
from llm_info.site import pages as site_pages
from llm_info.site.pages.formats import Kept
from llm_info.site.plugin.catalog import CatalogPlugin
from llm_info.site.plugin.settings import PACKAGE, STYLE, load, navigation

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


@dataclass(frozen=True, slots=True)
class Rendered:
    """What MkDocs made in a folder, apart from the catalog's pages.

    Attributes:
        site: What the pages know of the site.
        chrome: What stands around them.
        pages: Address of a page → the page, of those that were made for it.
        watched: Files and folders that it was made from.
        known: Whether nothing else can change it: no variable, and no further plugin or hook that
            does not say what it reads.
        differing: Pages that would have to be rendered by themselves.
    """

    site: site_pages.Site
    chrome: shells.Chrome
    pages: dict[str, site_pages.Page]
    watched: list[str]
    known: bool
    differing: list[str]


def rendered(
    root: Path, folder: Path, reading: store.Reading, kept: Kept, *, whole: bool = False
) -> Rendered:
    """Let MkDocs build into a folder, strictly.

    Args:
        root: Where `mkdocs.yml` is.
        folder: The folder, which is emptied.
        reading: The catalog.
        kept: Where records are kept.
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
        plugin.reading, plugin.kept, plugin.fills, plugin.whole = reading, kept, whole, whole
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
    watched += [*filter(None, map(_source, plugins.values())), *(plugin.config.reads or ())]
    told = plugin.config.reads is not None or set(plugins) <= {"llm-info"}  # hooks are plugins, too
    known = told and "!" not in Path(config.config_file_path).read_text("utf-8")
    chrome = plugin.chrome()
    return Rendered(plugin.site, chrome, plugin.made, watched, known, plugin.differing)


def _source(plugin: object) -> str:
    """The file of a plugin, or of a hook, which is a module; empty if it has none."""
    module = plugin if isinstance(plugin, ModuleType) else sys.modules[type(plugin).__module__]
    return module.__file__ or ""


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
    config = load(root)
    if odd := [*outside.complaints(Path(config.docs_dir), root)]:
        raise SiteBuildError("; ".join(odd), hint="remove these links")
    own = config.theme.custom_dir
    return Surroundings(
        docs=Path(config.docs_dir),
        hooked=_hooked(config),
        overrides=(*([Path(own)] if own else ()), Path(str(PACKAGE / "templates" / "theme"))),
        navigation=navigation(cast("object", config.nav), topics),
        styles=[STYLE, *cast("list[str]", config.extra_css)],
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
