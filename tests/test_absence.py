"""Reports that left their list: asked for once more, told apart, never lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.absence import Absence, Fate, absences, absent, miss
from crawler.base import MAX_ABSENT
from crawler.checkup import last_health
from crawler.due import Ask
from crawler.index import Fetch, Link
from crawler.run import CrawlSummary, crawl
from crawler.sites import Site
from crawler.spiders import SPIDERS
from crawler.store import Store
from tests.crawl_server import Reply, Web, listing, report, serving, title

NAMES = ("stays", "there", "taken", "moved", "edited", "abroad", "silent")
LIST = "http://127.0.0.1/nb/"
PAGE = "http://127.0.0.1/1.html"


def ran(web: Web, folder: Path, ask: Ask = Ask.DUE) -> CrawlSummary:
    """One crawl of a list; `web.log` then holds what it asked for."""
    web.log.clear()
    site = web.site("links", "/nb/", link="li a")
    return crawl([site], folder, progress=False, settings={"RETRY_TIMES": 0}, ask=ask)


def asked(web: Web) -> dict[str, int]:
    """How often each page was asked for, robots.txt and the list left out."""
    paths = [entry.path for entry in web.log if entry.path not in ("/robots.txt", "/nb/")]
    return {path: paths.count(path) for path in sorted(set(paths))}


def fates(web: Web, folder: Path) -> dict[str, tuple[str, str]]:
    """What became of each absent report, and how that is known."""
    with Store(folder, read_only=True) as store:
        found = list(absences(store.index, "links"))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert {(each.listed, each.since) for each in found} == {(today, today)}
    return {each.url.removeprefix(web.base): (each.fate, each.note) for each in found}


def test_a_report_off_its_list_is_asked_for_once_more(tmp_path: Path) -> None:
    """Still there, taken down, moved on the site or off it, edited, silent: all told apart."""
    with serving() as web:
        for name in NAMES:
            web.pages[f"/{name}.html"] = report(name)
        web.pages["/there.html"] = lambda entry: (
            Reply(status=304)
            if entry.headers.get("If-None-Match") == '"v1"'
            else Reply(report("there").encode(), headers={"ETag": '"v1"'})
        )
        web.pages["/new/moved.html"] = report("moved")
        web.pages["/nb/"] = listing(*((f"/{name}.html", title(name)) for name in NAMES))
        assert ran(web, tmp_path).exit_code == 0

        web.pages["/nb/"] = listing(("/stays.html", title("stays")))
        web.pages["/taken.html"] = Reply(b"gone", 410)
        web.pages["/moved.html"] = Reply(status=301, headers={"Location": "/new/moved.html"})
        web.pages["/abroad.html"] = Reply(
            status=302, headers={"Location": "http://other.example.gov.cn/x.html"}
        )
        web.pages["/edited.html"] = report("another text")
        web.pages["/silent.html"] = Reply(b"down", 500)
        summary = ran(web, tmp_path)
        assert asked(web) == {
            **dict.fromkeys(("/abroad.html", "/moved.html", "/new/moved.html"), 1),
            **dict.fromkeys(("/silent.html", "/taken.html", "/there.html"), 1),
            "/edited.html": 2,  # a change is believed when it is seen twice
        }
        assert fates(web, tmp_path) == {
            "/there.html": ("answered", ""),
            "/taken.html": ("gone", "http_410"),
            "/moved.html": ("moved", f"{web.base}/new/moved.html"),
            "/abroad.html": ("moved", "http://other.example.gov.cn/x.html"),
            "/edited.html": ("changed", ""),
            "/silent.html": ("unanswered", "http_500"),
        }
        note = summary.sites[0].note
        assert "list_shrank: 6 no longer listed:" in note
        assert f"{web.base}/abroad.html moved (http://other.example.gov.cn/x.html)" in note
        with Store(tmp_path, read_only=True) as store:
            health = last_health(store.index, "links")
            assert health is not None
            assert health.state == "broken"  # of seven reports six are gone: the list, not them
            for name in NAMES:
                kept = store.index.first("url = ? AND reason = 'ok'", f"{web.base}/{name}.html")
                assert kept is not None
                assert store.payload(kept)

        ran(web, tmp_path)
        assert asked(web) == {}  # known now, and not due


def test_a_report_that_comes_back_is_absent_no_more(tmp_path: Path) -> None:
    """Its address was asked for meanwhile; its link is as it was."""
    with serving() as web:
        rows = [(f"/{name}.html", title(name)) for name in NAMES[:3]]
        web.pages |= {path: report(name) for path, name in rows}
        for shown in (rows, rows[1:], rows):
            web.pages["/nb/"] = listing(*shown)
            ran(web, tmp_path)
        assert fates_of(tmp_path) == []
        with Store(tmp_path, read_only=True) as store:
            left = {(link.reason, link.absent, link.absent_after) for link in store.links()}
            assert left == {("", "", 0)}


def fates_of(folder: Path) -> list[Absence]:
    with Store(folder, read_only=True) as store:
        return list(absences(store.index, "links"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as store:
        yield store


def link(url: str = PAGE, list_url: str = LIST) -> Link:
    return Link("demo", list_url, url, "年报", "", "2024-01-01", "2024-03-01", True, "")


def test_what_stands_on_another_list_is_not_absent(store: Store) -> None:
    """A report moved from the list of one year to that of another is still listed."""
    store.see_link(link())
    store.see_link(link(list_url=LIST + "2023/"))
    assert miss(store.index, "demo", LIST, (), "2024-03-02T00:00:00Z") == (PAGE,)
    assert absent(store.index, "demo") == ()
    assert miss(store.index, "demo", LIST + "2023/", (), "2024-03-05T00:00:00Z") == (PAGE,)
    (found,) = absences(store.index, "demo")
    assert (found.listed, found.since, found.fate) == ("2024-03-01", "2024-03-05", Fate.NOT_ASKED)
    assert miss(store.index, "demo", LIST, (), "2024-03-09T00:00:00Z") == ()


OK = Fetch(
    site="demo",
    url=PAGE,
    final_url=PAGE,
    kind="report",
    fetched_at="2024-02-01T00:00:00Z",
    reason="ok",
    sha256="a",
    text_sha256="t",
)
LATER = replace(OK, fetched_at="2024-03-02T00:00:00Z")


@pytest.mark.parametrize(
    ("outcome", "fate", "note"),
    [
        (replace(LATER, reason="unchanged", sha256="b"), "answered", ""),
        (replace(LATER, reason="not_modified"), "answered", ""),
        (replace(LATER, final_url=PAGE.replace("http:", "https:")), "answered", ""),
        (replace(LATER, text_sha256="u"), "changed", ""),
        (replace(LATER, reason="wrong_year"), "changed", "wrong_year"),
        (replace(LATER, reason="soft_404"), "gone", "soft_404"),
        (replace(LATER, reason="http_404"), "gone", "http_404"),
        (replace(LATER, reason="wrong_body", final_url=LIST), "moved", LIST),
        (replace(LATER, reason="blocked"), "unanswered", "blocked"),
        (replace(LATER, reason="timeout"), "unanswered", "timeout"),
        (replace(LATER, fetched_at="2024-02-02T00:00:00Z"), "not_asked", ""),
    ],
)
def test_what_an_outcome_says(store: Store, outcome: Fetch, fate: str, note: str) -> None:
    """By the last answer from the time on the list; an older one says nothing."""
    store.see_link(link())
    store.record(OK)
    miss(store.index, "demo", LIST, (), "2024-03-02T00:00:00Z")
    store.record(outcome)
    (found,) = absences(store.index, "demo")
    assert (found.fate, found.note) == (fate, note)
    assert found.asked == ("" if fate == "not_asked" else "2024-03-02")


def test_a_store_of_old_knows_the_last_day_only(store: Store) -> None:
    """What was asked on a later day is known; what was asked on that day is asked for again."""
    store.see_link(replace(link(), reason="vanished"))
    store.record(replace(OK, fetched_at="2024-03-01T09:00:00Z"))
    (found,) = absences(store.index, "demo")
    assert (found.listed, found.since, found.fate) == ("2024-03-01", "", Fate.NOT_ASKED)
    store.record(replace(LATER, reason="http_404"))
    assert [each.fate for each in absences(store.index, "demo")] == [Fate.GONE]


def test_an_address_that_always_led_elsewhere_has_not_moved(store: Store) -> None:
    """A list may link a short address that leads to the page, before and now."""
    store.see_link(link())
    store.record(replace(OK, final_url=PAGE + "x"))
    miss(store.index, "demo", LIST, (), "2024-03-02T00:00:00Z")
    store.record(replace(LATER, final_url=PAGE + "x", reason="unchanged"))
    assert [each.fate for each in absences(store.index, "demo")] == [Fate.ANSWERED]


def test_a_list_that_loses_thousands_costs_one_crawl_little(store: Store) -> None:
    """The rest stays due for the next ones."""
    for number in range(MAX_ABSENT + 20):
        store.see_link(link(f"{PAGE}?{number}"))
        store.record(replace(OK, url=f"{PAGE}?{number}"))
    miss(store.index, "demo", LIST, (), "2024-03-02T00:00:00Z")
    site = Site(
        "demo",
        "示例市",
        "示例省",
        "990100",
        "prefecture",
        "links",
        LIST,
        ("127.0.0.1",),
        (LIST,),
        loopback=True,
    )
    spider = SPIDERS["links"](site, store, store.begin_run(["demo"]))
    first = [request.url for request in spider.absent_reports()]
    assert len(first) == MAX_ABSENT
    for url in first:
        store.record(replace(LATER, url=url, fetched_at=f"{date.max}T00:00:00Z"))
    spider.agenda.today = date(2024, 3, 3)
    assert len(list(spider.absent_reports())) == 20
