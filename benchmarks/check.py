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
import csv
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from llm_info import store
from llm_info.identifiers import ArxivId, GitHubTarget
from llm_info.store.tree import Value

FACTS = Path(__file__).resolve().parents[2] / "shared" / "facts" / "field.csv"
RUAMEL_FILES = 1000
TOPICS = 40
WORDS = [
    "attention",
    "batch",
    "cache",
    "kernel",
    "latency",
    "layer",
    "memory",
    "model",
    "page",
    "parallel",
    "precision",
    "pruning",
    "query",
    "quantization",
    "request",
    "scheduler",
    "schedule",
    "serving",
    "sparse",
    "speculative",
    "tensor",
    "token",
    "training",
    "weight",
]
GIVEN = [
    "Ada",
    "Alan",
    "Barbara",
    "Charles",
    "Donald",
    "Edsger",
    "Frances",
    "Grace",
    "Haskell",
    "Ida",
    "John",
    "Katherine",
]
FAMILY = [
    "Allen",
    "Babbage",
    "Curry",
    "Dijkstra",
    "Hopper",
    "Johnson",
    "Kemeny",
    "Knuth",
    "Liskov",
    "Lovelace",
    "Rhodes",
]

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


def make_catalog(root: Path, count: int, facts: Path) -> None:
    """Write a catalog of that many entries."""
    folder = root / store.CATALOG
    topics = [f"topic-{number}" for number in range(TOPICS)]
    venues: set[str] = set()
    for number, (name, entry) in enumerate(entries(count, facts)):
        path = folder / topics[number % TOPICS] / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(store.emit(entry), "utf-8")
        if venue := entry.get("venue"):
            venues.add(str(venue).rpartition(" ")[0])
    nodes: list[Value] = [
        {"slug": topic, "title": topic.capitalize(), "description": "Made for a benchmark."}
        for topic in topics
    ]
    tags: dict[str, Value] = {word: f"About the {word}" for word in WORDS}
    (folder / store.TOPICS).write_text(
        store.emit({"schema_version": "1", "topics": nodes, "tags": tags}), "utf-8"
    )
    places: dict[str, Value] = {name: {"name": name, "kind": "conference"} for name in venues}
    (folder / store.VENUES).write_text(store.emit(places), "utf-8")


def entries(count: int, facts: Path) -> Iterator[tuple[str, dict[str, Value]]]:
    """Ids and entries, always the same ones."""
    chance = random.Random(count)  # noqa: S311  (nothing is secret here)
    rows = list(read_facts(facts)) if facts.exists() else []
    taken: set[str] = set()
    earlier: list[tuple[str, int]] = []
    for number in range(count):
        row = rows[number] if number < len(rows) else {}
        title = row.get("title") or " ".join(chance.choices(WORDS, k=8)).capitalize()
        name = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60].strip("-")
        name = f"{name}-{number}" if name in taken or not name else name
        taken.add(name)
        entry = entry_of(title if row else f"{title} {number}", row, chance, earlier)
        yield name, entry
        earlier.append((name, int(str(entry["date"])[:4])))


def entry_of(
    title: str, row: dict[str, str], chance: random.Random, earlier: list[tuple[str, int]]
) -> dict[str, Value]:
    """An entry with the facts of a row, and invented authors and summary."""
    arxiv = ArxivId.recognize(row.get("arxiv_id", ""))
    year = int(row.get("year") or chance.randint(2017, 2025))
    date = "{}-{:02}".format(*arxiv.month) if arxiv else str(year)
    people = chance.sample([f"{given} {family}" for given in GIVEN for family in FAMILY], 6)
    entry: dict[str, Value] = {"title": title, "authors": [*people], "date": date}
    if re.fullmatch(r"[A-Za-z]{3,12}", row.get("venue", "")):
        entry["venue"] = f"{row['venue']} {year}"
    if arxiv:
        entry["arxiv"] = str(arxiv)
    elif not row.get("code"):
        entry["doi"] = f"10.1000/{chance.getrandbits(64):x}"
    code = row.get("code", "")
    if GitHubTarget.recognize(f"https://github.com/{code}"):
        entry["links"] = {"code": f"https://github.com/{code}"}
    entry["tags"] = [*sorted(chance.sample(WORDS, 3))]
    year = int(date[:4])
    picked = chance.sample(earlier, min(3, len(earlier)))
    if older := [name for name, then in picked if then < year]:
        entry["builds_on"] = [*older]
    words = chance.choices(WORDS, k=40)
    entry["summary"] = f"{' '.join(words[:20]).capitalize()}. {' '.join(words[20:]).capitalize()}."
    entry["added"] = "2026-12-31"
    return entry


def read_facts(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table of papers that have a usable title."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            title = " ".join(row["title"].split())
            if title.isprintable() and title:
                yield row | {"title": title}


if __name__ == "__main__":
    main()
