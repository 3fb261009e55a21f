"""`llm-info serve`: the site on this machine, built again on every change."""

from __future__ import annotations

from typing import Annotated

import typer

from llm_info.cli.build import run_mkdocs
from llm_info.cli.common import Setting


def serve(
    context: typer.Context,
    address: Annotated[str, typer.Option(help="Where to listen, as host:port.")] = "127.0.0.1:8000",
) -> None:
    """Serve the site and build it again when an entry or a page changes."""
    setting: Setting = context.obj
    run_mkdocs(setting.find_root(), "serve", "--livereload", "--dev-addr", address)
