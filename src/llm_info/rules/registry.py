"""How a rule is declared, and the list of all rules.

A rule is a generator over the catalog. Its docstring is one line and is shown to users. It yields
an entry (or `topics.yaml`), a field and a message; it knows no files, lines or codes, and never
raises. Beside it stand its reason, an example that it complains of, and the same example mended;
the page of rules is made of them, and a test holds that they are true.

An example names the keys that matter and leaves out those of an entry that is otherwise complete;
`# no date` says that one of them is not there, and `# serving/orca.yaml` begins another file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from llm_info.finding import Problem, Severity
from llm_info.model import Catalog

Check = Callable[[Catalog], Iterator[Problem]]

_RULES: dict[str, Rule] = {}


@dataclass(frozen=True, slots=True)
class Rule:
    """A generator with its stable code and its weight.

    Attributes:
        code: Stable code.
        severity: Whether a catalog that breaks it fails.
        check: The generator.
        why: What goes wrong for a reader where it is broken.
        bad: An example that breaks this rule and no other.
        good: The same, mended.
    """

    code: str
    severity: Severity
    check: Check
    why: str
    bad: str
    good: str

    @property
    def sentence(self) -> str:
        """What a good catalog does."""
        return (self.check.__doc__ or "").strip()


def rule(
    code: str, severity: Severity = Severity.ERROR, *, why: str, bad: str, good: str
) -> Callable[[Check], Check]:
    """Register a generator as a rule."""

    def register(check: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"two rules have the code {code}")
        _RULES[code] = Rule(code, severity, check, why, bad.strip("\n"), good.strip("\n"))
        return check

    return register


def registered() -> tuple[Rule, ...]:
    """All rules, by code."""
    return tuple(_RULES[code] for code in sorted(_RULES))
