"""Catalog → one Markdown list under the headings of the topics, as hand-kept lists look."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_info.model import Catalog, Entry, Topic

_SPECIAL = re.compile(r"([\\`*\[\]<>|])")
_MAIN = ("pdf", "project", "docs", "blog", "dataset", "code")
_DEEPEST = 6


def markdown_file(catalog: Catalog) -> str:
    """The list, in the order of the topics; in a topic, what one should read first comes first."""
    lines: list[str] = []
    for top in catalog.topics:
        lines += _topic(catalog, top, 1)
    known = catalog.topics_by_path
    strays = [entry for entry in catalog.entries if entry.topic not in known]
    if strays:
        lines += ["# Other", "", *(f"- {item(entry)}" for entry in strays), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _topic(catalog: Catalog, topic: Topic, level: int) -> Iterator[str]:
    """A heading, the entries, the subtopics.

    A subtopic whose entry stands in `start_here` before one of the topic's own is a group among
    them: under a heading it would swallow what follows.
    """
    yield f"{'#' * min(level, _DEEPEST)} {topic.title}"
    yield ""
    rank = {entry_id: number for number, entry_id in enumerate(topic.start_here)}
    own = _ordered(catalog, topic)
    groups = {
        child.path: place
        for child in topic.children
        if (place := _place(catalog, child, rank)) is not None
    }
    blocks: list[tuple[int, Entry | Topic]] = [(rank.get(e.id, len(rank)), e) for e in own]
    last = max((place for place, _ in blocks), default=-1)
    grouped = [child for child in topic.children if groups.get(child.path, last) < last]
    blocks += [(groups[child.path], child) for child in grouped]
    for number, (_, block) in enumerate(sorted(blocks, key=lambda pair: pair[0]), 1):
        if isinstance(block, Entry):
            yield f"{number}. {item(block)}"
        else:
            yield f"{number}. {block.title}:"
            yield from (f"   - {item(entry)}" for entry in _ordered(catalog, block))
    if blocks:
        yield ""
    for child in topic.children:
        if child not in grouped:
            yield from _topic(catalog, child, level + 1)


def _ordered(catalog: Catalog, topic: Topic) -> list[Entry]:
    rank = {entry_id: number for number, entry_id in enumerate(topic.start_here)}
    entries = catalog.by_topic.get(topic.path, ())
    return sorted(entries, key=lambda entry: rank.get(entry.id, len(rank)))


def _place(catalog: Catalog, child: Topic, rank: dict[str, int]) -> int | None:
    """Where a subtopic without subtopics stands among its parent's entries, if that is said."""
    ids = (entry.id for entry in catalog.by_topic.get(child.path, ()))
    ranks = [rank[entry_id] for entry_id in ids if entry_id in rank]
    return min(ranks) if ranks and not child.children else None


def item(entry: Entry) -> str:
    """An entry's line: its title with the main link, then the other links by their kind."""
    links = list(dict.fromkeys((*entry.links.items(), *entry.derived_links())))
    main = _main(entry, links)
    title = _SPECIAL.sub(r"\\\1", entry.title)
    text = f"[{title}]({_target(main)})" if main else title
    if entry.name and not entry.title.casefold().startswith(entry.name.casefold()):
        name = _SPECIAL.sub(r"\\\1", entry.name)
        text = f"{name}: {text}"
    derived_pdfs = {url for kind, url in entry.derived_links() if kind == "pdf"}
    others = [
        f"[{kind}]({_target(url)})"
        for kind, url in links
        if url != main and url not in derived_pdfs
    ]
    return f"{text} ({', '.join(others)})" if others else text


def _main(entry: Entry, links: list[tuple[str, str]]) -> str | None:
    if entry.links.pdf:
        return entry.links.pdf[0]
    derived = next((url for kind, url in links if kind == "page"), None)
    if derived:
        return derived
    return next((url for kind in _MAIN for have, url in links if have == kind), None) or next(
        (url for _, url in links), None
    )


def _target(url: str) -> str:
    """An address as Markdown takes it: spaces and parentheses would end it."""
    return url.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
