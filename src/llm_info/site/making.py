"""One build of the site: what it starts from, and what it comes to.

MkDocs runs when something that it reads has changed; pages of the catalog are filled into the
shells that it rendered then. A page is made again when the digest of all that it shows is new, or
when its file is not as it was left.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_info import checking, store
from llm_info.errors import SiteBuildError
from llm_info.finding import Finding, Severity
from llm_info.links import memory as links_memory
from llm_info.site import pagefind
from llm_info.site.describe import described
from llm_info.site.facts import chrome_of, facts_of
from llm_info.site.filling import OutdatedError, filled
from llm_info.site.looking import STAMPS, frame
from llm_info.site.markdown import source_uri
from llm_info.site.memory import Memory, Written
from llm_info.site.output import Output
from llm_info.site.pages import Page, Site, planned
from llm_info.site.pages.data import SEARCH, search_records
from llm_info.site.pages.formats import Kept
from llm_info.site.shells import Chrome, shell_name

if TYPE_CHECKING:
    from llm_info.site.plugin import Rendered

_CHROME, _MAP, _SEARCH = "<chrome>", "<sitemap>", "<search>"


class BrokenCatalogError(SiteBuildError):
    """The catalog has errors.

    Attributes:
        reading: The catalog.
        findings: The errors.
    """

    def __init__(self, reading: store.Reading, findings: list[Finding]) -> None:
        lines = [
            f"{one.path}:{one.line}:{one.column}: {one.code} {one.message}" for one in findings
        ]
        lines.append(f"the site is not built: {len(findings)} errors in the catalog")
        super().__init__("\n".join(lines), hint="llm-info check says more")
        self.reading, self.findings = reading, findings


@dataclass(frozen=True, slots=True)
class Standing:
    """What the site was last made from.

    Attributes:
        reading: The catalog.
        site: What its pages knew.
        chrome: What stood around them.
    """

    reading: store.Reading
    site: Site
    chrome: Chrome


class Run:
    """One build: what it starts from, and what it comes to."""

    def __init__(
        self,
        root: Path,
        output: Output,
        remembered: Memory,
        reading: store.Reading,
        kept: Kept,
        *,
        indexes: bool,
    ) -> None:
        self.root = root
        self.kept = kept
        self.output = output
        self.reading = reading
        self.indexer = pagefind.indexer(len(reading.catalog.entries)) if indexes else None
        self.standing: Standing | None = None
        self.before = remembered.pages
        self.facts: dict[str, Any] = remembered.facts
        self.pages: dict[str, Written] = {}

    def build(self, *, anew: bool = False) -> list[str]:
        """Write what has changed, and remove what is old.

        Args:
            anew: Whether MkDocs has to run, whatever is remembered.

        Raises:
            OutdatedError: It has to run after all.
        """
        facts = self.facts
        same = (
            bool(facts)
            and facts["alone"]
            and facts["indexer"] == str(self.indexer)
            and facts["frame"] == frame(facts["reads"])
        )
        chrome = self._intact(_CHROME)
        if anew or not same or chrome is None:
            self._judge()
            return self._with_mkdocs()
        if facts["read"] == self._read and all(map(self._intact, self.before)):
            self.pages = dict(self.before)  # nothing has changed
            return []
        self._judge()
        self.facts = facts | {"read": self._read}
        self.pages[_CHROME] = chrome
        site = described(self.reading, **facts["site"], kept=self.kept)
        self._fill(site, chrome_of(facts["chrome"]), {})
        self._clean()
        return []

    def _judge(self) -> None:
        """See that nothing in the catalog is wrong; what has not changed was judged before."""
        refuse_errors(self.reading, checking.errors(self.reading))

    @cached_property
    def _read(self) -> str:
        """What changes whenever anything changes that was read of the catalog."""
        names = (*store.VOCABULARY, store.RULES)
        places = [str(self.root / store.CATALOG / name) for name in names]
        paths = self.reading.paths
        return _digest(
            frame([*places, str(self.root / links_memory.FILE)]),
            *(f"{paths[name]} {digest.hex()}" for name, digest in self.reading.digests.items()),
        ).hex()

    def _with_mkdocs(self) -> list[str]:
        # the theme's notice about MkDocs 2 is no concern of whoever builds a catalog
        os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
        plugin = import_module("llm_info.site.plugin")  # MkDocs takes long to import
        with tempfile.TemporaryDirectory(prefix="llm-info-") as place:
            made: Rendered = plugin.rendered(self.root, Path(place), self.reading, self.kept)
            if made.differing:
                plugin.rendered(self.root, Path(place), self.reading, self.kept, whole=True)
                self.facts = {}
            else:
                self.facts = facts_of(self.root, made) | {
                    "indexer": str(self.indexer),
                    "read": self._read,
                }
                self._fill(made.site, made.chrome, made.pages)
            self._take(Path(place))
        self._clean()
        return made.differing

    def _fill(self, site: Site, chrome: Chrome, made: Mapping[str, Page]) -> None:
        """The pages of the catalog and its data.

        Args:
            site: What pages need to know.
            chrome: What stands around them.
            made: Address of a page → the page, of those that were made already.
        """
        self.standing = Standing(self.reading, site, chrome)
        common = _digest(
            json.dumps([site.name, site.description, site.url, site.edit_url, chrome.by_hand]),
            frame(str(self.root / store.CATALOG / name) for name in store.VOCABULARY),
            frame([str(self.root / links_memory.FILE)]),
            *site.venue_slugs.values(),
        )
        shells = {name: _digest(common, *shell.pieces) for name, shell in chrome.shells.items()}
        by_hand = frozenset(chrome.sources)
        site.by_hand[:] = chrome.by_hand
        paths: list[str] = []  # twice planned is less than all plans in memory
        asked = {source for source in chrome.asked if source.endswith(".md")}
        for page in planned(site):
            source = source_uri(page.path)
            if source not in by_hand:
                paths.append(page.path)
                asked.discard(source)
                if shell_name(page) not in shells:
                    raise OutdatedError(self.root)  # the first page of its kind
        if asked:
            raise OutdatedError(self.root)  # for MkDocs to say which link leads nowhere
        ours = (page for page in planned(site) if source_uri(page.path) not in by_hand)
        for page in ours:
            key = _digest(shells[shell_name(page)], site.key(page).hex())
            old = self._intact(page.path, key)
            self.pages[page.path] = old or self._write(
                key, filled(site, chrome, page, made.get(page.path))
            )
        key = _digest(common, *chrome.sitemap, *paths)
        told = chrome.map_of_site(f"{site.url}{path}" for path in paths) if site.url else ""
        self.pages[_MAP] = self._intact(_MAP, key) or self._write(key, _sitemap(told))

        text = search_records(site)
        key = _digest(text, str(self.indexer))
        self.pages[_SEARCH] = self._intact(_SEARCH, key) or self._write(
            key, _searched(text, self.indexer)
        )

    def _take(self, place: Path) -> None:
        """What MkDocs made besides."""
        ours = {name for page in self.pages.values() for name in page.names.split("\n")}
        rest = sorted(Output(place, fresh=False).names() - ours)
        made = ((name, ((place / name).read_bytes(),)) for name in rest)
        self.pages[_CHROME] = self._write(b"", made)

    def _intact(self, path: str, key: bytes | None = None) -> Written | None:
        """What was written for a page, if it was made from the same and is as it was left."""
        old = self.before.get(path)
        if old is None or (key is not None and old.key != key):
            return None
        return old if self.output.stamp(old.names.split("\n")) == old.stamp else None

    def _write(self, key: bytes, files: Iterable[tuple[str, Iterable[str | bytes]]]) -> Written:
        names: list[str] = []
        stamps = 0
        for name, pieces in files:
            stamps += self.output.write(name, pieces)
            names.append(name)
        return Written(key, "\n".join(names), stamps & STAMPS)

    def _clean(self) -> None:
        if self.output.fresh:
            return
        now = {name for page in self.pages.values() for name in page.names.split("\n")}
        if self.before:
            there = {name for page in self.before.values() for name in page.names.split("\n")}
        else:
            there = self.output.names()
        self.output.remove(sorted(there - now))


def _searched(text: str, indexer: Path | None) -> Iterator[tuple[str, tuple[str | bytes]]]:
    """The records of the search, or the index that stands in their place in a large catalog."""
    if indexer is None:
        yield SEARCH, (text,)
        return
    with tempfile.TemporaryDirectory(prefix="llm-info-") as name:
        place = Path(name)
        yield SEARCH, (pagefind.indexed(text, place, indexer),)
        for made in sorted(Output(place, fresh=False).names()):
            yield made, ((place / made).read_bytes(),)


def _sitemap(text: str) -> Iterator[tuple[str, tuple[bytes]]]:
    if text:
        yield "sitemap.xml", (text.encode(),)
        yield "sitemap.xml.gz", (gzip.compress(text.encode(), mtime=0),)


def _digest(*parts: str | bytes) -> bytes:
    made = blake2b(digest_size=16)
    for part in parts:
        made.update(part.encode() if isinstance(part, str) else part)
        made.update(b"\0")
    return made.digest()


def refuse_errors(reading: store.Reading, findings: Iterable[Finding]) -> None:
    """Stop at errors.

    Raises:
        BrokenCatalogError: There are some.
    """
    if errors := [one for one in findings if one.severity is Severity.ERROR]:
        raise BrokenCatalogError(reading, errors)
