"""Catalogs of any size, always the same ones: invented papers, or invented around real facts."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from pathlib import Path

from llm_info import store
from llm_info.identifiers import ArxivId, GitHubTarget
from llm_info.store.tree import Value

FACTS = Path(__file__).resolve().parents[2] / "shared" / "facts" / "field.csv"
"""Real titles, arXiv ids, repositories, years and venues, where such a table is at hand."""

ENTRIES_PER_TOPIC = 250
VENUES = ("INVENT", "JIS", "PAGES", "MEMO", "CACHE", "TENSOR", "LAYER", "TOKEN")
AUTHORS_PER_ENTRY = 3
"""Size of the pool of authors: half as many as entries come to have two entries or more."""

_WORDS = [
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
_GIVEN = [
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
_FAMILY = [
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
_ENDINGS = ("", "berg", "ford", "son", "wood", "field", "man", "stein", "well", "ton")
_TAGS = tuple(f"{first}-{second}" for first in _WORDS[:12] for second in _WORDS[12:])


def make_catalog(root: Path, count: int, facts: Path | None = None) -> None:
    """Write a catalog of that many entries, in topics of two levels."""
    folder = root / store.CATALOG
    leaves = max(4, -(-count // ENTRIES_PER_TOPIC))
    topics = [f"field-{number // 8}/topic-{number}" for number in range(leaves)]
    venues: set[str] = set(VENUES)
    for number, (name, entry) in enumerate(entries(count, facts)):
        path = folder / topics[number % leaves] / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(store.emit(entry), "utf-8")
        if venue := entry.get("venue"):
            venues.add(str(venue).rpartition(" ")[0])
    about = "Made for a benchmark: how well it does is measured, and what it says means nothing."
    tree: dict[str, list[Value]] = {}
    for topic in topics:
        parent, _, slug = topic.partition("/")
        title = slug.capitalize().replace("-", " ")
        tree.setdefault(parent, []).append({"slug": slug, "title": title, "description": about})
    nodes: list[Value] = [
        {
            "slug": parent,
            "title": parent.capitalize().replace("-", " "),
            "description": about,
            "topics": children,
        }
        for parent, children in tree.items()
    ]
    tags: dict[str, Value] = {tag: f"About {tag.replace('-', ' and ')}" for tag in _TAGS}
    (folder / store.TOPICS).write_text(
        store.emit({"schema_version": "1", "topics": nodes, "tags": tags}), "utf-8"
    )
    places: dict[str, Value] = {
        name: {"name": f"Conference on {name.capitalize()}", "kind": "conference"}
        for name in sorted(venues)
    }
    (folder / store.VENUES).write_text(store.emit(places), "utf-8")


def entries(count: int, facts: Path | None = None) -> Iterator[tuple[str, dict[str, Value]]]:
    """Ids and entries, always the same ones."""
    chance = random.Random(count)  # noqa: S311  (nothing is secret here)
    rows = list(_read_facts(facts)) if facts and facts.exists() else []
    taken: set[str] = set()
    earlier: list[tuple[str, int]] = []
    for number in range(count):
        row = rows[number] if number < len(rows) else {}
        title = row.get("title") or " ".join(chance.choices(_WORDS, k=8)).capitalize()
        name = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60].strip("-")
        name = f"{name}-{number}" if name in taken or not name else name
        taken.add(name)
        pool = max(20, int(count * AUTHORS_PER_ENTRY))
        entry = _entry(title if row else f"{title} {number}", row, chance, earlier, pool)
        yield name, entry
        earlier.append((name, int(str(entry["date"])[:4])))


def _entry(
    title: str,
    row: dict[str, str],
    chance: random.Random,
    earlier: list[tuple[str, int]],
    pool: int,
) -> dict[str, Value]:
    """An entry with the facts of a row, and invented authors and summary."""
    arxiv = ArxivId.recognize(row.get("arxiv_id", ""))
    year = int(row.get("year") or chance.randint(2011, 2025))
    if arxiv:
        date = "{}-{:02}".format(*arxiv.month)
    else:
        date = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    numbers = [int(pool * chance.random() ** 1.6) for _ in range(chance.randint(1, 9))]
    entry: dict[str, Value] = {
        "title": title,
        "authors": [_author(number) for number in dict.fromkeys(numbers)],
        "date": date,
    }
    if re.fullmatch(r"[A-Za-z]{3,12}", row.get("venue", "")):
        entry["venue"] = f"{row['venue']} {year}"
    elif not row and chance.random() < 0.6:  # noqa: PLR2004
        entry["venue"] = f"{chance.choice(VENUES)} {year}"
    if arxiv:
        entry["arxiv"] = str(arxiv)
    elif not row.get("code"):
        entry["doi"] = f"10.1000/{chance.getrandbits(64):x}"
    code = row.get("code", "") or f"invented/program-{chance.getrandbits(24):x}"
    if GitHubTarget.recognize(f"https://github.com/{code}"):
        entry["links"] = {"code": f"https://github.com/{code}"}
    entry["tags"] = [*sorted(chance.sample(_TAGS, chance.randint(2, 5)))]
    year = int(date[:4])
    picked = chance.sample(earlier, min(5, len(earlier)))
    if older := [name for name, then in picked if then < year]:
        entry["builds_on"] = [*older[:3]]
    words = chance.choices(_WORDS, k=60)
    entry["summary"] = f"{' '.join(words[:30]).capitalize()}. {' '.join(words[30:]).capitalize()}."
    entry["added"] = f"2026-{chance.randint(1, 10):02}-{chance.randint(1, 28):02}"
    return entry


def _author(number: int) -> str:
    given = _GIVEN[number % len(_GIVEN)]
    rest, family = divmod(number // len(_GIVEN), len(_FAMILY))
    rest, ending = divmod(rest, len(_ENDINGS))
    middle = f" {chr(65 + rest % 26)}." if rest else ""
    last = f" {chr(65 + rest // 26)}." if rest >= 26 else ""  # noqa: PLR2004  (letters)
    return f"{given}{middle}{last} {_FAMILY[family]}{_ENDINGS[ending]}"


def _read_facts(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table of papers that have a usable title."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            title = " ".join(row["title"].split())
            if title.isprintable() and title:
                yield row | {"title": title}
