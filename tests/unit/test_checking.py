"""What stops a build is exactly what `check` calls an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import ENTRY_FILE, write_catalog
from llm_info import checking, store
from llm_info.finding import Severity

NOBODY = ENTRY_FILE + "builds_on: [nobody]\n"
NO_AUTHORS = ENTRY_FILE.replace("authors: [Ada Lovelace, Charles Babbage]\n", "")
SILENCED = NOBODY.replace("builds_on", "# llm-info: ignore LLM401: it will come\nbuilds_on")
WEIGHTS = {
    "as they are": "",
    "all of these are warnings": "LLM401: {severity: warning, reason: it grows}\n",
    "what is needless is an error": "LLM014: {severity: error, reason: we are strict}\n",
    "a warning is an error": "LLM217: {severity: error, reason: we are strict}\n",
    "off": "LLM401: {severity: off, reason: it grows}\n",
}


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("entry", [ENTRY_FILE, NOBODY, NO_AUTHORS, SILENCED])
def test_errors_are_those_of_all_findings(weights: str, entry: str, tmp_path: Path) -> None:
    root = write_catalog(tmp_path, {"paging/pages.yaml": entry, "paging/broken.yaml": "title: ["})
    if WEIGHTS[weights]:
        (root / "catalog" / "rules.yaml").write_text(WEIGHTS[weights], "utf-8")
    reading = store.read(root)
    wanted = [one for one in checking.findings(reading) if one.severity is Severity.ERROR]
    assert wanted
    assert checking.errors(reading) == wanted
