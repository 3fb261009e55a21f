"""Which of many words somebody may have meant, and whether two titles may be one work's."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable

from llm_info.spelling import EMPTY_WORDS, fold

_MANY = 2000
"""Above so many words, only those that begin alike are compared: each comparison takes time."""

_WORD = re.compile(r"\w+")
_ALIKE = 0.5
_WORDS_OF_A_NAME = 2


def nearest(word: str, known: Collection[str], remedy: str) -> str:
    """`did you mean 'orca'?`, or the remedy where no known word is near."""
    if len(known) > _MANY:
        known = [other for other in known if other[:2] == word[:2]]
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else remedy


def may_be_one_work(
    titles: Iterable[str], others: Iterable[str], common: frozenset[str] = frozenset()
) -> bool:
    """Whether any title of one entry is so near to one of another that both may name one work.

    Papers are retitled and lists abbreviate, so little is asked for: half of the shorter title's
    words, or one title inside the other.

    Args:
        titles: Of one entry.
        others: Of another one.
        common: Words that titles of the catalog share by chance.

    >>> may_be_one_work(["Orca: A Distributed Serving System"], ["Orca"])
    True
    """
    return any(_alike(one, other, common) for one in titles for other in others)


def _alike(one: str, other: str, common: frozenset[str]) -> bool:
    folded, other_folded = fold(one), fold(other)
    if not folded or not other_folded:
        return True  # nothing is known
    if folded in other_folded or other_folded in folded:
        return True
    words, other_words = _words(one, common), _words(other, common)
    fewest = min(len(words), len(other_words))
    if fewest <= _WORDS_OF_A_NAME:
        return True  # "T0" and "Chinchilla" are names, and nobody knows of what
    if _heads_meet(one, other_words) or _heads_meet(other, words):
        return True
    shared = sum(any(_same(word, w) for w in other_words) for word in words)
    if fewest and shared / fewest >= _ALIKE:
        return True
    return difflib.SequenceMatcher(None, folded, other_folded, autojunk=False).ratio() >= 0.7  # noqa: PLR2004


def _heads_meet(title: str, words: list[str]) -> bool:
    """Whether what stands before the colon, `AQUA: ...`, is a word of the other title."""
    head, colon, _ = title.partition(":")
    return bool(colon) and head.strip().casefold() in words


def _same(word: str, other: str) -> bool:
    """Whether two words agree up to their ending: `quantized` and `quantization`."""
    length = max(5, min(len(word), len(other)) - 3)
    return word[:length] == other[:length]


def _words(title: str, common: frozenset[str]) -> list[str]:
    words = dict.fromkeys(_WORD.findall(unicodedata.normalize("NFKC", title).casefold()))
    kept = [word for word in words if word not in EMPTY_WORDS and word not in common]
    return kept or list(words)
