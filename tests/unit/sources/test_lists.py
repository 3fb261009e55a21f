"""Lists in the syntaxes that real lists have; every paper is invented."""

# ruff: noqa: E501  (a case stands on one line, however long)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_info.sources.lists import Listed, read_list

PAPER = "https://arxiv.org/abs/2401.00001"
CODE = "https://github.com/invented/pages"
TITLE = "Paging Large Tables in Small Memories"


def only(text: str) -> Listed:
    items = read_list(text).items
    assert len(items) == 1, items
    return items[0]


ITEMS = {
    "a link": f"- [{TITLE}]({PAPER})",
    "numbered": f"1. [{TITLE}]({PAPER})",
    "with a parenthesis": f"1. [{TITLE}]({PAPER}) (paging)",
    "bold": f"- **{TITLE}** [[paper]]({PAPER})",
    "bold link": f"- **[{TITLE}]({PAPER})**",
    "link with bold": f"- [**{TITLE}.**]({PAPER})",
    "quoted": f'- "{TITLE}", INVENT, 2024. [[paper]({PAPER})]',
    "quoted and bold": f'1. **"{TITLE}".** [[Paper]({PAPER})]',
    "plain": f"- {TITLE}, 2024.01 [[paper]]({PAPER})",
    "plain with venue": f"- {TITLE}, <ins>arXiv, 2024</ins> [[Paper]({PAPER})]",
    "tag before": f"- [ICML'24] [{TITLE}]({PAPER})",
    "tag and no marks": f"- [ICML'24] {TITLE} [[pdf]]({PAPER})",
    "date before": f"- (2024/01) [{TITLE}]({PAPER})",
    "label before": f"- Pager: [{TITLE}]({PAPER})",
    "bold label": f"- **Pager**: [{TITLE}]({PAPER})",
    "links first": f"- [[pdf]]({PAPER}) {TITLE}",
    "emoji": f"- 🔥 ⭐ [{TITLE}]({PAPER})",
    "venue line": f"- ICML24<br>[{TITLE}]({PAPER})<br>Ada Lovelace, Éva Müller",
    "affiliation": f"- [**Pager**] {TITLE}(@Invented Inc.) [[pdf]]({PAPER})",
    "bar": f"- [{TITLE}]({PAPER}) | Invented Inc.",
    "hard wrapped": f"- [Paging Large Tables in\n  Small Memories]({PAPER})",
    "html": f'<ul><li><a href="{PAPER}">{TITLE}</a></li></ul>',
    "details": f"<details>\n<summary>More</summary>\n\n- [{TITLE}]({PAPER})\n\n</details>",
    "pipe table": f"| Title | Code |\n|---|---|\n| [{TITLE}]({PAPER}) | - |",
    "title and paper columns": f"| Date | Title | Paper |\n|-|-|-|\n| 2024.01 | {TITLE} | [[pdf]]({PAPER}) |",
    "html table": f'<table><tr><th>Title</th></tr><tr><td><a href="{PAPER}">{TITLE}</a></td></tr></table>',
    "state line": f"| Title |\n|-|\n| Under Review <br /> [{TITLE}]({PAPER}) <br> Ada Lovelace, Éva Müller |",
    "venue line, plain": f"| Title |\n|-|\n| AAAI2024 <br /> {TITLE} <br> [paper]({PAPER}) |",
    "shortcode": f"- [![Star](https://img.shields.io/badge/-x-blue)]()<br>:star: [{TITLE}]({PAPER})",
    "unclosed html": f'<p align="center">hello\n\n- [{TITLE}]({PAPER})',
}


@pytest.mark.parametrize("text", ITEMS.values(), ids=ITEMS)
def test_a_title_and_its_link_are_found(text: str) -> None:
    item = only(text)
    assert item.title == TITLE
    assert [(link.kind, link.url) for link in item.links] == [("paper", PAPER)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("- [Pager](https://arxiv.org/abs/2401.1): Paging Large Tables Fast | Inc.", "Pager: Paging Large Tables Fast"),
        ("- [Pager](https://pager.org): a tool that does a lot of paging", "Pager"),
        ("- [Pager:](https://pager.org) Paging Large Tables Fast", "Pager: Paging Large Tables Fast"),
        ("- [Pager](https://pager.org): Paging Large Tables Fast | SOSP' 23", "Pager: Paging Large Tables Fast"),
        ("- [Where Do All the Pages Go?](https://arxiv.org/abs/2401.1): Diagnosing Slow Tables | Inc.", "Where Do All the Pages Go? Diagnosing Slow Tables"),
        ("- [Paging in a Small Memory of Its Own](https://arxiv.org/abs/2401.1): here it is said what that does", "Paging in a Small Memory of Its Own"),
        ("- [Pager2 Technical Report](https://arxiv.org/abs/2401.1) \u2013 Invented Inc. (Jul 2024)", "Pager2 Technical Report"),
        ("- [Paging-Data](https://arxiv.org/abs/2401.1): Reading Tables From Many Sources | Inc.", "Paging-Data: Reading Tables From Many Sources"),
        ("- Pages for Tables - Part One | [Notes](https://pages.example/notes)", "Pages for Tables - Part One"),
        ("- Pages for Tables | (Notes)[https://pages.example/notes]", "Pages for Tables"),
        ("- [Pager](https://github.com/a/b) - a tool that does a lot of paging", "Pager"),
        ("- A Study, in Parts, of Large and Small Pages, 2023.09 [[paper]](https://arxiv.org/abs/2309.1)", "A Study, in Parts, of Large and Small Pages"),
        ("- Is Paging Solved? 2023.09 [[paper]](https://arxiv.org/abs/2309.1)", "Is Paging Solved?"),
        ("- [分页的研究：方法与应用](https://arxiv.org/abs/2309.1)", "分页的研究：方法与应用"),  # noqa: RUF001
    ],
)  # fmt: skip
def test_a_title_ends_where_it_ends(text: str, title: str) -> None:
    assert only(text).title.rstrip(" 2309.") == title.rstrip(" 2309.")


@pytest.mark.parametrize(
    ("text", "venue", "year"),
    [
        (f"- [ICML'24] [{TITLE}]({PAPER})", "ICML", 2024),
        (f"- [{TITLE}]({PAPER}), NeurIPS 2023", "NeurIPS", 2023),
        (f"- [{TITLE}]({PAPER}) | EuroSys' 26", "EuroSys", 2026),
        (
            f"- [{TITLE}]({PAPER}) ![](https://img.shields.io/badge/EMNLP'23%20Findings-blue)",
            "EMNLP Findings",
            2023,
        ),
        (f"- [{TITLE}]({PAPER}), NeurIPS 2023 Workshop", "NeurIPS Workshop", 2023),
        (
            f"- [{TITLE}]({PAPER}) - Begins with `Pager` (ACL 2022), `Tables` (ICLR 2022) and more",
            None,
            None,
        ),
        (f"- [{TITLE}]({PAPER}) - Invented Inc. / Pages (Apr 2022)", None, 2022),
        (f"- [{TITLE}]({PAPER}) - ICML, July 3rd, 2022", "ICML", 2022),
        (f"- [{TITLE}]({PAPER}), Decisions on Paging 2023", "Decisions on Paging", 2023),
        (f'- "{TITLE}", ICLR, 2022. [[paper]({PAPER})]', "ICLR", 2022),
        (f"- [{TITLE}]({PAPER}) by Ada Lovelace et al., SOSP 2021", "SOSP", 2021),
        (f"- **{TITLE}** [[pdf]({PAPER})], 2020.10.", None, 2020),
        (f"## 2019\n\n- [{TITLE}]({PAPER})", None, 2019),
        (f"**2018**\n- [{TITLE}]({PAPER})", None, 2018),
        (f"## Before 2017\n\n- [{TITLE}]({PAPER})", None, None),
        (f"- [{TITLE}]({PAPER}) ![](https://img.shields.io/badge/ICLR2016-orange)", "ICLR", 2016),
        (
            f"| Title | Venue | Date |\n|-|-|-|\n| [{TITLE}]({PAPER}) | ACL | 2015-03-01 |",
            "ACL",
            2015,
        ),
    ],
)
def test_venue_and_year(text: str, venue: str | None, year: int | None) -> None:
    item = only(text)
    assert (item.venue, item.year) == (venue, year)


@pytest.mark.parametrize(
    "text",
    [
        f"- **{TITLE}**\n\n    *Ada Lovelace, Éva Müller.* ICML 2024 [[pdf]({PAPER})]",
        f"1. **{TITLE}**\n\n *Ada Lovelace, Éva Müller* [[pdf]({PAPER})]",
        f"- [{TITLE}]({PAPER}) by Ada Lovelace, Éva Müller, ICML 2024",
        f"- [{TITLE}]({PAPER}). Ada Lovelace, Éva Müller. [[Paper]]({PAPER})",
        f"| Title & Authors |\n|-|\n| [{TITLE}]({PAPER}) <br> Ada Lovelace, Éva Müller |",
    ],
)
def test_authors(text: str) -> None:
    assert (only(text).authors or "").startswith("Ada Lovelace, Éva Müller")


@pytest.mark.parametrize(
    "names",
    ["Ada Lovelace and Éva Müller", "Ada Lovelace and Éva Müller and Grace Brewster Hopper", "Ada Lovelace"],
)  # fmt: skip
def test_authors_of_a_line_without_commas(names: str) -> None:
    assert only(f"| Title |\n|-|\n| [{TITLE}]({PAPER}) <br> {names} |").authors == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"- **{TITLE}**. 2023.11 ![](https://img.shields.io/badge/ACL2024-orange)", (2023, "ACL", 2024)),
        (f"- [{TITLE}]({PAPER}), ICLR 2024, 2023.10", (2023, "ICLR", 2024)),
        (f"| Title | Venue | Date |\n|-|-|-|\n| [{TITLE}]({PAPER}) | ACL 2016 | 2015-03 |", (2015, "ACL", 2016)),
        (f"- **{TITLE}**\n\n *Ada Lovelace, Éva Müller* 2023.11 ![](https://img.shields.io/badge/ACL2024-x)", (2023, "ACL", 2024)),
        (f"- [{TITLE}]({PAPER}), ICLR 2024", (2024, "ICLR", None)),
    ],
)  # fmt: skip
def test_a_venue_keeps_its_year_beside_an_earlier_date(
    text: str, said: tuple[int, str, int | None]
) -> None:
    item = only(text)
    assert (item.year, item.venue, item.venue_year) == said


def test_a_work_that_a_description_mentions_is_not_linked() -> None:
    item = only(f"- [The Book of Pages](https://pages.example/book) - A book based on [*{TITLE}*]({PAPER}).")  # fmt: skip
    assert [link.url for link in item.links] == ["https://pages.example/book"]
    assert item.authors is None


@pytest.mark.parametrize(
    "text",
    [
        f"- [{TITLE}]({PAPER}) ([github]({CODE}))",
        f"- [{TITLE}]({PAPER}) [[Code]({CODE})]",
        f"- [{TITLE}]({PAPER}) ![](https://img.shields.io/github/stars/invented/pages.svg?style=social)",
        f"- [![Star](https://img.shields.io/github/stars/invented/pages)]({CODE}) [{TITLE}]({PAPER})",
        f"- [{TITLE}]({PAPER})\n  - code: [here]({CODE})",
        f"| Title | Code |\n|-|-|\n| [{TITLE}]({PAPER}) | [[pages]]({CODE}) |",
        f"| Title | Code |\n|-|-|\n| [{TITLE}]({PAPER}) | {CODE} |",
    ],
)
def test_code_is_found_also_in_a_star_badge(text: str) -> None:
    assert ("code", CODE) in [(link.kind, link.url) for link in only(text).links]


def test_groups_are_headings_and_empty_links_are_reported() -> None:
    listing = read_list(
        "# Papers\n## Ideas\n1. Paging:\n - [One Page After Another](https://arxiv.org/abs/2401.00001)\n"
        " - [Two Pages at Once]()\n2. Tool ([github](https://github.com/a/tool)):\n - [A Third Page]()\n"
        "3. [The Fourth Page](https://arxiv.org/abs/2401.00004)\n4. Pages\n"
    )
    assert [(item.title, item.section_path[1:], item.line) for item in listing.items] == [
        ("One Page After Another", ("Ideas", "Paging"), 4),
        ("Two Pages at Once", ("Ideas", "Paging"), 5),
        ("A Third Page", ("Ideas", "Tool"), 7),
        ("The Fourth Page", ("Ideas",), 8),
        ("Pages", ("Ideas",), 9),
    ]
    assert [(one.line, one.reason) for one in listing.unread] == [
        (5, "the link is empty"),
        (7, "the link is empty"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "## Contents\n- [Ideas](#ideas)\n  - [More](#more)",
        "- [Other list](other.md)",
        "## Contributing\n- Fork the list\n- Open a pull request",
        "Some [prose](https://example.org) about this list.",
        "A curated collection of **[Pages 2025 papers](pages25/)** on tables.",
        "| Model | Size |\n|-|-|\n| Pager-1 | 7B |",
    ],
)
def test_what_is_no_paper_is_no_entry(text: str) -> None:
    assert read_list(text).items == ()


def test_what_is_left_out_is_said() -> None:
    listing = read_list("## News\n- we have a logo\n\n## Papers\n- please be kind\n")
    assert [(one.line, one.reason) for one in listing.unread] == [
        (2, "is under 'News'"),
        (5, "has no link, venue or year"),
    ]


def test_what_a_table_of_contents_has_of_other_places_is_said() -> None:
    listing = read_list(
        "- [Ideas](#ideas)\n  - [Tables](tables.md#one)\n  - [Small ones](./more/small.md)\n"
        "  - [More](#more)\n  - [Elsewhere](https://github.com/invented/list)\n"
        "- [Contributing](CONTRIBUTING.md)\n- [中文](README_zh.md)\n"
    )
    assert listing.items == ()
    assert [(one.line, one.reason, one.text) for one in listing.unread] == [
        (2, "stands in another file", "Tables (tables.md)"),
        (3, "stands in another file", "Small ones (./more/small.md)"),
        (5, "stands in the table of contents", "Elsewhere"),
    ]


def test_what_a_describing_cell_mentions_is_not_linked() -> None:
    words = "on pages and tables of all kinds and sizes " * 3
    item = only(
        f"| Title | About |\n|-|-|\n| [{TITLE}]({PAPER}) | {words} like "
        f"[Turner](https://arxiv.org/abs/2401.00009), see [code]({CODE}) |"
    )
    assert [link.url for link in item.links] == [PAPER, CODE]


def test_a_venue_behind_et_al_is_no_author() -> None:
    item = only(f"- **{TITLE}**. *Ada Lovelace et al.* arXiv 2023. [[Paper]({PAPER})]")
    assert item.authors == "Ada Lovelace et al."
    item = only(f"- **{TITLE}**\n\n *Ada Lovelace et al. CoRL 2022.* [[Paper]({PAPER})]")
    assert item.authors == "Ada Lovelace et al."


def test_a_bold_paragraph_with_labels_and_a_year_is_an_entry() -> None:
    item = only("**Paging for Everybody.** Invented Inc. 2023.05. [[Blog](https://pages.example/blog)] [[Code](https://github.com/a/b)]")  # fmt: skip
    assert (item.title, item.year, item.month) == ("Paging for Everybody", 2023, 5)
    assert read_list("**Paging for Everybody.** A [blog](https://pages.example/).").items == ()


def test_lines_of_one_item_that_are_papers_of_their_own_are_split() -> None:
    listing = read_list(
        "1. [The First Long Title of Pages](https://a.org/1.pdf)\n*. [The Second Long Title of Pages](https://a.org/2.pdf)\n"
    )
    assert [(item.title, item.line) for item in listing.items] == [
        ("The First Long Title of Pages", 1),
        ("The Second Long Title of Pages", 2),
    ]


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "- ",
            "1. ",
            "# ",
            "|",
            "[",
            "]",
            "(",
            ")",
            "**",
            '"',
            "\n",
            "\n\n",
            "<br>",
            "<table>",
            "</td>",
        ]
        + [
            "<td>",
            "<tr>",
            "<li>",
            "Title of Pages",
            ", ",
            "2024",
            "'24",
            " by ",
            "https://arxiv.org/abs/1",
        ]
        + [
            "<details>",
            "<summary>",
            "  ",
            "`",
            "![](",
            ":",
            "https://[",
            "*",
            "<a href='x'>",
            "&#0;",
            "<!--",
        ]
    )
).map("".join)


@given(st.one_of(st.text(), MARKDOWN))
def test_any_text_is_survived(text: str) -> None:
    listing = read_list(text)
    assert all(item.title.strip() and item.line >= 1 for item in listing.items)


def test_a_long_line_is_no_long_wait() -> None:
    names = "- [Title of Many Pages](https://arxiv.org/abs/1) " + "word " * 20000 + "(" * 5000
    assert len(read_list(names).items) == 1
