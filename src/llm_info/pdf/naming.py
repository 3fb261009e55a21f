"""Which entry of a catalog is this PDF?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm_info.pdf.matching import Match, match
from llm_info.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm_info.model import Entry
    from llm_info.pdf.report import PdfReport


def match_entry(report: PdfReport, entry: Entry) -> Match:
    """Compare a PDF with all that an entry says."""
    return match(
        report,
        title=entry.title,
        also_titled=entry.also_titled,
        authors=[author.display for author in entry.authors if not author.is_group],
        arxiv=entry.arxiv,
        doi=entry.doi,
    )


def find_entry(report: PdfReport, entries: Iterable[Entry]) -> tuple[Entry, Match] | None:
    """Find the entry that a PDF is the paper of: the best score, then the longest title."""
    accepted = [
        (entry, found) for entry in entries if (found := match_entry(report, entry)).is_same
    ]
    if not accepted:
        return None
    return max(
        accepted,
        key=lambda pair: (
            pair[0].arxiv is not None and pair[0].arxiv == report.arxiv,
            pair[1].score,
            len(fold(pair[0].title)),
        ),
    )
