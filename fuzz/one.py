"""Fuzzes one target: `python fuzz/one.py TARGET [options of libFuzzer] FOLDER...`.

The first folder is the corpus that grows, the others are read only. A crash leaves its input in
`-artifact_prefix`; `tests/safety/test_found_by_fuzzing.py` keeps what was found.
"""

from __future__ import annotations

import logging
import sys
import warnings

import atheris

_PARSERS = ["bibtexparser", "llm_info", "markdown_it", "pylatexenc", "pypdf", "rispy", "yaml"]


def main() -> None:
    """Fuzz until libFuzzer has had enough."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=_PARSERS):
        from targets import TARGETS  # noqa: PLC0415  (must be imported under instrumentation)

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
