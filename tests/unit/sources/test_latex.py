"""LaTeX of bibliographies as text, and text as LaTeX and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_info.exports.bibtex import escaped, protected
from llm_info.sources.latex import as_text, split_names


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'E}va M{\"u}ller", "Éva Müller"),
        (r"\'Eva M\"uller \v{S}imon \c{c}", "Éva Müller Šimon ç"),
        (r"{\O}stby \ss{} \l{}", "Østby ß ł"),
        (r"50\% of A \& B\_c", "50% of A & B_c"),
        (r"\emph{Very} {LoRA}", "Very LoRA"),
        (r"a~b \textasciitilde{}", "a~b ~"),
    ],
)
def test_accents_and_signs(latex: str, text: str) -> None:
    assert as_text(latex) == text


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Lovelace, Ada and Babbage, Charles", ("Ada Lovelace", "Charles Babbage")),
        ("Ada Lovelace\n and {Big Group and Co.}", ("Ada Lovelace", "{Big Group and Co.}")),
        ("van der Maaten, Laurens and others", ("Laurens van der Maaten", "{others}")),
        ("Garc{\\'i}a M{\\'a}rquez, Gabriel", ("García Márquez, Gabriel",)),
        ("King, Jr., Martin", ("Martin King Jr.",)),
    ],
)
def test_names(field: str, names: tuple[str, ...]) -> None:
    assert split_names(field) == names


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_reading_undoes_escaping(text: str) -> None:
    wanted = " ".join(text.split())
    assert as_text(escaped(wanted)) == wanted
    assert as_text(protected(wanted)) == wanted
