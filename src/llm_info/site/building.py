"""`llm-info build`: what has changed since the last build is made, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from llm_info import store
from llm_info.cycles import without_cycle_search
from llm_info.links import memory as links_memory
from llm_info.site import memory, pagefind
from llm_info.site.filling import OutdatedError
from llm_info.site.kept import KeptEntries
from llm_info.site.looking import settled_frame
from llm_info.site.making import BrokenCatalogError, Run, Standing, refuse_errors
from llm_info.site.memory import Memory
from llm_info.site.output import Output, check_replaceable, growing
from llm_info.site.pages.data import SEARCH

__all__ = ["BrokenCatalogError", "Builder", "Built", "Standing"]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes:
        count: How many files were written.
        pages: How many pages and their data the site has.
        differing: Pages of which the theme shows more than a shell can know.
        written: Gives the names of the files that were written.
    """

    count: int
    pages: int
    differing: list[str]
    written: Callable[[], Collection[str]]


@dataclass
class Builder:
    """A site that is built again and again.

    Attributes:
        root: Folder that holds `catalog/` and `mkdocs.yml`.
        folder: Folder of the site.
        path: The database that remembers.
        indexes: Whether a large catalog gets an index for its search, which takes a while.
        processes: How many make pages; None for as many as are worth it.
        standing: What the site was last made from; None if there was nothing to make, or the
            theme renders every page by itself.
    """

    root: Path
    folder: Path
    path: Path
    indexes: bool = True
    processes: int | None = None
    standing: Standing | None = None
    _program: str = field(default_factory=memory.program)
    _memory: Memory | None = None

    def build(self) -> Built:
        """Bring the site up to date.

        Raises:
            SiteBuildError: An entry is broken, or MkDocs failed. The site stays as it was.
        """
        with without_cycle_search():  # pages leave few, the catalog none
            return self._build()

    def _build(self) -> Built:
        inputs = [str(self.root / store.CATALOG), str(self.root / links_memory.FILE)]
        catalog = settled_frame(inputs)  # before it is read
        with closing(KeptEntries(memory.entries_path(self.path), self._program)) as kept:
            known = store.Known(kept)
            reading = store.read(self.root, known)
            refuse_errors(reading, reading.findings)
            check_replaceable(self.folder, SEARCH)
            before = self._memory or memory.load(self.path, self._program)
            run, differing = self._written(before, reading, kept)
            kept.forget_but(known.found.keys(), reading.catalog.by_id.keys())
        self.standing = run.standing or (None if differing else self.standing)
        if run.facts and self.indexes:
            searcher = str(pagefind.program())
            run.facts |= {"inputs": inputs, "catalog": catalog, "pagefind": searcher}
        self._memory = Memory(run.facts, run.upkeep.pages)
        memory.save(self.path, self._program, before, self._memory)
        upkeep = run.upkeep
        return Built(upkeep.output.count, len(upkeep.pages) - 3, differing, upkeep.written)

    def _written(
        self, before: Memory, reading: store.Reading, kept: KeptEntries
    ) -> tuple[Run, list[str]]:
        """A run, and the pages of which the theme shows more; a new site appears whole."""
        fresh = not self.folder.exists()
        folder = growing(self.folder)
        output = Output(folder if fresh else self.folder, fresh=fresh)
        try:
            run, differing = self._run(output, before, reading, kept)
            if fresh:
                folder.rename(self.folder)
        except BaseException:
            if fresh:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        return run, differing

    def address(self) -> str:
        """Address of the site that the last build has left; empty if there is none."""
        return memory.facts(self.path, self._program).get("site", {}).get("url", "")

    @property
    def watched(self) -> list[Path]:
        """Files and folders beside the catalog that MkDocs made the site from, as far as known."""
        return [
            Path(one) for one in (self._memory.facts if self._memory else {}).get("watched", ())
        ]

    def _run(
        self, output: Output, before: Memory, reading: store.Reading, kept: KeptEntries
    ) -> tuple[Run, list[str]]:
        start = partial(
            Run,
            *(self.root, output, before, reading, kept),
            indexes=self.indexes,
            processes=self.processes,
        )
        run = start()
        try:
            return run, run.build()
        except OutdatedError:
            run = start()
            return run, run.build(anew=True)
