"""The build's scratch database: every version of every address, and what reading it gave.

Workers finish in any order; from here everything is written in the order of its keys, so that two
builds of one store give the same files whatever the number of processes.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.absence import Absence
from crawler.reasons import of_kind
from crawler.store import GOOD, Fetch, Link

DOCUMENT_KINDS = ("report", "attachment")
STEPS = of_kind("step")  # on the way to an outcome, not outcomes; a change seen once is told
LISTED = (*GOOD, *STEPS)  # a list that came has no row: its links have theirs
CAME = ("ok", "imported")  # with a document of their own
KNOWN = ("unchanged", "not_modified", "shared")  # the newest version was seen again

SCHEMA = """
create table version (
    id text primary key, url text, parent text, kind text, site text, title text, sha256 text,
    size integer, media_type text, reason text, first_seen text, last_seen text, fetch integer,
    origin text
) without rowid;
create index version_url on version(url, fetch);
create index version_sha256 on version(sha256);
create index version_parent on version(parent);
create table reading (
    sha256 text primary key, status text, reason text, medium text, agency text, year integer,
    is_year_sure integer, n_numbers integer, n_mismatches integer, content blob, body blob,
    converted blob
);
create table filed (
    id text primary key, report text, agency text, printed_name text, year integer,
    from_link integer
) without rowid;
create table listed (
    site text, list text, url text, title text, date text, first_seen text, last_seen text,
    absent text, fate text, fate_note text, fate_day text, explains text,
    primary key (site, list, url)
) without rowid;
create index listed_url on listed(url);
create table placed (id text primary key, report text, status text, reason text) without rowid;
create index placed_report on placed(report);
create table reported (url text, parent text, report text);
create index reported_url on reported(url, report);
create index reported_parent on reported(parent, report);
"""
ADD = """
insert into version values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict do update set parent = excluded.parent, kind = excluded.kind, site = excluded.site,
    title = excluded.title, sha256 = excluded.sha256, size = excluded.size,
    origin = case when excluded.origin = '' then '' else version.origin end,
    media_type = excluded.media_type, last_seen = excluded.last_seen,
    reason = case when version.reason = 'ok' then 'ok' else excluded.reason end,
    fetch = case when excluded.reason = 'ok' then excluded.fetch else version.fetch end
"""
TOUCH = """
update version set last_seen = ? where reason = 'ok' and url = ?
and fetch = (select max(fetch) from version where reason = 'ok' and url = ?)
"""
# The same payload seen again is believed: the first sight of it is no document of its own.
CONFIRM = "delete from version where url = ? and sha256 = ? and reason = 'unconfirmed'"


class Version(NamedTuple):
    """One address with one payload, or with one way of failing.

    `fetch` counts fetches in the order of time; `origin` says (JSON) who imported it, "" if nobody.
    """

    id: str
    url: str
    parent: str
    kind: str
    site: str
    title: str
    sha256: str
    size: int
    media_type: str
    reason: str
    first_seen: str
    last_seen: str
    fetch: int
    origin: str


class Read(NamedTuple):
    """What reading a payload gave.

    `status` is parsed, partial, ocr, ocr_unconfirmed, not_a_report, unreadable or damaged, or a
    reason of the worker's to ask again; `content` the pickled rows,
    `body` the compressed original, both None where there is no report; `converted` what it was
    converted to, if it was.
    """

    sha256: str
    status: str
    reason: str
    medium: str
    agency: str
    year: int
    is_year_sure: int
    n_numbers: int
    n_mismatches: int
    content: bytes | None
    body: bytes | None
    converted: bytes | None


def open_staging(path: Path) -> sqlite3.Connection:
    """Create the scratch database; it needs no safety, a broken build begins again."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma journal_mode = off")
    db.execute("pragma synchronous = off")
    db.executescript(SCHEMA)
    db.execute("begin")
    return db


def version_id(url: str, content: str) -> str:
    """Return a document's id, from its address and its sha256 (or the reason why there is none)."""
    return hashlib.sha256(f"{url}\0{content}".encode()).hexdigest()[:16]


def stage_fetches(db: sqlite3.Connection, fetches: Iterable[Fetch]) -> None:
    """Stage every outcome of a document's address, every failure of a list's, in order of time."""
    for number, fetch in enumerate(fetches, start=1):
        if not _is_told(fetch):
            continue
        if fetch.reason in KNOWN:
            db.execute(TOUCH, (fetch.fetched_at, fetch.url, fetch.url))
            continue
        if fetch.reason in CAME:
            db.execute(CONFIRM, (fetch.url, fetch.sha256))
        db.execute(ADD, _version(fetch, number))


def _is_told(fetch: Fetch) -> bool:
    if fetch.kind == "list":
        return fetch.reason not in LISTED
    is_outcome = fetch.reason == "unconfirmed" or fetch.reason not in STEPS
    return fetch.kind in DOCUMENT_KINDS and is_outcome


def _version(fetch: Fetch, number: int) -> Version:
    """Return a fetch as a version; failures of one kind are one, whatever page came with them.

    A change not yet seen twice is a version that its confirmation turns into an ordinary one.
    """
    reason = "ok" if fetch.reason in CAME else fetch.reason
    key = fetch.sha256 if reason in ("ok", "unconfirmed") else reason
    return Version(
        *(version_id(fetch.url, key), fetch.url, fetch.parent, fetch.kind, fetch.site),
        *(fetch.title, fetch.sha256, fetch.size, fetch.content_type, reason),
        *(fetch.fetched_at, fetch.fetched_at, number, fetch.origin),
    )


def stage_links(db: sqlite3.Connection, links: Iterable[Link], known: Iterable[Absence]) -> None:
    """Stage every link to a report, and to the explainer of one, with what became of the absent."""
    fates = {(each.site, each.url): each for each in known}
    for link in links:
        if link.accepted or link.report:
            db.execute(
                "insert into listed values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _listed(link, fates.get((link.site, link.url))),
            )


def _listed(link: Link, absence: Absence | None) -> tuple[str | None, ...]:
    told = (absence.fate, absence.note, absence.asked) if absence else (None, None, None)
    return (
        *(link.site, link.list_url, link.url, link.title, link.date),
        *(link.first_seen, link.last_seen, link.absent[:10], *told, link.report),
    )


def payloads(db: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield a site and (sha256, one address, media type) of every distinct payload, by sha256."""
    rows = db.execute(
        "select site, sha256, min(url), media_type from version where reason = 'ok'"
        " group by sha256 order by sha256"
    )
    for site, sha256, url, media_type in rows.fetchall():
        yield site, (sha256, url, media_type)


def stage_reading(db: sqlite3.Connection, read: Read) -> None:
    """Stage what reading a payload gave."""
    db.execute("insert into reading values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", read)


def n_mismatches(db: sqlite3.Connection) -> int:
    """Return how many figures, of old versions too, stand in cells that do not carry their text."""
    (count,) = db.execute("select coalesce(sum(n_mismatches), 0) from reading").fetchone()
    return int(count)
