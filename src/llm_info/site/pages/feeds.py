"""Atom feeds of everything and of each topic (RFC 4287). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from xml.etree import ElementTree as ET

from llm_info.model import Entry, Topic
from llm_info.site.pages.addresses import entry_path, topic_path
from llm_info.site.pages.choosing import entries_below
from llm_info.site.pages.page import Asset
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import isolated

LATEST = 40
_ATOM = "http://www.w3.org/2005/Atom"


def whole_feed(site: Site) -> Iterator[Asset]:
    """The feed of the whole catalog; ids of entries need the site's address."""
    if site.url:
        yield Asset("feed.xml", partial(feed, site, site.name, "feed.xml", "", lambda: site.newest))


def topic_feed(site: Site, topic: Topic) -> Iterator[Asset]:
    """The feed of a topic and all below it."""
    if site.url:
        path = topic_path(topic)
        members = partial(entries_below, site.catalog, topic)
        title = f"{site.name}: {topic.title}"
        yield Asset(f"{path}feed.xml", partial(feed, site, title, f"{path}feed.xml", path, members))


def feed(
    site: Site, title: str, own: str, page: str, entries: Callable[[], Iterable[Entry]]
) -> str:
    """A feed of the entries added last."""
    latest = site.newest_first(entries())
    latest.sort(key=lambda entry: str(entry.added or ""), reverse=True)
    latest = latest[:LATEST]
    base = site.url
    root = ET.Element("feed", {"xmlns": _ATOM})
    _add(root, "title", title)
    _add(root, "id", f"{base}{page}")
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{base}{own}")
    _add(root, "link", rel="alternate", type="text/html", href=f"{base}{page}")
    _add(root, "updated", _moment(latest[0]) if latest else "1970-01-01T00:00:00Z")
    _add(_add(root, "author"), "name", site.name)
    for entry in latest:
        item = _add(root, "entry")
        _add(item, "title", entry.title)
        _add(item, "id", f"{base}{entry_path(entry)}")
        _add(item, "link", rel="alternate", type="text/html", href=f"{base}{entry_path(entry)}")
        _add(item, "updated", _moment(entry))
        if entry.date:
            _add(item, "published", f"{entry.date.first_day}T00:00:00Z")
        for author in entry.authors:
            _add(_add(item, "author"), "name", author.display)
        for tag in entry.tags:
            _add(item, "category", term=tag)
        if entry.summary:
            _add(item, "summary", entry.summary)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    made.text = isolated(text) or None
    return made


def _moment(entry: Entry) -> str:
    day = entry.added or entry.date
    return f"{day.first_day if day else '1970-01-01'}T00:00:00Z"
