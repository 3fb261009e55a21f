"""The vocabulary of lists: what labels, headers, headings and badges say. Tables, no decisions."""

# ruff: noqa: RUF001  (dashes, quotes and colons of other scripts are what lists hold)

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_LABELS: dict[str, str] = {
    "paper": "paper papers pdf arxiv abs abstract html openreview anthology doi article preprint "
    "publication proceedings report thesis technical tech biorxiv ssrn 论文 文章 原文 链接",
    "code": "code codes github repo repository implementation git gitlab gitee pytorch tensorflow "
    "jax 代码 源码 开源 仓库 codebase source",
    "project": "project website homepage webpage site web 主页 项目 官网 项目主页",
    "other": "blog video slides slide demo dataset datasets data model models huggingface hf tweet "
    "twitter colab poster youtube talk news note notes bibtex bib cite citation weights checkpoint "
    "checkpoints leaderboard supplementary supp appendix review summary docs doc documentation api "
    "notebook thread media announcement playground tutorial benchmark eval tool tools modelscope "
    "space spaces zhihu medium reddit post interview presentation wechat 博客 演示 数据 数据集 "
    "模型 知乎 视频 评测 公众号 介绍 解读 社区",
    "any": "link here official unofficial page url homepage",
}
LABEL_KINDS = {word: kind for kind, words in _LABELS.items() for word in words.split()}
_FILLERS = frozenset(
    [
        "official",
        "unofficial",
        "page",
        "link",
        "links",
        "here",
        "the",
        "this",
        "our",
        "full",
        "short",
        "long",
        "extended",
        "author",
        "authors",
        "version",
        "v1",
        "v2",
        "v3",
        "and",
        "of",
        "in",
        "for",
        "third",
        "party",
        "camera",
        "ready",
        "original",
        "new",
        "old",
        "main",
        "my",
        "en",
        "zh",
        "cn",
        "english",
        "chinese",
        "inference",
        "training",
        "online",
        "free",
        "conference",
        "journal",
        "workshop",
    ]
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "gitee.com", "anonymous.4open.science")
_PAPER_HOSTS = (
    ("arxiv.org", "doi.org", "openreview.net", "aclanthology.org", "aclweb.org", "dl.acm.org")
    + ("usenix.org", "ieeexplore.ieee.org", "proceedings.mlr.press", "proceedings.neurips.cc")
    + ("papers.nips.cc", "openaccess.thecvf.com", "ecva.net", "link.springer.com", "mlsys.org")
    + ("sciencedirect.com", "nature.com", "science.org", "biorxiv.org", "medrxiv.org", "vldb.org")
    + ("semanticscholar.org", "papers.cool", "ijcai.org", "ojs.aaai.org", "jmlr.org", "ssrn.com")
    + ("alphaxiv.org", "paperswithcode.com", "isca-speech.org", "mdpi.com", "wiley.com")
    + ("techrxiv.org", "nips.cc", "neurips.cc", "hal.science", "eprint.iacr.org", "pnas.org")
)
_OTHER_HOSTS = (
    "huggingface.co",
    "youtube.com",
    "youtu.be",
    "twitter.com",
    "x.com",
    "medium.com",
    "zhihu.com",
) + ("colab.research.google.com", "modelscope.cn", "kaggle.com", "bilibili.com", "reddit.com")
_PICTURE_HOSTS = ("img.shields.io", "awesome.re", "badge.fury.io", "visitor-badge.laobi.icu")
_TALKS = re.compile(r"/virtual/\d{4}/(?:tutorial|workshop|invited-talk|expo-[\w-]+)/")
"""What a conference's site shows beside its papers."""

_STARS = re.compile(
    r"/github/(?:stars|last-commit|forks)/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.svg)?/?$"
)
_BADGE = re.compile(r"/badge/(?P<text>[^?]+?)(?:\.svg)?$")

_SEE_ALSO = re.compile(
    r"^(?:table of )?contents?$|^toc$|^目录$|^index$|^paper ?list$|^quick links$|^menu$",
    re.IGNORECASE,
)
_NOT_PAPERS = re.compile(
    r"(?:contribut\w+|licen[cs]es?|acknowledge?ments?|star history|citations?|cite|citing|"
    r"contacts?|changelog|news|updates?|sponsors?|disclaimer|how to|conventions?|maintainers?|"
    r"wechat|community|stargazers|references|todo|to-do|what (?:do|is|are)|usage)\b"
    r"|贡献|引用|致谢|更新|许可",
    re.IGNORECASE,
)


def kind_of_label(text: str) -> str | None:
    """What a link calls itself: `paper`, `code`, `project`, `other`, or `any` where it says little.

    >>> kind_of_label("[PDF]"), kind_of_label("Official Code"), kind_of_label("Paging in Practice")
    ('paper', 'code', None)
    """
    words = _words(text)
    if not words:
        return "any"
    if len(words) > 4:  # noqa: PLR2004  (a longer text is a title)
        return None
    known = [kind for kind in map(_kind_of_word, words) if kind]
    strangers = sum(map(_is_stranger, words))
    if not known or strangers > 1:
        return None
    telling = [kind for kind in known if kind != "any"]
    return telling[0] if telling else "any"


def is_mere_label(text: str) -> bool:
    """Whether a text is nothing but a label: at the beginning of an item, a name makes a title.

    >>> is_mere_label("[Full PDF]"), is_mere_label("Pager Technical Report")
    (True, False)
    """
    return kind_of_label(text) is not None and not any(map(_is_stranger, _words(text)))


def _words(text: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return [word for word in words if not word.isdigit()] or words


def _kind_of_word(word: str) -> str | None:
    return LABEL_KINDS.get(word) or LABEL_KINDS.get(word.rstrip("0123456789"))


def _is_stranger(word: str) -> bool:
    return _kind_of_word(word) is None and word not in _FILLERS


def host_of(url: str) -> str:
    """The host of an address, without `www.`; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_at(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def kind_of_url(url: str) -> str | None:
    """What an address leads to, as far as its host tells."""
    host = host_of(url)
    if not host and url.startswith(("github.com/", "www.github.com/")):
        host = "github.com"
    if _TALKS.search(url):
        return "other"
    if url.lower().split("?")[0].endswith(".pdf") or _is_at(host, _PAPER_HOSTS):
        return "paper"
    if _is_at(host, _CODE_HOSTS):
        return "code"
    if _is_at(host, _OTHER_HOSTS):
        return "other"
    if host.endswith(".github.io"):
        return "project"
    return None


def is_picture(url: str) -> bool:
    """Whether an address only decorates."""
    return _is_at(host_of(url), _PICTURE_HOSTS)


def is_inside(url: str) -> bool:
    """Whether an address leads to another place of the list, not out of it."""
    path, _, anchor = url.partition("#")
    if not url.strip() or "://" in url:
        return False
    return not path.strip("./") or path.endswith((".md", "/")) or (bool(anchor) and path[:1] == ".")


def repository_of_badge(url: str) -> str | None:
    """The repository whose stars a badge counts."""
    if host_of(url) != "img.shields.io":
        return None
    found = _STARS.search(url.split("?", maxsplit=1)[0])
    return f"https://github.com/{found['owner']}/{found['name']}" if found else None


def text_of_badge(url: str) -> str | None:
    """What a badge says, without its colour.

    >>> text_of_badge("https://img.shields.io/badge/Conference-ICLR'22-blue")
    "Conference ICLR'22"
    """
    if host_of(url) != "img.shields.io":
        return None
    found = _BADGE.search(url.split("?", maxsplit=1)[0])
    if not found:
        return None
    parts = re.split(r"(?<!-)-(?!-)", unquote(found["text"]))
    text = " ".join(parts[:-1] if len(parts) > 1 else parts)
    return text.replace("--", "-").replace("_", " ").strip()


def is_navigation(heading: str) -> bool:
    """Whether a heading stands above a table of contents."""
    return _SEE_ALSO.search(heading.strip(" #:：*")) is not None


def is_about_the_list(heading: str) -> bool:
    """Whether a heading stands above what concerns the list itself."""
    words = re.findall(r"[\w-]+", heading)
    if len(words) <= 2:  # noqa: PLR2004  ("Latest News")
        return any(_NOT_PAPERS.match(word) for word in words)
    return _NOT_PAPERS.match(" ".join(words)) is not None
