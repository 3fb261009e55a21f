"""Records that are kept between builds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from llm_info.site.kept import KeptEntries
from llm_info.site.pages.formats import Format, InMemory, Kept, Record

RECORD = Record("{}", "@misc{}", "TY  - GEN", "[]", "a,b\n")
OLD, NEW = b"old", b"new"


def opened(path: Path, program: str = "this") -> KeptEntries:
    return KeptEntries(path / "deep" / "kept.sqlite", program)


def one(kept: Kept, mark: bytes = NEW) -> str | None:
    """One record, asked for alone and among others."""
    record = kept.record("a", mark)
    alone = record.bib if record else None
    assert kept.texts({"a": mark, "b": mark}, "bib") == ({"a": alone} if alone else {})
    return alone


def test_a_record_outlasts_the_build_until_what_it_was_made_from_changes(tmp_path: Path) -> None:
    kept = opened(tmp_path)
    assert one(kept) is None
    kept.keep("a", OLD, RECORD)
    assert one(kept, OLD) == "@misc{}"  # not written yet
    kept.save()
    kept.close()
    kept = opened(tmp_path)
    assert one(kept, OLD) == "@misc{}"
    assert one(kept, NEW) is None
    kept.keep("a", NEW, Record("{}", "@book{}", "", "", ""))
    assert one(kept, NEW) == "@book{}"
    assert one(kept, OLD) is None
    kept.save()
    assert one(kept, NEW) == "@book{}"
    assert one(kept, OLD) is None


def test_what_another_program_made_and_entries_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.keep("a", NEW, RECORD)
    kept.keep("gone", NEW, RECORD)
    kept.forget_but([], ["a", "other"])
    kept.close()
    kept = opened(tmp_path)
    assert one(kept) == "@misc{}"
    assert kept.record("gone", NEW) is None
    kept.close()
    assert one(opened(tmp_path, "newer")) is None


@pytest.mark.parametrize("damage", [b"no database" * 1000, None])
def test_a_damaged_database_is_made_anew(damage: bytes | None, tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.keep("a", NEW, RECORD)
    kept.save()
    kept.close()
    path = tmp_path / "deep" / "kept.sqlite"
    path.write_bytes(damage or path.read_bytes()[:4096] + bytes(len(path.read_bytes()) - 4096))
    kept = opened(tmp_path)
    assert one(kept) is None
    kept.keep("a", NEW, RECORD)
    kept.save()
    assert one(kept) == "@misc{}"
    kept.close()
    kept = opened(tmp_path)
    kept.keep("a", NEW, RECORD)
    kept.save()
    kept.close()
    assert one(opened(tmp_path)) == "@misc{}"  # the next one lasts again


def test_a_database_of_another_shape_is_made_anew(tmp_path: Path) -> None:
    kept = opened(tmp_path, "older")
    kept.close()
    with closing(sqlite3.connect(tmp_path / "deep" / "kept.sqlite")) as other, other:
        other.execute("ALTER TABLE records DROP COLUMN csv")
    kept = opened(tmp_path)
    kept.keep("a", NEW, RECORD)
    kept.save()
    kept.close()
    assert one(opened(tmp_path)) == "@misc{}"


def test_a_database_that_another_build_writes_to_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", partial(connect, timeout=0))
    kept = opened(tmp_path)
    with closing(connect(tmp_path / "deep" / "kept.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        kept.keep("a", NEW, RECORD)
        kept.save()
        assert one(kept) == "@misc{}"
        assert (tmp_path / "deep" / "kept.sqlite").is_file()


def test_a_database_that_fails_on_the_way_is_replaced_by_one_in_memory(tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.keep("a", NEW, RECORD)
    kept.save()
    kept.close()
    kept = opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / "deep" / "kept.sqlite")) as other, other:
        other.execute("DROP TABLE records")
    assert one(kept) is None  # it is made again
    kept.keep("a", NEW, RECORD)
    kept.forget_but([], ["a"])
    assert one(kept) == "@misc{}"


def test_where_nothing_can_be_written_a_build_does_without(tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("a file where a folder should be", "utf-8")
    kept = opened(tmp_path)
    kept.keep("a", NEW, RECORD)
    kept.save()
    assert one(kept) == "@misc{}"


@pytest.mark.parametrize("name", ["json", "bib", "ris", "csl", "csv"])
def test_memory_and_database_say_the_same(name: Format, tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.keep("a", NEW, RECORD)
    kept.save()
    memory = InMemory()
    memory.keep("a", NEW, RECORD)
    for one in (memory, kept):
        assert one.record("a", NEW) == RECORD
        assert one.texts({"a": NEW}, name) == {"a": RECORD.text(name)}
