"""Identifiers of papers and repositories: each has a parser, a printer and one canonical form.

`parse` takes the canonical form only and raises `ValueError` with the expectation as its sentence.
`recognize` also finds the identifier in the addresses and spellings people paste, or gives `None`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

_ARXIV_NEW = re.compile(r"(?P<yy>\d\d)(?P<mm>0[1-9]|1[0-2])\.(?P<number>\d{4,5})", re.ASCII)
_ARXIV_OLD = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?)/(?P<yy>\d\d)(?P<mm>0[1-9]|1[0-2])\d{3}",
    re.ASCII,
)
_ARXIV_VERSION = re.compile(r"v[1-9]\d?$", re.ASCII)
_ARXIV_HOSTS = ("arxiv.org", "www.arxiv.org", "export.arxiv.org", "browse.arxiv.org")
_ARXIV_PAGE = re.compile(r"/(?:abs|pdf|html)/(?P<id>.+?)(?:\.pdf)?/?$")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[!-~]+", re.ASCII)
_ACL = re.compile(
    r"[A-Z]\d{2}-\d{4}"  # until 2019: P19-1334
    r"|\d{4}\.[a-z][a-z0-9_]*-[a-z0-9]+\.\d+",  # since 2020: 2023.acl-long.1
    re.ASCII,
)
_OPENREVIEW = re.compile(r"[A-Za-z0-9_-]{6,24}", re.ASCII)
_GITHUB_OWNER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})", re.ASCII)
_GITHUB_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}", re.ASCII)
_GITHUB_NOT_OWNERS = frozenset(
    ("about", "collections", "contact", "enterprise", "explore", "features", "login", "marketplace")
    + ("orgs", "pricing", "search", "settings", "sponsors", "topics", "trending")
)
"""First steps of github.com paths that are no accounts."""

ARXIV_FIVE_DIGITS_SINCE = (2015, 1)
"""Numbers have five digits since January 2015 and had four before
(https://info.arxiv.org/help/arxiv_identifier.html)."""


def _host_and_path(url: str) -> tuple[str, str]:
    """Split an address; both parts are empty where it cannot be read."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.path
    except ValueError:  # such as "http://[oops"
        return "", ""


@dataclass(frozen=True, slots=True, order=True)
class ArxivId:
    """An arXiv identifier without its version, in the new or the old style.

    Source of the rule: https://info.arxiv.org/help/arxiv_identifier.html

    >>> str(ArxivId.parse("2309.06180")), ArxivId.parse("2309.06180").month
    ('2309.06180', (2023, 9))
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the canonical form.

        Raises:
            ValueError: It is not an arXiv id, or it carries a version.
        """
        if _ARXIV_VERSION.search(text) and cls._matches(_ARXIV_VERSION.sub("", text)):
            raise ValueError("has a version, which the catalog leaves out")
        if not cls._matches(text):
            raise ValueError("is not an arXiv id (YYMM.NNNNN)")
        return cls(text)

    @classmethod
    def recognize(cls, text: str) -> Self | None:
        """Find the id in an id with version or label, an arXiv address or an arXiv DOI."""
        text = text.strip()
        if found := _ARXIV_DOI.search(text):
            text = found["id"]
        elif (address := _host_and_path(text))[0] in _ARXIV_HOSTS:
            page = _ARXIV_PAGE.match(address[1])
            if page is None:
                return None
            text = page["id"]
        text = _ARXIV_VERSION.sub("", text.removeprefix("arXiv:").removeprefix("arxiv:"))
        return cls(text) if cls._matches(text) else None

    @staticmethod
    def _matches(text: str) -> bool:
        if new := _ARXIV_NEW.fullmatch(text):
            year_month = (2000 + int(new["yy"]), int(new["mm"]))
            digits = 5 if year_month >= ARXIV_FIVE_DIGITS_SINCE else 4
            return year_month >= (2007, 4) and len(new["number"]) == digits
        if old := _ARXIV_OLD.fullmatch(text):
            return old["yy"] >= "91" or (old["yy"], old["mm"]) <= ("07", "03")
        return False

    @property
    def month(self) -> tuple[int, int]:
        """Year and month in which the id was given out."""
        digits = self.value.rpartition("/")[2]
        yy, mm = int(digits[:2]), int(digits[2:4])
        return (1900 + yy if yy >= 91 else 2000 + yy, mm)  # noqa: PLR2004  (arXiv began in 1991)

    @property
    def abstract_url(self) -> str:
        """Address of the abstract page."""
        return f"https://arxiv.org/abs/{self.value}"

    @property
    def pdf_url(self) -> str:
        """Address of the newest version's PDF."""
        return f"https://arxiv.org/pdf/{self.value}"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Doi:
    """A digital object identifier, in lower case (DOI names are case-insensitive).

    Source of the rule: https://www.doi.org/doi-handbook/HTML/index.html, section 3

    >>> Doi.parse("10.1145/3600006.3613165").url
    'https://doi.org/10.1145/3600006.3613165'
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the canonical form.

        Raises:
            ValueError: It is not a DOI name, or it is not in lower case.
        """
        if not _DOI.fullmatch(text):
            raise ValueError("is not a DOI (10.<registrant>/<suffix>, without https://doi.org/)")
        if text != text.lower():
            raise ValueError("has capitals, and a DOI is written in lower case")
        return cls(text)

    @classmethod
    def recognize(cls, text: str) -> Self | None:
        """Find the DOI in an address of doi.org or behind a `doi:` label."""
        text = text.strip()
        host, path = _host_and_path(text)
        if host in ("doi.org", "dx.doi.org", "www.doi.org"):
            text = unquote(path.lstrip("/"))
        text = re.sub(r"^doi:\s*", "", text, flags=re.IGNORECASE).lower()
        return cls(text) if _DOI.fullmatch(text) else None

    @property
    def url(self) -> str:
        """Address at the resolver."""
        return f"https://doi.org/{quote(self.value, safe='/:;()._-')}"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class AclId:
    """An identifier of the ACL Anthology, before or after its change of 2020.

    Source of the rule: https://aclanthology.org/info/ids/

    >>> AclId.parse("P19-1334").pdf_url
    'https://aclanthology.org/P19-1334.pdf'
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the canonical form.

        Raises:
            ValueError: It is not an Anthology id.
        """
        if not _ACL.fullmatch(text):
            raise ValueError("is not an ACL Anthology id (2023.acl-long.1 or P19-1334)")
        return cls(text)

    @classmethod
    def recognize(cls, text: str) -> Self | None:
        """Find the id in an address of the Anthology."""
        host, path = _host_and_path(text.strip())
        if host not in ("aclanthology.org", "www.aclweb.org", "aclweb.org"):
            return None
        name = path.rstrip("/").rpartition("/")[2].removesuffix(".pdf")
        return cls(name) if _ACL.fullmatch(name) else None

    @property
    def url(self) -> str:
        """Address of the paper's page."""
        return f"https://aclanthology.org/{self.value}/"

    @property
    def pdf_url(self) -> str:
        """Address of the PDF."""
        return f"https://aclanthology.org/{self.value}.pdf"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class OpenReviewId:
    """An identifier of a forum at OpenReview.

    >>> OpenReviewId.parse("uNrFpDPMyo").url
    'https://openreview.net/forum?id=uNrFpDPMyo'
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the canonical form.

        Raises:
            ValueError: It is not a forum id.
        """
        if not _OPENREVIEW.fullmatch(text):
            raise ValueError("is not an OpenReview forum id (the value behind forum?id=)")
        return cls(text)

    @classmethod
    def recognize(cls, text: str) -> Self | None:
        """Find the id in an address of a forum or of its PDF."""
        try:
            parts = urlsplit(text.strip())
        except ValueError:
            return None
        if parts.hostname not in ("openreview.net", "www.openreview.net"):
            return None
        if parts.path.rstrip("/") not in ("/forum", "/pdf"):
            return None
        found = next(iter(parse_qs(parts.query).get("id", ())), "")
        return cls(found) if _OPENREVIEW.fullmatch(found) else None

    @property
    def url(self) -> str:
        """Address of the forum."""
        return f"https://openreview.net/forum?id={self.value}"

    @property
    def pdf_url(self) -> str:
        """Address of the PDF."""
        return f"https://openreview.net/pdf?id={self.value}"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class GitHubTarget:
    """What an address at github.com points to: a repository, or a file or folder in it.

    Attributes:
        owner: Account name, as written.
        name: Repository name, as written, without `.git`.
        view: `blob`, `tree` or `raw` for a path, else empty.
        ref_and_path: What follows the view: branch, tag or commit, then the path.
    """

    owner: str
    name: str
    view: str = ""
    ref_and_path: str = ""

    @classmethod
    def recognize(cls, url: str) -> Self | None:
        """Read an address; `None` where it is no repository, file or folder of github.com.

        >>> GitHubTarget.recognize("https://github.com/a/b.git/")
        GitHubTarget(owner='a', name='b', view='', ref_and_path='')
        """
        host, path = _host_and_path(url)
        if host not in ("github.com", "www.github.com"):
            return None
        steps = [step for step in path.split("/") if step]
        if len(steps) < 2 or steps[0].lower() in _GITHUB_NOT_OWNERS:  # noqa: PLR2004
            return None
        owner, name, *rest = steps
        name = name.removesuffix(".git")
        if not (_GITHUB_OWNER.fullmatch(owner) and _GITHUB_NAME.fullmatch(name)):
            return None
        if not rest:
            return cls(owner, name)
        view, *inside = rest
        if view not in ("blob", "tree", "raw") or not inside:
            return None
        return cls(owner, name, view, "/".join(inside))

    @property
    def repository_url(self) -> str:
        """Canonical address of the repository."""
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def ref(self) -> str:
        """Branch, tag or commit, supposing that it has no slash."""
        return self.ref_and_path.partition("/")[0]

    @property
    def path(self) -> str:
        """Path in the repository, supposing that the ref has no slash."""
        return self.ref_and_path.partition("/")[2]

    @property
    def raw_url(self) -> str:
        """Address that delivers the file itself instead of a page that shows it."""
        return f"{self.repository_url}/raw/{self.ref_and_path}"

    def __str__(self) -> str:
        tail = f"/{self.view}/{self.ref_and_path}" if self.view else ""
        return f"{self.repository_url}{tail}"
