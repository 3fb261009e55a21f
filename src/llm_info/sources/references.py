"""What a contributor may give for a paper, and how it is recognized."""

from __future__ import annotations

import re
from dataclasses import dataclass

from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget, OpenReviewId
from llm_info.sources.openreview import recognize as recognize_forum

Reference = ArxivId | Doi | AclId | OpenReviewId | GitHubTarget

_FIRST = re.compile(r"[\w./:?=&%#()<>;+~-]+")
_FIELD = re.compile(r"^### +(?P<name>.+?) *$", re.MULTILINE)
_SLUG_PATH = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")
_LONGEST_ISSUE = 20_000


def recognize(text: str) -> Reference | None:
    """Find the identifier in what people paste.

    >>> recognize("https://arxiv.org/pdf/2309.06180v2"), recognize("https://doi.org/10.1145/1.2")
    (ArxivId(value='2309.06180'), Doi(value='10.1145/1.2'))
    """
    text = text.strip().strip("<>")
    if "://" not in text and re.match(r"(?:[\w-]+\.)+(?:org|com|net)/", text):
        text = f"https://{text}"
    arxiv = re.sub(r"^arxiv\s*:\s*", "", text, flags=re.IGNORECASE)
    for found in (
        ArxivId.recognize(arxiv),
        Doi.recognize(text),
        doi_in_page(text),
        AclId.recognize(text) or _bare_acl(text),
        recognize_forum(text),
        GitHubTarget.recognize(text),
    ):
        if found is not None:
            return found
    return None


def doi_in_page(text: str) -> Doi | None:
    """The DOI in an address of a publisher, such as `dl.acm.org/doi/10.1145/…`."""
    found = re.match(
        r"https?://[^/]+/(?:doi|article|chapter|content/pdf)/(?:\w+/)?(10\.\d{4,9}/[^?#]+)", text
    )
    return Doi.recognize(found[1].removesuffix(".pdf").rstrip("/")) if found else None


def _bare_acl(text: str) -> AclId | None:
    try:
        return AclId.parse(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class IssueForm:
    """What an issue form "Add a paper" asks for.

    Attributes:
        references: The papers, at most ten.
        topic: The topic, if one was chosen.
        summary: The contributor's words, if any.
    """

    references: tuple[str, ...]
    topic: str | None
    summary: str | None


def read_issue(text: str) -> IssueForm:
    """Read the text that GitHub makes of the form; nothing in it is obeyed, only recognized.

    Raises:
        ValueError: The form has no paper, or something in it is none.
    """
    if len(text) > _LONGEST_ISSUE:
        raise ValueError("is longer than a form can be")
    parts = _FIELD.split(text.replace("\r\n", "\n"))
    fields = {
        name.strip().casefold(): "" if value.strip() == "_No response_" else value.strip()
        for name, value in zip(parts[1::2], parts[2::2], strict=True)
    }
    lines = [line.strip() for line in fields.get("paper", "").splitlines() if line.strip()]
    if not lines:
        raise ValueError("has no paper: the field 'Paper' is empty or missing")
    if len(lines) > 10:  # noqa: PLR2004  (more is an import)
        raise ValueError("names more than ten papers")
    references: list[str] = []
    for line in lines:
        reference = recognize(line) if _FIRST.fullmatch(line) else None
        if reference is None:
            raise ValueError(f"names {line[:80]!r}, which is no arXiv id, DOI or known address")
        references.append(line)
    topic = fields.get("topic") or None
    if topic and not _SLUG_PATH.fullmatch(topic):
        raise ValueError(f"names the topic {topic[:80]!r}, which is not one")
    summary = " ".join(fields.get("summary", "").split()) or None
    if summary and any(sign in summary for sign in ("\x00", "<", "`")):
        raise ValueError("has a summary with markup, and it is to be plain text")
    return IssueForm(tuple(references), topic, summary)
