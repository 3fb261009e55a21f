"""BibTeX, RIS and CSL-JSON → drafts, each with what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import rispy  # pyright: ignore[reportMissingTypeStubs]  (it has none)
from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry as BibtexEntry

from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget
from llm_info.sources.draft import Draft, SourceError, date_in, name_in, tidy_line
from llm_info.sources.latex import as_text, split_names
from llm_info.sources.lists.words import kind_of_url
from llm_info.sources.openreview import recognize as recognize_forum
from llm_info.sources.plain import at, items, parse_json, texts
from llm_info.sources.registries import display_name
from llm_info.values import Kind, PartialDate

_MONTHS: Sequence[str] = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905  (reads better)
_KINDS = {"software": Kind.SOFTWARE, "dataset": Kind.DATASET, "online": Kind.ARTICLE}


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read of a bibliography.

    Attributes:
        line: Line of the file, from 1; 1 where the format knows none.
        text: The beginning of what stands there.
        reason: Why, in half a sentence.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What was read, each with its line, and what was not."""

    drafts: tuple[tuple[int, Draft], ...]
    problems: tuple[Problem, ...] = ()


def read_bibtex(text: str) -> Bibliography:
    """Read a `.bib` file; one broken entry silences no other."""
    library = parse_string(text)
    drafts: list[tuple[int, Draft]] = []
    problems = [
        Problem((block.start_line or 0) + 1, (block.raw or "")[:100], "is not a BibTeX entry")
        for block in library.failed_blocks
    ]
    for entry in library.entries:
        line = (entry.start_line or 0) + 1
        draft = _bibtex_draft(entry)
        if draft is None:
            problems.append(Problem(line, f"@{entry.entry_type}{{{entry.key}", "has no title"))
        else:
            drafts.append((line, draft))
    return Bibliography(tuple(drafts), tuple(sorted(problems, key=lambda one: one.line)))


def _bibtex_draft(entry: BibtexEntry) -> Draft | None:
    fields = {key.casefold(): str(field.value) for key, field in entry.fields_dict.items()}
    title = as_text(fields.get("title", ""))
    if not title:
        return None
    names = split_names(fields.get("author", ""))
    venue = as_text(
        fields.get("booktitle") or fields.get("journal") or fields.get("journaltitle") or ""
    )
    preprint = re.search(r"arxiv|preprint|corr\b|abs/", venue, re.IGNORECASE)
    date = _date(fields.get("date", ""), fields.get("year", ""), fields.get("month", ""))
    urls = [
        fields.get(key, "") for key in ("url", "eprint", "howpublished", "note", "doi", "journal")
    ]
    is_paper = entry.entry_type.casefold() not in _KINDS
    draft = Draft(
        title=title,
        name=name_in(title),
        authors=tuple(name for name in names if name != "{others}"),
        et_al="{others}" in names,
        date=date,
        venue=None if preprint else (venue or None),
        venue_year=date.year if date and venue and not preprint else None,
        kind=Kind.PAPER if is_paper else _KINDS[entry.entry_type.casefold()],
    )
    return _with_ids(draft, urls, preprint[0] + venue if preprint else "")


def read_ris(text: str) -> Bibliography:
    """Read a RIS file."""
    starts = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(r"\ufeff?TY  -", line)
    ]
    try:
        loads = cast("Callable[[str], list[dict[str, Any]]]", rispy.loads)  # pyright: ignore[reportUnknownMemberType]  (untyped)
        records = loads(text.lstrip("\ufeff"))
    except (OSError, ValueError, IndexError, KeyError) as error:
        return Bibliography(
            (), (Problem(1, text[:100].split("\n", maxsplit=1)[0], f"is not RIS: {error}"),)
        )
    drafts: list[tuple[int, Draft]] = []
    problems: list[Problem] = []
    for place, record in enumerate(records):
        line = starts[place] if place < len(starts) else 1
        title = tidy_line(str(record.get("title") or record.get("primary_title") or ""))
        if not title:
            problems.append(Problem(line, str(record.get("id") or record)[:100], "has no title"))
            continue
        drafts.append((line, _ris_draft(record, title)))
    return Bibliography(tuple(drafts), tuple(problems))


def _ris_draft(record: Mapping[str, Any], title: str) -> Draft:
    venue = next(
        (
            str(record[key])
            for key in ("secondary_title", "journal_name", "alternate_title3", "alternate_title2")
            if record.get(key)
        ),
        "",
    )
    date = _date(str(record.get("date") or "").strip("/").replace("/", "-"), "", "") or _date(
        "", str(record.get("year") or record.get("publication_year") or ""), ""
    )
    year = re.search(r"\d{4}", str(record.get("year") or record.get("publication_year") or ""))
    kinds = {"COMP": Kind.SOFTWARE, "DATA": Kind.DATASET, "ELEC": Kind.ARTICLE}
    names = texts(record.get("authors") or record.get("first_authors"))
    urls = [*texts(record.get("urls")), *texts(record.get("file_attachments1"))]
    draft = Draft(
        title=title,
        name=name_in(title),
        authors=tuple(_comma_name(name) for name in names),
        date=date,
        venue=venue or None,
        venue_year=int(year[0]) if year and venue else None,
        kind=kinds.get(str(record.get("type_of_reference")), Kind.PAPER),
    )
    numbers = [
        str(record.get(key) or "") for key in ("doi", "accession_number", "file_attachments1")
    ]
    return _with_ids(draft, [*urls, *numbers], "")


def read_csl(text: str) -> Bibliography:
    """Read a CSL-JSON file.

    Raises:
        SourceError: It is not JSON.
    """
    items = parse_json(text, "the file")
    if isinstance(items, dict):
        items = [cast("Any", items)]
    if not isinstance(items, list):
        raise SourceError("the file is not CSL-JSON, which is an array of items")
    drafts: list[tuple[int, Draft]] = []
    problems: list[Problem] = []
    for item in cast("list[Any]", items):
        title = tidy_line(str(at(item, "title") or ""))
        if not title:
            problems.append(Problem(1, str(item)[:100], "has no title"))
            continue
        drafts.append((1, _csl_draft(item, title)))
    return Bibliography(tuple(drafts), tuple(problems))


def _csl_draft(item: Any, title: str) -> Draft:
    parts = [str(part) for part in items(at(item, "issued", "date-parts", 0))]
    date = _date(
        "-".join([parts[0], *(part.zfill(2) for part in parts[1:])]) if parts else "", "", ""
    )
    names = [
        f"{{{at(one, 'literal')}}}"
        if at(one, "literal")
        else display_name(str(at(one, "family") or ""), str(at(one, "given") or ""))
        for one in items(at(item, "author"))
    ]
    venue = next(iter(texts(at(item, "container-title"))), "")
    kinds = {"software": Kind.SOFTWARE, "dataset": Kind.DATASET, "webpage": Kind.ARTICLE}
    draft = Draft(
        title=title,
        name=name_in(title),
        authors=tuple(filter(None, names)),
        date=date,
        venue=venue or None,
        venue_year=date.year if date and venue else None,
        kind=kinds.get(str(at(item, "type")), Kind.PAPER),
    )
    return _with_ids(
        draft, [str(at(item, key) or "") for key in ("DOI", "number", "URL", "note")], ""
    )


def _with_ids(draft: Draft, candidates: Iterable[str], note: str) -> Draft:
    """Recognize identifiers, and keep the addresses that are none."""
    found: dict[str, Any] = {}
    links: list[tuple[str, str]] = []
    for text in map(str.strip, [*candidates, note]):
        number = re.search(r"(?:arxiv[:\s]*|abs/)(\d{4}\.\d{4,5})", text, re.IGNORECASE)
        if arxiv := ArxivId.recognize(text) or (ArxivId.recognize(number[1]) if number else None):
            found.setdefault("arxiv", arxiv)
        elif doi := Doi.recognize(text):
            found.setdefault("doi", doi)
        elif acl := AclId.recognize(text):
            found.setdefault("acl", acl)
        elif forum := recognize_forum(text):
            found.setdefault("openreview", forum)
        elif url := re.search(r"https?://[^\s{}\\]+", text):
            links.append((_link_kind(url[0]), url[0]))
    return replace(draft, links=tuple(dict.fromkeys(links)), **found)


def _link_kind(url: str) -> str:
    if GitHubTarget.recognize(url) and not url.endswith(".pdf"):
        return "code"
    return "pdf" if kind_of_url(url) == "paper" and url.lower().endswith(".pdf") else "project"


def _comma_name(name: str) -> str:
    family, comma, given = name.partition(",")
    if not comma:
        return tidy_line(name)
    return (
        display_name(tidy_line(family), tidy_line(given))
        if given.strip()
        else f"{{{tidy_line(family)}}}"
    )


def _date(date: str, year: str, month: str) -> PartialDate | None:
    text = date.strip() or year.strip()
    if found := re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?.*", text):
        parts = [found[1], *(part.zfill(2) for part in found.groups()[1:] if part)]
    else:
        return None
    index = month.strip("{} .")[:3].casefold()
    if len(parts) == 1 and index in _MONTHS:
        parts.append(f"{_MONTHS.index(index) + 1:02}")
    elif len(parts) == 1 and index.isdigit():
        parts.append(index.zfill(2))
    return date_in("-".join(parts), parts[0])
