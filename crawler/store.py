"""The store: everything the crawler leaves behind, and the only thing the archive reads.

A folder with `warc/*.warc.gz` (the originals, never changed) and `store.db` (the fetch index).
A row is committed only after its record is on the disk; records a dead run left without a row get
one when the store is next opened for writing. Free of Scrapy.
"""

import fcntl
import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from crawler.history import History
from crawler.index import GOOD, Fetch, Index, Link, NewerIndexError, Run
from crawler.reasons import reason_of
from crawler.records import DamagedRecord, Record, place, read_record
from crawler.recovery import recover
from crawler.schema import KEPT
from crawler.sites import Site, site_from
from crawler.verification import Problem, verify
from crawler.warc import Exchange, WarcFiles, payload_digest

__all__ = ["GOOD", "Exchange", "Fetch", "Link", "Problem", "Run", "Store", "StoreError"]
WARC_SIZE = 512 * 2**20  # bytes; a bigger file is closed and a new one begun
COMMIT_EVERY = 1.0  # seconds
LOCK_WAIT = 3.0  # seconds a writer waits for another to let go


class StoreError(Exception):
    """The store cannot be opened or holds no such payload; the message says what to do."""


class Store:
    """The WARC files and fetch index of one folder: one writer at a time, any number of readers.

    Raises `StoreError` where a reader finds no store, or a writer another writer.
    """

    def __init__(
        self, folder: Path, *, read_only: bool = False, info: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.warcs = folder / "warc"
        self.read_only = read_only
        self._lock: BinaryIO | None = None
        path = folder / "store.db"
        if read_only and not path.is_file():
            raise StoreError(f"{folder}: no store here; run a crawl first, or name its folder")
        if not read_only:
            self.warcs.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / "writer.lock")
        lost = not path.is_file()
        try:
            self.index = Index(path, read_only=read_only)
        except NewerIndexError as error:
            self._unlock()
            raise StoreError(f"{path}: written by a newer nianbao; install that one") from error
        except sqlite3.Error as error:
            self._unlock()
            remedy = "move it away and the next crawl rebuilds it from the WARC files"
            raise StoreError(f"{path}: cannot be opened: {error}; {remedy}") from error
        self.history = History(self.index)
        self._files = WarcFiles(self.warcs, WARC_SIZE, info or {})
        self._committed = time.monotonic()
        self.recorded = 0  # by this writer
        if not read_only:
            recover(self.warcs, self.index, lost=lost)
            self.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Make everything durable, give the open WARC file its name, let other writers in."""
        if not self.read_only:
            self.flush()
            self._files.close()
        self.index.close()
        self._unlock()

    # Writing

    def keep_sites(self, sites: Iterable[Site]) -> None:
        """Keep the blocks *sites* are crawled with, so that who reads the store knows the sites."""
        for site in sites:
            self.index.keep_site(site.id, json.dumps(asdict(site), ensure_ascii=False), now())
        self.flush()

    def begin_run(self, sites: Iterable[str], kind: str = "crawl") -> str:
        """Begin a run over *sites* (ids) and return its id; it is `running` until it ends."""
        run = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"
        self.index.begin_run(run, now(), sites, kind)
        self.flush()
        return run

    def end_run(self, run: str, state: str, notes: Mapping[str, str]) -> None:
        """End a run as `done` or `aborted`; *notes* say, by site, what failed."""
        self.index.end_run(run, now(), state, notes)
        self.flush()

    def record(self, fetch: Fetch, exchange: Exchange | None = None) -> Fetch:
        """Keep an outcome, with the exchange where there was an answer; return the row as kept.

        A body that is kept already becomes a `revisit` record.
        """
        assert reason_of(fetch.reason), f"{fetch.reason}: not in reasons.toml"
        kept: dict[str, Any] = {"id": self.index.take_id()}
        if exchange is not None:
            digest = payload_digest(exchange.body)
            # What others give is kept whole: it must not rest on what we fetched, nor that on it.
            is_ours = exchange.body and exchange.status and fetch.reason != "imported"
            original = self._original(digest) if is_ours else None
            kept |= self._files.append(fetch, digest, exchange, original)
        fetch = replace(fetch, **kept)  # once: each time costs a fiftieth of keeping a page
        self.index.add(fetch)
        self.recorded += 1
        self.flush_if_due()
        return fetch

    def see_link(self, link: Link) -> Link:
        """Keep a candidate of a list page, taken or refused; return it with its first day."""
        return self.index.see(link)

    def flush(self) -> None:
        """Make everything so far durable: first the records, then their rows."""
        self._files.sync()
        self.index.commit()
        self._committed = time.monotonic()

    def flush_if_due(self) -> None:
        """Flush where the last time is a second ago: a batch shares one fsync and one commit."""
        if time.monotonic() - self._committed >= COMMIT_EVERY:
            self.flush()

    # Reading

    def fetches(self, *, site: str = "", run: str = "", url: str = "") -> Iterator[Fetch]:
        """Yield every outcome as recorded, in order; of one site, run or address where named."""
        wanted = {"site": site, "run": run, "url": url}
        named = {key: value for key, value in wanted.items() if value}
        where = " AND ".join(f"{key} = ?" for key in named) or "1"
        return self.index.fetches(f"{where} ORDER BY id", tuple(named.values()))

    def by_time(self) -> Iterator[Fetch]:
        """Yield every outcome in the order in which it came: an import may be of long ago."""
        return self.index.fetches("1 ORDER BY fetched_at, id")

    def payload(self, fetch: Fetch) -> bytes:
        """Return the bytes of *fetch* without Content-Encoding, from wherever they are kept.

        Raises `StoreError` where none were kept, or the record is damaged.
        """
        kept: Fetch | None = fetch
        if fetch.record not in ("response", "resource", "conversion"):
            kept = self.index.first(f"sha256 = ? AND {KEPT} ORDER BY id", fetch.sha256)
        if kept is None or not fetch.sha256:
            raise StoreError(f"{fetch.url}: no payload was kept ({fetch.reason})")
        return self._read(kept).payload

    def record_id(self, fetch: Fetch) -> str:
        """Return the WARC-Record-ID of a row's record; raises `StoreError` where it is damaged."""
        return self._read(fetch).id

    def records_of(self, site: str) -> Iterator[Fetch]:
        """Yield the rows of a site that have a record, by their place in the files.

        Where a revisit refers to a body that another site's record keeps, that one comes before it.
        """
        of_site = "site = ? AND record <> '' ORDER BY warc, offset"
        rows = list(self.index.fetches(of_site, (site,)))
        known = {row.sha256 for row in rows if row.record != "revisit"}
        for row in rows:
            if row.record == "revisit" and row.sha256 not in known:
                known.add(row.sha256)
                original = f"sha256 = ? AND {KEPT} ORDER BY id LIMIT 1"
                yield from self.index.fetches(original, (row.sha256,))
            yield row

    def record_bytes(self, fetch: Fetch) -> bytes:
        """Return the record of a row as it stands in its file: one gzip member."""
        with place(self.warcs, fetch.warc).open("rb") as file:
            file.seek(fetch.offset)
            return file.read(fetch.length)

    def runs(self) -> Iterator[Run]:
        """Yield every run, oldest first."""
        return self.index.runs()

    def sites(self) -> tuple[Site, ...]:
        """Return the sites crawled, each as it was last; none where only WARCs were left.

        Raises `SiteError` for a block that is no longer valid.
        """
        where = str(self.folder / "store.db")
        return tuple(site_from(json.loads(block), where) for block in self.index.site_blocks())

    def links(self, site: str = "") -> Iterator[Link]:
        """Yield every candidate link ever seen on a list page, of one site where named."""
        return self.index.links("site = ?", site) if site else self.index.links()

    def verify(self, tick: Callable[[], object] = lambda: None) -> Iterator[Problem]:
        """Re-read every byte, record and hash; yield what is wrong, nothing where all is well.

        *tick* is called once for each fetch that has a record.
        """
        return verify(self.warcs, self.index, tick)

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()

    def _read(self, fetch: Fetch) -> Record:
        try:
            return read_record(place(self.warcs, fetch.warc), fetch.offset, fetch.length)
        except (OSError, DamagedRecord) as error:
            raise StoreError(f"{fetch.warc} at {fetch.offset}: {error}; run verify") from error

    def _original(self, digest: str) -> Fetch | None:
        where = f"digest = ? AND {KEPT} AND record <> 'conversion' ORDER BY id"  # what answered
        return self.index.first(where, digest)


def now() -> str:
    """Return the time in UTC, ISO, to the second, as it stands in every row and record."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _locked(path: Path) -> BinaryIO:
    """Return the open lock file; it frees itself when its process ends, however that happens."""
    file = path.open("ab")
    deadline = time.monotonic() + LOCK_WAIT
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                file.close()
                raise StoreError(
                    f"{path.parent}: another crawl is writing to this store; wait for its end"
                ) from None
            time.sleep(0.1)
        else:
            return file
