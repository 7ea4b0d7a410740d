"""A second crawl asks for what is due and nothing else; one cut short goes on from there."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.due import Ask
from crawler.index import COLUMNS
from crawler.run import SiteSummary, crawl
from crawler.schema import KEPT, VERSION
from crawler.sites import Site
from crawler.store import Store
from crawler.verdicts import FETCHES_TO_BELIEVE
from tests.crawl_server import Reply, Web, listing, report, serving, title

NOW = datetime.now(UTC)
PDF = b"%PDF-1.4 " + b"report " * 40 + b"%%EOF"


@contextmanager
def city() -> Iterator[tuple[Web, Site]]:
    """A list of two pages with four reports; one attaches a file, one fails, one counts visits."""
    with serving() as web:
        visits = itertools.count(17)
        rows = [(f"/{number}.html", title(f"第{number}局")) for number in range(4)]
        web.pages["/nb/"] = tagged(listing(*rows[:2], tail='<a class="next" href="2.html">下</a>'))
        web.pages["/nb/2.html"] = listing(*rows[2:])
        web.pages["/0.html"] = tagged(report("第0局", "/a.pdf"))
        web.pages["/a.pdf"] = PDF
        web.pages["/1.html"] = lambda _: report(f"第1局</p><p>浏览次数：{next(visits)}次")
        web.pages["/2.html"] = report("第2局")
        web.pages["/3.html"] = Reply(b"down", 500)
        yield web, web.site("links", "/nb/", link="li a", next="a.next")


def tagged(body: str) -> "object":
    """A page that answers 304 to whoever has it."""
    return lambda asked: (
        Reply(status=304)
        if asked.headers.get("If-None-Match") == '"v1"'
        else Reply(body.encode(), headers={"ETag": '"v1"'})
    )


def run(site: Site, folder: Path, ask: Ask = Ask.DUE, days: int = 0) -> SiteSummary:
    """One crawl, as if so many days from now."""
    moment = NOW + timedelta(days=days)
    settings = {"RETRY_TIMES": 0}
    summary = crawl([site], folder, progress=False, settings=settings, ask=ask, moment=moment)
    assert summary.error == ""
    return summary.sites[0]


def asked(web: Web) -> list[str]:
    """What was asked for since the last time, robots.txt left out, in order of the address."""
    paths = sorted(entry.path for entry in web.log if entry.path != "/robots.txt")
    web.log.clear()
    return paths


def kept(folder: Path) -> int:
    """Bytes of all WARC files, revisits of the robots.txt left out."""
    with Store(folder, read_only=True) as store:
        return sum(
            f.length for f in store.fetches() if f.kind != "robots" and f.record != "revisit"
        )


def test_a_second_run_asks_for_the_lists_alone_and_keeps_nothing(tmp_path: Path) -> None:
    """What came today is not due today; what failed neither."""
    with city() as (web, site):
        first = run(site, tmp_path)
        assert (first.kept, first.left) == (4, 0)
        asked(web)
        before = kept(tmp_path)
        second = run(site, tmp_path)
        assert asked(web) == ["/nb/", "/nb/2.html"]
        assert second.line == "links: done: nothing new, 0 unchanged, 4 not due"
        assert kept(tmp_path) == before


def test_what_is_due_costs_one_conditional_request_and_keeps_nothing(tmp_path: Path) -> None:
    """A week later: the failed page again, the page listed of late; a counter is no new copy."""
    with city() as (web, site):
        run(site, tmp_path)
        asked(web)
        before = kept(tmp_path)
        second = run(site, tmp_path, Ask.ALL)
        tags = {e.path: e.headers.get("If-None-Match") for e in web.log}
        assert asked(web) == [
            "/0.html",
            "/1.html",
            "/2.html",
            "/3.html",
            "/a.pdf",
            "/nb/",
            "/nb/2.html",
        ]
        assert (second.kept, second.known, kept(tmp_path)) == (0, 4, before)
        assert tags["/0.html"] == tags["/nb/"] == '"v1"'
        with Store(tmp_path, read_only=True) as store:
            counter = list(store.fetches(url=f"{web.base}/1.html"))
            assert [f.reason for f in counter] == ["ok", "unchanged"]
            assert counter[0].sha256 == counter[1].sha256
            assert (counter[1].record, "not kept" in counter[1].note) == ("", True)
            assert b"17" in store.payload(counter[1])
        assert run(site, tmp_path, Ask.FRESH).known == 4
        assert {e.headers.get("If-None-Match") for e in web.log} == {None}


def test_a_failed_page_is_tried_again_a_week_later(tmp_path: Path) -> None:
    """Its neighbours are left for their turn, unless it is today."""
    with city() as (web, site):
        run(site, tmp_path)
        web.pages["/3.html"] = report("第3局")
        asked(web)
        assert run(site, tmp_path, days=8).kept == 1
        assert {"/3.html", "/nb/", "/nb/2.html"} <= set(asked(web))


def test_a_failed_attachment_is_tried_again_without_its_page(tmp_path: Path) -> None:
    """The page is taken from the store; the server is asked for the file alone."""
    with city() as (web, site):
        web.pages["/a.pdf"] = Reply(b"down", 500)
        web.pages["/3.html"] = report("第3局")
        run(site, tmp_path)
        asked(web)
        web.pages["/a.pdf"] = PDF
        assert run(site, tmp_path, days=8).kept == 1
        assert asked(web).count("/a.pdf") == 1


def aborted(folder: Path) -> None:
    """Make the last run one that a power cut ended."""
    with sqlite3.connect(folder / "store.db") as db:
        db.execute("UPDATE run SET state = 'running' WHERE id = (SELECT max(id) FROM run)")


def test_what_a_dead_run_recorded_is_not_asked_again(tmp_path: Path) -> None:
    """Lists are walked as they were kept; only an attachment that never came is asked for."""
    with city() as (web, site):
        late, web.pages["/a.pdf"] = web.pages.pop("/a.pdf"), Reply(fault="reset")
        run(site, tmp_path)
        with sqlite3.connect(tmp_path / "store.db") as db:
            db.execute("DELETE FROM fetch WHERE kind = 'attachment'")
        aborted(tmp_path)
        web.pages["/a.pdf"] = late
        asked(web)
        for ask in (Ask.ALL, Ask.FRESH, Ask.DUE):
            resumed = run(site, tmp_path, ask)
            assert asked(web) == (["/a.pdf"] if ask is Ask.ALL else [])
            assert resumed.note == ""
            aborted(tmp_path)


def test_a_dead_run_of_days_ago_is_not_resumed_but_made_whole(tmp_path: Path) -> None:
    """Its lists are asked again; of its reports only what they attach is missing."""
    with city() as (web, site):
        run(site, tmp_path)
        with sqlite3.connect(tmp_path / "store.db") as db:
            db.execute("DELETE FROM fetch WHERE kind = 'attachment'")
        aborted(tmp_path)
        asked(web)
        run(site, tmp_path, days=3)
        assert set(asked(web)) == {"/a.pdf", "/nb/", "/nb/2.html"}


def test_a_change_seen_once_before_the_power_cut_is_confirmed_by_one_request(
    tmp_path: Path,
) -> None:
    """Two fetches that agree are enough, in one run or in two."""
    with city() as (web, site):
        run(site, tmp_path)
        web.pages["/2.html"] = report("第2局收到6件")
        run(site, tmp_path, Ask.ALL)
        with sqlite3.connect(tmp_path / "store.db") as db:
            last = "(SELECT max(id) FROM fetch WHERE url LIKE '%/2.html' AND reason = 'ok')"
            db.execute(f"DELETE FROM fetch WHERE id = {last}")
        aborted(tmp_path)
        asked(web)
        assert run(site, tmp_path).kept == 1
        assert asked(web) == ["/2.html"]
        assert FETCHES_TO_BELIEVE == 3


def test_pages_asked_for_by_post_are_told_apart(tmp_path: Path) -> None:
    """One address, two bodies: two documents, each resumed and compared on its own."""
    with Store(tmp_path) as store:
        run_id = store.begin_run(["demo"])
        from tests.test_store import FETCH, exchange

        one, two = (replace(FETCH, run=run_id, sent=f"page={n}", sha256=str(n)) for n in (1, 2))
        for fetch in (one, two):
            store.record(fetch, exchange(fetch.sent.encode()))
        found = [store.history.last_good(FETCH.url, f"page={n}") for n in (1, 2, 3)]
    assert [fetch.sha256 if fetch else None for fetch in found] == ["1", "2", None]


LINK = "site, list_url, url, title, date, first_seen, last_seen, accepted, reason"
OLD_STORE = """
CREATE TABLE run (
    id TEXT PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL DEFAULT '',
    sites TEXT NOT NULL, state TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;
CREATE TABLE fetch (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, site TEXT NOT NULL, url TEXT NOT NULL,
    final_url TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT NOT NULL, title TEXT NOT NULL,
    listed_date TEXT NOT NULL, fetched_at TEXT NOT NULL, status INTEGER,
    content_type TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
    sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    warc TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, reason TEXT NOT NULL,
    spider TEXT NOT NULL, spider_version TEXT NOT NULL, note TEXT NOT NULL,
    digest TEXT NOT NULL, record TEXT NOT NULL
);
CREATE INDEX fetch_url ON fetch (url, id);
CREATE INDEX fetch_digest ON fetch (digest) WHERE record = 'response';
CREATE INDEX fetch_sha256 ON fetch (sha256) WHERE record = 'response';
CREATE INDEX fetch_run ON fetch (run, site, kind, reason);
CREATE TABLE link (
    site TEXT NOT NULL, list_url TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
    date TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
    accepted INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (site, list_url, url)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""


def test_an_older_store_is_read_as_it_is_and_brought_up_to_date_when_written(
    tmp_path: Path,
) -> None:
    """Version 1 had no `sent`, `origin`, `kind` of run and no site blocks."""
    with city() as (_, site):
        run(site, tmp_path)
    with Store(tmp_path, read_only=True) as store:
        fetches, runs, links = list(store.fetches()), list(store.runs()), list(store.links())
    old = COLUMNS[: COLUMNS.index("sent")]
    with sqlite3.connect(tmp_path / "store.db") as new:
        rows = new.execute(f"SELECT {', '.join(old)} FROM fetch").fetchall()
        kept_runs = new.execute(
            "SELECT id, started, finished, sites, state, notes FROM run"
        ).fetchall()
        kept_links = new.execute(f"SELECT {LINK} FROM link").fetchall()
    for path in tmp_path.glob("store.db*"):
        path.unlink()
    with sqlite3.connect(tmp_path / "store.db") as db:
        db.executescript(OLD_STORE)
        db.executemany(f"INSERT INTO fetch VALUES ({', '.join('?' * len(old))})", rows)
        db.executemany("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)", kept_runs)
        db.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kept_links)
    for read_only in (True, False, True):
        with Store(tmp_path, read_only=read_only) as store:
            assert list(store.fetches()) == fetches
            assert list(store.runs()) == runs
            assert list(store.links()) == links
            assert [visit.state for visit in store.history.visits("links")] == ["done"]
            assert list(store.verify()) == []
    with sqlite3.connect(tmp_path / "store.db") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        plan = db.execute(
            f"EXPLAIN QUERY PLAN SELECT 1 FROM fetch WHERE sha256 = 'x' AND {KEPT}"
        ).fetchall()
        assert "fetch_sha256" in str(plan)
