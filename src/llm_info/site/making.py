"""One build of the site: what it starts from, and what it comes to.

MkDocs runs when something that it reads has changed; pages of the catalog are filled into the
shells that it rendered then. A page is made again when the digest of all that it shows is new, or
when its file is not as it was left.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
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
from llm_info.site.filling import Filling, digest
from llm_info.site.kept import KeptEntries
from llm_info.site.looking import frame
from llm_info.site.memory import Memory
from llm_info.site.output import Output
from llm_info.site.pages import Page, Site
from llm_info.site.pages.data import SEARCH, search_records
from llm_info.site.sharing import Share, processes, shared
from llm_info.site.shells import Chrome
from llm_info.site.upkeep import Done, Upkeep

if TYPE_CHECKING:
    from llm_info.site.plugin import Rendered

_CHROME, _MAP, _SEARCH = "<chrome>", "<sitemap>", "<search>"
_ENTRIES_EACH = 500
"""Entries for which a further process is worth it."""


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
        kept: KeptEntries,
        *,
        indexes: bool,
        processes: int | None,
    ) -> None:
        self.root = root
        self._processes = processes
        self.kept = kept
        self.upkeep = Upkeep(output, remembered.pages)
        self.reading = reading
        self.indexer = pagefind.indexer(len(reading.catalog.entries)) if indexes else None
        self.standing: Standing | None = None
        self.facts: dict[str, Any] = remembered.facts

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
            and facts["known"]
            and facts["indexer"] == str(self.indexer)
            and facts["frame"] == frame(facts["reads"])
        )
        upkeep = self.upkeep
        chrome = upkeep.intact(_CHROME)
        if anew or not same or chrome is None:
            self._judge()
            return self._with_mkdocs()
        site = described(self.reading, **facts["site"], kept=self.kept)
        around = chrome_of(facts["chrome"])
        if facts["read"] == self._read and all(map(upkeep.intact, upkeep.before)):
            upkeep.pages |= upkeep.before  # nothing has changed
            self._stand(site, around)
            return []
        self._judge()
        self.facts = facts | {"read": self._read}
        upkeep.pages[_CHROME] = chrome
        self._fill(site, around, {})
        self.upkeep.clean()
        return []

    def _judge(self) -> None:
        """See that nothing in the catalog is wrong; what has not changed was judged before."""
        refuse_errors(self.reading, checking.errors(self.reading))
        self.reading.catalog.forget_links()

    @cached_property
    def _read(self) -> str:
        """What changes whenever anything changes that was read of the catalog."""
        names = (*store.VOCABULARY, store.RULES)
        places = [str(self.root / store.CATALOG / name) for name in names]
        paths = self.reading.paths
        return digest(
            frame([*places, str(self.root / links_memory.FILE)]),
            *(f"{paths[name]} {content.hex()}" for name, content in self.reading.digests.items()),
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
        self.upkeep.clean()
        return made.differing

    def _fill(self, site: Site, chrome: Chrome, made: Mapping[str, Page]) -> None:
        """The pages of the catalog and its data.

        Args:
            site: What pages need to know.
            chrome: What stands around them.
            made: Address of a page → the page, of those that were made already.

        Raises:
            OutdatedError: MkDocs has to run.
        """
        self._stand(site, chrome)
        common = digest(
            json.dumps([site.name, site.description, site.url, site.edit_url, chrome.by_hand]),
            frame(str(self.root / store.CATALOG / name) for name in store.VOCABULARY),
            frame([str(self.root / links_memory.FILE)]),
            *site.venue_slugs.values(),
        )
        filling = Filling(site, chrome, made, common)
        filling.check()
        self.kept.save()  # so that all processes know of it
        count = self._processes or processes(len(self.reading.catalog.entries), _ENTRIES_EACH)
        for done in shared(count, partial(self._filled, filling)):
            self.upkeep.take(done)
        paths = sorted(self.upkeep.pages.keys() - {_CHROME})
        key = digest(common, *chrome.sitemap, *paths)
        self.upkeep.write(_MAP, key, _sitemap(chrome, site.url, paths))
        key = digest(common, site.whole, str(self.indexer))
        self.upkeep.write(_SEARCH, key, _searched(search_records(site), self.indexer))

    def _stand(self, site: Site, chrome: Chrome) -> None:
        site.by_hand[:] = chrome.by_hand
        self.standing = Standing(self.reading, site, chrome)

    def _filled(self, filling: Filling, share: Share) -> Done:
        """Write a share of the pages, perhaps in a process of its own."""
        upkeep = self.upkeep.apart()
        if share.number:
            self.kept.open_again()
        for page in share.of(filling.planned()):
            upkeep.write(page.path, filling.key(page), filling.files(page))
        self.kept.save()
        filling.site.forget_pieces()
        return upkeep.done()

    def _take(self, place: Path) -> None:
        """What MkDocs made besides."""
        rest = sorted(self.upkeep.others(Output(place, fresh=False).names()))
        made = ((name, ((place / name).read_bytes(),)) for name in rest)
        self.upkeep.rewrite(_CHROME, b"", made)


def _searched(
    records: Iterable[str], indexer: Path | None
) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    """The records of the search, or the index that stands in their place in a large catalog."""
    if indexer is None:
        yield SEARCH, records
        return
    with tempfile.TemporaryDirectory(prefix="llm-info-") as name:
        place = Path(name)
        yield SEARCH, (pagefind.indexed("".join(records), place, indexer),)
        for made in sorted(Output(place, fresh=False).names()):
            yield made, ((place / made).read_bytes(),)


def _sitemap(
    chrome: Chrome, url: str, paths: Sequence[str]
) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    """The map of the site as it is and compressed; none of a site that has no address."""
    if url:
        yield "sitemap.xml", chrome.map_of_site(f"{url}{path}" for path in paths)
        pieces = chrome.map_of_site(f"{url}{path}" for path in paths)
        yield "sitemap.xml.gz", (_compressed(pieces),)


def _compressed(pieces: Iterable[str]) -> bytes:
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", mtime=0) as stream:
        for piece in pieces:
            stream.write(piece.encode())
    return made.getvalue()


def refuse_errors(reading: store.Reading, findings: Iterable[Finding]) -> None:
    """Stop at errors.

    Raises:
        BrokenCatalogError: There are some.
    """
    if errors := [one for one in findings if one.severity is Severity.ERROR]:
        raise BrokenCatalogError(reading, errors)
