"""A suppression speaks of what it stands above or behind, and needs a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import write_catalog
from llm_info import checking, store

TEXT = """\
title: A Study of Silence{title}
{above}authors:
  - Wei Wang
  {item}- Wei Wang{behind}
date: 2021
doi: 10.1000/silence
summary: >-
  Says in so many words as are asked for that there is nothing more to be said of it.
"""
IGNORE = "# llm-info: ignore LLM506: two people share the name"


def codes(root: Path, text: str) -> list[str]:
    reading = store.read(write_catalog(root, {"paging/silence.yaml": text}))
    found = checking.findings(reading)
    return [one.code for one in found if one.path == "catalog/paging/silence.yaml"]


def text(title: str = "", above: str = "", item: str = "", behind: str = "") -> str:
    return TEXT.format(title=title, above=above, item=item, behind=behind)


@pytest.mark.parametrize(
    "silent",
    [
        text(behind=f"  {IGNORE}"),
        text(item=f"{IGNORE}\n  "),
        text(above=f"{IGNORE}\n"),
        f"{IGNORE}\n{text()}",
        text(behind="  # llm-info: ignore LLM506, LLM506: two people share the name"),
    ],
)
def test_it_silences_what_it_belongs_to(silent: str, tmp_path: Path) -> None:
    assert codes(tmp_path, silent) == []


@pytest.mark.parametrize(
    ("loud", "expected"),
    [
        (text(), ["LLM506"]),
        (text(title=f"  {IGNORE}"), ["LLM014", "LLM506"]),
        (f"{text()}{IGNORE}\n", ["LLM506", "LLM013"]),
        (text(behind="  # llm-info: ignore LLM506"), ["LLM506", "LLM013"]),
        (text(behind="  # llm-info: ignore LLM506:"), ["LLM506", "LLM013"]),
        (text(behind="  # llm-info: ignore LLM5: all"), ["LLM506", "LLM013"]),
        (text(behind="  # llm-info: ignore LLM506, LLM507: names"), ["LLM014"]),
        (text(behind="  # llm-info: ignore LLM101: keys"), ["LLM506", "LLM013"]),
        (text(behind="  # ignore LLM506: two people"), ["LLM506"]),
    ],
)
def test_nothing_else_is_silenced(loud: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, loud) == expected


def test_a_text_that_looks_like_one_is_none(tmp_path: Path) -> None:
    quoted = text().replace("Says", "Says '# llm-info: ignore LLM506: reason'")
    assert codes(tmp_path, quoted) == ["LLM506"]


def test_it_survives_formatting_and_still_speaks_of_the_same(tmp_path: Path) -> None:
    for silent in (text(behind=f"  {IGNORE}"), text(above=f"{IGNORE}\n"), f"{IGNORE}\n{text()}"):
        formatted, _ = store.format_text(silent)
        assert formatted is not None
        assert codes(tmp_path, formatted) == []
