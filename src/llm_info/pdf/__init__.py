"""PDFs: can this be read, what does it say it is, and is it the paper of this entry?

`look` judges by a file's first and last bytes. `inspect` parses, in a child process with limits on
time and memory, so that a bomb, a loop or a crash is a verdict. `match` compares with an entry.
"""

from llm_info.pdf.inspector import Inspector, inspect, inspect_all
from llm_info.pdf.look import Look, look, look_at
from llm_info.pdf.matching import Match, Sameness, match
from llm_info.pdf.report import Encryption, Limits, PageTexts, PdfReport, Stamp

__all__ = [
    "Encryption",
    "Inspector",
    "Limits",
    "Look",
    "Match",
    "PageTexts",
    "PdfReport",
    "Sameness",
    "Stamp",
    "inspect",
    "inspect_all",
    "look",
    "look_at",
    "match",
]
