"""Whole lists and bibliographies → the files of a catalog: the sentence of `import`."""

from llm_info.importing.completing import complete
from llm_info.importing.reading import Read, read
from llm_info.importing.writing import Written, write

__all__ = ["Read", "Written", "complete", "read", "write"]
