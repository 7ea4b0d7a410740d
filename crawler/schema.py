"""The tables of `store.db`, and how those of an older version are brought up to date.

A reader may not change the file: it reads an older one with the new columns empty.
"""

import sqlite3
from collections.abc import Iterable

VERSION = 5
# Rows whose record holds the body itself.
KEPT = "record IN ('response', 'resource', 'conversion')"
TABLES = """
CREATE TABLE IF NOT EXISTS run (
    id TEXT PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL DEFAULT '',
    sites TEXT NOT NULL, state TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '{}',
    kind TEXT NOT NULL DEFAULT 'crawl'
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fetch (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, site TEXT NOT NULL, url TEXT NOT NULL,
    final_url TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT NOT NULL, title TEXT NOT NULL,
    listed_date TEXT NOT NULL, fetched_at TEXT NOT NULL, status INTEGER,
    content_type TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
    sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    warc TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, reason TEXT NOT NULL,
    spider TEXT NOT NULL, spider_version TEXT NOT NULL, note TEXT NOT NULL,
    digest TEXT NOT NULL, record TEXT NOT NULL,
    sent TEXT NOT NULL DEFAULT '', origin TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS link (
    site TEXT NOT NULL, list_url TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
    date TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
    accepted INTEGER NOT NULL, reason TEXT NOT NULL, report TEXT NOT NULL DEFAULT '',
    absent TEXT NOT NULL DEFAULT '', absent_after INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site, list_url, url)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS site (
    id TEXT PRIMARY KEY, block TEXT NOT NULL, seen TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tally (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, site TEXT NOT NULL, list_url TEXT NOT NULL,
    pages INTEGER NOT NULL, links INTEGER NOT NULL, accepted INTEGER NOT NULL,
    failure TEXT NOT NULL, may_lack INTEGER NOT NULL, sound INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS health (
    id INTEGER PRIMARY KEY, site TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL,
    state TEXT NOT NULL, since TEXT NOT NULL, cause TEXT NOT NULL,
    expected INTEGER NOT NULL, owed INTEGER NOT NULL, found INTEGER NOT NULL,
    note TEXT NOT NULL, note_en TEXT NOT NULL, UNIQUE (site, run)
);
CREATE TABLE IF NOT EXISTS told (site TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
"""
INDEXES = f"""CREATE INDEX IF NOT EXISTS fetch_url ON fetch (url, id);
CREATE INDEX IF NOT EXISTS fetch_digest ON fetch (digest) WHERE {KEPT};
CREATE INDEX IF NOT EXISTS fetch_sha256 ON fetch (sha256) WHERE {KEPT};
CREATE INDEX IF NOT EXISTS fetch_run ON fetch (run, site, kind, reason);
CREATE INDEX IF NOT EXISTS fetch_parent ON fetch (parent) WHERE kind = 'attachment';
CREATE INDEX IF NOT EXISTS tally_list ON tally (site, list_url, id);
CREATE INDEX IF NOT EXISTS link_url ON link (url);"""
ADDED = (  # columns that older stores lack, some or all of them
    ("link", "report", "TEXT NOT NULL DEFAULT ''"),
    ("link", "absent", "TEXT NOT NULL DEFAULT ''"),  # since version 4
    ("link", "absent_after", "INTEGER NOT NULL DEFAULT 0"),
    ("run", "kind", "TEXT NOT NULL DEFAULT 'crawl'"),
    ("fetch", "sent", "TEXT NOT NULL DEFAULT ''"),
    ("fetch", "origin", "TEXT NOT NULL DEFAULT ''"),
)
WIDENED = (
    "fetch_digest",
    "fetch_sha256",
)  # indexes with conditions widened in 3 and 5


def version_of(db: sqlite3.Connection) -> int:
    """Return which version of the tables a file has, 0 where it has none yet."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def prepare(db: sqlite3.Connection) -> None:
    """Create the tables, or bring an older version's up to date, all at once or not at all."""
    if version_of(db) == VERSION:
        return
    db.executescript("BEGIN IMMEDIATE;" + TABLES)
    lacking = [each for each in ADDED if each[1] not in _columns(db, each[0])]
    steps = [f"ALTER TABLE {table} ADD COLUMN {name} {kind};" for table, name, kind in lacking]
    steps += [f"DROP INDEX IF EXISTS {name};" for name in WIDENED]
    for step in (*steps, *INDEXES.split("\n")):
        db.execute(step)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.commit()


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def selection(db: sqlite3.Connection, table: str, columns: Iterable[str]) -> str:
    """Return the columns to select from a table, "" standing in for those it does not have yet."""
    there = _columns(db, table)
    return ", ".join(name if name in there else f"'' AS {name}" for name in columns)
