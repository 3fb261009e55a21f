"""What fuzzing starts from and what it has found: no input breaks a reader or a law again.

A new crash of `make fuzz` is put into `fuzz/found/TARGET/`, cut down and under a name that says
what is odd about it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from targets import TARGETS

FUZZ = Path(__file__).parents[2] / "fuzz"
INPUTS = sorted(path for kind in ("seeds", "found") for path in (FUZZ / kind).glob("*/*"))


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}: {path.name}")
@pytest.mark.filterwarnings("ignore")
def test_no_input_breaks_its_reader_or_a_law(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_every_target_has_seeds() -> None:
    assert {path.name for path in (FUZZ / "seeds").iterdir()} == TARGETS.keys()
