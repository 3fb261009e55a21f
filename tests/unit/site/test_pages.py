"""Pages are values; whatever an entry says is shown as text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import builders
from llm_info.site.pages import Checked, Page, Site, pages, relative
from llm_info.site.pages.wording import buttons, isolated, label

HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7*7 }} $x$ **b** \u202etxet'


class Reader(HTMLParser):
    """Collects tags, addresses and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids |= {value or "" for name, value in attrs if name == "id"}

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def make(*entries: object, **over: object) -> dict[str, Page]:
    catalog = builders.catalog(*entries)  # pyright: ignore[reportArgumentType]  # entries
    fields: dict[str, object] = {"name": "Invented", "description": "Papers."} | over
    site = Site(catalog=catalog, **fields)  # pyright: ignore[reportArgumentType]  # as given
    return {page.path: page for page in pages(site)}


def test_there_is_a_page_for_everything_that_entries_share() -> None:
    venue = {"venue": "INVENT 2021"}
    assert list(make(builders.paper(**venue), builders.paper(id="more", arxiv=None))) == [
        "papers/more/",
        "papers/pages/",
        "",
        "topics/",
        "explore/",
        "papers/",
        "new/",
        "figures/",
        "topics/paging/",
        "topics/paging/tables/",
        "years/",
        "years/2021/",
        "venues/",
        "venues/invent/",
        "tags/",
        "tags/memory/",
        "tags/speed/",
        "authors/",
        "authors/charles-babbage/",
        "authors/ada-lovelace/",
    ]


def test_an_author_with_one_paper_has_no_page_and_no_link() -> None:
    made = make(builders.paper(), builders.paper(id="more", arxiv=None, authors=["Ada Lovelace"]))
    assert "authors/ada-lovelace/" in made
    assert "authors/charles-babbage/" not in made
    links = read(made["papers/pages/"].html).links
    assert "../../authors/ada-lovelace/" in links


def test_an_empty_catalog_has_pages_too() -> None:
    assert "" in make()


def test_what_is_known_of_a_link_stands_beside_it() -> None:
    url = "https://arxiv.org/pdf/2103.01234"
    made = make(builders.paper(), verdicts={url: Checked("ok", "2026-11-20")})
    assert "verified 2026-11-20" in " ".join(read(made["papers/pages/"].html).text.split())
    assert "verified" not in make(builders.paper())["papers/pages/"].html


def test_hostile_text_stays_text_on_every_page() -> None:
    entry = builders.paper(
        title=HOSTILE,
        name=HOSTILE[:30],
        authors=['<b>Ada</b> & "Co"'],
        summary=HOSTILE,
        links={"code": "javascript:alert(1)", "project": 'https://a.org/"><script>'},
    )
    for page in make(entry).values():
        html = page.html.replace('<script src="../assets/explore.js" defer></script>', "")
        reader = read(html)
        assert "script" not in reader.tags
        assert not any(link.startswith("javascript") for link in reader.links)
        if page.path == "papers/pages/":
            assert HOSTILE in reader.text
            assert 'https://a.org/"><script>' in reader.links


def test_every_internal_link_leads_to_a_page() -> None:
    older = builders.paper(id="older", arxiv=None, date="2020", topic="paging/tables")
    newer = builders.paper(builds_on=["older"], topics=["paging/tables"])
    made = make(older, newer)
    for path, page in made.items():
        for address in read(page.html).links:
            link = address.partition("?")[0]
            if (
                link.startswith(("http", "#"))
                or "api/v1/" in link
                or link.endswith((".xml", ".json"))
            ):
                continue
            steps = [step for step in path.split("/") if step]
            for step in link.rstrip("/").split("/"):
                if step == "..":
                    steps.pop()
                elif step != ".":
                    steps.append(step)
            assert "/".join([*steps, ""]) in made, (path, link)


def test_a_page_names_its_headings() -> None:
    for page in make(builders.paper(topic="paging/tables")).values():
        assert {anchor.id for anchor in page.anchors} <= read(page.html).ids


def test_an_entry_shows_what_it_stands_on_and_what_stands_on_it() -> None:
    older = builders.paper(id="older", title="Old Pages", arxiv=None, date="2020")
    newer = builders.paper(builds_on=["older"])
    made = make(older, newer)
    assert "Builds on" in read(made["papers/pages/"].html).text
    assert "Built upon by" in read(made["papers/older/"].html).text


def test_long_lists_of_authors_fold_away_and_nobody_is_lost() -> None:
    names = [f"Author Number{n}" for n in range(450)]
    text = read(make(builders.paper(authors=names))["papers/pages/"].html).text
    assert "and 430 more authors" in text
    assert all(name in text for name in names)


def test_an_entry_can_be_improved_where_its_file_is() -> None:
    made = make(
        builders.paper(),
        edit_url="https://example.org/edit/main/",
        sources={"pages": "catalog/paging/pages.yaml"},
    )
    links = read(made["papers/pages/"].html).links
    assert "https://example.org/edit/main/catalog/paging/pages.yaml" in links


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\u202eb", "\u2068a\u202eb\u2069"),
        ("a\u2069b\u202ec", "\u2068ab\u202ec\u2069"),
        ("a\u2067b", "\u2068a\u2067b\u2069\u2069"),
    ],
)
def test_no_text_turns_around_what_follows_it(text: str, shown: str) -> None:
    assert isolated(text) == shown


@pytest.mark.parametrize(
    ("here", "target", "way"),
    [
        ("", "papers/a/", "papers/a/"),
        ("papers/a/", "", "../../"),
        ("papers/a/", "papers/b/", "../../papers/b/"),
        ("topics/a/b/", "topics/", "../../../topics/"),
        ("papers/", "papers/", "../papers/"),
        ("", "", "./"),
    ],
)
def test_addresses_are_relative(here: str, target: str, way: str) -> None:
    assert relative(here, target) == way


def test_a_name_is_said_once() -> None:
    assert label(builders.paper(name="Pager")) == "Pager: A Study of Pages"
    assert label(builders.paper(name="Pager", title="PAGER: A Study")) == "PAGER: A Study"


def test_the_paper_itself_comes_first_among_the_buttons() -> None:
    entry = builders.paper(
        doi="10.1145/12.34", links={"pdf": "https://a.org/x.pdf", "code": "https://github.com/o/r"}
    )
    assert [button.label for button in buttons(entry)] == [
        "arXiv 2103.01234",
        "PDF",
        "DOI",
        "PDF at a.org",
        "Code: o/r",
    ]
