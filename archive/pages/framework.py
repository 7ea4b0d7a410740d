"""Datasette as the pages use it: its names in one place, and short ways to ask the archive.

Datasette 0.65 ships no types, so its objects are `Any` here and nowhere else is it imported.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.app import (  # type: ignore[import-untyped]  # datasette ships no types
    Datasette,
)
from datasette.database import (  # type: ignore[import-untyped]  # datasette ships no types
    Database,
)
from datasette.utils import tilde_encode  # type: ignore[import-untyped]  # no types
from datasette.utils.asgi import (  # type: ignore[import-untyped]  # datasette ships no types
    AsgiFileDownload,
    AsgiStream,
    NotFound,
    Request,
    Response,
)

__all__ = [
    "ARCHIVE",
    "EVIDENCE",
    "AsgiFileDownload",
    "AsgiStream",
    "Database",
    "Datasette",
    "NotFound",
    "Request",
    "Response",
    "ask",
    "ask_one",
    "database_file",
    "page",
    "read_evidence",
    "tilde_encode",
]

ARCHIVE = "archive"
EVIDENCE = "evidence"

Row = dict[str, Any]


async def ask(
    datasette: Datasette, sql: str, params: Mapping[str, object] | None = None
) -> list[Row]:
    """Return the rows of a query on `archive.db` as dictionaries, within Datasette's limits."""
    results = await datasette.get_database(ARCHIVE).execute(sql, dict(params or {}))
    return [dict(row) for row in results.rows]


async def ask_one(
    datasette: Datasette, sql: str, params: Mapping[str, object] | None = None
) -> Row | None:
    """Return the first row of a query on `archive.db`, None if there is none."""
    return next(iter(await ask(datasette, sql, params)), None)


def database_file(datasette: Datasette, name: str) -> Path | None:
    """Return the file of an attached database, None if it is not attached."""
    database = datasette.databases.get(name)
    return Path(database.path) if database is not None else None


def read_evidence(datasette: Datasette, sql: str, params: tuple[object, ...]) -> list[Row]:
    """Return rows of `evidence.db`, read past the length limit of Datasette's own connections.

    Originals are larger than what open SQL may handle. Returns no rows if there is no evidence.
    """
    path = database_file(datasette, EVIDENCE)
    if path is None:
        return []
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute(sql, params)]


async def page(
    datasette: Datasette, request: Request, template: str, context: Mapping[str, object]
) -> Response:
    """Return a page drawn from a template, to be asked for again: a build may have changed it."""
    body = await datasette.render_template(template, dict(context), request=request)
    return Response.html(body, headers={"Cache-Control": "no-cache"})
