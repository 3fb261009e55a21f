"""How an entry's facts are put in words, links and safe text. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import urlsplit

from llm_info.link_kinds import BUILT_IN, LinkKind
from llm_info.model import Entry
from llm_info.spelling import fold
from llm_info.values import Author

AUTHORS_IN_LISTS = 3

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Button:
    """A link as a reader sees it."""

    kind: str
    label: str
    url: str


def isolated(text: str) -> str:
    """Text whose characters for the direction of writing act on nothing outside it."""
    if text.isascii() or not _TURNING.search(text):  # most are, and that costs nothing
        return text
    kept: list[str] = []
    opened = 0
    for character in text:
        if character == _END:
            if not opened:
                continue
            opened -= 1
        elif "\u2066" <= character < _END:
            opened += 1
        kept.append(character)
    return _ISOLATE + "".join(kept) + _END * (opened + 1)


def people(authors: Sequence[Author], most: int = AUTHORS_IN_LISTS) -> str:
    """The first authors, and how many more there are."""
    names = [author.display for author in authors[:most]]
    rest = len(authors) - most
    return ", ".join(names) + (f" and {rest} more" if rest > 0 else "")


def when(entry: Entry) -> str:
    """Venue and year, or the date alone."""
    if entry.venue:
        return str(entry.venue)
    return str(entry.date.year) if entry.date else ""


def label(entry: Entry) -> str:
    """Name and title without saying the name twice."""
    if entry.name and not fold(entry.title).startswith(fold(entry.name.partition(" (")[0])):
        return f"{entry.name}: {entry.title}"
    return entry.title


def short_label(entry: Entry, most: int = 22) -> str:
    """Its name, else the beginning of its title, for pictures."""
    text = entry.name or entry.title.partition(":")[0]
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def safe_url(url: str) -> str | None:
    """The address if a browser may follow it: http and https only."""
    return url if url.lower().startswith(("https://", "http://")) else None


def buttons(entry: Entry, kinds: Mapping[str, LinkKind] = BUILT_IN) -> list[Button]:
    """The links a reader wants, the paper itself first.

    Args:
        entry: Whose they are.
        kinds: What the catalog calls each kind; who looks at addresses alone needs it not.
    """
    found: list[Button] = []
    if entry.arxiv:
        found.append(Button("page", f"arXiv {entry.arxiv}", entry.arxiv.abstract_url))
        found.append(Button("pdf", "PDF", entry.arxiv.pdf_url))
    if entry.acl:
        found.append(Button("page", "ACL Anthology", entry.acl.url))
        if not entry.arxiv:
            found.append(Button("pdf", "PDF", entry.acl.pdf_url))
    if entry.openreview:
        found.append(Button("page", "OpenReview", entry.openreview.url))
    if entry.doi:
        found.append(Button("page", "DOI", entry.doi.url))
    has_pdf = any(button.kind == "pdf" for button in found)
    for kind, url in entry.links.items():
        text = kinds[kind].label if kind in kinds else kind
        if kind == "pdf" and has_pdf:
            text = f"{text} at {urlsplit(url).hostname}"
        if kind == "code" and url.startswith("https://github.com/"):
            text = f"{text}: {'/'.join(url.split('/')[3:5])}"
        found.append(Button(kind, text, url))
    return [button for button in found if safe_url(button.url)]


def short_links(entry: Entry, archived: AbstractSet[str] = frozenset()) -> list[tuple[str, str]]:
    """What a row in a list leads to beside the entry: its first PDF and its first repository.

    Args:
        entry: Whose row it is.
        archived: Repositories that their owners have closed, which is said.
    """
    found: dict[str, str] = {}
    for button in buttons(entry):
        if button.kind == "pdf":
            found.setdefault("PDF", button.url)
        elif button.kind == "code" and not found.keys() & {"Code", _ARCHIVED}:
            found[_ARCHIVED if button.url in archived else "Code"] = button.url
    return list(found.items())


_ARCHIVED = "Code (archived)"
_VERDICTS = {
    "ok": "verified",
    "archived": "archived by its owners",
    "broken": "not there any more",
    "mismatch": "leads to something else",
    "refused": "not to be followed",
    "unreachable": "did not answer",
    "blocked": "could not be asked",
}


def verdict_words(verdict: str, new_url: str | None) -> str:
    """What a reader is told of a link, before the day on which it was asked.

    >>> verdict_words("moved", "https://github.com/invented/pages")
    'now at github.com/invented/pages'
    """
    if verdict == "moved" and new_url:
        return f"now at {new_url.partition('://')[2].rstrip('/')}"
    return _VERDICTS.get(verdict, verdict)


def pdf_of(entry: Entry) -> str | None:
    """The first PDF among its links."""
    return next((button.url for button in buttons(entry) if button.kind == "pdf"), None)
