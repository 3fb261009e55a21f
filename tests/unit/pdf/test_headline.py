from __future__ import annotations

import pytest

from llm_info.pdf.headline import Piece, find_headline

HEIGHT = 792.0


def line(text: str, height: float, size: float, font: str = "Bold") -> Piece:
    return Piece(f"{text}\n", height, size, font)


TITLE = [line("Folding Memory for", 700, 17), line("Sleepy Models", 680, 17)]
AUTHORS = line("Ada Quill, Bruno Tarn", 650, 11, "Regular")
BODY = line("Models that sleep keep their memory.", 500, 10, "Regular")


@pytest.mark.parametrize(
    ("pieces", "title"),
    [
        ([*TITLE, AUTHORS, BODY], "Folding Memory for Sleepy Models"),
        (
            [Piece("arXiv:2303.01234v1", 300, 20, "Times", is_level=False), *TITLE, BODY],
            "Folding Memory for Sleepy Models",
        ),
        (
            [*TITLE, Piece("Drawer A\n", 600, 40, "Bold", in_figure=True), BODY],
            "Folding Memory for Sleepy Models",
        ),
        (
            [Piece("Folding All\n", 600, 17, "Bold", in_figure=True), BODY],
            "Models that sleep keep their memory.",
        ),
        (
            [line("Proceedings of the Drawer Society", 750, 24), *TITLE],
            "Folding Memory for Sleepy Models",
        ),
        (
            [*TITLE, line("Ada Quill, Bruno Tarn, Chidi Vale", 655, 17)],
            "Folding Memory for Sleepy Models",
        ),
        ([line("Folding Mem-", 700, 17), line("ory at Night", 680, 17)], "Folding Memory at Night"),
        ([line("Folding Memory∗†", 700, 17), BODY], "Folding Memory"),
        (
            [
                Piece("F", 700, 17.2, "Caps"),
                Piece("OLDING ", 700, 13.8, "Caps"),
                Piece("M", 700, 17.2, "Caps"),
                Piece("EMORY\n", 700, 13.8, "Caps"),
                line("AT NIGHT", 680, 13.8, "Caps"),
                BODY,
            ],
            "FOLDING MEMORY AT NIGHT",
        ),
        ([line("42", 700, 30), line("* * *", 690, 30), *TITLE], "Folding Memory for Sleepy Models"),
        ([line("Deep in the page", 100, 30)], ""),
        ([], ""),
    ],
)
def test_the_title_is_the_largest_print_that_can_be_one(pieces: list[Piece], title: str) -> None:
    assert find_headline(pieces, HEIGHT).title == title


def test_names_set_like_the_title_are_cut_off_where_the_metadata_agree() -> None:
    pieces = [*TITLE, line("Ada Quill and Bruno Tarn", 660, 17)]
    found = find_headline(pieces, HEIGHT, "Folding memory for sleepy models")
    assert found.title == "Folding memory for sleepy models"


def test_metadata_of_a_template_count_for_nothing() -> None:
    found = find_headline([*TITLE, BODY], HEIGHT, "Insert Your Title Here")
    assert found.title == "Folding Memory for Sleepy Models"


def test_the_lines_below_the_title_are_the_authors() -> None:
    pieces = [*TITLE, AUTHORS, line("Abstract", 600, 12, "Bold2"), BODY]
    assert find_headline(pieces, HEIGHT).authors == "Ada Quill, Bruno Tarn"
