"""Titles, names and summaries as a careful editor leaves them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from llm_info.finding import Edit, FieldPath, Problem, Severity
from llm_info.model import Catalog, Entry
from llm_info.rules.registry import rule
from llm_info.spelling import fold
from llm_info.values import describe

_MARKUP = re.compile(r"</?[a-z][^>]*>|\\[a-zA-Z]+\{|\*\*|`", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|amp|lt|gt|quot|apos|nbsp|ndash|mdash);", re.IGNORECASE
)
_MOJIBAKE = re.compile("Ã[\x80-\xbf©¨¡¼¶¤±]|â€[™œ\x9d“”¦]|Â[\xa0·°]|�")
_ABSTRACT = re.compile(
    r"\b(?:we|here we) (?:propose|present|introduce|show|demonstrate|find|develop|study|describe"
    r"|investigate|explore)\b|\bin this (?:paper|work|article)\b"
    r"|\bthis (?:paper|work|article) (?:proposes|presents|introduces|investigates|explores)\b"
    r"|\bour (?:method|approach|model|framework|results|experiments)\b",
    re.IGNORECASE,
)
_SHORT_TITLE_WORDS = 3
_LONG_NAME = 40
_JOINERS = "\u200c\u200d"


def _texts(entry: Entry) -> Iterator[tuple[FieldPath, str]]:
    yield ("title",), entry.title
    if entry.name:
        yield ("name",), entry.name
    if entry.summary:
        yield ("summary",), entry.summary
    for index, author in enumerate(entry.authors):
        yield ("authors", index), author.value


@rule(
    "LLM501",
    Severity.WARNING,
    why="Capitals are the typography of one journal, not the title.",
    bad="title: A STUDY OF PAGES IN MEMORY",
    good="title: A Study of Pages in Memory",
)
def title_not_in_capitals(catalog: Catalog) -> Iterator[Problem]:
    """A title is not written in capitals."""
    for entry in catalog.entries:
        if entry.title.isupper() and len(entry.title.split()) >= _SHORT_TITLE_WORDS:
            yield Problem(
                entry.id,
                ("title",),
                f"title {describe(entry.title)} is in capitals",
                "write it as its abstract page does",
            )


@rule(
    "LLM502",
    Severity.WARNING,
    why="The full stop belongs to the style of a reference, and every style sets its own.",
    bad="title: A Study of Pages.",
    good="title: A Study of Pages",
)
def title_without_full_stop(catalog: Catalog) -> Iterator[Problem]:
    """A title does not end with a full stop or a comma."""
    for entry in catalog.entries:
        if entry.title.endswith((".", ",", ";", ":")) and not entry.title.endswith(".."):
            clean = entry.title[:-1].rstrip()
            yield Problem(
                entry.id,
                ("title",),
                f"title {describe(entry.title)} ends with {entry.title[-1]!r}",
                "remove it",
                (Edit(("title",), clean),) if clean else (),
            )


@rule(
    "LLM503",
    Severity.WARNING,
    why="Two spaces, or one that is not a space, keep a search from finding the words.",
    bad='title: "A Study  of Pages"',
    good="title: A Study of Pages",
)
def spaces_are_single(catalog: Catalog) -> Iterator[Problem]:
    """Words are separated by single, ordinary spaces."""
    for entry in catalog.entries:
        for field, text in _texts(entry):
            if "  " in text or (not text.isascii() and _has_odd_space(text)):
                yield Problem(
                    entry.id,
                    field,
                    f"{field[0]} {describe(text)} has odd spaces",
                    "use single, ordinary spaces",
                    (Edit(field, " ".join(text.split())),),
                )


def _has_odd_space(text: str) -> bool:
    return any(unicodedata.category(character) == "Zs" for character in text.replace(" ", ""))


@rule(
    "LLM504",
    why="What cannot be seen cannot be corrected: soft hyphens and marks of direction break "
    "searches, and can make a text look like another one.",
    bad='title: "A Study of Pa\\u00adges"',
    good="title: A Study of Pages",
)
def no_invisible_characters(catalog: Catalog) -> Iterator[Problem]:
    """Texts have no invisible characters, nor any that turn the direction of writing."""
    for entry in catalog.entries:
        for field, text in _texts(entry):
            if text.isascii():
                continue
            found = _invisible(text)
            if found:
                clean = "".join(character for character in text if character not in found)
                yield Problem(
                    entry.id,
                    field,
                    f"{field[0]} {describe(text)} has the invisible U+{ord(found[0]):04X}",
                    "remove it",
                    (Edit(field, clean),) if clean.strip() == clean != "" else (),
                )


def _invisible(text: str) -> str:
    """The invisible characters in it; joiners belong to the spelling in several scripts."""
    return "".join(
        character
        for character in text
        if unicodedata.category(character) in ("Cf", "Co") and character not in _JOINERS
    )


@rule(
    "LLM507",
    Severity.WARNING,
    why="One text goes to a web page, to BibTeX and to a feed; markup is right in one of them.",
    bad="title: A Study of <i>Pages</i>",
    good="title: A Study of Pages",
)
def no_markup(catalog: Catalog) -> Iterator[Problem]:
    """Texts are plain: no HTML, LaTeX or Markdown."""
    for entry in catalog.entries:
        for field, text in _texts(entry):
            if ("<" in text or "\\" in text or "*" in text or "`" in text) and (
                found := _MARKUP.search(text)
            ):
                yield Problem(
                    entry.id,
                    field,
                    f"{field[0]} has the markup {describe(found[0])}",
                    "write what it means in plain text",
                )


@rule(
    "LLM511",
    Severity.WARNING,
    why="Dots at the end mean that a list had no room; the paper's title goes on.",
    bad="title: A Study of Pages in…",
    good="title: A Study of Pages in Memory",
)
def title_is_whole(catalog: Catalog) -> Iterator[Problem]:
    """A title is not cut."""
    for entry in catalog.entries:
        if entry.title.endswith(("…", "..")):
            yield Problem(
                entry.id,
                ("title",),
                f"title {describe(entry.title)} is cut",
                "write it as printed on the paper",
            )


@rule(
    "LLM512",
    Severity.WARNING,
    why="The name is what people say instead of the title. If it says the same, leave it out.",
    bad="""
title: A Study of Pages
name: A Study of Pages
""",
    good="""
title: A Study of Pages
name: Pages
""",
)
def name_is_short(catalog: Catalog) -> Iterator[Problem]:
    """A name is shorter than the title, and has at most 40 characters."""
    for entry in catalog.entries:
        if entry.name is None:
            continue
        same = entry.name == entry.title
        if same or len(entry.name) > _LONG_NAME:
            yield Problem(
                entry.id,
                ("name",),
                f"name {describe(entry.name)} {'is the title' if same else 'is long'}",
                "write what people call it, or remove it",
                (Edit(("name",), None),) if same else (),
            )


@rule(
    "LLM513",
    Severity.WARNING,
    why="A summary is read as sentences, and one that stops in the middle looks like an accident.",
    bad="summary: Cuts memory into pages of one size, so that none of it is lost between requests",
    good="""
summary: Cuts memory into pages of one size, so that none of it is lost between requests.
""",
)
def summary_ends(catalog: Catalog) -> Iterator[Problem]:
    """A summary ends with a full stop."""
    for entry in catalog.entries:
        if entry.summary and not entry.summary.endswith((".", "!", "?", "”", '"', ")", "。")):
            yield Problem(
                entry.id,
                ("summary",),
                f"summary ends with {describe(entry.summary.split()[-1])}",
                "write whole sentences",
            )


@rule(
    "LLM514",
    Severity.WARNING,
    why="“We propose” is the authors speaking. An abstract is somebody else's text: it may not be "
    "stored, and it argues where a summary should tell.",
    bad="""
summary: We propose to cut memory into pages of one size, so that none of it is ever lost again.
""",
    good="""
summary: Cuts memory into pages of one size, so that none of it is lost between two requests.
""",
)
def summary_is_in_own_words(catalog: Catalog) -> Iterator[Problem]:
    """A summary does not speak as the authors do in their abstract."""
    for entry in catalog.entries:
        lowered = (entry.summary or "").lower()
        if not any(word in lowered for word in ("we ", "this ", "our ")):
            continue  # a search for words is much faster than one for the pattern
        if found := _ABSTRACT.search(entry.summary or ""):
            yield Problem(
                entry.id,
                ("summary",),
                f"summary says {describe(found[0])}, as an abstract does",
                "say it in own words",
            )


@rule(
    "LLM515",
    Severity.WARNING,
    why="A further title is for a paper that was called something else.",
    bad="""
title: A Study of Pages
also_titled: [A study of pages]
""",
    good="""
title: A Study of Pages
also_titled: [On Pages]
""",
)
def further_title_is_another(catalog: Catalog) -> Iterator[Problem]:
    """A further title differs from the title."""
    for entry in catalog.entries:
        for index, title in enumerate(entry.also_titled):
            if fold(title) == fold(entry.title):
                field = ("also_titled", index)
                yield Problem(
                    entry.id,
                    field,
                    f"also_titled {describe(title)} is the title",
                    "remove it",
                    (Edit(field, None),),
                )


@rule(
    "LLM516",
    why="What was decoded wrongly on its way here is no letter, and no search finds it.",
    bad="title: Pages &amp; Tables",
    good="title: Pages & Tables",
)
def text_is_decoded(catalog: Catalog) -> Iterator[Problem]:
    """Texts have no HTML entities and no letters that were decoded wrongly."""
    for entry in catalog.entries:
        for field, text in _texts(entry):
            if found := _ENTITY.search(text):
                clean = " ".join(html.unescape(text).split())
                message = f"{field[0]} has the HTML entity {found[0]!r}"
                yield Problem(entry.id, field, message, f"write {clean}", (Edit(field, clean),))
            elif not text.isascii() and (found := _MOJIBAKE.search(text)):
                message = f"{field[0]} has {found[0]!r}, which was decoded wrongly"
                yield Problem(entry.id, field, message, "write the letter that was meant")
