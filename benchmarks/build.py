"""What it takes to build the site, side by side with other builders on the same content.

    python benchmarks/build.py [--entries 200 --entries 2000] [--mkdocs-up-to 2000] [--folder DIR]

Each figure is the processor time (user and system) of a process with all its children, and the
peak memory of the largest of them, in one run: ours from nothing, with nothing changed, and after
one entry was edited; Hugo with a bare theme (`anchors.py` says what it is given), and MkDocs with
Material page by page from `llm-info pages`, both where they are installed. The folder must be
able to hold all sites; compiled Python is written before anything is measured.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import anchors
import synthetic

import llm_info

PROGRAM = [sys.executable, "-m", "llm_info", "-q"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor and wall time in seconds, memory in MiB."""

    seconds: float
    wall: float
    mebibytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, action="append")
    parser.add_argument("--mkdocs-up-to", type=int, default=2000)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    compileall.compile_dir(Path(llm_info.__file__).parent, quiet=2)
    hugo = shutil.which("hugo")
    print(f"Python {sys.version.split()[0]}, MkDocs {version('mkdocs')}", end=", ")
    print(f"Material {version('mkdocs-material')}, {os.cpu_count()} CPUs")
    print(anchors.version([hugo, "version"]) if hugo else "Hugo is not installed")
    for count in chosen.entries or [200, 2000]:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            report(Path(folder), count, hugo, mkdocs=count <= chosen.mkdocs_up_to)


def report(folder: Path, count: int, hugo: str | None, *, mkdocs: bool) -> None:
    """Measure one size and print a table."""
    root, site = folder / "catalog", folder / "site"
    synthetic.make_catalog(root, count)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(anchors.MKDOCS + "plugins: [llm-info]\n", "utf-8")
    ours = [*PROGRAM, "--root", str(root), "build", "-o", str(site)]
    environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    rows = {"llm-info, from nothing": run(ours, folder, environment)}
    rows["llm-info, nothing changed"] = run(ours, folder, environment)
    edited = sorted((root / "catalog").rglob("*-*.yaml"))[count // 2]
    edited.write_text(edited.read_text("utf-8").replace("summary: >-\n", "summary: >-\n  New. "))
    rows["llm-info, one entry edited"] = run(ours, folder, environment)
    if hugo:
        (folder / "hugo").mkdir()
        anchors.write_hugo(root, folder / "hugo")
        rows["Hugo, bare theme"] = run([hugo, "--quiet"], folder / "hugo", environment)
    if mkdocs:
        plain = folder / "mkdocs"
        pages = [*PROGRAM, "--root", str(root), "pages", "-o", str(plain / "docs")]
        run(pages, folder, environment)
        anchors.write_mkdocs(plain)
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(plain / "mkdocs.yml")]
        rows["MkDocs + Material, page by page"] = run(command, plain, environment)
    print(f"\n{count:,} entries, {sum(1 for _ in site.rglob('*.html')):,} pages")
    print(f"  {'':34}{'CPU s':>9}{'wall s':>9}{'MiB':>7}{'x ours':>9}")
    first = next(iter(rows.values())).seconds
    for name, cost in rows.items():
        ratio = cost.seconds / first
        print(f"  {name:34}{cost.seconds:9.2f}{cost.wall:9.2f}{cost.mebibytes:7.0f}{ratio:9.2f}")


def run(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run a process to its end."""
    begun = time.monotonic()
    with (
        tempfile.TemporaryFile() as talk,
        subprocess.Popen(  # noqa: S603
            command, stdout=talk, stderr=talk, cwd=folder, env=environment
        ) as process,
    ):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        talk.seek(0)
        if process.returncode:
            raise SystemExit(f"{command} failed: {talk.read().decode()}")
    wall = time.monotonic() - begun
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
