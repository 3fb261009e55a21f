"""Where `serve` keeps its site: one folder per catalog, and one process in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import builders
from llm_info.site.serving.place import place_of


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_each_catalog_has_a_folder_that_lasts(tmp_path: Path) -> None:
    one, other = (builders.write_catalog(tmp_path / name) for name in ("one", "other"))
    with (
        place_of(one, tmp_path / "served") as first,
        place_of(other, tmp_path / "served") as second,
    ):
        assert first != second
        (first / "site").mkdir()
    with place_of(one, tmp_path / "served") as again:
        assert again == first
        assert (again / "site").is_dir()


def test_who_comes_second_gets_a_folder_that_goes_with_it(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path / "root")
    with place_of(root, tmp_path / "served") as first:
        with place_of(root, tmp_path / "served") as second:
            assert second not in (first, *first.parents)
            assert second.is_dir()
        assert not second.exists()
        assert first.is_dir()


def test_where_nothing_can_be_kept_a_folder_that_goes_will_do(tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path / "root")
    (tmp_path / "served").write_text("no folder", "utf-8")
    with place_of(root, tmp_path / "served") as place:
        assert place.is_dir()
    assert not place.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_what_was_served_of_a_catalog_that_is_no_more_goes(tmp_path: Path) -> None:
    served = tmp_path / "served"
    gone, there = (builders.write_catalog(tmp_path / name) for name in ("gone", "there"))
    with place_of(gone, served) as old, place_of(there, served) as kept:
        (old / "site").mkdir()
    (gone / "catalog").rename(tmp_path / "moved")
    (served / "strange").mkdir()
    (served / "strange" / "root").write_bytes(b"\xff")
    with place_of(there, served):
        assert not old.exists()
        assert kept.is_dir()
        assert (served / "strange").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such rights")
def test_nobody_else_may_look_into_it(tmp_path: Path) -> None:
    with place_of(builders.write_catalog(tmp_path / "root"), tmp_path / "served") as place:
        assert place.is_relative_to(tmp_path / "served")
        assert place.stat().st_mode & 0o077 == 0
