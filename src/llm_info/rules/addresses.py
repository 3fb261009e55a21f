"""Addresses that are safe, short and lasting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import parse_qsl

from llm_info.finding import Edit, Problem, Severity
from llm_info.model import Catalog
from llm_info.rules.registry import rule
from llm_info.rules.written import host_of, link_problem, name_of, parted
from llm_info.values import describe

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "ref_src", "igshid")
_DEAD = {
    "paperswithcode.com": "the site closed in 2025",
    "aclweb.org/anthology": "papers have moved to aclanthology.org; write the acl id",
    "aclanthology.info": "papers have moved to aclanthology.org; write the acl id",
}
"""Host, without www, and the beginning of its path → what became of it."""

_SHORTENERS = frozenset(
    ["bit.ly", "buff.ly", "goo.gl", "is.gd", "ow.ly", "rb.gy", "t.co", "t.ly", "tiny.cc"]
    + ["tinyurl.com"]
)
_PASSING_HOSTS = ("cdn.discordapp.com", "fbcdn.net", "lookaside.fbsbx.com")
_PASSING_PARAMETERS = frozenset(
    ["access_token", "awsaccesskeyid", "casa_token", "expires", "jwt", "oauth_token", "sig"]
    + ["signature", "token", "x-amz-expires", "x-amz-security-token", "x-amz-signature"]
    + ["x-goog-expires", "x-goog-signature"]
)
_KNOWN_TO_SPEAK_HTTPS = frozenset(
    ["aclanthology.org", "arxiv.org", "doi.org", "dl.acm.org", "github.com", "huggingface.co"]
    + ["ieeexplore.ieee.org", "openreview.net", "papers.nips.cc", "proceedings.mlr.press"]
    + ["proceedings.neurips.cc", "pytorch.org", "vldb.org", "youtu.be", "youtube.com", "zenodo.org"]
)
"""Hosts, without www, that answer on https, so that the change is safe without asking."""

_DOUBLED = re.compile(r"(?:https?:?/{0,2}){1,3}(?=https?://)", re.IGNORECASE)
_INNER_HOSTS = (".local", ".localhost", ".internal", ".lan", ".test", ".invalid")


def _is_doubled(url: str) -> bool:
    return _DOUBLED.match(url) is not None


@rule(
    "LLM301",
    why="Anything but http and https is not followed by a browser or by the link checker.",
    bad="""
links:
  project: www.invented.org/pages
""",
    good="""
links:
  project: https://www.invented.org/pages
""",
)
def address_can_be_read(catalog: Catalog) -> Iterator[Problem]:
    """A link is an http or https address with a host."""
    for link in catalog.written_links:
        fits = False
        if link.parts is not None:
            try:
                _ = link.parts.port
                fits = link.parts.scheme in ("http", "https") and bool(link.parts.hostname)
            except ValueError:  # a port that is no number
                fits = False
        spaced = any(character.isspace() for character in link.url)
        if (not fits or spaced) and not _is_doubled(link.url):
            yield link_problem(
                link, "is not an http or https address", "write the whole address, with https://"
            )


@rule(
    "LLM302",
    why="A user name or password in a public file belongs to everybody from then on.",
    bad="""
links:
  project: https://ada@www.invented.org/pages
""",
    good="""
links:
  project: https://www.invented.org/pages
""",
)
def no_credentials(catalog: Catalog) -> Iterator[Problem]:
    """A link carries no user name or password."""
    for link, parts in parted(catalog):
        if "@" in parts.netloc:
            shown = link.url.replace(parts.netloc, parts.netloc.rpartition("@")[2])
            yield Problem(
                link.entry.id,
                link.field,
                f"{name_of(link.field)} {describe(shown)} carries a user name",
                "remove everything before the @, and change the password if it was one",
            )


@rule(
    "LLM305",
    Severity.WARNING,
    why="Tracking parameters tell somebody who read this list, and make one page look like two.",
    bad="""
links:
  blog: https://www.invented.org/pages?utm_source=list&page=2
""",
    good="""
links:
  blog: https://www.invented.org/pages?page=2
""",
)
def no_tracking(catalog: Catalog) -> Iterator[Problem]:
    """A link has no tracking parameters."""
    for link, parts in parted(catalog):
        if not parts.query:
            continue
        pairs = parts.query.split("&")
        kept = [pair for pair in pairs if not pair.lower().startswith(_TRACKING)]
        if len(kept) < len(pairs):
            found = next(pair for pair in pairs if pair not in kept).partition("=")[0]
            clean = parts._replace(query="&".join(kept)).geturl()
            yield link_problem(
                link,
                f"has the tracking parameter {found!r}",
                f"write {clean}",
                (Edit(link.field, clean),),
            )


@rule(
    "LLM306",
    Severity.WARNING,
    why="The whole site is gone; no request is needed to know it.",
    bad="""
links:
  code: https://paperswithcode.com/paper/pages
""",
    good="""
links:
  code: https://github.com/invented/pages
""",
)
def host_is_alive(catalog: Catalog) -> Iterator[Problem]:
    """A link does not point to a host that is known to be gone."""
    for link, parts in parted(catalog):
        address = host_of(parts) + parts.path
        for dead, reason in _DEAD.items():
            if address == dead or address.startswith((f"{dead}/", f"{dead}?")):
                yield link_problem(link, "is dead", reason)


@rule(
    "LLM309",
    Severity.WARNING,
    why="Over http anybody on the way can change the page, and browsers warn of it.",
    bad="""
links:
  pdf: http://proceedings.mlr.press/v1/pages.pdf
""",
    good="""
links:
  pdf: https://proceedings.mlr.press/v1/pages.pdf
""",
)
def address_is_https(catalog: Catalog) -> Iterator[Problem]:
    """A link uses https; a server that has none is suppressed with that reason."""
    for link, parts in parted(catalog):
        if parts.scheme == "http" and parts.hostname and not _is_doubled(link.url):
            safe = f"https{link.url[4:]}"
            known = host_of(parts) in _KNOWN_TO_SPEAK_HTTPS and parts.netloc == parts.hostname
            edits = (Edit(link.field, safe),) if known else ()
            yield link_problem(link, "uses http", f"write {safe}, if it answers", edits)


@rule(
    "LLM310",
    why="An address that was pasted behind another scheme leads nowhere.",
    bad="""
links:
  project: https://https://www.invented.org/pages
""",
    good="""
links:
  project: https://www.invented.org/pages
""",
)
def scheme_once(catalog: Catalog) -> Iterator[Problem]:
    """A link has one scheme."""
    for link in catalog.written_links:
        if found := _DOUBLED.match(link.url):
            clean = link.url[found.end() :]
            yield link_problem(
                link, "has two schemes", f"write {clean}", (Edit(link.field, clean),)
            )


@rule(
    "LLM311",
    why="A link with a token works for whoever copied it, and for some hours.",
    bad="""
links:
  pdf: https://files.invented.org/pages.pdf?casa_token=AbCdEf
""",
    good="""
links:
  pdf: https://files.invented.org/pages.pdf
""",
)
def link_does_not_expire(catalog: Catalog) -> Iterator[Problem]:
    """A link carries no token, signature or expiry."""
    for link, parts in parted(catalog):
        host = host_of(parts)
        if any(host == passing or host.endswith(f".{passing}") for passing in _PASSING_HOSTS):
            yield link_problem(
                link, f"expires: {host} gives addresses for some hours", "link to the page itself"
            )
            continue
        names = {name.lower() for name, _ in parse_qsl(parts.query)}
        if found := sorted(names & _PASSING_PARAMETERS):
            yield link_problem(
                link, f"expires: it carries {found[0]!r}", "find the address without it"
            )


@rule(
    "LLM314",
    why="An address of an inner network or of one's own machine works for nobody else.",
    bad="""
links:
  demo: https://localhost:8000/pages
""",
    good="""
links:
  demo: https://demo.invented.org/pages
""",
)
def host_is_public(catalog: Catalog) -> Iterator[Problem]:
    """A link leads to a public host."""
    for link, parts in parted(catalog):
        host = parts.hostname or ""
        if not host or _is_doubled(link.url):
            continue
        if _is_inner(host):
            yield link_problem(link, f"leads to {host!r}, which is not public", "remove it")


def _is_inner(host: str) -> bool:
    if host[:1].isdigit() or ":" in host:
        try:
            return not ip_address(host).is_global
        except ValueError:
            return False
    return "." not in host.rstrip(".") or host.endswith(_INNER_HOSTS)


@rule(
    "LLM315",
    Severity.WARNING,
    why="A shortener hides where a link leads, and takes all its links along when it closes.",
    bad="""
links:
  project: https://bit.ly/pages
""",
    good="""
links:
  project: https://www.invented.org/pages
""",
)
def address_is_not_shortened(catalog: Catalog) -> Iterator[Problem]:
    """A link is the address itself, not a shortener's."""
    for link, parts in parted(catalog):
        if host_of(parts) in _SHORTENERS:
            yield link_problem(
                link, "is a shortener's address", "write the address that it leads to"
            )


@rule(
    "LLM316",
    Severity.WARNING,
    why="A bracket or full stop that was copied along with an address makes it another one.",
    bad="""
links:
  project: https://www.invented.org/pages).
""",
    good="""
links:
  project: https://www.invented.org/pages
""",
)
def address_ends_cleanly(catalog: Catalog) -> Iterator[Problem]:
    """A link does not end with punctuation of the text that it was copied from."""
    for link in catalog.written_links:
        url = link.url
        if url.endswith((".", ",", ";", "'", '"', "*", ">", "]")) or (
            url.endswith(")") and url.count("(") < url.count(")")
        ):
            yield link_problem(link, f"ends with {url[-1]!r}", "remove what does not belong to it")
