"""`nianbao demo`: the demonstration city, from nothing to pages."""

from pathlib import Path

import click

from archive.commands.options import FOLDER, PORT


@click.command()
@click.option(
    "--dir",
    "folder",
    type=FOLDER,
    default=Path("demo-data"),
    show_default=True,
    help="Folder for the demonstration's store and databases; made anew.",
)
@click.option("--serve/--no-serve", default=True, help="Serve the pages at the end, or exit.")
@click.option("--port", type=PORT, default=8001, show_default=True, help="Port of the pages.")
@click.pass_context
def demo(context: click.Context, folder: Path, *, serve: bool, port: int) -> None:
    """Make a synthetic city (示例市), crawl it over loopback, build the archive and serve it.

    \b
    Example:
        nianbao demo
        nianbao demo --no-serve --dir /tmp/demo

    \b
    Exit codes: 0 done; 1 something of it failed; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    from archive.demo.demo import demo as run  # needed by this command alone

    context.exit(run(folder, serve=serve, port=port))
