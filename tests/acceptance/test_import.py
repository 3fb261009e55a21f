"""`llm-info import`: a whole catalog out of a list."""

# ruff: noqa: E501  (a case stands on one line, however long)

from __future__ import annotations

import json
from pathlib import Path

import pytest

import answers
import builders
from answers import recorded
from conftest import Run
from llm_info import store
from llm_info.model import Entry
from llm_info.sources.lists import Listed, read_list

SEED = """\
# Papers

## Surveys
1. [Paging-survey](https://github.com/invented/survey)
2. [Zones and Pages: A Survey](https://github.com/invented/list/blob/main/papers/zones.pdf)

## Ideas
1. Turning:
 - [Turning pages early](https://github.com/invented/list/blob/main/papers/early.pdf) ([github](https://github.com/invented/early))
 - [Another way of turning]()
2. TOOL ([github](https://github.com/invented/tool)):
 - [A tool for (large) pages]()
 - Nick: [A paper with a nickname]()
3. [Best of all pages](https://arxiv.org/abs/2401.00009)
4. YOTO: [You Only Turn Once](https://arxiv.org/abs/2401.00010) ([code](https://short.example/YOTO))

# Other
### Pages
1. Pages
2. [Best of all pages](https://arxiv.org/abs/2401.00009)
"""  # fmt: skip


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "seed.md"
    path.write_text(SEED, "utf-8")
    return path


def shown(item: Listed) -> tuple[str, set[str]]:
    label = f"{item.label}: " if item.label else ""
    return f"{label}{item.title}", {link.url for link in item.links}


def test_json_is_what_others_rely_on(seed: Path, run: Run) -> None:
    outcome = run("import", seed, "--format", "json")
    assert outcome.exit_code == 0
    answer = json.loads(outcome.stdout)
    assert len(answer["entries"]) == 10
    assert answer["entries"][2] == {
        "title": "Turning pages early",
        "section_path": ["Papers", "Ideas", "Turning"],
        "year": None,
        "venue": None,
        "authors": None,
        "links": [
            {"kind": "paper", "url": "https://github.com/invented/list/blob/main/papers/early.pdf"},
            {"kind": "code", "url": "https://github.com/invented/early"},
        ],
        "line": 9,
    }
    assert [one["line"] for one in answer["unread"]] == [10, 12, 13]


def test_a_list_becomes_a_catalog_and_the_same_list_again(
    seed: Path, run: Run, tmp_path: Path
) -> None:
    root = tmp_path / "new"
    outcome = run("import", seed, "--into", root)
    assert outcome.exit_code == 0, outcome.stderr
    reading = store.read(root)
    assert reading.findings == ()
    assert len(reading.catalog.entries) == 9
    twice = next(e for e in reading.catalog.entries if e.title == "Best of all pages")
    assert twice.all_topics == ("papers/ideas", "other/pages")
    text = run("--root", root, "export", "markdown").stdout
    again = [shown(item) for item in read_list(text).items]
    assert list(dict.fromkeys(map(str, again))) == list(
        dict.fromkeys(str(shown(item)) for item in read_list(SEED).items)
    )
    for entry in reading.catalog.entries:
        written = (root / reading.paths[entry.id]).read_text("utf-8")
        assert store.format_text(written) == (written, ())


def test_a_second_import_adds_nothing(seed: Path, run: Run, tmp_path: Path) -> None:
    root = tmp_path / "new"
    run("import", seed, "--into", root)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    outcome = run("import", seed, "--into", root)
    assert "no files written" in outcome.stderr
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_into_a_catalog_that_has_entries(seed: Path, run: Run, tmp_path: Path) -> None:
    root = builders.write_catalog(tmp_path / "old")
    assert run("import", seed, "--into", root, "--topic", "paging/tables").exit_code == 0
    catalog = store.read(root).catalog
    assert {entry.topic for entry in catalog.entries} == {"paging", "paging/tables"}
    assert catalog.tags.keys() == {"memory", "speed"}


BIBTEX = """\
@inproceedings{a, title = {{LoRA} and 50\\% of {\\'E}va's pages}, author = {M{\\"u}ller, {\\'E}va and {Big Group} and others},
  booktitle = {Conference on Invented Systems}, year = 2021, doi = {10.1145/AB.1}}
@misc{b, title = "Quoted Pages", author = "Ada Lovelace and van der Maaten, Laurens", eprint = {2401.00003}, archiveprefix = {arXiv}, month = feb, year = {2024}}
@article{c, author = {Nobody}}
"""  # fmt: skip
RIS = """\
TY  - CONF
TI  - LoRA and 50% of Éva's pages
AU  - Müller, Éva
AU  - Big Group,
T2  - Conference on Invented Systems
PY  - 2021
DO  - 10.1145/ab.1
ER  -
"""
CSL = json.dumps(
    [
        {
            "id": "a",
            "type": "paper-conference",
            "title": "LoRA and 50% of Éva's pages",
            "author": [{"family": "Müller", "given": "Éva"}, {"literal": "Big Group"}],
            "container-title": "Conference on Invented Systems",
            "issued": {"date-parts": [[2021]]},
            "DOI": "10.1145/AB.1",
        }
    ]
)


@pytest.mark.parametrize(("name", "text"), [("a.bib", BIBTEX), ("a.ris", RIS), ("a.json", CSL)])
def test_bibliographies_are_read_alike(name: str, text: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    root = builders.write_catalog(tmp_path / "old")
    outcome = run("import", path, "--into", root, "--topic", "paging")
    assert outcome.exit_code == 0, outcome.stderr
    entry = next(e for e in store.read(root).catalog.entries if str(e.doi) == "10.1145/ab.1")
    assert entry.title == "LoRA and 50% of Éva's pages"
    assert [str(author) for author in entry.authors] == ["Éva Müller", "{Big Group}"]
    assert str(entry.venue) == "INVENT 2021"


def test_what_bibtex_lacks_is_said_with_its_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text(BIBTEX, "utf-8")
    answer = json.loads(run("import", path, "--format", "json").stdout)
    assert [entry["title"] for entry in answer["entries"]][1] == "Quoted Pages"
    assert [(one["line"], one["reason"]) for one in answer["unread"]] == [(4, "has no title")]


@pytest.mark.parametrize("name", ["a.bib", "a.ris", "a.md"])
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"@article{", b"TY  -", b"{}", b"\xef\xbb\xbf# H"]
)
def test_no_file_crashes_it(name: str, content: bytes, run: Run, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert run("import", path, "--format", "json").exit_code == 0


def test_a_wrong_id_in_a_list_hides_no_paper(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "list.md"
    source.write_text(
        "# Papers\n\n"
        "- [Folding Memory for Sleepy Machines](https://arxiv.org/abs/2103.01234)\n"
        "- [Whales of the Southern Ocean](https://arxiv.org/abs/2103.01234)\n"
        "- [Folding Memory for Sleepy Machines](https://arxiv.org/abs/2103.01234v2)\n",
        "utf-8",
    )
    root = tmp_path / "catalog-of-lists"
    assert run("import", source, "--into", root).exit_code == 0
    outcome = run("--root", root, "check", "--format", "json")
    answer = json.loads(outcome.stdout)
    assert answer["summary"]["entries"] == 2
    assert "LLM206" in {finding["code"] for finding in answer["findings"]}


def test_what_a_list_does_not_say_is_looked_up(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = answers.install(
        monkeypatch,
        {
            "export.arxiv.org": recorded("arxiv.xml"),
            "api.crossref.org": recorded("crossref.json"),
        },
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    source = tmp_path / "list.md"
    source.write_text(
        "# Papers\n\n## Turning\n- [PageTurner](https://arxiv.org/abs/2401.00001)\n"
        "- [Whales of the Southern Ocean in Winter](https://arxiv.org/abs/2401.00001v1)\n"
        "- [Notes on a Paper That Nobody Knows](https://pages.example/notes)\n",
        "utf-8",
    )
    outcome = run("import", source, "--into", tmp_path / "new", "--look-up")
    assert outcome.exit_code == 0, outcome.stderr
    assert "1 entry completed" in outcome.stderr
    entries = {entry.title: entry for entry in store.read(tmp_path / "new").catalog.entries}
    turner = entries["PageTurner: Reading Pages Before They Are Asked For"]
    assert [str(author) for author in turner.authors] == ["Ada Lovelace", "Éva Müller"]
    assert (str(turner.date), turner.topic) == ("2024-01-02", "turning")
    assert entries["Whales of the Southern Ocean in Winter"].authors == ()
    assert len(sources.asked) <= 2


@pytest.mark.parametrize(
    ("item", "kind", "authors"),
    [
        ("[A Study](https://a.example/p.html) Ada Lovelace et al., SOSP 2023", "paper", 1),
        ("[A Study](https://a.example/p.html) Augusta Ada King et al. 2023", "paper", 1),
        ("[Pager: Pages for Everybody](https://pager.example/)", "article", 0),
        ("[Pager](https://github.com/invented/pager) turns pages", "software", 0),
        ("[A Study](https://a.example/study.pdf)", "paper", 0),
    ],
)
def test_what_an_item_is(item: str, kind: str, authors: int, run: Run, tmp_path: Path) -> None:
    source = tmp_path / "list.md"
    source.write_text(f"# Papers\n\n## Pages\n- {item}\n", "utf-8")
    assert run("import", source, "--into", tmp_path / "new").exit_code == 0
    entry = store.read(tmp_path / "new").catalog.entries[0]
    assert (str(entry.kind), len(entry.authors)) == (kind, authors)


def imported(text: str, run: Run, folder: Path) -> tuple[str, tuple[Entry, ...]]:
    """What an import of a list says, and the entries that it makes."""
    source = folder / "list.md"
    source.write_text(text, "utf-8")
    outcome = run("import", source, "--into", folder / "new")
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stderr, store.read(folder / "new").catalog.entries


PAPER = "[A Study of Pages](https://arxiv.org/abs/2401.00001)"
TALK = "[Why Pages Turn So Very Slowly](https://pages.example/why)"


@pytest.mark.parametrize(
    ("others", "item", "kind"),
    [
        ([PAPER], TALK, "paper"),
        (["[Pager](https://pager.example/)"], TALK, "article"),
        ([], TALK, "article"),
        ([], f"{TALK} 2023", "paper"),
        ([PAPER], "[Turning Pages in the Dark](https://github.com/a/b) 2023", "paper"),
        ([PAPER], "[Turning Pages in the Dark](https://github.com/a/b)", "software"),
        ([PAPER], "[Pager](https://github.com/a/b) 2023", "software"),
        ([], "[A Day of Pages and Tables](https://nips.cc/virtual/2023/tutorial/1)", "article"),
    ],
)
def test_what_may_be_a_paper_is_what_its_company_is(
    others: list[str], item: str, kind: str, run: Run, tmp_path: Path
) -> None:
    lines = "".join(f"- {one}\n" for one in (*others, item))
    _, made = imported(f"# Papers\n\n## Pages\n{lines}\n## Tables\n- {PAPER}\n", run, tmp_path)
    title = item[1:].partition("]")[0]
    assert str({entry.title: entry for entry in made}[title].kind) == kind


@pytest.mark.parametrize(
    ("said", "venue"),
    [
        ("NIPS 2016", "NeurIPS 2016"),
        ("EMNLP'23 Findings", "Findings of EMNLP 2023"),
        ("NeurIPS 2023 Workshop", "None"),
        ("ENLSP at NeurIPS 2023", "None"),
        ("HotNets Workshop 2023", "HotNets 2023"),
        ("2023.11 ![](https://img.shields.io/badge/ACL2024-orange)", "ACL 2024"),
    ],
)
def test_a_workshop_is_not_its_conference(said: str, venue: str, run: Run, tmp_path: Path) -> None:
    told, (entry,) = imported(
        f"# Papers\n\n## Pages\n- **A Study of Pages**, {said}\n", run, tmp_path
    )
    assert str(entry.venue) == venue
    assert ("left out" in told) == (venue == "None")


def test_a_publishers_page_gives_the_doi(run: Run, tmp_path: Path) -> None:
    text = "- [A Study of Pages](https://dl.acm.org/doi/abs/10.1145/1.2)\n"
    _, (entry,) = imported(text, run, tmp_path)
    assert (str(entry.doi), tuple(entry.links.items())) == ("10.1145/1.2", ())


def test_what_becomes_one_entry_is_said(run: Run, tmp_path: Path) -> None:
    text = (
        "# Papers\n\n## Pages\n"
        "- [Pager: Turning Pages Fast](https://arxiv.org/abs/2401.00001)\n"
        "- [Turning Pages Fast in Large Tables](https://arxiv.org/abs/2401.00001)\n"
        "- [Pager: Turning Pages Fast](https://arxiv.org/abs/2401.00001)\n"
    )
    said, _ = imported(text, run, tmp_path)
    assert "2 repetitions of papers listed before" in said
    told = [line for line in said.splitlines() if "taken for" in line]
    source = tmp_path / "list.md"
    assert len(told) == 1
    assert told[0].startswith(f"{source}:5: Turning Pages Fast in Large Tables: taken for ")
    assert told[0].endswith(f"{source}:4: Pager: Turning Pages Fast")


def test_papers_by_other_people_are_two(run: Run, tmp_path: Path) -> None:
    same = "[Turning Pages](https://pages.example/turning.html)"
    text = (
        f"# Papers\n\n## Pages\n- {same} by Ada Lovelace, Éva Müller\n- {same} by Grace Hopper et al.\n"
        f"- {same} by E. Muller, A. Lovelace\n"
        "- [Reading Pages](https://arxiv.org/abs/2401.00001) by Ada Lovelace, Éva Müller\n"
        "- [Reading Pages](https://arxiv.org/abs/2401.00001) by Grace Hopper et al.\n"
    )
    said, made = imported(text, run, tmp_path)
    assert "2 repetitions of papers listed before" in said
    assert len(made) == 3


def test_words_that_many_titles_share_make_no_two_works_one(run: Run, tmp_path: Path) -> None:
    titles = [f"Speculative Paging of the {word} Kind" for word in ("Red", "Blue", "Old", "New")]
    titles += [
        "Speculative Paging: Hope, Habit or Haste?",
        "Aligned Speculative Paging with Mixed Tables",
    ]
    items = "".join(
        f"- [{title}](https://arxiv.org/abs/2401.0000{min(at, 5)})\n"
        for at, title in enumerate(titles, 1)
    )
    _, made = imported(f"# Papers\n\n## Pages\n{items}", run, tmp_path)
    assert {entry.title for entry in made} >= {titles[4], titles[5]}
