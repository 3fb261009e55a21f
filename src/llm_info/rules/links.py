"""Addresses that are safe, short, lasting, and written once."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from llm_info.finding import FieldPath, Problem, Severity
from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget
from llm_info.model import LINK_KINDS, Catalog, Entry, describe
from llm_info.rules.registry import rule

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "ref_src", "igshid")
_DEAD_HOSTS = {
    "paperswithcode.com": "the site closed in 2025",
    "www.paperswithcode.com": "the site closed in 2025",
    "www.aclweb.org": "papers have moved to aclanthology.org; write the acl id",
    "aclweb.org": "papers have moved to aclanthology.org; write the acl id",
}


def _written(entry: Entry) -> Iterator[tuple[FieldPath, str]]:
    for kind in LINK_KINDS:
        for index, url in enumerate(getattr(entry.links, kind)):
            yield ("links", kind, index), url


def _all_written(catalog: Catalog) -> Iterator[tuple[Entry, FieldPath, str, SplitResult]]:
    for entry in catalog.entries:
        for field, url in _written(entry):
            try:
                yield entry, field, url, urlsplit(url)
            except ValueError:
                continue  # `address_can_be_read` says so


def _name(field: FieldPath) -> str:
    return ".".join(str(step) for step in field[:2])


@rule("LLM301")
def address_can_be_read(catalog: Catalog) -> Iterator[Problem]:
    """A link is an http or https address with a host."""
    for entry in catalog.entries:
        for field, url in _written(entry):
            try:
                parts = urlsplit(url)
                fits = parts.scheme in ("http", "https") and bool(parts.hostname)
                _ = parts.port
            except ValueError:
                fits = False
            if not fits or any(character.isspace() for character in url):
                yield Problem(
                    entry.id,
                    field,
                    f"{_name(field)} {describe(url)} is not an http or https address",
                    "write the whole address, with https://",
                )


@rule("LLM302")
def no_credentials(catalog: Catalog) -> Iterator[Problem]:
    """A link carries no user name or password."""
    for entry, field, url, parts in _all_written(catalog):
        if parts.username is not None or parts.password is not None:
            shown = url.replace(parts.netloc, parts.netloc.rpartition("@")[2])
            yield Problem(
                entry.id,
                field,
                f"{_name(field)} {describe(shown)} carries a user name",
                "remove everything before the @, and change the password if it was one",
            )


@rule("LLM303", Severity.WARNING)
def not_derived(catalog: Catalog) -> Iterator[Problem]:
    """A link that follows from an identifier is not written."""
    for entry, field, url, _ in _all_written(catalog):
        if url.rstrip("/") in {derived.rstrip("/") for _, derived in entry.derived_links()}:
            hint = "remove it"
        elif arxiv := ArxivId.recognize(url):
            hint = "remove it" if arxiv == entry.arxiv else f"write arxiv: {arxiv} instead"
        elif acl := AclId.recognize(url):
            hint = "remove it" if acl == entry.acl else f"write acl: {acl} instead"
        elif doi := (Doi.recognize(url) if "doi.org/" in url else None):
            hint = "remove it" if doi == entry.doi else f"write doi: {doi} instead"
        else:
            continue
        yield Problem(
            entry.id, field, f"{_name(field)} {describe(url)} follows from an identifier", hint
        )


@rule("LLM304", Severity.WARNING)
def repository_is_canonical(catalog: Catalog) -> Iterator[Problem]:
    """A repository's address is https://github.com/owner/name and nothing more."""
    for entry, field, url, _ in _all_written(catalog):
        target = GitHubTarget.recognize(url)
        if target is None:
            continue
        at_root = target.view == "tree" and target.ref_and_path in ("main", "master")
        canonical = target.repository_url if at_root else str(target)
        if url != canonical and "#" not in url and "?" not in url:
            yield Problem(
                entry.id,
                field,
                f"{_name(field)} {describe(url)} is not the canonical address",
                f"write {canonical}",
            )


@rule("LLM305", Severity.WARNING)
def no_tracking(catalog: Catalog) -> Iterator[Problem]:
    """A link has no tracking parameters."""
    for entry, field, url, parts in _all_written(catalog):
        found = [name for name, _ in parse_qsl(parts.query) if name.lower().startswith(_TRACKING)]
        if found:
            yield Problem(
                entry.id,
                field,
                f"{_name(field)} {describe(url)} has the tracking parameter {found[0]!r}",
                "remove it",
            )


@rule("LLM306", Severity.WARNING)
def host_is_alive(catalog: Catalog) -> Iterator[Problem]:
    """A link does not point to a host that is known to be gone."""
    for entry, field, url, parts in _all_written(catalog):
        if reason := _DEAD_HOSTS.get(parts.hostname or ""):
            yield Problem(entry.id, field, f"{_name(field)} {describe(url)} is dead", reason)


@rule("LLM307")
def arxiv_doi_is_an_arxiv_id(catalog: Catalog) -> Iterator[Problem]:
    """The DOI that arXiv gives every paper is written as its arXiv id."""
    for entry in catalog.entries:
        if entry.doi and (arxiv := ArxivId.recognize(entry.doi.value)):
            hint = "remove the line" if entry.arxiv else f"write arxiv: {arxiv}"
            yield Problem(entry.id, ("doi",), f"doi '{entry.doi}' is arXiv's own", hint)


@rule("LLM308", Severity.WARNING)
def link_once(catalog: Catalog) -> Iterator[Problem]:
    """An entry names an address once."""
    for entry in catalog.entries:
        seen: dict[str, FieldPath] = {}
        for field, url in _written(entry):
            if url in seen:
                message = f"{_name(field)} {describe(url)} is already {_name(seen[url])}"
                yield Problem(entry.id, field, message, "remove one of the two")
            seen.setdefault(url, field)
