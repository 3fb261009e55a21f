"""The closed lists of the link checker: what is asked, what came, and what it means.

What is made anew for every link is a named tuple: a frozen dataclass takes several times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from llm_info.finding import FieldPath
from llm_info.identifiers import ArxivId, Doi, GitHubTarget

if TYPE_CHECKING:
    from llm_info.pdf import PdfReport


class Verdict(StrEnum):
    """What is known about a link."""

    OK = "ok"
    MOVED = "moved"
    BROKEN = "broken"
    MISMATCH = "mismatch"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"


FAILURES = frozenset([Verdict.BROKEN, Verdict.MISMATCH, Verdict.REFUSED])
"""Verdicts that fail a run at once. `unreachable` fails after its grace period only."""

GOOD = frozenset([Verdict.OK, Verdict.MOVED])

WAIVED = "waived"
"""Reason of a verdict that a waiver takes the weight from."""

TOO_LONG = "unreachable-too-long"
"""Reason of `unreachable` once the grace period is over."""


class Expectation(StrEnum):
    """What must be at the other end."""

    PDF = "pdf"
    PAGE = "page"
    PAPER_PAGE = "paper page"
    ARXIV = "arxiv"
    DOI = "doi"
    REPOSITORY = "repository"
    REPOSITORY_PATH = "path in a repository"


@dataclass(frozen=True, slots=True)
class Paper:
    """What an entry says of the paper that a link must lead to."""

    title: str
    also_titled: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    arxiv: ArxivId | None = None
    doi: Doi | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title it may carry."""
        return (self.title, *self.also_titled)


class Use(NamedTuple):
    """Where a link stands in the catalog.

    Attributes:
        entry: Id of the entry.
        field: The field whose value it is, or from which it follows.
        written: Whether the address itself stands there, so that another can be written.
    """

    entry: str
    field: FieldPath
    written: bool = True


class Question(NamedTuple):
    """One address of the catalog, whatever the number of entries that name it.

    Attributes:
        url: The address as the catalog has it.
        ask: The address that answers for it, without fragment.
        kind: Kind of the link, as in an entry, or `page` if it follows from an identifier.
        expectation: What must be there.
        papers: The papers of the entries that name it; one of them must be there. Empty if any
            will do.
        repository: What at GitHub it points to, if it does.
        arxiv: The paper at arXiv that it points to, if it does, with its version if it names one.
        fragment: The part of the page that it points to.
        suggestions: Addresses that follow from the entry's identifiers, should this one be broken.
        uses: Every place that names it.
    """

    url: str
    ask: str
    kind: str
    expectation: Expectation
    papers: tuple[Paper, ...] = ()
    repository: GitHubTarget | None = None
    arxiv: str | None = None
    fragment: str = ""
    suggestions: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()


class Trouble(StrEnum):
    """Why there is no answer, or why we did not ask."""

    BAD_ADDRESS = "bad-address"
    BAD_SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PRIVATE_ADDRESS = "private-address"
    UNKNOWN_HOST = "unknown-host"
    NAME_SERVICE = "name-service"
    CERTIFICATE = "certificate"
    REDIRECT_LOOP = "redirect-loop"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    PROTOCOL = "protocol"
    THROTTLED = "throttled"
    HOST_DOWN = "host-down"


class Hop(NamedTuple):
    """A redirect: from where, with which status, to where."""

    url: str
    status: int
    target: str

    @property
    def is_permanent(self) -> bool:
        """Whether the new address is for ever (RFC 9110, 15.4.2 and 15.4.9)."""
        return self.status in (301, 308)


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What GitHub's API says of a repository.

    Attributes:
        full_name: `owner/name` today; empty if there is none.
        archived: Whether its owner has closed it.
        disabled: Whether GitHub has.
        empty: Whether it has no commit.
        path_found: Whether the path that was asked for is there; `None` if none was.
    """

    full_name: str = ""
    archived: bool = False
    disabled: bool = False
    empty: bool = False
    path_found: bool | None = None


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """What arXiv's API says of an id; without a title there is no such paper."""

    title: str = ""
    withdrawn: bool = False


class Validators(NamedTuple):
    """What makes the next request for the same resource conditional (RFC 9110, 13.1)."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


UNKNOWN = Validators()
"""Nothing is known: the next request is not conditional."""


class Answer(NamedTuple):
    """Everything that came back for a question; the judge needs no more.

    Attributes:
        hops: Redirects that were followed, in order.
        url: The address that answered last.
        status: Its HTTP status; 0 if there is none.
        headers: Its header fields, names in lower case.
        body: The beginning of a page, decoded; empty for a PDF.
        complete: Whether `body` is all of the page.
        cut: Whether the connection broke before the announced end.
        pdf: What the inspector says of a PDF.
        size: Bytes of a PDF that was too large to be read whole; 0 if it was read.
        repository: What GitHub's API says.
        listed: What arXiv's API says.
        trouble: Why there is no answer.
        detail: The trouble in the words of the library that met it.
    """

    hops: tuple[Hop, ...] = ()
    url: str = ""
    status: int = 0
    headers: Mapping[str, str] = MappingProxyType({})
    body: str = ""
    complete: bool = True
    cut: bool = False
    pdf: PdfReport | None = None
    size: int = 0
    repository: RepositoryFacts | None = None
    listed: ListedPaper | None = None
    trouble: Trouble | None = None
    detail: str = ""

    @property
    def validators(self) -> Validators:
        """What the server gave to ask it again with; nothing after a redirect."""
        if self.hops or self.trouble is not None:
            return Validators()
        return Validators(self.headers.get("etag", ""), self.headers.get("last-modified", ""))


class Judgement(NamedTuple):
    """A verdict with its reason.

    Attributes:
        verdict: What is known.
        reason: A stable word, such as `not-found`.
        detail: The reason as a sentence, without full stop.
        new_url: Where the link leads now, if it moved.
    """

    verdict: Verdict
    reason: str = ""
    detail: str = ""
    new_url: str | None = None

    @property
    def fails(self) -> bool:
        """Whether it fails a run."""
        if self.reason == WAIVED:
            return False
        late = self.verdict is Verdict.UNREACHABLE and self.reason == TOO_LONG
        return late or self.verdict in FAILURES
