"""What is remembered of a run of MkDocs, as JSON has it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_info import store
from llm_info.site.looking import frame
from llm_info.site.shells import Chrome, Shell

if TYPE_CHECKING:
    from llm_info.site.plugin import Rendered


def facts_of(root: Path, made: Rendered) -> dict[str, Any]:
    """The facts of a run."""
    site, chrome = made.site, made.chrome
    reads = [*made.watched, str(root / store.CATALOG / store.TOPICS)]  # they are in the navigation
    return {
        "frame": frame(reads),
        "reads": reads,
        "watched": made.watched,
        "known": made.known,
        "site": {
            "name": site.name,
            "description": site.description,
            "url": site.url,
            "edit_url": site.edit_url,
        },
        "chrome": {
            "shells": {
                name: [list(shell.pieces), list(shell.marks)]
                for name, shell in chrome.shells.items()
            },
            "anchors": chrome.anchors,
            "by_hand": chrome.by_hand,
            "sources": chrome.sources,
            "asked": chrome.asked,
            "sitemap": chrome.sitemap,
        },
    }


def chrome_of(plain: dict[str, Any]) -> Chrome:
    """What stood around the pages then."""
    made = {
        name: Shell(tuple(pieces), tuple(marks))
        for name, (pieces, marks) in plain["shells"].items()
    }
    return Chrome(
        shells=made,
        anchors=plain["anchors"],
        by_hand=plain["by_hand"],
        sources=plain["sources"],
        asked=plain["asked"],
        sitemap=plain["sitemap"],
    )
