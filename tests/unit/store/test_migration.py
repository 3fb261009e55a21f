"""A later format brings the older files along: here, one in which `date` was called `year`."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import ENTRY_FILE, TOPICS_FILE, VENUES_FILE, write_catalog
from llm_info import store
from llm_info.errors import LlmInfoError
from llm_info.store.tree import Value

OLD_ENTRY = "# kept\ntitle: A Study of Pages\nyear: 2021  # as printed\n"
OLD_TOPICS = TOPICS_FILE.replace("schema_version: 1", "schema_version: 0")


def year_to_date(name: str, value: dict[str, Value]) -> dict[str, Value]:
    """Version 0 → 1: `year` of an entry becomes `date`."""
    if name in (store.TOPICS, store.VENUES):
        return value
    return {"date" if key == "year" else key: item for key, item in value.items()}


def test_a_catalog_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": OLD_ENTRY, "topics.yaml": OLD_TOPICS})
    changed = store.migrate(tmp_path, {0: year_to_date}, 1)
    catalog = tmp_path / "catalog"
    assert sorted(path.name for path in changed) == ["pages.yaml", "topics.yaml"]
    text = (catalog / "paging/pages.yaml").read_text("utf-8")
    assert text == "# kept\ntitle: A Study of Pages\ndate: 2021\n# as printed\n"
    assert (catalog / "topics.yaml").read_text("utf-8").startswith("schema_version: 1\n")
    assert (catalog / "venues.yaml").read_text("utf-8") == VENUES_FILE
    assert store.read(tmp_path).findings == ()
    assert store.migrate(tmp_path, {0: year_to_date}, 1) == []


def test_a_catalog_of_today_is_left_alone(tmp_path: Path) -> None:
    write_catalog(tmp_path, {"paging/pages.yaml": "title:   'Not canonical'\n"})
    assert store.migrate(tmp_path) == []


def test_steps_follow_each_other(tmp_path: Path) -> None:
    def shout(name: str, value: dict[str, Value]) -> dict[str, Value]:
        return {k: str(v).upper() if k == "title" and name else v for k, v in value.items()}

    write_catalog(tmp_path, {"paging/pages.yaml": OLD_ENTRY, "topics.yaml": OLD_TOPICS})
    store.migrate(tmp_path, {0: year_to_date, 1: shout}, 2)
    text = (tmp_path / "catalog/paging/pages.yaml").read_text("utf-8")
    assert "title: A STUDY OF PAGES\ndate: 2021\n" in text


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"paging/broken.yaml": "title: ["}, "catalog/paging/broken.yaml cannot be read"),
        ({"paging/pages.yaml": ENTRY_FILE}, "no step leads from schema_version 0 to 1"),
    ],
)
def test_nothing_is_written_where_it_cannot_be_finished(
    files: dict[str, str], message: str, tmp_path: Path
) -> None:
    write_catalog(tmp_path, files | {"topics.yaml": OLD_TOPICS})
    steps = {0: year_to_date} if "cannot" in message else {}
    with pytest.raises(LlmInfoError, match=message):
        store.migrate(tmp_path, steps, 1)
    assert (tmp_path / "catalog/topics.yaml").read_text("utf-8") == OLD_TOPICS
