"""Where a link has moved to, as its answer tells. Pure."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urldefrag

from llm_info.identifiers import GitHubTarget
from llm_info.links.verdict import Answer, Expectation, Question


def new_address(question: Question, answer: Answer) -> str | None:
    """The address after the leading permanent redirects, as the catalog would write it.

    `None` if it is still the same. Only what is permanent may be written (RFC 9110, 15.4).
    """
    if question.repository is not None:
        return _new_repository(question.repository, question.url, answer)
    if question.expectation in (Expectation.DOI, Expectation.ARXIV):
        return None
    new, fragment = question.ask, urldefrag(question.url).fragment
    for hop in answer.hops:
        if not hop.is_permanent:
            break
        new, _, named = hop.target.partition("#")
        fragment = named or fragment  # RFC 9110, 10.2.2
    if new == question.ask:
        return None
    return f"{new}#{fragment}" if fragment else new


def _new_repository(old: GitHubTarget, written: str, answer: Answer) -> str | None:
    full_name = answer.repository.full_name if answer.repository else ""
    if full_name:
        owner, name = full_name.split("/")
    else:
        new = next(
            (
                target
                for hop in answer.hops
                if hop.is_permanent and (target := GitHubTarget.recognize(hop.target))
            ),
            None,
        )
        if new is None:
            return None
        owner, name = new.owner, new.name
    if (owner.lower(), name.lower()) == (old.owner.lower(), old.name.lower()):
        return None
    tail = written.partition("#")[1:]
    return str(replace(old, owner=owner, name=name)) + "".join(tail)
