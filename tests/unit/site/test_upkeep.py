"""What was written for each page is known by its files, and is left alone while they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_info.site.memory import Written, names_of
from llm_info.site.output import Output
from llm_info.site.upkeep import Files, Upkeep

PAGES = {
    "papers/pages/": ["papers/pages/index.html", "api/v1/papers/pages.json", "feed.xml"],
    "": ["index.html", "llms.txt"],
    "<chrome>": ["404.html", "a*b/index.html", "assets/papers.css"],
    "<sitemap>": [],
}


def files(names: list[str]) -> Files:
    return ((name, (name,)) for name in names)


@pytest.mark.parametrize("path", PAGES)
def test_the_names_of_a_page_are_those_that_were_written(path: str) -> None:
    assert names_of(path, Written.of(path, b"", PAGES[path], 0).pattern) == PAGES[path]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_intact_as_long_as_its_files_are(path: str, tmp_path: Path) -> None:
    first = Upkeep(Output(tmp_path, fresh=True), {})
    first.write(path, b"key", files(PAGES[path]))
    second = Upkeep(Output(tmp_path, fresh=False), first.pages)
    assert second.intact(path, b"key") is first.pages[path]
    assert second.intact(path, b"another key") is None
    for name in PAGES[path][-1:]:
        (tmp_path / name).unlink()
        assert second.intact(path, b"key") is None


def test_what_was_done_apart_is_what_one_would_have_done(tmp_path: Path) -> None:
    first = Upkeep(Output(tmp_path, fresh=True), {})
    for path, names in PAGES.items():
        first.write(path, b"old", files(names))
    whole = Upkeep(Output(tmp_path, fresh=False), first.pages)
    for place in (0, 1):
        part = whole.apart()
        for path in [*PAGES][place::2]:
            part.write(path, b"new" if path == "" else b"old", files(PAGES[path]))
        done = part.done()
        assert [*done.made, *done.left] == sorted([*PAGES][place::2], key=lambda path: path != "")
        whole.take(done)
    assert whole.pages.keys() == PAGES.keys()
    assert {path for path, page in whole.pages.items() if page.key == b"new"} == {""}
    assert whole.others({"index.html", "a*b/index.html", "old.html"}) == {"old.html"}
