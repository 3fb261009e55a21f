"""Archived copies of broken pages, for people to look at; none is ever written by itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable

from llm_info.links.ask import Asker
from llm_info.links.results import Result
from llm_info.links.verdict import Expectation, Question, Verdict
from llm_info.links.wire import Transport

ARCHIVE = "https://web.archive.org/web/"
MOST = 50
"""So many copies are looked for in one run: each is a request, and the archive is a charity."""

_SNAPSHOT = re.compile(r"/web/\d{8,14}(?:id_)?/")


def with_copies(
    results: Iterable[Result], transport: Transport | None = None
) -> tuple[list[Result], int]:
    """Add to what is broken the address of its newest copy, if the Internet Archive has one.

    Args:
        results: The verdicts.
        transport: Sends the requests, instead of the network.

    Returns:
        The results, and how many requests it took.
    """
    results = list(results)
    broken = [
        result.question.url
        for result in results
        if result.judgement.verdict is Verdict.BROKEN and result.question.url.startswith("http")
    ][:MOST]
    copies, requests = asyncio.run(_copies(broken, transport)) if broken else ({}, 0)
    return [_with(result, copies.get(result.question.url)) for result in results], requests


def _with(result: Result, copy: str | None) -> Result:
    if copy is None:
        return result
    suggestions = (*result.question.suggestions, copy)
    return result._replace(question=result.question._replace(suggestions=suggestions))


async def _copies(urls: Iterable[str], transport: Transport | None) -> tuple[dict[str, str], int]:
    questions = [Question(url, f"{ARCHIVE}{url}", "page", Expectation.PAGE) for url in urls]
    found: dict[str, str] = {}
    async with Asker(transport=transport) as asker:
        async for question, answer in asker.ask_all(questions):
            copy = next((hop.target for hop in answer.hops if _SNAPSHOT.search(hop.target)), None)
            if copy and answer.status == 200:  # noqa: PLR2004
                found[question.url] = copy
        return found, asker.requests
