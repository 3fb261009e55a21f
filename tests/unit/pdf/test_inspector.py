from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pdfs
from llm_info.identifiers import ArxivId, Doi
from llm_info.pdf import Encryption, Inspector, Limits, PdfReport, inspect, inspect_all, match


def written(folder: Path, content: bytes, name: str = "paper.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector() as one:
        yield one


def test_a_paper_is_described(tmp_path: Path) -> None:
    content = pdfs.paper(stamp=pdfs.STAMP, footer="https://doi.org/10.1000/drawer.7")
    report = inspect(written(tmp_path, content))
    assert report.readable, report.reason
    assert report.pages == 2
    assert report.version == "1.5"
    assert report.encrypted is Encryption.NO
    assert report.printed_title == pdfs.TITLE
    assert report.authors == ", ".join(pdfs.AUTHORS)
    assert report.arxiv == ArxivId("2303.01234")
    assert report.stamp is not None
    assert (report.stamp.version, report.stamp.date) == (2, "2023-03-05")
    assert report.doi == Doi("10.1000/drawer.7")
    assert report.repairs == ()
    assert "Page 2, line 3" in report.texts[1]
    assert match(report, title=pdfs.TITLE, authors=pdfs.AUTHORS).is_same


_ALL = """\
import pickle, sys
from pathlib import Path
from llm_info.pdf import inspect_all

reports = [*inspect_all([Path(path) for path in sys.argv[1:]])]
try:
    import resource
except ImportError:
    most = 0
else:
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
sys.stdout.buffer.write(pickle.dumps((reports, most)))
"""


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, PdfReport], int]:
    """What is said of each damage, and the most memory that one took, in KiB.

    In a process of its own: what its children took is told of all of them together.
    """
    folder = tmp_path_factory.mktemp("damages")
    paths = [written(folder, one.make(), f"{n}.pdf") for n, one in enumerate(pdfs.DAMAGES)]
    words = [sys.executable, "-c", _ALL, *paths]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True)
    reports, most = pickle.loads(done.stdout)  # noqa: S301  (it is our own)
    return {one.name: said for one, said in zip(pdfs.DAMAGES, reports, strict=True)}, most


@pytest.mark.parametrize("damage", pdfs.DAMAGES, ids=lambda damage: damage.name)
def test_every_damage_has_its_verdict(
    damage: pdfs.Damage, damaged: tuple[dict[str, PdfReport], int]
) -> None:
    report = damaged[0][damage.name]
    if damage.readable is not None:
        assert report.readable is damage.readable, report.reason
    assert report.readable is not bool(report.reason)
    assert damage.said in report.reason


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds the limit")
def test_no_damage_takes_more_memory_than_the_limit(
    damaged: tuple[dict[str, PdfReport], int],
) -> None:
    reports, most = damaged
    assert len(reports) > 20
    assert 0 < most << 10 < Limits().memory


@pytest.mark.parametrize("percent", [10, 50, 90, 99])
def test_a_cut_is_called_a_cut(percent: int, inspector: Inspector, tmp_path: Path) -> None:
    whole = pdfs.paper(pages=6)
    assert inspector.inspect(written(tmp_path, whole[: len(whole) * percent // 100])).truncated


def test_passwords_are_told_apart(inspector: Inspector, tmp_path: Path) -> None:
    user = inspector.inspect(written(tmp_path, pdfs.encrypted(pdfs.paper(), user="key")))
    owner = inspector.inspect(written(tmp_path, pdfs.encrypted(pdfs.paper(), user="")))
    assert (user.encrypted, user.readable) == (Encryption.USER, False)
    assert (owner.encrypted, owner.readable) == (Encryption.OWNER, True)
    assert owner.printed_title == pdfs.TITLE


@pytest.mark.parametrize(
    ("content", "junk"),
    [
        (b"\n\n#!junk\n" + pdfs.paper(), ("before",)),
        (pdfs.paper() + b"<script>x</script>" * 9, ("after",)),
        (b"#!junk\n" + pdfs.paper() + bytes(1 << 20) + b"j" * 50, ("before", "after")),
    ],
)
def test_junk_around_it_is_told_and_left_aside(
    content: bytes, junk: tuple[str, ...], inspector: Inspector, tmp_path: Path
) -> None:
    report = inspector.inspect(written(tmp_path, content))
    assert report.readable, report.reason
    assert report.junk == junk
    assert report.repairs == ()


@pytest.mark.parametrize(
    ("root", "page", "found"),
    [
        (b"/OpenAction << /S /JavaScript /JS (x) >>", b"", ("javascript",)),
        (b"/OpenAction << /S /GoTo /D [10 0 R] >>", b"", ()),
        (
            b"/OpenAction << /S /GoTo /D [10 0 R] /Next << /S /Launch /F (x) >> >>",
            b"",
            ("launch",),
        ),
        (b"/Names << /JavaScript << /Names [] >> >>", b"", ("javascript",)),
        (b"/Names << /EmbeddedFiles << /Names [] >> >>", b"", ("embedded-file",)),
        (b"", b"/AA << /O << /S /Launch /F (x) >> >>", ("launch",)),
        (
            b"",
            b"/Annots [<< /Subtype /Link /A << /S /JavaScript /JS (x) >> >>]",
            ("javascript",),
        ),
    ],
)
def test_active_content_is_found(
    root: bytes, page: bytes, found: tuple[str, ...], inspector: Inspector, tmp_path: Path
) -> None:
    assert (
        inspector.inspect(written(tmp_path, pdfs.paper(root=root, page=page))).active_content
        == found
    )


def test_only_the_deep_check_sees_a_changed_byte_in_a_stream(
    inspector: Inspector, tmp_path: Path
) -> None:
    content = bytearray(pdfs.paper(pages=6))
    content[content.rindex(b"endstream") - 9] ^= 1
    path = written(tmp_path, bytes(content))
    assert inspector.inspect(path).damaged_streams is None
    assert inspector.inspect(path, deep=True).damaged_streams == 1
    assert inspector.inspect(written(tmp_path, pdfs.paper()), deep=True).damaged_streams == 0


def test_lenient_reading_does_not_repair_in_silence(inspector: Inspector, tmp_path: Path) -> None:
    damage = next(one for one in pdfs.DAMAGES if one.name == "table loops")
    assert inspector.inspect(written(tmp_path, damage.make())).repairs


def test_references_of_page_2_lend_no_identity(inspector: Inspector, tmp_path: Path) -> None:
    reference = "[1] E. Zorn. Shelves. " + pdfs.STAMP + " doi 10.1000/shelf.8"
    pages = [pdfs.first_page(), pdfs.text_of([(90, 700, 10, reference)], pdfs.STAMP)]
    report = inspector.inspect(written(tmp_path, pdfs.assemble(pdfs.objects_of(*pages))))
    assert (report.arxiv, report.doi) == (None, None)


def test_a_missing_file_is_a_verdict(tmp_path: Path) -> None:
    report = inspect(tmp_path / "none.pdf")
    assert report.reason == "it cannot be opened: No such file or directory"


def test_a_large_file_is_not_opened(tmp_path: Path) -> None:
    report = inspect(written(tmp_path, pdfs.paper()), limits=Limits(file_bytes=1000))
    assert report.reason == "it is larger than 0 MiB"


def test_a_child_out_of_time_is_replaced(tmp_path: Path) -> None:
    with Inspector(Limits(seconds=2)) as inspector:
        slow = inspector.inspect(written(tmp_path, pdfs.many_objects(), "slow.pdf"))
        assert slow.reason == "it takes more than 2 s to read"
        path = written(tmp_path, pdfs.paper())
        # on a busy machine a new child may not even have started after so little time
        assert any(inspector.inspect(path).readable for _ in range(20))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold no such limits")
def test_a_child_that_dies_of_its_limits_says_of_which(tmp_path: Path) -> None:
    long = inspect(written(tmp_path, pdfs.operators()), limits=Limits(cpu_seconds=0))
    assert long.reason == "it takes more than 0 s of computation to read"
    padded = pdfs.objects_of(pdfs.first_page()) | {4: b"(" + b"x" * (90 << 20) + b")"}
    path = written(tmp_path, pdfs.assemble(padded))
    large = inspect(path, limits=Limits(memory=140 << 20))
    assert large.reason == "it takes more than 140 MiB of memory to read"
    assert inspect(path).readable


def test_many_files_keep_their_order(tmp_path: Path) -> None:
    titles = [f"Folded Memory, Part {number} of the Series" for number in range(9)]
    paths = [
        written(tmp_path, pdfs.paper(title), f"{number}.pdf") for number, title in enumerate(titles)
    ]
    paths.insert(4, tmp_path / "none.pdf")
    reports = list(inspect_all(paths, processes=2))
    assert [one.printed_title for one in reports] == [*titles[:4], "", *titles[4:]]


def test_the_text_of_all_pages_is_read(tmp_path: Path) -> None:
    with Inspector() as inspector:
        texts = inspector.page_texts(written(tmp_path, pdfs.paper(pages=5)))
        cut = inspector.page_texts(written(tmp_path, pdfs.paper()[:900], "cut.pdf"))
    assert len(texts.pages) == 5
    assert "Page 5, line 0" in texts.pages[4]
    assert cut.reason == "it is cut off: its end is missing"


def test_an_unreadable_report_says_why() -> None:
    report = PdfReport.unreadable("it is empty")
    assert (report.readable, report.title, report.has_text) == (False, "", False)
