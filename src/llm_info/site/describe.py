"""What was read → what pages need to know."""

from __future__ import annotations

from llm_info import store
from llm_info.links import memory
from llm_info.model import Catalog
from llm_info.site.pages import Checked, Site
from llm_info.site.pages.formats import InMemory, Kept


def described(
    reading: store.Reading,
    *,
    name: str,
    description: str,
    url: str = "",
    edit_url: str | None = None,
    kept: Kept | None = None,
) -> Site:
    """The site of a catalog that was read, with what is known of its links.

    Raises:
        LlmInfoError: `papers/links.json` is there but cannot be read.
    """
    return Site(
        catalog=reading.catalog,
        name=name,
        description=description,
        url=f"{url.rstrip('/')}/" if url else "",
        edit_url=edit_url,
        sources=dict(reading.paths),
        digests=reading.digests,
        verdicts=checked(reading.catalog, memory.load(reading.root)),
        kept=kept or InMemory(),
    )


def checked(catalog: Catalog, records: dict[str, memory.Record]) -> dict[str, Checked]:
    """What is known of every link of the catalog that was ever asked about."""
    if not records:
        return {}
    urls = {
        url
        for entry in catalog.entries
        for _, url in (*entry.links.items(), *entry.derived_links())
    }
    known = {url: memory.seen(records, url) for url in sorted(urls)}
    return {
        url: Checked("archived" if seen.archived else str(seen.verdict), seen.date, seen.new_url)
        for url, seen in known.items()
        if seen is not None
    }
