"""`llm-info export`: nothing is lost on the way, and every format is read back."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import atom
import builders
from conftest import Run
from llm_info import store
from llm_info.exports.atom import atom_file
from llm_info.exports.bibtex import bibtex_file, citation_keys
from llm_info.exports.csl import csl_file
from llm_info.exports.ris import ris_file
from llm_info.model import Catalog
from llm_info.sources.bibliography import Bibliography, read_bibtex, read_csl, read_ris
from llm_info.sources.lists import read_list

FORMATS = ["bibtex", "ris", "csl-json", "csv", "json", "atom", "markdown"]


@pytest.fixture(scope="module")
def real() -> Catalog:
    return store.read(Path(__file__).parents[2]).catalog


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_to_a_file_or_to_stdout(
    name: str, tmp_path: Path, run: Run
) -> None:
    root = builders.write_catalog(tmp_path)
    outcome = run("--root", root, "export", name)
    assert outcome.exit_code == 0
    assert "A Study of Pages" in outcome.stdout.replace("{", "").replace("}", "")
    run("--root", root, "export", name, "-o", tmp_path / "out")
    assert (tmp_path / "out").read_bytes().decode().replace("\r\n", "\n") == outcome.stdout.replace(
        "\r\n", "\n"
    )


def test_json_holds_every_field_and_the_derived_links(tmp_path: Path, run: Run) -> None:
    root = builders.write_catalog(tmp_path)
    row = json.loads(run("--root", root, "export", "json").stdout)["entries"][0]
    wanted = (
        "id kind title name authors date venue arxiv doi topics tags links builds_on summary added"
    )
    assert set(wanted.split()) <= set(row)
    assert row["id"] == "pages"
    assert row["topics"] == ["paging"]
    assert {"kind": "pdf", "url": "https://arxiv.org/pdf/2103.01234"} in row["links"]
    assert {"kind": "code", "url": "https://github.com/invented/pages"} in row["links"]


def test_only_a_topic_and_what_is_below_it(tmp_path: Path, run: Run) -> None:
    root = builders.write_catalog(tmp_path)
    assert run("--root", root, "export", "csv", "--topic", "paging/tables").stdout.count("\n") == 1
    assert run("--root", root, "export", "csv", "--topic", "paging").stdout.count("\n") == 2
    assert run("--root", root, "export", "csv", "--topic", "pag").exit_code == 2


def years(read: Bibliography) -> list[int | None]:
    return [d.venue_year or (d.date.year if d.date else None) for _, d in read.drafts]


@pytest.mark.parametrize(
    ("write", "read"),
    [(bibtex_file, read_bibtex), (ris_file, read_ris), (csl_file, read_csl)],
    ids=["bibtex", "ris", "csl"],
)
def test_the_real_catalog_reads_back_identically(
    write: Callable[[Catalog], str], read: Callable[[str], Bibliography], real: Catalog
) -> None:
    back = read(write(real))
    assert back.problems == ()
    drafts = [draft for _, draft in back.drafts]
    assert [draft.title for draft in drafts] == [entry.title for entry in real.entries]
    assert [draft.authors for draft in drafts] == [
        tuple(author.value for author in entry.authors) for entry in real.entries
    ]
    assert [draft.arxiv for draft in drafts] == [entry.arxiv for entry in real.entries]
    assert [draft.doi for draft in drafts] == [entry.doi for entry in real.entries]
    assert years(back) == [
        entry.venue.year if entry.venue else entry.date.year if entry.date else None
        for entry in real.entries
    ]


def test_keys_are_unique_and_stay(real: Catalog) -> None:
    keys = citation_keys(real.entries)
    assert len(set(keys.values())) == len(real.entries)
    older = builders.paper(id="older", added="2025-01-01")
    newer = builders.paper(id="earlier-in-the-alphabet", added="2026-01-01")
    alone = citation_keys([older])
    assert citation_keys([newer, older])["older"] == alone["older"]
    assert citation_keys([newer, older])["earlier-in-the-alphabet"] == f"{alone['older']}b"


@pytest.mark.skipif(shutil.which("bibtex") is None, reason="BibTeX is not installed")
def test_bibtex_takes_the_real_catalog_without_a_warning(real: Catalog, tmp_path: Path) -> None:
    (tmp_path / "all.bib").write_text(bibtex_file(real), "utf-8")
    for style in ("plain", "alpha"):
        aux = f"\\relax\n\\citation{{*}}\n\\bibdata{{all}}\n\\bibstyle{{{style}}}\n"
        (tmp_path / "t.aux").write_text(aux, "utf-8")
        command = ["bibtex", "t"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert "Warning" not in done.stdout


def test_csv_cells_never_run_in_a_spreadsheet(tmp_path: Path, run: Run) -> None:
    root = builders.write_catalog(
        tmp_path,
        {"paging/pages.yaml": builders.ENTRY_FILE.replace("A Study", "=HYPERLINK(1) Study")},
    )
    rows = list(csv.DictReader(io.StringIO(run("--root", root, "export", "csv").stdout)))
    assert rows[0]["title"].startswith("'=")


def test_atom_is_a_feed_of_the_newest(real: Catalog) -> None:
    text = atom_file(real, site="https://papers.example/")
    assert atom.problems(text) == []
    feed = ET.fromstring(text)  # noqa: S314  (our own text)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 50
    updated = [entry.findtext("{http://www.w3.org/2005/Atom}updated") or "" for entry in entries]
    assert updated == sorted(updated, reverse=True)
    ids = [entry.findtext("{http://www.w3.org/2005/Atom}id") for entry in entries]
    assert len(set(ids)) == 50


def test_atom_without_a_site_and_links_is_still_valid(run: Run, tmp_path: Path) -> None:
    entry = "title: A Study\nauthors: [Ada Lovelace]\ndate: 2021-03\nsummary: Says it.\n"
    root = builders.write_catalog(tmp_path, {"paging/study.yaml": entry})
    text = run("--root", root, "export", "atom").stdout
    assert atom.problems(text) == []
    assert "<content>Says it.</content>" in text


def test_markdown_holds_every_entry_of_the_real_catalog(
    real: Catalog, run: Run, real_root: Path
) -> None:
    text = run("--root", real_root, "export", "markdown").stdout
    titles = {item.title.casefold() for item in read_list(text).items}
    found = sum(entry.title.casefold().rstrip(".") in titles for entry in real.entries)
    assert found >= 0.98 * len(real.entries)


@pytest.mark.filterwarnings("ignore")
def test_citeproc_renders_every_entry(real: Catalog) -> None:
    citeproc = pytest.importorskip("citeproc")
    source = pytest.importorskip("citeproc.source.json")
    items = [item | {"id": item["id"].lower()} for item in json.loads(csl_file(real))]
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = citeproc.CitationStylesBibliography(
        style, source.CiteProcJSON(items), citeproc.formatter.plain
    )
    for item in items:
        bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    rendered = [str(one) for one in bibliography.bibliography()]
    assert len(rendered) == len(items)
    assert all(one.strip() for one in rendered)
