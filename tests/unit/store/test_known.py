"""What is known of files from an earlier run is never trusted over the files."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

import builders
from llm_info import store
from llm_info.store.known import SETTLED


def settled(root: Path) -> None:
    """Give all files a time at which nobody can be writing them any more."""
    then = time.time_ns() - 2 * SETTLED
    for path in root.rglob("*.yaml"):
        os.utime(path, ns=(then, then))


def known_of(root: Path) -> dict[str, store.Row]:
    rows: dict[str, store.Row] = {}
    store.read(root, store.Known(rows))
    return rows


def test_the_real_catalog_is_the_same_when_it_is_known(real_root: Path) -> None:
    rows: dict[str, store.Row] = {}
    read = store.read(real_root, store.Known(rows))
    again = store.read(real_root, store.Known(rows))
    assert again.catalog == read.catalog
    assert again.findings == read.findings
    assert again.digests == read.digests
    assert [one.model_fields_set for one in again.catalog.entries] == [
        one.model_fields_set for one in read.catalog.entries
    ]
    assert len(rows) > 0.9 * len(read.catalog.entries)


def test_a_change_of_a_known_file_is_seen(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path)
    settled(root)
    rows = known_of(root)
    path = root / "catalog/paging/pages.yaml"
    path.write_text(builders.ENTRY_FILE.replace("A Study of Pages", "A Study of Paces"), "utf-8")
    (entry,) = store.read(root, store.Known(rows)).catalog.entries
    assert entry.title == "A Study of Paces"  # of the same length, and within the same second


@pytest.mark.parametrize("text", ["", "{", "[]", '{"title": 5, "colour": "red"}', '{"date": "x"}'])
def test_a_damaged_memory_is_as_good_as_none(text: str, tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path)
    rows = {path: replace(row, text=text) for path, row in known_of(root).items()}
    assert store.read(root, store.Known(rows)).catalog == store.read(root).catalog


def test_a_known_file_in_a_folder_that_is_no_topic_any_more_is_a_finding(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path)
    rows = known_of(root)
    topics = root / "catalog/topics.yaml"
    topics.write_text(builders.TOPICS_FILE.replace("slug: paging", "slug: swapping"), "utf-8")
    read = store.read(root, store.Known(rows))
    assert [finding.code for finding in read.findings] == ["LLM012"]
    assert read.catalog.entries == ()


def test_an_entry_with_a_suppression_is_read_each_time(tmp_path: Path) -> None:
    text = builders.ENTRY_FILE.replace(
        "title: A", "# llm-info: ignore[LLM214] it is called so\ntitle: A"
    )
    root = builders.write_catalog(tmp_path, {"paging/pages.yaml": text})
    rows = known_of(root)
    assert rows == {}
    assert store.read(root, store.Known(rows)).suppressions == store.read(root).suppressions


def test_a_known_file_that_becomes_a_link_out_of_the_catalog_is_refused(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path / "root")
    rows = known_of(root)
    path = root / "catalog/paging/pages.yaml"
    path.rename(tmp_path / "outside.yaml")
    path.symlink_to(tmp_path / "outside.yaml")
    read = store.read(root, store.Known(rows))
    assert [finding.code for finding in read.findings] == ["LLM009"]
