"""The link checker: plan (catalog → questions) · ask (async, polite) · judge (pure) · memory."""

from llm_info.links.ask import Asker
from llm_info.links.judge import judge
from llm_info.links.plan import field_name, plan
from llm_info.links.verdict import FAILURES, Answer, Expectation, Judgement, Question, Verdict

__all__ = [
    "FAILURES",
    "Answer",
    "Asker",
    "Expectation",
    "Judgement",
    "Question",
    "Verdict",
    "field_name",
    "judge",
    "plan",
]
