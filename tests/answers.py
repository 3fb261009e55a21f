"""The sources of papers, as a transport in memory: nothing here leaves this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

RECORDED = Path(__file__).parent / "recorded"


def recorded(name: str) -> str:
    """The text of a recorded answer."""
    return (RECORDED / name).read_text("utf-8")


def kept(url: str, text: str) -> tuple[str, str]:
    """An answer as a file of the user's cache: its name below the cache, and its text.

    A command that finds it there does not ask, in whatever process it runs.
    """
    return f"llm-info/sources/{hashlib.sha256(url.encode()).hexdigest()}.txt", text


Answer = str | int | tuple[int, str] | Exception | Callable[[str], str]


@dataclass
class Sources:
    """What the sources answer, by a part of the address; anything else does not exist.

    Attributes:
        answers: Part of an address → text, status, both, failure, or a function of the address.
        asked: Addresses in the order of the questions.
        slept: Seconds waited.
    """

    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list[str])
    slept: list[float] = field(default_factory=list[float])

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        url = unquote(str(request.url))
        self.asked.append(url)
        answer = next((self.answers[part] for part in self.answers if part in url), 404)
        match answer:
            case str():
                return httpx.Response(200, text=answer)
            case int():
                return httpx.Response(answer, text="")
            case (status, text):
                return httpx.Response(status, text=text)
            case Exception():
                raise answer
            case _:
                return httpx.Response(200, text=answer(url))


def install(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer]) -> Sources:
    """Put the sources in the place of the network, and let waiting take no time."""
    sources = Sources(answers)

    def handle_request(_: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return sources.handle(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle_request)
    monkeypatch.setattr("time.sleep", sources.slept.append)
    return sources
