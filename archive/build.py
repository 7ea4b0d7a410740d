"""The build: every original of the store parsed into fresh databases, which replace the old ones.

Originals are read once, in bounded processes; what they gave waits in a scratch database until all
is known, and is then written in the order of its keys. The databases are made beside the old ones
and renamed over them, so a reader sees the old archive or the new one, whatever kills the build.
"""

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive.doubts import remarks
from archive.dump import dump
from archive.evidence import fill_evidence
from archive.filling import fill
from archive.intake import Tick, Work, read_all
from archive.joining import Joined, opened
from archive.placing import place
from archive.reviews import SHIPPED, load_reviews
from archive.schema import create_archive, create_evidence
from archive.staging import n_mismatches, open_staging, stage_fetches, stage_links
from archive.wording import counted
from archive.worker import DAMAGED
from crawler.sites import Site
from crawler.store import Store

BUILDING = ".building"
FILES = ("evidence.db", "archive.db", "archive.sql.gz")  # in the order in which they take place

FAILED = """
select fault, count(*) from finding
where outcome = 'fail' and rule not in (select value from json_each(?))
group by fault order by fault
"""


class BuildError(Exception):
    """The build cannot be made: another one is at work, or no original can be read."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build found; `failed_checks` counts by fault, "" where nobody's is known."""

    reports: int
    partial: int
    agencies: int
    documents: Mapping[str, int]
    failed_checks: Mapping[str, int]
    mismatches: int

    @property
    def damaged(self) -> int:
        """How many documents the store has lost: their records cannot be read."""
        return self.documents.get(DAMAGED, 0)

    def __str__(self) -> str:
        documents = ", ".join(f"{count} {status}" for status, count in self.documents.items())
        faults = ", ".join(f"{n} {fault or 'none'}" for fault, n in self.failed_checks.items())
        return (
            f"{counted(self.reports, 'report')} ({self.partial} partial)"
            f" of {counted(self.agencies, 'agency', 'agencies')}; "
            f"documents: {documents or 'none'}; failed checks by fault: {faults or 'none'}"
            + (
                f"; {counted(self.mismatches, 'CELL', 'CELLS')} WITHOUT THEIR TEXT"
                * bool(self.mismatches)
            )
            + (f"; {self.damaged} DAMAGED IN THE STORE, see `nianbao verify`" * bool(self.damaged))
        )


def build(
    data: Path,
    sites: Sequence[Site],
    *,
    jobs: int = 1,
    tick: Tick = lambda _: None,
    reviews: Path = SHIPPED,
    shards: Sequence[Path] = (),
) -> Summary:
    """Build the databases of a data folder from its store, and from those of other data folders.

    Args:
        data: the databases are written into it; its own `store` is needed where no shard is named.
        sites: the registry; a site that it lacks is as the crawl kept it in the store.
        jobs: worker processes.
        tick: called for progress.
        reviews: folder of the corrections and verdicts to apply.
        shards: data folders whose stores are read too, in any order.

    Raises:
        BuildError: another build is at work in this folder, no original can be read, a site is
            described nowhere.
        SameSiteError: two folders hold different captures of one site.
        SiteError: the block of a site in the store is no longer valid.
        ReviewError: the corrections or verdicts are not valid.
        StoreError: there is no store, or it is damaged.
    """
    load_reviews(reviews)
    with _alone(data), opened(data, shards) as store:
        _clean(data)
        try:
            summary = _build(data, store, sites, Work(jobs, tick, reviews))
            _put_in_place(data)
        finally:
            _clean(data)
    return summary


def _build(data: Path, store: Joined, sites: Sequence[Site], work: Work) -> Summary:
    staging = open_staging(_building(data, "staging"))
    stage_fetches(staging, store.fetches())
    stage_links(staging, store.links(), store.absences())
    known = _known_sites(staging, (*store.sites(), *sites))
    read_all(staging, data, store, work)
    _refuse_if_all_lost(staging, store.stores)
    agencies = place(staging, known)
    with _writing(create_evidence(_building(data, "evidence.db"))) as evidence:
        fill_evidence(evidence, staging)
    with _writing(create_archive(_building(data, "archive.db"))) as archive:
        fill(archive, staging, known, agencies, store.runs(), store.healths())
        archive.execute("analyze")
        summary = _summary(archive, n_mismatches(staging))
    staging.close()
    dump(_building(data, "archive.db"), _building(data, "archive.sql.gz"))
    return summary


def _refuse_if_all_lost(staging: sqlite3.Connection, stores: Sequence[Store]) -> None:
    """Keep the old archive where a disk is away: an empty one would take its place."""
    sql = "select count(*), sum(status = ?) from reading"
    found, damaged = staging.execute(sql, (DAMAGED,)).fetchone()
    if found and found == damaged:
        folders = ", ".join(str(store.folder) for store in stores)
        raise BuildError(f"{folders}: not one original can be read; run `nianbao verify`")


def _known_sites(staging: sqlite3.Connection, sites: Sequence[Site]) -> dict[str, Site]:
    """Return the sites by id, the last of one id; ids are made of them, so none may be missing."""
    known = {site.id: site for site in sites}
    met = {
        id_ for (id_,) in staging.execute("select site from version union select site from listed")
    }
    if unknown := sorted(met - set(known)):
        raise BuildError(
            f"site {', '.join(unknown)}: described neither in the registry nor in the store; "
            "name its block with --sites FILE"
        )
    return known


@contextmanager
def _writing(db: Database) -> Iterator[Database]:
    """Write a fresh database in one transaction and close it."""
    with db, db.atomic():
        yield db


def _summary(db: Database, mismatches: int) -> Summary:
    def counts(sql: str, *asked: str) -> dict[str, int]:
        return {key: int(count) for key, count in db.execute(sql, asked).fetchall()}

    statuses = counts("select status, count(*) from report group by status order by status")
    documents = counts("select status, count(*) from document group by status order by status")
    faults = counts(FAILED, json.dumps(sorted(remarks())))
    reports, agencies = sum(statuses.values()), db.table("agency").count
    partial = statuses.get("partial", 0)
    return Summary(reports, partial, agencies, documents, faults, mismatches)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the folder against a second build; the lock ends with the process."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "build.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(f"{data}: another build is at work here; wait for its end") from None
        yield


def _building(data: Path, name: str) -> Path:
    return data / f"{name}{BUILDING}"


def _clean(data: Path) -> None:
    """Remove what an interrupted build has left."""
    for path in data.glob(f"*{BUILDING}*"):
        path.unlink()


def _put_in_place(data: Path) -> None:
    """Rename the finished files over the old ones, once all are safe on the disk."""
    for name in FILES:
        with _building(data, name).open("rb") as file:
            os.fsync(file.fileno())
    for name in FILES:
        _building(data, name).replace(data / name)
    folder = os.open(data, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
