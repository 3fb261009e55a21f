"""An older catalog → the format of today. `schema_version` in `topics.yaml` names the format.

A new format brings a step: a function that turns the mapping of any file, entry or vocabulary, from
one version to the next. A step must leave alone what is already in the new form, because a run that
is interrupted is simply repeated: the version is written last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from llm_info.errors import LlmInfoError
from llm_info.model import SCHEMA_VERSION
from llm_info.store.canonical import emit
from llm_info.store.comments import find_comments
from llm_info.store.files import TOPICS, VOCABULARY, entry_files, open_document
from llm_info.store.root import CATALOG
from llm_info.store.tree import Value
from llm_info.store.writing import replace_text

Step = Callable[[str, dict[str, Value]], dict[str, Value]]
"""Name of the file and its mapping → the mapping of the next version."""

MIGRATIONS: Mapping[int, Step] = {}
"""Version → the step to the next. The first format is 1, so there is none yet."""


def migrate(
    root: Path, steps: Mapping[int, Step] = MIGRATIONS, target: int = SCHEMA_VERSION
) -> list[Path]:
    """Bring all files of a catalog to the format of today; comments survive.

    Returns:
        The files that were changed; none if the catalog is of today.

    Raises:
        LlmInfoError: A file cannot be read, so that half of the catalog would be left behind.
    """
    folder = root / CATALOG
    topics = open_document(folder / TOPICS, folder)
    written = (topics.value or {}).get("schema_version", "")
    version = int(written) if isinstance(written, str) and written.isdecimal() else target
    if version >= target:
        return []
    missing = [number for number in range(version, target) if number not in steps]
    if missing:
        raise LlmInfoError(f"no step leads from schema_version {missing[0]} to {missing[0] + 1}")
    others = [folder / name for name in VOCABULARY if name != TOPICS and (folder / name).exists()]
    paths = [*entry_files(folder), *others, folder / TOPICS]
    texts = {path: _migrated(path, folder, steps, range(version, target)) for path in paths}
    changed: list[Path] = []
    for path, (old, new) in texts.items():
        if new != old:
            replace_text(path, new)
            changed.append(path)
    return changed


def _migrated(
    path: Path, folder: Path, steps: Mapping[int, Step], versions: range
) -> tuple[str, str]:
    document = open_document(path, folder)
    if document.text is None or document.value is None:
        raise LlmInfoError(
            f"{path.relative_to(folder.parent)} cannot be read: {document.faults[0].message}",
            hint="llm-info check says more; the format is changed when all files can be read",
        )
    value = document.value
    for version in versions:
        value = steps[version](path.name, value)
    if path == folder / TOPICS:
        value = {**value, "schema_version": str(versions.stop)}
    return document.text, emit(value, find_comments(document.text))
