"""How long `check` and `fmt --check` take, against bare YAML parsers on the same files.

    python benchmarks/check.py [--entries 10000 --entries 100000] [--facts field.csv]

A catalog of N entries is made from a table of real facts (title, arXiv id, code, year, venue) where
one is at hand, and from invented ones otherwise; authors and summaries are always invented. Every
figure is the processor time and the peak memory of a process of its own, start of Python included,
the best of three. The anchors read the same files in the same run and do nothing else: libyaml
(`yaml.CSafeLoader`), and a round trip of `ruamel.yaml`, which is what catalogs without a store of
their own use; the latter on at most 1,000 files, scaled.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from synthetic import FACTS, make_catalog

RUAMEL_FILES = 1000

PARSE_WITH_LIBYAML = """
import sys, pathlib, yaml
for path in pathlib.Path(sys.argv[1]).rglob("*.yaml"):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""
ROUND_TRIP_WITH_RUAMEL = """
import io, sys, pathlib
from ruamel.yaml import YAML
yaml = YAML()
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml"))[:int(sys.argv[2])]:
    yaml.dump(yaml.load(path.read_text("utf-8")), io.StringIO())
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time and peak memory of a process."""

    seconds: float
    mebibytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, action="append")
    parser.add_argument("--facts", type=Path, default=FACTS)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    source = chosen.facts.name if chosen.facts.exists() else "invented facts"
    print(f"entries made from {source}; Python {sys.version.split()[0]}, {os.cpu_count()} CPUs\n")
    per_entry: dict[int, float] = {}
    for count in chosen.entries or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make_catalog(root, count, chosen.facts)
            per_entry[count] = report(root, count, chosen.rounds)
    if len(per_entry) > 1:
        (small, first), *_, (large, last) = sorted(per_entry.items())
        growth = last / first - 1
        print(
            f"time per entry of check, start left out, {small:,} → {large:,} entries: {growth:+.0%}"
        )


def report(root: Path, count: int, rounds: int) -> float:
    """Measure one catalog and print a table; return what an entry costs `check`, without start."""
    files = sorted(root.rglob("*.yaml"))
    size = sum(path.stat().st_size for path in files) / len(files)
    changed = files[len(files) // 2]
    command = [sys.executable, "-m", "llm_info", "--root", str(root), "-q"]
    parse = cost([sys.executable, "-c", PARSE_WITH_LIBYAML, str(root)], rounds)
    sample = min(RUAMEL_FILES, count)
    ruamel = cost([sys.executable, "-c", ROUND_TRIP_WITH_RUAMEL, str(root), str(sample)], 1)
    rows = {
        "libyaml, parse only (anchor)": parse,
        "ruamel.yaml, round trip (anchor)": Cost(ruamel.seconds * count / sample, ruamel.mebibytes),
        "start of the program (--version)": cost([*command, "--version"], rounds),
        "check": cost([*command, "check"], rounds),
        "check of one changed file": cost([*command, "check", str(changed)], rounds),
        "fmt --check": cost([*command, "fmt", "--check"], rounds),
    }
    print(f"{count:,} entries, {size:.0f} bytes each")
    print(f"  {'':34}{'seconds':>9}{'µs/entry':>10}{'x libyaml':>11}{'MiB':>7}")
    for name, one in rows.items():
        ratio = one.seconds / parse.seconds
        each = one.seconds / count * 1e6
        print(f"  {name:34}{one.seconds:9.2f}{each:10.0f}{ratio:11.2f}{one.mebibytes:7.0f}")
    print()
    start = rows["start of the program (--version)"].seconds
    return (rows["check"].seconds - start) / count


def cost(command: list[str], rounds: int) -> Cost:
    """The cheapest of several runs."""
    return min((run(command) for _ in range(rounds)), key=lambda one: one.seconds)


def run(command: list[str]) -> Cost:
    """Run a process to its end; findings (status 1) are no failure."""
    with (
        tempfile.TemporaryFile() as talk,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=talk) as process,  # noqa: S603
    ):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        talk.seek(0)
        told = talk.read()
        if process.returncode not in (0, 1) or b"Traceback" in told:
            raise SystemExit(f"{command} ended with {process.returncode}: {told.decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
