"""What RFC 4287 asks of a feed, as far as a program can see it (https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = {
    "feed": {"id", "title", "updated"},
    "entry": {"id", "title", "updated"},
}
AT_MOST_ONCE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"content", "published", "rights", "source", "summary"},
}
MANY = {
    "feed": {"author", "category", "contributor", "link", "entry"},
    "entry": {"author", "category", "contributor", "link"},
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"(https?://[^\s<>\"]+|urn:[^\s<>\"]+)")


def problems(text: str) -> list[str]:
    """Where a feed breaks the standard; the numbers are its sections."""
    feed = ET.fromstring(text)  # noqa: S314  (ours)
    if feed.tag != f"{ATOM}feed":
        return [f"4.1.1: the document is a {feed.tag}"]
    found = [*_container(feed, "feed")]
    entries = feed.findall(f"{ATOM}entry")
    authored = feed.find(f"{ATOM}author") is not None
    for entry in entries:
        found.extend(_container(entry, "entry"))
        if not authored and entry.find(f"{ATOM}author") is None:
            found.append("4.1.2: neither the entry nor the feed has an author")
        alternates = [one for one in entry.findall(f"{ATOM}link") if _relation(one) == "alternate"]
        if entry.find(f"{ATOM}content") is None and not alternates:
            found.append("4.1.2: an entry has neither content nor an alternate link")
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    found.extend(f"4.1.1: {name} twice" for name, count in ids.items() if count > 1)
    return found


def _container(element: ET.Element, name: str) -> Iterator[str]:
    counts = Counter(child.tag.removeprefix(ATOM) for child in element)
    for part in ONCE[name]:
        if counts[part] != 1:
            yield f"4.1: {name} has {counts[part]} {part}"
    for part in counts:
        if part in AT_MOST_ONCE[name] and counts[part] > 1:
            yield f"4.1: {name} has {counts[part]} {part}"
        if part not in ONCE[name] | AT_MOST_ONCE[name] | MANY[name]:
            yield f"4.1: {name} has an unknown {part}"
    for child in element:
        yield from _part(child, child.tag.removeprefix(ATOM))
    links = Counter(
        (one.get("type"), one.get("hreflang"))
        for one in element.findall(f"{ATOM}link")
        if _relation(one) == "alternate"
    )
    if any(count > 1 for count in links.values()):
        yield f"4.1: {name} has two alternate links of one type"


def _part(part: ET.Element, name: str) -> Iterator[str]:
    text = part.text or ""
    if name in ("updated", "published") and not INSTANT.fullmatch(text):
        yield f"3.3: {text!r} is no instant of RFC 3339"
    if name == "id" and not IRI.fullmatch(text):
        yield f"4.2.6: {text!r} is no absolute IRI"
    if name == "link" and not IRI.fullmatch(part.get("href", "")):
        yield f"4.2.7: {part.get('href')!r} is no address"
    if name == "category" and not part.get("term"):
        yield "4.2.2: a category has no term"
    if name in ("author", "contributor") and not part.findtext(f"{ATOM}name"):
        yield "3.2: a person has no name"
    if name in ("title", "summary", "content", "rights", "subtitle"):
        if part.get("type", "text") != "text":
            yield f"3.1: a {name} is not plain text"
        if len(part):
            yield f"3.1.1: a {name} of plain text has elements"


def _relation(link: ET.Element) -> str:
    return link.get("rel", "alternate")
