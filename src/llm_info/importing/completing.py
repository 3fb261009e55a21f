"""What a list does not say, from arXiv and the registries; a wrong id in a list changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from llm_info.rules.nearness import may_be_one_work
from llm_info.sources.draft import Draft
from llm_info.sources.fetch import Fetcher
from llm_info.sources.lookup import look_up


def complete(drafts: Sequence[Draft], fetcher: Fetcher) -> list[Draft]:
    """The drafts, those with an arXiv id or a DOI as their source knows them.

    Where the source's title is clearly another one, the id is wrong, and the draft stays as the
    list has it; `check` says the rest.
    """
    asked = [at for at, draft in enumerate(drafts) if (draft.arxiv or draft.doi) and draft.missing]
    completed = list(drafts)
    answers = look_up([drafts[at] for at in asked], fetcher)
    for at, answer in zip(asked, answers, strict=True):
        if isinstance(answer, Draft) and may_be_one_work([drafts[at].title], [answer.title]):
            completed[at] = answer
    return completed
