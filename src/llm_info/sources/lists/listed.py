"""What stands in a list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedLink:
    """An address and what it leads to.

    Attributes:
        kind: `paper`, `code`, `project` or `other`.
        url: As written.
        is_guess: Whether only the length of the title says that it is a paper.
    """

    kind: str
    url: str
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of a list.

    Attributes:
        title: As written, without what stands around it.
        line: Line of the file, from 1.
        section_path: Headings above it, the outermost first.
        label: The short name in front of the title.
        year: As far as the item, a badge or a heading says it.
        month: The month of that year, if the item gives a date.
        venue: As written, without its year.
        venue_year: The year of the venue, where it is not `year`.
        authors: As written.
        links: In the order of the item, each address once.
    """

    title: str
    line: int
    section_path: tuple[str, ...] = ()
    label: str | None = None
    year: int | None = None
    month: int | None = None
    venue: str | None = None
    venue_year: int | None = None
    authors: str | None = None
    links: tuple[ListedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read.

    Attributes:
        line: Line of the file, from 1.
        text: The beginning of what stands there.
        reason: Why, in half a sentence.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list: what was read, and what was not."""

    items: tuple[Listed, ...]
    unread: tuple[Unread, ...]
