"""Values of the catalog."""

from __future__ import annotations

from datetime import date

import pytest

import builders
from llm_info.link_kinds import BUILT_IN, LinkKind
from llm_info.values import Appearance, Author, PartialDate


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_date_may_be_known_in_part(text: str, first: date, last: date) -> None:
    parsed = PartialDate.parse(text)
    assert (str(parsed), parsed.first_day, parsed.last_day) == (text, first, last)


@pytest.mark.parametrize(
    "text", ["", "23", "2023-2", "2023-13", "2023-02-30", "12 May 2023", "0000"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date|no calendar has"):
        PartialDate.parse(text)


def test_a_venue_has_a_year() -> None:
    assert Appearance.parse("Findings of ACL 2023") == Appearance("Findings of ACL", 2023)
    for text in ("ACL", "2023", "ACL 23", "ACL 2023 Workshop"):
        with pytest.raises(ValueError, match="is not a venue and a year"):
            Appearance.parse(text)


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Ada Lovelace", "Ada", "Lovelace"),
        ("Lovelace, Ada King", "Ada King", "Lovelace"),
        ("Laurens van der Maaten", "Laurens", "van der Maaten"),
        ("{The Big Group}", "", "The Big Group"),
        ("Plato", "", "Plato"),
        ("Martin Luther King Jr.", "Martin Luther", "King Jr."),
    ],
)
def test_a_name_has_a_given_and_a_family_part(text: str, given: str, family: str) -> None:
    author = Author.parse(text)
    assert (author.given, author.family) == (given, family)
    assert str(author) == text


@pytest.mark.parametrize("text", ["", "—", "{open", "a} b", "A, B, C"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a name|has braces|has several commas"):
        Author.parse(text)


def test_an_entry_knows_its_topics_once_and_its_derived_links() -> None:
    entry = builders.paper(topics=["paging/tables", "paging"], openreview="abcdef1")
    assert entry.all_topics == ("paging", "paging/tables")
    assert list(entry.derived_links()) == [
        ("page", "https://arxiv.org/abs/2103.01234"),
        ("pdf", "https://arxiv.org/pdf/2103.01234"),
        ("page", "https://openreview.net/forum?id=abcdef1"),
        ("pdf", "https://openreview.net/pdf?id=abcdef1"),
    ]


def test_a_catalog_knows_who_builds_on_whom() -> None:
    old = builders.paper(id="old", arxiv=None)
    new = builders.paper(id="new", arxiv=None, builds_on=["old"])
    assert builders.catalog(old, new).built_upon == {"old": (new,)}


def test_words_of_many_titles_are_common() -> None:
    titles = ["Pages of Memory", "A Page", "Pages", "The Last Page", "Paging", "Page and Drum"]
    entries = [builders.paper(id=f"p{at}", title=title) for at, title in enumerate(titles)]
    assert builders.catalog(*entries).common_words == {"page", "pages"}
    assert builders.catalog(*entries[:4]).common_words == frozenset()


def test_the_kinds_of_links_that_every_catalog_has_are_valid() -> None:
    said = {name: kind.model_dump() for name, kind in BUILT_IN.items()}
    assert {name: LinkKind.model_validate(each) for name, each in said.items()} == BUILT_IN
