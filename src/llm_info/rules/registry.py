"""How a rule is declared, and the list of all rules.

A rule is a generator over the catalog. Its docstring is one line and is shown to users. It yields
an entry (or `topics.yaml`), a field and a message; it knows no files, lines or codes, and never
raises.
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
    """A generator with its stable code and its weight."""

    code: str
    severity: Severity
    check: Check

    @property
    def sentence(self) -> str:
        """What a good catalog does."""
        return (self.check.__doc__ or "").strip()


def rule(code: str, severity: Severity = Severity.ERROR) -> Callable[[Check], Check]:
    """Register a generator as a rule."""

    def register(check: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"two rules have the code {code}")
        _RULES[code] = Rule(code, severity, check)
        return check

    return register


def registered() -> tuple[Rule, ...]:
    """All rules, by code."""
    return tuple(_RULES[code] for code in sorted(_RULES))
