"""How well PDFs are told apart, on a folder of PDFs whose titles and identifiers are known.

    python benchmarks/pdf_identity.py FOLDER TRUTH.csv

TRUTH.csv has the columns pdf_path, title, authors (separated by `; `), arxiv_id, arxiv_source and
doi; the file of `papers/a/b.pdf` is `a__b.pdf` in FOLDER.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_info.identifiers import ArxivId, Doi
from llm_info.pdf import PdfReport, Sameness, inspect_all, match
from llm_info.pdf.matching import fold

if TYPE_CHECKING:
    from collections.abc import Callable

Truth = dict[str, str]


def main() -> None:
    """Measure and print."""
    folder, truth = Path(sys.argv[1]), Path(sys.argv[2])
    known = _truths(truth)
    paths = sorted(folder.glob("*.pdf"))
    started = time.perf_counter()
    reports = dict(zip((path.name for path in paths), inspect_all(paths), strict=True))
    elapsed = time.perf_counter() - started
    print(f"{len(paths)} PDFs, {sum(one.readable for one in reports.values())} readable, ", end="")
    print(f"{elapsed:.1f} s, {1000 * elapsed / len(paths):.0f} ms each")
    pairs = [(reports[name], row) for name, row in known.items() if name in reports]
    _titles(pairs)
    _identifiers(pairs)
    _pairs("title only", list(known.values()), reports, known, lambda row: {"title": row["title"]})
    _pairs("title and authors", list(known.values()), reports, known, _named)
    _pairs("all that is known", list(known.values()), reports, known, _everything)


def _truths(path: Path) -> dict[str, Truth]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["pdf_path"].removeprefix("papers/").replace("/", "__"): row
        for row in rows
        if row["pdf_path"]
    }


def _titles(pairs: list[tuple[PdfReport, Truth]]) -> None:
    wrong = [(one, row) for one, row in pairs if fold(one.printed_title) != fold(row["title"])]
    print(f"titles: {len(pairs) - len(wrong)} of {len(pairs)} right")
    for one, row in wrong:
        print(f"   {row['title']!r}\n     read as {one.printed_title!r}")


def _identifiers(pairs: list[tuple[PdfReport, Truth]]) -> None:
    printed = [(one, row) for one, row in pairs if row["arxiv_source"] == "pdf-stamp"]
    right = sum(str(one.arxiv) == row["arxiv_id"] for one, row in printed)
    invented = sum(
        one.arxiv is not None and str(one.arxiv) != row["arxiv_id"] for one, row in pairs
    )
    unstamped = sum(
        one.arxiv is not None and row["arxiv_source"] != "pdf-stamp" for one, row in pairs
    )
    print(f"arXiv ids: {right} of {len(printed)} stamps right, {invented} wrong", end="")
    print(f", {unstamped} where the truth has no stamp")
    found = [(one.doi, row) for one, row in pairs if one.doi]
    for doi, row in found:
        print(f"   DOI {doi}, known: {row['doi'] or '-'}")
    for one, row in pairs:
        if row["doi"] and not one.doi:
            print(f"   DOI missed: {row['doi']} {row['title'][:50]}")


def _named(row: Truth) -> dict[str, Any]:
    return {"title": row["title"], "authors": _authors(row)}


def _everything(row: Truth) -> dict[str, Any]:
    return {
        **_named(row),
        "arxiv": ArxivId.parse(row["arxiv_id"]) if row["arxiv_id"] else None,
        "doi": Doi.recognize(row["doi"]) if row["doi"] else None,
    }


def _authors(row: Truth) -> list[str]:
    return [name for name in row["authors"].split("; ") if name]


def _pairs(
    label: str,
    rows: list[Truth],
    reports: dict[str, PdfReport],
    known: dict[str, Truth],
    of: Callable[[Truth], dict[str, Any]],
) -> None:
    true = accepted = false = wrong = unknown = 0
    said: list[str] = []
    started = time.perf_counter()
    for name, one in reports.items():
        for row in rows:
            found = match(one, **of(row))
            if known.get(name) is row:
                true += 1
                accepted += found.is_same
                if not found.is_same:
                    said.append(f"   not accepted: {name}: {found}")
            else:
                wrong += 1
                false += found.is_same
                unknown += found.verdict is Sameness.UNKNOWN
                if found.is_same:
                    said.append(f"   accepted: {name} as {row['title'][:60]!r}: {found}")
    elapsed = time.perf_counter() - started
    print(
        f"{label}: {accepted} of {true} true pairs accepted, {false} of {wrong} wrong pairs", end=""
    )
    print(f" ({1000 * false / max(1, wrong):.2f} in 1,000), {unknown} of them unknown", end="")
    print(f"; {1e6 * elapsed / max(1, true + wrong):.0f} µs each")
    print("\n".join(said))


if __name__ == "__main__":
    main()
