"""Pages that are made from the program: what an entry may say and what is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from llm_info.rules.page import rules_page
from llm_info.store.page import fields_page

PAGES: Mapping[str, Callable[[], str]] = {"fields.md": fields_page, "rules.md": rules_page}
"""File in `docs/` → its text; a file of that name that is there comes first."""
