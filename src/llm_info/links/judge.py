"""Question and answer → verdict. Pure: the same answer always means the same."""

from __future__ import annotations

import difflib
import html
import json
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any, assert_never, cast
from urllib.parse import urlsplit

from llm_info.identifiers import GitHubTarget
from llm_info.links.verdict import Answer, Expectation, Judgement, Question, Trouble, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

_TROUBLES: Mapping[Trouble, tuple[Verdict, str]] = {
    Trouble.BAD_ADDRESS: (Verdict.REFUSED, "the address cannot be read"),
    Trouble.BAD_SCHEME: (Verdict.REFUSED, "only http and https are followed"),
    Trouble.CREDENTIALS: (Verdict.REFUSED, "the address carries a user name"),
    Trouble.PRIVATE_ADDRESS: (Verdict.REFUSED, "the host is in a private network"),
    Trouble.UNKNOWN_HOST: (Verdict.BROKEN, "the host does not exist"),
    Trouble.NAME_SERVICE: (Verdict.UNREACHABLE, "the host's name could not be looked up"),
    Trouble.CERTIFICATE: (Verdict.BROKEN, "the host's certificate is not valid"),
    Trouble.REDIRECT_LOOP: (Verdict.BROKEN, "the redirects never end"),
    Trouble.TIMEOUT: (Verdict.UNREACHABLE, "no answer came in time"),
    Trouble.CONNECTION: (Verdict.UNREACHABLE, "the connection failed"),
    Trouble.PROTOCOL: (Verdict.UNREACHABLE, "the answer is not HTTP"),
}
_WALLS = frozenset([401, 402, 403, 407, 418, 429, 451, 999])
_PASSING = frozenset([408, 421, 425])
_ACCEPTED, _REDIRECT, _NOT_FOUND, _GONE, _TOO_MANY, _SERVER_ERROR = 202, 300, 404, 410, 429, 500
_WALL_TITLES = re.compile(
    r"just a moment|attention required|are you a robot|access denied|captcha|security check|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|making sure you're not a bot",
    re.IGNORECASE,
)
_GONE_TITLES = re.compile(
    r"\b404\b|\bpage not found\b|\bnot found\b|\bno longer (?:available|exists)\b|"
    r"\bpage (?:does not|doesn't) exist\b",
    re.IGNORECASE,
)
_LOGIN_TITLES = re.compile(r"^\s*(?:sign|log) ?in\b|\blogin\b", re.IGNORECASE)
_PARKED = re.compile(r"domain (?:name )?(?:is )?(?:for sale|parked)|buy this domain", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_CITATION_TITLE = re.compile(
    r"""<meta\s+name=["']citation_title["']\s+content=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_SAME_TITLE = 0.6
"""Similarity of folded titles from which two spellings are taken for the same paper. Papers of one
series differ by less than retitled versions do, so only what is clearly another title counts."""


def judge(question: Question, answer: Answer) -> Judgement:
    """Say what an answer means for the link that was asked about."""
    if answer.trouble is not None:
        verdict, sentence = _TROUBLES[answer.trouble]
        detail = f"{sentence}: {answer.detail}" if answer.detail else sentence
        return Judgement(verdict, str(answer.trouble), detail)
    if question.expectation is Expectation.DOI:
        judgement = _doi(answer)
    else:
        judgement = _status(answer) or _content(question, answer)
    if judgement.verdict is Verdict.OK and (new_url := _new_address(question, answer)):
        renamed = question.repository is not None
        reason, sentence = (
            ("renamed", "the repository has a new name")
            if renamed
            else ("redirected", "the address has moved for good")
        )
        return replace(
            judgement,
            verdict=Verdict.MOVED,
            reason=reason,
            detail=judgement.detail or sentence,
            new_url=new_url,
        )
    return judgement


def _status(answer: Answer) -> Judgement | None:
    """Judge by the status alone; `None` if the content has to speak."""
    status = answer.status
    answers = f"the server answers {status}"
    if status in (_NOT_FOUND, _GONE):
        return Judgement(Verdict.BROKEN, "not-found", answers)
    if status in _WALLS or _is_wall(answer):
        reason = "rate-limited" if status == _TOO_MANY else "turned-away"
        return Judgement(Verdict.BLOCKED, reason, f"the server turns robots away ({status})")
    if status >= _SERVER_ERROR or status in _PASSING:
        return Judgement(Verdict.UNREACHABLE, "server-error", answers)
    if status >= _REDIRECT:  # a redirect without a target, or a request it does not like
        return Judgement(Verdict.BROKEN, "client-error", answers)
    return None


def _is_wall(answer: Answer) -> bool:
    """Whether the answer is a challenge to robots, whatever its status."""
    marked = "cf-mitigated" in answer.headers or "x-amzn-waf-action" in answer.headers
    return marked or answer.status == _ACCEPTED or bool(_WALL_TITLES.search(_title(answer.body)))


def _content(question: Question, answer: Answer) -> Judgement:
    match question.expectation:
        case Expectation.PDF:
            return _pdf(answer)
        case Expectation.PAPER_PAGE:
            return _page(question, answer, citation=True)
        case Expectation.PAGE:
            return _page(question, answer, citation=False)
        case Expectation.REPOSITORY | Expectation.REPOSITORY_PATH:
            return _repository(answer)
        case Expectation.DOI:
            return _doi(answer)
        case _:
            assert_never(question.expectation)


def _pdf(answer: Answer) -> Judgement:
    if answer.pdf is None:
        what = answer.headers.get("content-type", "something else").partition(";")[0]
        if title := _title(answer.body):
            what += f" with the title {title!r}"
        return Judgement(Verdict.MISMATCH, "not-a-pdf", f"not a PDF but {what}")
    if not answer.pdf.readable:
        return Judgement(
            Verdict.BROKEN, "unreadable-pdf", f"the PDF cannot be read: {answer.pdf.reason}"
        )
    return Judgement(Verdict.OK)


def _page(question: Question, answer: Answer, *, citation: bool) -> Judgement:
    title = _title(answer.body)
    asked, came = urlsplit(question.ask), urlsplit(answer.url or question.ask)
    if answer.hops and asked.path.strip("/") and not came.path.strip("/") and not came.query:
        return Judgement(Verdict.MISMATCH, "soft-404", "the server redirects to its home page")
    if _GONE_TITLES.search(title):
        return Judgement(Verdict.MISMATCH, "soft-404", f"the page is titled {title!r}")
    if _LOGIN_TITLES.search(title) and answer.hops:
        return Judgement(Verdict.MISMATCH, "login", f"the page is titled {title!r}")
    if _PARKED.search(answer.body):
        return Judgement(Verdict.MISMATCH, "parked", "the domain is for sale")
    found = _CITATION_TITLE.search(answer.body)
    if citation and found and question.titles:
        other = html.unescape(found[1] or found[2] or "")
        if not any(_alike(other, wanted) for wanted in question.titles):
            return Judgement(Verdict.MISMATCH, "another-paper", f"the page is about {other!r}")
    return Judgement(Verdict.OK)


def _repository(answer: Answer) -> Judgement:
    facts = _as_object(answer.body)
    if facts.get("archived") is True:
        return Judgement(Verdict.OK, "archived", "the repository is archived")
    if facts.get("disabled") is True:
        return Judgement(Verdict.BROKEN, "disabled", "the repository is disabled")
    return Judgement(Verdict.OK)


def _doi(answer: Answer) -> Judgement:
    code = _as_object(answer.body).get("responseCode")
    if code == 1:
        return Judgement(Verdict.OK)
    if code in (100, 200):
        return Judgement(Verdict.BROKEN, "not-found", "the DOI is not registered")
    return _status(answer) or Judgement(
        Verdict.UNREACHABLE, "server-error", "doi.org gives no answer that can be read"
    )


def _new_address(question: Question, answer: Answer) -> str | None:
    """The address after the leading permanent redirects, as the catalog would write it."""
    if question.repository is not None:
        return _new_repository(question.repository, question.url, answer)
    if question.expectation is Expectation.DOI:
        return None
    new = question.ask
    for hop in answer.hops:
        if not hop.is_permanent:
            break
        new = hop.target
    return new if new != question.ask else None


def _new_repository(old: GitHubTarget, written: str, answer: Answer) -> str | None:
    full_name = _as_object(answer.body).get("full_name")
    if isinstance(full_name, str) and full_name.count("/") == 1:
        owner, name = full_name.split("/")
    else:
        new = next(
            (
                target
                for hop in answer.hops
                if hop.is_permanent and (target := GitHubTarget.recognize(hop.target))
            ),
            None,
        )
        if new is None:
            return None
        owner, name = new.owner, new.name
    if (owner.lower(), name.lower()) == (old.owner.lower(), old.name.lower()):
        return None
    tail = written.partition("#")[1:]
    return str(replace(old, owner=owner, name=name)) + "".join(tail)


def _as_object(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", value)


def _title(body: str) -> str:
    found = _TITLE.search(body)
    return " ".join(html.unescape(found[1]).split())[:200] if found else ""


def _alike(one: str, other: str) -> bool:
    first, second = _fold(one), _fold(other)
    if first in second or second in first:
        return True
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME_TITLE


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if character.isalnum())
