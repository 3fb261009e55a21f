from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_info.identifiers import ArxivId, Doi
from llm_info.pdf import PdfReport, Sameness, Stamp, match

TITLE = "Folding Memory+: Eﬃcient Drawers for Sleepy Models 2"
AUTHORS = ("Ada Quill", "Bruno Tarn", "Chidi Valé", "Dora Wren")
BODY = "Models that sleep between requests keep their memory and nobody needs it at night. " * 8
PAGE = (
    "Folding Memory+: Eﬃcient Drawers\nfor Sleepy Models 2\n"
    f"Ada Quill, Bruno Tarn, Chidi Vale, Dora Wren\nAbstract\n{BODY}"
)
REPORT = PdfReport(
    readable=True,
    pages=9,
    texts=(PAGE, BODY),
    printed_title="Folding Memory+: Eﬃcient Drawers for Sleepy Models 2",
)
STAMP = Stamp(ArxivId("2303.01234"), 1, "2023-03-05")


@pytest.mark.parametrize(
    ("title", "authors", "verdict"),
    [
        (TITLE, (), Sameness.SAME),
        ("FOLDING MEMORY+: EFFICIENT DRAWERS FOR SLEEPY MODELS 2", (), Sameness.SAME),
        ("Folding memory+ — efficient dräwers for sleepy models²", (), Sameness.SAME),
        ("Folding Memory+: Eficient Drawers for Sleepy Models 2", AUTHORS, Sameness.SAME),
        ("Folding Memory: Efficient Drawers for Sleepy Models 2", AUTHORS, Sameness.OTHER),
        ("Folding Memory+: Efficient Drawers for Sleepy Models 3", AUTHORS, Sameness.OTHER),
        ("Folding Memory", (), Sameness.OTHER),
        ("Folding Memory+", (), Sameness.OTHER),
        ("Efficient Drawers for Sleepy Models 2", (), Sameness.OTHER),
        ("Folding Memory+: Efficient Drawers", AUTHORS, Sameness.OTHER),
        ("Drawers", (), Sameness.UNKNOWN),
        ("On Shelves: a Theory of Sturdy Boards", ("Emil Zorn",), Sameness.OTHER),
        ("On Shelves: a Theory of Sturdy Boards", AUTHORS, Sameness.UNKNOWN),
    ],
)
def test_titles_are_the_same_up_to_what_printing_changes(
    title: str, authors: tuple[str, ...], verdict: Sameness
) -> None:
    found = match(REPORT, title=title, authors=authors)
    if verdict is Sameness.OTHER and authors == AUTHORS:
        assert not found.is_same
    else:
        assert found.verdict is verdict, found


def test_another_title_of_a_retitled_paper_counts() -> None:
    assert match(REPORT, title="On Shelves and Boards", also_titled=[TITLE]).is_same


def test_arxivs_stamp_decides_against_a_title() -> None:
    stamped = replace(REPORT, stamp=STAMP)
    other = match(stamped, title=TITLE, arxiv=ArxivId("2303.09999"))
    assert other.verdict is Sameness.OTHER
    assert other.reason == "arXiv's stamp says 2303.01234, not 2303.09999"
    assert match(stamped, title="A New Name for It", arxiv=ArxivId("2303.01234")).is_same


def test_the_printed_doi_supports_another_title() -> None:
    doi = Doi("10.1000/drawer.7")
    assert match(replace(REPORT, doi=doi), title="A New Name for It All", doi=doi).is_same
    assert not match(replace(REPORT, doi=doi), title="A New Name for It All").is_same


def test_without_a_text_layer_nothing_is_guessed() -> None:
    scan = PdfReport(readable=True, pages=9, texts=("17", ""))
    assert match(scan, title=TITLE, authors=AUTHORS).verdict is Sameness.UNKNOWN


def test_what_cannot_be_read_is_unknown() -> None:
    found = match(PdfReport.unreadable("it needs a password"), title=TITLE)
    assert found.verdict is Sameness.UNKNOWN
    assert found.reason == "the PDF cannot be read: it needs a password"


def test_the_title_of_a_cover_sheets_second_page_counts() -> None:
    cover = replace(REPORT, texts=("This paper is kept by the Archive of Drawers.", PAGE))
    assert match(replace(cover, printed_title=""), title=TITLE).is_same


def test_a_short_title_counts_when_the_authors_agree() -> None:
    short = replace(REPORT, printed_title="Drawers", texts=(PAGE.replace(TITLE, "Drawers"), BODY))
    assert match(short, title="Drawers", authors=AUTHORS).is_same
    assert match(short, title="Drawers", authors=["Emil Zorn"]).verdict is Sameness.UNKNOWN


def test_authors_set_like_the_title_do_not_make_it_longer() -> None:
    longer = replace(REPORT, printed_title=f"{TITLE} Ada Quill, Bruno Tarn")
    assert match(longer, title=TITLE, authors=AUTHORS).is_same
    assert match(longer, title=TITLE).is_same
    assert not match(longer, title=TITLE.partition(":")[0], authors=AUTHORS).is_same


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=3), st.text(max_size=400))
def test_any_text_can_be_matched(title: str, authors: list[str], page: str) -> None:
    report = PdfReport(readable=True, texts=(page,), printed_title=page[:80])
    assert 0 <= match(report, title=title, authors=authors).score <= 1
