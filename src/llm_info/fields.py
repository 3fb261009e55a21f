"""Types of an entry's fields: a text of a file → a typed value, or a validation error."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, LiteralString

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic_core import PydanticCustomError

from llm_info.identifiers import AclId, ArxivId, Doi, OpenReviewId
from llm_info.values import Appearance, Author, PartialDate, is_slug

_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def _typed(label: LiteralString, parse: Callable[[str], object]) -> BeforeValidator:
    """Turn a parser's `ValueError` into a validation error whose type is `label`."""

    def validate(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "is not a single text")
        try:
            return parse(value)
        except ValueError as problem:
            raise PydanticCustomError(label, "{problem}", {"problem": str(problem)}) from None

    return BeforeValidator(validate)


def _check_line(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if text != text.strip() or _BREAKING.search(text):
        raise ValueError("has line breaks, control characters or space around it")
    return text


def _check_paragraph(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if _CONTROL.search(text):
        raise ValueError("has control characters")
    return " ".join(text.split())


def _check_slug(text: str) -> str:
    if not is_slug(text):
        raise ValueError("is not an id (lower-case letters and digits, joined by single hyphens)")
    return text


def _check_topic(text: str) -> str:
    if not all(is_slug(step) for step in text.split("/")):
        raise ValueError("is not a topic (slug or slug/slug of topics.yaml)")
    return text


def _check_truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return text == "true"


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_printed = PlainSerializer(str, return_type=str)

Line = Annotated[str, _typed("line", _check_line)]
Paragraph = Annotated[str, _typed("paragraph", _check_paragraph)]
Slug = Annotated[str, _typed("slug", _check_slug)]
TopicPath = Annotated[str, _typed("topic_path", _check_topic)]
Truth = Annotated[bool, _typed("truth", _check_truth)]
Url = Annotated[str, _typed("line", _check_line)]
DateField = Annotated[PartialDate, _typed("date", PartialDate.parse), _printed]
AuthorField = Annotated[Author, _typed("author", Author.parse), _printed]
ArxivField = Annotated[ArxivId, _typed("arxiv", ArxivId.parse), _printed]
DoiField = Annotated[Doi, _typed("doi", Doi.parse), _printed]
AclField = Annotated[AclId, _typed("acl", AclId.parse), _printed]
OpenReviewField = Annotated[OpenReviewId, _typed("openreview", OpenReviewId.parse), _printed]
VenueField = Annotated[Appearance, _typed("venue", Appearance.parse), _printed]
UrlList = Annotated[tuple[Url, ...], BeforeValidator(_as_tuple)]


class Value(BaseModel):
    """A frozen value that knows all its keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )
