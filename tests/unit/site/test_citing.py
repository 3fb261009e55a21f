"""Citations: the forms that reference managers read."""

from __future__ import annotations

import json

import pytest

import builders
from llm_info.site.pages.citing import citations, formatted
from llm_info.site.pages.records import record
from llm_info.site.pages.site import Site

VENUES = builders.catalog().venues


def cited(name: str, **over: object) -> str:
    entry = builders.paper(**over)
    site = Site(builders.catalog(entry), "Invented", "Papers.")
    return next(each.text for each in citations(record(site, entry)) if each.name == name)


@pytest.mark.parametrize(
    ("over", "text"),
    [
        (
            {},
            (
                "Ada Lovelace and Charles Babbage (2021). A Study of Pages. arXiv:2103.01234."
                " https://arxiv.org/abs/2103.01234"
            ),
        ),
        (
            {"venue": "INVENT 2022", "doi": "10.1145/12.34", "authors": ["Ada Lovelace"]},
            (
                "Ada Lovelace (2022). A Study of Pages. Conference on Invented Systems."
                " https://doi.org/10.1145/12.34"
            ),
        ),
        (
            {"authors": [f"Ada No{n}" for n in range(8)], "arxiv": None, "title": "Ends."},
            "Ada No0, Ada No1, Ada No2, Ada No3, Ada No4, Ada No5, et al. (2021). Ends",
        ),
        ({"authors": [], "date": None, "arxiv": None, "kind": "list"}, "A Study of Pages"),
    ],
)
def test_a_citation_reads_like_one_at_the_end_of_a_paper(
    over: dict[str, object], text: str
) -> None:
    assert formatted(builders.paper(**over), VENUES) == text


def test_ris_has_a_line_per_author_and_ends() -> None:
    lines = cited("RIS", venue="JIS 2022", doi="10.1145/12.34").split("\n")
    assert lines[0] == "TY  - JOUR"
    assert lines[-2:] == ["ER  - ", ""]
    assert [line for line in lines if line.startswith("AU")] == [
        "AU  - Lovelace, Ada",
        "AU  - Babbage, Charles",
    ]
    assert "JO  - Journal of Invented Systems" in lines
    assert "DO  - 10.1145/12.34" in lines


def test_csl_names_people_and_groups() -> None:
    (item,) = json.loads(cited("CSL-JSON", authors=["Ada Lovelace", "{Pages Team}"]))
    assert item["author"] == [
        {"family": "Lovelace", "given": "Ada"},
        {"literal": "Pages Team"},
    ]
    assert item["issued"] == {"date-parts": [[2021, 3, 4]]}
    assert item["type"] == "article"
