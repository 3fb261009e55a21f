"""How much faster two processes inspect many PDFs than one, side by side in one run.

    python benchmarks/pdf_pool.py [FOLDER] [COUNT]

Takes COUNT (1,000) PDFs in turn from FOLDER, or invents them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import pdfs
from llm_info.pdf import inspect_all


def main() -> None:
    """Measure and print."""
    count = int(next(iter(sys.argv[2:]), "1000"))
    with tempfile.TemporaryDirectory() as scratch:
        some = sorted(Path(sys.argv[1]).glob("*.pdf")) if len(sys.argv) > 1 else _invent(scratch)
        paths = list(islice(cycle(some), count))
        print(f"{count} PDFs ({len(some)} different), {os.cpu_count()} cores")
        seconds = {processes: _measure(paths, processes) for processes in (1, 2)}
    for processes, took in seconds.items():
        print(f"{processes} at once: {took:.1f} s, {count / took:.0f} PDFs a second")
    print(f"ratio: {seconds[1] / seconds[2]:.2f}")
    print(f"two busy loops on this machine: {_scaling():.2f}")


def _scaling() -> float:
    """What the machine itself gives at the moment; 2 if nobody else is at work."""
    loop = [sys.executable, "-c", "for _ in range(30_000_000): pass"]
    started = time.perf_counter()
    subprocess.run(loop, check=True)  # noqa: S603  (our own loop)
    once = time.perf_counter() - started
    started = time.perf_counter()
    both = [subprocess.Popen(loop) for _ in range(2)]  # noqa: S603  (our own loop)
    for one in both:
        one.wait()
    return 2 * once / (time.perf_counter() - started)


def _measure(paths: list[Path], processes: int) -> float:
    started = time.perf_counter()
    readable = sum(one.readable for one in inspect_all(paths, processes=processes))
    took = time.perf_counter() - started
    print(f"   {readable} readable")
    return took


def _invent(folder: str) -> list[Path]:
    paths = [Path(folder, f"{number}.pdf") for number in range(20)]
    for number, path in enumerate(paths):
        path.write_bytes(pdfs.paper(f"Folded Memory, Part {number}", pages=12))
    return paths


if __name__ == "__main__":
    main()
