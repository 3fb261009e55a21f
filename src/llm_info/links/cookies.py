"""The cookies of one chain of redirects: some pages set one, send us round, and look for it."""

from __future__ import annotations

from collections.abc import Collection
from email.message import Message
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, cast
from urllib.request import Request

if TYPE_CHECKING:
    from http.client import HTTPResponse


class Cookies:
    """Cookies, each for the host that set it."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def learn(self, url: str, fields: Collection[str]) -> None:
        """Take the Set-Cookie fields of an answer."""
        answer = _Answer()
        for field in fields:
            answer["Set-Cookie"] = field
        self._jar.extract_cookies(cast("HTTPResponse", answer), Request(url))  # noqa: S310  (not opened)

    def field(self, url: str) -> str:
        """The Cookie field for an address; empty if there is no cookie for it."""
        request = Request(url)  # noqa: S310  (not opened)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""


class _Answer(Message):
    """What `CookieJar` reads of an answer."""

    def info(self) -> Message:
        """The header fields."""
        return self
