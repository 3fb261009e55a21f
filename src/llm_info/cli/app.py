"""The `llm-info` command: its verbs, its common options, and its exit statuses.

0: nothing to complain of. 1: the data is wrong. 2: wrong usage. 3: the command cannot go on.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from llm_info.cli.common import Setting, show_version, talk
from llm_info.errors import LlmInfoError

CANNOT_GO_ON = 3
INTERRUPTED = 130

_ALLOCATIONS = 100_000
"""After which garbage is looked for. Modules and entries are none, and Python looks after 700."""

VERBS = {
    "check": "check:check",
    "fmt": "fmt:fmt",
    "links": "links:app",
    "build": "build:build",
    "pages": "pages:pages",
    "serve": "serve:serve",
    "add": "add:add",
    "import": "import_:import_",
    "export": "export:export",
    "preview": "preview:preview",
    "schema": "schema:schema",
    "stats": "stats:stats",
    "init": "init:init",
    "pdfs": "pdfs:pdfs_app",
    "grep": "grep:grep",
}
"""Verb → its module and what stands for it there: a function, or a Typer with verbs of its own."""


class Verbs(TyperGroup):
    """The verbs, each imported when it is asked for: together they import for a second."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # the names are for the help and for suggestions; what they stand for comes when asked for
        self.commands = dict.fromkeys(VERBS, TyperCommand(None))

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """The verb of this name; None if there is none."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module, attribute = VERBS[cmd_name].split(":")
        verb = getattr(import_module(f"llm_info.cli.{module}"), attribute)
        one = typer.Typer()
        if isinstance(verb, typer.Typer):
            one.add_typer(verb, name=cmd_name)
        else:
            one.command(cmd_name)(verb)
        loaded = typer.main.get_group(one).commands[cmd_name]
        return cast("TyperCommand | TyperGroup", loaded)


app = typer.Typer(
    name="llm-info",
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="A catalog of papers in Git: checked like code, published as a site.",
)


@app.callback()
def common(
    context: typer.Context,
    *,
    root: Annotated[
        Path | None,
        typer.Option(
            help="The folder that holds catalog/ (default: the nearest one upwards).",
            file_okay=False,
            exists=True,
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No talk on stderr, results only.")
    ] = False,
    version: Annotated[  # noqa: ARG001  (the callback answers it)
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Take the options that all verbs share."""
    context.obj = Setting(root, quiet=quiet)


def main() -> None:
    """Run the command and turn its end into an exit status."""
    gc.set_threshold(_ALLOCATIONS)
    # else Pydantic reads what all installed packages say of themselves, to find plugins of its own
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _speak_utf8()
    try:
        app()
    except LlmInfoError as error:
        _complain(f" {error}" + (f"\n    {error.hint}" if error.hint else ""))
        sys.exit(CANNOT_GO_ON)
    except (
        OSError
    ) as error:  # the machine's fault, not ours: a full disk, a file without permission
        where = f"{error.filename}: " if error.filename else ""
        _complain(f" {where}{error.strerror or error}")
        sys.exit(CANNOT_GO_ON)
    except KeyboardInterrupt:
        talk("stopped")
        sys.exit(INTERRUPTED)
    finally:
        gc.freeze()  # Python looks for garbage once more at its end, and all ends anyhow


def _complain(message: str) -> None:
    from rich.text import Text  # noqa: PLC0415  (most runs have nothing to complain of)

    talk(Text.assemble(("error:", "red"), message))


def _speak_utf8() -> None:
    """Let every text out: results as UTF-8 whatever the locale, the rest as the terminal can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
