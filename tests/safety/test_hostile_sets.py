"""Sets of hostile files: each is told in a sentence, in 20 s and 1 GB, without a traceback."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import builders
import pdfs
from forks import Forks

SECONDS = 20
MEMORY = 1 << 30
ENTRY = builders.ENTRY_FILE
LlmInfo = Callable[..., tuple[int, str, str]]


@pytest.fixture
def llm_info(forks: Forks) -> LlmInfo:
    """The program under its limits; it answers with its status, its results and its talk."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        ended = forks.start(*words).end(6 * SECONDS)  # a hang; what counts is computation
        assert ended.bytes < MEMORY
        assert ended.seconds < SECONDS
        assert "Traceback" not in ended.stderr, ended.stderr
        assert ended.status in (0, 1, 2, 3), ended.stderr
        return ended.status, ended.stdout, ended.stderr

    return run


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")

_deep = 3000
ENTRIES: dict[str, bytes] = {
    "nothing": b"",
    "a comment": b"# x",
    "a NUL": b"title: \0",
    "bytes that are not UTF-8": b"title: \xff\xfe",
    "UTF-16": ENTRY.encode("utf-16"),
    "UTF-32": ENTRY.encode("utf-32"),
    "half a character": b"title: \xed\xa0\x80",
    "a BOM": b"\xef\xbb\xbf" + ENTRY.encode(),
    "an anchor": b"title: &a x\nname: *a\n",
    "a billion laughs": b"a: &a [x]\n" + b"".join(b"%c: &%c [*%c,*%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 120)),
    "an order in Python": b"!!python/object/apply:os.system ['touch pwned']\n",
    "a tag": b"title: !x y\n",
    "a directive": b"%YAML 1.2\n---\ntitle: x\n",
    "two documents": b"title: x\n---\ntitle: y\n",
    "a key twice": b"title: x\ntitle: y\n",
    "a merge": b"<<: {title: x}\n",
    "a key that is a list": b"? [a]\n: b\n",
    "a key that is a mapping": b"{{a: b}: c}\n",
    "a key of a thousand letters": b"x" * 1000 + b": y\n",
    "brackets": b"title: " + b"[" * _deep,
    "braces": b"{a: " * _deep,
    "dashes": b"- " * _deep,
    "questions": b"? " * _deep,
    "steps": "\n".join(" " * n + "a:" for n in range(500)).encode(),
    "an open quote": b"title: 'x\n" * 2000,
    "an open block": b"title: |\n" + b"  x\n" * 20000,
    "a file of 300 KiB": b"title: " + b"x" * 300_000,
    "a file of 50 MB": b"x: " + b"y" * 50_000_000,
    "a million lines": b"\n" * 1_000_000,
    "ten thousand keys": b"".join(b"k%d: v\n" % n for n in range(10000)),
    "ten thousand authors": b"title: x\nauthors: [" + b", ".join(b"A B%d" % n for n in range(10000)) + b"]\n",
    "ten thousand links": b"title: x\nlinks: {code: [" + b", ".join(b"https://x.org/%d" % n for n in range(10000)) + b"]}\n",
    "an author of braces": b"title: x\nauthors: ['{{{}}}', '}{', '{', ',', ',,,']\n",
    "an author of nothing": b"title: x\nauthors: ['', ' ', ~]\n",
    "a title of spaces": b"title: '   '\n",
    "a title of turns": "title: '\u202e\u202ex'\n".encode(),
    "a title of marks": ("title: 'Z" + "\u0301" * 5000 + "'\n").encode(),
    "a title of brackets": b"title: '" + b"(" * 50000 + b"'\n",
    "a title of orders": b'title: "a\\e[31mb"\n',
    "a title with a break": b'title: "a\\nb"\n',
    "a summary of spaces": b"title: x\nsummary: '" + b" " * 200000 + b"x'\n",
    "a summary of words": b"title: x\nsummary: '" + b"a " * 100000 + b"'\n",
    "a date beyond calendars": b"title: x\ndate: 9999-99-99\n",
    "the year nought": b"title: x\ndate: 0000\n",
    "digits of another script": "title: x\ndate: ٢٠٢١\narxiv: ٢١٠٣.٠١٢٣٤\n".encode(),
    "a date of a thousand digits": b"title: x\ndate: " + b"1" * 1000 + b"\n",
    "an arXiv id of a thousand digits": b"title: x\narxiv: '" + b"1" * 1000 + b".1'\n",
    "a DOI of spaces": b"title: x\ndoi: '10.1/ x'\n",
    "a DOI of slashes": b"title: x\ndoi: '10.1" + b"/" * 50000 + b"'\n",
    "a script as a link": b"title: x\nlinks: {code: 'javascript:alert(1)'}\n",
    "a file as a link": b"title: x\nlinks: {pdf: 'file:///etc/passwd'}\n",
    "an inner address": b"title: x\nlinks: {pdf: 'http://169.254.169.254/latest/'}\n",
    "a password in a link": b"title: x\nlinks: {pdf: 'https://user:secret@x.org/'}\n",
    "a link that is no address": b"title: x\nlinks: {pdf: 'http://[::1', code: 'http://[oops]/'}\n",
    "a link with a port beyond": b"title: x\nlinks: {pdf: 'http://x.org:99999999/'}\n",
    "a link of 100,000 letters": b"title: x\nlinks: {pdf: 'https://x.org/" + b"a" * 100000 + b"'}\n",
    "a link of an odd host": "title: x\nlinks: {pdf: 'https://x\u2024org/\u202e'}\n".encode(),
    "links of links": b"title: x\nlinks: {pdf: [[[x]]]}\n",
    "itself below itself": b"title: x\nbuilds_on: [hostile, hostile]\n",
    "a way out of the catalog": b"title: x\naliases: [../../etc/passwd, /x, ..]\ntopics: [../..]\n",
    "a suppression of everything": b"# llm-info: ignore *: x\ntitle: x\n",
    "a suppression without end": b"# llm-info: ignore " + b"LLM101 " * 20000 + b": x\ntitle: x\n",
    "an expression": b"title: '${{ secrets.GITHUB_TOKEN }} {{ 7*7 }}'\n",
    "lone carriage returns": b"title: x\rname: y\r",
    "all of Windows' line ends": ENTRY.replace("\n", "\r\n").encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", ENTRIES)
def test_a_hostile_entry_is_told_and_changes_nothing_else(
    name: str, tmp_path: Path, llm_info: LlmInfo
) -> None:
    root = builders.write_catalog(tmp_path, {"paging/good.yaml": ENTRY})
    path = root / "catalog/paging/hostile.yaml"
    path.write_bytes(ENTRIES[name])
    status, out, _ = llm_info("--root", root, "check", "--format", "json")
    found = [one for one in json.loads(out)["findings"] if one["path"].endswith("hostile.yaml")]
    assert found or name == "all of Windows' line ends"
    assert status == 1 or {one["severity"] for one in found} <= {"warning", "note"}
    assert not list(tmp_path.rglob("pwned"))


LISTS: dict[str, tuple[str, bytes]] = {
    **{
        f"Markdown: {name}": ("list.md", content)
        for name, content in {
            "nothing": b"",
            "noise": bytes(range(256)) * 200,
            "brackets": b"[" * 50000,
            "links in links": b"[" * 2000 + b"](x)" * 2000,
            "parentheses": b"[a](" + b"(" * 50000,
            "quotes": b"> " * 3000 + b"x",
            "lists in lists": b"".join(b" " * (2 * n) + b"- x\n" for n in range(500)),
            "stars": b"*a **b " * 20000,
            "backticks": b"`" * 50000 + b" a " + b"`" * 49999,
            "a wide table": b"|" + b"a|" * 5000 + b"\n|" + b"-|" * 5000 + b"\n|" + b"b|" * 5000,
            "a long table": b"|a|b|\n|-|-|\n" + b"|x|[y](https://z.org)|\n" * 5000,
            "HTML that never ends": b"<table>" * 3000 + b"<!--",
            "entities": b"&amp;" * 20000,
            "a script": b"- [x](javascript:alert(1)) <script>alert(1)</script>\n",
            "controls": b"- [\x1b[2J a](https://arxiv.org/abs/2103.01234) \x07\x9b\n",
            "one title 1,500 times": b"".join(
                b"- [Pages2: part %d](https://arxiv.org/abs/2103.%05d)\n" % (n, n) for n in range(1, 1500)
            ),
            "headings of 5,000 letters": b"# " + b"heading " * 700 + b"\n- [A](https://arxiv.org/abs/2103.01234)\n",
            "headings of nothing": b"# \n## \n- [A](https://arxiv.org/abs/2103.01234)\n",
            "a title of 100,000 letters": b"- [" + b"title " * 17000 + b"](https://arxiv.org/abs/2103.01234)\n",
            "a word of 1,000 letters": b"- [" + b"word" * 250 + b"](https://arxiv.org/abs/2103.01234)\n",
            "a way out": b"# ../../etc\n- [..](https://arxiv.org/abs/2103.01234)\n",
        }.items()
    },
    **{
        f"BibTeX: {name}": ("list.bib", content)
        for name, content in {
            "nothing": b"",
            "noise": bytes(range(256)) * 200,
            "at signs": b"@" * 20000,
            "open braces": b"@article{a, title={" + b"{" * 20000,
            "strings of strings": b"@string{a0={x}}\n" + b"".join(b"@string{a%d = a%d # a%d}\n" % (n + 1, n, n) for n in range(20)) + b"@misc{a, title = a20}",
            "backslashes": b"@misc{a, title={" + b"\\" * 20000 + b"}}",
            "accents": b"@misc{a, title={" + b"{\\'" * 3000 + b"e" + b"}" * 3000 + b"}}",
            "an include": b"@misc{a, title={\\input{/etc/passwd} \\write18{touch pwned}}}",
            "3,000 authors": b"@misc{a, title={A}, author={" + b" and ".join([b"A B"] * 3000) + b"}}",
            "the year nought": b"@misc{a, title={A}, year={0000}, month={99}}",
        }.items()
    },
    **{
        f"RIS: {name}": ("list.ris", content)
        for name, content in {
            "nothing": b"",
            "noise": bytes(range(256)) * 200,
            "no end": b"TY  - JOUR\nTI  - A\n" * 2000,
            "ends alone": b"ER  - \n" * 5000,
            "tags of nothing": b"TY  - \nTI  - \nAU  - \nER  - \n",
        }.items()
    },
    **{
        f"CSL: {name}": ("list.json", content)
        for name, content in {
            "nothing": b"",
            "brackets": b"[" * 100000,
            "numbers": b"[1, 2, null, true]",
            "another shape": b'[{"title": {"a": 1}, "author": 7, "issued": "x", "URL": []}]',
            "half a character": b'[{"title": "a \\ud800", "author": [{"family": "\\udc00"}]}]',
            "a number of 5,000 digits": b'[{"title": "A", "issued": {"date-parts": [[' + b"1" * 5000 + b"]]}}]",
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_hostile_list_becomes_entries_that_load_or_is_told(
    name: str, tmp_path: Path, llm_info: LlmInfo
) -> None:
    file_name, content = LISTS[name]
    path = tmp_path / "in" / file_name
    path.parent.mkdir()
    path.write_bytes(content)
    root = tmp_path / "out" / "catalog-of-it"
    status, _, said = llm_info("import", path, "--into", root)
    if status:
        assert "error: " in said
        assert "File name too long" not in said
        return
    made = {one.parent for one in (tmp_path / "out").rglob("*") if one.is_file()}
    assert all(one.is_relative_to(root / "catalog") for one in made)
    if (root / "catalog").is_dir():
        _, out, _ = llm_info("--root", root, "check", "--format", "json")
        broken = [one for one in json.loads(out)["findings"] if one["code"].startswith("LLM0")]
        assert [one for one in broken if one["severity"] == "error"] == []
    assert not list(tmp_path.rglob("pwned"))


def mixed(count: int) -> bytes:
    """A paper with some bytes that are not its own."""
    chance = random.Random(count)  # noqa: S311  (bytes, not secrets)
    content = bytearray(pdfs.paper(pages=3, stamp=pdfs.STAMP))
    for _ in range(count):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def drawn(commands: bytes) -> bytes:
    return pdfs.assemble(pdfs.objects_of(commands))


def own_parent() -> bytes:
    pages = {2: b"<< /Type /Pages /Kids [2 0 R] /Count 9999999 >>"}
    return pdfs.assemble(pdfs.objects_of(pdfs.first_page()) | pages)


PDFS: dict[str, Callable[[], bytes]] = {
    **{damage.name: damage.make for damage in pdfs.DAMAGES},
    **{f"{count} odd bytes": partial(mixed, count) for count in (1, 4, 16, 64, 256, 1024)},
    "twice": lambda: pdfs.paper() * 2,
    "a header alone": lambda: b"%PDF-1.7\n%%EOF\n",
    "noise": lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(50000) + b"\n%%EOF",  # noqa: S311
    "brackets": lambda: pdfs.assemble(pdfs.objects_of(b"", root=b"/X " + b"[" * 20000)),
    "pages of themselves": own_parent,
    "a bomb": lambda: drawn(b" " * 200_000_000),
    "an unending string": lambda: drawn(b"BT (" + b"(" * 1_000_000),
    "two million operators": lambda: drawn(b"q Q " * 1_000_000),
    "the name of a device": lambda: drawn(b"/dev/zero").replace(b"/Root", b"/F (/dev/zero) /Root"),
    "a title of orders": lambda: pdfs.paper(metadata_title="a\x1b[2Jb\x07"),
}


LARGE = (
    "1,000,000 objects",
    "300,000 texts on a page",
    "a bomb",
    "an unending string",
    "two million operators",
)
"""Each is given the limits to itself; all others get them together."""
GROUPS = {**{name: [name] for name in LARGE}, "all others": [*PDFS.keys() - {*LARGE}]}


@pytest.mark.parametrize("group", GROUPS)
def test_a_hostile_pdf_is_read_or_told(group: str, tmp_path: Path, llm_info: LlmInfo) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(len(GROUPS[group]))]
    for path, name in zip(paths, GROUPS[group], strict=True):
        path.write_bytes(PDFS[name]())
    status, out, _ = llm_info("pdfs", "identify", *paths, "--format", "json")
    rows = json.loads(out)["files"]
    assert [row["path"] for row in rows] == [str(path) for path in paths]
    assert all(row["readable"] for row in rows) == (status == 0)
    assert [row for row in rows if row["readable"] and row["pages"] is None] == []


def test_the_sets_are_large_enough() -> None:
    assert len(ENTRIES) >= 60
    assert len(LISTS) >= 40
    assert len(PDFS) >= 40
    assert {name for group in GROUPS.values() for name in group} == PDFS.keys()
