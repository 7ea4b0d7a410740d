"""A build replaces the files of a running server: the next answer is from the new ones."""

import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any
from weakref import WeakKeyDictionary

from archive.pages.framework import ARCHIVE, EVIDENCE, Database, Datasette, database_file

_HOLDS = {ARCHIVE: "select count(*) from report", EVIDENCE: "select count(*) from original"}

Stamp = tuple[int, int, int]


class Renewal:
    """Watches the files of a Datasette and opens them again once they have been replaced."""

    def __init__(self, datasette: Datasette) -> None:
        archive = database_file(datasette, ARCHIVE)
        self._files = {
            name: archive.with_name(f"{name}.db") for name in _HOLDS if archive is not None
        }
        self._seen = {name: _stamp(path) for name, path in self._files.items()}

    def check(self, datasette: Datasette) -> None:
        """Take up what a build has replaced; a file that cannot be read leaves the old open."""
        now = {name: _stamp(path) for name, path in self._files.items()}
        changed = [name for name, stamp in now.items() if stamp and stamp != self._seen[name]]
        if not changed:
            return
        self._seen = {**self._seen, **{name: now[name] for name in changed}}
        # What was built together is taken up together.
        if all(_is_whole(name, self._files[name]) for name in _HOLDS if now[name]):
            self._take_up(datasette, [name for name in _HOLDS if now[name]])

    def _take_up(self, datasette: Datasette, names: Iterable[str]) -> None:
        """Replace databases, with all that is cached of them, and the threads that read them.

        Datasette keeps a connection for each thread by the database's name, so only new threads
        read the new file. Answers under way end on the old ones.
        """
        retired = datasette.executor
        old: list[Any] = []
        for name in names:
            if name in datasette.databases:
                old += datasette.databases[name]._all_file_connections
                datasette.remove_database(name)
            path = str(self._files[name])
            datasette.add_database(Database(datasette, path=path, is_mutable=False), name=name)
        datasette.executor = ThreadPoolExecutor(datasette.setting("num_sql_threads"))
        Thread(target=_close, args=(retired, old), daemon=True).start()


# Datasette makes its application anew for each request of its own client.
_renewals: WeakKeyDictionary[Datasette, Renewal] = WeakKeyDictionary()


def renewal_of(datasette: Datasette) -> Renewal:
    """Return the one watcher of a Datasette."""
    return _renewals.setdefault(datasette, Renewal(datasette))


def _close(executor: ThreadPoolExecutor, connections: list[sqlite3.Connection]) -> None:
    executor.shutdown(wait=True)
    for connection in connections:
        connection.close()


def _stamp(path: Path) -> Stamp | None:
    """Return what changes when a file is replaced, None while it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _is_whole(name: str, path: Path) -> bool:
    try:
        uri = f"{path.absolute().as_uri()}?immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as conn:
            conn.execute(_HOLDS[name])
    except sqlite3.Error:
        return False
    return True
