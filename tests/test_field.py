"""The real catalog against tables of facts: the field, the upstream lists, and what they get wrong.

Each table is a copy of facts kept outside the catalog, so that an entry which is lost, renamed or
changed back to a known mistake is noticed.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from llm_info import store
from llm_info.model import Catalog, Entry, Topic
from llm_info.spelling import fold
from llm_info.values import Kind

DATA = Path(__file__).parent / "data"
Row = dict[str, str]


def rows_of(table: str) -> list[Row]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def line_of(row: Row) -> str:
    return next(value for key in ("arxiv", "entry", "title") if (value := row.get(key)))


def titles_of(entry: Entry) -> set[str]:
    return {fold(title) for title in (entry.title, *entry.also_titled)}


def links_of(entry: Entry) -> set[str]:
    return {url for _, url in entry.links.items()}


def said_by(entry: Entry, field: str) -> set[str]:
    """What an entry says in a field, as texts."""
    if field == "title":
        return {entry.title, *entry.also_titled}
    if field == "links":
        return links_of(entry)
    if field == "authors":
        return {author.display for author in entry.authors}
    return {str(getattr(entry, field))}


def entries_of(catalog: Catalog, topic: Topic) -> tuple[Entry, ...]:
    return catalog.by_topic.get(topic.path, ())


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return store.read(Path(__file__).parent.parent).catalog


@pytest.fixture(scope="module")
def by_title(catalog: Catalog) -> dict[str, Entry]:
    return {title: entry for entry in catalog.entries for title in titles_of(entry)}


@pytest.fixture(scope="module")
def by_arxiv(catalog: Catalog) -> dict[str, Entry]:
    return {str(entry.arxiv): entry for entry in catalog.entries if entry.arxiv}


@pytest.mark.parametrize("row", rows_of("core"), ids=line_of)
def test_every_core_paper_of_the_field_is_an_entry(
    row: Row, by_arxiv: dict[str, Entry], by_title: dict[str, Entry]
) -> None:
    entry = by_arxiv[row["arxiv"]] if row["arxiv"] else by_title[fold(row["title"])]
    assert entry.kind is Kind.PAPER
    assert fold(row["title"]) in titles_of(entry)


@pytest.mark.parametrize("row", rows_of("upstream"), ids=line_of)
def test_everything_in_the_upstream_lists_is_an_entry_with_its_links(
    row: Row, by_title: dict[str, Entry]
) -> None:
    entry = by_title[fold(row["title"])]
    assert set(row["links"].split()) <= links_of(entry)
    assert row["kind"] == "resource" or entry.kind in (Kind.PAPER, Kind.ARTICLE)


@pytest.mark.parametrize(
    "row",
    rows_of("corrected"),
    ids=lambda row: f"{row['entry']} {row['field']} {row['value']}",
)
def test_the_catalog_is_right_where_public_lists_are_wrong(row: Row, catalog: Catalog) -> None:
    said = said_by(catalog.by_id[row["entry"]], row["field"])
    assert row["value"] in said
    assert row["wrong"] not in said


def test_the_tables_are_whole() -> None:
    assert len(rows_of("core")) == 254 + 69
    assert len(rows_of("upstream")) == 163
    assert len(rows_of("corrected")) >= 15
    for table in ("core", "upstream", "corrected"):
        rows = [tuple(row.values()) for row in rows_of(table)]
        assert len(set(rows)) == len(rows)


def test_two_rows_of_the_core_or_of_upstream_are_never_the_same_entry(
    by_title: dict[str, Entry],
) -> None:
    for table in ("core", "upstream"):
        ids = [by_title[fold(row["title"])].id for row in rows_of(table)]
        assert len(set(ids)) == len(ids), table


def test_a_title_names_one_entry(catalog: Catalog) -> None:
    claimed: dict[str, str] = {}
    for entry in catalog.entries:
        for title in titles_of(entry):
            assert claimed.setdefault(title, entry.id) == entry.id


def test_the_catalog_is_large_and_knows_what_builds_on_what(catalog: Catalog) -> None:
    assert len(catalog.entries) >= 400
    assert sum(len(entry.builds_on) for entry in catalog.entries) >= 300


def test_the_topics_are_few_and_none_is_thin(catalog: Catalog) -> None:
    assert len(catalog.topics) <= 12
    for top in catalog.topics:
        assert 2 <= len(top.children) <= 8, top.path
    for topic in catalog.topics_by_path.values():
        if not topic.children:
            assert len(entries_of(catalog, topic)) >= 8, topic.path


def test_every_topic_says_where_to_start(catalog: Catalog) -> None:
    for topic in catalog.topics_by_path.values():
        assert 2 <= len(topic.start_here) <= 3, topic.path
        assert set(topic.start_here) <= set(catalog.by_id), topic.path


def test_every_summary_is_short_enough_to_read_and_long_enough_to_say_something(
    catalog: Catalog,
) -> None:
    for entry in catalog.entries:
        assert 20 <= len((entry.summary or "").split()) <= 60, entry.id
