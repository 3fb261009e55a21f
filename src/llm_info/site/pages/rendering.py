"""Fills templates, which link relative to the page and escape all they print. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from llm_info.model import Entry, Topic
from llm_info.site.pages.addresses import entry_path, relative, topic_path
from llm_info.site.pages.site import ROOT, Site
from llm_info.values import Author


def render(site: Site, template: str, path: str, /, **values: Any) -> str:
    """Fill a template for the page at `path`; links in it are relative to that page."""
    root = relative(path, "")
    prefix = root if path else ""

    def link(target: str) -> str:
        return prefix + target or root

    def placed(html: str) -> Markup:
        return Markup(html.replace(ROOT, prefix))  # noqa: S704  (templates have escaped it)

    def rows(entries: Iterable[Entry], *, brief: bool = False) -> Markup:
        made = "".join([site.row(entry, brief=brief) for entry in entries])
        kind = "llm-rows llm-rows--brief" if brief else "llm-rows"
        return placed(f'<div class="llm-list"><ul class="{kind}">\n{made}</ul></div>\n')

    def author_names(authors: Iterable[Author]) -> Markup:
        return placed(", ".join([site.author(author.display) for author in authors]))

    def tag(name: str) -> Markup:
        return placed(site.tag(name))

    def trail(topics: Sequence[Topic]) -> Markup:
        return placed(site.trail(topics))

    def venue_path(name: str) -> str:
        return f"venues/{site.venue_slugs[name]}/"

    text = site.environment.get_template(template).render(
        site=site,
        catalog=site.catalog,
        path=path,
        link=link,
        rows=rows,
        entry_path=entry_path,
        topic_path=topic_path,
        author_names=author_names,
        tag=tag,
        trail=trail,
        venue_path=venue_path,
        **values,
    )
    return str(Markup(text))  # noqa: S704  (the template has escaped it)
