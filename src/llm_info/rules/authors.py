"""Authors as the paper prints them: each a person or a group, each once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from llm_info.finding import Edit, Problem, Severity
from llm_info.model import Catalog
from llm_info.rules.registry import rule
from llm_info.values import describe

_ET_AL = re.compile(r"\bet\.? al\b|\band others\b|\bothers\b", re.IGNORECASE)
_ONLY_ET_AL = re.compile(r"(?:et\.? al\.?|and others|others)", re.IGNORECASE)
_SEVERAL = re.compile(r" (?:[aA][nN][dD]|&) |;")


@rule(
    "LLM505",
    why="An index of authors with a person called “et al.” has lost the others.",
    bad="authors: [Ada Lovelace, et al.]",
    good="""
authors: [Ada Lovelace]
et_al: true
""",
)
def authors_are_people(catalog: Catalog) -> Iterator[Problem]:
    """Nobody is called "et al."; a list that is cut says `et_al: true`."""
    for entry in catalog.entries:
        last = len(entry.authors) - 1
        if not _ET_AL.search("\n".join(author.value for author in entry.authors)):
            continue
        for index, author in enumerate(entry.authors):
            if author.is_group or not _ET_AL.search(author.value):
                continue
            field = ("authors", index)
            alone = index == last > 0 and _ONLY_ET_AL.fullmatch(author.value)
            yield Problem(
                entry.id,
                field,
                f"authors {describe(author.value)} is not a name",
                "list everybody, or remove it and write et_al: true",
                (Edit(("et_al",), "true"), Edit(field, None)) if alone else (),
            )


@rule(
    "LLM506",
    Severity.WARNING,
    why="A name that was pasted twice counts twice. Two people of one name are rare: then say so.",
    bad="authors: [Ada Lovelace, Charles Babbage, Ada Lovelace]",
    good="authors: [Ada Lovelace, Charles Babbage]",
)
def author_once(catalog: Catalog) -> Iterator[Problem]:
    """An author stands in the list once."""
    for entry in catalog.entries:
        names = [author.value for author in entry.authors]
        if len(set(names)) == len(names):
            continue
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name in seen:
                yield Problem(
                    entry.id,
                    ("authors", index),
                    f"authors {describe(name)} stands there twice",
                    "remove one; if two people share the name, add the comment "
                    "# llm-info: ignore LLM506: two people share the name",
                )
            seen.add(name)


@rule(
    "LLM508",
    Severity.WARNING,
    why="Names in capitals come from a cover page, and then there are two spellings of a person.",
    bad="authors: [ADA LOVELACE]",
    good="authors: [Ada Lovelace]",
)
def authors_not_in_capitals(catalog: Catalog) -> Iterator[Problem]:
    """Authors are not written in capitals."""
    for entry in catalog.entries:
        for index, author in enumerate(entry.authors):
            if author.value.isupper() and not author.is_group and _has_long_word(author.value):
                yield Problem(
                    entry.id,
                    ("authors", index),
                    f"authors {describe(author.value)} is in capitals",
                    "write it as a name is written",
                )


def _has_long_word(name: str) -> bool:
    """Whether it is more than initials; `JD` may be a given name, `LOVELACE` is not."""
    return any(len(word) > 3 for word in re.findall(r"\w+", name))  # noqa: PLR2004


@rule(
    "LLM509",
    Severity.WARNING,
    why="Family and given name swapped make another person, whose papers are not found. A common "
    "co-author tells a slip from two people.",
    bad="""
# serving/pages.yaml
authors: [Lovelace Ada, Charles Babbage]
# serving/orca.yaml
authors: [Ada Lovelace, Charles Babbage]
# serving/tables.yaml
authors: [Ada Lovelace, Charles Babbage]
""",
    good="""
# serving/pages.yaml
authors: [Ada Lovelace, Charles Babbage]
# serving/orca.yaml
authors: [Ada Lovelace, Charles Babbage]
# serving/tables.yaml
authors: [Ada Lovelace, Charles Babbage]
""",
)
def authors_not_swapped(catalog: Catalog) -> Iterator[Problem]:
    """A name does not stand the other way round more often beside the same co-author."""
    counts = Counter(author.value for entry in catalog.entries for author in entry.authors)
    swapped = {
        name: other
        for name in counts
        if (other := _turned(name)) and counts.get(other, 0) > counts[name]
    }
    if not swapped:
        return
    companions: dict[str, set[str]] = {other: set() for other in swapped.values()}
    for entry in catalog.entries:
        names = [author.value for author in entry.authors]
        for name in names:
            if name in companions:
                companions[name].update(names)
    for entry in catalog.entries:
        names = [author.value for author in entry.authors]
        for index, name in enumerate(names):
            other = swapped.get(name)
            if other and companions[other].intersection(names):
                yield Problem(
                    entry.id,
                    ("authors", index),
                    f"authors {describe(name)} is {other!r} elsewhere",
                    "write it as the paper does; if they are two people, say so in a suppression",
                )


def _turned(name: str) -> str | None:
    first, _, last = name.partition(" ")
    return None if not last or " " in last or name.startswith("{") else f"{last} {first}"


@rule(
    "LLM510",
    why="Two people in one item are one person to every index and export.",
    bad="authors: [Ada Lovelace and Charles Babbage]",
    good="authors: [Ada Lovelace, Charles Babbage]",
)
def one_author_per_item(catalog: Catalog) -> Iterator[Problem]:
    """Each item of the list of authors is one author."""
    for entry in catalog.entries:
        if not _SEVERAL.search("\n".join(author.value for author in entry.authors)):
            continue
        for index, author in enumerate(entry.authors):
            if not _SEVERAL.search(author.value):
                continue
            if not author.is_group and not _ET_AL.search(author.value):
                yield Problem(
                    entry.id,
                    ("authors", index),
                    f"authors {describe(author.value)} is more than one author",
                    "write one item for each; a group's name goes into braces",
                )
