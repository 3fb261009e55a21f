"""Links that are written once, in one way, and under the right key."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult

from llm_info.finding import Edit, Problem, Severity
from llm_info.identifiers import AclId, ArxivId, Doi, GitHubTarget, OpenReviewId
from llm_info.link_kinds import LeadsTo
from llm_info.model import Catalog, Entry, WrittenLink
from llm_info.rules.registry import rule
from llm_info.rules.written import host_of, link_problem, name_of, parted
from llm_info.spelling import fold
from llm_info.values import Kind

_VIDEO_HOSTS = frozenset(["youtube.com", "youtu.be", "vimeo.com", "bilibili.com"])


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
    for link, parts in parted(catalog):
        found = _identifier(link.url, host_of(parts))
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
        yield link_problem(link, "follows from an identifier", hint, edits)


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
    for link, parts in parted(catalog):
        target = GitHubTarget.recognize(link.url) if "github" in parts.netloc else None
        if target is None or parts.scheme != "https" or "#" in link.url or "?" in link.url:
            continue
        at_root = target.view == "tree" and target.ref_and_path in ("main", "master")
        canonical = target.repository_url if at_root else str(target)
        if link.url != canonical:
            yield link_problem(
                link,
                "is not the canonical address",
                f"write {canonical}",
                (Edit(link.field, canonical),),
            )


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
            yield link_problem(
                link,
                f"is already {name_of(owner.field)}",
                "remove one of the two",
                (Edit(link.field, None),) if owner.kind == link.kind else (),
            )


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
        if link.kind == "code" and link.entry.kind is Kind.PAPER and link.entry.authors:
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
                yield link_problem(
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
    for link, parts in parted(catalog):
        shown = _kind_by_looks(link.url, parts)
        leads_to = catalog.link_kind(link.kind).leads_to
        wrong = (
            (leads_to is LeadsTo.PDF and shown in ("code", "video"))
            or (leads_to is LeadsTo.REPOSITORY and shown in ("pdf", "video"))
            or (link.kind == "video" and shown in ("pdf", "code"))
        )
        if wrong:
            yield link_problem(
                link, f"does not look like a link of this kind, but like {shown}", "move it there"
            )


def _kind_by_looks(url: str, parts: SplitResult) -> str:
    if host_of(parts) in _VIDEO_HOSTS:
        return "video"
    if parts.path.lower().endswith(".pdf"):
        return "pdf"
    target = GitHubTarget.recognize(url) if "github" in parts.netloc else None
    return "code" if target and target.view in ("", "tree") else ""
