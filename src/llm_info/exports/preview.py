"""An entry → the Markdown in which a pull request shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from llm_info.exports.bibtex import bibtex
from llm_info.model import Entry, Venue

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#@!~&])")


def preview(entry: Entry, venues: Mapping[str, Venue]) -> str:
    """The entry as a reader will see it; nothing in it is a mention, a tag or a picture."""
    links = dict.fromkeys((*entry.links.items(), *entry.derived_links()))
    lines = [f"### {_plain(entry.title)}", ""]
    if entry.authors:
        names = ", ".join(author.display for author in entry.authors)
        lines += [f"{_plain(names)}{' et al.' if entry.et_al else ''}", ""]
    facts = [str(fact) for fact in (entry.venue, entry.date) if fact]
    facts += [f"topic {topic}" for topic in entry.all_topics] + [f"tag {tag}" for tag in entry.tags]
    lines += [" · ".join(_plain(fact) for fact in facts), ""]
    if links:
        shown = (f"{kind}: <{_address(url)}>" for kind, url in links)
        lines += [*(f"- {one}" for one in shown), ""]
    lines += [f"> {_plain(entry.summary)}" if entry.summary else "> *The summary is missing.*", ""]
    code = bibtex(entry, venues).replace("`", "'")
    lines += ["<details><summary>BibTeX</summary>", "", "```bibtex", code.rstrip("\n"), "```", ""]
    return "\n".join([*lines, "</details>"]) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands; `@` cannot call anybody."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("\\@", "@\u2060")


def _address(url: str) -> str:
    return re.sub(r"[\s<>`]", lambda found: f"%{ord(found[0]):02X}", url)
