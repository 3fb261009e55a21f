"""The `llm-info` command: its verbs, its common options, and its exit statuses.

0: nothing to complain of. 1: the data is wrong. 2: wrong usage. 3: the command cannot go on.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from llm_info.cli import (
    add,
    build,
    check,
    export,
    fmt,
    grep,
    import_,
    links,
    pages,
    pdfs,
    preview,
    schema,
    serve,
)
from llm_info.cli.common import Setting, show_version, talk
from llm_info.errors import LlmInfoError

CANNOT_GO_ON = 3
INTERRUPTED = 130

app = typer.Typer(
    name="llm-info",
    no_args_is_help=True,
    add_completion=False,
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


app.command()(check.check)
app.command()(fmt.fmt)
app.add_typer(links.app, name="links")
app.command()(build.build)
app.command()(pages.pages)
app.command()(serve.serve)
app.command()(add.add)
app.command("import")(import_.import_)
app.command()(export.export)
app.command()(preview.preview)
app.command()(schema.schema)
app.add_typer(pdfs.pdfs_app)
app.command()(grep.grep)


def main() -> None:
    """Run the command and turn its end into an exit status."""
    try:
        app()
    except LlmInfoError as error:
        talk(f"[red]error:[/] {error}" + (f"\n    {error.hint}" if error.hint else ""))
        sys.exit(CANNOT_GO_ON)
    except KeyboardInterrupt:
        talk("stopped")
        sys.exit(INTERRUPTED)
