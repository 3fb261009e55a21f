"""What a source says of a paper, before it is an entry; and how two sources are one paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import chain, count
from typing import Any

from llm_info.errors import LlmInfoError
from llm_info.identifiers import AclId, ArxivId, Doi, OpenReviewId
from llm_info.model import Entry, Venue
from llm_info.spelling import fold, latin
from llm_info.values import Appearance, Author, Kind, PartialDate, State

_STOP_WORDS = frozenset(
    ["a", "an", "and", "are", "for", "from", "in", "is", "of", "on", "the", "to", "towards", "via"]
    + ["with", "by", "as", "at"]
)
_BESIDE = re.compile(r"\b(?:workshops?|findings|companion|at)\b", re.IGNORECASE)
"""Words of what appears beside a conference and is not the conference."""

_ID_WORDS = 4
_ID_LENGTH = 80
"""Characters of an id; a file name of more than 255 bytes cannot be written."""


class SourceError(LlmInfoError):
    """A source does not answer, or not with what is needed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry in the making; what no source said is empty.

    Attributes:
        title: As the source prints it.
        name: Short name, if the title begins with one.
        authors: Full names in order, groups in braces.
        et_al: Whether the source cut the list.
        date: When it was first made public.
        venue: Name or abbreviation of where it was published, without the year.
        venue_year: The year of that.
        arxiv: Its id at arXiv.
        doi: Its DOI; never arXiv's own.
        acl: Its id in the ACL Anthology.
        openreview: Its forum at OpenReview.
        links: Kind and address.
        kind: What it is.
        state: If it was withdrawn or retracted.
        topics: Topics it belongs to, the main one first.
        topic_titles: The headings of those that the catalog may not have yet.
    """

    title: str
    name: str | None = None
    authors: tuple[str, ...] = ()
    et_al: bool = False
    date: PartialDate | None = None
    venue: str | None = None
    venue_year: int | None = None
    arxiv: ArxivId | None = None
    doi: Doi | None = None
    acl: AclId | None = None
    openreview: OpenReviewId | None = None
    links: tuple[tuple[str, str], ...] = ()
    kind: Kind = Kind.PAPER
    state: State | None = None
    topics: tuple[str, ...] = ()
    topic_titles: Mapping[str, str] = field(default_factory=dict[str, str])

    def filled_from(self, other: Draft) -> Draft:
        """Fill what is unknown here; the earlier date and the links of both are kept."""
        changes: dict[str, Any] = {}
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if not mine and theirs:
                changes[one.name] = theirs
        changes["links"] = tuple(dict.fromkeys((*self.links, *other.links)))
        if self.date and other.date:
            changes["date"] = earlier(self.date, other.date)
        return replace(self, **changes)

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields a good entry has and this one lacks, apart from the summary."""
        wanted: dict[str, object] = {
            "authors": self.authors,
            "date": self.date,
            "venue": self.venue,
        }
        wanted["identifier"] = self.arxiv or self.doi or self.acl or self.openreview or self.links
        return tuple(name for name, value in wanted.items() if not value)


def date_in(*texts: str) -> PartialDate | None:
    """The first of these texts that is a date of the calendar."""
    for text in texts:
        try:
            return PartialDate.parse(text)
        except ValueError:
            continue
    return None


def earlier(one: PartialDate, other: PartialDate) -> PartialDate:
    """The earlier date, or the more exact one where both may be the same day."""
    if one.first_day <= other.last_day and other.first_day <= one.last_day:
        return max(one, other, key=lambda date: len(str(date)))
    return one if one.first_day < other.first_day else other


def tidy_line(text: str) -> str:
    """One line without control characters and halves of characters, which JSON can hold."""
    return " ".join(
        "".join(
            c if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") else " " for c in text
        ).split()
    )


def tidy_authors(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as an entry takes them; what cannot be split is a group in braces."""
    tidied: list[str] = []
    for name in map(tidy_line, names):
        try:
            tidied.append(Author.parse(name).value)
        except ValueError:
            inner = re.sub(r"[{}]", "", name).strip()
            if any(character.isalpha() for character in inner):
                tidied.append(f"{{{inner}}}")
    return tuple(dict.fromkeys(tidied))


def name_in(title: str) -> str | None:
    """The short name at the beginning of a title.

    >>> name_in("LoRA: Low-Rank Adaptation"), name_in("On Pages: A Study of Their Sizes")
    ('LoRA', None)
    """
    head, colon, _ = title.partition(":")
    words = head.split()
    if not colon or len(words) > 2 or not head:  # noqa: PLR2004  (names are one or two words)
        return None
    looks_coined = any(
        any(c.isupper() for c in word[1:]) or any(c.isdigit() for c in word) for word in words
    )
    return head if looks_coined else None


def entry_id(draft: Draft, taken: frozenset[str]) -> str:
    """An id that is free: the name, else the first telling words of the title."""
    words = re.findall(r"[a-z0-9]+", latin(draft.name or draft.title))
    telling = [word for word in words if word not in _STOP_WORDS] or words
    base = "-".join(words if draft.name else telling[:_ID_WORDS])[:_ID_LENGTH].strip("-") or "paper"
    family = latin(Author(draft.authors[0]).family) if draft.authors else ""
    family = "".join(re.findall(r"[a-z0-9]+", family))[:_ID_LENGTH]
    year = str(draft.date.year) if draft.date else ""
    candidates = [base, "-".join(part for part in (f"{family}{year}", base) if part)]
    numbered = (f"{base}-{number}" for number in count(2))
    return next(one for one in chain(candidates, numbered) if one not in taken)


def appearance(draft: Draft, venues: Mapping[str, Venue]) -> Appearance | None:
    """The venue as the catalog writes it, if the catalog knows it."""
    if not draft.venue or not draft.venue_year:
        return None
    named = re.sub(r"\bNIPS\b", "NeurIPS", draft.venue)  # its name until 2017, and in lists today
    named = re.sub(r"^([\w-]+),? [Ff]indings$", r"Findings of \1", named)
    folded = fold(re.sub(r"\b(?:19|20)\d\d\b|\d+[a-z]{2}\b", " ", named))
    for venue in venues.values():
        if folded in (fold(venue.abbreviation), fold(venue.name)):
            return Appearance(venue.abbreviation, draft.venue_year)
    is_beside = _BESIDE.search(named) is not None
    abbreviations = set(re.findall(r"[\w-]+", named))
    for venue in venues.values():
        if is_beside and not _BESIDE.search(venue.name):
            continue
        is_word = venue.abbreviation in abbreviations and len(venue.abbreviation) > 2  # noqa: PLR2004
        if is_word or (len(fold(venue.name)) > 20 and fold(venue.name) in folded):  # noqa: PLR2004
            return Appearance(venue.abbreviation, draft.venue_year)
    return None


def as_entry(
    draft: Draft, *, entry_id: str, topic: str, venues: Mapping[str, Venue], added: PartialDate,
    tags: tuple[str, ...] = (), summary: str | None = None,
) -> Entry:  # fmt: skip
    """Make the entry.

    Args:
        draft: What is known.
        entry_id: Its id.
        topic: Its main topic.
        venues: The catalog's venues.
        added: Today.
        tags: Tags of the catalog.
        summary: The contributor's words.
    """
    links: dict[str, list[str]] = {}
    for kind, url in draft.links:
        if tidied := tidy_line(url):
            links.setdefault(kind, []).append(tidied)
    values: dict[str, Any] = {
        "id": entry_id,
        "topic": topic,
        "kind": str(draft.kind),
        "title": tidy_line(draft.title),
        "name": tidy_line(draft.name or "") or None,
        "authors": tidy_authors(draft.authors),
        "et_al": "true" if draft.et_al else None,
        "date": draft.date,
        "venue": appearance(draft, venues),
        "arxiv": draft.arxiv,
        "doi": draft.doi,
        "acl": draft.acl,
        "openreview": draft.openreview,
        "links": links or None,
        "topics": tuple(one for one in draft.topics if one != topic) or None,
        "tags": tags or None,
        "summary": summary,
        "status": {"state": str(draft.state)} if draft.state else None,
        "added": added,
    }
    plain: dict[str, Any] = {
        key: value if isinstance(value, (str, tuple, dict)) else str(value)
        for key, value in values.items()
        if value is not None
    }
    return Entry.model_validate(plain)


def same_paper(draft: Draft, entries: tuple[Entry, ...]) -> Entry | None:
    """The entry that is this paper already: by an identifier, or by title."""
    ids = [(name, getattr(draft, name)) for name in ("arxiv", "doi", "acl", "openreview")]
    title = fold(draft.title)
    links = {url.rstrip("/").casefold() for _, url in draft.links}
    for entry in entries:
        if any(value and getattr(entry, name) == value for name, value in ids):
            return entry
        titles = {fold(entry.title), *map(fold, entry.also_titled)}
        if title and title in titles and not differ(draft, entry):
            return entry
        if draft.kind is not Kind.PAPER and links & {
            u.rstrip("/").casefold() for _, u in entry.links.items()
        }:
            return entry
    return None


def differ(draft: Draft, other: Draft | Entry) -> bool:
    """Whether two papers that may be one are by other people: no family name is in both."""
    if not draft.authors or not other.authors:
        return False
    mine = {fold(Author(name).family) for name in draft.authors}
    return not mine & {fold(Author(str(author)).family) for author in other.authors}
