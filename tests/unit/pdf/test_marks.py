from __future__ import annotations

import pytest

from llm_info.pdf.marks import Mark, find_doi, find_stamp


@pytest.mark.parametrize(
    ("turned", "mark"),
    [
        ("arXiv:2309.06180v1  [cs.LG]  12 Sep 2023", Mark("2309.06180", 1, "2023-09-12")),
        ("arXiv:0704.0001v2 [hep-ph] 24 Jul 2007", Mark("0704.0001", 2, "2007-07-24")),
        ("arXiv:cs/0112017v1  [cs.CL]  18 Dec 2001", Mark("cs/0112017", 1, "2001-12-18")),
        ("arXiv:hep-th/9901001v3 1 Jan 1999", Mark("hep-th/9901001", 3, "1999-01-01")),
        ("arXiv:2309.06180", None),
        ("arXiv:2309.06180v1 [cs.LG]", None),
        ("arXiv:2313.06180v1 [cs.LG] 12 Sep 2023", None),
        ("arXiv:2309.06180v1 [cs.LG] 31 Feb 2024", None),
        ("arXiv:2309.06180v1 [cs.LG] 12 Sep 2021", None),
        ("", None),
    ],
)
def test_a_stamp_is_id_version_and_a_day_after_its_month(turned: str, mark: Mark | None) -> None:
    assert find_stamp(turned, ()) == mark


def test_a_level_line_counts_if_it_is_a_stamp_and_nothing_else() -> None:
    stamp = "arXiv:2309.06180v1 [cs.LG] 12 Sep 2023"
    assert find_stamp("", ["A title", stamp]) == Mark("2309.06180", 1, "2023-09-12")
    assert find_stamp("", [f"[3] A. Quill. Drawers. {stamp}"]) is None
    assert find_stamp("", [stamp, stamp.replace("06180", "06181")]) is None


@pytest.mark.parametrize(
    ("text", "targets", "doi"),
    [
        ("https://doi.org/10.1145/3600006.3613165\n", [], "10.1145/3600006.3613165"),
        ("DOI: 10.1000/Drawer.7.", [], "10.1000/drawer.7"),
        ("(doi 10.1000/a(7)b)", [], "10.1000/a(7)b"),
        ("https://doi.org/10.1145/\n3600006.3613165", [], "10.1145/3600006.3613165"),
        ("10.1145/nnnnnnn.nnnnnnn", [], None),
        ("https://doi.org/XXXXXXX.XXXXXXX 10.1145/XXXXXXX.1", [], None),
        ("10.1145/1122445.1122456", [], None),
        ("10.34/157.22228 and ISBN 978-1-4503-0000-1/23", [], None),
        ("10.1000/drawer.7 and 10.1000/shelf.8", [], None),
        ("10.1000/drawer.7\nReferences\n10.1000/shelf.8", [], "10.1000/drawer.7"),
        ("References\n10.1000/shelf.8", [], None),
        (
            "doi.org/10.1162/tacl a 00413",
            ["https://doi.org/10.1162/tacl_a_00413", "https://doi.org/10.1000/cited.1"],
            "10.1162/tacl_a_00413",
        ),
        ("nothing here", ["https://doi.org/10.1000/cited.1"], None),
    ],
)
def test_a_doi_is_the_only_real_one_before_the_references(
    text: str, targets: list[str], doi: str | None
) -> None:
    assert find_doi(text, targets) == doi
