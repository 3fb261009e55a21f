"""The closed lists of the link checker: what is asked, what came, and what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm_info.finding import FieldPath
    from llm_info.identifiers import GitHubTarget
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


class Expectation(StrEnum):
    """What must be at the other end."""

    PDF = "pdf"
    PAGE = "page"
    PAPER_PAGE = "paper page"
    DOI = "doi"
    REPOSITORY = "repository"
    REPOSITORY_PATH = "path in a repository"


@dataclass(frozen=True, slots=True)
class Use:
    """Where a link stands in the catalog.

    Attributes:
        entry: Id of the entry.
        field: The field whose value it is, or from which it follows.
    """

    entry: str
    field: FieldPath


@dataclass(frozen=True, slots=True)
class Question:
    """One resource to ask about, whatever the number of entries that name it.

    Attributes:
        url: The address as the catalog has it.
        ask: The address that answers for it; the same but for identifiers and GitHub files.
        kind: Kind of the link, as in an entry, or `page` if it follows from an identifier.
        expectation: What must be there.
        titles: Titles the paper may carry; empty if any will do.
        repository: What at GitHub it points to, if it does.
        uses: Every place that names it.
    """

    url: str
    ask: str
    kind: str
    expectation: Expectation
    titles: tuple[str, ...] = ()
    repository: GitHubTarget | None = None
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


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect: from where, with which status, to where."""

    url: str
    status: int
    target: str

    @property
    def is_permanent(self) -> bool:
        """Whether the new address is for ever (RFC 9110, 15.4.2 and 15.4.9)."""
        return self.status in (301, 308)


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that came back for a question; the judge needs no more.

    Attributes:
        hops: Redirects that were followed, in order.
        url: The address that answered last.
        status: Its HTTP status; 0 if there is none.
        headers: Its header fields, names in lower case.
        body: The beginning of a page, decoded; empty for a PDF.
        pdf: What the inspector says of a PDF.
        trouble: Why there is no answer.
        detail: The trouble in the words of the library that met it.
    """

    hops: tuple[Hop, ...] = ()
    url: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: str = ""
    pdf: PdfReport | None = None
    trouble: Trouble | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
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
