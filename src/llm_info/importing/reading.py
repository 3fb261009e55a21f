"""A file with a list or a bibliography → drafts of entries, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from llm_info.errors import LlmInfoError
from llm_info.sources.bibliography import Bibliography, read_bibtex, read_csl, read_ris
from llm_info.sources.draft import Draft
from llm_info.sources.lists import Listed, ListedLink, Unread, read_list
from llm_info.sources.lists.drafts import as_drafts

MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Read:
    """What one file holds.

    Attributes:
        path: The file.
        items: What stands in it, as it stands there.
        drafts: The same as drafts of entries.
        unread: What could not be read.
    """

    path: Path
    items: tuple[Listed, ...]
    drafts: tuple[Draft, ...]
    unread: tuple[Unread, ...]


def read(path: Path) -> Read:
    """Read an awesome list, BibTeX, RIS or CSL-JSON, told apart by the file's ending.

    Raises:
        LlmInfoError: The file cannot be read, or is far too large for a list.
    """
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
            made = as_drafts(listing.items)
            lost = [one for _, unread in made for one in unread]
            unread = sorted([*listing.unread, *lost], key=lambda one: one.line)
            return Read(path, listing.items, tuple(draft for draft, _ in made), tuple(unread))


def _bibliography(path: Path, found: Bibliography) -> Read:
    unread = tuple(Unread(one.line, one.text, one.reason) for one in found.problems)
    drafts = tuple(draft for _, draft in found.drafts)
    items = tuple(_as_listed(line, draft) for line, draft in found.drafts)
    return Read(path, items, drafts, unread)


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
