"""The judge: an answer in, a verdict out."""

from __future__ import annotations

import json

import pytest

from llm_info.identifiers import GitHubTarget
from llm_info.links import Answer, Expectation, Question, judge
from llm_info.links.verdict import Hop, Trouble

URL = "https://example.org/paper"
REPOSITORY = "https://github.com/old/name"


def question(expectation: Expectation = Expectation.PAGE, url: str = URL) -> Question:
    titles = ("A Study of Pages",) if expectation is Expectation.PAPER_PAGE else ()
    return Question(
        url, url, "page", expectation, titles=titles, repository=GitHubTarget.recognize(url)
    )


def page(status: int = 200, body: str = "", **headers: str) -> Answer:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(url=URL, status=status, headers=fields, body=body)


@pytest.mark.parametrize(
    ("answer", "verdict", "reason"),
    [
        (page(200), "ok", ""),
        (page(404), "broken", "not-found"),
        (page(410), "broken", "not-found"),
        (page(400), "broken", "client-error"),
        (page(304), "broken", "client-error"),
        (page(401), "blocked", "turned-away"),
        (page(403), "blocked", "turned-away"),
        (page(418), "blocked", "turned-away"),
        (page(429), "blocked", "rate-limited"),
        (page(451), "blocked", "turned-away"),
        (page(999), "blocked", "turned-away"),
        (page(202), "blocked", "turned-away"),
        (page(503, cf_mitigated="challenge"), "blocked", "turned-away"),
        (page(200, "<title>Just a moment...</title>"), "blocked", "turned-away"),
        (page(500), "unreachable", "server-error"),
        (page(522), "unreachable", "server-error"),
        (page(408), "unreachable", "server-error"),
        (page(200, "<title>404</title>"), "mismatch", "soft-404"),
        (page(200, "<title>Page Not Found | X</title>"), "mismatch", "soft-404"),
        (page(200, "<p>the key was not found</p>"), "ok", ""),
        (page(200, "This domain is for sale"), "mismatch", "parked"),
        (Answer(trouble=Trouble.UNKNOWN_HOST, detail="x.invalid"), "broken", "unknown-host"),
        (Answer(trouble=Trouble.CERTIFICATE), "broken", "certificate"),
        (Answer(trouble=Trouble.REDIRECT_LOOP), "broken", "redirect-loop"),
        (Answer(trouble=Trouble.TIMEOUT), "unreachable", "timeout"),
        (Answer(trouble=Trouble.PRIVATE_ADDRESS), "refused", "private-address"),
        (Answer(trouble=Trouble.BAD_SCHEME), "refused", "scheme"),
    ],
)
def test_a_page_is_judged_by_status_headers_and_title(
    answer: Answer, verdict: str, reason: str
) -> None:
    judgement = judge(question(), answer)
    assert (str(judgement.verdict), judgement.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("hops", "new_url"),
    [
        ([(301, "https://example.org/new")], "https://example.org/new"),
        ([(308, "https://example.org/a"), (301, "https://example.org/b")], "https://example.org/b"),
        ([(301, "https://example.org/a"), (302, "https://example.org/b")], "https://example.org/a"),
        ([(302, "https://example.org/b")], None),
        ([(302, "https://example.org/a"), (301, "https://example.org/b")], None),
    ],
)
def test_only_leading_permanent_redirects_move_a_link(
    hops: list[tuple[int, str]], new_url: str | None
) -> None:
    chain: list[Hop] = []
    here = URL
    for status, target in hops:
        chain.append(Hop(here, status, target))
        here = target
    judgement = judge(question(), Answer(tuple(chain), here, 200))
    assert judgement.new_url == new_url
    assert str(judgement.verdict) == ("moved" if new_url else "ok")


def test_a_redirect_to_the_home_page_is_no_answer() -> None:
    hop = Hop(URL, 301, "https://example.org/")
    judgement = judge(question(), Answer((hop,), "https://example.org/", 200))
    assert (str(judgement.verdict), judgement.new_url) == ("mismatch", None)


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("A Study of Pages", "ok"),
        ("A study of pages: extended version", "ok"),
        ("A Study on Pages", "ok"),
        ("Whales of the Southern Ocean", "mismatch"),
    ],
)
def test_a_paper_page_must_be_about_the_paper(title: str, verdict: str) -> None:
    body = f'<head><meta name="citation_title" content="{title}" /></head>'
    answer = page(200, body)
    assert str(judge(question(Expectation.PAPER_PAGE), answer).verdict) == verdict


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, '{"responseCode":1,"handle":"10.1/x"}', "ok"),
        (404, '{"responseCode":100,"handle":"10.1/x"}', "broken"),
        (200, '{"responseCode":2}', "unreachable"),
        (200, "<html>maintenance</html>", "unreachable"),
        (403, "", "blocked"),
        (502, "", "unreachable"),
    ],
)
def test_a_doi_is_judged_by_the_handle_system(status: int, body: str, verdict: str) -> None:
    answer = page(status, body)
    assert str(judge(question(Expectation.DOI), answer).verdict) == verdict


def test_a_renamed_repository_has_moved_and_keeps_its_path() -> None:
    api = Answer(
        url="https://api.github.com/repos/old/name",
        status=200,
        body=json.dumps({"full_name": "new/name", "archived": False}),
    )
    assert judge(question(Expectation.REPOSITORY, REPOSITORY), api).new_url == (
        "https://github.com/new/name"
    )
    hop = Hop(f"{REPOSITORY}/raw/main/a.pdf", 301, "https://github.com/new/name/raw/main/a.pdf")
    blob = f"{REPOSITORY}/blob/main/docs/a.md"
    answer = Answer((hop,), hop.target, 200)
    judgement = judge(question(Expectation.REPOSITORY_PATH, blob), answer)
    assert judgement.new_url == "https://github.com/new/name/blob/main/docs/a.md"


def test_letters_of_another_case_are_no_move_and_archived_is_said() -> None:
    body = json.dumps({"full_name": "Old/Name", "archived": True})
    judgement = judge(question(Expectation.REPOSITORY, REPOSITORY), page(200, body))
    assert (str(judgement.verdict), judgement.reason) == ("ok", "archived")
