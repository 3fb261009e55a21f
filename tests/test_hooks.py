"""The hooks offered to other repositories, and those of this one, run verbs that exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from typer.main import get_command

from llm_info.cli.app import app

ROOT = Path(__file__).parent.parent


def hooks(name: str) -> list[dict[str, Any]]:
    written: Any = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return written if name.endswith("hooks.yaml") else written["repos"][0]["hooks"]


def test_check_and_fmt_are_offered_and_used_here() -> None:
    for name in (".pre-commit-hooks.yaml", ".pre-commit-config.yaml"):
        entries = {hook["entry"] for hook in hooks(name)}
        assert entries >= {"llm-info check", "llm-info fmt"}


def test_every_hook_names_a_verb() -> None:
    verbs: Any = get_command(app)
    for hook in hooks(".pre-commit-hooks.yaml"):
        assert hook["entry"].split()[1] in verbs.commands
