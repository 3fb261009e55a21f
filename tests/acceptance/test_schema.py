"""`llm-info schema`: valid, complete, and of one mind with the reader about every example file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from builders import ENTRY_FILE, write_catalog
from conftest import Run
from llm_info import checking, store
from llm_info.model import FILE_KEYS

DATA = Path(__file__).parent / "data"
EXAMPLES = sorted(DATA.glob("*/*.yaml"))
SEEN_BY_A_SCHEMA = ("LLM1", "LLM401", "LLM402", "LLM403")
"""Codes of what a schema with the catalog's vocabulary can see."""


class EditorLoader(yaml.CSafeLoader):
    """Reads YAML as an editor does, with the types of YAML 1.2: no dates, and `no` is a text."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
]:
    loader: Any = EditorLoader
    loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def schema_of(root: Path, run: Run) -> Any:
    outcome = run("--root", root, "schema")
    assert outcome.exit_code == 0
    return json.loads(outcome.stdout)


def accepts(schema: Any, text: str) -> bool:
    validator: Any = Draft7Validator
    return validator(schema).is_valid(yaml.load(text, Loader=EditorLoader))  # noqa: S506  (it is safe)


def reader_accepts(root: Path, text: str) -> bool:
    (root / "catalog/paging/example.yaml").write_text(text, "utf-8")
    found = checking.findings(store.read(root))
    codes = {one.code for one in found if one.path == "catalog/paging/example.yaml"}
    return not any(code.startswith(SEEN_BY_A_SCHEMA) for code in codes)


def is_yaml(path: Path) -> bool:
    faults = store.format_text(path.read_text("utf-8"))[1]
    return not faults


@pytest.mark.parametrize(
    "path", [path for path in EXAMPLES if is_yaml(path)], ids=lambda path: path.stem
)
def test_schema_and_reader_agree_on_the_example_files(path: Path, tmp_path: Path, run: Run) -> None:
    root = write_catalog(tmp_path)
    text = path.read_text("utf-8")
    assert accepts(schema_of(root, run), text) == reader_accepts(root, text)


@pytest.mark.parametrize(
    "line",
    [
        "date: 2021",
        "date: 2021-13",
        "date: 2021-02-30",
        "date: 2021-04-31",
        "date: '2021'",
        "arxiv: 2103.01234",
        "arxiv: '2103.01234'",
        "arxiv: 2103.01230",
        "arxiv: 2103.01234v2",
        "arxiv: 0703.1234",
        "arxiv: 0704.1234",
        "arxiv: '1412.12345'",
        "arxiv: cs/0112017",
        "arxiv: cs/0704017",
        "arxiv: 12",
        "doi: 10.1000/A",
        "doi: 10.1000/a-b(1)",
        "doi: https://doi.org/10.1000/a",
        "acl: P19-1334",
        "acl: 2023.acl-long.1",
        "acl: x",
        "openreview: uNrFpDPMyo",
        "openreview: a b c d e f",
        "venue: INVENT 2021",
        "venue: INVENT",
        "venue: OTHER 2021",
        "topics: [paging/tables]",
        "topics: [pagin]",
        "topics: paging/tables",
        "tags: [memory]",
        "tags: [memori]",
        "tags: []",
        "tags:",
        "authors: [王伟]",
        "authors: [123]",
        "authors: ['{A, B, C}']",
        "authors: ['A, B, C']",
        "authors: ['{A']",
        "et_al: true",
        "et_al: yes",
        "kind: software",
        "kind: book",
        "links: {pdf: [https://a.invented.org, https://b.invented.org]}",
        "links: {pdf: {a: b}}",
        "links: {film: https://a.invented.org}",
        "summary: ' '",
        "summary: 1",
        "name: ' x'",
        "name: 12",
        "status: {state: retracted, date: 2021-01, note: n}",
        "status: {by: pages}",
        "aliases: [old-one]",
        "aliases: [Old]",
        "added: soon",
        "colour: red",
    ],
)
def test_schema_and_reader_agree_on_single_values(line: str, tmp_path: Path, run: Run) -> None:
    root = write_catalog(tmp_path)
    text = f"title: An Example\n{line}\n"
    assert accepts(schema_of(root, run), text) == reader_accepts(root, text)


def test_the_schema_is_valid_and_explains_every_key(tmp_path: Path, run: Run) -> None:
    schema = schema_of(write_catalog(tmp_path), run)
    validator: Any = Draft7Validator
    validator.check_schema(schema)
    assert list(schema["properties"]) == list(FILE_KEYS)
    assert all(one["description"] for one in schema["properties"].values())
    assert all(one["description"] for one in schema["properties"]["links"]["properties"].values())


def test_an_editor_can_complete_topics_tags_and_venues(tmp_path: Path, run: Run) -> None:
    properties = schema_of(write_catalog(tmp_path), run)["properties"]
    assert properties["topics"]["items"]["enum"] == ["paging", "paging/tables"]
    assert properties["topics"]["items"]["enumDescriptions"][0].startswith("Paging: How memory")
    assert properties["tags"]["items"]["enum"] == ["memory", "speed"]
    assert properties["venue"]["defaultSnippets"][0] == {
        "label": "INVENT",
        "description": "Conference on Invented Systems",
        "body": "INVENT ${1:2021}",
    }


def test_it_is_written_to_a_file_on_demand(tmp_path: Path, run: Run) -> None:
    root = write_catalog(tmp_path, {"paging/pages.yaml": ENTRY_FILE})
    outcome = run("--root", root, "schema", "-o", tmp_path / "schema.json")
    assert outcome.stdout == ""
    assert json.loads((tmp_path / "schema.json").read_text("utf-8")) == schema_of(root, run)
