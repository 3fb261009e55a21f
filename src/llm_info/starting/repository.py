"""What is known of a new catalog → the texts of its files. Nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from llm_info import store
from llm_info.model import Topic

_FILLED = {
    "mkdocs.yml": "mkdocs.yml",
    "README.md": "README.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "requirements.txt": "requirements.txt",
    "docs/about.md": "docs/about.md",
}
"""File of the new repository → its template."""

_COPIED = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "Makefile": "Makefile",
    "requirements-dev.txt": "requirements-dev.txt",
    "docs/colours.css": "docs/colours.css",
    "docs/contribute.md": "docs/contribute.md",
    "tests/test_catalog.py": "tests/test_catalog.py",
    ".github/ISSUE_TEMPLATE/add-paper.yml": "github/ISSUE_TEMPLATE/add-paper.yml",
    **{
        f".github/workflows/{name}.yml": f"github/workflows/{name}.yml"
        for name in ("add-paper", "links", "pages", "preview", "proposal")
    },
}
"""File of the new repository → what it is a copy of."""

_EXAMPLES = ("how-to-read-a-paper", "software-citation-principles", "reference-rot")
_VENUES: dict[str, Any] = {
    "PeerJ CS": {"name": "PeerJ Computer Science", "kind": "journal"},
    "PLOS ONE": {"name": "PLOS ONE", "kind": "journal"},
    "SIGCOMM CCR": {"name": "ACM SIGCOMM Computer Communication Review", "kind": "journal"},
}
_TAGS: dict[str, Any] = {
    "persistence": "What keeps a reference from leading nowhere",
    "practice": "How researchers go about their work",
}
_TOPICS_HEAD = """\
# The topics in the order of the site, each with a paragraph that says what belongs there, and the
# words that entries may use as tags.
"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a new catalog.

    Attributes:
        name: The site's name.
        description: What it is about, in a sentence.
        address: Where the site will be, with `/` at the end; empty if that is not known yet.
        repository: Address of the repository; empty if there is none yet.
        requirement: The program as a requirement of pip.
    """

    name: str
    description: str
    address: str
    repository: str
    requirement: str


def files_around(beginning: Beginning, topic: str) -> dict[str, str]:
    """Everything but the catalog itself.

    Args:
        beginning: What is known of it.
        topic: Path of a topic, for examples in texts.

    Returns:
        Path of a file, relative to the repository with `/` → its text.
    """
    environment = Environment(
        loader=PackageLoader("llm_info.starting", "files"),
        autoescape=False,  # noqa: S701  (Markdown and YAML; their author is the one who answers)
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = partial(json.dumps, ensure_ascii=False)  # YAML reads JSON
    facts = {
        "name": beginning.name,
        "description": beginning.description,
        "address": beginning.address,
        "repository": beginning.repository,
        "requirement": beginning.requirement,
        "topic": topic,
    }
    texts = {path: environment.get_template(name).render(facts) for path, name in _FILLED.items()}
    folder = files("llm_info.starting") / "files"
    return texts | {path: (folder / name).read_text("utf-8") for path, name in _COPIED.items()}


def topic_tree(
    titles: Iterable[Sequence[str]], slugs: Mapping[str, str], above: str = ""
) -> tuple[Topic, ...]:
    """The topics of a new catalog.

    Args:
        titles: Of each topic its title, behind those of the topics above it.
        slugs: Title → its part of a path.
        above: Path of the topic that they stand under, with `/` at the end.
    """
    below: dict[str, list[Sequence[str]]] = {}
    names: dict[str, str] = {}
    for title, *rest in titles:
        names.setdefault(slugs[title], title)
        below.setdefault(slugs[title], []).extend([rest] if rest else [])
    return tuple(
        Topic(
            path=f"{above}{slug}",
            title=title,
            description=f"Papers under “{title}”.",
            children=topic_tree(below[slug], slugs, f"{above}{slug}/"),
        )
        for slug, title in names.items()
    )


def catalog_files(topics: Sequence[Topic], today: date) -> dict[str, str]:
    """A small catalog: the topics, and three examples spread over the first of them.

    Returns:
        Path of a file, relative to the repository with `/` → its text.
    """
    leaves = [one.path for top in topics for one in top.walk() if not one.children]
    leaves = leaves[: len(_EXAMPLES)]
    examples = files("llm_info.starting") / "examples"
    texts = {
        f"catalog/{leaves[place * len(leaves) // len(_EXAMPLES)]}/{name}.yaml": (
            (examples / f"{name}.yaml").read_text("utf-8") + f"added: {today}\n"
        )
        for place, name in enumerate(_EXAMPLES)
    }
    nodes = [store.topic_as_plain(topic) for topic in topics]
    plain: dict[str, Any] = {"schema_version": "1", "topics": nodes, "tags": _TAGS}
    topics_text = store.emit(plain)
    texts[f"catalog/{store.TOPICS}"] = _TOPICS_HEAD + topics_text
    texts[f"catalog/{store.VENUES}"] = store.emit(_VENUES)
    return texts
