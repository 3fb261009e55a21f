"""Every rule's examples are true: the bad one raises exactly that code, the good one nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import write_catalog
from llm_info import checking, store
from llm_info.rules import RULES, Rule
from llm_info.rules.page import rules_page
from llm_info.store.files import parse_mapping
from llm_info.store.tree import Value

FILE = re.compile(r"^# (\S+\.yaml)$", re.MULTILINE)
ABSENT = re.compile(r"^# no (\w+)$", re.MULTILINE)
TOPICS = """\
schema_version: 1
topics:
  - slug: serving
    title: Serving
    description: One model, many readers.
    topics:
      - slug: batching
        title: Batching
        description: Many requests in one step.
"""
VENUES = """\
ACL: {name: Annual Meeting on Invented Languages, kind: conference}
SOSP: {name: Symposium on Invented Systems, kind: conference}
arXiv: {name: arXiv, kind: preprint}
"""


def complete_entry(name: str) -> dict[str, Value]:
    return {
        "title": f"A Study of {name.capitalize()}",
        "authors": ["Ada Lovelace"],
        "date": "2021",
        "doi": f"10.1000/{name}",
        "summary": f"Tells of {name} in an invented machine, and why twelve words on {name} do.",
    }


def files_of(example: str) -> dict[str, str]:
    """The files of a whole catalog around an example."""
    head, *named = FILE.split(f"\n{example}\n")
    parts = dict(zip(named[::2], named[1::2], strict=True))
    if head.strip():
        parts = {"serving/pages.yaml": head} | parts
    files = {
        "topics.yaml": TOPICS,
        "venues.yaml": VENUES,
        "serving/batching/filler.yaml": store.emit(complete_entry("filler")),
    }
    for path, text in parts.items():
        value, faults = parse_mapping(text) if ABSENT.sub("", text).strip() else ({}, ())
        assert value is not None, faults
        if path == "topics.yaml" and "schema_version" in value:
            files[path] = text
            del files["serving/batching/filler.yaml"]
        elif path == "topics.yaml":
            files[path] = TOPICS + text
        else:
            entry = complete_entry(Path(path).stem) | value
            gone = ABSENT.findall(text)
            files[path] = store.emit({k: v for k, v in entry.items() if k not in gone})
    return files


def codes(root: Path, example: str) -> set[str]:
    reading = store.read(write_catalog(root, files_of(example)))
    assert not [finding for finding in reading.findings if finding.code < "LLM2"]
    return {finding.code for finding in checking.findings(reading)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_raises_exactly_this_code(rule: Rule, tmp_path: Path) -> None:
    assert codes(tmp_path, rule.bad) == {rule.code}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_raises_nothing(rule: Rule, tmp_path: Path) -> None:
    assert codes(tmp_path, rule.good) == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_and_why_in_sentences(rule: Rule) -> None:
    assert rule.sentence.endswith(".")
    assert "\n" not in rule.sentence
    assert rule.why.endswith(".")


def test_there_are_at_least_forty_rules() -> None:
    assert len(RULES) >= 40


def test_every_code_is_on_the_page() -> None:
    page = rules_page()
    assert all(f"### {rule.code}: " in page for rule in RULES)
    assert all(f"| {code} |" in page for code in store.CODES)
