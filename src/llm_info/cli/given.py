"""What people give to `add`: identifiers, addresses, PDFs, BibTeX → where the look-up begins."""

from __future__ import annotations

import sys
from pathlib import Path

from llm_info import pdf
from llm_info.sources.bibliography import read_bibtex
from llm_info.sources.draft import Draft, SourceError
from llm_info.sources.lookup import Start
from llm_info.sources.references import recognize


def begin(given: list[str]) -> list[tuple[str, Start | SourceError]]:
    """Recognize each reference; files are read here, the network is asked later.

    Returns:
        Each as it was given, or its place in a file; and where to begin, or why not.
    """
    begun: list[tuple[str, Start | SourceError]] = []
    for text in given:
        if text == "-":
            begun += _from_text("stdin", sys.stdin.read())
        elif (reference := recognize(text)) is not None:
            begun.append((text, reference))
        elif text.lower().endswith(".pdf") and Path(text).is_file():
            begun.append((text, _from_pdf(Path(text))))
        elif Path(text).is_file():
            begun += _from_text(text, Path(text).read_text("utf-8", errors="replace"))
        elif text.lstrip().startswith("@"):
            begun += _from_text("BibTeX", text)
        else:
            hint = "give an arXiv id, a DOI, an address, or an existing file"
            begun.append(
                (text, SourceError(f"{text[:80]!r} is nothing that is known here", hint=hint))
            )
    return begun


def _from_text(name: str, text: str) -> list[tuple[str, Start | SourceError]]:
    if "@" not in text:
        words = text.split()
        if not words:
            return [(name, SourceError(f"{name} is empty"))]
        return begin([word for word in words if word != "-"])
    read = read_bibtex(text)
    begun: list[tuple[str, Start | SourceError]] = [
        (f"{name}:{line}", draft) for line, draft in read.drafts
    ]
    begun += [
        (f"{name}:{one.line}", SourceError(f"{name}:{one.line} {one.reason}"))
        for one in read.problems
    ]
    return begun or [(name, SourceError(f"{name} holds no BibTeX entry"))]


def _from_pdf(path: Path) -> Start | SourceError:
    found = pdf.inspect(path)
    if not found.readable:
        return SourceError(f"{path.name} cannot be read: {found.reason}")
    if found.arxiv:
        return found.arxiv
    if found.doi:
        return found.doi
    if found.printed_title:
        return Draft(title=found.printed_title)
    return SourceError(
        f"{path.name} has no arXiv stamp, no DOI and no title that can be read",
        hint="give the paper's arXiv id or DOI",
    )
