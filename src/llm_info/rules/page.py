"""The page of rules: every code with its sentence, its reason, and an example with its remedy."""

from __future__ import annotations

from collections.abc import Iterator

from llm_info.finding import Severity
from llm_info.rules.registry import Rule, registered
from llm_info.store import CODES

_FAMILIES = {
    "LLM20": "One paper, one entry, one id",
    "LLM21": "What an entry needs",
    "LLM22": "Time runs forward",
    "LLM3": "Addresses that last",
    "LLM40": "Words with a meaning",
    "LLM41": "What builds on what",
    "LLM5": "Titles, names and summaries",
}
"""Beginning of a code → heading."""

_WEIGHTS = {
    Severity.ERROR: "an error: `check` fails",
    Severity.WARNING: "a warning",
    Severity.NOTE: "a note",
}

_HEAD = """\
# Rules

`llm-info check` reports what follows. An error makes it fail, a warning and a note do not.
`--select` and `--ignore` take a code or its beginning, so `--select LLM3` looks at the links alone,
and `--fix` mends what can be mended without looking.

An exception stands where it is made, with its reason:

```yaml
authors: [Wei Wang, Wei Wang]  # llm-info: ignore LLM506: two people share the name
```

Above the first key it speaks of the whole file, elsewhere of the key or list item that it stands
above or behind. Without a reason, or when it suppresses nothing, it is a finding itself.

The examples leave out what an entry has besides.
"""


def rules_page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_judging(), *_reading()])


def _judging() -> Iterator[str]:
    heading = ""
    for rule in registered():
        family = next(title for start, title in _FAMILIES.items() if rule.code.startswith(start))
        if family != heading:
            heading = family
            yield f"## {heading}\n"
        yield from _section(rule)


def _section(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code}: {rule.sentence.removesuffix('.')} {{ #{rule.code.lower()} }}\n"
    yield f"{rule.why} It is {_WEIGHTS[rule.severity]}.\n"
    yield f"Not so:\n\n```yaml\n{rule.bad}\n```\n"
    yield f"But so:\n\n```yaml\n{rule.good}\n```\n"


def _reading() -> Iterator[str]:
    yield "## What the reader asks of a file\n"
    yield "Where one of these is broken, the entry mostly does not load, and the rules above are"
    yield "silent about it. They cannot be ignored.\n"
    yield "| code | rule |\n| --- | --- |"
    for code, sentence in CODES.items():
        yield f"| {code} | {sentence.replace('<', '&lt;')} |"
    yield ""
