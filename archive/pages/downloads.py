"""Files to take away: the databases, the SQL dump, every table as one CSV."""

import asyncio
import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.pages.framework import (
    ARCHIVE,
    EVIDENCE,
    AsgiFileDownload,
    AsgiStream,
    Datasette,
    NotFound,
    Request,
    Response,
    ask,
    database_file,
    page,
)

DUMP = "archive.sql.gz"
CHUNK = 2_000
BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
_NAMES = "select name, type from sqlite_master where type in ('table', 'view') order by name"


@dataclass(frozen=True, slots=True)
class Offer:
    """A file to download: its name, address and size in bytes."""

    name: str
    href: str
    size: int


def offers(datasette: Datasette) -> list[Offer]:
    """Return the files that are there to download."""
    files = [
        database_file(datasette, ARCHIVE),
        _dump(datasette),
        database_file(datasette, EVIDENCE),
    ]
    return [
        Offer(path.name, f"/{path.name}", path.stat().st_size)
        for path in files
        if path is not None and path.is_file()
    ]


def _dump(datasette: Datasette) -> Path | None:
    archive = database_file(datasette, ARCHIVE)
    return archive.with_name(DUMP) if archive else None


async def downloads_page(datasette: Datasette, request: Request) -> Response:
    """Answer `/downloads`."""
    names = [row for row in await ask(datasette, _NAMES) if is_published(row["name"])]
    counts = await datasette.get_database(ARCHIVE).table_counts(limit=500)
    tables = [{**row, "n": counts.get(row["name"])} for row in names]
    context = {"offers": offers(datasette), "tables": tables}
    return await page(datasette, request, "downloads.html", context)


def is_published(name: str) -> bool:
    """Tell tables of ours from SQLite's own and the search index's."""
    return not name.startswith(("sqlite_", "report_fts"))


async def sql_dump(datasette: Datasette, request: Request) -> AsgiFileDownload:
    """Answer `/archive.sql.gz`."""
    path = _dump(datasette)
    if path is None or not path.is_file():
        raise NotFound(DUMP)
    return AsgiFileDownload(str(path), filename=DUMP, content_type="application/gzip")


async def whole_table(datasette: Datasette, request: Request) -> AsgiStream:
    """Answer `/downloads/<table>.csv`: all rows in one pass, however many there are.

    Datasette's own stream asks page by page, which takes forever on view `fact`.
    """
    name = request.url_vars["table"]
    names = {row["name"] for row in await ask(datasette, _NAMES) if is_published(row["name"])}
    path = database_file(datasette, ARCHIVE)
    if path is None or name not in names:
        raise NotFound(name)
    chunks = _chunks(path, name)

    async def write(stream: AsgiStream) -> None:
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            await stream.write(chunk)

    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return AsgiStream(write, headers=headers, content_type="text/csv; charset=utf-8")


def _chunks(path: Path, table: str) -> Iterator[str]:
    """Yield a table as CSV text, some thousand rows at a time."""
    uri = f"{path.absolute().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True, check_same_thread=False)) as conn:
        cursor = conn.execute(f'select * from "{table}"')  # noqa: S608 - a name of the schema
        yield BOM + _csv([[column[0] for column in cursor.description]])
        while rows := cursor.fetchmany(CHUNK):
            yield _csv(rows)


def _csv(rows: list[list[str]] | list[tuple[object, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
