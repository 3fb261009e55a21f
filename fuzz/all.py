"""Fuzzes all targets, one after the other: `python fuzz/all.py [SECONDS [TARGET...]]`.

`SECONDS` is the budget of each target, 60 by default. What has been learnt stays in `.fuzz/`, so
the next run goes on from there. Prints a table; exits with 1 if a target crashed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
WORK = HERE.parent / ".fuzz"
NAMES = sorted(path.name for path in (HERE / "seeds").iterdir())
_COVERED = re.compile(r"cov: (\d+) ft: (\d+)")
MOST_MEMORY = 1024  # MiB
LONGEST = 20  # seconds for one input


def fuzz(name: str, seconds: int) -> tuple[int, int, int, list[Path]]:
    """Fuzz a target.

    Returns:
        Executions, edges covered, size of the corpus, and the inputs that crashed it.
    """
    corpus, crashes = WORK / "corpus" / name, WORK / "crashes" / name
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    known = set(crashes.iterdir())
    command = [
        *(sys.executable, str(HERE / "one.py"), name, str(corpus), str(HERE / "seeds" / name)),
        f"-max_total_time={seconds}",
        f"-artifact_prefix={crashes}/",
        f"-timeout={LONGEST}",
        f"-rss_limit_mb={MOST_MEMORY}",
        "-max_len=8192",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    done = subprocess.run(command, capture_output=True, check=False, cwd=HERE)  # noqa: S603  (ours)
    said = done.stderr.decode(errors="replace")
    (WORK / f"{name}.log").write_text(said + done.stdout.decode(errors="replace"), "utf-8")
    runs = re.findall(r"stat::number_of_executed_units:\s*(\d+)", said)
    covered = _COVERED.findall(said)
    new = sorted(set(crashes.iterdir()) - known)
    return (
        int(runs[-1]) if runs else 0,
        int(covered[-1][0]) if covered else 0,
        len(list(corpus.iterdir())),
        new,
    )


def main() -> None:
    """Fuzz them all and say how it went."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    names = sys.argv[2:] or NAMES
    crashed = False
    print(f"{'target':<12}{'executions':>12}{'edges':>8}{'corpus':>8}{'crashes':>9}")
    for name in names:
        runs, covered, size, new = fuzz(name, seconds)
        crashed = crashed or bool(new) or not runs
        print(f"{name:<12}{runs:>12}{covered:>8}{size:>8}{len(new):>9}", flush=True)
        for path in new:
            print(f"    {path.relative_to(HERE.parent)}")
    sys.exit(crashed)


if __name__ == "__main__":
    main()
