"""What it takes to build the site, side by side with other builders on the same content.

    python benchmarks/build.py --folder DIR [--sizes 200,2000,10000] [--only ours,hugo,...]

Parts: `ours` (from nothing by as many processes as pay and by one, again with nothing changed,
after one edit, each started anew),
`hugo` with a bare theme, `mkdocs` with Material and `zensical` page by page from `llm-info pages`
(`anchors.py` says what each is given), `index` (the search index of a large catalog, which the
others do not make), `serve` (from a save to the new text in Chromium) and `search` (in Chromium).

Times of processes are processor seconds, user and system, with all children; memory is that of the
largest of them. What is measured is kept in DIR/results.json, so that a run can be stopped, and
goes on with what is missing; `--again` measures anew. The table is printed as Markdown at the end,
and `--picture FILE` draws the curves. Compiled Python is written before anything is measured.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import anchors
import browser_times
import build_report
import synthetic

import llm_info

PLAIN = (
    "from llm_info.site import pagefind; pagefind.program = lambda: None;"
    "from llm_info.cli.app import main; main()"
)
"""Our command as it is where Pagefind is not installed: the index is measured by itself."""

INDEX = (
    "import sys; from pathlib import Path; from llm_info.site import pagefind;"
    "pagefind.indexed(Path(sys.argv[1]).read_text('utf-8'), Path(sys.argv[2]), pagefind.program())"
)
OFTEN = 2000
"""Up to this size everything of ours and of Hugo's is measured five times, above it three times."""

PATIENCE = 3600
"""Seconds after which a builder is taken to wait for ever."""

Measured = dict[str, Any]


class FailedError(Exception):
    """A builder could not do it."""


class Bench:
    """One size: its catalog, its folders, its parts."""

    def __init__(self, folder: Path, count: int, runs: int | None = None) -> None:
        self.folder, self.count = folder / str(count), count
        self.root, self.site = self.folder / "catalog", self.folder / "site"
        self.runs = runs or (5 if count <= OFTEN else 3)
        self.environment = os.environ | {
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "NO_MKDOCS_2_WARNING": "1",
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.parts: dict[str, Callable[[], Measured]] = {
            "ours": self.ours,
            "hugo": self.hugo,
            "mkdocs": self.mkdocs,
            "zensical": self.zensical,
            "index": self.index,
            "serve": self.serve,
            "search": self.search,
        }

    def prepare(self) -> None:
        """Write the catalog, if it is not there."""
        if not (self.root / "mkdocs.yml").is_file():
            shutil.rmtree(self.folder, ignore_errors=True)
            synthetic.make_catalog(self.root, self.count)
            (self.root / "docs").mkdir()
            text = anchors.MKDOCS + "plugins: [llm-info]\n"
            (self.root / "mkdocs.yml").write_text(text, "utf-8")

    def command(self, *words: str | Path) -> list[str]:
        """Our command on this catalog."""
        return [sys.executable, "-c", PLAIN, "-q", "--root", str(self.root), *map(str, words)]

    def build(self, *words: str) -> Measured:
        """Build our site in a new process."""
        return self.run(self.command("build", *words, "-o", self.site))

    def cold(self, *words: str) -> Measured:
        """Build it from nothing."""
        shutil.rmtree(self.site, ignore_errors=True)
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        return self.build(*words)

    def entry(self, number: int) -> Path:
        """An entry from the middle of the catalog."""
        entries = sorted((self.root / "catalog").rglob("*-*.yaml"))
        return entries[(self.count // 2 + number) % len(entries)]

    def edit(self, number: int) -> None:
        """Change a word of an entry that its page and its data show."""
        path = self.entry(number)
        text = path.read_text("utf-8")
        path.write_text(text.replace("summary: >-\n", f"summary: >-\n  New{number}. "), "utf-8")

    def ours(self) -> Measured:
        """From nothing, with nothing changed, after an edit."""
        one: list[Measured] = []
        cold: list[Measured] = []
        for _ in range(self.runs):  # by turns, since a machine's speed wanders
            one.append(self.cold("--processes", "1"))
            cold.append(self.cold())
        time.sleep(2.5)  # files that are this young are read again, as they should be
        self.build()
        same = [self.build() for _ in range(self.runs)]
        edited: list[Measured] = []
        for number in range(self.runs):
            self.edit(number)
            edited.append(self.build())
        pages = sum(1 for _ in self.site.rglob("*.html"))
        return {
            "pages": pages,
            "cold": middle(cold) | size_of(self.site),
            "one": middle(one),
            "same": middle(same),
            "edited": middle(edited),
        }

    def hugo(self) -> Measured:
        """Hugo with a bare theme."""
        hugo = shutil.which("hugo")
        if hugo is None:
            raise FailedError("not installed")
        place = self.folder / "hugo"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        anchors.write_hugo(self.root, place)
        found: list[Measured] = []
        for _ in range(self.runs):
            shutil.rmtree(place / "public", ignore_errors=True)
            found.append(self.run([hugo, "--quiet"], place))
        return middle(found) | size_of(place / "public")

    def pages(self) -> Path:
        """Our pages as Markdown, for those who render each by itself."""
        place = self.folder / "pages"
        if not (place / "mkdocs.yml").is_file():
            shutil.rmtree(place, ignore_errors=True)
            self.run(self.command("pages", "-o", place / "docs"))
            anchors.write_mkdocs(place)
        return place

    def mkdocs(self) -> Measured:
        """MkDocs and Material, page by page."""
        place = self.pages()
        config = str(place / "mkdocs.yml")
        site = str(self.folder / "mkdocs")
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", site]
        found = self.run(command, place) | size_of(Path(site))
        shutil.rmtree(site)
        return found

    def zensical(self) -> Measured:
        """Zensical, page by page."""
        place = self.pages()
        config = place / "zensical.yml"
        text = anchors.MKDOCS.replace("name: material", "variant: classic")
        config.write_text(
            text + "plugins: {search: {enabled: false}}\nsite_dir: zensical\n", "utf-8"
        )
        shutil.rmtree(place / ".cache", ignore_errors=True)
        command = [sys.executable, "-m", "zensical", "build", "--config-file", str(config)]
        found = self.run(command, place) | size_of(place / "zensical")
        shutil.rmtree(place / "zensical")
        return found

    def index(self) -> Measured:
        """The index that a search in a large catalog asks, by Pagefind."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            records = str(self.built() / "search.json")
            found = self.run([sys.executable, "-c", INDEX, records, place])
            return found | size_of(Path(place))

    def built(self) -> Path:
        """Our site, built now if it is not there."""
        if not (self.site / "search.json").is_file():
            self.build()
        return self.site

    def serve(self) -> Measured:
        """From the save of an entry to its new text in Chromium, ten times."""
        return browser_times.edits(self.root, self.entry(self.count // 4), self.environment)

    def search(self) -> Measured:
        """Bytes and time from the first letter to the first result in Chromium."""
        site = self.folder / "searched"
        command = [sys.executable, "-m", "llm_info", "-q", "--root", str(self.root)]
        self.run([*command, "build", "-o", str(site)])
        return browser_times.searches(site)

    def run(self, command: list[str], folder: Path | None = None) -> Measured:
        """Run a process to its end; one that waits for ever is ended."""
        begun = time.monotonic()
        with (
            tempfile.TemporaryFile() as talk,
            subprocess.Popen(  # noqa: S603
                command,
                stdout=talk,
                stderr=talk,
                cwd=folder or self.folder,
                env=self.environment,
            ) as process,
        ):
            timer = threading.Timer(PATIENCE, process.kill)
            timer.start()
            _, status, usage = os.wait4(process.pid, 0)
            timer.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
            talk.seek(0)
            if process.returncode:
                said = talk.read().decode(errors="replace").strip().splitlines() or ["nothing"]
                raise FailedError(f"ended with {process.returncode}: {said[-1][:200]}")
        wall = time.monotonic() - begun
        seconds = usage.ru_utime + usage.ru_stime
        return {"cpu": seconds, "wall": wall, "mib": usage.ru_maxrss / 1024}


def middle(runs: list[Measured]) -> Measured:
    """Medians, and how many there were."""
    found = {name: median(run[name] for run in runs) for name in runs[0]}
    return found | {"runs": len(runs)}


def size_of(folder: Path) -> Measured:
    """Files and bytes of a site, and the most files in one folder."""
    files = most = size = 0
    for here, _, names in os.walk(folder):
        most = max(most, len(names))
        files += len(names)
        size += sum((Path(here) / name).stat().st_size for name in names)
    return {"files": files, "bytes": size, "most": most}


def versions() -> Measured:
    """What is compared, and on what."""
    names = ("mkdocs", "mkdocs-material", "zensical", "pagefind_bin")
    found: Measured = {"python": sys.version.split()[0], "cpus": os.cpu_count()}
    found |= {name: _version(name) for name in names}
    hugo = shutil.which("hugo")
    found["hugo"] = anchors.version([hugo, "version"]).split()[1] if hugo else None
    return found


def _version(name: str) -> str | None:
    try:
        return version(name)
    except ImportError:
        return None


def main() -> None:
    """Measure what is missing, and print all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sizes", default="200,2000,10000")
    parser.add_argument("--only", default="ours,hugo,mkdocs,zensical,index,serve,search")
    parser.add_argument("--runs", type=int, help="of ours and Hugo's (default: 5 or 3)")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--picture", type=Path)
    chosen = parser.parse_args()
    compileall.compile_dir(Path(llm_info.__file__).parent, quiet=2)
    folder = chosen.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "results.json"
    results: Measured = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    for size in map(int, chosen.sizes.split(",")):
        bench = Bench(folder, size, chosen.runs)
        done = results.setdefault(str(size), {})
        for part in chosen.only.split(","):
            if part in done and not chosen.again:
                continue
            print(f"{size:,} entries: {part}", file=sys.stderr, flush=True)
            bench.prepare()
            try:
                done[part] = bench.parts[part]()
            except FailedError as problem:
                done[part] = {"failed": str(problem)}
            results["versions"] = versions()
            kept.write_text(json.dumps(results, indent=1), "utf-8")
    print(build_report.tables(results))
    if chosen.picture:
        chosen.picture.write_text(build_report.picture(results), "utf-8")


if __name__ == "__main__":
    main()
