"""Edits change what they name, keep comments, and leave the rest as it is."""

from __future__ import annotations

import pytest

from llm_info import store
from llm_info.finding import Edit

CODE = "https://github.com/invented/pages"
LINKS = f"links:\n  code: {CODE}\n"
TEXT = """\
title: A Study of Pages
authors:
  - Ada Lovelace  # first
  - Charles Babbage  # second
  - Grace Hopper  # third
links:
  code: https://github.com/invented/pages
"""


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Edit(("title",), "Pages"), "A Study of Pages", "Pages"),
        (Edit(("et_al",), "true"), "links:", "et_al: true\nlinks:"),
        (Edit(("arxiv",), "2103.01234"), "links:", "arxiv: 2103.01234\nlinks:"),
        (Edit(("links",), None), LINKS, ""),
        (Edit(("links", "code", 0), None), LINKS, ""),
        (Edit(("links", "code", 0), "https://x.org"), CODE, "https://x.org"),
        (Edit(("authors", 2), "Grace M. Hopper"), "Grace Hopper", "Grace M. Hopper"),
        (Edit(("name",), None), "", ""),
        (Edit(("authors", 9), None), "", ""),
    ],
)  # fmt: skip
def test_an_edit_changes_what_it_names(edit: Edit, old: str, new: str) -> None:
    assert store.edit_text(TEXT, [edit]) == TEXT.replace(old, new)


def test_comments_follow_their_items_when_one_before_them_goes() -> None:
    edited = store.edit_text(TEXT, [Edit(("authors", 0), None)])
    assert "  - Charles Babbage  # second\n  - Grace Hopper  # third\n" in edited
    assert edited.endswith("# first\n")


def test_several_items_of_a_list_go_at_once() -> None:
    edited = store.edit_text(TEXT, [Edit(("authors", 0), None), Edit(("authors", 1), None)])
    assert "authors:\n  - Grace Hopper  # third\n" in edited


def test_of_two_edits_of_one_field_the_first_counts() -> None:
    edited = store.edit_text(TEXT, [Edit(("title",), "One"), Edit(("title",), "Two")])
    assert edited.startswith("title: One\n")


def test_what_cannot_be_parsed_stays_as_it_is() -> None:
    assert store.edit_text("title: [", [Edit(("title",), "x")]) == "title: ["
