"""The health of sites in the fetch index: what a run saw is judged and kept, and read again.

What is decided, and how, stands in `crawler.health`; here are the questions to the index and the
rows of its tables `tally` (how each list was walked), `health` and `told` (what alerts have said).
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date

from crawler.absence import VANISHED
from crawler.health import SiteHealth, SiteRun, Tally, judge, sound_tallies
from crawler.index import LINK_COLUMNS, Index, Link
from crawler.reasons import of_kind
from crawler.rendering import PART
from crawler.season import season_of, year_of
from crawler.states import facts

GOOD, STEPS = of_kind("document"), of_kind("step")
_GOOD = f"({', '.join(repr(reason) for reason in GOOD)})"
_TALLY = ", ".join(field.name for field in fields(Tally))
_HEALTH = ", ".join(field.name for field in fields(SiteHealth))
_STEPS = f"({', '.join(repr(reason) for reason in STEPS)})"
REPORTS = f"""
SELECT {", ".join(LINK_COLUMNS)},
    EXISTS (SELECT 1 FROM fetch
        WHERE fetch.url = link.url AND kind <> '{PART}' AND reason IN {_GOOD})
FROM link WHERE site = ? AND accepted ORDER BY url, list_url
"""  # noqa: S608 - reasons of ours
# A report that is off its list says nothing of the site, however its address answers.
ASKED = f"""
SELECT reason, count(*) FROM fetch WHERE run = ? AND site = ? AND kind = 'report' AND NOT EXISTS (
    SELECT 1 FROM link WHERE link.url = fetch.url AND link.reason = '{VANISHED}') GROUP BY 1
"""  # noqa: S608 - a reason of ours
LAST = f"SELECT reason FROM fetch WHERE %s AND reason NOT IN {_STEPS} ORDER BY id DESC LIMIT 1"  # noqa: S608 - reasons of ours


@dataclass(frozen=True, slots=True)
class Left:
    """How a site's spider ended: its lists as walked, why it stopped early, what it noted."""

    tallies: tuple[Tally, ...] = ()
    stopped: str = ""
    is_error: bool = False
    notes: tuple[str, ...] = ()


def examine(index: Index, run: str, site: str, left: Left, today: date) -> SiteHealth:
    """Judge how a run left a site on *today* (in China), keep the verdict and return it."""
    reports = _reports(index.db, site)
    season = season_of(reports, today, facts().governments)
    missing = {
        link: year_of(link) in (0, season.year) for link, kept in reports.items() if not kept
    }
    seen = _seen(index.db, run, site, left, missing)
    sound = dict(_sound(index.db, site))
    health = judge(seen, last_health(index, site), sound, season)
    kept = set(sound_tallies(seen, sound))
    for tally in left.tallies:
        _insert(
            index.db,
            f"tally (run, site, {_TALLY}, sound)",
            (run, site, *astuple(tally), tally in kept),
        )
    _insert(index.db, f"health ({_HEALTH})", astuple(health))
    return health


def last_health(index: Index, site: str) -> SiteHealth | None:
    """Return the health of a site after its last run, None where it had none yet."""
    return next(_healths(index, "site = ? ORDER BY id DESC LIMIT 1", site), None)


def healths(index: Index) -> Iterator[SiteHealth]:
    """Yield the health of every site after every run, in the order they were found."""
    return _healths(index, "1 ORDER BY id")


def state_told(index: Index, site: str) -> str:
    """Return the state of a site that was last told, or was there before its last run, else ""."""
    sql = """
        SELECT coalesce((SELECT state FROM told WHERE site = :site),
            (SELECT state FROM health WHERE site = :site ORDER BY id DESC LIMIT 1 OFFSET 1), '')
    """
    return str(index.db.execute(sql, {"site": site}).fetchone()[0])


def tell(index: Index, health: SiteHealth) -> None:
    """Remember that a site's state has been told."""
    index.db.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (health.site, health.state))


def accept(index: Index, site: str) -> bool:
    """Take a site's lists for right as they were last walked; return whether they ever were.

    Later walks are measured by this one, however little it found.
    """
    last = "SELECT max(id) FROM tally WHERE site = ? AND failure = '' GROUP BY list_url"
    sql = f"UPDATE tally SET sound = 1 WHERE id IN ({last})"  # noqa: S608 - a constant of ours
    return index.db.execute(sql, (site,)).rowcount > 0


def _reports(db: sqlite3.Connection, site: str) -> dict[Link, bool]:
    """Return the links to reports of a site's lists, and whether each was ever kept."""
    rows = db.execute(REPORTS, (site,)).fetchall()
    return {Link(*row[:-1]): bool(row[-1]) for row in rows}


def _seen(
    db: sqlite3.Connection, run: str, site: str, left: Left, missing: Mapping[Link, bool]
) -> SiteRun:
    """Return what a run saw; of what is *missing*, it counts what the lists still name."""
    started = str(_value(db, "SELECT started FROM run WHERE id = ?", run))
    asked = dict(db.execute(ASKED, (run, site)).fetchall())
    named = {link.url: now for link, now in missing.items() if link.last_seen >= started[:10]}
    return SiteRun(
        site=site,
        run=run,
        started=started,
        tallies=left.tallies,
        fetched=sum(asked.get(reason, 0) for reason in GOOD),
        failed={why: n for why, n in asked.items() if why not in (*GOOD, *STEPS)},
        unkept=_last_tries(db, (url for url, now in named.items() if now)),
        unkept_old=_last_tries(db, (url for url, now in named.items() if not now)),
        stopped=left.stopped,
        stopped_by=str(_value(db, LAST % "run = ? AND site = ?", run, site)),
        is_error=left.is_error,
        notes=left.notes,
    )


def _last_tries(db: sqlite3.Connection, urls: Iterable[str]) -> Counter[str]:
    """Count addresses by how the last try of each ended, "" where there was none."""
    return Counter(
        sorted(str(_value(db, LAST % f"url = ? AND kind <> '{PART}'", url)) for url in urls)
    )


def _value(db: sqlite3.Connection, sql: str, *values: str) -> object:
    """Return the one value a question asks for, "" where there is none."""
    row = db.execute(sql, values).fetchone()
    return row[0] if row else ""


def _sound(db: sqlite3.Connection, site: str) -> Iterator[tuple[str, Tally]]:
    """Yield the last sound walk of each of a site's lists, by address."""
    sql = f"SELECT {_TALLY}, max(id) FROM tally WHERE site = ? AND sound GROUP BY list_url"  # noqa: S608 - our own columns
    for *values, _ in db.execute(sql, (site,)):
        tally = Tally(*values)
        yield tally.list_url, tally


def _healths(index: Index, where: str, *values: str) -> Iterator[SiteHealth]:
    if not has_health(index.db):
        return
    sql = f"SELECT {_HEALTH} FROM health WHERE {where}"  # noqa: S608 - conditions of ours
    for row in index.db.execute(sql, values):
        yield SiteHealth(*row)


def has_health(db: sqlite3.Connection) -> bool:
    """Whether an index has the tables at all: a reader cannot give them to an older one."""
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'health'"
    return db.execute(sql).fetchone() is not None


def _insert(db: sqlite3.Connection, into: str, values: tuple[object, ...]) -> None:
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {into} VALUES ({marks})", values)  # noqa: S608 - our own tables
