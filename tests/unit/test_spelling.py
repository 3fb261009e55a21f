"""What two spellings have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_info.spelling import fold, latin


def test_folding_keeps_what_tells_names_apart() -> None:
    assert fold("LoRA+") != fold("LoRA")
    assert fold("Naïve “Paging”—Again") == fold("naive 'paging' again")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Ré", "re"),
        ("Søren Ætli Œil Þór", "soren aetli oeil thor"),
        ("Đặng", "dang"),
        ("STRAßE", "strasse"),
        ("ﬁne", "fine"),
        ("李", "李"),
    ],
)
def test_latin_letters_become_plain_ones(written: str, plain: str) -> None:
    assert latin(written) == plain


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_plain_letters_stay_plain(text: str) -> None:
    assert latin(latin(text)) == latin(text)
