"""Print the runtime dependencies of pyproject.toml at their lowest bounds, one a line, for pip."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main() -> None:
    """Write `name==version` for each dependency."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    for text in project["dependencies"]:
        found = re.fullmatch(r"([\w.-]+(?:\[[\w,-]+\])?)>=([\w.]+)(?:,<[\w.]+)?", text)
        if not found:
            sys.exit(f"{text!r} does not say how old it may be")
        print(f"{found[1]}=={found[2]}")  # noqa: T201  (its result)


if __name__ == "__main__":
    main()
