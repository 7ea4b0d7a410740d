"""Serves a data folder: Datasette with our pages, hardened, the files immutable.

A build that replaces the files is taken up with the next request (see `archive.pages.renewal`).
"""

import copy
import socket
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import uvicorn
import yaml  # type: ignore[import-untyped]  # its stubs are not among our dependencies
from datasette.app import Datasette  # type: ignore[import-untyped]  # datasette ships no types

HERE = Path(__file__).resolve().parent
METADATA = "datasette-metadata.yml"
ARCHIVE = "archive.db"
EVIDENCE = "evidence.db"
SETTINGS: Mapping[str, object] = {
    "sql_time_limit_ms": 3000,
    "max_returned_rows": 2000,
    "default_page_size": 50,
    "suggest_facets": False,
    "facet_time_limit_ms": 500,
    "default_cache_ttl": 3600,
    "truncate_cells_html": 300,
    "allow_download": True,
    "max_csv_mb": 0,
}


class ServeError(Exception):
    """The folder cannot be served; the message is one line that names the next step."""


def metadata_file() -> Path:
    """Return the metadata: beside the package in an installed wheel, above it in a checkout."""
    inside = HERE / METADATA
    return inside if inside.exists() else HERE.parent / METADATA


def metadata(path: Path | None = None) -> dict[str, Any]:
    """Return the metadata as loaded from YAML."""
    loaded = yaml.safe_load((path or metadata_file()).read_text(encoding="utf-8"))
    return loaded if isinstance(loaded, dict) else {}


def datasette(data: Path) -> Datasette:
    """Return Datasette over a data folder, as served. Raises ServeError without an archive."""
    archive, evidence = data / ARCHIVE, data / EVIDENCE
    if not archive.is_file():
        raise ServeError(f"{archive} is not there: run `nianbao build --data {data}` first")
    _check(archive, data)
    files = [str(path.absolute()) for path in (archive, evidence) if path.is_file()]
    return Datasette(
        [],
        immutables=files,
        # Datasette completes what it is given: every instance gets its own.
        metadata=copy.deepcopy(metadata()),
        template_dir=str(HERE / "templates"),
        plugins_dir=str(HERE / "plugins"),
        static_mounts=[("static", str(HERE / "static"))],
        settings=dict(SETTINGS),
    )


def _check(archive: Path, data: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            conn.execute("select count(*) from report")
    except sqlite3.Error as error:
        remedy = f"run `nianbao build --data {data}` again"
        raise ServeError(f"{archive} is no archive ({error}): {remedy}") from error


def serve(data: Path, *, host: str = "127.0.0.1", port: int = 8001, quiet: bool = False) -> None:
    """Serve a data folder until interrupted; prints the address when ready.

    Port 0 takes a free one. Raises ServeError without an archive or for a port that is taken.
    """
    app = datasette(data).app()
    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_level="warning",
        server_header=False,
        ws="none",
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    # Ctrl-C is how a server ends: uvicorn closes everything, then passes the interrupt on.
    with listening, suppress(KeyboardInterrupt):
        _Server(config, _address(listening), quiet=quiet).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise ServeError(
            f"cannot listen on {host}:{port} ({error.strerror}): choose with --host and --port"
        ) from error
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Server(uvicorn.Server):
    """Uvicorn that says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, address: str, *, quiet: bool) -> None:
        super().__init__(config)
        self._address = address
        self._quiet = quiet

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and not self._quiet:
            print(f"年报 Nianbao: {self._address}", flush=True)
