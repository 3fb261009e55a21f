"""`rules.yaml`: how much each rule weighs in this catalog, with the reason.

LLM211:
  severity: warning
  reason: the list that this catalog was made of names no authors
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from llm_info.fields import Line
from llm_info.finding import Severity
from llm_info.store.codes import CODES
from llm_info.store.files import RULES, Document, open_document
from llm_info.store.root import CATALOG
from llm_info.store.tree import Fault, Place, places
from llm_info.store.validation import validation_faults

_CODE = re.compile(r"LLM\d{3}")
_OFF = "off"


class _WeightNode(BaseModel):
    """A weight as `rules.yaml` writes it, without its key."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    severity: Literal["error", "warning", "note", "off"]
    reason: Line


_FILE = TypeAdapter(dict[Line, _WeightNode], config=ConfigDict(defer_build=True))


@dataclass(frozen=True, slots=True)
class Weight:
    """What a rule weighs here.

    Attributes:
        severity: From now on; `None` silences the rule.
        place: Where it stands.
    """

    severity: Severity | None
    place: Place


def read_weights(root: Path) -> tuple[Document | None, Mapping[str, Weight]]:
    """Read `rules.yaml`, which a catalog may do without."""
    path = root / CATALOG / RULES
    if not path.exists():
        return None, {}
    document = open_document(path, root / CATALOG)
    if document.text is None or document.value is None:
        return document, {}
    try:
        nodes = _FILE.validate_python(document.value)
    except ValidationError as error:
        faults = validation_faults(error, _WeightNode, document.text)
        return _with(document, faults), {}
    keys, _ = places(document.text)
    weights = {
        code: Weight(None if node.severity == _OFF else Severity(node.severity), keys[(code,)])
        for code, node in nodes.items()
    }
    return _with(document, tuple(_wrong(weights))), weights


def _wrong(weights: Mapping[str, Weight]) -> Iterator[Fault]:
    for code, weight in weights.items():
        if not _CODE.fullmatch(code):
            yield Fault(weight.place, "LLM013", f"{code!r} is no code", "write LLM211, or the like")
        elif code in CODES:
            message = f"weighs {code}, which the reader reports and nobody can change"
            yield Fault(weight.place, "LLM013", message, "correct what is wrong")


def _with(document: Document, faults: tuple[Fault, ...]) -> Document:
    return Document(document.text, document.value, (*document.faults, *faults))
