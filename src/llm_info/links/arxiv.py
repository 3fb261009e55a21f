"""arXiv's API: many ids in one question. Pure: text in, values out.

Source: https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote
from xml.etree import ElementTree as ET

from llm_info.links.verdict import ListedPaper

API = "https://export.arxiv.org/api/query"
BATCH = 100

_ATOM = "{http://www.w3.org/2005/Atom}"
_COMMENT = "{http://arxiv.org/schemas/atom}comment"
_ABSTRACT = re.compile(r"arxiv\.org/abs/(?P<id>.+)$")
_VERSION = re.compile(r"v\d+$")
_WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)


def base(name: str) -> str:
    """An id without its version.

    >>> base("2309.06180v2")
    '2309.06180'
    """
    return _VERSION.sub("", name)


def batches(names: Iterable[str], size: int = BATCH) -> list[list[str]]:
    """Cut ids into questions; two versions of one paper never stand in the same."""
    rounds: list[dict[str, str]] = []
    for name in dict.fromkeys(names):
        for seen in rounds:
            if base(name) not in seen:
                seen[base(name)] = name
                break
        else:
            rounds.append({base(name): name})
    return [
        listed[start : start + size]
        for listed in (list(seen.values()) for seen in rounds)
        for start in range(0, len(listed), size)
    ]


def address(batch: Sequence[str]) -> str:
    """The address that answers for a batch."""
    ids = ",".join(quote(name, safe="/.") for name in batch)
    return f"{API}?id_list={ids}&max_results={len(batch)}"


def listed(batch: Sequence[str], body: str) -> dict[str, ListedPaper] | None:
    """Read the answer about a batch: id → what is known of it; `None` if it cannot be used."""
    if "<!DOCTYPE" in body or "<!ENTITY" in body:
        return None
    try:
        feed = ET.fromstring(body)  # noqa: S314  (without a DTD there is nothing to expand)
    except ET.ParseError:
        return None
    if feed.tag != f"{_ATOM}feed":
        return None
    papers: dict[str, ListedPaper] = {}
    for entry in feed.iter(f"{_ATOM}entry"):
        found = _ABSTRACT.search(entry.findtext(f"{_ATOM}id") or "")
        if found is None:  # an error, as an entry of its own: one id spoils the whole answer
            return None if len(batch) > 1 else {batch[0]: ListedPaper()}
        title = " ".join((entry.findtext(f"{_ATOM}title") or "").split())
        comment = entry.findtext(_COMMENT) or ""
        papers[base(found["id"])] = ListedPaper(title, bool(_WITHDRAWN.search(comment)))
    return {name: papers.get(base(name), ListedPaper()) for name in batch}
