"""The plan: one question per address, the cheapest that settles it."""

from __future__ import annotations

import builders
from llm_info.links import Expectation, plan

BLOB = "https://github.com/o/r/blob/main/papers/a b.pdf"


def test_identifiers_are_asked_where_the_answer_is_cheap() -> None:
    entry = builders.paper(arxiv="2103.01234", doi="10.1145/12.34", acl="2021.acl-long.1")
    asked = {question.url: question for question in plan(builders.catalog(entry))}
    assert asked["https://arxiv.org/abs/2103.01234"].expectation is Expectation.PAPER_PAGE
    assert asked["https://doi.org/10.1145/12.34"].ask == (
        "https://doi.org/api/handles/10.1145/12.34?type=URL"
    )
    assert asked["https://aclanthology.org/2021.acl-long.1/"].titles == ("A Study of Pages",)


def test_a_file_shown_by_github_is_asked_for_itself_when_it_must_be_a_pdf() -> None:
    entry = builders.paper(arxiv=None, links={"pdf": BLOB, "code": "https://github.com/o/r.git"})
    pdf, code = plan(builders.catalog(entry))
    assert (pdf.url, pdf.ask) == (BLOB, "https://github.com/o/r/raw/main/papers/a b.pdf")
    assert (code.ask, code.expectation) == ("https://github.com/o/r", Expectation.REPOSITORY)


def test_an_address_that_one_entry_calls_a_pdf_must_be_one() -> None:
    url = "https://example.org/x"
    one = builders.paper(id="one", arxiv=None, links={"project": url})
    two = builders.paper(id="two", arxiv=None, links={"pdf": url})
    (question,) = plan(builders.catalog(one, two))
    assert question.expectation is Expectation.PDF
    assert [use.entry for use in question.uses] == ["one", "two"]
