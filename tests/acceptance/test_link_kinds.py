"""Kinds of links of a catalog's own, named in its `links.yaml`, wherever links are read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import builders
import web as small_web
from conftest import Run
from llm_info import store
from llm_info.link_kinds import BUILT_IN, LINK_KINDS, LeadsTo
from llm_info.links import Expectation, plan
from llm_info.site.pages.wording import buttons

KINDS = """\
poster:
  label: Conference poster
  description: >-
    The poster that was shown at the conference.
  leads_to: pdf
artifact:
  label: Artifact
  description: >-
    What was handed in to be evaluated.
  leads_to: repository
errata:
  label: Errata
  description: >-
    A list of known mistakes.
code:
  label: Implementation
  description: >-
    The program of the paper.
"""
LINKS = """\
links:
  code: https://github.com/invented/pages
  artifact: https://github.com/invented/artifact
  errata: [https://invented.org/errata, https://invented.org/more-errata]
  poster: https://invented.org/poster.pdf
"""
ENTRY = builders.ENTRY_FILE.replace("links:\n  code: https://github.com/invented/pages\n", LINKS)
FILES = {
    "topics.yaml": builders.TOPICS_FILE,
    "venues.yaml": builders.VENUES_FILE,
    "links.yaml": KINDS,
    "paging/pages.yaml": ENTRY,
}


def catalog_of(root: Path, **changes: str | None) -> Path:
    """The catalog with other texts; `None` leaves a file out."""
    names = {"entry": "paging/pages.yaml", "kinds": "links.yaml"}
    files: dict[str, str | None] = {**FILES, **{names[key]: text for key, text in changes.items()}}
    return builders.write_catalog(root, {name: text for name, text in files.items() if text})


def told(root: Path, run: Run) -> list[str]:
    return run("--root", root, "check").stdout.splitlines()


def test_a_kind_of_the_catalogs_own_is_as_good_as_any_other(tmp_path: Path, run: Run) -> None:
    root = catalog_of(tmp_path)
    assert run("--root", root, "check").exit_code == 0
    assert run("--root", root, "fmt", "--check").exit_code == 0
    (entry,) = store.read(root).catalog.entries
    assert list(entry.links.items()) == [
        ("code", "https://github.com/invented/pages"),
        ("artifact", "https://github.com/invented/artifact"),
        ("errata", "https://invented.org/errata"),
        ("errata", "https://invented.org/more-errata"),
        ("poster", "https://invented.org/poster.pdf"),
    ]


def test_without_the_file_the_kinds_are_those_of_every_catalog(tmp_path: Path) -> None:
    root = catalog_of(tmp_path, kinds=None, entry=builders.ENTRY_FILE)
    reading = store.read(root)
    assert reading.findings == ()
    assert list(reading.catalog.link_kinds) == list(BUILT_IN) == list(LINK_KINDS)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("postr", "did you mean 'poster'?"),
        ("Poster", "did you mean 'poster'?"),
        ("github", "did you mean 'code'?"),
        ("zzz", "write one of pdf, code, project, blog, video, slides, dataset, model, demo, docs"),
    ],
)
def test_an_unknown_kind_is_named_with_its_place_and_a_remedy(
    written: str, remedy: str, tmp_path: Path, run: Run
) -> None:
    root = catalog_of(tmp_path, entry=ENTRY.replace("  poster:", f"  {written}:"))
    first, hint, *_ = told(root, run)
    assert first == f"catalog/paging/pages.yaml:10:3: LLM101 unknown key {written!r}"
    assert hint.strip().startswith(remedy)


def test_all_that_is_wrong_under_links_is_said_at_once(tmp_path: Path, run: Run) -> None:
    entry = ENTRY.replace(
        "  poster: https://invented.org/poster.pdf", "  postr: x\n  errata2: ['']"
    )
    lines = told(catalog_of(tmp_path, entry=entry), run)
    assert sum("unknown key" in line for line in lines) == 2
    assert sum("links.errata2[0]" in line and "is empty" in line for line in lines) == 1


def test_a_kind_that_is_taken_away_is_missed_also_in_a_file_known_from_before(
    tmp_path: Path,
) -> None:
    root = catalog_of(tmp_path)
    known = store.Known()
    assert store.read(root, known).findings == ()
    (root / "catalog/links.yaml").unlink()
    found = store.read(root, store.Known(known.rows)).findings
    assert [one.message for one in found] == [
        "unknown key 'artifact'",
        "unknown key 'errata'",
        "unknown key 'poster'",
    ]
    assert found == store.read(root).findings


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ("poster:\n  label: Poster\n", "links.yaml:2:3: LLM102 poster.description is missing"),
        (KINDS.replace("pdf", "film"), "links.yaml:5:13: LLM111 poster.leads_to 'film' is none of"),
        (KINDS.replace("poster:", "A poster:"), "links.yaml:2:3: LLM109 "),
        (KINDS.replace("leads_to", "lead_to"), "links.yaml:5:3: LLM101 unknown key 'lead_to'"),
        ("[", "links.yaml:2:1: LLM004 "),
    ],
)
def test_a_broken_list_of_kinds_is_told_and_no_link_is_blamed_for_it(
    kinds: str, said: str, tmp_path: Path, run: Run
) -> None:
    lines = told(catalog_of(tmp_path, kinds=kinds), run)
    assert any(line.startswith(f"catalog/{said}") for line in lines), lines
    assert not any("paging/pages.yaml" in line for line in lines)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (KINDS.replace("errata", "page"), "LLM017 'page' is the kind of the pages that follow"),
        (KINDS + "  leads_to: pdf\n", "LLM017 code leads to a repository in every catalog"),
    ],
)
def test_what_every_catalog_has_keeps_its_meaning(
    kinds: str, said: str, tmp_path: Path, run: Run
) -> None:
    root = catalog_of(tmp_path, kinds=kinds, entry=builders.ENTRY_FILE)
    assert any(said in line for line in told(root, run))
    assert store.read(root).catalog.link_kinds["code"].leads_to is LeadsTo.REPOSITORY


def test_own_kinds_are_written_by_name_after_the_others(tmp_path: Path, run: Run) -> None:
    links = "links:\n  poster: [https://a.org/p.pdf]\n  docs: https://a.org/d\n  errata: https://a.org/e\n"
    root = catalog_of(tmp_path, entry=ENTRY.replace(LINKS, links))
    assert run("--root", root, "fmt").exit_code == 0
    written = (root / "catalog/paging/pages.yaml").read_text("utf-8")
    assert (
        "links:\n  docs: https://a.org/d\n  errata: https://a.org/e\n  poster: https://a.org/p.pdf\n"
        in written
    )
    (entry,) = store.read(root).catalog.entries
    assert store.emit(store.entry_as_plain(entry)) == written


def test_fmt_takes_the_list_of_kinds_too(tmp_path: Path, run: Run) -> None:
    root = catalog_of(tmp_path, kinds=KINDS.replace("label: Errata", 'label:   "Errata"'))
    assert "catalog/links.yaml" in run("--root", root, "fmt").stdout
    assert (root / "catalog/links.yaml").read_text("utf-8") == KINDS


def test_the_checker_asks_for_what_a_kind_leads_to(tmp_path: Path) -> None:
    asked = {question.kind: question for question in plan(store.read(catalog_of(tmp_path)).catalog)}
    assert asked["poster"].expectation is Expectation.PDF
    assert asked["poster"].papers == ()  # a poster is a PDF, and not the paper
    assert asked["errata"].expectation is Expectation.PAGE
    assert asked["artifact"].expectation is Expectation.REPOSITORY


def test_html_where_a_kind_promises_a_pdf_fails_and_only_knows_the_kind(
    tmp_path: Path, run: Run
) -> None:
    with small_web.serve() as web:
        entry = ENTRY.replace(
            LINKS, f"links:\n  errata: {web.base}/nothing\n  poster: {web.base}/page\n"
        ).replace("arxiv: 2103.01234\n", "")
        root = catalog_of(tmp_path, entry=entry)
        words = ("links", "--allow-host", web.host, "--only", "poster", "--format", "json")
        outcome = run("--root", root, *words)
        assert web.asked.keys() == {"/page"}
    (row,) = json.loads(outcome.stdout)["links"]
    assert (outcome.exit_code, row["kind"], row["verdict"]) == (1, "poster", "mismatch")


def test_only_with_an_unknown_kind_is_wrong_usage(tmp_path: Path, run: Run) -> None:
    outcome = run("--root", catalog_of(tmp_path), "links", "--offline", "--only", "postr")
    assert outcome.exit_code == 2
    assert "'postr' is no kind of links" in " ".join(outcome.stderr.split())
    assert "'poster'" in outcome.stderr


@pytest.mark.parametrize(
    ("begun", "offered"), [("p", ["page", "pdf", "poster", "project"]), ("er", ["errata"])]
)
def test_a_shell_completes_the_kinds_of_the_catalog_that_it_stands_in(
    begun: str, offered: list[str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("llm-info")],
        cwd=catalog_of(tmp_path) / "catalog" / "paging",
        env=os.environ
        | {
            "_LLM_INFO_COMPLETE": "complete_bash",
            "COMP_WORDS": f"llm-info links --only {begun}",
            "COMP_CWORD": "3",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert sorted(done.stdout.split()) == offered


def test_a_link_that_looks_like_another_kind_is_a_warning(tmp_path: Path, run: Run) -> None:
    entry = ENTRY.replace("poster: https://invented.org/poster.pdf", "poster: https://youtu.be/x")
    entry = entry.replace("github.com/invented/artifact", "invented.org/artifact.pdf")
    lines = [line for line in told(catalog_of(tmp_path, entry=entry), run) if "LLM313" in line]
    assert ["like video" in line for line in lines] == [False, True]
    assert ["like pdf" in line for line in lines] == [True, False]


def test_readers_see_the_labels_of_the_catalog(tmp_path: Path) -> None:
    catalog = store.read(catalog_of(tmp_path)).catalog
    labels = [button.label for button in buttons(catalog.entries[0], catalog.link_kinds)]
    assert labels == [
        "arXiv 2103.01234",
        "PDF",
        "Implementation: invented/pages",
        "Artifact",
        "Errata",
        "Errata",
        "Conference poster",
    ]


def test_exports_and_the_schema_know_the_kinds(tmp_path: Path, run: Run) -> None:
    root = catalog_of(tmp_path)
    (row,) = json.loads(run("--root", root, "export", "json").stdout)["entries"]
    assert {"kind": "poster", "url": "https://invented.org/poster.pdf"} in row["links"]
    assert (
        "[poster](https://invented.org/poster.pdf)"
        in run("--root", root, "export", "markdown").stdout
    )
    assert (
        json.loads(run("--root", root, "stats", "--format", "json").stdout)["links"]["errata"] == 2
    )
    schema: Any = json.loads(run("--root", root, "schema").stdout)
    kinds = schema["properties"]["links"]["properties"]
    assert list(kinds) == [*LINK_KINDS, "poster", "artifact", "errata"]
    assert kinds["code"]["description"] == "The program of the paper."
    validator: Any = Draft7Validator(schema)
    assert validator.is_valid({"title": "A", "links": {"poster": "https://invented.org/p.pdf"}})
    assert not validator.is_valid({"title": "A", "links": {"postr": "https://invented.org/p.pdf"}})
