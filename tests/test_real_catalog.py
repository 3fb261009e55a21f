"""The catalog of this repository: everything loads, nothing of the seed is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from llm_info import rules, store
from llm_info.finding import Severity
from llm_info.site.pages import entries_below
from llm_info.spelling import fold
from llm_info.values import Kind

SEED = Path(__file__).parent / "data" / "seed.csv"
SEED_SECTIONS = [
    "Surveys",
    "Common concepts",
    "Serving",
    "Quantization",
    "Transformer and attention concepts",
    "Optimization concepts",
    "Speculative decoding",
    "TVM",
    "Compression",
    "Performance benchmark",
    "Accuracy benchmark",
    "Datasets",
    "Tools",
    "Other benchmarks",
    "LLM technical documents",
]


def seed_rows() -> list[dict[str, str]]:
    with SEED.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def reading() -> store.Reading:
    return store.read(Path(__file__).parent.parent)


def test_every_entry_loads_and_breaks_no_rule(reading: store.Reading) -> None:
    assert reading.findings == ()
    errors = [
        (rule.code, problem)
        for rule, problem in rules.judge(reading.catalog)
        if rule.severity is Severity.ERROR
    ]
    assert errors == []
    assert len(reading.catalog.entries) >= 60


def test_every_entry_is_canonical_and_reading_undoes_writing(reading: store.Reading) -> None:
    for entry in reading.catalog.entries:
        text = (reading.root / reading.paths[entry.id]).read_text("utf-8")
        assert store.format_text(text) == (text, ())
        if "#" not in text:
            assert store.emit(store.entry_as_plain(entry)) == text


@pytest.mark.parametrize("row", seed_rows(), ids=lambda row: f"line {row['line']}")
def test_every_title_and_link_of_the_seed_is_there(
    row: dict[str, str], reading: store.Reading
) -> None:
    found = [
        entry
        for entry in reading.catalog.entries
        if fold(row["title"]) in {fold(title) for title in (entry.title, *entry.also_titled)}
    ]
    assert len(found) == 1
    links = [url for _, url in found[0].links.items()]
    assert {url for url in (row["link"], row["code"]) if url} <= set(links)


def test_the_seed_has_all_its_items() -> None:
    assert len(seed_rows()) == 36 + 2 + 2  # papers, lists, and the two links of headings


def test_the_sections_of_the_seed_are_topics_in_its_order(reading: store.Reading) -> None:
    titles = [topic.title for topic in reading.catalog.topics_by_path.values()]
    assert [title for title in titles if title in SEED_SECTIONS] == SEED_SECTIONS


def test_no_topic_is_empty_and_the_empty_sections_of_the_seed_are_filled(
    reading: store.Reading,
) -> None:
    for topic in reading.catalog.topics_by_path.values():
        papers = [
            entry for entry in entries_below(reading.catalog, topic) if entry.kind is Kind.PAPER
        ]
        assert len(papers) >= 3 or topic.path.startswith("resources"), topic.path
