"""The fetch index: every outcome of every request, every link seen, every run, in `store.db`.

Rows only; what was fetched lies in the WARC files the rows point into.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path

from crawler.reasons import of_kind

GOOD = of_kind("document")  # reasons after which a document is known and current
SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
    id TEXT PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL DEFAULT '',
    sites TEXT NOT NULL, state TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fetch (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, site TEXT NOT NULL, url TEXT NOT NULL,
    final_url TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT NOT NULL, title TEXT NOT NULL,
    listed_date TEXT NOT NULL, fetched_at TEXT NOT NULL, status INTEGER,
    content_type TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
    sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    warc TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, reason TEXT NOT NULL,
    spider TEXT NOT NULL, spider_version TEXT NOT NULL, note TEXT NOT NULL,
    digest TEXT NOT NULL, record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS fetch_url ON fetch (url, id);
CREATE INDEX IF NOT EXISTS fetch_digest ON fetch (digest) WHERE record = 'response';
CREATE INDEX IF NOT EXISTS fetch_sha256 ON fetch (sha256) WHERE record = 'response';
CREATE INDEX IF NOT EXISTS fetch_run ON fetch (run, site, kind, reason);
CREATE TABLE IF NOT EXISTS link (
    site TEXT NOT NULL, list_url TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
    date TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
    accepted INTEGER NOT NULL, reason TEXT NOT NULL, report TEXT NOT NULL DEFAULT '',
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
CREATE INDEX IF NOT EXISTS tally_list ON tally (site, list_url, id);
CREATE TABLE IF NOT EXISTS health (
    id INTEGER PRIMARY KEY, site TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL,
    state TEXT NOT NULL, since TEXT NOT NULL, cause TEXT NOT NULL,
    expected INTEGER NOT NULL, owed INTEGER NOT NULL, found INTEGER NOT NULL,
    note TEXT NOT NULL, note_en TEXT NOT NULL, UNIQUE (site, run)
);
CREATE TABLE IF NOT EXISTS told (site TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 2;
"""
# What an older store lacks: (table, column, how it is added).
ADDED = (("link", "report", "ALTER TABLE link ADD COLUMN report TEXT NOT NULL DEFAULT ''"),)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and how it ended.

    `kind` is list, report, attachment or robots; `parent` the address of the list a report stood
    on, or of the page an attachment belongs to. `url` is the address first asked for, `final_url`
    the one that answered. `sha256` and `size` (bytes) are of the payload, without its
    Content-Encoding. `reason` is one of `reasons.toml`: a document, a step on the way to it, or why
    there is none. `record` is what the WARC holds: response, revisit (an identical body is kept
    elsewhere), or nothing ("").
    """

    id: int = 0
    run: str = ""
    site: str = ""
    url: str = ""
    final_url: str = ""
    kind: str = ""
    parent: str = ""
    title: str = ""
    listed_date: str = ""
    fetched_at: str = ""
    status: int | None = None
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    text_sha256: str = ""
    size: int = 0
    warc: str = ""
    offset: int = 0
    length: int = 0
    reason: str = ""
    spider: str = ""
    spider_version: str = ""
    note: str = ""
    digest: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A candidate on a list page, taken (`accepted`) or refused with its reason.

    A report that its list shows no longer has the reason `vanished`; `last_seen` is its last day.
    `report` is the address of the report that a refused explainer (解读, 图片版) belongs to.
    """

    site: str
    list_url: str
    url: str
    title: str
    date: str
    first_seen: str
    last_seen: str
    accepted: bool
    reason: str
    report: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl. `state` is running, done or aborted; `reasons` counts fetches by site, reason.

    `notes` says for a site that failed why it did.
    """

    id: str
    started: str
    finished: str
    sites: tuple[str, ...]
    state: str
    reasons: Mapping[str, Mapping[str, int]]
    notes: Mapping[str, str]


COLUMNS = tuple(field.name for field in fields(Fetch))
# Ten times as fast as `dataclasses.astuple`, which copies deeply.
values_of: Callable[[Fetch], tuple[object, ...]] = attrgetter(*COLUMNS)
link_values: Callable[[Link], tuple[object, ...]] = attrgetter(*(f.name for f in fields(Link)))
SELECT = f"SELECT {', '.join(COLUMNS)} FROM fetch"  # noqa: S608 - our own column names
INSERT = f"INSERT INTO fetch VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own column names only
SEE_LINK = """
INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET title = excluded.title, date = excluded.date,
    last_seen = excluded.last_seen, accepted = excluded.accepted, reason = excluded.reason,
    report = CASE WHEN excluded.accepted OR excluded.report <> '' THEN excluded.report
        ELSE link.report END
"""


VANISHED = "vanished"  # the reason of a link to a report that its list shows no longer
STANDING = "SELECT url FROM link WHERE site = ? AND list_url = ? AND accepted AND reason <> ?"
VANISH = "UPDATE link SET reason = ? WHERE site = ? AND list_url = ? AND url = ?"
KEEP_SITE = """
INSERT INTO site VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET block = excluded.block, seen = excluded.seen
"""
HAS_SITES = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'site'"


class Index:
    """The tables of one `store.db`; nothing is durable before `commit`."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        mode = "ro" if read_only else "rwc"
        self.db = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=30)
        if not read_only:
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            self.db.executescript(SCHEMA)
            self._complete()
        self.last_id = int(self.db.execute("SELECT max(id) FROM fetch").fetchone()[0] or 0)

    def _complete(self) -> None:
        """Give a store written by an older version the columns it lacks."""
        for table, column, add in ADDED:
            columns = self.db.execute("SELECT name FROM pragma_table_info(?)", (table,))
            if (column,) not in columns.fetchall():
                self.db.execute(add)

    def commit(self) -> None:
        """Make every row so far durable."""
        self.db.commit()

    def close(self) -> None:
        """Let go of the file; what was not committed is gone."""
        self.db.close()

    def take_id(self) -> int:
        """Return the id of the next row; there is one writer, so it stays free until used."""
        self.last_id += 1
        return self.last_id

    def add(self, fetch: Fetch) -> None:
        """Insert a row under its id."""
        self.db.execute(INSERT, values_of(fetch))

    def fetches(self, where: str = "1", values: Iterable[object] = ()) -> Iterator[Fetch]:
        """Yield rows in the order of *where*, a condition of ours with `?` for *values*."""
        for row in self.db.execute(f"{SELECT} WHERE {where}", tuple(values)):
            yield Fetch(*row)

    def first(self, where: str, *values: object) -> Fetch | None:
        """Return the first row of *where*, None where there is none."""
        row = self.db.execute(f"{SELECT} WHERE {where} LIMIT 1", values).fetchone()
        return Fetch(*row) if row else None

    def forget_beyond(self, warc: str, size: int) -> None:
        """Delete the rows of a file that point past its end: a crash took their records."""
        self.db.execute("DELETE FROM fetch WHERE warc = ? AND offset + length > ?", (warc, size))

    def end_of(self, warc: str) -> int:
        """Return the byte after the last record of a file that has a row."""
        row = self.db.execute("SELECT max(offset + length) FROM fetch WHERE warc = ?", (warc,))
        return int(row.fetchone()[0] or 0)

    def see(self, link: Link) -> None:
        """Insert or refresh a link; the day it was first seen stays."""
        self.db.execute(SEE_LINK, link_values(link))

    def links(self) -> Iterator[Link]:
        """Yield every link ever seen, by site, list and address."""
        for row in self.db.execute("SELECT * FROM link ORDER BY site, list_url, url"):
            yield replace(Link(*row), accepted=bool(row[7]))

    def vanish(self, site: str, list_url: str, seen: Collection[str]) -> list[str]:
        """Mark the reports of a list that are not among *seen*; return those not marked before.

        A list that changes between http and https has lost nothing.
        """
        rows = self.db.execute(STANDING, (site, list_url, VANISHED)).fetchall()
        standing = {url.partition(":")[2] for url in seen}
        gone = [url for (url,) in rows if url.partition(":")[2] not in standing]
        self.db.executemany(VANISH, [(VANISHED, site, list_url, url) for url in gone])
        return gone

    def keep_site(self, site: str, block: str, seen: str) -> None:
        """Insert or replace a site's block (JSON)."""
        self.db.execute(KEEP_SITE, (site, block, seen))

    def site_blocks(self) -> Iterator[str]:
        """Yield the block (JSON) of every site, by id; none of an index older than the table."""
        if self.db.execute(HAS_SITES).fetchone():
            for (block,) in self.db.execute("SELECT block FROM site ORDER BY id"):
                yield block

    def begin_run(self, run: str, started: str, sites: Iterable[str]) -> None:
        """Insert a run; those left running by a dead process become aborted."""
        self.db.execute("UPDATE run SET state = 'aborted' WHERE state = 'running'")
        self.db.execute(
            "INSERT INTO run (id, started, sites, state) VALUES (?, ?, ?, 'running')",
            (run, started, json.dumps(list(sites))),
        )

    def end_run(self, run: str, finished: str, state: str, notes: Mapping[str, str]) -> None:
        """Write how a run ended."""
        self.db.execute(
            "UPDATE run SET finished = ?, state = ?, notes = ? WHERE id = ?",
            (finished, state, json.dumps(dict(notes), ensure_ascii=False), run),
        )

    def runs(self) -> Iterator[Run]:
        """Yield every run, oldest first."""
        rows = self.db.execute(
            "SELECT id, started, finished, sites, state, notes FROM run ORDER BY started, id"
        ).fetchall()
        for run, started, finished, sites, state, notes in rows:
            names, said = tuple(json.loads(sites)), json.loads(notes)
            yield Run(run, started, finished, names, state, self.reasons(run), said)

    def reasons(self, run: str) -> dict[str, dict[str, int]]:
        """Return how many fetches of a run ended how, by site and reason, robots.txt left out."""
        found: dict[str, dict[str, int]] = {}
        for (site, kind, reason), count in self.counts(run).items():
            if kind != "robots":
                of_site = found.setdefault(site, {})
                of_site[reason] = of_site.get(reason, 0) + count
        return found

    def counts(self, run: str) -> dict[tuple[str, str, str], int]:
        """Return how many fetches of a run there are by (site, kind, reason)."""
        rows = self.db.execute(
            "SELECT site, kind, reason, count(*) FROM fetch WHERE run = ? GROUP BY 1, 2, 3", (run,)
        )
        return {(site, kind, reason): count for site, kind, reason, count in rows}
