"""Drafts → entries, topics and venues of a catalog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from llm_info import store
from llm_info.errors import LlmInfoError
from llm_info.model import Catalog, Entry, Venue
from llm_info.rules.nearness import may_be_one_work
from llm_info.sources.draft import Draft, as_entry, differ, entry_id, same_paper
from llm_info.spelling import common_words, fold
from llm_info.values import PartialDate

_NO_VENUE = re.compile(
    r"(?i)(?:ar|bio|med|tech)r?xiv|corr|preprint|blog|website|tech(nical)? report"
)
"""What lists write where a venue would stand: the identifier or the link says it already."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the drafts.

    Attributes:
        entries: How many files were written.
        there: How many papers the catalog held already.
        repeats: Of a draft that is the paper of one before it: the positions of both.
        venues: Venues that the drafts name and no table knows → how many entries lack them.
    """

    entries: int
    there: int
    repeats: tuple[tuple[int, int], ...]
    venues: Mapping[str, int]


def write(root: Path, drafts: list[Draft], topic: str | None) -> Written:
    """Write the entries, and the topics and venues that are not there yet.

    Raises:
        LlmInfoError: The folder cannot be written.
    """
    exists = (root / store.CATALOG).is_dir()
    catalog = store.read(root).catalog if exists else Catalog()
    merged, there, repeats = _merge(drafts, catalog, topic)
    venues = dict(known_venues()) | dict(catalog.venues)
    entries, ids = list[Entry](), set(catalog.by_id) | set(catalog.unread)
    unknown = Counter[str]()
    today = datetime.now(UTC).date()
    for draft in merged:
        own_id = entry_id(draft, frozenset(ids))
        ids.add(own_id)
        added = PartialDate(today.year, today.month, today.day)
        place = draft.topics[0]
        entry = as_entry(draft, entry_id=own_id, topic=place, venues=venues, added=added)
        entries.append(entry)
        if draft.venue_year and entry.venue is None and not _NO_VENUE.fullmatch(draft.venue or ""):
            unknown[draft.venue or ""] += 1
    try:
        (root / store.CATALOG).mkdir(parents=True, exist_ok=True)
        _write_topics(root, catalog, merged, entries)
        _write_venues(root, catalog, venues, entries)
        for entry in entries:
            store.write_entry(root, entry)
    except OSError as error:
        raise LlmInfoError(f"cannot write to {root}: {error.strerror}") from error
    return Written(len(entries), there, repeats, dict(unknown.most_common()))


@cache
def known_venues() -> Mapping[str, Venue]:
    """Venues that lists name often, with their full names."""
    return store.parse_venues((files("llm_info.importing") / "venues.yaml").read_text("utf-8"))


def _write_venues(
    root: Path, catalog: Catalog, venues: Mapping[str, Venue], entries: list[Entry]
) -> None:
    """Add the venues that entries name and the catalog does not."""
    named = {entry.venue.venue for entry in entries if entry.venue}
    plain: dict[str, Any] = {
        name: {"name": venues[name].name, "kind": venues[name].kind}
        for name in (*catalog.venues, *sorted(named - catalog.venues.keys(), key=str.casefold))
    }
    store.write_vocabulary(root / store.CATALOG / store.VENUES, plain)


def _placed(drafts: list[Draft], topic: str | None) -> Iterator[Draft]:
    """The drafts, each under a topic."""
    for draft in drafts:
        yield replace(draft, topics=(topic,) if topic else (draft.topics or ("papers",)))


def _merge(
    drafts: list[Draft], catalog: Catalog, topic: str | None
) -> tuple[list[Draft], int, tuple[tuple[int, int], ...]]:
    """One draft per paper: the same paper under two headings has two topics."""
    places: dict[str, int] = {}
    merged: list[Draft] = []
    common = common_words(draft.title for draft in drafts)
    firsts: list[int] = []
    repeats: list[tuple[int, int]] = []
    there = 0
    for position, draft in enumerate(_placed(drafts, topic)):
        if same_paper(draft, catalog.entries):
            there += 1
            continue
        ids = [str(one) for one in (draft.arxiv, draft.doi) if one]
        keys = [fold(draft.title), *ids]
        known = places.get(fold(draft.title))
        if known is not None and differ(draft, merged[known]):
            shares_one = any(places.get(one) == known for one in ids)
            known = known if shares_one else None  # of one title and one id: names are misread
        if known is None:  # lists have wrong ids: under one id, another title is another paper
            owners = [places[key] for key in ids if key in places]
            known = next((at for at in owners if _may_be(draft, merged[at], common)), None)
        if known is None:
            known = len(merged)
            merged.append(draft)
            firsts.append(position)
        else:
            repeats.append((position, firsts[known]))
            first = merged[known]
            topics = tuple(dict.fromkeys((*first.topics, *draft.topics)))
            merged[known] = replace(first.filled_from(draft), topics=topics)
        for key in keys:
            places.setdefault(key, known)
    return merged, there, tuple(repeats)


def _may_be(draft: Draft, other: Draft, common: frozenset[str]) -> bool:
    """Whether two drafts with one identifier may be one paper."""
    return not differ(draft, other) and may_be_one_work([draft.title], [other.title], common)


def _write_topics(root: Path, catalog: Catalog, drafts: list[Draft], entries: list[Entry]) -> None:
    """Add the headings that are no topics yet, with the order of their entries."""
    titles = {path: title for draft in drafts for path, title in _titles(draft)}
    order = _reading_order(entries)
    plain: dict[str, Any] = {
        "schema_version": "1",
        "topics": [store.topic_as_plain(top) for top in catalog.topics],
    }
    for path, title in titles.items():
        nodes: list[dict[str, Any]] = plain["topics"]
        for depth, slug in enumerate(steps := path.split("/"), 1):
            found = [one for one in nodes if one["slug"] == slug]
            node: dict[str, Any] = found[0] if found else {}
            if not found:
                here = "/".join(steps[:depth])
                name = titles.get(here, title)
                node = {"slug": slug, "title": name, "description": f"Papers under “{name}”."}
                if order.get(here):
                    node["start_here"] = order[here]
                nodes.append(node)
            nodes = node.setdefault("topics", [])
    plain["tags"] = dict(catalog.tags)
    store.write_vocabulary(root / store.CATALOG / store.TOPICS, plain)


def _reading_order(entries: list[Entry]) -> dict[str, list[str]]:
    """Ids by topic, in the order of the list.

    A group that stands before an entry of its parent is named there by its first entry.
    """
    order: dict[str, list[str]] = {}
    firsts: dict[str, list[str]] = {}
    for entry in entries:
        above = entry.topic.rpartition("/")[0]
        if entry.topic not in order and above:
            firsts.setdefault(above, []).append(entry.id)
        order.setdefault(entry.topic, []).extend([*firsts.pop(entry.topic, []), entry.id])
    return order


def _titles(draft: Draft) -> Iterator[tuple[str, str]]:
    for path in draft.topics:
        steps = path.split("/")
        for depth in range(1, len(steps) + 1):
            here = "/".join(steps[:depth])
            yield (
                here,
                draft.topic_titles.get(here) or re.sub("-", " ", steps[depth - 1]).capitalize(),
            )
