"""`llm-info build`: what has changed since the last build is made, and nothing else.

MkDocs runs when something that it reads has changed; pages of the catalog are filled into the
shells that it rendered then. A page is made again when the digest of all that it shows is new, or
when its file is not as it was left.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_info import checking, store
from llm_info.errors import SiteBuildError
from llm_info.finding import Finding, Severity
from llm_info.links import memory as links_memory
from llm_info.site import memory, pagefind
from llm_info.site.describe import described
from llm_info.site.filling import OutdatedError, filled
from llm_info.site.markdown import source_uri
from llm_info.site.memory import Memory, Written
from llm_info.site.output import Output, check_replaceable
from llm_info.site.pages import Site, planned
from llm_info.site.pages.data import SEARCH, search_records
from llm_info.site.shells import Chrome, Shell, shell_name

if TYPE_CHECKING:
    from llm_info.site.plugin import Rendered

_CHROME, _MAP, _SEARCH = "<chrome>", "<sitemap>", "<search>"
_STAMPS = (1 << 63) - 1


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


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes:
        written: Names of the files that were written.
        pages: How many pages and their data the site has.
        differing: Pages of which the theme shows more than a shell can know.
    """

    written: list[str]
    pages: int
    differing: list[str] = field(default_factory=list[str])


@dataclass
class Builder:
    """A site that is built again and again.

    Attributes:
        root: Folder that holds `catalog/` and `mkdocs.yml`.
        folder: Folder of the site.
        path: The database that remembers.
        indexes: Whether a large catalog gets an index for its search, which takes a while.
        standing: What the site was last made from; None if there was nothing to make, or the
            theme renders every page by itself.
    """

    root: Path
    folder: Path
    path: Path
    indexes: bool = True
    standing: Standing | None = None
    _program: str = field(default_factory=memory.program)
    _memory: Memory | None = None

    def build(self) -> Built:
        """Bring the site up to date.

        Raises:
            SiteBuildError: An entry is broken, or MkDocs failed. The site stays as it was.
        """
        remembered = self._memory or memory.load(self.path, self._program)
        known = store.Known(remembered.entries)
        reading = store.read(self.root, known)
        _refuse_errors(reading, reading.findings)
        check_replaceable(self.folder, SEARCH)
        fresh = not self.folder.exists()
        folder = self.folder.with_name(f".llm-info-{self.folder.name}-{os.getpid()}.part")
        output = Output(folder if fresh else self.folder, fresh=fresh)
        try:
            run, differing = self._run(output, remembered, reading)
            if fresh:
                folder.rename(self.folder)
        except BaseException:
            if fresh:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        self.standing = run.standing or (None if differing else self.standing)
        now = Memory(run.facts, known.now, run.pages)
        self._save(remembered, known, now)
        self._memory = now
        return Built(output.written, len(run.pages) - 3, differing)

    @property
    def watched(self) -> list[Path]:
        """Files and folders beside the catalog that MkDocs made the site from, as far as known."""
        return [
            Path(one) for one in (self._memory.facts if self._memory else {}).get("watched", ())
        ]

    def _run(
        self, output: Output, remembered: Memory, reading: store.Reading
    ) -> tuple[_Run, list[str]]:
        run = _Run(self.root, output, remembered, reading, indexes=self.indexes)
        try:
            return run, run.build()
        except OutdatedError:
            run = _Run(self.root, output, remembered, reading, indexes=self.indexes)
            return run, run.build(anew=True)

    def _save(self, before: Memory, known: store.Known, now: Memory) -> None:
        gone = dict.fromkeys(before.entries.keys() - now.entries.keys())
        memory.save(
            self.path,
            self._program,
            now,
            entries={path: now.entries[path] for path in known.changed} | gone,
            pages={
                path: one for path, one in now.pages.items() if before.pages.get(path) is not one
            }
            | dict.fromkeys(before.pages.keys() - now.pages.keys()),
            whole=not before.facts,
        )


class _Run:
    """One build: what it starts from, and what it comes to."""

    def __init__(
        self,
        root: Path,
        output: Output,
        remembered: Memory,
        reading: store.Reading,
        *,
        indexes: bool,
    ) -> None:
        self.root = root
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
            and facts["frame"] == _frame(self.root, facts["watched"])
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
        self._fill(described(self.reading, **facts["site"]), _chrome_of(facts["chrome"]))
        self._clean()
        return []

    def _judge(self) -> None:
        """See that nothing in the catalog is wrong; what has not changed was judged before."""
        _refuse_errors(self.reading, checking.findings(self.reading))

    @cached_property
    def _read(self) -> str:
        """What changes whenever anything changes that was read of the catalog."""
        names = (*store.VOCABULARY, store.RULES)
        places = [str(self.root / store.CATALOG / name) for name in names]
        paths = self.reading.paths
        return _digest(
            _frame(self.root, [*places, str(self.root / links_memory.FILE)]),
            *(f"{paths[name]} {digest.hex()}" for name, digest in self.reading.digests.items()),
        ).hex()

    def _with_mkdocs(self) -> list[str]:
        # the theme's notice about MkDocs 2 is no concern of whoever builds a catalog
        os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
        plugin = import_module("llm_info.site.plugin")  # MkDocs takes long to import
        with tempfile.TemporaryDirectory(prefix="llm-info-") as place:
            made: Rendered = plugin.rendered(self.root, Path(place), self.reading)
            if made.differing:
                plugin.rendered(self.root, Path(place), self.reading, whole=True)
                self.facts = {}
            else:
                self.facts = _facts(self.root, made) | {
                    "indexer": str(self.indexer),
                    "read": self._read,
                }
                self._fill(made.site, made.chrome)
            self._take(Path(place))
        self._clean()
        return made.differing

    def _fill(self, site: Site, chrome: Chrome) -> None:
        """The pages of the catalog and its data."""
        self.standing = Standing(self.reading, site, chrome)
        common = _digest(
            json.dumps([site.name, site.description, site.url, site.edit_url, chrome.by_hand]),
            *(
                _frame(self.root, [str(self.root / store.CATALOG / name)])
                for name in store.VOCABULARY
            ),
            _frame(self.root, [str(self.root / links_memory.FILE)]),
            *site.venue_slugs.values(),
        )
        shells = {name: _digest(common, *shell.pieces) for name, shell in chrome.shells.items()}
        by_hand = frozenset(chrome.sources)
        site.by_hand[:] = chrome.by_hand
        ours = [page for page in planned(site) if source_uri(page.path) not in by_hand]
        if not {source_uri(page.path) for page in ours}.issuperset(
            source for source in chrome.asked if source.endswith(".md")
        ):
            raise OutdatedError(self.root)  # for MkDocs to say which link leads nowhere
        if not shells.keys() >= {shell_name(page) for page in ours}:
            raise OutdatedError(self.root)  # the first page of its kind
        for page in ours:
            key = _digest(shells[shell_name(page)], site.key(page).hex())
            old = self._intact(page.path, key)
            self.pages[page.path] = old or self._write(key, filled(site, chrome, page))
        paths = [page.path for page in ours]
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
        made = ((name, (place / name).read_bytes()) for name in rest)
        self.pages[_CHROME] = self._write(b"", made)

    def _intact(self, path: str, key: bytes | None = None) -> Written | None:
        """What was written for a page, if it was made from the same and is as it was left."""
        old = self.before.get(path)
        if old is None or (key is not None and old.key != key):
            return None
        stamps = [self.output.stamp(name) for name in old.names.split("\n")]
        return None if None in stamps or _sum(stamps) != old.stamp else old

    def _write(self, key: bytes, files: Iterable[tuple[str, str | bytes]]) -> Written:
        names: list[str] = []
        stamps: list[int] = []
        for name, text in files:
            content = text.encode() if isinstance(text, str) else text
            stamps.append(self.output.write(name, content))
            names.append(name)
        return Written(key, "\n".join(names), _sum(stamps))

    def _clean(self) -> None:
        if self.output.fresh:
            return
        now = {name for page in self.pages.values() for name in page.names.split("\n")}
        if self.before:
            there = {name for page in self.before.values() for name in page.names.split("\n")}
        else:
            there = self.output.names()
        self.output.remove(sorted(there - now))


def _facts(root: Path, made: Rendered) -> dict[str, Any]:
    """What is remembered of a run of MkDocs, as JSON has it."""
    site, chrome = made.site, made.chrome
    return {
        "frame": _frame(root, made.watched),
        "watched": made.watched,
        "alone": made.alone,
        "site": {
            "name": site.name,
            "description": site.description,
            "url": site.url,
            "edit_url": site.edit_url,
        },
        "chrome": {
            "shells": {
                name: [list(shell.pieces), list(shell.marks)]
                for name, shell in chrome.shells.items()
            },
            "anchors": chrome.anchors,
            "by_hand": chrome.by_hand,
            "sources": chrome.sources,
            "asked": chrome.asked,
            "sitemap": chrome.sitemap,
        },
    }


def _chrome_of(plain: dict[str, Any]) -> Chrome:
    made = {
        name: Shell(tuple(pieces), tuple(marks))
        for name, (pieces, marks) in plain["shells"].items()
    }
    return Chrome(
        shells=made,
        anchors=plain["anchors"],
        by_hand=plain["by_hand"],
        sources=plain["sources"],
        asked=plain["asked"],
        sitemap=plain["sitemap"],
    )


def _searched(text: str, indexer: Path | None) -> Iterator[tuple[str, str | bytes]]:
    """The records of the search, or the index that stands in their place in a large catalog."""
    if indexer is None:
        yield SEARCH, text
        return
    with tempfile.TemporaryDirectory(prefix="llm-info-") as name:
        place = Path(name)
        yield SEARCH, pagefind.indexed(text, place, indexer)
        for made in sorted(Output(place, fresh=False).names()):
            yield made, (place / made).read_bytes()


def _sitemap(text: str) -> Iterator[tuple[str, bytes]]:
    if text:
        yield "sitemap.xml", text.encode()
        yield "sitemap.xml.gz", gzip.compress(text.encode(), mtime=0)


def _frame(root: Path, places: Iterable[str]) -> str:
    """What the file system tells of files, and of all files in folders."""
    found = [str(root)]
    for place in (*places, str(root / store.CATALOG / store.TOPICS)):
        found.append(_told(place))
        for here, folders, files in os.walk(place):
            folders.sort()
            found += (_told(f"{here}/{name}") for name in sorted(files))
    return _digest(*found).hex()


def _told(path: str) -> str:
    try:
        told = Path(path).stat()
    except OSError:
        return path
    return f"{path} {told.st_size} {told.st_mtime_ns} {told.st_ino}"


def _digest(*parts: str | bytes) -> bytes:
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(part.encode() if isinstance(part, str) else part)
        made.update(b"\0")
    return made.digest()


def _sum(stamps: Iterable[int | None]) -> int:
    return sum(stamp or 0 for stamp in stamps) & _STAMPS


def _refuse_errors(reading: store.Reading, findings: Iterable[Finding]) -> None:
    if errors := [one for one in findings if one.severity is Severity.ERROR]:
        raise BrokenCatalogError(reading, errors)
