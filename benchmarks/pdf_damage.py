"""What each tool says of every damaged PDF of the tests, side by side in one run.

    python benchmarks/pdf_damage.py

qpdf, pdfinfo and pypdfium2 are asked where they are installed, under the same limits as our own
child; `PYPDFIUM2_PYTHON` may name a Python that has pypdfium2.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import pdfs
from llm_info.pdf import Limits, PdfReport, inspect

LIMITS = Limits()
_PDFIUM = (
    "import sys, pypdfium2 as p; p.PdfDocument(sys.argv[1])[0].get_textpage().get_text_bounded()"
)
_SLOW = 3


def main() -> None:
    """Ask and print a Markdown table."""
    tools = dict(_tools())
    width = max(len(damage.name) for damage in pdfs.DAMAGES)
    print(f"| {'damage':{width}} | llm-info | s | MiB | {' | '.join(tools)} |")
    print(f"|{'---|' * (4 + len(tools))}")
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        for damage in pdfs.DAMAGES:
            path = Path(folder, "paper.pdf")
            path.write_bytes(damage.make())
            said, seconds, mebibytes = _ours(path)
            right += damage.readable in (None, said.readable) and damage.said in said.reason
            others = [_others(command, path) for command in tools.values()]
            row = [f"{damage.name:{width}}", _verdict(said), f"{seconds:.1f}", str(mebibytes)]
            print(f"| {' | '.join([*row, *others])} |", flush=True)
    print(f"\n{right} of {len(pdfs.DAMAGES)} right")


def _tools() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    if qpdf := shutil.which("qpdf"):
        found.append(("qpdf --check", [qpdf, "--check"]))
    if pdfinfo := shutil.which("pdfinfo"):
        found.append(("pdfinfo", [pdfinfo]))
    python = os.environ.get("PYPDFIUM2_PYTHON", sys.executable)
    asked = subprocess.run(  # noqa: S603  (a Python of the user's)
        [python, "-c", "import pypdfium2"], capture_output=True, check=False
    )
    if not asked.returncode:
        found.append(("pypdfium2", [python, "-c", _PDFIUM]))
    return found


def _ours(path: Path) -> tuple[PdfReport, float, int]:
    """Ask in a process of its own, so that the peak is that of one file."""
    reader, writer = os.pipe()
    started = time.perf_counter()
    if os.fork() == 0:
        inspect(path, deep=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        os.write(writer, str(peak).encode())
        os._exit(0)
    os.wait()
    seconds = time.perf_counter() - started
    peak = int(os.read(reader, 20))
    os.close(reader)
    os.close(writer)
    return inspect(path, deep=True), seconds, peak


def _verdict(said: PdfReport) -> str:
    if not said.readable:
        return f"unreadable: {said.reason}"
    remarks = [
        *said.junk,
        *said.active_content,
        *([f"{said.encrypted} password"] if said.encrypted != "no" else []),
        *([f"{said.damaged_streams} damaged streams"] if said.damaged_streams else []),
        *said.repairs[:1],
    ]
    return f"ok ({', '.join(remarks)})" if remarks else "ok"


def _others(command: list[str], path: Path) -> str:
    started = time.perf_counter()
    try:
        done = subprocess.run(  # noqa: S603  (the tool that was found)
            [*command, str(path)],
            capture_output=True,
            check=False,
            timeout=20,
            preexec_fn=_confine,
        )
    except subprocess.TimeoutExpired:
        return "no end in 20 s"
    seconds = time.perf_counter() - started
    word = "error" if done.returncode else "ok"
    if done.returncode < 0:
        word = f"killed by signal {-done.returncode}"
    elif done.stderr.strip() and not done.returncode:
        word = "warning"
    return word if seconds < _SLOW else f"{word}, {seconds:.0f} s"


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))


if __name__ == "__main__":
    main()
