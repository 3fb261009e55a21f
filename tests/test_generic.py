"""The program knows no field: what a catalog is about stands in its own files."""

from __future__ import annotations

import re
from pathlib import Path

SRC = Path(__file__).parent.parent / "src"
NAME = re.compile(
    r"llm[-_]info|(?:--|\.|\b)llm-[a-z_-]+|llm_[a-z]+|LlmInfo\w+|llms\.txt|LLM(?:\d|\\d)"
)
"""The program's name, codes of rules, names of styles and variables, a file's standard name."""


def test_nothing_in_the_program_speaks_of_one_field() -> None:
    told = re.compile(r"\bllms?\b|language models?\b", re.IGNORECASE)
    guilty = [
        f"{path.relative_to(SRC)}:{number}: {line.strip()}"
        for path in sorted(SRC.rglob("*"))
        if path.suffix in (".py", ".html", ".js", ".css", ".yaml", ".yml", ".md", ".json", ".xml")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if told.search(NAME.sub("", line))
    ]
    assert guilty == []
