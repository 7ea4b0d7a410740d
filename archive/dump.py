"""`archive.sql.gz`, the archive as SQL: `gunzip -c archive.sql.gz | sqlite3 new.db` restores it.

The search index is written as ordinary INSERTs of the text it indexes: copies of its inner tables
would be smaller, but a `sqlite3` in defensive mode refuses to write those.
"""

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.hanzi import segment
from archive.schema import FTS

OBJECTS = "select type, name, sql from sqlite_schema where type = ? and sql is not null"
INDEXED = """
select r.fts_id, r.title, r.agency_name || ' ' || r.province || ' ' || r.city, t.body
from report r join report_text t on t.report = r.id order by r.fts_id
"""


def dump(archive: Path, target: Path) -> None:
    """Write an archive as compressed SQL; the same archive gives the same bytes."""
    with (
        closing(sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)) as db,
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
    ):
        for statement in statements(db):
            packed.write(f"{statement};\n".encode())


def statements(db: sqlite3.Connection) -> Iterator[str]:
    """Yield the SQL statements that make the archive again."""
    yield "begin"
    tables = [(name, sql) for _, name, sql in db.execute(OBJECTS, ("table",)) if _is_own(name)]
    for name, sql in tables:
        yield sql
        yield from _inserts(db, name)
    yield FTS.strip()
    for rowid, *texts in db.execute(INDEXED):
        values = f"{rowid}, {_quoted(texts)}"
        yield f"insert into report_fts (rowid, title, agency, body) values ({values})"  # noqa: S608 - quoted
    yield "insert into report_fts (report_fts) values ('optimize')"
    for type_ in ("index", "view"):
        yield from (sql for _, _, sql in db.execute(OBJECTS, (type_,)))
    yield "commit"
    yield "analyze"


def _is_own(name: str) -> bool:
    return not name.startswith(("report_fts", "sqlite_"))


def _quoted(texts: list[str]) -> str:
    return ", ".join("'{}'".format(segment(text).replace("'", "''")) for text in texts)


def _inserts(db: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in db.execute(f'pragma table_info("{table}")')]
    values = " || ',' || ".join(f'quote("{column}")' for column in columns)
    for (row,) in db.execute(f'select {values} from "{table}" order by rowid'):  # noqa: S608 - our own names
        yield f'insert into "{table}" values({row})'
