"""Files for machines: the search's records, the open data, redirects. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from llm_info.model import Entry, Topic
from llm_info.site.pages.addresses import topic_path
from llm_info.site.pages.choosing import entries_below
from llm_info.site.pages.explore import COLUMNS_PATH, columns
from llm_info.site.pages.feeds import topic_feed, whole_feed
from llm_info.site.pages.formats import Format
from llm_info.site.pages.lists import authors
from llm_info.site.pages.page import Asset
from llm_info.site.pages.records import COLUMNS, csv_line, pretty, record, records, tight
from llm_info.site.pages.rendering import render
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import isolated, when

SUMMARIES_UP_TO = 2000
"""In a larger catalog the search leaves the summaries out, so that its records stay small."""

API = "api/v1/"
SEARCH = "search.json"
"""Records of the search in the header."""


def common_files(site: Site) -> Iterator[Asset]:
    """The data of the whole catalog; what is in it is made when it is asked for."""
    yield Asset(COLUMNS_PATH, partial(columns, site))
    yield from _collection(site, f"{API}catalog", lambda: site.newest)
    yield Asset(f"{API}topics.json", partial(topics_text, site))
    yield from whole_feed(site)
    yield Asset("llms.txt", partial(llms_text, site))
    for entry in site.catalog.entries:
        for alias in entry.aliases:
            if alias not in site.catalog.by_id:
                path = f"papers/{alias}/"
                yield Asset(f"{path}index.html", partial(redirect, site, path, entry))


def topic_files(site: Site, topic: Topic) -> Iterator[Asset]:
    """The data of a topic."""
    yield from _collection(site, f"{API}topics/{topic.path}", partial(_below, site, topic))
    yield from topic_feed(site, topic)


def entry_files(site: Site, entry: Entry) -> Iterator[Asset]:
    """The data of one entry."""
    base = f"{API}papers/{entry.id}"
    yield Asset(f"{base}.json", lambda: pretty(record(site, entry).json))
    yield Asset(f"{base}.bib", lambda: record(site, entry).bib)
    yield Asset(f"{base}.ris", lambda: record(site, entry).ris)
    yield Asset(f"{base}.csl.json", lambda: pretty(f"[{record(site, entry).csl}]"))


def _below(site: Site, topic: Topic) -> Sequence[Entry]:
    return site.newest_first(entries_below(site.catalog, topic))


def search_records(site: Site) -> Iterator[str]:
    """One record a paper: id, title, name, authors, tags, summary, venue or year; newest first."""
    entries = site.newest
    brief = len(entries) > SUMMARIES_UP_TO
    yield '{"papers":['
    between = ""
    for entry in entries:
        paper = (
            entry.id,
            isolated(entry.title),
            isolated(entry.name or ""),
            isolated(", ".join(author.display for author in entry.authors)),
            " ".join(entry.tags),
            "" if brief else isolated(entry.summary or ""),
            when(entry),
        )
        yield f"{between}{tight(paper)}"
        between = ","
    yield '],"pages":['
    between = ""
    for page in _pages(site):
        yield f"{between}{tight(page)}"
        between = ","
    yield "]}"


def _pages(site: Site) -> Iterator[Sequence[str]]:
    """Address, title and kind of every page that the search finds beside the papers."""
    for topic in site.catalog.topics_by_path.values():
        yield topic_path(topic), topic.title, "Topic"
    for group in authors(site):
        yield group.path, isolated(group.title), "Author"
    yield from site.by_hand


def topics_text(site: Site) -> str:
    """The tree of topics as JSON."""
    topics = [
        {
            "path": topic.path,
            "title": topic.title,
            "description": topic.description,
            "entries": len(entries_below(site.catalog, topic)),
            "start_here": list(topic.start_here),
            "url": f"{site.url}{topic_path(topic)}",
        }
        for topic in site.catalog.topics_by_path.values()
    ]
    return pretty(tight({"topics": topics}))


def _collection(site: Site, base: str, entries: Callable[[], Sequence[Entry]]) -> Iterator[Asset]:
    """Several entries, in one file of each format."""

    def joined(name: Format, before: str, between: str, after: str) -> Iterator[str]:
        yield before
        for number, text in enumerate(records(site, entries(), name)):
            yield between + text if number else text
        yield after

    yield Asset(f"{base}.json", partial(joined, "json", '{"entries":[', ",", "]}\n"))
    yield Asset(f"{base}.bib", partial(joined, "bib", "", "\n", ""))
    yield Asset(f"{base}.ris", partial(joined, "ris", "", "", ""))
    yield Asset(f"{base}.csl.json", partial(joined, "csl", "[", ",", "]\n"))
    yield Asset(f"{base}.csv", partial(joined, "csv", csv_line([*COLUMNS]), "", ""))


def llms_text(site: Site) -> str:
    """What the site holds, for programs that read text; see https://llmstxt.org."""
    lines = [f"# {site.name}", "", f"> {site.description}", "", "## Data", ""]
    lines += [
        f"- [Everything as JSON]({site.url}{API}catalog.json)",
        f"- [The schema of that JSON]({site.url}{API}schema.json)",
        f"- [Everything as BibTeX]({site.url}{API}catalog.bib)",
        f"- [New entries as a feed]({site.url}feed.xml)",
        "",
        "## Topics",
        "",
    ]
    lines += [
        f"- [{topic.title}]({site.url}{topic_path(topic)}): {topic.description}"
        for topic in site.catalog.topics_by_path.values()
    ]
    return "\n".join(isolated(line) for line in lines) + "\n"


def redirect(site: Site, path: str, entry: Entry) -> str:
    """A page at a former address that leads to the entry."""
    return render(site, "redirect.html", path, entry=entry)
