"""The part of the SARIF 2.1.0 schema that the log of `check` uses, as strict as the original.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator

Schema = dict[str, Any]


def closed(required: list[str], **properties: Schema) -> Schema:
    """An object that has no other keys than these."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


LEVEL: Schema = {"enum": ["none", "note", "warning", "error"]}
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 1}
MESSAGE = closed(["text"], text=TEXT, markdown=TEXT)
RULE = closed(
    ["id"],
    id=TEXT,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    helpUri={"type": "string", "format": "uri"},
    defaultConfiguration=closed([], level=LEVEL),
)
PLACE = closed(
    [],
    artifactLocation=closed(
        [], uri={"type": "string", "format": "uri-reference"}, uriBaseId=TEXT, description=MESSAGE
    ),
    region=closed([], startLine=COUNT, startColumn=COUNT, endLine=COUNT, endColumn=COUNT),
)
RESULT = closed(
    ["message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations={"type": "array", "items": closed([], physicalLocation=PLACE)},
)
RUN = closed(
    ["tool"],
    tool=closed(
        ["driver"],
        driver=closed(
            ["name"],
            name=TEXT,
            version=TEXT,
            rules={"type": "array", "uniqueItems": True, "items": RULE},
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    originalUriBaseIds={"type": "object", "additionalProperties": closed([], description=MESSAGE)},
    results={"type": "array", "items": RESULT},
)
SARIF_SCHEMA: Schema = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **closed(
        ["version", "runs"],
        version={"enum": ["2.1.0"]},
        runs={"type": "array", "items": RUN},
    ),
}
SARIF_SCHEMA["properties"]["$schema"] = {"type": "string", "format": "uri"}


def validate(instance: Any, schema: Schema) -> None:
    """Raise where an instance does not fit a schema."""
    validator: Any = Draft7Validator
    validator.check_schema(schema)
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(instance)
