"""Catalog → Atom: the entries added last, for feed readers.

Source of the format: https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from llm_info.model import Catalog, Entry
from llm_info.values import PartialDate

_ATOM = "http://www.w3.org/2005/Atom"
LONGEST = 50
"""Entries in a feed."""

_NEVER = PartialDate(1970, 1, 1)


def atom_file(catalog: Catalog, *, title: str = "New papers", site: str = "") -> str:
    """The feed.

    Args:
        catalog: What to announce.
        title: Name of the feed.
        site: Address of the site, with `/` at its end; ids and links of the feed begin with it.
    """
    newest = sorted(catalog.entries, key=lambda entry: entry.id)
    newest.sort(key=lambda entry: entry.added or _NEVER, reverse=True)
    newest = newest[:LONGEST]
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _text(feed, "id", site or "urn:llm-info:feed")
    _text(feed, "title", title)
    _text(feed, "updated", _instant(newest[0].added if newest else None))
    if site:
        ET.SubElement(feed, "link", {"rel": "alternate", "href": site})
    _text(ET.SubElement(feed, "author"), "name", title)
    for entry in newest:
        _add(feed, entry, site)
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, "unicode") + "\n"


def _add(feed: ET.Element, entry: Entry, site: str) -> None:
    node = ET.SubElement(feed, "entry")
    _text(node, "id", f"{site}papers/{entry.id}/" if site else f"urn:llm-info:{entry.id}")
    _text(node, "title", entry.title)
    _text(node, "updated", _instant(entry.added))
    for author in entry.authors:
        _text(ET.SubElement(node, "author"), "name", author.display)
    url = next((url for _, url in (*entry.derived_links(), *entry.links.items())), None)
    if url:
        ET.SubElement(node, "link", {"rel": "alternate", "href": url})
    else:  # one of the two must be there (4.1.2)
        _text(node, "content", entry.summary or entry.title)
    for topic in entry.all_topics:
        ET.SubElement(node, "category", {"term": topic})
    if entry.summary:
        _text(node, "summary", entry.summary)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _instant(date: PartialDate | None) -> str:
    return f"{(date or _NEVER).first_day.isoformat()}T00:00:00Z"
