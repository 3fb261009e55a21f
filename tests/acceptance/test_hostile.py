"""Files that are meant to break a reader: each gets its own clear message, and the run goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import ENTRY_FILE, write_catalog
from conftest import Run

ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CASES = {
    "alias bomb": (ALIAS_BOMB.encode(), "LLM006", "uses an anchor"),
    "brackets, 10,000 deep": (b"title: " + b"[" * 10_000, "LLM004", "nested deeper than 16"),
    "braces, 10,000 deep": (b"{a: " * 10_000, "LLM004", "nested deeper than 16"),
    "blocks, 700 deep": (
        "\n".join(f"{' ' * depth}a:" for depth in range(700)).encode(),
        "LLM004",
        "nested deeper than 16",
    ),
    "dashes, 100,000 deep": (b"- " * 100_000, "LLM004", "nested deeper than 16"),
    "questions, 100,000 deep": (b"? " * 100_000, "LLM004", "a key that is not a text"),
    "50 MB": (b"title: " + b"x" * 50_000_000, "LLM002", "more than 256 KiB"),
    "NUL": (b"title: A\x00B\n", "LLM003", "the character U+0000"),
    "invalid UTF-8": (b"title: caf\xe9\n", "LLM003", "the byte 0xe9, which is not UTF-8"),
    "UTF-16": ("title: x\n".encode("utf-16"), "LLM003", "the byte 0xff"),
    "BOM": (b"\xef\xbb\xbftitle: x\n", "LLM003", "begins with a byte order mark"),
    "tabs": (b"links:\n\tcode: x\n", "LLM005", "is indented with a tab"),
    "duplicate keys": (b"title: a\ntitle: b\n", "LLM007", "has the key 'title' twice"),
    "several documents": (b"title: a\n---\ntitle: b\n", "LLM008", "holds several documents"),
    "python object": (
        b"title: !!python/object/apply:os.system [id]\n",
        "LLM006",
        "uses the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
    ),
    "merge key": (b"title: x\n<<: {name: y}\n", "LLM101", "unknown key '<<'"),
    "very long key": (b"x" * 500 + b": y\n", "LLM004", "a key of more than 100 characters"),
    "CRLF": (ENTRY_FILE.replace("\n", "\r\n").encode(), "LLM015", "ends its lines with CR LF"),
    "lone CR": (b"title: a\rname: b\n", "LLM003", "the character U+000D"),
    "line separator": ("title: a\u2028b\n".encode(), "LLM003", "the character U+2028"),
    "only comments": (b"# nothing\n", "LLM008", "is empty"),
}


def findings(root: Path, run: Run) -> dict[str, list[tuple[str, str]]]:
    """Path below `catalog/paging` → code and message of its findings."""
    outcome = run("--root", root, "check", "--format", "json")
    found: dict[str, list[tuple[str, str]]] = {}
    for one in json.loads(outcome.stdout)["findings"]:
        name = one["path"].removeprefix("catalog/paging/")
        found.setdefault(name, []).append((one["code"], one["message"]))
    return found


@pytest.mark.parametrize("name", CASES)
def test_hostile_bytes_get_their_message(name: str, tmp_path: Path, run: Run) -> None:
    content, code, message = CASES[name]
    write_catalog(tmp_path, {"paging/tables/fine.yaml": ENTRY_FILE})
    path = tmp_path / "catalog/paging/hostile.yaml"
    path.write_bytes(content)
    found = findings(tmp_path, run)
    assert found["hostile.yaml"][0][0] == code
    assert message in found["hostile.yaml"][0][1]


def test_odd_files_get_their_message(tmp_path: Path, run: Run) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(ENTRY_FILE, "utf-8")
    root = write_catalog(tmp_path / "root")
    folder = root / "catalog/paging"
    (folder / "folder.yaml").mkdir()
    (folder / "dangling.yaml").symlink_to("nowhere.yaml")
    (folder / "outside.yaml").symlink_to(outside)
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    (folder / "old.yml").write_text(ENTRY_FILE, "utf-8")
    (folder / ".hidden.yaml").write_bytes(b"\xff")
    found = findings(root, run)
    assert {name: messages[0] for name, messages in found.items() if name != "topics.yaml"} == {
        "folder.yaml": ("LLM001", "is a folder, not an entry"),
        "dangling.yaml": ("LLM001", "is a link to a file that is not there"),
        "outside.yaml": ("LLM009", "is a link out of the catalog"),
        "loop.yaml": ("LLM001", "cannot be read: a loop of links"),
        "elsewhere": ("LLM009", "is a link out of the catalog"),
        "old.yml": ("LLM010", "ends in '.yml'"),
    }


def test_a_broken_vocabulary_silences_no_entry(tmp_path: Path, run: Run) -> None:
    write_catalog(
        tmp_path, {"topics.yaml": "topics: [", "paging/pages.yaml": "title: A Study of Pages.\n"}
    )
    outcome = run("--root", tmp_path, "check", "--format", "json")
    codes = [one["code"] for one in json.loads(outcome.stdout)["findings"]]
    assert codes[:3] == ["LLM211", "LLM212", "LLM214"]
    assert "LLM004" in codes


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("2", "schema_version '2' is newer than 1, which this program speaks"),
        ("one", "schema_version 'one' is no version"),
    ],
)
def test_a_version_that_the_program_does_not_speak_is_an_error(
    version: str, message: str, tmp_path: Path, run: Run
) -> None:
    write_catalog(tmp_path)
    topics = tmp_path / "catalog/topics.yaml"
    topics.write_text(topics.read_text("utf-8").replace(": 1", f": {version}"), "utf-8")
    outcome = run("--root", tmp_path, "check", "--select", "LLM016")
    assert message in outcome.stdout
    assert outcome.exit_code == 1
