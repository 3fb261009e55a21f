"""What two spellings of one title or name have in common. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

EMPTY_WORDS = frozenset(
    ["a", "an", "and", "are", "as", "at", "based", "by", "efficient", "for", "from", "in", "into"]
    + ["is", "it", "model", "models", "of", "on", "or", "the", "their", "through", "to", "toward"]
    + ["towards", "using", "via", "with", "without"]
)
"""Words that two titles of any field share by chance."""

_WORD = re.compile(r"\w+")
_FEWEST_COMMON = 5
"""Fewer titles than so many make no word a common one."""

_NOT_KEPT_ASCII = re.compile(r"[^a-z0-9+]+")


def fold(text: str) -> str:
    r"""Reduce a text to what typography does not change: letters, digits and `+`, in lower case.

    `+` stays because "LoRA+" and "Outlier Suppression+" are other papers. Folding twice is folding
    once: what a compatibility form or a case folding brings up is taken apart as well.

    >>> fold("Outlier Suppression+: Eﬃcient LAN-\nGUAGE Models, O(n²)")
    'outliersuppression+efficientlanguagemodelson2'
    """
    if text.isascii():
        return _NOT_KEPT_ASCII.sub("", text.casefold())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(mark for mark in decomposed if mark.isalnum() or mark == "+")


def common_words(titles: Iterable[str]) -> frozenset[str]:
    """Words of one title in ten, singular or plural: two titles share them by chance."""
    words = [{word.removesuffix("s") for word in _WORD.findall(one.casefold())} for one in titles]
    counts = Counter(word for of_one in words for word in of_one)
    fewest = max(_FEWEST_COMMON, len(words) / 10)
    common = {word for word, count in counts.items() if count >= fewest}
    return frozenset(common | {f"{word}s" for word in common})


def latin(text: str) -> str:
    """Take letters of Latin scripts to those of ASCII, in lower case; what has none stays.

    >>> latin("Christopher Ré, Bjørn Łukasz"), latin("李")
    ('christopher re, bjorn lukasz', '李')
    """
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN)).casefold()
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters of names that do not decompose into a plain letter and an accent."""
