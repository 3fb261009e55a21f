"""`llm-info serve`: the site on this machine, built again on every change."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from typing import Annotated

import platformdirs
import typer
from rich.text import Text

from llm_info import report
from llm_info.cli.build import check_config
from llm_info.cli.common import Setting, line_reader, stderr, talk
from llm_info.errors import LlmInfoError
from llm_info.site.building import BrokenCatalogError, Builder


def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="Where to listen; anything but this machine shows it to others.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes one that is free.")
    ] = 8000,
) -> None:
    """Serve the site, build what a change touches, and load pages again that show it.

    What is wrong with the catalog is said here and in the browser, until the next save. The site is
    kept in the cache folder: the next time it is there at once, and only brought up to date.
    """
    # the server and the watcher are of no use to any other verb
    from llm_info.site.serving.live import Live, base_of  # noqa: PLC0415
    from llm_info.site.serving.news import News  # noqa: PLC0415
    from llm_info.site.serving.place import place_of  # noqa: PLC0415
    from llm_info.site.serving.server import Server  # noqa: PLC0415
    from llm_info.site.serving.watching import Watcher  # noqa: PLC0415

    setting: Setting = context.obj
    root = setting.find_root().absolute()
    check_config(root)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    news = News()
    with (
        place_of(root, platformdirs.user_cache_path("llm-info") / "served") as place,
        Server(host, port, place / "site", news) as server,
        Watcher() as watcher,
    ):
        builder = Builder(root, server.folder, place / "memory.sqlite", indexes=False)
        server.base = base_of(builder.address())
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        if builder.folder.exists() and not setting.quiet:
            talk(f"{server.address} shows the site of the last time; what has changed is made now")

        def done(count: int) -> None:
            if not setting.quiet:
                talk(f"{server.address} is up to date ({count} files written)")

        with suppress(KeyboardInterrupt):  # how one ends it
            Live(builder, server, news, _told, done).run(watcher)
        news.end()
        server.shutdown()


def _told(error: Exception, heard: list[str]) -> str:
    """Print why the site is not built, and return it for the browser."""
    if isinstance(error, BrokenCatalogError):
        text = report.findings_as_text(error.findings, line_reader(error.reading))
        text.append(f"the site stays as it was: {report.counted(len(error.findings), 'error')}\n")
        stderr().print(text, end="", soft_wrap=True)
        return text.plain
    lines = [str(error)]
    if isinstance(error, LlmInfoError) and error.hint and not heard:
        lines.append(error.hint)
    told = "\n".join(lines)
    talk(Text.assemble(("error: ", "red"), told))
    return "\n".join([*heard, told])
