"""`nianbao serve`: the archive as web pages."""

from pathlib import Path

import click

from archive.commands.options import PORT, CannotRunError, data_option


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=PORT, default=8001, show_default=True, help="Port to listen on; 0 takes any."
)
def serve(data: Path, host: str, port: int) -> None:
    """Serve the archive's pages, JSON and downloads until interrupted.

    \b
    Example:
        nianbao serve
        nianbao serve --data data --host 0.0.0.0 --port 80

    \b
    Exit codes: 0 ended; 2 there is no archive, or the port is taken.
    """  # noqa: D301 - \b keeps click from wrapping
    from archive import serving  # Datasette is only needed here

    try:
        serving.serve(data, host=host, port=port)
    except serving.ServeError as error:
        raise CannotRunError(str(error)) from error
