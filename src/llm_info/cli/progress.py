"""The bar that shows how far the asking has come. Loaded on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from llm_info.cli.common import stderr
from llm_info.links import Question
from llm_info.links.plan import host_of


@contextmanager
def progress(total: int) -> Generator[Callable[[Question], None]]:
    """Show a bar; what it gives is to be told of each question that has its answer."""
    bar = Progress(
        TextColumn("asking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}", style="dim", markup=False),
        console=stderr(),
        transient=True,
    )
    task = bar.add_task("", total=total, last="")

    def tell(question: Question) -> None:
        bar.update(task, advance=1, last=host_of(question.ask)[:40])

    with bar:
        yield tell
