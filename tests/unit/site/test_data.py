"""Open data: it has the shape that its schema tells, and nothing in it runs."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

import builders
from llm_info.site.pages import Site, assets

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = json.loads((files("llm_info.site") / "assets/entry.schema.json").read_text("utf-8"))
HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7*7 }} $x$ **b** \u202etxet'


def made(*entries: Any, url: str = "https://example.org/") -> dict[str, str]:
    site = Site(builders.catalog(*entries), "Invented", "Papers.", url=url)
    found = list(assets(site))
    assert len({asset.path for asset in found}) == len(found)
    return {asset.path: asset.text for asset in found}


def test_every_object_of_the_interface_follows_its_schema() -> None:
    older = builders.paper(id="older", arxiv=None, date="2020", name="Old", kind="list", authors=[])
    newer = builders.paper(builds_on=["older"], status={"state": "retracted", "note": "why"})
    found = made(older, newer)
    validator = Draft202012Validator(SCHEMA)
    told = [path for path in found if path.startswith("api/v1/") and path.endswith(".json")]
    told = [path for path in told if not path.endswith((".csl.json", "v1/topics.json"))]
    assert len(told) == 5
    for path in told:
        assert [problem.message for problem in validator.iter_errors(json.loads(found[path]))] == []  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # jsonschema is half typed


def test_an_address_that_a_browser_must_not_follow_is_not_published() -> None:
    entry = builders.paper(links={"code": "javascript:alert(1)"})
    found = made(entry)
    assert "javascript" not in found["api/v1/papers/pages.json"]
    assert "javascript" not in found["explore/columns.json"]


def test_a_feed_has_what_atom_asks_for() -> None:
    authors = ["Ada Lovelace", "Charles Babbage"]
    entry = builders.paper(title=HOSTILE, authors=authors, added="2026-01-02")
    root = ET.fromstring(made(entry)["topics/paging/feed.xml"])  # noqa: S314  (ours)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for needed in ("id", "title", "updated"):
            found = element.find(ATOM + needed)
            assert found is not None
            assert found.text
    (item,) = root.findall(f"{ATOM}entry")
    assert [name.text for name in item.findall(f"{ATOM}author/{ATOM}name")] == authors
    assert item.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00Z"
    assert HOSTILE in (item.findtext(f"{ATOM}title") or "")


def test_without_the_address_of_the_site_there_is_no_feed() -> None:
    assert not [path for path in made(builders.paper(), url="") if path.endswith(".xml")]


def test_records_of_files_stand_in_the_order_of_the_columns() -> None:
    found = made(
        builders.paper(),
        builders.paper(id="newer", date="2022", arxiv=None),
        builders.paper(id="undated", date=None, arxiv=None, kind="list"),
    )
    ids = json.loads(found["explore/columns.json"])["id"]
    assert ids == ["newer", "pages", "undated"]
    table = list(csv.DictReader(io.StringIO(found["api/v1/catalog.csv"])))
    assert [row["id"] for row in table] == ids
    assert found["api/v1/catalog.bib"].count("\n@") == len(ids) - 1
    assert [record[0] for record in json.loads(found["search.json"])["papers"]] == ids


@pytest.mark.parametrize("title", ["=1+1", "@cmd", "+x y", "-x y"])
def test_a_spreadsheet_does_not_take_a_title_for_a_formula(title: str) -> None:
    (row,) = csv.DictReader(io.StringIO(made(builders.paper(title=title))["api/v1/catalog.csv"]))
    assert row["title"] == f"'{title}"


def test_columns_hold_every_topic_above_an_entry() -> None:
    found = made(builders.paper(topic="paging/tables"))
    topic = json.loads(found["explore/columns.json"])["facets"]["topic"]
    assert [topic["values"][number] for number in topic["rows"][0]] == ["paging", "paging/tables"]


def test_a_former_address_leads_to_the_entry() -> None:
    found = made(builders.paper(aliases=["old-pages"]))
    assert 'url=../../papers/pages/"' in found["papers/old-pages/index.html"]


def test_a_large_catalog_leaves_summaries_out_of_the_search() -> None:
    many = [builders.paper(id=f"p{n}", arxiv=None) for n in range(2001)]
    records = json.loads(made(*many)["search.json"])["papers"]
    assert {record[5] for record in records} == {""}
