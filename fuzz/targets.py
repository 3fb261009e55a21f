"""What is fuzzed: for each door through which strangers' bytes come, its reader and its laws.

A target takes any bytes. It may raise nothing but what the reader's own documentation says, and
what comes out must hold the laws that the rest of the program relies on.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from llm_info import identifiers
from llm_info.exports.bibtex import bibtex_file
from llm_info.exports.ris import ris_file
from llm_info.identifiers import ArxivId, Doi, GitHubTarget
from llm_info.links import arxiv as arxiv_api
from llm_info.links import github as github_api
from llm_info.links.body import Part, page_text
from llm_info.links.judge import judge
from llm_info.links.verdict import Answer, Expectation, Hop, Paper, Question, Verdict
from llm_info.model import Catalog
from llm_info.pdf import reader
from llm_info.pdf.look import look, look_at
from llm_info.sources import arxiv, github, openreview, references, registries
from llm_info.sources.bibliography import Bibliography, read_bibtex, read_csl, read_ris
from llm_info.sources.draft import Draft, SourceError, as_entry, entry_id
from llm_info.sources.latex import as_text, split_names
from llm_info.sources.lists import read_list
from llm_info.sources.lists.drafts import as_drafts
from llm_info.store import edit_text, emit, entry_as_plain, find_suppressions, format_text
from llm_info.store.canonical import tidy
from llm_info.store.files import parse_mapping
from llm_info.store.tree import places
from llm_info.values import PartialDate, is_slug

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TODAY = PartialDate(2026, 1, 1)
_SCRATCH = Path(tempfile.gettempdir())


def store(content: bytes) -> None:
    """A file of the catalog: read, edited, formatted; what is written is what was read."""
    text = content.decode("utf-8", "replace")
    once, faults = format_text(text)
    if once is None:
        assert faults
        return
    value, _ = parse_mapping(text)
    assert value is not None
    assert format_text(once) == (once, ())
    assert parse_mapping(once)[0] == tidy(value)
    places(text)
    find_suppressions(text)
    edit_text(text, ())


def markdown(content: bytes) -> None:
    """An awesome list."""
    text = content.decode("utf-8", "replace")
    lines = text.count("\n") + text.count("\r") + 1
    listing = read_list(text)
    assert all(1 <= item.line <= lines for item in listing.items)
    _become_entries(draft for draft, _ in as_drafts(listing.items))


def bibtex(content: bytes) -> None:
    """A `.bib` file."""
    _bibliography(read_bibtex(content.decode("utf-8", "replace")))


def ris(content: bytes) -> None:
    """A `.ris` file."""
    _bibliography(read_ris(content.decode("utf-8", "replace")))


def csl(content: bytes) -> None:
    """A CSL-JSON file."""
    try:
        read = read_csl(content.decode("utf-8", "replace"))
    except SourceError:
        return
    _bibliography(read)


def _bibliography(read: Bibliography) -> None:
    _become_entries(draft for _, draft in read.drafts)


def _become_entries(drafts: Iterable[Draft]) -> None:
    """Every draft is an entry that can be written, read again and exported."""
    for draft in drafts:
        own = entry_id(draft, frozenset())
        assert is_slug(own)
        entry = as_entry(draft, entry_id=own, topic="paging", venues={}, added=_TODAY)
        plain = entry_as_plain(entry)
        assert parse_mapping(emit(plain)) == (tidy(plain), ())
        assert not _CONTROL.search(entry.title)
        catalog = Catalog(entries=(entry,))
        assert len(read_bibtex(bibtex_file(catalog)).drafts) == 1
        assert len(read_ris(ris_file(catalog)).drafts) == 1


def latex(content: bytes) -> None:
    """A field of BibTeX."""
    text = content.decode("utf-8", "replace")
    assert isinstance(as_text(text), str)
    assert all(name.strip() for name in split_names(text))


_IDENTIFIERS: tuple[Any, ...] = (
    identifiers.ArxivId,
    identifiers.Doi,
    identifiers.AclId,
    identifiers.OpenReviewId,
)


def references_(content: bytes) -> None:
    """What a contributor gives to `add`, also through the issue form."""
    text = content.decode("utf-8", "replace")
    references.recognize(text)
    target = GitHubTarget.recognize(text)
    if target is not None:
        assert GitHubTarget.recognize(str(target)) == target
    for kind in _IDENTIFIERS:
        found = kind.recognize(text)
        if found is not None:
            assert kind.parse(str(found)) == found
            assert not _CONTROL.search(str(found))
    try:
        references.read_issue(text)
    except ValueError:
        return


_ANSWERS: Mapping[int, Callable[[str], object]] = {
    0: arxiv.parse,
    1: registries.parse_crossref,
    2: registries.parse_datacite,
    3: lambda text: openreview.parse(text, identifiers.OpenReviewId("abcDEF123_-")),
    4: github.parse_citation,
    5: github.paper_in_readme,
    6: lambda text: github_api.facts(_WANTED, text),
    7: github_api.is_throttled,
    8: lambda text: arxiv_api.listed(["2103.01234"], text),
}
_WANTED = github_api.wanted(
    [
        target
        for url in ("https://github.com/a/b", "https://github.com/c/d/blob/main/x.pdf")
        if (target := GitHubTarget.recognize(url))
    ]
)


def apis(content: bytes) -> None:
    """An answer of arXiv, Crossref, DataCite, OpenReview or GitHub; the first byte says whose."""
    read = _ANSWERS[(content[0] if content else 0) % len(_ANSWERS)]
    try:
        read(content[1:].decode("utf-8", "replace"))
    except SourceError:
        return


_PAPER = Paper(
    "A Study of Pages",
    authors=("Ada Lovelace",),
    arxiv=ArxivId("2103.01234"),
    doi=Doi("10.1145/3600006.3613165"),
)
_STATUSES = (200, 200, 200, 206, 304, 404, 403, 429, 500, 0)


def web(content: bytes) -> None:
    """An answer of a web server: three bytes of setting, header lines, an empty line, a page."""
    setting, rest = content[:3].ljust(3, b"\0"), content[3:]
    head, _, body = rest.partition(b"\n\n")
    lines = (line.partition(b":") for line in head.split(b"\n"))
    headers = {
        name.decode("latin-1").strip().lower(): value.decode("latin-1").strip()
        for name, _, value in lines
    }
    url = "https://example.org/paper.pdf#fragment"
    try:  # the fetcher turns down what it cannot go to
        target = urljoin(url, headers["location"]) if "location" in headers else ""
        httpx.URL(target)
    except (ValueError, httpx.InvalidURL):
        return
    expectations = tuple(Expectation)
    question = Question(
        url=url,
        ask=url.partition("#")[0],
        kind="pdf",
        expectation=expectations[setting[0] % len(expectations)],
        papers=(_PAPER,),
        repository=GitHubTarget.recognize("https://github.com/a/b") if setting[2] & 1 else None,
        fragment="fragment" if setting[2] & 2 else "",
    )
    answer = Answer(
        hops=(Hop(url, 301, target),) if target else (),
        url=target or url,
        status=_STATUSES[setting[1] % len(_STATUSES)],
        headers=headers,
        body=page_text(Part(body), headers.get("content-type", "")),
        complete=bool(setting[2] & 4),
    )
    judgement = judge(question, answer)
    assert judgement.verdict in Verdict
    assert (judgement.new_url is None) or judgement.verdict is Verdict.MOVED


def pdf(content: bytes) -> None:
    """A PDF, read as the child process reads it; its answer must survive the pipe."""
    seen = look(content[:2048], content[-2048:], len(content))
    assert seen.is_pdf or seen.reason
    path = _SCRATCH / "llm-info-fuzz.pdf"
    path.write_bytes(content)
    seen, extent = look_at(path)
    if not seen.fine:
        return
    answer = reader.answer(str(path), extent.start, extent.end, deep=True)
    assert json.dumps(json.loads(json.dumps(answer))) == json.dumps(answer)
    assert isinstance(answer["texts"], list)
    assert answer["reason"] or answer["pages"] > 0


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "store": store,
    "markdown": markdown,
    "bibtex": bibtex,
    "ris": ris,
    "csl": csl,
    "latex": latex,
    "references": references_,
    "apis": apis,
    "web": web,
    "pdf": pdf,
}
"""Name of a target → what it does with any bytes."""
