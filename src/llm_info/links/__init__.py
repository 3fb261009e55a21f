"""The link checker: plan (catalog → questions) · ask (async, polite) · judge (pure) · memory.

Only what is pure is to be had here: who does not ask (`llm_info.links.ask`) pays for no network.
"""

from llm_info.links.judge import judge
from llm_info.links.plan import field_name, plan, shard
from llm_info.links.verdict import FAILURES, Answer, Expectation, Judgement, Question, Verdict

__all__ = [
    "FAILURES",
    "Answer",
    "Expectation",
    "Judgement",
    "Question",
    "Verdict",
    "field_name",
    "judge",
    "plan",
    "shard",
]
