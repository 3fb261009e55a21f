"""Who builds on whom, as SVG made when the site is built. Pure.

Time runs from left to right. A paper stands in the row nearest to what it builds on, so that a line
of work reads as a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import escape

from llm_info.model import Entry
from llm_info.site.pages.addresses import entry_path, relative
from llm_info.site.pages.choosing import newest_first
from llm_info.site.pages.wording import isolated, short_label

MOST_IN_TOPIC = 40
"""Papers in the picture of a topic: those with the most ties."""

FEWEST_IN_TOPIC = 3
MOST_IN_FAMILY = 8

_WIDTH, _LEFT, _ROW, _HEAD = 940, 12, 26, 34
_LETTER = 6.7
_LABEL_GAP = 9


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the facts in it.

    Attributes:
        svg: The picture.
        ties: Each paper in it with what it builds on there, the oldest first.
        left_out: How many papers with ties are not in it.
    """

    svg: str
    ties: Sequence[tuple[Entry, Sequence[Entry]]]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Spot:
    entry: Entry
    x: float
    row: int

    @property
    def y(self) -> int:
        return _HEAD + self.row * _ROW + _ROW // 2


def topic_picture(title: str, entries: Sequence[Entry], here: str) -> Picture | None:
    """The lineage within a topic; None where hardly anything builds on anything."""
    inside = {entry.id: entry for entry in entries if entry.date}
    ties = {
        entry.id: [base for base in entry.builds_on if base in inside] for entry in inside.values()
    }
    degree = {entry_id: len(bases) for entry_id, bases in ties.items()}
    for bases in ties.values():
        for base in bases:
            degree[base] += 1
    tied = sorted((entry_id for entry_id in degree if degree[entry_id]), key=lambda i: -degree[i])
    chosen = {entry_id: inside[entry_id] for entry_id in tied[:MOST_IN_TOPIC]}
    ties = {i: [base for base in ties[i] if base in chosen] for i in chosen}
    alone = (
        set(chosen) - {i for i in ties if ties[i]} - {b for bases in ties.values() for b in bases}
    )
    shown = [entry for entry in reversed(newest_first(chosen.values())) if entry.id not in alone]
    if len(shown) < FEWEST_IN_TOPIC:
        return None
    spots = _spots(shown, ties)
    facts = [(entry, [chosen[base] for base in ties[entry.id]]) for entry in shown]
    left_out = len(tied) - len(shown)
    return Picture(_drawn(title, spots, ties, here), facts, left_out)


def _spots(shown: Sequence[Entry], ties: Mapping[str, Sequence[str]]) -> dict[str, _Spot]:
    """A place for each paper, the oldest first: by its date, and near what it builds on."""
    starts = _years(shown)
    ends: list[float] = []
    spots: dict[str, _Spot] = {}
    for entry in shown:
        x = _x(entry, starts)
        bases = [spots[base].row for base in ties[entry.id] if base in spots]
        wanted = sum(bases) / len(bases) if bases else 0
        free = [row for row, end in enumerate(ends) if end < x]
        row = min([*free, len(ends)], key=lambda row: (abs(row - wanted), row))
        end = x + 2 * _LABEL_GAP + _LETTER * len(short_label(entry)) + 8
        ends[row : row + 1] = [end]
        spots[entry.id] = _Spot(entry, x, row)
    return spots


def _years(shown: Sequence[Entry]) -> dict[int, tuple[float, float]]:
    """Left edge and width of each year that has papers; a crowded year is wider."""
    counts: dict[int, int] = {}
    for entry in shown:
        year = entry.date.year if entry.date else 0
        counts[year] = counts.get(year, 0) + 1
    weights = {year: 1.5 + counts[year] ** 0.7 for year in sorted(counts)}
    room = _WIDTH - _LEFT - 140  # the last paper's label needs place
    unit = room / sum(weights.values())
    found: dict[int, tuple[float, float]] = {}
    x = float(_LEFT)
    for year, weight in weights.items():
        found[year] = (x, weight * unit)
        x += weight * unit
    return found


def _x(entry: Entry, years: Mapping[int, tuple[float, float]]) -> float:
    assert entry.date  # noqa: S101  (only dated papers are shown)
    left, width = years[entry.date.year]
    return round(left + 8 + (width - 16) * entry.date.first_day.timetuple().tm_yday / 366, 1)


def _drawn(
    title: str, spots: Mapping[str, _Spot], ties: Mapping[str, Sequence[str]], here: str
) -> str:
    height = _HEAD + (max(spot.row for spot in spots.values()) + 1) * _ROW + 10
    years = [
        f'<line class="llm-lineage__year" x1="{x:.4g}" x2="{x:.4g}" y1="20" y2="{height}"/>'
        f'<text class="llm-lineage__date" x="{x + 4:.4g}" y="14">{year}</text>'
        for year, (x, _) in _years([spot.entry for spot in spots.values()]).items()
    ]
    lines = [
        _curve(spots[base], spot)
        for entry_id, spot in spots.items()
        for base in ties[entry_id]
        if base in spots
    ]
    nodes = [
        (
            '<a href="{}"><title>{}</title><circle cx="{}" cy="{}" r="5"/>'
            '<text x="{}" y="{}">{}</text></a>'
        ).format(
            relative(here, entry_path(spot.entry)),
            _text(spot.entry.title),
            *(spot.x, spot.y, round(spot.x + _LABEL_GAP, 1), spot.y + 4),
            _text(short_label(spot.entry)),
        )
        for spot in spots.values()
    ]
    return (
        '<svg class="llm-lineage" width="{}" height="{}" viewBox="0 0 {} {}" role="group"'
        ' aria-label="{}">{}{}{}</svg>'
    ).format(
        *(_WIDTH, height, _WIDTH, height),
        f"Who builds on whom: {_text(title)}",
        *("".join(part) for part in (years, lines, nodes)),
    )


def _curve(base: _Spot, spot: _Spot) -> str:
    middle = round((base.x + spot.x) / 2, 1)
    return '<path class="llm-lineage__tie" d="M{} {}C{} {} {} {} {} {}"/>'.format(
        *(base.x, base.y, middle, base.y, middle, spot.y, spot.x, spot.y)
    )


_SMALL_WIDTH, _SMALL_ROW, _BASE_X, _SELF_X, _NEXT_X = 640, 26, 190, 320, 450


def family_picture(
    entry: Entry, builds_on: Sequence[Entry], built_upon: Sequence[Entry], here: str
) -> str | None:
    """A paper between what it builds on and what builds on it; None if there is neither."""
    if not builds_on and not built_upon:
        return None
    after = built_upon[:MOST_IN_FAMILY]
    height = max(len(builds_on), len(after), 1) * _SMALL_ROW + 28
    middle = (height - 28) / 2 + 28
    parts: list[str] = []
    for others, x, side in ((builds_on, _BASE_X, "end"), (after, _NEXT_X, "start")):
        top = middle - len(others) * _SMALL_ROW / 2 + _SMALL_ROW / 2
        for place, other in enumerate(others):
            y = round(top + place * _SMALL_ROW, 1)
            parts.append(_branch(other, (x, y), middle, side, here))
    rest = len(built_upon) - len(after)
    heads = [("Builds on", _BASE_X, "end")] if builds_on else []
    if built_upon:
        heads.append(
            ("Built upon by" + (f" ({rest} more below)" if rest else ""), _NEXT_X, "start")
        )
    titles = [
        f'<text class="llm-lineage__date" x="{x}" y="14" text-anchor="{side}">{text}</text>'
        for text, x, side in heads
    ]
    name = _text(short_label(entry, 20))
    own = (
        f'<circle class="llm-lineage__self" cx="{_SELF_X}" cy="{middle}" r="6"/>'
        f'<text class="llm-lineage__self" x="{_SELF_X}" y="{middle - 12}"'
        f' text-anchor="middle">{name}</text>'
    )
    return (
        '<svg class="llm-lineage llm-lineage--small" viewBox="0 0 {} {}" role="group"'
        ' aria-label="{}">{}{}{}</svg>'
    ).format(
        *(_SMALL_WIDTH, height),
        f"{_text(short_label(entry))} between what it builds on and what builds on it",
        *("".join(titles), "".join(parts), own),
    )


def _branch(other: Entry, spot: tuple[float, float], middle: float, side: str, here: str) -> str:
    x, y = spot
    half = (x + _SELF_X) / 2
    label_x = x - _LABEL_GAP if side == "end" else x + _LABEL_GAP
    return (
        '<path class="llm-lineage__tie" d="M{} {}C{} {} {} {} {} {}"/>'
        '<a href="{}"><title>{}</title><circle cx="{}" cy="{}" r="5"/>'
        '<text x="{}" y="{}" text-anchor="{}">{}</text></a>'
    ).format(
        *(x, y, half, y, half, middle, _SELF_X, middle),
        *(relative(here, entry_path(other)), _text(other.title), x, y),
        *(label_x, y + 4, side, _text(short_label(other))),
    )


def _text(text: str) -> str:
    """Text as it may stand in SVG; the rest is numbers and addresses of ours."""
    return str(escape(isolated(text)))
