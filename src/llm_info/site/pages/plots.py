"""Bars as SVG, made when the site is built; every picture has its table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from llm_info.model import Entry
from llm_info.site.pages.wording import isolated


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table and a bar of its picture."""

    name: str
    count: int
    path: str | None = None
    part: int = 0
    """How many of them stand out, for instance those with code."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture and the rows it shows."""

    svg: str
    bars: Sequence[Bar]


def years_plot(entries: Iterable[Entry], *, latest: int | None = None) -> Plot:
    """Entries per year of first publication; the part with code stands out.

    Args:
        entries: What is counted.
        latest: How many years are shown; all of them by default.
    """
    counts: dict[int, list[int]] = {}
    for entry in entries:
        if entry.date:
            both = counts.setdefault(entry.date.year, [0, 0])
            both[0] += 1
            both[1] += bool(entry.links.code)
    bars = [
        Bar(str(year), total, f"years/{year}/", with_code)
        for year, (total, with_code) in sorted(counts.items())[-(latest or len(counts)) :]
    ]
    return Plot(columns(bars), bars)


_WIDTH, _HEIGHT, _FOOT, _TOP = 560, 190, 24, 18
_NAMES_IN_FULL = 14
"""With more bars a year is named by its last two digits."""


def columns(bars: Sequence[Bar]) -> str:
    """Upright bars side by side."""
    if not bars:
        return ""
    highest = max(bar.count for bar in bars) or 1
    crowded = len(bars) > _NAMES_IN_FULL
    step = _WIDTH / len(bars)
    room = _HEIGHT - _FOOT - _TOP
    parts: list[Markup] = []
    for place, bar in enumerate(bars):
        height = max(2, round(room * bar.count / highest))
        lower = round(room * bar.part / highest)
        x, width = round(place * step + step * 0.14, 1), round(step * 0.72, 1)
        bottom = _HEIGHT - _FOOT
        shape = Markup(
            '<rect class="llm-bar" x="{}" y="{}" width="{}" height="{}"/>'
            '<rect class="llm-bar llm-bar--part" x="{}" y="{}" width="{}" height="{}"/>'
            '<text class="llm-bar__count" x="{}" y="{}">{}</text>'
            '<text class="llm-bar__name" x="{}" y="{}">{}</text>'
        ).format(
            *(x, bottom - height, width, height),
            *(x, bottom - lower, width, lower),
            *(round(x + width / 2, 1), bottom - height - 5, bar.count),
            *(round(x + width / 2, 1), _HEIGHT - 7, f"'{bar.name[-2:]}" if crowded else bar.name),
        )
        parts.append(shape)
    return str(
        Markup(
            '<svg class="llm-plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
        ).format(_WIDTH, _HEIGHT, _sentence(bars), Markup().join(parts))
    )


_ROW, _NAME, _BARS = 22, 246, 262


def rows(bars: Sequence[Bar]) -> str:
    """Bars below each other, for longer names."""
    if not bars:
        return ""
    highest = max(bar.count for bar in bars) or 1
    parts: list[Markup] = []
    for place, bar in enumerate(bars):
        y = place * _ROW
        width = max(2, round(_BARS * bar.count / highest))
        shape = Markup(
            '<text class="llm-bar__row" x="{}" y="{}">{}</text>'
            '<rect class="llm-bar" x="{}" y="{}" width="{}" height="16"/>'
            '<text class="llm-bar__value" x="{}" y="{}">{}</text>'
        ).format(
            *(_NAME - 10, y + 16, isolated(bar.name)),
            *(_NAME, y + 4, width),
            *(_NAME + width + 6, y + 16, bar.count),
        )
        parts.append(shape)
    return str(
        Markup(
            '<svg class="llm-plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
        ).format(_WIDTH, len(bars) * _ROW + 4, _sentence(bars), Markup().join(parts))
    )


def _sentence(bars: Sequence[Bar]) -> str:
    return "Bars: " + ", ".join(f"{bar.name} {bar.count}" for bar in bars)
