"""What every connection of Datasette may do: search in Chinese, and nothing that fells a server."""

import sqlite3
import weakref
from typing import Any

import pluggy

from archive.pages.search import match_query, zh_snippet

hookimpl = pluggy.HookimplMarker("datasette")

# `select zeroblob(900000000)` took a server to 24 GB: no value is longer than LENGTH, no row wider
# than COLUMN, no result larger than MOST_RESULT characters and bytes.
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 50_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
MOST_RESULT = 50_000_000
# What grows inside a statement (`json_group_array`) is measured by no limit but the engine's own,
# which holds for all connections of the process together.
MOST_MEMORY = 256 << 20


# trylast: Datasette's own `escape_fts` is defined by a plugin too, and the last definition holds.
@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Define the search functions and set the limits (not for Datasette's internal tables)."""
    conn.create_function("escape_fts", 1, match_query, deterministic=True)
    conn.create_function("zh_snippet", 2, zh_snippet, deterministic=True)
    if database == "_internal":
        return
    for limit, value in LIMITS.items():
        conn.setlimit(limit, value)
    conn.execute(f"pragma hard_heap_limit = {MOST_MEMORY}")
    conn.row_factory = _Tally().row


class _Tally:
    """Counts what a statement has returned, and ends it before it fills the memory."""

    def __init__(self) -> None:
        self._cursor: weakref.ref[sqlite3.Cursor] | None = None
        self._returned = 0

    def row(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        """Return a row as Datasette wants it. Raises OperationalError when it is one too many."""
        if self._cursor is None or self._cursor() is not cursor:
            self._cursor, self._returned = weakref.ref(cursor), 0
        self._returned += sum(len(value) for value in values if isinstance(value, (str, bytes)))
        if self._returned > MOST_RESULT:
            raise sqlite3.OperationalError("result too large: ask for fewer rows or columns")
        return sqlite3.Row(cursor, values)
