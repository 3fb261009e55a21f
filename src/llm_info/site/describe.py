"""What was read → what pages need to know."""

from __future__ import annotations

from llm_info import rules, store
from llm_info.site.pages import Checked, RuleText, Site


def described(
    reading: store.Reading,
    *,
    name: str,
    description: str,
    url: str = "",
    edit_url: str | None = None,
    verdicts: dict[str, Checked] | None = None,
) -> Site:
    """The site of a catalog that was read."""
    own = [RuleText(code, "error", sentence) for code, sentence in store.CODES.items()]
    own += [RuleText(rule.code, str(rule.severity), rule.sentence) for rule in rules.RULES]
    return Site(
        catalog=reading.catalog,
        name=name,
        description=description,
        url=f"{url.rstrip('/')}/" if url else "",
        edit_url=edit_url,
        sources=dict(reading.paths),
        verdicts=verdicts or {},
        rules=tuple(sorted(own, key=lambda rule: rule.code)),
    )
