"""The files of each page: left as they are where nothing has changed, else written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from llm_info.site.looking import STAMPS
from llm_info.site.memory import Written, names_of
from llm_info.site.output import Output

Files = Iterable[tuple[str, Iterable[str | bytes]]]
"""Name and text, in pieces, of each file of a page."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done for some pages, as short as another process needs it.

    Attributes:
        made: Address of each page that was written → what was written.
        left: Addresses of the others, which are as the last build left them.
        count: How many files were written.
        written: Their names, unless the site is new.
    """

    made: Mapping[str, Written]
    left: list[str]
    count: int
    written: list[str]


@dataclass
class Upkeep:
    """What was written for each page by the last build, and what is now.

    Attributes:
        output: Where the files are.
        before: Address of a page → what was written for it.
        pages: The same, as of this build.
    """

    output: Output
    before: Mapping[str, Written]
    pages: dict[str, Written] = field(default_factory=dict[str, Written])

    def apart(self) -> Upkeep:
        """The same for some of the pages, about which `done` tells."""
        return Upkeep(self.output.apart(), self.before)

    def done(self) -> Done:
        """What was done so far."""
        before = self.before
        made = {path: page for path, page in self.pages.items() if before.get(path) is not page}
        left = [path for path in self.pages if path not in made]
        return Done(made, left, self.output.count, self.output.written)

    def take(self, done: Done) -> None:
        """Add what was done apart."""
        self.pages.update(done.made)
        self.pages.update((path, self.before[path]) for path in done.left)
        self.output.count += done.count
        self.output.written += done.written

    def intact(self, path: str, key: bytes | None = None) -> Written | None:
        """What was written for a page, if it was made from the same and is as it was left.

        Args:
            path: Address of the page.
            key: Of all that it is made from; None for whatever that was.
        """
        old = self.before.get(path)
        if old is None or (key is not None and old.key != key):
            return None
        there = self.output.stamp(names_of(path, old.pattern))
        return old if there == old.stamp else None

    def write(self, path: str, key: bytes, files: Files) -> None:
        """Write a page's files, which nobody makes if they are as they should be.

        Raises:
            WriteError: One cannot be written.
        """
        if old := self.intact(path, key):
            self.pages[path] = old
        else:
            self.rewrite(path, key, files)

    def rewrite(self, path: str, key: bytes, files: Files) -> None:
        """Write a page's files, whatever is known of them.

        Raises:
            WriteError: One cannot be written.
        """
        names: list[str] = []
        stamps = 0
        for name, pieces in files:
            stamps += self.output.write(name, pieces)
            names.append(name)
        self.pages[path] = Written.of(path, key, names, stamps & STAMPS)

    def written(self) -> Collection[str]:
        """The files that were written."""
        return set(_names(self.pages)) if self.output.fresh else self.output.written

    def others(self, names: set[str]) -> set[str]:
        """Those files that are of no page."""
        return names.difference(_names(self.pages))

    def clean(self) -> None:
        """Remove the files of pages that are no more, and whatever else has no place in a site."""
        if not self.output.fresh:
            there = set(_names(self.before)) if self.before else self.output.names()
            self.output.remove(sorted(self.others(there)))


def _names(pages: Mapping[str, Written]) -> Iterator[str]:
    for path, page in pages.items():
        yield from names_of(path, page.pattern)
