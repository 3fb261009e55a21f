"""Pictures show who builds on whom, along time, and say it in words too."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import builders
from llm_info.model import Entry
from llm_info.site.pages.lineage import MOST_IN_TOPIC, family_picture, topic_picture
from llm_info.site.pages.plots import years_plot

HOSTILE = '<script>alert(1)</script> & "quotes"'


def chain(length: int) -> list[Entry]:
    return [
        builders.paper(
            id=f"p{n}",
            name=f"Paper {n}",
            date=str(2000 + n // 12) + f"-{n % 12 + 1:02}",
            arxiv=None,
            builds_on=[f"p{n - 1}"] if n else [],
        )
        for n in range(length)
    ]


def test_time_runs_from_left_to_right_and_a_line_of_work_is_a_row() -> None:
    picture = topic_picture("Paging", chain(4), "topics/paging/")
    assert picture
    spots = re.findall(r'cx="([\d.]+)" cy="(\d+)"', picture.svg)
    assert [float(x) for x, _ in spots] == sorted(float(x) for x, _ in spots)
    assert len(spots) == 4
    assert [entry.id for entry, _ in picture.ties] == ["p0", "p1", "p2", "p3"]
    assert [[base.id for base in bases] for _, bases in picture.ties][1] == ["p0"]
    assert 'href="../../papers/p3/"' in picture.svg


def test_no_two_labels_lie_on_each_other() -> None:
    picture = topic_picture("Paging", chain(30), "topics/paging/")
    assert picture
    ends: dict[str, float] = {}
    for x, y, label in re.findall(r'<text x="([\d.]+)" y="(\d+)">([^<]+)</text></a>', picture.svg):
        assert ends.get(y, 0) <= float(x)
        ends[y] = float(x) + 6 * len(label)


def test_a_topic_where_nothing_builds_on_anything_has_no_picture() -> None:
    alone = [builders.paper(id=f"p{n}", arxiv=None) for n in range(5)]
    assert topic_picture("Paging", alone, "") is None


def test_a_large_topic_shows_the_papers_with_the_most_ties_and_says_so() -> None:
    picture = topic_picture("Paging", chain(MOST_IN_TOPIC + 20), "")
    assert picture
    assert len(picture.ties) <= MOST_IN_TOPIC
    assert picture.left_out == MOST_IN_TOPIC + 20 - len(picture.ties)


def test_a_circle_of_papers_is_drawn_all_the_same() -> None:
    first = builders.paper(id="a", arxiv=None, builds_on=["c"])
    others = [
        builders.paper(id="b", arxiv=None, builds_on=["a"]),
        builders.paper(id="c", arxiv=None, builds_on=["b"]),
    ]
    assert topic_picture("Paging", [first, *others], "")


def test_hostile_names_are_text_in_pictures() -> None:
    entry = builders.paper(name=HOSTILE, title=HOSTILE)
    base = builders.paper(id="base", name=HOSTILE, arxiv=None)
    svg = family_picture(entry, [base], [base], "papers/pages/")
    assert svg
    assert not [each for each in ET.fromstring(svg).iter() if "script" in each.tag]  # noqa: S314


def test_a_paper_without_family_has_no_picture() -> None:
    assert family_picture(builders.paper(), [], [], "") is None


def test_bars_have_their_numbers_in_words() -> None:
    entries = [builders.paper(id="a", date="2020"), builders.paper(id="b", date="2021")]
    plot = years_plot(entries)
    assert 'aria-label="Bars: 2020 1, 2021 1"' in plot.svg
    assert [bar.name for bar in years_plot(entries, latest=1).bars] == ["2021"]
    assert years_plot([]).svg == ""
