"""Any bytes as an entry give findings, never a traceback; and what is written is what was read."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from builders import ENTRY_FILE, write_catalog
from llm_info import checking, report, store
from llm_info.link_kinds import LINK_KINDS
from llm_info.model import FILE_KEYS
from llm_info.store.canonical import tidy
from llm_info.store.files import parse_mapping
from llm_info.store.tree import MAX_KEY, Value, parse

PIECES = st.sampled_from(
    ["title", ": ", ":", "\n", "  ", "- ", "[", "]", "{", "}", "'", '"', "#", " # x", "&a ", "*a"]
    + [
        "!!str ",
        "? ",
        "| \n",
        ">-\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "\t",
        "\r\n",
        "~",
        "é",
        "字",
    ]
    + ["\\", "\u00ad", "\ufeff", "\x00", "\u2028", "a", "date", "2021", "authors", "# llm-info: "]
    + ["ignore LLM506", ": reason", *FILE_KEYS]
)
YAML_LIKE = st.lists(PIECES, max_size=60).map("".join)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
VALUES = st.recursive(
    TEXT | st.sampled_from(["no", "true", "1.0", "2021-01-01", "~", "a: b", "[x]", " x ", "", "#"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from([*FILE_KEYS, "schema_version"]) | TEXT.filter(
    lambda key: len(key) <= MAX_KEY
)
MAPPINGS = st.dictionaries(KEYS, VALUES, max_size=8)
ADDRESSES = (
    st.sampled_from(["http", "https:", "//", "https://", "[", "]", "@", ":", "?", "#", ".."]) | TEXT
)
URLS = st.lists(ADDRESSES, max_size=6).map("".join)


def findings(content: bytes) -> list[str]:
    """Everything that `check` does with one file, short of printing it."""
    with TemporaryDirectory() as folder:
        root = write_catalog(Path(folder), {})
        path = root / "catalog/paging/any.yaml"
        path.parent.mkdir()
        path.write_bytes(content)
        reading = store.read(root)
        remarks = checking.check(reading)
        for text in checking.fix(reading, remarks).values():
            assert parse_mapping(text)[1] == ()
        found = [remark.finding for remark in remarks]
        report.findings_as_sarif(found, version="0")
        report.findings_as_text(found, lambda path, line: f"{path}{line}")
        return [finding.code for finding in found if finding.path.endswith("any.yaml")]


@given(st.binary(max_size=400))
def test_any_bytes_give_findings(content: bytes) -> None:
    assert findings(content)


@given(YAML_LIKE)
def test_any_text_like_yaml_gives_findings_or_an_entry(text: str) -> None:
    findings(text.encode())


@given(MAPPINGS)
def test_any_mapping_gives_findings_or_an_entry(value: dict[str, Value]) -> None:
    findings(store.emit(value).encode())


@given(st.dictionaries(st.sampled_from(LINK_KINDS), URLS, max_size=3), TEXT, TEXT)
def test_any_link_and_any_name_survive_the_rules(
    links: dict[str, Value], author: str, title: str
) -> None:
    entry: dict[str, Value] = {
        "title": title,
        "authors": [author],
        "links": links,
        "summary": title,
    }
    findings(store.emit(entry).encode())


@given(MAPPINGS)
def test_reading_undoes_writing(value: dict[str, Value]) -> None:
    assert parse(store.emit(value)) == (tidy(value), ())


@given(YAML_LIKE | MAPPINGS.map(store.emit))
def test_formatting_twice_is_formatting_once_and_keeps_all_values_and_comments(text: str) -> None:
    once, faults = store.format_text(text)
    if once is None:
        assert faults
        return
    assert store.format_text(once) == (once, ())
    value, _ = parse(text)
    assert isinstance(value, dict)
    assert parse(once) == (tidy(value), ())


@given(st.lists(st.sampled_from(["# one", "# two"]), min_size=1, max_size=4), st.data())
def test_no_comment_is_lost(comments: list[str], data: st.DataObject) -> None:
    lines = store.format_text(ENTRY_FILE)[0] or ""
    text = lines.splitlines()
    for number, comment in enumerate(comments):
        place = data.draw(st.integers(0, text.index("summary: >-") if number % 2 else 4))
        text.insert(place, f"{comment} {number}")
    formatted, _ = store.format_text("\n".join(text) + "\n")
    assert formatted is not None
    for number, comment in enumerate(comments):
        assert f"{comment} {number}\n" in formatted
