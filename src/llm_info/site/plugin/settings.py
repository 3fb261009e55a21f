"""What `mkdocs.yml` says of the site, and what this program brings to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import mkdocs.config

from llm_info import store
from llm_info.model import Topic
from llm_info.site import pages as site_pages
from llm_info.site.describe import described
from llm_info.site.markdown import source_uri
from llm_info.site.pages.formats import Kept

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


PACKAGE = files("llm_info.site")
STYLE = "assets/llm-info.css"
_ASSETS = {
    STYLE: STYLE,
    "assets/llm-info.js": "assets/llm-info.js",
    "assets/explore.js": "assets/explore.js",
    "assets/entry.schema.json": "api/v1/schema.json",
}


def configured(root: Path, reading: store.Reading) -> site_pages.Site:
    """The site that `mkdocs.yml` of this folder describes."""
    return site_of(reading, load(root))


def load(root: Path) -> MkDocsConfig:
    """The configuration in `mkdocs.yml` of this folder."""
    path = str(root / "mkdocs.yml")
    return mkdocs.config.load_config(config_file=path)  # pyright: ignore[reportUnknownMemberType]  # its options are untyped


def package_assets() -> list[site_pages.Asset]:
    """Style, scripts and schema that pages and data refer to."""
    return [
        site_pages.Asset(target, partial((PACKAGE / name).read_text, "utf-8"))
        for name, target in _ASSETS.items()
    ]


def site_of(
    reading: store.Reading, config: MkDocsConfig, kept: Kept | None = None
) -> site_pages.Site:
    """The site that a configuration describes."""
    return described(
        reading,
        name=config.site_name,
        description=config.site_description or "",
        url=config.site_url or "",
        edit_url=_edit_url(config),
        kept=kept,
    )


def _edit_url(config: MkDocsConfig) -> str | None:
    """Where the repository is edited: `repo_url` and `edit_uri` without its docs folder."""
    if not config.repo_url or not config.edit_uri:
        return None
    base = config.edit_uri.rstrip("/").removesuffix("/docs")
    return f"{config.repo_url.rstrip('/')}/{base.strip('/')}/"


def navigation(written: object, topics: Sequence[Topic]) -> list[Any]:
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
