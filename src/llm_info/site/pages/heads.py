"""What a page says in its `<head>` to reference managers, search engines and previews. Pure.

The Highwire tags are those of https://scholar.google.com/intl/en/scholar/inclusion.html#indexing,
which Zotero's "Embedded Metadata" reads as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import escape

from llm_info.model import Entry
from llm_info.site.pages.addresses import entry_path, relative
from llm_info.site.pages.citing import main_url
from llm_info.site.pages.records import tight
from llm_info.site.pages.site import Site
from llm_info.site.pages.wording import buttons, isolated, pdf_of, safe_url
from llm_info.values import Kind

_SCHEMA_TYPES = {
    Kind.PAPER: "ScholarlyArticle",
    Kind.SOFTWARE: "SoftwareSourceCode",
    Kind.DATASET: "Dataset",
    Kind.ARTICLE: "Article",
}


def page_head(
    site: Site, path: str, title: str, description: str, *, feed: str | None = None
) -> str:
    """The head of any page: address, preview, the feed to follow."""
    linked = [("application/atom+xml", feed, title)] if feed else []
    return _head(site, path, title, description, kind="website", alternates=linked)


def entry_head(site: Site, entry: Entry, description: str) -> str:
    """The head of an entry's page: all that cites it, in three vocabularies."""
    base = f"api/v1/papers/{entry.id}"
    return _head(
        site,
        entry_path(entry),
        entry.title,
        description,
        kind="article",
        tags=highwire(site, entry),
        data=linked_data(site, entry, description),
        alternates=[
            ("application/json", f"{base}.json", ""),
            ("application/x-bibtex", f"{base}.bib", ""),
            ("application/x-research-info-systems", f"{base}.ris", ""),
        ],
    )


def _head(
    site: Site,
    path: str,
    title: str,
    description: str,
    *,
    kind: str,
    tags: Iterable[tuple[str, str]] = (),
    data: str = "",
    alternates: Iterable[tuple[str, str, str]] = (),
) -> str:
    """The lines of a head: every page has one, so no template is filled for it.

    Args:
        site: What pages need to know.
        path: Address of the page.
        title: Its title.
        description: What it is, in a sentence.
        kind: Its type in the Open Graph protocol.
        tags: Name and content of further tags.
        data: JSON-LD.
        alternates: Media type, path and title of what else says the same.
    """
    named = [
        ("og:type", kind),
        ("og:site_name", site.name),
        ("og:title", title),
        ("og:description", description),
    ]
    if site.url:
        named.insert(0, ("og:url", f"{site.url}{path}"))
    lines = [f'<meta property="{name}" content="{_text(content)}">' for name, content in named]
    lines.append('<meta name="twitter:card" content="summary">')
    lines += [f'<meta name="{name}" content="{_text(content)}">' for name, content in tags]
    if data:
        lines.append(f'<script type="application/ld+json">{data}</script>')
    for media, target, name in alternates:
        # the space after `alternate` means nothing, but keeps Material from taking these for
        # translations and asking for a sitemap beside each
        said = f' title="{_text(name)}"' if name else ""
        address = escape(relative(path, target))
        lines.append(f'<link rel="alternate " type="{media}"{said} href="{address}">')
    return "".join(f"{line}\n" for line in lines)


def _text(text: str) -> str:
    return str(escape(isolated(text)))


def highwire(site: Site, entry: Entry) -> Iterator[tuple[str, str]]:
    """Name and content of each `citation_*` tag; one tag per author, in order."""
    yield "citation_title", entry.title
    for author in entry.authors:
        name = f"{author.family}, {author.given}" if author.given else author.family
        yield "citation_author", name
    if entry.date:
        yield "citation_publication_date", str(entry.date).replace("-", "/")
    yield from _published(site, entry)
    if entry.doi:
        yield "citation_doi", str(entry.doi)
    if entry.arxiv:
        yield "citation_arxiv_id", str(entry.arxiv)
    pdf = pdf_of(entry)
    if pdf:
        yield "citation_pdf_url", pdf
    url = main_url(entry)
    if url:
        yield "citation_public_url", url
    if site.url:
        yield "citation_abstract_html_url", f"{site.url}{entry_path(entry)}"
    for tag in entry.tags:
        yield "citation_keywords", tag


def _published(site: Site, entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.venue:
        venue = site.catalog.venues.get(entry.venue.venue)
        journal = venue is not None and venue.kind == "journal"
        name = venue.name if venue else entry.venue.venue
        yield ("citation_journal_title" if journal else "citation_conference_title"), name
        if not entry.date:
            yield "citation_publication_date", str(entry.venue.year)


def linked_data(site: Site, entry: Entry, description: str) -> str:
    """JSON-LD of an entry that may stand inside a script element as it is."""
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES.get(entry.kind, "CreativeWork"),
        "name": isolated(entry.title),
        "headline": isolated(entry.title),
        "description": isolated(description),
        "author": [
            {"@type": "Organization" if author.is_group else "Person", "name": author.display}
            for author in entry.authors
        ],
    }
    if entry.name:
        found["alternateName"] = isolated(entry.name)
    if entry.date:
        found["datePublished"] = str(entry.date)
    if entry.venue:
        venue = site.catalog.venues.get(entry.venue.venue)
        journal = venue is not None and venue.kind == "journal"
        found["isPartOf" if journal else "releasedEvent"] = {
            "@type": "Periodical" if journal else "PublicationEvent",
            "name": venue.name if venue else entry.venue.venue,
        }
    identifiers = [str(entry.doi)] if entry.doi else []
    identifiers += [f"arXiv:{entry.arxiv}"] if entry.arxiv else []
    if identifiers:
        found["identifier"] = identifiers
    if entry.tags:
        found["keywords"] = list(entry.tags)
    if site.url:
        found["url"] = f"{site.url}{entry_path(entry)}"
    same = [button.url for button in buttons(entry) if button.kind == "page"]
    if same:
        found["sameAs"] = same
    found["citation"] = [
        {"@type": "ScholarlyArticle", "name": isolated(base.title)}
        for base in (site.catalog.by_id.get(each) for each in entry.builds_on)
        if base
    ]
    pdf = pdf_of(entry)
    if pdf and safe_url(pdf):
        found["encoding"] = {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": pdf,
        }
    text = tight(found)
    for character in "<>&":  # a script element ends at a tag, even within a string
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
