"""The plan: one question per address, the cheapest that settles it."""

from __future__ import annotations

import pytest

import builders
from llm_info.links import Expectation, Question, plan, shard
from llm_info.links.plan import host_of

BLOB = "https://github.com/o/r/blob/main/papers/a b.pdf"


def only_question(**links: str) -> Question:
    """What is asked about an entry with one link and nothing else."""
    (question,) = plan(builders.catalog(builders.paper(arxiv=None, links=links)))
    return question


def test_identifiers_are_asked_where_the_answer_is_cheap() -> None:
    entry = builders.paper(arxiv="2103.01234", doi="10.1145/12.34", acl="2021.acl-long.1")
    asked = {question.url: question for question in plan(builders.catalog(entry))}
    assert asked["https://arxiv.org/abs/2103.01234"].expectation is Expectation.ARXIV
    assert asked["https://doi.org/10.1145/12.34"].ask == (
        "https://doi.org/api/handles/10.1145/12.34?type=URL"
    )
    assert asked["https://aclanthology.org/2021.acl-long.1/"].papers[0].titles == (
        "A Study of Pages",
    )


@pytest.mark.parametrize(
    ("kind", "url", "expectation", "asked"),
    [
        ("pdf", "https://arxiv.org/pdf/2301.00001v2", Expectation.ARXIV, "2301.00001v2"),
        ("project", "https://arxiv.org/abs/hep-th/9901001", Expectation.ARXIV, "hep-th/9901001"),
        ("project", "https://doi.org/10.1145/12.34", Expectation.DOI, None),
        ("code", "https://github.com/o/r/tree/main/x", Expectation.REPOSITORY_PATH, None),
        ("code", "https://github.com/o/r/issues/1", Expectation.PAGE, None),
        ("project", "https://aclanthology.org/P19-1334/", Expectation.PAPER_PAGE, None),
        ("project", "http://[oops", Expectation.PAGE, None),
    ],
)
def test_a_written_address_is_asked_as_what_it_is(
    kind: str, url: str, expectation: Expectation, asked: str | None
) -> None:
    question = only_question(**{kind: url})
    assert (question.expectation, question.arxiv) == (expectation, asked)


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


def test_parts_of_one_page_are_two_links_and_one_request() -> None:
    links = {"project": ["https://example.org/x#one", "https://example.org/x#two"]}
    entry = builders.paper(arxiv=None, links=links)
    asked = plan(builders.catalog(entry))
    assert [question.fragment for question in asked] == ["one", "two"]
    assert {question.ask for question in asked} == {"https://example.org/x"}


def test_a_data_set_may_be_described_by_another_paper_and_a_project_may_not() -> None:
    assert only_question(dataset="https://example.org/d").papers == ()
    assert only_question(project="https://example.org/d").papers != ()


def test_shards_share_all_questions_and_no_host() -> None:
    links = {"project": [f"https://host{n % 7}.example/{n}" for n in range(50)]}
    questions = plan(builders.catalog(builders.paper(arxiv=None, links=links)))
    parts = [shard(questions, number, 3) for number in (1, 2, 3)]
    assert sorted(q.url for part in parts for q in part) == sorted(q.url for q in questions)
    hosts = [{host_of(question.url) for question in part} for part in parts]
    assert sorted(host for part in hosts for host in part) == [f"host{n}.example" for n in range(7)]
