"""The program cannot go on. (Wrong data is a `Finding`, a fault of ours is a traceback.)"""

from __future__ import annotations


class LlmInfoError(Exception):
    """One sentence for stderr; the command ends with exit status 3.

    Attributes:
        hint: What the user can do about it, if anything.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class CatalogNotFoundError(LlmInfoError):
    """There is no catalog here or above."""


class WriteError(LlmInfoError):
    """A file could not be written; it is as it was before."""


class BusyError(LlmInfoError):
    """Another process does the same here, and two at once would undo each other's work."""


class NetworkDownError(LlmInfoError):
    """So many hosts are out of reach that nothing can be said about single links."""


class SiteBuildError(LlmInfoError):
    """MkDocs could not build the site."""
