"""What reference managers find in the head of an entry's page."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import builders
from llm_info.site.pages import Site
from llm_info.site.pages.heads import entry_head


class Head(HTMLParser):
    """Collects meta tags and the script's text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.scripts = 0
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.scripts += tag == "script"
        if tag == "meta":
            self.tags.append((found.get("name") or found["property"] or "", found["content"] or ""))

    def handle_data(self, data: str) -> None:
        self.script += data

    def named(self, name: str) -> list[str]:
        return [content for key, content in self.tags if key == name]


def head(**over: object) -> Head:
    entry = builders.paper(**over)
    site = Site(builders.catalog(entry), "Invented", "Papers.", url="https://example.org/x/")
    reader = Head()
    reader.feed(entry_head(site, entry, "About pages."))
    return reader


def test_title_authors_date_venue_and_identifiers_are_there() -> None:
    found = head(venue="INVENT 2021", doi="10.1145/12.34")
    assert found.named("citation_title") == ["A Study of Pages"]
    assert found.named("citation_author") == ["Lovelace, Ada", "Babbage, Charles"]
    assert found.named("citation_publication_date") == ["2021/03/04"]
    assert found.named("citation_conference_title") == ["Conference on Invented Systems"]
    assert found.named("citation_doi") == ["10.1145/12.34"]
    assert found.named("citation_arxiv_id") == ["2103.01234"]
    assert found.named("citation_pdf_url") == ["https://arxiv.org/pdf/2103.01234"]
    assert found.named("citation_abstract_html_url") == ["https://example.org/x/papers/pages/"]
    assert found.named("og:type") == ["article"]


def test_a_journal_is_no_conference() -> None:
    found = head(venue="JIS 2021", date=None)
    assert found.named("citation_journal_title") == ["Journal of Invented Systems"]
    assert found.named("citation_publication_date") == ["2021"]


def test_linked_data_names_a_scholarly_article() -> None:
    linked = json.loads(head(authors=["Ada Lovelace", "{Pages Team}"]).script)
    assert linked["@type"] == "ScholarlyArticle"
    assert [author["@type"] for author in linked["author"]] == ["Person", "Organization"]
    assert linked["datePublished"] == "2021-03-04"


def test_hostile_text_stays_inside_its_attribute_and_its_script() -> None:
    hostile = '</script><script>alert(1)</script> & "quotes" <!--'
    found = head(title=hostile, summary=hostile)
    assert found.scripts == 1
    assert found.named("citation_title") == [hostile]
    assert json.loads(found.script)["name"] == hostile
