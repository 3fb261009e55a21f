"""One paper, one entry, one id."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator

from llm_info.finding import FieldPath, Problem
from llm_info.model import Catalog, Entry
from llm_info.rules.registry import rule

_REMEDY = "keep one of the two entries, or correct the one that is wrong"


def fold(text: str) -> str:
    """Reduce a title or name to what survives typography: letters, digits and `+`, in lower case.

    `+` stays because "LoRA+" and "Outlier Suppression+" are other papers.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if character.isalnum() or character == "+")


def _repeated(
    entries: Iterable[Entry], key: Callable[[Entry], Hashable | None], field: FieldPath, what: str
) -> Iterator[Problem]:
    first: dict[Hashable, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.id):
        value = key(entry)
        if value is None:
            continue
        if value in first:
            shown = str(getattr(entry, str(field[0])))
            message = f"{what} {shown!r} is also that of {first[value].id!r}"
            yield Problem(entry.id, field, message, _REMEDY)
        else:
            first[value] = entry


@rule("LLM201")
def arxiv_id_once(catalog: Catalog) -> Iterator[Problem]:
    """An arXiv id belongs to one entry."""
    yield from _repeated(catalog.entries, lambda entry: entry.arxiv, ("arxiv",), "arxiv")


@rule("LLM202")
def doi_once(catalog: Catalog) -> Iterator[Problem]:
    """A DOI belongs to one entry."""
    yield from _repeated(catalog.entries, lambda entry: entry.doi, ("doi",), "doi")


@rule("LLM203")
def paper_once(catalog: Catalog) -> Iterator[Problem]:
    """A title with the same first author stands in the catalog once."""

    def title_and_author(entry: Entry) -> Hashable | None:
        if not entry.authors:
            return None
        return fold(entry.title), fold(entry.authors[0].family)

    yield from _repeated(catalog.entries, title_and_author, ("title",), "title")


@rule("LLM204")
def anthology_id_once(catalog: Catalog) -> Iterator[Problem]:
    """An ACL Anthology or OpenReview id belongs to one entry."""
    yield from _repeated(catalog.entries, lambda entry: entry.acl, ("acl",), "acl")
    yield from _repeated(
        catalog.entries, lambda entry: entry.openreview, ("openreview",), "openreview"
    )


@rule("LLM205")
def alias_free(catalog: Catalog) -> Iterator[Problem]:
    """An alias is no other entry's id or alias."""
    taken: dict[str, str] = {entry.id: entry.id for entry in catalog.entries}
    for entry in sorted(catalog.entries, key=lambda entry: entry.id):
        for index, alias in enumerate(entry.aliases):
            owner = taken.setdefault(alias, entry.id)
            if owner != entry.id or alias == entry.id:
                message = f"aliases {alias!r} is already an address of {owner!r}"
                yield Problem(entry.id, ("aliases", index), message, "remove the alias")
