"""BibTeX of one entry."""

from __future__ import annotations

import pytest

import builders
from llm_info.exports.bibtex import bibtex, citation_key, escaped, protected

VENUES = builders.catalog().venues


def test_a_conference_paper() -> None:
    entry = builders.paper(venue="INVENT 2021", doi="10.1145/12.34")
    assert bibtex(entry, VENUES) == (
        "@inproceedings{lovelace2021study,\n"
        "  title         = {A Study of Pages},\n"
        "  author        = {Lovelace, Ada and Babbage, Charles},\n"
        "  booktitle     = {Conference on Invented Systems},\n"
        "  year          = {2021},\n"
        "  doi           = {10.1145/12.34},\n"
        "  eprint        = {2103.01234},\n"
        "  archiveprefix = {arXiv},\n"
        "  url           = {https://arxiv.org/abs/2103.01234},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("over", "start"),
    [
        ({}, "@misc{"),
        ({"venue": "JIS 2022"}, "@article{"),
        ({"kind": "software", "arxiv": None, "links": {"code": "https://a.org"}}, "@software{"),
        ({"kind": "list", "arxiv": None, "links": {"docs": "https://a.org"}}, "@online{"),
    ],
)
def test_the_type_follows_from_what_the_entry_is(over: dict[str, object], start: str) -> None:
    assert bibtex(builders.paper(**over), VENUES).startswith(start)


@pytest.mark.parametrize(
    ("over", "key"),
    [
        ({"name": "PagedAttention"}, "lovelace2021pagedattention"),
        ({"authors": ["Éva Müller-Østby"]}, "mullerostby2021study"),
        ({"authors": ["Laurens van der Maaten"]}, "vandermaaten2021study"),
        ({"authors": ["{Big Group}"]}, "biggroup2021study"),
        ({"title": "书", "authors": ["书"], "date": None}, "pages"),
    ],
)
def test_keys_are_plain(over: dict[str, object], key: str) -> None:
    assert citation_key(builders.paper(**over)) == key


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("LLM.int8(): 8-bit Products", "{LLM.int8}(): 8-bit Products"),
        ("FlashAttention: Fast and Exact", "{FlashAttention}: Fast and Exact"),
        ("50% of a & b_c", r"50\% of a \& b\_c"),
        ("On $x$ {y}", r"On \$x\$ \{y\}"),
    ],
)
def test_titles_keep_their_capitals_and_signs(title: str, written: str) -> None:
    assert protected(title) == written


def test_a_group_is_not_split_and_a_cut_list_says_so() -> None:
    text = bibtex(builders.paper(authors=["{Big Group}", "Ada Lovelace"], et_al="true"), VENUES)
    assert "{{Big Group} and Lovelace, Ada and others}" in text


def test_latex_signs_are_escaped() -> None:
    assert escaped("a~b^c\\d") == r"a\textasciitilde{}b\textasciicircum{}c\textbackslash{}d"
