"""A page as a Markdown file with front matter, for any generator of static sites. Pure."""

from __future__ import annotations

import json
import re
from html import escape

from llm_info.site.pages import Page

_FOLDERS = frozenset(["", "papers/", "explore/", "years/", "venues/", "tags/", "authors/"])
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def source_uri(path: str) -> str:
    """The Markdown file that a page is made of.

    A topic's is an `index.md`, so that the navigation takes it for the page of its section.

    >>> source_uri("papers/orca/"), source_uri("topics/common/"), source_uri("")
    ('papers/orca.md', 'topics/common/index.md', 'index.md')
    """
    if path in _FOLDERS or path.startswith("topics/"):
        return f"{path}index.md"
    return f"{path.rstrip('/')}.md"


def address(uri: str) -> str:
    """The page that a Markdown file becomes, relative to the site's root.

    >>> address("papers/orca.md"), address("topics/common/index.md"), address("index.md")
    ('papers/orca/', 'topics/common/', '')
    """
    path = uri.removesuffix(".md")
    return path.removesuffix("index") if path.rpartition("/")[2] == "index" else f"{path}/"


def markdown_text(page: Page) -> str:
    """Front matter, then the page as one block of HTML: a blank line would end it.

    Title, description and head are HTML: Material and Zensical print them as they are.
    """
    matter: dict[str, object] = {
        "title": escape(page.title),
        "description": escape(page.description),
    }
    if page.head:
        matter["llm_head"] = page.head
    if page.hide:
        matter["hide"] = list(page.hide)
    # a value in JSON is the same value in YAML
    lines = [f"{key}: {json.dumps(value)}" for key, value in matter.items()]
    html = _BLANK_LINES.sub("\n", page.html).strip()
    return "\n".join(["---", *lines, "---", "", f"<div>\n{html}\n</div>", ""])
