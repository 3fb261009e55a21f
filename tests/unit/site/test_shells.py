"""A page that is filled into its sibling's shell is the page that the theme would render."""

from __future__ import annotations

import pytest

from llm_info.errors import SiteBuildError
from llm_info.site import shells
from llm_info.site.markdown import markdown_text, source_uri
from llm_info.site.pages import Page


def test_every_mark_is_replaced_and_text_is_escaped() -> None:
    html = (
        f'<title>{shells.TITLE}</title><meta content="{shells.DESCRIPTION}">'
        f'<link href="{shells.ADDRESS}">{shells.HEAD}<b>{shells.TITLE}</b>{shells.CONTENT}'
    )
    page = Page("a/b/", '<i>"T"', 'say "x" & y', "<p>in</p>", head="<meta>")
    assert shells.Shell.cut(html).fill(page, "https://a.org/a/b/") == (
        '<title>&lt;i&gt;&quot;T&quot;</title><meta content="say &quot;x&quot; &amp; y">'
        '<link href="https://a.org/a/b/"><meta><b>&lt;i&gt;&quot;T&quot;</b><p>in</p>'
    )


def test_text_that_looks_like_a_mark_stays_text() -> None:
    shell = shells.Shell.cut(f"{shells.TITLE}|{shells.CONTENT}")
    page = Page("a/", shells.CONTENT, "", shells.TITLE)
    assert shell.fill(page, "") == f"&lt;!-- &lt;h1 llm-info-mark-content --&gt;|{shells.TITLE}"


def test_a_theme_without_a_place_for_the_content_is_noticed() -> None:
    with pytest.raises(SiteBuildError, match="no place for the content"):
        shells.Shell.cut(f"<title>{shells.TITLE}</title>")


def test_what_the_theme_gets_wrong_is_mended() -> None:
    html = (
        '<input class="md-toggle" type="checkbox" id="__drawer" autocomplete="off">'
        '<label class="md-nav__title" for="__toc">'
        '<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_2_label">'
        '<label class="md-nav__title" for="__nav_2"><span class="x"></span> A &amp; "B" </label>'
    )
    assert shells.mended(html) == (
        '<input class="md-toggle" type="checkbox" id="__drawer">'
        '<label class="md-nav__title">'
        '<nav class="md-nav" data-md-level="1" aria-label="A &amp; &quot;B&quot;">'
        '<label class="md-nav__title" for="__nav_2"><span class="x"></span> A &amp; "B" </label>'
    )


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("", "index.md"),
        ("new/", "new.md"),
        ("explore/", "explore/index.md"),
        ("papers/a/", "papers/a.md"),
        ("topics/a/b/", "topics/a/b/index.md"),
        ("authors/", "authors/index.md"),
    ],
)
def test_a_page_has_one_file(path: str, source: str) -> None:
    assert source_uri(path) == source


def test_a_markdown_file_holds_the_page_as_one_block() -> None:
    page = Page("a/", 'T: "x"', "d", "<p>a</p>\n\n\n<p>b</p>\n", hide=("toc",))
    assert markdown_text(page) == (
        '---\ntitle: "T: &quot;x&quot;"\ndescription: "d"\nhide: ["toc"]\n---\n\n'
        "<div>\n<p>a</p>\n<p>b</p>\n</div>\n"
    )
