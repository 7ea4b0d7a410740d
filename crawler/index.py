"""The fetch index: every outcome of every request, every link seen, every run, in `store.db`.

Rows only; what was fetched lies in the WARC files the rows point into.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path

from crawler.reasons import of_kind
from crawler.schema import VERSION, prepare, selection, version_of

GOOD = of_kind("document")  # reasons after which a document is known and current
STEPS = of_kind("step")  # reasons on the way to an outcome


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and how it ended.

    `kind` is list, report, attachment, robots or part (what a page drawn by script asked for);
    `parent` the address of the list a report stood on, or of the page an attachment or a part
    belongs to. `url` is the address first asked for, `final_url` the one that answered. `sha256`
    and `size` (bytes) are of the payload, without its Content-Encoding. `reason` is one of
    `reasons.toml`: a document, a step on the way to it, or why there is none. `record` is what the
    WARC holds: response, resource (a file without the answer it came in), revisit (an identical
    body is kept elsewhere), conversion (a page as its script drew it), or nothing (""). `sent` is
    the body of a POST, which tells pages of one address apart; `origin` says (JSON) who imported
    what.
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
    sent: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A candidate on a list page, taken (`accepted`) or refused with its reason.

    A report that its list shows no longer has the reason `vanished`: `last_seen` is its last day
    there, `absent` the time from which it was missed ("" where a store of old does not say), and
    `absent_after` the id of the last fetch before.
    What is only called like the column of reports has the reason `column`; an address made of a
    year and a body where no report stands has `not_published`.
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
    absent: str = ""
    absent_after: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl, or one import (`kind`). `state` is running, done or aborted.

    `reasons` counts fetches by site and reason; `notes` says for a site that failed why it did.
    """

    id: str
    started: str
    finished: str
    sites: tuple[str, ...]
    state: str
    reasons: Mapping[str, Mapping[str, int]]
    notes: Mapping[str, str]
    kind: str = "crawl"


COLUMNS = tuple(field.name for field in fields(Fetch))
# Ten times as fast as `dataclasses.astuple`, which copies deeply.
values_of: Callable[[Fetch], tuple[object, ...]] = attrgetter(*COLUMNS)
LINK_COLUMNS = tuple(field.name for field in fields(Link))
link_values: Callable[[Link], tuple[object, ...]] = attrgetter(*LINK_COLUMNS)
INSERT = f"INSERT INTO fetch VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own column names only
SEE_LINK = f"""
INSERT INTO link ({", ".join(LINK_COLUMNS)}) VALUES ({", ".join("?" * len(LINK_COLUMNS))})
ON CONFLICT DO UPDATE SET title = excluded.title, date = excluded.date,
    last_seen = excluded.last_seen, accepted = excluded.accepted, reason = excluded.reason,
    absent = excluded.absent, absent_after = excluded.absent_after,
    report = CASE WHEN excluded.accepted OR excluded.report <> '' THEN excluded.report
        ELSE link.report END
RETURNING first_seen
"""  # noqa: S608 - our own column names only
RUN_COLUMNS = ("id", "started", "finished", "sites", "state", "notes", "kind")
KEEP_SITE = """
INSERT INTO site VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET block = excluded.block, seen = excluded.seen
"""
HAS_SITES = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'site'"


class NewerIndexError(Exception):
    """The file was written by a later version of this program; the store says so."""


class Index:
    """The tables of one `store.db`; nothing is durable before `commit`."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        mode = "ro" if read_only else "rwc"
        self.db = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=30)
        if version_of(self.db) > VERSION:
            raise NewerIndexError
        if not read_only:
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            prepare(self.db)
        self.columns = selection(self.db, "fetch", COLUMNS)
        self.link_columns = selection(self.db, "link", LINK_COLUMNS)
        self.last_id = int(self.db.execute("SELECT max(id) FROM fetch").fetchone()[0] or 0)

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
        sql = f"SELECT {self.columns} FROM fetch WHERE {where}"  # noqa: S608 - our own columns
        for row in self.db.execute(sql, tuple(values)):
            yield Fetch(*row)

    def first(self, where: str, *values: object) -> Fetch | None:
        """Return the first row of *where*, None where there is none."""
        return next(self.fetches(f"{where} LIMIT 1", values), None)

    def forget_beyond(self, warc: str, size: int) -> None:
        """Delete the rows of a file that point past its end: a crash took their records."""
        self.db.execute("DELETE FROM fetch WHERE warc = ? AND offset + length > ?", (warc, size))

    def end_of(self, warc: str) -> int:
        """Return the byte after the last record of a file that has a row."""
        row = self.db.execute("SELECT max(offset + length) FROM fetch WHERE warc = ?", (warc,))
        return int(row.fetchone()[0] or 0)

    def see(self, link: Link) -> Link:
        """Insert or refresh a link and return it as kept: the day it was first seen stays."""
        (first_seen,) = self.db.execute(SEE_LINK, link_values(link)).fetchone()
        return replace(link, first_seen=first_seen)

    def links(self, where: str = "1", *values: object) -> Iterator[Link]:
        """Yield links by site, list and address: every one ever seen, or those of *where*."""
        sql = f"SELECT {self.link_columns} FROM link WHERE {where} ORDER BY site, list_url, url"  # noqa: S608 - conditions of ours
        for row in self.db.execute(sql, values):
            link = Link(*row)
            after = int(link.absent_after or 0)  # an older store has ""
            yield replace(link, accepted=bool(link.accepted), absent_after=after)

    def keep_site(self, site: str, block: str, seen: str) -> None:
        """Insert or replace a site's block (JSON)."""
        self.db.execute(KEEP_SITE, (site, block, seen))

    def site_blocks(self) -> Iterator[str]:
        """Yield the block (JSON) of every site, by id; none of an index older than the table."""
        if self.db.execute(HAS_SITES).fetchone():
            for (block,) in self.db.execute("SELECT block FROM site ORDER BY id"):
                yield block

    def begin_run(self, run: str, started: str, sites: Iterable[str], kind: str) -> None:
        """Insert a run; those left running by a dead process become aborted."""
        self.db.execute("UPDATE run SET state = 'aborted' WHERE state = 'running'")
        self.db.execute(
            "INSERT INTO run (id, started, sites, state, kind) VALUES (?, ?, ?, 'running', ?)",
            (run, started, json.dumps(list(sites)), kind),
        )

    def end_run(self, run: str, finished: str, state: str, notes: Mapping[str, str]) -> None:
        """Write how a run ended."""
        self.db.execute(
            "UPDATE run SET finished = ?, state = ?, notes = ? WHERE id = ?",
            (finished, state, json.dumps(dict(notes), ensure_ascii=False), run),
        )

    def runs(self) -> Iterator[Run]:
        """Yield every run, oldest first."""
        columns = selection(self.db, "run", RUN_COLUMNS)
        sql = f"SELECT {columns} FROM run ORDER BY started, id"  # noqa: S608 - our own columns
        for run, started, finished, sites, state, notes, kind in self.db.execute(sql).fetchall():
            names, said, counted = tuple(json.loads(sites)), json.loads(notes), self.reasons(run)
            yield Run(run, started, finished, names, state, counted, said, kind or "crawl")

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
