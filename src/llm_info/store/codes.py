"""What the reader itself reports; `llm_info.rules` judges what loads."""

from __future__ import annotations

CODES: dict[str, str] = {
    "LLM001": "A file of the catalog can be opened and is a regular file.",
    "LLM002": "A file of the catalog has at most 256 KiB.",
    "LLM003": "A file of the catalog is UTF-8 text without control characters.",
    "LLM004": "A file of the catalog is YAML.",
    "LLM005": "YAML is indented with spaces, never with tabs.",
    "LLM006": "Anchors, aliases and tags are not used.",
    "LLM007": "A key stands once in its mapping.",
    "LLM008": "A file holds one document, and that is a mapping.",
    "LLM009": "A file of the catalog lies in it, also when it is reached by a link.",
    "LLM010": "An entry's file is named <id>.yaml.",
    "LLM011": "An id belongs to one entry.",
    "LLM012": "An entry lies in the folder of a topic.",
    "LLM013": "A suppression, or rules.yaml, names codes of rules and gives a reason.",
    "LLM014": "A suppression, or a weight of rules.yaml, changes something.",
    "LLM015": "Lines end with LF alone.",
    "LLM016": "The catalog has the schema version that the program speaks.",
    "LLM017": "links.yaml adds kinds of links and words the others anew, but changes none of them.",
    "LLM101": "Every key is known.",
    "LLM102": "What an entry cannot do without is there.",
    "LLM103": "An arXiv id is YYMM.NNNNN (or archive/YYMMNNN), without a version.",
    "LLM104": "A DOI is 10.<registrant>/<suffix> in lower case, without the resolver.",
    "LLM105": "A date is YYYY, YYYY-MM or YYYY-MM-DD and exists.",
    "LLM106": "A venue is an abbreviation of venues.yaml and a year.",
    "LLM107": "ACL Anthology and OpenReview ids have their usual form.",
    "LLM108": "An author is one name, or a group's name in braces.",
    "LLM109": "An id, a tag or a topic is lower-case letters and digits joined by hyphens.",
    "LLM110": "A text, a list and a mapping stand where each is expected.",
    "LLM111": "A value with a fixed vocabulary is one of its words.",
    "LLM112": "A text is not empty, and a one-line text is one line.",
}
"""Code → the rule as one sentence."""
