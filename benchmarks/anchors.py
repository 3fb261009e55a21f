"""The same catalog for other site builders: what they get, and how they are called.

Hugo gets each entry as front matter and Markdown with the facts, the summary, the citations and
the related entries that our page shows, and a theme that is one bare file per kind of page: nothing
of Material's navigation, search, icons, styles or metadata. Tags, authors, venues, years and topics
are its taxonomies. MkDocs and Zensical get the pages of `llm-info pages`, with Material's own
search switched off: what it takes is another matter.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

from llm_info import store
from llm_info.model import Catalog, Entry
from llm_info.site.pages.citing import citations, formatted
from llm_info.site.pages.records import record
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import buttons

NAME = "Benchmark"
ADDRESS = "https://example.org/catalog/"

MKDOCS = f"""\
site_name: {NAME}
site_url: {ADDRESS}
site_description: Made for a benchmark
use_directory_urls: true
theme: {{name: material, font: false, features: [navigation.indexes, navigation.tabs]}}
markdown_extensions: [admonition, attr_list, tables, {{toc: {{permalink: true}}}}]
nav:
  - Home: index.md
  - All papers: papers/index.md
"""
"""Papers stay out of the navigation: in it, 2,000 of them take minutes."""

_HUGO = f"""\
baseURL = "{ADDRESS}"
title = "{NAME}"
disableKinds = ["RSS"]
[taxonomies]
  tag = "tags"
  author = "authors"
  venue = "venues"
  year = "years"
  topic = "topics"
"""
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>'
    '<meta name="description" content="{{ .Description }}"><link rel="canonical"'
    ' href="{{ .Permalink }}"></head><body><h1>{{ .Title }}</h1>'
)
_SINGLE = (
    _HEAD
    + "{{ range $kind := slice `authors` `venues` `years` `topics` `tags` }}<p>"
    + "{{ range (index $.Params $kind) }}"
    + "<a href='{{ (printf `/%s/%s/` $kind (urlize .)) | relURL }}'>{{ . }}</a> {{ end }}"
    + "</p>{{ end }}<p>{{ with .Params.others }}{{ delimit . `, ` }}{{ end }}</p>"
    + "{{ .Content }}</body></html>\n"
)
_LIST = (
    _HEAD
    + "<ul>{{ range .Pages }}<li><a href='{{ .RelPermalink }}'>{{ .LinkTitle }}</a> "
    + "{{ .Params.people }} {{ .Params.when }}</li>{{ end }}</ul></body></html>\n"
)


def write_mkdocs(folder: Path) -> None:
    """What stands beside the pages of `llm-info pages`."""
    (folder / "mkdocs.yml").write_text(MKDOCS + "plugins: []\n", "utf-8")


def write_hugo(root: Path, folder: Path) -> None:
    """The catalog under `root` as a site of Hugo."""
    catalog = store.read(root).catalog
    site = Site(catalog, NAME, "", ADDRESS)
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (folder / "config.toml").write_text(_HUGO, "utf-8")
    (layouts / "single.html").write_text(_SINGLE, "utf-8")
    (layouts / "list.html").write_text(_LIST, "utf-8")
    content = folder / "content" / "papers"
    content.mkdir(parents=True)
    counted = Counter(author.display for entry in catalog.entries for author in entry.authors)
    listed = {name for name, count in counted.items() if count > 1}
    for entry in catalog.entries:
        (content / f"{entry.id}.md").write_text(_hugo_page(site, entry, listed), "utf-8")


def _hugo_page(site: Site, entry: Entry, listed: set[str]) -> str:
    catalog = site.catalog
    names = [author.display for author in entry.authors]
    matter: dict[str, object] = {
        "title": entry.title,
        "description": entry.summary or entry.title,
        "date": str(entry.date.first_day) if entry.date else None,
        "tags": entry.tags,
        "authors": [name for name in names if name in listed],
        "others": [name for name in names if name not in listed],
        "venues": [entry.venue.venue] if entry.venue else [],
        "years": [str(entry.date.year)] if entry.date else [],
        "topics": [path.replace("/", "-") for path in entry.all_topics],
        "people": ", ".join(names[:3]),
        "when": str(entry.venue or entry.date or ""),
    }
    lines = [json.dumps(matter, ensure_ascii=False, indent=1), ""]
    lines += [f"- [{button.label}]({button.url})" for button in buttons(entry)]
    lines += ["", entry.summary or "", "", "## Builds on", "", *_rows(catalog, entry.builds_on)]
    after = [other.id for other in catalog.built_upon.get(entry.id, ())]
    lines += ["", "## Built upon by", "", *_rows(catalog, after)]
    lines += ["", "## Cite", "", formatted(entry, catalog.venues), ""]
    for citation in citations(record(site, entry)):
        lines += ["```", citation.text, "```", ""]
    near = [other.id for other in catalog.by_topic[entry.topic] if other is not entry][:5]
    lines += ["## Related", "", *_rows(catalog, near), ""]
    return "\n".join(lines)


def _rows(catalog: Catalog, ids: list[str] | tuple[str, ...]) -> list[str]:
    found = [catalog.by_id[each] for each in ids if each in catalog.by_id]
    return [
        f"- [{entry.title}](../{entry.id}/) {', '.join(a.display for a in entry.authors[:3])}"
        for entry in found
    ]


def version(command: list[str]) -> str:
    """What a program says of its own version."""
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return told.stdout.strip().splitlines()[0] if told.stdout else "?"
