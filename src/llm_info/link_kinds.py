"""Kinds of links: what each is called and must lead to, and the links of an entry by kind. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from pydantic import ConfigDict, Field

from llm_info.fields import Line, Paragraph, Slug, UrlList, Value

DERIVED = "page"
"""Kind of the pages that follow from identifiers; no entry writes it."""


class LeadsTo(StrEnum):
    """What a link of a kind must deliver."""

    PAGE = "page"
    PDF = "pdf"
    REPOSITORY = "repository"


class LinkKind(Value):
    """A kind of links.

    Attributes:
        name: The key under `links`.
        label: What a reader sees on the site.
        description: What belongs under it.
        leads_to: What a link of this kind must deliver.
        names_paper: Whether what it leads to must name the entry's paper, if it names one. A data
            set, a model or a program may well be described by another paper.
    """

    name: Slug
    label: Line
    description: Paragraph
    leads_to: LeadsTo = LeadsTo.PAGE
    names_paper: bool = False


BUILT_IN: Mapping[str, LinkKind] = {
    name: LinkKind.model_construct(  # a validator is made only where links.yaml needs it
        name=name, label=label, description=said, leads_to=leads_to, names_paper=names_paper
    )
    for name, label, leads_to, names_paper, said in (
        (
            "pdf",
            "PDF",
            LeadsTo.PDF,
            True,
            "The paper itself, where it does not follow from an identifier",
        ),
        (
            "code",
            "Code",
            LeadsTo.REPOSITORY,
            False,
            "The authors' program: https://github.com/owner/name",
        ),
        ("project", "Project page", LeadsTo.PAGE, True, "The project's page"),
        ("blog", "Blog post", LeadsTo.PAGE, True, "A post by the authors that explains the work"),
        ("video", "Video", LeadsTo.PAGE, True, "A recorded talk"),
        ("slides", "Slides", LeadsTo.PAGE, True, "Slides of a talk"),
        (
            "dataset",
            "Dataset",
            LeadsTo.PAGE,
            False,
            "Data that was published along with the paper",
        ),
        ("model", "Model", LeadsTo.PAGE, False, "Weights"),
        ("demo", "Demo", LeadsTo.PAGE, False, "A page on which one can try it"),
        ("docs", "Documentation", LeadsTo.PAGE, True, "The program's documentation"),
    )
}
"""The kinds that every catalog has; `links.yaml` words them anew and adds others."""


class Links(Value):
    """Addresses written into an entry, by kind; none follows from an identifier.

    A catalog's own kinds are taken as they come: whoever reads the entry knows which there are.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, UrlList] = Field(  # pyright: ignore[reportIncompatibleVariableOverride]
        init=False
    )

    pdf: UrlList = ()
    code: UrlList = ()
    project: UrlList = ()
    blog: UrlList = ()
    video: UrlList = ()
    slides: UrlList = ()
    dataset: UrlList = ()
    model: UrlList = ()
    demo: UrlList = ()
    docs: UrlList = ()

    @property
    def own_kinds(self) -> Mapping[str, tuple[str, ...]]:
        """The addresses of the kinds that are the catalog's own."""
        return self.__pydantic_extra__

    def by_kind(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The addresses of each kind that has some: those of `BUILT_IN`, then others by name."""
        for kind in LINK_KINDS:
            if urls := getattr(self, kind):
                yield kind, urls
        if self.own_kinds:
            yield from sorted(self.own_kinds.items())

    def items(self) -> Iterator[tuple[str, str]]:
        """Kind and address of every link, in the order of the kinds."""
        for kind, urls in self.by_kind():
            for url in urls:
                yield kind, url


LINK_KINDS = tuple(Links.model_fields)
"""The kinds that every catalog has, in their order."""


def order_of_kinds(kind: str) -> tuple[int, str]:
    """Sort key of a kind of links: those of every catalog in their order, then others by name."""
    return (LINK_KINDS.index(kind), "") if kind in LINK_KINDS else (len(LINK_KINDS), kind)
