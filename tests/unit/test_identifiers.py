"""Identifiers: a parser that is strict, a reader that is kind, a printer that undoes both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget, OpenReviewId


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2309.06180", (2023, 9)),
        ("0704.0001", (2007, 4)),
        ("1412.6980", (2014, 12)),
        ("1501.00001", (2015, 1)),
        ("cs/0112017", (2001, 12)),
        ("hep-th/9901001", (1999, 1)),
        ("math.GT/0309136", (2003, 9)),
    ],
)
def test_an_arxiv_id_is_read_and_printed_unchanged(text: str, month: tuple[int, int]) -> None:
    assert str(ArxivId.parse(text)) == text
    assert ArxivId.parse(text).month == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23O3.08770",
        "2309.6180",
        "1412.06980",
        "2313.00001",
        "0703.0001",
        "2309.06180v2",
        "2309.061800",
        "arXiv:2309.06180",
        "https://arxiv.org/abs/2309.06180",
        " 2309.06180",
        "cs/2112017",
        "\uff12309.06180",
    ],
)
def test_what_is_no_canonical_arxiv_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an arXiv id|has a version"):
        ArxivId.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2309.06180",
        "2309.06180v3",
        "arXiv:2309.06180",
        "https://arxiv.org/abs/2309.06180v1",
        "http://www.arxiv.org/pdf/2309.06180.pdf",
        "https://arxiv.org/html/2309.06180v2/",
        "https://export.arxiv.org/abs/2309.06180",
        "10.48550/arXiv.2309.06180",
        "https://doi.org/10.48550/arxiv.2309.06180",
    ],
)
def test_an_arxiv_id_is_found_in_what_people_paste(text: str) -> None:
    assert ArxivId.recognize(text) == ArxivId("2309.06180")


@pytest.mark.parametrize(
    "text", ["", "https://arxiv.org/list/cs.CL/new", "https://example.org/2309.06180", "http://[x"]
)
def test_what_holds_no_arxiv_id_gives_none(text: str) -> None:
    assert ArxivId.recognize(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("https://doi.org/10.1145/1", "is not a DOI"),
        ("10.1145", "is not a DOI"),
        ("10.1145/ 1", "is not a DOI"),
        ("10.1145/ABC", "has capitals"),
    ],
)
def test_what_is_no_canonical_doi_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Doi.parse(text)


def test_a_doi_is_found_in_what_people_paste() -> None:
    for text in ("doi: 10.1145/ABC", "https://dx.doi.org/10.1145/abc", "10.1145/Abc"):
        assert Doi.recognize(text) == Doi("10.1145/abc")
    assert Doi.parse("10.1002/(sici)1<1::a>2").url == ("https://doi.org/10.1002/(sici)1%3C1::a%3E2")


@pytest.mark.parametrize("text", ["P19-1334", "2023.acl-long.1", "2023.findings-emnlp.13"])
def test_an_anthology_id_is_read_and_found(text: str) -> None:
    assert str(AclId.parse(text)) == text
    assert AclId.recognize(f"https://aclanthology.org/{text}.pdf") == AclId(text)
    assert AclId.recognize(f"https://www.aclweb.org/anthology/{text}/") == AclId(text)


@pytest.mark.parametrize(
    "text", ["P19", "acl-long.1", "2023.acl-long", "https://aclanthology.org/"]
)
def test_what_is_no_anthology_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an ACL Anthology id"):
        AclId.parse(text)


def test_a_forum_id_has_no_address_around_it() -> None:
    assert OpenReviewId.parse("uNrFpDPMyo").pdf_url == "https://openreview.net/pdf?id=uNrFpDPMyo"
    with pytest.raises(ValueError, match="is not an OpenReview forum id"):
        OpenReviewId.parse("https://openreview.net/forum?id=uNrFpDPMyo")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://github.com/a/b", "https://github.com/a/b"),
        ("http://www.github.com/a/b.git/", "https://github.com/a/b"),
        ("https://github.com/a/b#readme", "https://github.com/a/b"),
        (
            "https://github.com/a/b/blob/main/x/y.pdf",
            "https://github.com/a/b/blob/main/x/y.pdf",
        ),
        ("https://github.com/a/b/tree/v1", "https://github.com/a/b/tree/v1"),
    ],
)
def test_a_repository_or_a_path_in_it_is_recognized(url: str, canonical: str) -> None:
    assert str(GitHubTarget.recognize(url)) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/a",
        "https://github.com/topics/llm",
        "https://github.com/a/b/issues/1",
        "https://github.com/a/b/tree",
        "https://gist.github.com/a/b",
        "https://github.com.evil.example/a/b",
        "https://github.com/-a/b",
        "http://[oops",
    ],
)
def test_what_is_no_repository_gives_none(url: str) -> None:
    assert GitHubTarget.recognize(url) is None


@given(st.text())
def test_any_text_is_recognized_or_not_but_never_fails(text: str) -> None:
    for kind in (ArxivId, Doi, AclId):
        found = kind.recognize(text)
        assert found is None or kind.parse(str(found)) == found
    target = GitHubTarget.recognize(f"https://github.com/{text}")
    assert target is None or GitHubTarget.recognize(str(target)) == target
