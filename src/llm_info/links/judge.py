"""Question and answer → verdict. Pure: the same answer always means the same."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult, urlsplit

from llm_info.links import html
from llm_info.links.moved import new_address
from llm_info.links.verdict import (
    Answer,
    Expectation,
    Judgement,
    Paper,
    Question,
    RepositoryFacts,
    Trouble,
    Verdict,
)
from llm_info.spelling import fold

if TYPE_CHECKING:
    from llm_info.pdf import PdfReport

_TROUBLES: Mapping[Trouble, tuple[Verdict, str]] = {
    Trouble.BAD_ADDRESS: (Verdict.BROKEN, "the address cannot be read"),
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
    Trouble.THROTTLED: (Verdict.BLOCKED, "the host wants to be left alone for now"),
    Trouble.HOST_DOWN: (Verdict.UNREACHABLE, "the host answers none of our questions"),
}
_DISLIKES = frozenset([400, 405, 406, 415])
"""What is said of a request, not of what it asks for: social networks answer 400 to robots, and
some journals 406 or 415 to an Accept that is not a browser's."""

_WALLS = _DISLIKES | {401, 402, 403, 407, 418, 428, 429, 440, 449, 451, 999}
_PASSING = frozenset([408, 421, 425])
_OK, _UNCHANGED, _CHOICES, _TOO_MANY, _SERVER_ERROR = 200, 304, 300, 429, 500
_NOT_FOUND = frozenset([404, 410])
_ACCEPTED = 202
_HOME_PAGES = frozenset(["", "index.html", "index.htm", "index.php", "home"])
_LIKE_A_HOME_PAGE = re.compile(
    r"|(?:index|default|home|main)(?:\.\w{2,5})?|[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE
)
"""What may become the home page, as one in a language does."""

_SAME_TITLE = 0.6
"""Similarity of folded titles from which two spellings are taken for the same paper. Papers of one
series differ by less than retitled versions do, so only what is clearly another title counts."""

_FEW_LETTERS = 12


def judge(question: Question, answer: Answer, known: Judgement | None = None) -> Judgement:
    """Say what an answer means for the link that was asked about.

    Args:
        question: What was asked.
        answer: What came.
        known: The verdict that holds if nothing has changed since.
    """
    judgement = _judge(question, answer, known)
    if judgement.verdict is Verdict.OK and (new_url := new_address(question, answer)):
        renamed = question.repository is not None
        reason, sentence = (
            ("renamed", "the repository has a new name")
            if renamed
            else ("redirected", "the address has moved for good")
        )
        return judgement._replace(
            verdict=Verdict.MOVED,
            reason=reason,
            detail=judgement.detail or sentence,
            new_url=new_url,
        )
    return judgement


def _judge(question: Question, answer: Answer, known: Judgement | None) -> Judgement:
    if answer.trouble is not None:
        verdict, sentence = _TROUBLES[answer.trouble]
        detail = f"{sentence}: {answer.detail}" if answer.detail else sentence
        return Judgement(verdict, str(answer.trouble), detail)
    if answer.status == _UNCHANGED and known is not None:
        return known
    return _told(question, answer) or _status(answer) or _content(question, answer)


def _told(question: Question, answer: Answer) -> Judgement | None:
    """Judge by what an API has said; `None` if a page answers."""
    if answer.repository is not None:
        return _repository(answer.repository)
    match question.expectation:
        case Expectation.ARXIV:
            return _listed(question, answer)
        case Expectation.DOI:
            return _doi(answer)
        case _:
            return None


def _unread(answer: Answer, api: str) -> Judgement:
    """Judge an API that says nothing of what was asked for, not even with a 404."""
    judgement = _status(answer)
    if judgement is None or judgement.verdict is Verdict.BROKEN:
        detail = f"{api} gives no answer that can be read"
        return Judgement(Verdict.UNREACHABLE, "server-error", detail)
    return judgement


def _status(answer: Answer) -> Judgement | None:
    """Judge by the status alone; `None` if the content has to speak."""
    status = answer.status
    answers = f"the server answers {status}"
    if status in _NOT_FOUND:
        return Judgement(Verdict.BROKEN, "not-found", answers)
    if status in _WALLS or _is_wall(answer):
        reason = "rate-limited" if status == _TOO_MANY else "turned-away"
        return Judgement(Verdict.BLOCKED, reason, f"the server turns robots away ({status})")
    if status >= _SERVER_ERROR or status in _PASSING or status < _OK:
        return Judgement(Verdict.UNREACHABLE, "server-error", answers)
    if status == _UNCHANGED:
        return Judgement(Verdict.UNREACHABLE, "server-error", f"{answers}, which was not asked")
    if status > _CHOICES:  # a redirect without a target, or a request that makes no sense
        return Judgement(Verdict.BROKEN, "client-error", answers)
    return None


def _is_wall(answer: Answer) -> bool:
    """Whether the answer is a challenge to robots, whatever its status."""
    marked = "cf-mitigated" in answer.headers or "x-amzn-waf-action" in answer.headers
    return marked or answer.status == _ACCEPTED or html.is_wall(answer.body)


def _content(question: Question, answer: Answer) -> Judgement:
    if html.is_down(answer.body):
        detail = f"the page is titled {html.title_of(answer.body)!r}"
        return Judgement(Verdict.UNREACHABLE, "server-error", detail)
    if question.expectation is Expectation.PDF:
        return _pdf(question, answer)
    return _page(question, answer)


def _pdf(question: Question, answer: Answer) -> Judgement:
    report = answer.pdf
    if report is None:
        return _large_pdf(answer) if answer.size else _not_a_pdf(question, answer)
    from llm_info.pdf import Encryption  # noqa: PLC0415  (many runs meet no PDF)

    if report.encrypted is Encryption.USER:
        return Judgement(Verdict.MISMATCH, "locked", "the PDF cannot be opened without a password")
    if not report.readable and report.truncated:
        return Judgement(Verdict.MISMATCH, "truncated", "a part of a PDF: its end is missing")
    if not report.readable:
        detail = f"the PDF cannot be read: {report.reason}"
        return Judgement(Verdict.BROKEN, "unreadable-pdf", detail)
    others = [other for paper in question.papers if (other := _another(report, paper))]
    if question.papers and len(others) == len(question.papers):
        return Judgement(Verdict.MISMATCH, "another-paper", f"the PDF is another one: {others[0]}")
    return Judgement(Verdict.OK)


def _large_pdf(answer: Answer) -> Judgement:
    """Judge a PDF of which only the beginning was read."""
    if answer.cut:
        return Judgement(Verdict.UNREACHABLE, "cut-off", "the connection broke in the PDF")
    detail = "only its beginning was read: it is large, or comes slowly"
    return Judgement(Verdict.OK, "large", detail)


def _not_a_pdf(question: Question, answer: Answer) -> Judgement:
    if html.is_login(answer.body, answer.url, redirected=_is_sent_away(question, answer)) or (
        len(html.visible_text(answer.body)) < html.SHORT and "password" in answer.body.lower()
    ):
        return Judgement(Verdict.MISMATCH, "login", "not a PDF but a page to log in")
    what = answer.headers.get("content-type", "something else").partition(";")[0]
    if title := html.title_of(answer.body):
        what += f" with the title {title!r}"
    return Judgement(Verdict.MISMATCH, "not-a-pdf", f"not a PDF but {what}")


def _another(report: PdfReport, paper: Paper) -> str:
    """Why a PDF is surely not a paper; empty if it is, or if that is not known."""
    from llm_info import pdf  # noqa: PLC0415  (see above)

    match = pdf.match(
        report,
        title=paper.title,
        also_titled=paper.also_titled,
        authors=paper.authors,
        arxiv=paper.arxiv,
        doi=paper.doi,
    )
    if match.verdict is pdf.Sameness.OTHER:
        return match.reason
    if match.verdict is pdf.Sameness.UNKNOWN and not report.has_text:
        return _another_short(report, paper.titles)
    return ""


def _another_short(report: PdfReport, titles: Sequence[str]) -> str:
    """Judge a PDF of a few words: what page 1 prints and the metadata repeat is its title."""
    printed = fold(report.printed_title)
    text = fold("".join(report.texts))
    if len(printed) < _FEW_LETTERS or printed != fold(report.metadata_title):
        return ""
    if any(fold(title) in text or _alike(title, report.printed_title) for title in titles):
        return ""
    return f"the title is {report.printed_title!r}"


def _page(question: Question, answer: Answer) -> Judgement:
    objection = next(_objections(question, answer), None)
    return Judgement(Verdict.MISMATCH, *objection) if objection else Judgement(Verdict.OK)


def _objections(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """Why a page that answers well is not what the entry says: reason and sentence."""
    url = answer.url or question.ask
    if answer.hops and _is_home(question.ask, url) and "#" not in answer.hops[-1].target:
        yield "soft-404", "the server redirects to its home page"
    if answer.hops and html.is_gone_path(url) and not html.is_gone_path(question.ask):
        yield "soft-404", f"the server redirects to {url}"
    if html.is_login(answer.body, url, redirected=_is_sent_away(question, answer)):
        yield "login", f"the page wants a login: {html.title_of(answer.body)!r}"
    if html.is_parked(answer.body):
        title = html.title_of(answer.body)
        yield "parked", f"a placeholder stands where the site was: {title!r}"
    if detail := html.gone(answer.body):
        yield "soft-404", detail
    other = html.citation_title(answer.body)
    if other and question.papers and not _is_listed(other, question.papers):
        yield "another-paper", f"the page is about {other!r}"
    if (
        question.fragment
        and _has_all_parts(answer)
        and not html.has_fragment(answer.body, question.fragment)
    ):
        yield "no-fragment", f"the page has no part {question.fragment!r}"


def _is_sent_away(question: Question, answer: Answer) -> bool:
    """Whether redirects ended at another page, not at the same one under https."""
    if not answer.hops:
        return False
    before, after = urlsplit(question.ask), urlsplit(answer.url)
    return _site(before) != _site(after) or before.path.strip("/") != after.path.strip("/")


def _has_all_parts(answer: Answer) -> bool:
    """Whether all of an HTML page came: of a text or a PDF nobody knows what its parts are."""
    kind = answer.headers.get("content-type", "html").lower()
    return answer.complete and not answer.cut and "html" in kind


def _is_home(asked: str, came: str) -> bool:
    """Whether a link into a site ended at its front page. Another site's is where it moved to."""
    before, after = urlsplit(asked), urlsplit(came)
    deep = before.query or not _LIKE_A_HOME_PAGE.fullmatch(before.path.strip("/"))
    return bool(
        deep
        and _site(before) == _site(after)
        and after.path.strip("/").lower() in _HOME_PAGES
        and not after.query
    )


def _site(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _repository(facts: RepositoryFacts) -> Judgement:
    if not facts.full_name:
        return Judgement(Verdict.BROKEN, "not-found", "GitHub knows no such repository")
    if facts.disabled:
        return Judgement(Verdict.BROKEN, "disabled", "GitHub has disabled the repository")
    if facts.path_found is False:
        return Judgement(Verdict.BROKEN, "not-found", "the repository has no such path")
    if facts.archived:
        return Judgement(Verdict.OK, "archived", "the repository is archived")
    if facts.empty:
        return Judgement(Verdict.OK, "empty", "the repository is empty")
    return Judgement(Verdict.OK)


def _listed(question: Question, answer: Answer) -> Judgement:
    listed = answer.listed
    if listed is None:
        return _unread(answer, "arXiv")
    if not listed.title:
        return Judgement(Verdict.BROKEN, "not-found", f"arXiv has no paper {question.arxiv}")
    if question.papers and not _is_listed(listed.title, question.papers):
        detail = f"arXiv {question.arxiv} is {listed.title!r}"
        return Judgement(Verdict.MISMATCH, "another-paper", detail)
    if listed.withdrawn:
        return Judgement(Verdict.OK, "withdrawn", "arXiv says that the paper is withdrawn")
    return Judgement(Verdict.OK)


def _doi(answer: Answer) -> Judgement:
    code = _as_object(answer.body).get("responseCode")
    if code == 1:
        return Judgement(Verdict.OK)
    if code in (100, 200):
        return Judgement(Verdict.BROKEN, "not-found", "the DOI is not registered")
    return _unread(answer, "doi.org")


def _as_object(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", value)


def _is_listed(title: str, papers: Sequence[Paper]) -> bool:
    return any(_alike(title, wanted) for paper in papers for wanted in paper.titles)


def _alike(one: str, other: str) -> bool:
    first, second = fold(one), fold(other)
    if first in second or second in first:
        return True
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME_TITLE
