"""Where `serve` keeps its site, so that the next one begins with what this one leaves.

It is in the user's cache folder and can be deleted at any time. Sites of catalogs that are no more
are removed.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from llm_info import store
from llm_info.errors import LlmInfoError

_LOCK, _ROOT = "lock", "root"
_LOCKS = sys.platform != "win32"


@contextmanager
def place_of(root: Path, served: Path) -> Generator[Path]:
    """A folder that no other process has: one that lasts, else one that ends with this process.

    Args:
        root: Of the catalog; each has its own folder.
        served: Where the folders of all catalogs are.
    """
    _forget_gone(served)
    name = hashlib.blake2b(str(root).encode(errors="surrogateescape"), digest_size=8).hexdigest()
    folder = served / name
    with ExitStack() as stack:
        try:
            stack.enter_context(_held(folder))
            store.replace_text(folder / _ROOT, str(root))
        except (LlmInfoError, OSError, UnicodeError):  # somebody has it, or it cannot be written
            stack.close()
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="llm-info-")))
        yield folder


@contextmanager
def _held(folder: Path) -> Generator[None]:
    """Have a folder alone.

    Raises:
        LlmInfoError: Another process has it, or this system cannot tell.
    """
    if not _LOCKS:
        raise LlmInfoError("this system has no locks that end with their process")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with store.only_one(folder / _LOCK, "serve"):
        yield


def _forget_gone(served: Path) -> None:
    """Remove what was served of catalogs that are no more."""
    for told in served.glob(f"*/{_ROOT}"):
        with suppress(LlmInfoError, OSError, ValueError):
            root = Path(told.read_text("utf-8"))
            if root.is_absolute() and not (root / store.CATALOG).exists():
                with _held(told.parent):
                    shutil.rmtree(told.parent)
