"""The link checker: plan (catalog → questions) · ask (async, polite) · judge (pure) · memory.

What questions are made of is to be had here. Who asks (`llm_info.links.ask`) pays for the network,
who judges (`llm_info.links.judge`) for many patterns; nobody else waits for either to be loaded.
"""

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
    "plan",
    "shard",
]
