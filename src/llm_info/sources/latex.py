"""LaTeX in the fields of a bibliography → text."""

# ruff: noqa: RUF001  (letters of other alphabets are what this table is about)

from __future__ import annotations

import re
import unicodedata

from llm_info.sources.draft import tidy_line
from llm_info.sources.registries import display_name

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_SIGNS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textendash": "–", "textemdash": "—", "textquoteright": "’",
    "textbraceleft": "\x02", "textbraceright": "\x03", "textdollar": "$", "ldots": "…",
}  # fmt: skip
_ACCENT = re.compile(
    r"\\(?P<accent>[`'^~=.\"]|[uvHrdckb](?![A-Za-z]))\s*(?:\{\s*\\?(?P<braced>[A-Za-z])\s*\}|\\?(?P<bare>[A-Za-z]))"
)
_SIGN = re.compile(
    rf"\\(?P<name>{'|'.join(sorted(_SIGNS, key=len, reverse=True))})(?![A-Za-z])\s?(?:\{{\}})?"
)
_COMMAND = re.compile(r"\\(?:emph|textbf|textit|texttt|textsc|textrm|mathrm|mathbf|url|href)\b\s*")


def as_text(latex: str) -> str:
    r"""The text that LaTeX would print.

    >>> as_text(r"{LoRA} \& {\'E}va M{\"u}ller: 50\%")
    'LoRA & Éva Müller: 50%'
    """

    def accent(found: re.Match[str]) -> str:
        letter = found["braced"] or found["bare"]
        return unicodedata.normalize("NFC", letter + _ACCENTS[found["accent"]])

    text = latex.replace("\\\\", " ").replace("\\{", "\x02").replace("\\}", "\x03")
    text = _ACCENT.sub(accent, text)
    text = _SIGN.sub(lambda found: _SIGNS[found["name"]], text)
    text = _COMMAND.sub("", text)
    text = re.sub(r"\\([&%$#_ ])", r"\1", text)
    text = re.sub(r"(?<!\\)~", " ", text) if "textasciitilde" not in latex else text
    text = text.replace("{", "").replace("}", "").replace("\x02", "{").replace("\x03", "}")
    return tidy_line(text)


def split_names(field: str) -> tuple[str, ...]:
    """The names of an author field; one in braces of its own is a group."""
    names: list[str] = []
    for part in filter(
        None, map(str.strip, _split_outside_braces(" ".join(field.split()), " and "))
    ):
        if part.startswith("{") and part.endswith("}") and part.count("{") == 1:
            names.append(f"{{{as_text(part)}}}")
            continue
        if part == "others":
            names.append("{others}")
            continue
        pieces = [as_text(piece) for piece in _split_outside_braces(part, ",")]
        match pieces:
            case [name]:
                names.append(name)
            case [family, given]:
                names.append(display_name(family, given))
            case [family, suffix, given, *_]:
                names.append(display_name(f"{family} {suffix}", given))
            case _:
                pass
    return tuple(filter(None, names))


def _split_outside_braces(text: str, separator: str) -> list[str]:
    parts: list[str] = []
    depth = start = at = 0
    while at < len(text):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0 and text.startswith(separator, at):
            parts.append(text[start:at])
            at += len(separator)
            start = at
            continue
        at += 1
    return [*parts, text[start:]]
