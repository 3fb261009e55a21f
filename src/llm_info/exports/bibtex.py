"""Entry → BibTeX, in UTF-8 as Biber and modern BibTeX styles read it.

Source of the fields: the biblatex manual, section 2, and https://info.arxiv.org/help/hypertex/bibstyles.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from string import ascii_lowercase

from llm_info.model import Catalog, Entry, Venue
from llm_info.spelling import latin
from llm_info.values import Author, Kind, PartialDate

_SPECIAL = re.compile(r"[&%$#_{}~^\\]")
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_KEEP_CASE = re.compile(r"[^\s:,;?!()\[\]-]*[^\W\d_][^\s:,;?!()\[\]-]*")
_STOP_WORDS = frozenset(
    ["a", "an", "and", "are", "for", "from", "in", "is", "of", "on", "the", "to", "towards", "via"]
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def bibtex(
    entry: Entry, venues: Mapping[str, Venue], key: str | None = None, *, classic: bool = False
) -> str:
    """One entry of a `.bib` file.

    Args:
        entry: What to cite.
        venues: Abbreviation → venue, for the full names.
        key: Its key, where another entry has the usual one already.
        classic: Use only the types that the styles of BibTeX itself know.
    """
    kind, fields = _kind_and_fields(entry, venues)
    if classic and kind not in ("article", "inproceedings"):
        kind = "misc"
    width = max(len(name) for name, _ in fields)
    lines = [f"  {name.ljust(width)} = {{{value}}}," for name, value in fields if name != "month"]
    lines += [f"  {name.ljust(width)} = {value}," for name, value in fields if name == "month"]
    return "\n".join([f"@{kind}{{{key or citation_key(entry)},", *lines, "}"]) + "\n"


def bibtex_file(catalog: Catalog) -> str:
    """All entries, for BibTeX and Biber alike."""
    keys = citation_keys(catalog.entries)
    return "\n".join(
        bibtex(entry, catalog.venues, keys[entry.id], classic=True) for entry in catalog.entries
    )


def citation_keys(entries: Iterable[Entry]) -> dict[str, str]:
    """A unique key for each id; a new entry never changes the key of an older one.

    Entries that would share a key get `b`, `c`, … in the order in which they were added.
    """
    last = PartialDate(9999)
    taken: set[str] = set()
    keys: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: ((entry.added or last).first_day, entry.id)):
        usual = citation_key(entry)
        spellings = chain([usual], (f"{usual}{letter}" for letter in ascii_lowercase[1:]))
        free = (spelling for spelling in spellings if spelling not in taken)
        key = next(free, f"{usual}-{entry.id}")
        taken.add(key)
        keys[entry.id] = key
    return keys


def citation_key(entry: Entry) -> str:
    """A stable key: first author's family name, year, and the name or first telling word.

    >>> from llm_info.values import Author, PartialDate
    >>> citation_key(Entry(id="x", topic="t", title="A Study of Paging", name="PagedAttention",
    ...     authors=("Woosuk Kwon",), date="2023"))
    'kwon2023pagedattention'
    """
    family = _ascii(entry.authors[0].family) if entry.authors else ""
    year = str(entry.date.year) if entry.date else ""
    words = [_ascii(word) for word in (entry.name or entry.title).split()]
    telling = [word for word in words if word and word not in _STOP_WORDS]
    name = "".join(words) if entry.name else (telling or words or [entry.id])[0]
    return f"{family}{year}{name}" or entry.id


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", latin(text))


def _kind_and_fields(
    entry: Entry, venues: Mapping[str, Venue]
) -> tuple[str, list[tuple[str, str]]]:
    fields = [("title", protected(entry.title))]
    if entry.authors:
        names = [_author(author) for author in entry.authors]
        fields.append(("author", " and ".join([*names, "others"] if entry.et_al else names)))
    else:
        fields.append(("key", escaped(entry.title)))
    kind = "misc" if entry.kind is Kind.PAPER else _other_kind(entry.kind)
    venue = venues.get(entry.venue.venue) if entry.venue else None
    if entry.venue:
        name = escaped(venue.name if venue else entry.venue.venue)
        is_journal = venue is not None and venue.kind == "journal"
        kind = "article" if is_journal else "inproceedings"
        fields.append(("journal" if is_journal else "booktitle", name))
        fields.append(("year", str(entry.venue.year)))
    elif entry.date:
        fields.append(("year", str(entry.date.year)))
        if entry.date.month:
            fields.append(("month", _MONTHS[entry.date.month - 1]))
    fields += _identifiers(entry)
    return kind, fields


def _other_kind(kind: Kind) -> str:
    return {Kind.SOFTWARE: "software", Kind.DATASET: "dataset"}.get(kind, "online")


def _identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.doi:
        yield "doi", str(entry.doi)
    if entry.arxiv:
        yield "eprint", str(entry.arxiv)
        yield "archiveprefix", "arXiv"
    url = next((url for _, url in entry.derived_links()), None) or next(
        (url for _, url in entry.links.items() if url.startswith(("https://", "http://"))), None
    )
    if url:
        yield "url", re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", url)


def _author(author: Author) -> str:
    if author.is_group:
        return f"{{{escaped(author.family)}}}"
    return (
        f"{escaped(author.family)}, {escaped(author.given)}"
        if author.given
        else escaped(author.family)
    )


def escaped(text: str) -> str:
    """Text that LaTeX prints as it stands."""
    if not _SPECIAL.search(text):
        return text
    if not _is_balanced(text):  # BibTeX counts even escaped braces
        parts = re.split(r"([{}])", text)
        braces = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
        return "".join(braces.get(part) or escaped(part) for part in parts)
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), text)


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def protected(title: str) -> str:
    """A title whose names keep their capitals under styles that lower-case titles.

    >>> protected("LoRA: low-rank Adaptation")
    '{LoRA}: low-rank Adaptation'
    """

    def protect(found: re.Match[str]) -> str:
        word = found[0]
        if word.isalpha() and word[1:].islower():  # as most words are
            return word
        inner_capital = any(character.isupper() for character in word[1:])
        has_digit = any(character.isdigit() for character in word)
        return f"{{{escaped(word)}}}" if inner_capital or has_digit else escaped(word)

    parts: list[str] = []
    end = 0
    for found in _KEEP_CASE.finditer(title):
        parts += [escaped(title[end : found.start()]), protect(found)]
        end = found.end()
    return "".join([*parts, escaped(title[end:])])
