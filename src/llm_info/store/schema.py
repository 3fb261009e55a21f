"""An entry's file as a JSON Schema, for editors: completion, hover texts, and squiggles.

An editor reads YAML with types, so `arxiv: 2309.06180` reaches the schema as a number and `date:
2023` as an integer; both are allowed where the catalog writes them bare. Draft 7 is the newest one
that yaml-language-server speaks completely; `enumDescriptions`, `markdownDescription` and
`defaultSnippets` are its own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from llm_info.link_kinds import LinkKind
from llm_info.model import FILE_KEYS, Catalog
from llm_info.values import Kind, State

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Schema = dict[str, Json]

_CONTROL = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
_LINE = rf"^[^\s{_CONTROL}]([^{_CONTROL}]*[^\s{_CONTROL}])?$"
_PARAGRAPH = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$"
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_TOPIC = r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$"
_MONTH = "(0[1-9]|1[0-2])"
_DATE = (
    r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])"
    r"|-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    r"|-(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|-02-(0[1-9]|[12][0-9]))?$"
)
_AUTHOR = (
    r"^(?=.*[A-Za-z\u00aa-\uffff])"  # a letter, of any script
    rf"(\{{[^{{}}{_CONTROL}]+\}}|[^{{}},{_CONTROL}]*(,[^{{}},{_CONTROL}]*)?)$"
)
_ARXIV = (
    rf"^((07(0[4-9]|1[0-2])|(08|09|1[0-4]){_MONTH})\.[0-9]{{4}}"
    rf"|(1[5-9]|[2-9][0-9]){_MONTH}\.[0-9]{{5}}"
    r"|[a-z]+(-[a-z]+)?(\.[A-Z]{2})?/"
    rf"((9[1-9]|0[0-6]){_MONTH}|070[1-3])[0-9]{{3}})$"
)
_DOI = r"^10\.[0-9]{4,9}/[!-@\[-~]+$"
_ACL = r"^([A-Z][0-9]{2}-[0-9]{4}|[0-9]{4}\.[a-z][a-z0-9_]*-[a-z0-9]+\.[0-9]+)$"
_OPENREVIEW = "^[A-Za-z0-9_-]{6,24}$"
_YEAR = "(19|20)[0-9]{2}"

_KIND_SENTENCES = {
    Kind.PAPER: "A paper; it has authors and a date",
    Kind.LIST: "A list of papers kept by somebody else",
    Kind.SOFTWARE: "A program or a library",
    Kind.DATASET: "Data, or a benchmark that is distributed as data",
    Kind.LEADERBOARD: "A ranking that goes on",
    Kind.ARTICLE: "A blog post, a report or a course",
}
_STATE_SENTENCES = {
    State.RETRACTED: "Taken back by the publisher: the result does not stand",
    State.WITHDRAWN: "Taken back by the authors",
    State.SUPERSEDED: "Replaced by a later work, named with `by`",
}
_SENTENCES = {
    "kind": "What the entry is; `paper` where nothing is said",
    "title": "The title as printed on the paper",
    "name": "What people call it: `PagedAttention`, `Orca`",
    "also_titled": "Other titles of the same paper, in earlier versions or in lists",
    "authors": "Everybody, as printed. `Family, Given` or `{Group Name}` where splitting would err",
    "et_al": "`true` where the list of authors is cut",
    "date": "When it was first made public: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`",
    "venue": "Where it was published: an abbreviation of `venues.yaml` and the year",
    "arxiv": "arXiv id without its version: `2309.06180` or `cs/0112017`",
    "doi": "DOI of the publication, in lower case, without `https://doi.org/`",
    "acl": "ACL Anthology id: `2023.acl-long.1` or `P19-1334`",
    "openreview": "OpenReview forum id: what stands behind `forum?id=`",
    "links": "Addresses that do not follow from an identifier, by kind",
    "topics": "Further topics, beside that of the folder",
    "tags": "Words of the vocabulary in `topics.yaml`",
    "builds_on": "Ids of entries of this catalog that it rests upon",
    "summary": "One to three sentences in own words: the idea, and why a reader should care",
    "status": "A retraction, a withdrawal or a successor",
    "aliases": "Earlier ids of this entry, whose addresses stay alive",
    "added": "When the entry came into the catalog",
}


def json_schema(catalog: Catalog) -> Schema:
    """The schema of an entry, with the topics, tags, venues and kinds of links of a catalog."""
    fields = {**_plain_fields(), **_vocabulary_fields(catalog)}
    properties = {key: _described(fields[key], _SENTENCES[key]) for key in FILE_KEYS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "An entry of the catalog",
        "description": "One paper, list, program, data set, leaderboard or article",
        "type": "object",
        "additionalProperties": False,
        "required": ["title"],
        "properties": properties,
    }


def _plain_fields() -> dict[str, Schema]:
    line = _text(_LINE)
    return {
        "kind": _words({str(kind): _KIND_SENTENCES[kind] for kind in Kind}),
        "title": line,
        "name": line,
        "also_titled": _list_of(line),
        "authors": _list_of({"type": "string", "pattern": _AUTHOR}),
        "et_al": {"enum": [True, False, "true", "false"]},
        "date": _date(),
        "arxiv": {
            "anyOf": [
                {"type": "string", "pattern": _ARXIV},
                {  # 2309.06180 without quotes
                    "type": "number",
                    "not": {"type": "integer"},
                    "minimum": 704,
                    "exclusiveMaximum": 10000,
                },
            ]
        },
        "doi": {"type": "string", "pattern": _DOI},
        "acl": {"type": "string", "pattern": _ACL},
        "openreview": {"type": ["string", "number"], "pattern": _OPENREVIEW},
        "builds_on": _list_of(_text(_SLUG)),
        "summary": {
            "allOf": [
                _text(_PARAGRAPH),
                {"type": ["string", "number", "boolean"], "pattern": r"\S"},
            ]
        },
        "status": {
            **_mapping(
                {
                    "state": _words({str(state): _STATE_SENTENCES[state] for state in State}),
                    "by": _described(_text(_SLUG), "Id of the entry that supersedes this one"),
                    "date": _described(_date(), "When it happened"),
                    "note": _described(line, "Why, in a line"),
                }
            ),
            "required": ["state"],
        },
        "aliases": _list_of(_text(_SLUG)),
        "added": _date(),
    }


def _vocabulary_fields(catalog: Catalog) -> dict[str, Schema]:
    topics = {
        path: f"{topic.title}: {topic.description}"
        for path, topic in catalog.topics_by_path.items()
    }
    return {
        "topics": _list_of(_words(topics) if topics else _text(_TOPIC)),
        "tags": _list_of(_words(catalog.tags) if catalog.tags else _text(_SLUG)),
        "venue": _venue(catalog),
        "links": _links(catalog.link_kinds.values()),
    }


def _links(kinds: Iterable[LinkKind]) -> Schema:
    line = _text(_LINE)
    link: Schema = {"anyOf": [line, _list_of(line)]}
    return _mapping({kind.name: _described(link, kind.description) for kind in kinds})


def _venue(catalog: Catalog) -> Schema:
    """An abbreviation and a year; completion offers each abbreviation with its newest year."""
    if not catalog.venues:
        return {"type": "string", "pattern": rf"^\S(.*\S)? {_YEAR}$"}
    newest: dict[str, int] = {}
    for entry in catalog.entries:
        if entry.venue:
            newest[entry.venue.venue] = max(entry.venue.year, newest.get(entry.venue.venue, 0))
    names = "|".join(_literal(abbreviation) for abbreviation in catalog.venues)
    return {
        "type": "string",
        "pattern": rf"^({names}) {_YEAR}$",
        "patternErrorMessage": "a venue of venues.yaml and a year, such as SOSP 2023",
        "defaultSnippets": [
            {
                "label": abbreviation,
                "description": venue.name,
                "body": f"{abbreviation} ${{1:{newest.get(abbreviation, 'year')}}}",
            }
            for abbreviation, venue in catalog.venues.items()
        ],
    }


def _literal(text: str) -> str:
    """Escape for the regular expressions of ECMAScript, which knows fewer escapes than Python."""
    return "".join(f"\\{one}" if one in r"\^$.|?*+()[]{}/" else one for one in text)


def _text(pattern: str) -> Schema:
    """A text; an editor takes `2048` for a number and `true` for a truth, the catalog does not."""
    return {"type": ["string", "number", "boolean"], "pattern": pattern}


def _date() -> Schema:
    return {
        "anyOf": [
            {"type": "string", "pattern": _DATE},
            {"type": "integer", "minimum": 1000, "maximum": 9999},
        ]
    }


def _list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _mapping(properties: Mapping[str, Json]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _words(meanings: Mapping[str, str]) -> Schema:
    return {"enum": list(meanings), "enumDescriptions": list(meanings.values())}


def _described(schema: Schema, sentence: str) -> Schema:
    return {"description": sentence.replace("`", ""), "markdownDescription": sentence, **schema}
