"""`llm-info build` on the real catalog: what is in the files of the site."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
import yaml
from jsonschema import Draft202012Validator

import atom
import builders
from llm_info import store
from llm_info.model import Entry
from llm_info.site import reference

ROOT = Path(__file__).parent.parent.parent
Command = Callable[..., subprocess.CompletedProcess[str]]
_ADDRESS = re.compile(r"""(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ELSEWHERE = re.compile("[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_ID = re.compile(r"""\sid=(?:"([^"]*)"|([^\s>"']+))""")


def html_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def addresses(text: str) -> list[str]:
    found = ("".join(match) for match in _ADDRESS.findall(text))
    return [address.replace("&amp;", "&") for address in found]


def test_every_entry_and_topic_has_its_page(site: Path) -> None:
    ids = {
        path.stem
        for path in (ROOT / "catalog").rglob("*.yaml")
        if path.name not in ("topics.yaml", "venues.yaml")
    }
    made = {path.parent.name for path in (site / "papers").glob("*/index.html")}
    assert {name for name in made if not name.startswith("page_")} == ids
    assert (site / "topics" / "common" / "serving" / "index.html").is_file()


def test_every_internal_link_and_anchor_leads_somewhere(site: Path) -> None:
    pages = {path: path.read_text("utf-8") for path in html_files(site)}
    ids = {path: {"".join(found) for found in _ID.findall(text)} for path, text in pages.items()}
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    dangling: list[tuple[Path, str]] = []
    for path, text in pages.items():
        if path.name == "404.html":
            continue  # its addresses begin with the site's own address
        folder = path.parent.relative_to(site).as_posix()
        for address in set(addresses(text)):
            if _ELSEWHERE.match(address):
                continue
            place, _, fragment = address.partition("#")
            name = place.partition("?")[0]
            led = posixpath.normpath(posixpath.join(folder, unquote(name)))
            if name.endswith(("/", ".")):
                led = posixpath.normpath(f"{led}/index.html")
            target = files.get(led) if name else path
            anchored = not fragment or fragment in ids.get(target or site, set())
            if not target or not (anchored or fragment.startswith("__")):
                dangling.append((path, address))
    assert dangling == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = re.compile(
        r"""<(?:script|img|iframe|source)[^>]*\ssrc=["']?(https?:)?//|"""
        r"""<link[^>]*rel=["']?(?:stylesheet|preconnect|preload|icon)[^>]*href=["']?(https?:)?//"""
    )
    guilty = [path for path in html_files(site) if loaded.search(path.read_text("utf-8"))]
    assert guilty == []
    styles = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert not any("@import" in style or "fonts.g" in style for style in styles)
    # the theme's script asks GitHub for stars wherever it finds this mark
    assert not any(
        'data-md-component="source"' in path.read_text("utf-8") for path in html_files(site)
    )


def test_a_broken_entry_stops_the_build_and_is_named(tmp_path: Path, command: Command) -> None:
    good = builders.ENTRY_FILE
    files = {"paging/pages.yaml": good, "paging/bad.yaml": good.replace("2103.01234", "21O3.1")}
    root = builders.write_catalog(tmp_path, files)
    (root / "mkdocs.yml").write_text(
        "site_name: X\nstrict: true\ntheme: {name: material, font: false}\nplugins: [llm-info]\n"
    )
    (root / "docs").mkdir()
    built = command("--root", root, "build")
    assert built.returncode == 3
    assert "catalog/paging/bad.yaml:5:8: LLM103" in built.stderr


def test_without_mkdocs_yml_there_is_one_sentence(tmp_path: Path, command: Command) -> None:
    built = command("--root", builders.write_catalog(tmp_path), "build")
    assert built.returncode == 3
    assert "there is no" in built.stderr
    assert "Traceback" not in built.stderr


class Reading(HTMLParser):
    """Collects what a page says in its head, its ids, and the text of its content."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: list[tuple[str, str]] = []
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text: list[str] = []
        self._article = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta":
            self.meta.append((found.get("name") or "", found.get("content") or ""))
        if tag == "article" and "md-content__inner" in (found.get("class") or ""):
            self._article = 1
        elif self._article:
            self._article += tag == "article"
            self.elements.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self._article and tag == "article":
            self._article -= 1

    def handle_data(self, data: str) -> None:
        if self._article and data.strip():
            self.text.append(" ".join(data.split()))

    def named(self, name: str) -> list[str]:
        return [content for key, content in self.meta if key == name]


def reading(path: Path) -> Reading:
    found = Reading()
    found.feed(path.read_text("utf-8"))
    return found


def test_a_reference_manager_finds_everything_in_the_head_of_every_entry(site: Path) -> None:
    catalog = store.read(ROOT).catalog
    assert len(catalog.entries) > 40

    def expected(entry: Entry) -> tuple[object, ...]:
        authors = [
            f"{author.family}, {author.given}" if author.given else author.family
            for author in entry.authors
        ]
        dates = [str(entry.date).replace("-", "/")] if entry.date else []
        venues = [catalog.venues[entry.venue.venue].name] if entry.venue else []
        return (
            [entry.title],
            authors,
            dates,
            venues,
            [str(entry.doi)] if entry.doi else [],
            [str(entry.arxiv)] if entry.arxiv else [],
        )

    for entry in catalog.entries:
        text = (site / "papers" / entry.id / "index.html").read_text("utf-8")
        found = Reading()
        found.feed(text.partition("</head>")[0])
        venue = found.named("citation_conference_title") + found.named("citation_journal_title")
        assert expected(entry) == (
            found.named("citation_title"),
            found.named("citation_author"),
            found.named("citation_publication_date"),
            venue,
            found.named("citation_doi"),
            found.named("citation_arxiv_id"),
        )
        if entry.arxiv:
            assert found.named("citation_pdf_url") == [entry.arxiv.pdf_url]


def test_a_page_has_one_heading_of_the_first_rank_and_no_id_twice(site: Path) -> None:
    for path in html_files(site):
        text = path.read_text("utf-8")
        ids = Counter("".join(found) for found in _ID.findall(text))
        assert text.count("<h1") == 1, path
        assert [name for name, count in ids.items() if count > 1] == [], path


def test_the_open_data_follows_its_schema(site: Path) -> None:
    schema = json.loads((site / "api/v1/schema.json").read_text("utf-8"))
    assert schema == json.loads((files("llm_info.site") / "assets/entry.schema.json").read_text())
    validator = Draft202012Validator(schema)
    for path in [site / "api/v1/catalog.json", *(site / "api/v1/topics").rglob("*.json")]:
        if not path.name.endswith(".csl.json"):
            assert validator.is_valid(json.loads(path.read_text("utf-8"))), path  # pyright: ignore[reportUnknownMemberType]  # jsonschema is half typed


def test_the_feeds_of_the_catalog_and_of_every_topic_are_valid(site: Path) -> None:
    topics = store.read(ROOT).catalog.topics_by_path
    feeds = [site / "feed.xml", *(site / "topics" / path / "feed.xml" for path in topics)]
    site_url = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["site_url"]
    for path in feeds:
        text = path.read_text("utf-8")
        assert atom.problems(text) == [], path
        own = urljoin(site_url, path.relative_to(site).as_posix())
        assert f'<link rel="self" type="application/atom+xml" href="{own}" />' in text


def test_the_sitemap_names_every_page(site: Path) -> None:
    told = re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    start = next(url for url in told if url.count("/") == 4)
    made = {path.parent.relative_to(site).as_posix() for path in site.rglob("index.html")}
    assert {url.removeprefix(start).rstrip("/") or "." for url in told} == made


HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7*7 }} $x$ **b** \u202etxet'
CONFIG = """\
site_name: Invented
site_url: https://example.org/x/
strict: true
use_directory_urls: true
theme: {name: material, font: false, features: [navigation.indexes, navigation.tabs]}
"""


@pytest.fixture
def hostile_root(tmp_path: Path) -> Path:
    """A catalog whose texts try to be more than texts."""
    title = json.dumps(HOSTILE)
    entry = builders.ENTRY_FILE.replace("A Study of Pages", title)
    entry = entry.replace("https://github.com/invented/pages", '"javascript:alert(1)"')
    other = builders.ENTRY_FILE.replace("2103.01234", "2103.01235") + "builds_on: [pages]\n"
    root = builders.write_catalog(
        tmp_path / "root", {"paging/pages.yaml": entry, "paging/other.yaml": other}
    )
    topics = root / "catalog" / "topics.yaml"
    topics.write_text(topics.read_text().replace("title: Tables", f"title: {title}"), "utf-8")
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(f"{CONFIG}plugins: [llm-info]\n")
    return root


def test_text_stays_text_in_every_file_of_the_site(hostile_root: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", hostile_root / "mkdocs.yml"]
        + ["-d", tmp_path / "site"],
        check=False,
        capture_output=True,
    )
    made = list((tmp_path / "site").rglob("*.html"))
    assert len(made) > 20
    for path in made:
        text = path.read_text("utf-8")
        assert "<script>alert" not in text, path
        assert 'href="javascript' not in text
    page = reading(tmp_path / "site/papers/pages/index.html")
    assert any(HOSTILE in text for text in page.text)


def test_pages_for_other_generators_hold_the_same_as_the_plugin_delivers(
    tmp_path: Path, command: Command
) -> None:
    files = {
        "paging/pages.yaml": builders.ENTRY_FILE,
        "paging/tables/more.yaml": builders.ENTRY_FILE.replace("2103.01234", "2103.01235")
        .replace("A Study of Pages", "More Pages")
        .replace("invented/pages", "invented/more")
        .replace("tags:", "builds_on: [pages]\ntags:"),
    }
    root = builders.write_catalog(tmp_path / "root", files)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(f"{CONFIG}plugins: [llm-info]\n")
    built = command("--root", root, "build", "-o", tmp_path / "plugin")
    assert built.returncode == 0, built.stderr
    written = command("--root", root, "pages", "-o", tmp_path / "plain" / "docs")
    assert written.returncode == 0, written.stderr
    assert "files of pages and data" in written.stderr
    (tmp_path / "plain" / "mkdocs.yml").write_text(f"{CONFIG}plugins: []\n")
    rendered = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", tmp_path / "plain" / "mkdocs.yml"]
        + ["-d", tmp_path / "theirs"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert rendered.returncode == 0, rendered.stderr
    made = sorted((tmp_path / "plugin").rglob("index.html"))
    assert len(made) > 20
    for path in made:
        ours = reading(path)
        theirs = reading(tmp_path / "theirs" / path.relative_to(tmp_path / "plugin"))
        # a page of the catalog is one block of HTML there; the reference is Markdown here and there
        block = [] if f"{path.parent.name}.md" in reference.PAGES else [("div", ())]
        assert theirs.elements == [*block, *ours.elements], path
        assert theirs.text == ours.text
