"""Fills templates, which link relative to the page and escape all they print. Pure."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from llm_info.model import Entry
from llm_info.site.pages.addresses import entry_path, relative, topic_path
from llm_info.site.pages.site import Site


def render(site: Site, template: str, path: str, /, **values: Any) -> str:
    """Fill a template for the page at `path`; links in it are relative to that page."""
    root = relative(path, "")
    prefix = root if path else ""

    def link(target: str) -> str:
        return prefix + target or root

    def row(entry: Entry, *, brief: bool = False) -> str:
        return site.piece("row", root, entry.id, (entry, link, entry_path, brief), brief=brief)

    def author(name: str) -> str:
        part = site.author_slugs.get(name)
        return site.piece("author", root, name, (name, part and link(f"authors/{part}/")))

    def tag(name: str) -> str:
        meaning = site.catalog.tags.get(name)
        return site.piece("tag", root, name, (name, link(f"tags/{name}/"), meaning))

    def venue_path(name: str) -> str:
        return f"venues/{site.venue_slugs[name]}/"

    text = site.environment.get_template(template).render(
        site=site,
        catalog=site.catalog,
        path=path,
        link=link,
        row=row,
        entry_path=entry_path,
        topic_path=topic_path,
        author=author,
        tag=tag,
        venue_path=venue_path,
        **values,
    )
    return str(Markup(text))  # noqa: S704  (the template has escaped it)
