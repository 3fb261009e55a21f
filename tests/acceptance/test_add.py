"""`llm-info add`: one identifier in, a complete and canonical entry out."""

# ruff: noqa: E501  (a case stands on one line, however long)

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import answers
import builders
import pdfs
from answers import recorded
from conftest import Run

EVERYTHING: dict[str, answers.Answer] = {
    "id_list=2401.00001": recorded("arxiv.xml"),
    "id_list=2402.00002": recorded("arxiv-withdrawn.xml"),
    "search_query": recorded("arxiv.xml"),
    "api.crossref.org/works?filter=doi:10.5555/inv.2024.7": recorded("crossref.json"),
    "api.crossref.org/works?filter=doi:10.5555/bad.1": recorded("crossref-retracted.json"),
    "api.crossref.org": '{"message": {"items": []}}',
    "api.datacite.org/dois/10.5281/zenodo.77": recorded("datacite.json"),
    "aclanthology.org/2024.invent-main.7.bib": recorded("acl.bib"),
    "api2.openreview.net/notes?id=PaGeTuRnEr": recorded("openreview.json"),
    "api.openreview.net/notes?id=OlDfOrUm12": recorded("openreview-v1.json"),
    "api2.openreview.net": '{"notes": []}',
    "invented/pageturner/HEAD/CITATION.cff": recorded("CITATION.cff"),
    "invented/readme-only/HEAD/README.md": recorded("README-of-a-repository.md"),
    "invented/tool/HEAD/README.md": "# A tool\n\nNo paper.",
}

ENTRY = """\
title: "PageTurner: Reading Pages Before They Are Asked For"
name: PageTurner
authors: [Ada Lovelace, Éva Müller]
date: 2024-01-02
venue: INVENT 2024
arxiv: 2401.00001
doi: 10.5555/inv.2024.7
links:
  code: https://github.com/invented/pageturner
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return builders.write_catalog(tmp_path)


def written(root: Path) -> Path:
    new = [path for path in (root / "catalog").rglob("*.yaml") if path.stem == "pageturner"]
    assert len(new) == 1
    return new[0]


def without(text: str, *keys: str) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith(tuple(keys))
    )


@pytest.mark.parametrize(
    "reference",
    [
        "2401.00001",
        "arXiv:2401.00001v2",
        "https://arxiv.org/pdf/2401.00001v1",
        "10.5555/INV.2024.7",
        "https://doi.org/10.5555/inv.2024.7",
        "https://dl.acm.org/doi/pdf/10.5555/inv.2024.7",
        "10.48550/arXiv.2401.00001",
        "https://github.com/invented/pageturner",
        "https://github.com/invented/readme-only",
    ],
)
def test_every_identifier_of_a_paper_gives_the_same_entry(
    reference: str, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    outcome = run("--root", root, "add", reference, "--no-cache")
    assert outcome.exit_code == 0, outcome.stderr
    text = written(root).read_text("utf-8").replace("invented/readme-only", "invented/pageturner")
    text = re.sub(r"code: \[(\S+), \1\]", r"code: \1", text)
    assert without(text, "tags", "added") == ENTRY
    assert "left to you: summary" in outcome.stderr


@pytest.mark.parametrize(
    "made",
    [
        pdfs.paper(stamp="arXiv:2401.00001v2  [cs.LG]  2 Jan 2024"),
        pdfs.paper("PageTurner: Reading Pages Before They Are Asked For", ["Ada Lovelace"]),
    ],
    ids=["stamped", "only a title"],
)
def test_a_pdf_gives_that_entry_too(
    made: bytes, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    path = tmp_path / "paper.pdf"
    path.write_bytes(made)
    outcome = run("--root", root, "add", path, "--no-cache")
    assert outcome.exit_code == 0, outcome.stderr
    assert without(written(root).read_text("utf-8"), "tags", "added") == ENTRY


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (b"%PDF-1.5 and nothing more", "cannot be read"),
        (pdfs.paper("Nobody Has Heard Of This Paper", ["Ada Lovelace"]), "was found at no source"),
    ],
    ids=["broken", "unknown"],
)
def test_a_pdf_that_says_too_little_is_not_guessed_at(
    made: bytes, message: str, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    path = tmp_path / "paper.pdf"
    path.write_bytes(made)
    outcome = run("--root", root, "add", path, "--no-cache")
    assert outcome.exit_code == 3
    assert message in outcome.stderr


def test_bibtex_gives_that_entry_too(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    bib = tmp_path / "one.bib"
    bib.write_text(recorded("acl.bib"), "utf-8")
    assert run("--root", root, "add", bib, "--no-cache").exit_code == 0
    assert without(written(root).read_text("utf-8"), "tags", "added", "acl") == ENTRY


def test_the_anthology_and_openreview_add_their_ids(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    assert run("--root", root, "add", "2024.invent-main.7", "--no-cache").exit_code == 0
    text = written(root).read_text("utf-8")
    assert "acl: 2024.invent-main.7" in text
    assert without(text, "tags", "added", "acl") == ENTRY
    written(root).unlink()
    assert (
        run(
            "--root", root, "add", "https://openreview.net/forum?id=PaGeTuRnEr", "--no-cache"
        ).exit_code
        == 0
    )
    assert "openreview: PaGeTuRnEr" in written(root).read_text("utf-8")


@pytest.mark.parametrize(
    "again", ["2401.00001", "10.5555/inv.2024.7", "https://github.com/invented/pageturner"]
)
def test_the_second_time_it_is_refused_and_shown(
    again: str, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    run("--root", root, "add", "2401.00001", "--no-cache")
    before = written(root).read_bytes()
    outcome = run("--root", root, "add", again, "--no-cache")
    assert outcome.exit_code == 1
    assert "is already here: catalog/paging/" in outcome.stderr
    assert written(root).read_bytes() == before


def test_nobody_is_asked_about_an_identifier_that_is_here(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = answers.install(monkeypatch, {})
    outcome = run("--root", root, "add", "2103.01234v3", "--no-cache")
    assert outcome.exit_code == 1
    assert "is already here: catalog/paging/pages.yaml" in outcome.stderr
    assert sources.asked == []


def test_a_paper_named_twice_in_one_run_is_added_once(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    outcome = run("--root", root, "add", "2401.00001", "10.5555/inv.2024.7", "--no-cache")
    assert outcome.exit_code == 1
    written(root)


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("2402.00002", "  state: withdrawn"),
        ("10.5555/bad.1", "  state: retracted"),
        ("10.5281/zenodo.77", "doi: 10.5281/zenodo.77"),
        ("https://openreview.net/forum?id=OlDfOrUm12", "openreview: OlDfOrUm12"),
        ("https://github.com/invented/tool", "kind: software"),
    ],
)
def test_what_is_special_is_kept(
    reference: str, line: str, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.install(monkeypatch, EVERYTHING | {"search_query": recorded("arxiv-empty.xml")})
    outcome = run("--root", root, "add", reference, "--topic", "paging", "--dry-run", "--no-cache")
    assert outcome.exit_code == 0, outcome.stderr
    assert line in outcome.stdout.splitlines()


@pytest.mark.parametrize(
    ("reference", "broken", "message"),
    [
        ("2401.00001", {"arxiv.org": httpx.ConnectError("no route")}, "arXiv is out of reach"),
        ("2401.00001", {"arxiv.org": httpx.ReadTimeout("slow")}, "arXiv does not answer in time"),
        ("2401.00001", {"arxiv.org": 429}, "arXiv asks us to slow down (429)"),
        ("2401.00001", {"arxiv.org": 503}, "arXiv answers with an error (503)"),
        ("2401.00001", {"arxiv.org": recorded("arxiv.xml")[:500]}, "arXiv's answer breaks off"),
        ("2401.00001", {"arxiv.org": "<html><body>hi</body></html>"}, "something else than a feed"),
        ("2401.00001", {"arxiv.org": '<!DOCTYPE x [<!ENTITY a "b">]><feed/>'}, "something else"),
        ("2401.00001", {"arxiv.org": recorded("arxiv-empty.xml")}, "arXiv does not know 2401.00001"),
        ("2401.00001", {"arxiv.org": recorded("arxiv.xml").replace("<published>", "<x>").replace("</published>", "</x>")},
         "arXiv does not know"),
        ("10.5555/inv.2024.7", {"crossref": '{"message": {"items": ['}, "Crossref's answer breaks off"),
        ("10.5555/inv.2024.7", {"crossref": "[]"}, "Crossref's answer holds no list"),
        ("10.5555/unknown", {"crossref": '{"message": {"items": []}}'}, "neither Crossref nor DataCite"),
        ("10.5555/unknown", {"crossref": '{"message": {"items": [{"DOI": "10.5555/unknown"}]}}'}, "neither"),
        ("2024.invent-main.7", {"aclanthology": 404}, "the ACL Anthology does not know"),
        ("2024.invent-main.7", {"aclanthology": "<html>"}, "the ACL Anthology does not know"),
        ("https://openreview.net/forum?id=PaGeTuRnEr", {"openreview": '{"notes": []}'}, "OpenReview does not know"),
        ("https://openreview.net/forum?id=PaGeTuRnEr", {"openreview": 403}, "OpenReview answers with an error (403)"),
        ("https://openreview.net/forum?id=PaGeTuRnEr", {"openreview": '{"notes": [{"id": "x"}]}'}, "has no title"),
        ("https://github.com/a/b", {"github": 404}, "GitHub shows no README of a/b"),
        ("not a paper", {}, "is nothing that is known here"),
    ],
)  # fmt: skip
def test_a_source_that_fails_is_named_and_nothing_is_written(
    reference: str,
    broken: dict[str, answers.Answer],
    message: str,
    root: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers.install(monkeypatch, broken)
    before = sorted(root.rglob("*"))
    outcome = run("--root", root, "add", reference, "--no-cache")
    assert outcome.exit_code == 3
    assert message in outcome.stderr
    assert sorted(root.rglob("*")) == before


def many(url: str) -> str:
    ids = re.findall(r"\d{4}\.\d{5}", url)
    entry = re.search(r"<entry>.*</entry>", recorded("arxiv.xml"), re.DOTALL)
    assert entry
    entries = [
        re.sub(
            r"PageTurner: Reading Pages",
            f"Study {name} of Pages",
            entry[0].replace("2401.00001", name),
        ).replace("10.5555/INV.2024.7", f"10.5555/x.{name}")
        for name in ids
    ]
    return '<feed xmlns="http://www.w3.org/2005/Atom">' + "".join(entries) + "</feed>"


def test_fifty_ids_are_two_requests(root: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [f"2401.{number:05}" for number in range(1, 51)]
    unasked = '{"message": {"items": []}}'
    sources = answers.install(monkeypatch, {"export.arxiv.org": many, "crossref": unasked})
    outcome = run(
        "--root", root, "add", *ids, "--topic", "paging", "--no-cache", "--format", "json"
    )
    assert outcome.exit_code == 0, outcome.stderr
    assert len(sources.asked) <= 2
    papers: list[dict[str, Any]] = json.loads(outcome.stdout)["papers"]
    assert [paper["state"] for paper in papers] == ["added"] * 50
    assert len({paper["id"] for paper in papers}) == 50


def test_answers_are_kept(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sources = answers.install(monkeypatch, EVERYTHING)
    home = {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        "LOCALAPPDATA": str(tmp_path),
    }
    for _ in range(2):
        assert run("--root", root, "add", "2401.00001", "--dry-run", env=home).exit_code == 0
    assert len(sources.asked) == 2


def test_arxiv_is_asked_at_most_every_three_seconds(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = answers.install(monkeypatch, {"arxiv.org": 503})
    run("--root", root, "add", "2401.00001", "--no-cache")
    assert len(sources.asked) == 3
    assert sum(sources.slept) >= 3


def test_the_editor_opens_the_new_file(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    editor = root / "editor.py"
    editor.write_text("import sys; open(sys.argv[1], 'a').write('summary: mine\\n')", "utf-8")
    env = {"EDITOR": f"'{sys.executable}' '{editor}'", "VISUAL": ""}
    assert run("--root", root, "add", "2401.00001", "--edit", "--no-cache", env=env).exit_code == 0
    assert written(root).read_text("utf-8").endswith("summary: mine\n")


def test_a_wrong_topic_is_wrong_usage(root: Path, run: Run) -> None:
    outcome = run("--root", root, "add", "2401.00001", "--topic", "nowhere")
    assert outcome.exit_code == 2
    assert "'nowhere' is not a topic" in outcome.stderr


ISSUE = "### Paper\n\n{paper}\n\n### Topic\n\npaging/tables\n\n### Summary\n\n{summary}\n"


def test_an_issue_form_becomes_an_entry(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers.install(monkeypatch, EVERYTHING)
    issue = tmp_path / "issue.md"
    issue.write_text(ISSUE.format(paper="2401.00001", summary="Turns pages early."), "utf-8")
    outcome = run("--root", root, "add", "--issue", issue, "--no-cache")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout == "catalog/paging/tables/pageturner.yaml\n"
    assert "Turns pages early." in written(root).read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no form at all",
        "### Paper\n\n_No response_\n",
        ISSUE.format(paper="$(touch pwned)", summary=""),
        ISSUE.format(paper="2401.00001; touch pwned", summary=""),
        ISSUE.format(paper="`touch pwned`", summary=""),
        ISSUE.format(paper="../../etc/passwd", summary=""),
        ISSUE.format(paper="/etc/hosts", summary=""),
        ISSUE.format(paper="-", summary=""),
        ISSUE.format(paper="--root=/", summary=""),
        ISSUE.format(paper="@article{a, title={x}}", summary=""),
        ISSUE.format(paper="http://169.254.169.254/latest", summary=""),
        ISSUE.format(paper="2401.00001", summary="<script>alert(1)</script>"),
        ISSUE.format(paper="2401.00001", summary="ok").replace("paging/tables", "../../.github"),
        ISSUE.format(paper="\n".join(["2401.00001"] * 11), summary=""),
        ISSUE.format(paper="2401.00001" * 3000, summary=""),
        "### Paper\n\n\u202e10000.1042\n",
    ],
)
def test_a_hostile_issue_fails_clearly_and_does_nothing(
    text: str, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sources = answers.install(monkeypatch, EVERYTHING)
    issue = tmp_path / "issue.md"
    issue.write_text(text, "utf-8")
    before = sorted(tmp_path.rglob("*"))
    outcome = run("--root", root, "add", "--issue", issue, "--no-cache")
    assert outcome.exit_code == 1
    assert outcome.stderr.startswith("the issue ") or "is not a topic" in outcome.stderr
    assert sorted(tmp_path.rglob("*")) == before
    assert sources.asked == []
