"""Crossref and DataCite: DOIs → drafts.

Source of the formats: https://api.crossref.org/swagger-ui/index.html and
https://support.datacite.org/docs/api
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import quote

from llm_info.identifiers import ArxivId, Doi
from llm_info.sources.draft import Draft, SourceError, date_in, name_in, tidy_line
from llm_info.sources.plain import at, items, parse_json, texts
from llm_info.values import Author, PartialDate, State

BATCH = 60
"""DOIs in one query to Crossref."""


def crossref_url(dois: Sequence[Doi]) -> str:
    """The query for some DOIs at once."""
    filters = ",".join(f"doi:{quote(str(doi), safe='/.-_:')}" for doi in dois)
    return f"https://api.crossref.org/works?filter={filters}&rows={len(dois)}"


def datacite_url(doi: Doi) -> str:
    """The address of one DOI at DataCite."""
    return f"https://api.datacite.org/dois/{quote(str(doi), safe='/.-_')}"


def parse_crossref(answer: str) -> tuple[Draft, ...]:
    """Read an answer of Crossref; DOIs of other registries are not in it.

    Raises:
        SourceError: It is not an answer of Crossref.
    """
    items = at(parse_json(answer, "Crossref"), "message", "items")
    if not isinstance(items, list):
        raise SourceError("Crossref's answer holds no list of works")
    drafts = (_crossref_draft(item) for item in cast("list[Any]", items))
    return tuple(draft for draft in drafts if draft is not None)


def _crossref_draft(item: Any) -> Draft | None:
    doi = Doi.recognize(str(at(item, "DOI") or ""))
    title = _title(texts(at(item, "title")))
    if doi is None or not title:
        return None
    subtitle = _title(texts(at(item, "subtitle")))
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    updates = [str(at(update, "type")) for update in items(at(item, "updated-by"))]
    retracted = "retraction" in updates or title.upper().startswith("RETRACTED")
    title = re.sub(r"^\W*RETRACTED(?: ARTICLE)?\W*", "", title, flags=re.IGNORECASE)
    venue = (_title(texts(at(item, "event", "acronym"))) or _title(texts(at(item, "event", "name")))
             or _title(texts(at(item, "container-title"))))  # fmt: skip
    published = _crossref_date(item)
    return Draft(
        title=title,
        name=name_in(title),
        authors=tuple(filter(None, (_person(one) for one in items(at(item, "author"))))),
        date=published,
        venue=venue or None,
        venue_year=published.year if published and venue else None,
        doi=doi,
        state=State.RETRACTED if retracted else None,
    )


def _crossref_date(item: Any) -> PartialDate | None:
    for key in ("published-online", "published-print", "published", "issued"):
        parts = at(item, key, "date-parts", 0)
        listed = cast("list[Any]", parts) if isinstance(parts, list) else []
        numbers = [part for part in listed if isinstance(part, int)]
        if numbers and len(numbers) == len(listed):
            text = "-".join([f"{numbers[0]:04}", *(f"{part:02}" for part in numbers[1:3])])
            if date := date_in(text):
                return date
    return None


def _person(person: Any) -> str:
    family, given = str(at(person, "family") or ""), str(at(person, "given") or "")
    if not family:
        group = str(at(person, "name") or "").strip()
        return f"{{{group}}}" if group else ""
    if family.isupper() and len(family) > 3:  # noqa: PLR2004  (publishers shout)
        family = family.title()
    return display_name(family, given)


def display_name(family: str, given: str) -> str:
    """A name as printed, or with a comma where the family name has several words.

    >>> display_name("van der Maaten", "Laurens"), display_name("García Márquez", "Gabriel")
    ('Laurens van der Maaten', 'García Márquez, Gabriel')
    """
    plain = f"{given} {family}".strip()
    return plain if Author(plain).family == family or not given else f"{family}, {given}"


def parse_datacite(answer: str) -> Draft:
    """Read an answer of DataCite.

    Raises:
        SourceError: It lacks a title or a DOI.
    """
    attributes = at(parse_json(answer, "DataCite"), "data", "attributes")
    doi = Doi.recognize(str(at(attributes, "doi") or ""))
    title = _title([str(at(attributes, "titles", 0, "title") or "")])
    if doi is None or not title:
        raise SourceError("DataCite's answer has no title")
    names = [
        _person(
            {
                "family": at(one, "familyName"),
                "given": at(one, "givenName"),
                "name": at(one, "name"),
            }
        )
        for one in items(at(attributes, "creators"))
    ]
    year = str(at(attributes, "publicationYear") or "")
    arxiv = ArxivId.recognize(str(doi))
    return Draft(
        title=title,
        name=name_in(title),
        authors=tuple(filter(None, names)),
        date=date_in(year),
        arxiv=arxiv,
        doi=None if arxiv else doi,
    )


def _title(parts: list[str]) -> str:
    return tidy_line(html.unescape(re.sub(r"<[^<>]{1,30}>", "", parts[0]))) if parts else ""
