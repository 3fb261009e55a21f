"""Where text is printed, so that no text of strangers gives the terminal an order."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment


class Harmless(Console):
    """A console on which no text of strangers gives the terminal an order."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """What Rich makes of it, with a � for what the terminal would obey."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                from llm_info import report  # noqa: PLC0415  (needed for hostile text alone)

                yield Segment(report.harmless(segment.text), segment.style)
