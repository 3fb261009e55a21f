"""`llm-info import`: whole lists and bibliographies into a catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from llm_info import report, store
from llm_info.cli.common import Setting, talk
from llm_info.errors import LlmInfoError
from llm_info.model import Catalog, Entry, PartialDate, Topic
from llm_info.report import counted
from llm_info.rules.nearness import may_be_one_work
from llm_info.sources.bibliography import Bibliography, read_bibtex, read_csl, read_ris
from llm_info.sources.draft import Draft, as_entry, entry_id, same_paper
from llm_info.sources.lists import Listed, ListedLink, Unread, read_list
from llm_info.sources.lists.drafts import as_draft
from llm_info.spelling import fold

MOST_BYTES = 32 << 20


class ImportFormat(StrEnum):
    """How the outcome is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Read:
    """What one file holds."""

    path: Path
    items: tuple[Listed, ...]
    drafts: tuple[Draft, ...]
    unread: tuple[Unread, ...]


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Markdown lists, or .bib, .ris and .json (CSL) files.", exists=True, dir_okay=False
        ),
    ],
    *,
    into: Annotated[
        Path | None,
        typer.Option(
            help="The folder of a catalog; it is made if it does not exist.", file_okay=False
        ),
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="Put everything under this topic, not under its headings.")
    ] = None,
    output_format: Annotated[
        ImportFormat, typer.Option("--format", help="How the outcome is written.")
    ] = ImportFormat.TEXT,
) -> None:
    """Import an awesome list, BibTeX, RIS or CSL-JSON, and say what could not be read.

    Without `--into` nothing is written.
    """
    setting: Setting = context.obj
    read = [_read(path) for path in files]
    unread = [(one.path, left) for one in read for left in one.unread]
    if output_format is ImportFormat.JSON:
        typer.echo(
            report.as_json(
                {
                    "entries": [_as_row(item) for one in read for item in one.items],
                    "unread": [
                        {"line": left.line, "text": left.text, "reason": left.reason}
                        for _, left in unread
                    ],
                }
            ),
            nl=False,
        )
    else:
        for path, left in unread:
            typer.echo(f"{path}:{left.line}: {left.reason}: {left.text}", err=True)
    count = sum(len(one.items) for one in read)
    if not setting.quiet:
        talk(f"{counted(count, 'entry', 'entries')} read, {counted(len(unread), 'place')} unread")
    if into is not None:
        drafts = [draft for one in read for draft in one.drafts]
        written, merged = _write(into, drafts, topic)
        if not setting.quiet:
            there = f"{merged or 'none'} were there already"
            talk(f"{counted(written, 'file')} written to {into}, {there}")


def _read(path: Path) -> _Read:
    if path.stat().st_size > MOST_BYTES:
        raise LlmInfoError(f"{path} has more than {MOST_BYTES >> 20} MiB", hint="is it a list?")
    text = path.read_text("utf-8-sig", errors="replace")
    match path.suffix.lower():
        case ".bib" | ".bibtex":
            return _bibliography(path, read_bibtex(text))
        case ".ris":
            return _bibliography(path, read_ris(text))
        case ".json":
            return _bibliography(path, read_csl(text))
        case _:
            listing = read_list(text)
            drafts = tuple(as_draft(item) for item in listing.items)
            return _Read(path, listing.items, drafts, listing.unread)


def _bibliography(path: Path, read: Bibliography) -> _Read:
    unread = tuple(Unread(one.line, one.text, one.reason) for one in read.problems)
    drafts = tuple(draft for _, draft in read.drafts)
    items = tuple(_as_listed(line, draft) for line, draft in read.drafts)
    return _Read(path, items, drafts, unread)


def _as_listed(line: int, draft: Draft) -> Listed:
    urls = [("paper", draft.arxiv.abstract_url)] if draft.arxiv else []
    urls += [("paper", one.url) for one in (draft.acl, draft.openreview, draft.doi) if one]
    urls += [(kind if kind in ("code", "project") else "paper" if kind == "pdf" else "other", url)
             for kind, url in draft.links]  # fmt: skip
    year = draft.venue_year or (draft.date.year if draft.date else None)
    return Listed(
        title=draft.title,
        line=line,
        year=year,
        venue=draft.venue,
        authors=", ".join(draft.authors) or None,
        links=tuple(ListedLink(kind, url) for kind, url in urls),
    )


def _as_row(item: Listed) -> dict[str, Any]:
    return {
        "title": item.title,
        "section_path": list(item.section_path),
        "year": item.year,
        "venue": item.venue,
        "authors": item.authors,
        "links": [{"kind": link.kind, "url": link.url} for link in item.links],
        "line": item.line,
    }


def _write(root: Path, drafts: list[Draft], topic: str | None) -> tuple[int, int]:
    """Write the entries, the topics and the venues that are not there yet."""
    exists = (root / store.CATALOG).is_dir()
    catalog = store.read(root).catalog if exists else Catalog()
    merged, there = _merge(drafts, catalog, topic)
    entries, ids = list[Entry](), set(catalog.by_id) | set(catalog.unread)
    today = datetime.now(UTC).date()
    for draft in merged:
        own_id = entry_id(draft, frozenset(ids))
        ids.add(own_id)
        added = PartialDate(today.year, today.month, today.day)
        place = draft.topics[0]
        entries.append(
            as_entry(draft, entry_id=own_id, topic=place, venues=catalog.venues, added=added)
        )
    try:
        (root / store.CATALOG).mkdir(parents=True, exist_ok=True)
        _write_topics(root, catalog, merged, entries)
        if not (root / store.CATALOG / store.VENUES).exists():
            store.replace_text(root / store.CATALOG / store.VENUES, "{}\n")
        for entry in entries:
            store.write_entry(root, entry)
    except OSError as error:
        raise LlmInfoError(f"cannot write to {root}: {error.strerror}") from error
    return len(entries), there


def _placed(drafts: list[Draft], topic: str | None) -> Iterator[Draft]:
    """The drafts, each under a topic."""
    for draft in drafts:
        yield replace(draft, topics=(topic,) if topic else (draft.topics or ("papers",)))


def _merge(drafts: list[Draft], catalog: Catalog, topic: str | None) -> tuple[list[Draft], int]:
    """One draft per paper: the same paper under two headings has two topics."""
    places: dict[str, int] = {}
    merged: list[Draft] = []
    there = 0
    for draft in _placed(drafts, topic):
        if same_paper(draft, catalog.entries):
            there += 1
            continue
        ids = [str(one) for one in (draft.arxiv, draft.doi) if one]
        keys = [fold(draft.title), *ids]
        known = places.get(fold(draft.title))
        if known is None:  # lists have wrong ids: under one id, another title is another paper
            owners = (places[key] for key in ids if key in places)
            known = next(
                (at for at in owners if may_be_one_work([draft.title], [merged[at].title])), None
            )
        if known is None:
            known = len(merged)
            merged.append(draft)
        else:
            first = merged[known]
            topics = tuple(dict.fromkeys((*first.topics, *draft.topics)))
            merged[known] = replace(first.filled_from(draft), topics=topics)
        for key in keys:
            places.setdefault(key, known)
    return merged, there


def _write_topics(root: Path, catalog: Catalog, drafts: list[Draft], entries: list[Entry]) -> None:
    """Add the headings that are no topics yet, with the order of their entries."""
    titles = {path: title for draft in drafts for path, title in _titles(draft)}
    order = _reading_order(entries)
    plain: dict[str, Any] = {
        "schema_version": "1",
        "topics": [_plain(top) for top in catalog.topics],
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
    plain["topics"] = [_without_empty(node) for node in plain["topics"]]
    plain["tags"] = dict(catalog.tags)
    store.replace_text(root / store.CATALOG / store.TOPICS, store.emit(plain))


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


def _plain(topic: Topic) -> dict[str, Any]:
    slug = topic.path.rpartition("/")[2]
    node: dict[str, Any] = {"slug": slug, "title": topic.title, "description": topic.description}
    if topic.start_here:
        node["start_here"] = list(topic.start_here)
    node["topics"] = [_plain(child) for child in topic.children]
    return node


def _without_empty(node: dict[str, Any]) -> dict[str, Any]:
    children = [_without_empty(child) for child in node.get("topics", [])]
    kept = {key: value for key, value in node.items() if key != "topics"}
    return kept | ({"topics": children} if children else {})
