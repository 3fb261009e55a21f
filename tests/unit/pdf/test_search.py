from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

import pdfs
from llm_info.errors import LlmInfoError
from llm_info.pdf.search import Index


def fill(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for name, pages in (("drawer", 3), ("shelf", 1)):
        found[name] = folder / f"{name}.pdf"
        found[name].write_bytes(pdfs.paper(f"The {name} of Folded Memory", pages=pages))
    return found


@pytest.mark.parametrize(
    ("pattern", "pages"),
    [
        ("oiled", [("drawer", 2), ("drawer", 3)]),
        ("OILED twice", [("drawer", 2), ("drawer", 3)]),
        ('"twice oiled"', []),
        ('"oiled twice"', [("drawer", 2), ("drawer", 3)]),
        ("oil*", [("drawer", 2), ("drawer", 3)]),
        ("seams shelf", [("drawer", 1), ("shelf", 1)]),
        ("NOT OR ( ^", []),
        ('"', []),
        ("", []),
    ],
)
def test_pages_with_all_the_words_are_found(
    pattern: str, pages: list[tuple[str, int]], tmp_path: Path
) -> None:
    with closing(Index(tmp_path / "cache" / "text.sqlite")) as index:
        assert list(index.update(fill(tmp_path))) == ["drawer", "shelf"]
        hits = index.search(pattern, most=9)
    assert sorted((hit.entry, hit.page) for hit in hits) == pages


def test_only_what_has_changed_is_read_again(tmp_path: Path) -> None:
    found = fill(tmp_path)
    path = tmp_path / "text.sqlite"
    with closing(Index(path)) as index:
        list(index.update(found))
    with closing(Index(path)) as index:
        assert list(index.update(found)) == []
        found["shelf"].write_bytes(pdfs.paper("A Board", pages=2))
        os.utime(found["shelf"], ns=(1, 1))
        assert list(index.update(found)) == ["shelf"]
        assert [hit.page for hit in index.search("board", most=9)] == [1]
        del found["shelf"]
        assert list(index.update(found)) == []
        assert index.search("board", most=9) == []


def test_a_pdf_without_text_to_search_is_named_with_its_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(pdfs.paper()[:700])
    with closing(Index(tmp_path / "text.sqlite")) as index:
        list(index.update({"broken": broken}))
        assert index.unread() == {"broken": "it is cut off: its end is missing"}


def test_found_words_are_set_apart(tmp_path: Path) -> None:
    with closing(Index(tmp_path / "text.sqlite")) as index:
        list(index.update(fill(tmp_path)))
        hit = index.search("listening", most=1)[0]
    assert hit.pieces[0] == "listening"
    assert "by listening, and a model wakes" in hit.snippet


def test_a_file_that_is_no_index_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "text.sqlite"
    path.write_bytes(b"not a database at all" * 99)
    with pytest.raises(LlmInfoError, match="cannot be used") as caught:
        Index(path)
    assert caught.value.hint == "delete it; it is made anew"
