"""Titles of one work are recognized through retitling and abbreviation, those of two are not."""

from __future__ import annotations

import pytest

from llm_info.rules.nearness import may_be_one_work, nearest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A Study of Pages", "A study of pages."),
        ("Pager: A Study of Paging Machines", "Pager"),
        ("Pager: Memory in Pages at Last", "Pager: Without a Fragment of Loss"),
        ("Quantized Tables in Small Machines", "Quantization of Tables for Small Machines"),
        ("Responsive Machines with PAGER", "PAGER: Moving Memory Between Rooms"),
        ("Chinchilla", "Training Machines with the Right Amount of Pages"),
    ],
)
def test_one_work(one: str, other: str) -> None:
    assert may_be_one_work([one], [other])
    assert may_be_one_work([other], [one])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Memory Pages Without Fragments", "Scheduling Requests by Iteration"),
        ("Efficient Models by Tables of Old Pages", "Efficient Models on Fast Rotating Drums"),
        ("Pager: Memory in Pages at Last", "Drummer: Rotating Stores for Everybody"),
    ],
)  # fmt: skip
def test_two_works(one: str, other: str) -> None:
    assert not may_be_one_work([one], [other])


def test_a_near_word_is_proposed_also_among_many() -> None:
    many = {f"paper-{number}" for number in range(5000)}
    assert nearest("orac", many | {"orca"}, "look") == "did you mean 'orca'?"
    assert nearest("zzz", many, "look") == "look"
