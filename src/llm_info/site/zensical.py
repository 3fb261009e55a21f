"""The same site, built by Zensical from the written pages.

Zensical reads `mkdocs.yml` but runs no plugin of MkDocs, so that all pages are written as files for
it, and what the plugin does to a rendered page is done to the files that come out.
Source: https://zensical.org/docs/setup/basics/
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from html import unescape
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from llm_info import checking, store
from llm_info.errors import SiteBuildError
from llm_info.finding import Severity
from llm_info.site import pagefind, policy, reference, shells
from llm_info.site.markdown import address
from llm_info.site.output import check_replaceable
from llm_info.site.pages.data import SEARCH
from llm_info.site.plugin import Surroundings, surroundings
from llm_info.site.written import written

_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)(?:<a class=\"headerlink\"|</h1>)", re.DOTALL)
_RELATIVE = re.compile(r"""(\s(?:href|src)=")(?![a-z][a-z+.-]*:|[/#?])([^"?#]+)([^"]*")""")
_TAG = re.compile(r"<[^>]*>")


def build(root: Path, reading: store.Reading, folder: Path) -> None:
    """Build the site, strictly, and put it in its place whole.

    Args:
        root: The folder of `mkdocs.yml` and of the catalog.
        reading: The catalog.
        folder: Where the site is to be; what is there goes.

    Raises:
        SiteBuildError: The catalog has errors, the folder holds something else than a site, or
            Zensical is not there or could not build.
    """
    if find_spec("zensical") is None:
        raise SiteBuildError(
            "Zensical is not installed", hint="install it with: pip install 'llm-info[zensical]'"
        )
    if any(one.severity is Severity.ERROR for one in checking.findings(reading)):
        raise SiteBuildError("the catalog has errors", hint="llm-info check says which")
    check_replaceable(folder, SEARCH)
    around = surroundings(root, reading.catalog.topics)
    with tempfile.TemporaryDirectory(prefix="llm-info-") as name:
        work = Path(name)
        by_hand = _write_sources(root, reading, around, work)
        _run(work)
        indexer = pagefind.indexer(len(reading.catalog.entries))
        _finish(work / "site", work / "docs" / SEARCH, by_hand, indexer)
        _put(work / "site", folder)


def _write_sources(
    root: Path, reading: store.Reading, around: Surroundings, work: Path
) -> frozenset[str]:
    """Write pages, data, theme, configuration; return the addresses of pages written by hand."""
    docs = work / "docs"
    for path, text in chain(written(root, reading), around.hooked.items()):
        store.replace_text(docs / path, relinked(path, text), durable=False)
    shutil.copytree(around.docs, docs, dirs_exist_ok=True)  # a page written by hand comes first
    for override in reversed(around.overrides):
        shutil.copytree(override, work / "theme", dirs_exist_ok=True)
    changes = {
        "INHERIT": str(root.absolute() / "mkdocs.yml"),
        "docs_dir": "docs",
        "site_dir": "site",
        "plugins": {"search": {"enabled": False}},
        "theme": {"variant": "classic", "custom_dir": "theme"},
        "nav": around.navigation,
        "extra_css": around.styles,
    }
    store.replace_text(work / "mkdocs.yml", json.dumps(changes, indent=2))  # JSON is YAML
    hand = {path.relative_to(around.docs).as_posix() for path in around.docs.rglob("*.md")}
    return frozenset(address(path) for path in hand | around.hooked.keys() | reference.PAGES.keys())


def relinked(uri: str, text: str) -> str:
    """A written page with its links relative to its file: Zensical takes those in HTML for that.

    >>> relinked("papers/orca.md", '<a href="../../tags/kernels/">kernels</a>')
    '<a href="../tags/kernels/">kernels</a>'
    """
    here = address(uri)
    if not uri.endswith(".md") or here == uri.removesuffix("index.md"):
        return text

    def relink(found: re.Match[str]) -> str:
        start, target, rest = found.groups()
        way = posixpath.relpath(f"/{here}{target}", f"/{posixpath.dirname(uri)}")
        return f"{start}{way}{'/' if target.endswith('/') else ''}{rest}"

    return _RELATIVE.sub(relink, text)


def _run(work: Path) -> None:
    words = ["-m", "zensical", "build", "--strict", "--config-file", str(work / "mkdocs.yml")]
    finished = subprocess.run([sys.executable, *words], cwd=work, check=False)  # noqa: S603  (our own words)
    if finished.returncode:
        raise SiteBuildError("Zensical could not build the site", hint="the reason stands above")


def _finish(site: Path, records: Path, by_hand: frozenset[str], indexer: Path | None) -> None:
    """Do to the rendered pages what the plugin of MkDocs does, and bring the search its records."""
    found: list[list[str]] = []
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).as_posix().removesuffix("index.html")
        html = path.read_text("utf-8")
        if page in by_hand:
            found.append([page, _title(html), "Page"])
        article = _ARTICLE.search(html)
        content = article[0] if article else ""
        html = policy.guarded(
            shells.mended(html), content, by_hand=page in by_hand, compiled=indexer is not None
        )
        store.replace_text(path, html, durable=False)
    text = json.loads(records.read_text("utf-8"))
    text["pages"] += found
    text = json.dumps(text, ensure_ascii=False, separators=(",", ":"))
    if indexer:
        text = pagefind.indexed(text, site, indexer)
    store.replace_text(site / SEARCH, text, durable=False)


def _title(html: str) -> str:
    heading = _HEADING.search(html)
    return unescape(_TAG.sub("", heading[1])).strip() if heading else ""


def _put(made: Path, folder: Path) -> None:
    """Put a whole site in the place of another: what is there goes when the new one is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = (
        folder.with_name(f".llm-info-{folder.name}.{end}") for end in ("part", "old.part")
    )
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(made, fresh)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
