from __future__ import annotations

import gzip

import pytest

import pdfs
from llm_info.pdf import look

WHOLE = pdfs.paper()


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "it is HTML, not a PDF"),
        (b"\n\n<html lang=en>", "it is HTML, not a PDF"),
        (gzip.compress(WHOLE), "it is a gzip file, not a PDF"),
        (b"PK\x03\x04word/document.xml", "it is a zip file, not a PDF"),
        (b"version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer, not a PDF"),
        (b"../.git/annex/objects/4j/SHA256E-s1.pdf", "it is a git-annex pointer, not a PDF"),
        (b"%!PS-Adobe-3.0", "it is PostScript, not a PDF"),
        (WHOLE[9:], "it is damaged: it has no PDF header"),
        (b"a" * 2048, "it is not a PDF"),
        (b"a" * 1100 + WHOLE, "it is damaged: it has no PDF header"),
        (
            WHOLE[:20] + b"\xef\xbf\xbd\xef\xbf\xbd" + WHOLE[20:],
            "it went through a program that took it for text",
        ),
    ],
)
def test_the_head_alone_tells_what_is_no_pdf(head: bytes, reason: str) -> None:
    assert look(head).reason == reason


def test_a_head_is_enough_to_begin_a_download() -> None:
    seen = look(WHOLE[:1024])
    assert seen.fine
    assert seen.is_pdf
    assert seen.version == "1.5"


@pytest.mark.parametrize(
    ("tail", "truncated", "junk"),
    [
        (WHOLE[-1000:], False, ()),
        (WHOLE[-1000:-8], True, ()),
        (WHOLE[-1000:] + b"\r\n" * 40, False, ()),
        (WHOLE[-1000:] + b"<script>" * 40, False, ("after",)),
    ],
)
def test_the_tail_tells_whether_the_end_is_there(
    tail: bytes, *, truncated: bool, junk: tuple[str, ...]
) -> None:
    seen = look(WHOLE[:2048], tail, len(WHOLE))
    assert (seen.truncated, seen.junk) == (truncated, junk)
    assert seen.fine is not truncated


def test_a_size_of_nothing_is_empty() -> None:
    assert look(b"", None, 0).reason == "it is empty"
