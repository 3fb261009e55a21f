"""Results of `build.py` → Markdown tables and a picture of the curves."""

from __future__ import annotations

import math
from typing import Any

Measured = dict[str, Any]

ROWS = (
    ("llm-info, from nothing", "ours", "cold"),
    ("llm-info, from nothing, one process", "ours", "one"),
    ("llm-info, nothing changed", "ours", "same"),
    ("llm-info, one entry edited", "ours", "edited"),
    ("Hugo, bare theme", "hugo", None),
    ("MkDocs + Material, page by page", "mkdocs", None),
    ("Zensical, page by page", "zensical", None),
    ("Index of the search (Pagefind)", "index", None),
)
BASE = 2000
"""The size that the growth of others is told against."""

CURVES = ROWS[:1] + ROWS[4:7] + ROWS[3:4]
_COLOURS = ("#0b6e4f", "#c1440e", "#3657a8", "#7a3e9d", "#4fa37f")
_LEFT, _TOP, _WIDTH, _HEIGHT = 56, 16, 420, 260


def tables(results: Measured) -> str:
    """Everything that was measured."""
    sizes = sorted(int(size) for size in results if size.isdigit())
    parts = [_versions(results["versions"])]
    parts += [_builds(size, results[str(size)]) for size in sizes]
    parts += [_growth(results, sizes), _browser(results, sizes)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _versions(found: Measured) -> str:
    return (
        f"Python {found['python']}, MkDocs {found['mkdocs']}, Material {found['mkdocs-material']}, "
        f"Zensical {found['zensical']}, Hugo {found['hugo']}, Pagefind {found['pagefind_bin']}; "
        f"{found['cpus']} processors."
    )


def _of(found: Measured, part: str, row: str | None) -> Measured | None:
    whole = found.get(part)
    return whole.get(row) if whole and row and "failed" not in whole else whole


def _builds(size: int, found: Measured) -> str:
    ours = found.get("ours", {})
    cold = ours.get("cold")
    title = f"**{size:,} entries**" + (f", {ours['pages']:,} pages" if cold else "")
    lines = [
        title,
        "",
        "| build | CPU s | wall s | x ours | MiB | files | MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for label, part, row in ROWS:
        one = _of(found, part, row)
        if one is None:
            continue
        if "failed" in one:
            lines.append(f"| {label} | {one['failed']} | | | | | |")
            continue
        ratio = f"{one['cpu'] / cold['cpu']:.2f}" if cold else ""
        files = f"{one['files']:,} | {one['bytes'] / 1e6:.1f}" if "files" in one else " | "
        lines.append(
            f"| {label} | {one['cpu']:.2f} | {one['wall']:.2f} | {ratio} | {one['mib']:.0f} |"
            f" {files} |"
        )
    return "\n".join(lines) if lines[4:] else ""


def _growth(results: Measured, sizes: list[int]) -> str:
    lines = ["| entries | CPU ms per page, from nothing | against 2,000 |", "|--:|--:|--:|"]
    each = {
        size: 1000 * found["cold"]["cpu"] / found["pages"]
        for size in sizes
        if (found := results[str(size)].get("ours")) and "cold" in found
    }
    for size, cost in each.items():
        ratio = f"{cost / each[BASE]:.2f}" if BASE in each else ""
        lines.append(f"| {size:,} | {cost:.2f} | {ratio} |")
    return "\n".join(lines) if each else ""


def _browser(results: Measured, sizes: list[int]) -> str:
    lines = [
        "| entries | save to text | slowest | all done | first start | next start | search | KB |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for size in sizes:
        serve: Measured = results[str(size)].get("serve") or {}
        search: Measured = results[str(size)].get("search") or {}
        cells = [
            f"{serve[name]:.2f}" if name in serve else ""
            for name in ("shown", "slowest", "done", "first", "again")
        ]
        cells.append(f"{search['seconds']:.2f}" if "seconds" in search else "")
        cells.append(f"{search['bytes'] / 1000:.0f}" if "bytes" in search else "")
        if any(cells):
            lines.append(f"| {size:,} | {' | '.join(cells)} |")
    return "\n".join(lines) if lines[2:] else ""


def picture(results: Measured) -> str:
    """Processor seconds against entries, both in powers of ten, as SVG."""
    curves: list[tuple[str, list[tuple[int, float]]]] = []
    for label, part, row in CURVES:
        points = [
            (int(size), one["cpu"])
            for size, found in results.items()
            if size.isdigit() and (one := _of(found, part, row)) and "cpu" in one
        ]
        if points:
            curves.append((label, sorted(points)))
    if not curves:
        raise SystemExit("nothing was measured of which there could be a picture")
    every = [point for _, points in curves for point in points]
    low, high = (
        fit(math.log10(pick(x for x, _ in every)))
        for fit, pick in ((math.floor, min), (math.ceil, max))
    )
    least, most = (
        fit(math.log10(pick(y for _, y in every)))
        for fit, pick in ((math.floor, min), (math.ceil, max))
    )

    def across(count: float) -> float:
        return _LEFT + _WIDTH * (math.log10(count) - low) / max(1, high - low)

    def down(seconds: float) -> float:
        return _TOP + _HEIGHT * (most - math.log10(seconds)) / max(1, most - least)

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 330" role="img">',
        "<style>text {font: 12px sans-serif}</style>",
        "<title>Processor seconds of a build against the number of entries</title>",
        '<rect width="720" height="330" fill="#fff"/>',
    ]
    for power in range(low, high + 1):
        x = across(10**power)
        parts.append(f'<path d="M{x:.1f} {_TOP}v{_HEIGHT}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 18}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(least, most + 1):
        y = down(10.0**power)
        parts.append(f'<path d="M{_LEFT} {y:.1f}h{_WIDTH}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
        )
    parts.append(
        f'<text x="{_LEFT + _WIDTH / 2}" y="{_TOP + _HEIGHT + 40}"'
        ' text-anchor="middle">entries</text>'
    )
    ends = sorted(range(len(curves)), key=lambda at: down(curves[at][1][-1][1]))
    labels: dict[int, float] = {}
    last = -math.inf
    for at in ends:  # names stand beside the last point, one below the other
        labels[at] = last = max(down(curves[at][1][-1][1]) + 4, last + 16)
    for at, (label, points) in enumerate(curves):
        colour = _COLOURS[at % len(_COLOURS)]
        line = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{across(x):.1f}" cy="{down(y):.1f}" r="3" fill="{colour}"/>'
            for x, y in points
        ]
        parts.append(
            f'<text x="{_LEFT + _WIDTH + 10}" y="{labels[at]:.1f}" fill="{colour}">{label}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])
