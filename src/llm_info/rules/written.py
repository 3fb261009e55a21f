"""The links of entries, as rules see and name them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult

from llm_info.finding import Edit, FieldPath, Problem
from llm_info.model import Catalog, WrittenLink
from llm_info.values import describe


def name_of(field: FieldPath) -> str:
    """The key that a link stands under: `links.code`, `doi`."""
    return ".".join(str(step) for step in field[:2])


def parted(catalog: Catalog) -> Iterator[tuple[WrittenLink, SplitResult]]:
    """The links whose addresses can be taken apart."""
    for link in catalog.written_links:
        if link.parts is not None:  # of the others `address_can_be_read` speaks
            yield link, link.parts


def link_problem(
    link: WrittenLink, message: str, hint: str, edits: tuple[Edit, ...] = ()
) -> Problem:
    """What is wrong with the link, which the message names first."""
    shown = f"{name_of(link.field)} {describe(link.url)} {message}"
    return Problem(link.entry.id, link.field, shown, hint, edits)


def host_of(parts: SplitResult) -> str:
    """The host in lower case, without www."""
    return (parts.hostname or "").removeprefix("www.")
