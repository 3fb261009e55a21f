"""Addresses that are safe, short, lasting, and written once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl

from llm_info.finding import Edit, FieldPath, Problem, Severity
from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget, OpenReviewId
from llm_info.model import Catalog, Entry, Kind, WrittenLink, describe
from llm_info.rules.registry import rule
from llm_info.spelling import fold

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
_VIDEO_HOSTS = frozenset(["youtube.com", "youtu.be", "vimeo.com", "bilibili.com"])
_INNER_HOSTS = (".local", ".localhost", ".internal", ".lan", ".test", ".invalid")


def _name(field: FieldPath) -> str:
    return ".".join(str(step) for step in field[:2])


def _parted(catalog: Catalog) -> Iterator[tuple[WrittenLink, SplitResult]]:
    for link in catalog.written_links:
        if link.parts is not None:  # of the others `address_can_be_read` speaks
            yield link, link.parts


def _problem(link: WrittenLink, message: str, hint: str, edits: tuple[Edit, ...] = ()) -> Problem:
    shown = f"{_name(link.field)} {describe(link.url)} {message}"
    return Problem(link.entry.id, link.field, shown, hint, edits)


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


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
            yield _problem(
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
    for link, parts in _parted(catalog):
        if "@" in parts.netloc:
            shown = link.url.replace(parts.netloc, parts.netloc.rpartition("@")[2])
            yield Problem(
                link.entry.id,
                link.field,
                f"{_name(link.field)} {describe(shown)} carries a user name",
                "remove everything before the @, and change the password if it was one",
            )


@rule(
    "LLM303",
    Severity.WARNING,
    why="What follows from an identifier is made from it. Written as well, it is one more thing to "
    "go stale, and where the identifier is missing, the paper cannot be recognized.",
    bad="""
date: 2022-07
arxiv: 2207.01234
links:
  pdf: https://arxiv.org/pdf/2207.01234v2
""",
    good="""
date: 2022-07
arxiv: 2207.01234
""",
)
def not_derived(catalog: Catalog) -> Iterator[Problem]:
    """A link that follows from an identifier is not written."""
    for link, parts in _parted(catalog):
        found = _identifier(link.url, _host(parts))
        if found is None:
            continue
        key, identifier = found
        written = getattr(link.entry, key)
        remove = Edit(link.field, None)
        edits: tuple[Edit, ...] = ()
        if written == identifier:
            edits = (remove,)
        elif written is None and link.kind == "pdf":
            edits = (Edit((key,), str(identifier)), remove)
        hint = "remove it" if written == identifier else f"write {key}: {identifier} instead"
        yield _problem(link, "follows from an identifier", hint, edits)


def _identifier(url: str, host: str) -> tuple[str, ArxivId | AclId | OpenReviewId | Doi] | None:
    if host.endswith("arxiv.org") or "/10.48550/" in url:
        arxiv = ArxivId.recognize(url)
        return ("arxiv", arxiv) if arxiv else None
    if host == "aclanthology.org":
        acl = AclId.recognize(url)
        return ("acl", acl) if acl else None
    if host in ("doi.org", "dx.doi.org"):
        doi = Doi.recognize(url)
        return ("doi", doi) if doi else None
    if host == "openreview.net":
        openreview = OpenReviewId.recognize(url)
        return ("openreview", openreview) if openreview else None
    return None


@rule(
    "LLM304",
    Severity.WARNING,
    why="One repository has one address, so that two entries with the same code can be seen, and "
    "a branch that is renamed breaks nothing.",
    bad="""
links:
  code: https://github.com/invented/pages.git
""",
    good="""
links:
  code: https://github.com/invented/pages
""",
)
def repository_is_canonical(catalog: Catalog) -> Iterator[Problem]:
    """A repository's address is https://github.com/owner/name and nothing more."""
    for link, parts in _parted(catalog):
        target = GitHubTarget.recognize(link.url) if "github" in parts.netloc else None
        if target is None or parts.scheme != "https" or "#" in link.url or "?" in link.url:
            continue
        at_root = target.view == "tree" and target.ref_and_path in ("main", "master")
        canonical = target.repository_url if at_root else str(target)
        if link.url != canonical:
            yield _problem(
                link,
                "is not the canonical address",
                f"write {canonical}",
                (Edit(link.field, canonical),),
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
    for link, parts in _parted(catalog):
        if not parts.query:
            continue
        pairs = parts.query.split("&")
        kept = [pair for pair in pairs if not pair.lower().startswith(_TRACKING)]
        if len(kept) < len(pairs):
            found = next(pair for pair in pairs if pair not in kept).partition("=")[0]
            clean = parts._replace(query="&".join(kept)).geturl()
            yield _problem(
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
    for link, parts in _parted(catalog):
        address = _host(parts) + parts.path
        for dead, reason in _DEAD.items():
            if address == dead or address.startswith((f"{dead}/", f"{dead}?")):
                yield _problem(link, "is dead", reason)


@rule(
    "LLM307",
    why="arXiv gives every paper a DOI made of its id: that is the arXiv id, and the field is free "
    "for the DOI of the publisher.",
    bad="""
date: 2022-07
doi: 10.48550/arxiv.2207.01234
""",
    good="""
date: 2022-07
arxiv: 2207.01234
""",
)
def arxiv_doi_is_an_arxiv_id(catalog: Catalog) -> Iterator[Problem]:
    """The DOI that arXiv gives every paper is written as its arXiv id."""
    for entry in catalog.entries:
        if entry.doi and (arxiv := ArxivId.recognize(entry.doi.value)):
            remove = Edit(("doi",), None)
            if entry.arxiv is None:
                hint, edits = f"write arxiv: {arxiv}", (Edit(("arxiv",), str(arxiv)), remove)
            elif entry.arxiv == arxiv:
                hint, edits = "remove the line", (remove,)
            else:
                hint, edits = f"it is not {entry.arxiv}: one of them is another paper's", ()
            yield Problem(entry.id, ("doi",), f"doi '{entry.doi}' is arXiv's own", hint, edits)


@rule(
    "LLM308",
    Severity.WARNING,
    why="The same address under two names makes a reader try it twice.",
    bad="""
links:
  project: https://www.invented.org/pages
  blog: https://www.invented.org/pages
""",
    good="""
links:
  project: https://www.invented.org/pages
""",
)
def link_once(catalog: Catalog) -> Iterator[Problem]:
    """An entry names an address once."""
    first: dict[tuple[str, str], WrittenLink] = {}
    for link in catalog.written_links:
        owner = first.setdefault((link.entry.id, link.url), link)
        if owner is not link:
            yield _problem(
                link,
                f"is already {_name(owner.field)}",
                "remove one of the two",
                (Edit(link.field, None),) if owner.kind == link.kind else (),
            )


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
    for link, parts in _parted(catalog):
        if parts.scheme == "http" and parts.hostname and not _is_doubled(link.url):
            safe = f"https{link.url[4:]}"
            known = _host(parts) in _KNOWN_TO_SPEAK_HTTPS and parts.netloc == parts.hostname
            edits = (Edit(link.field, safe),) if known else ()
            yield _problem(link, "uses http", f"write {safe}, if it answers", edits)


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
            yield _problem(link, "has two schemes", f"write {clean}", (Edit(link.field, clean),))


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
    for link, parts in _parted(catalog):
        host = _host(parts)
        if any(host == passing or host.endswith(f".{passing}") for passing in _PASSING_HOSTS):
            yield _problem(
                link, f"expires: {host} gives addresses for some hours", "link to the page itself"
            )
            continue
        names = {name.lower() for name, _ in parse_qsl(parts.query)}
        if found := sorted(names & _PASSING_PARAMETERS):
            yield _problem(link, f"expires: it carries {found[0]!r}", "find the address without it")


@rule(
    "LLM312",
    Severity.WARNING,
    why="Two papers without a common author that name one repository: mostly one of them was "
    "given the code of its neighbour in a list.",
    bad="""
# serving/pages.yaml
authors: [Ada Lovelace]
links:
  code: https://github.com/invented/pages
# serving/orca.yaml
authors: [Charles Babbage]
links:
  code: https://github.com/invented/pages
""",
    good="""
# serving/pages.yaml
authors: [Ada Lovelace]
links:
  code: https://github.com/invented/pages
# serving/orca.yaml
authors: [Charles Babbage]
links:
  code: https://github.com/invented/orca
""",
)
def code_of_related_papers(catalog: Catalog) -> Iterator[Problem]:
    """Papers that share a repository share an author, or one builds on the other."""
    users: dict[str, list[WrittenLink]] = {}
    for link in catalog.written_links:
        if link.kind == "code" and link.entry.kind is Kind.PAPER:
            target = GitHubTarget.recognize(link.url)
            users.setdefault((str(target) if target else link.url).lower(), []).append(link)
    for links in users.values():
        if len(links) == 1:
            continue
        links.sort(key=lambda link: link.entry.id)
        for index, link in enumerate(links):
            others = [other.entry for other in links if other.entry is not link.entry]
            stranger = others and not any(_related(link.entry, other) for other in others)
            if stranger and (index or len(links) > 2):  # noqa: PLR2004  (of two, one is named)
                yield _problem(
                    link,
                    f"is also the code of {others[0].id!r}, by other authors",
                    "look whose it is; a common collection is linked with its folder",
                )


def _related(one: Entry, other: Entry) -> bool:
    if one.id in other.builds_on or other.id in one.builds_on:
        return True
    names = {fold(author.display) for author in one.authors}
    return any(fold(author.display) in names for author in other.authors)


@rule(
    "LLM313",
    Severity.WARNING,
    why="A reader who clicks on the PDF wants the paper, not a repository or a film.",
    bad="""
links:
  pdf: https://github.com/invented/pages
""",
    good="""
links:
  code: https://github.com/invented/pages
""",
)
def link_is_of_its_kind(catalog: Catalog) -> Iterator[Problem]:
    """A repository, a PDF and a video stand under their own kinds."""
    for link, parts in _parted(catalog):
        shown = _kind_by_looks(link.url, parts)
        wrong = (
            (link.kind == "pdf" and shown in ("code", "video"))
            or (link.kind == "code" and shown in ("pdf", "video"))
            or (link.kind == "video" and shown in ("pdf", "code"))
        )
        if wrong:
            yield _problem(
                link, f"does not look like a link of this kind, but like {shown}", "move it there"
            )


def _kind_by_looks(url: str, parts: SplitResult) -> str:
    if _host(parts) in _VIDEO_HOSTS:
        return "video"
    if parts.path.lower().endswith(".pdf"):
        return "pdf"
    target = GitHubTarget.recognize(url) if "github" in parts.netloc else None
    return "code" if target and target.view in ("", "tree") else ""


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
    for link, parts in _parted(catalog):
        host = parts.hostname or ""
        if not host or _is_doubled(link.url):
            continue
        if _is_inner(host):
            yield _problem(link, f"leads to {host!r}, which is not public", "remove it")


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
    for link, parts in _parted(catalog):
        if _host(parts) in _SHORTENERS:
            yield _problem(link, "is a shortener's address", "write the address that it leads to")


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
            yield _problem(link, f"ends with {url[-1]!r}", "remove what does not belong to it")
