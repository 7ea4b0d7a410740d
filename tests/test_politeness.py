"""What a host asks for is kept: its robots.txt, its pace, its wish to be left alone, its https."""

import itertools
import math
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response

from crawler.middlewares.fallback import Fallback
from crawler.middlewares.pace import Pace, retry_after
from crawler.run import CrawlSummary, crawl
from crawler.sites import Site
from crawler.store import Fetch, Store
from tests.crawl_server import Asked, Reply, Web, listing, report, serving, title

QUICK = {"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 1}


def crawled(site: Site, folder: Path, **settings: object) -> tuple[CrawlSummary, list[Fetch]]:
    """One crawl of a site, and the rows it left."""
    summary = crawl([site], folder, progress=False, settings={**QUICK, **settings})
    with Store(folder, read_only=True) as store:
        return summary, list(store.fetches())


def play(web: Web, count: int = 2) -> Site:
    """A list of reports and its site."""
    rows = [(f"/{number}.html", title(f"第{number}局")) for number in range(count)]
    web.pages["/nb/"] = listing(*rows)
    web.pages |= {path: report(name) for path, name in rows}
    return web.site("links", "/nb/", link="li a")


UNREACHABLE = {
    "500": (Reply(b"", 500), "robots_unreachable"),
    "503": (Reply(b"", 503), "robots_unreachable"),
    "429": (Reply(b"", 429, {"Retry-After": "0"}), "robots_unreachable"),
    "521": (Reply(b"<script>$_ts</script>", 521), "robots_unreachable"),
    "cut": (Reply(b"User-agent: *\n", length=99), "robots_unreachable"),
    "reset": (Reply(fault="reset"), "failed"),
    "hang": (Reply(fault="hang"), "timeout"),
}


@pytest.mark.parametrize("name", UNREACHABLE)
def test_where_robots_txt_fails_nothing_is_asked(name: str, tmp_path: Path) -> None:
    """RFC 9309, 2.3.1.4: an error of the server forbids all, and the site has failed aloud."""
    answer, reason = UNREACHABLE[name]
    with serving() as web:
        site = play(web)
        web.pages["/robots.txt"] = answer
        summary, fetches = crawled(site, tmp_path, DOWNLOAD_TIMEOUT=0.5)
        assert {entry.path for entry in web.log} == {"/robots.txt"}
    assert [(f.reason, f.status) for f in fetches if f.kind == "list"] == [(reason, None)]
    assert (summary.exit_code, reason in summary.sites[0].note) == (1, True)


AVAILABLE = {
    "none": Reply(b"", 404),
    "forbidden": Reply(b"", 403),
    "elsewhere": Reply(status=302, headers={"Location": "http://localhost:1/robots.txt"}),
    "loop": Reply(status=302, headers={"Location": "/robots.txt"}),
    "a page": "<html><body>首页 User-agent: *</body></html>",
    "for another robot": "User-agent: archive\nDisallow: /\n\nUser-agent: reports\nDisallow: /\n",
    "longer than it may be": "#" * 600_000 + "\nUser-agent: *\nDisallow: /\n",
}


@pytest.mark.parametrize("name", AVAILABLE)
def test_where_robots_txt_forbids_nothing_all_is_asked(name: str, tmp_path: Path) -> None:
    """RFC 9309, 2.3.1.3: what is not there, or addresses other robots, is no rule for us."""
    with serving() as web:
        site = play(web)
        web.pages["/robots.txt"] = AVAILABLE[name]
        summary, _ = crawled(site, tmp_path)
    assert (summary.exit_code, summary.sites[0].kept) == (0, 2)


def test_the_rules_for_us_are_kept_before_those_for_all(tmp_path: Path) -> None:
    """By the name of the program, whatever the version and the contact behind it."""
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: Nianbao\nDisallow: /1.html\n"
    with serving() as web:
        site = play(web)
        web.pages["/robots.txt"] = Reply(rules)
        _, fetches = crawled(site, tmp_path)
        assert web.asked("/1.html") == []
    assert {f.url[-6:]: f.reason for f in fetches if f.kind == "report"} == {
        "0.html": "ok",
        "1.html": "robots",
    }


def test_a_robots_txt_that_asks_for_hours_ends_the_site(tmp_path: Path) -> None:
    """What cannot be waited for is left alone, and said."""
    with serving() as web:
        site = play(web)
        web.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 3600\n"
        summary, _ = crawled(site, tmp_path)
        assert len(web.log) < 3
    assert "asks for 3600 s between requests" in summary.sites[0].note


def test_two_sites_on_one_host_keep_its_pace_between_them(tmp_path: Path) -> None:
    """The second begins no sooner than a delay after the first has ended."""
    with serving() as web:
        site = replace(play(web), delay=0.3)
        rows = [(f"/other{number}.html", title(f"第{number}街道")) for number in range(2)]
        web.pages |= {"/other/": listing(*rows), **{path: report(name) for path, name in rows}}
        other = replace(site, id="other", lists=(f"{web.base}/other/",))
        sites = [site, other]
        summary = crawl(sites, tmp_path, progress=False, settings=QUICK)
        times = [entry.at for entry in web.log]
    assert (summary.exit_code, len(times)) == (0, 8)
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.25


def test_a_host_that_was_busy_once_is_not_slow_for_ever(tmp_path: Path) -> None:
    """Once it answers again its own pace holds."""
    with serving() as web:
        site = play(web, 6)
        visits = itertools.count()
        busy = Reply(b"busy", 503, {"Retry-After": "1"})
        first = listing(*((f"/{number}.html", title(f"第{number}局")) for number in range(6)))
        web.pages["/nb/"] = lambda _: first if next(visits) else busy
        crawled(site, tmp_path)
        times = [entry.at for entry in web.log if entry.path != "/robots.txt"]
    waits = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert waits[0] > 0.95
    assert max(waits[2:]) < 0.5


def seconds(said: bytes) -> float:
    """What a Retry-After is taken for."""
    return retry_after(Response("http://a.gov.cn/", headers={"Retry-After": said}))


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        *((b"120", 120.0), (b" 7 ", 7.0), (b"0", 0.0), (b"9" * 400, math.inf)),
        *((b"", 0.0), (b"soon", 0.0), (b"-5", 0.0), (b"1.5", 0.0), (b"\xb2", 0.0)),
        (b"Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        (b"Wed, 21 Oct 99999 07:28:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read_in_seconds(said: bytes, wait: float) -> None:
    """A number of seconds; a date that has passed, or nonsense, asks for nothing."""
    assert seconds(said) == wait


def test_retry_after_is_read_as_a_date() -> None:
    """Until then, whatever the zone."""
    later = datetime.now(UTC) + timedelta(seconds=90)
    assert 85 < seconds(format_datetime(later, usegmt=True).encode()) <= 90
    assert 85 < seconds(format_datetime(later).encode()) <= 90


def secure(site: Site) -> Site:
    """The same site, named with https: its port does not speak it."""
    lists = tuple(url.replace("http:", "https:") for url in site.lists)
    return replace(site, lists=lists, base=site.base.replace("http:", "https:"))


def test_https_that_cannot_be_connected_to_is_asked_by_http_and_said(tmp_path: Path) -> None:
    """Once per host; every row says why, and the address is still the one that was listed."""
    with serving() as web:
        site = secure(play(web))
        summary, fetches = crawled(site, tmp_path)
        assert (summary.exit_code, summary.sites[0].kept) == (0, 2)
    listed = f"https://127.0.0.1:{web.port}"
    rows = [(f.kind, f.url, f.final_url, f.reason) for f in fetches]
    plain = web.base
    assert rows[:3] == [
        ("robots", f"{listed}/robots.txt", f"{listed}/robots.txt", "https_failed"),
        ("robots", f"{plain}/robots.txt", f"{plain}/robots.txt", "http_404"),
        ("list", f"{listed}/nb/", f"{plain}/nb/", "ok"),
    ]
    assert {row[1:] for row in rows[3:]} == {
        (f"{listed}/{number}.html", f"{plain}/{number}.html", "ok") for number in range(2)
    }
    assert [f.reason for f in fetches].count("https_failed") == 1
    assert all(f.note.startswith("by http, https failed: ") for f in fetches[1:3])


def test_an_error_is_no_reason_to_leave_https(tmp_path: Path) -> None:
    """A host that answers badly is not asked again without its seal, nor one without a name."""
    with serving() as web:
        site = play(web)
        web.pages["/nb/"] = Reply(b"down", 500)
        _, fetches = crawled(site, tmp_path / "answers")
        assert "https_failed" not in {f.reason for f in fetches}
    host = "no-such-name.invalid"
    named = {"hosts": (host,), "base": f"https://{host}/", "lists": (f"https://{host}/nb/",)}
    lost = replace(site, **named, loopback=False, why_not_gov_cn="x", delay=1.0)
    summary = crawl([lost], tmp_path / "lost", contact="a@example.org", progress=False)
    assert "dns" in summary.sites[0].note


def to_https(web: Web) -> Callable[[Asked], Reply]:
    """A server that leads every address to https."""
    return lambda asked: Reply(
        status=301, headers={"Location": f"https://127.0.0.1:{web.port}{asked.path}"}
    )


def test_a_redirect_to_no_address_says_nothing_of_https() -> None:
    """A host that is asked by http answers with a Location that nobody can read."""
    fallback = Fallback()
    fallback.plain["a.gov.cn"] = "refused"
    asked = Request("http://a.gov.cn/nb/")
    fallback.heard(asked, Response(asked.url, 302, headers={"Location": "https://[broken"}))
    assert (fallback.plain, fallback.secure) == ({"a.gov.cn": "refused"}, set())


def test_http_that_leads_back_to_a_broken_https_is_not_asked_in_circles(tmp_path: Path) -> None:
    """Bounded, and the failure is that of https."""
    with serving() as web:
        site = secure(play(web))
        web.pages |= {"/robots.txt": to_https(web), "/nb/": to_https(web)}
        summary, fetches = crawled(site, tmp_path)
        assert len(web.log) < 15
    assert summary.exit_code == 1
    assert [f.reason for f in fetches if f.kind == "robots"] == [
        *("https_failed", "redirect", "retried", "failed"),
    ]
    assert [f.reason for f in fetches if f.kind == "list"] == ["failed"]


def test_a_list_that_redirects_to_itself_is_no_silent_city(tmp_path: Path) -> None:
    """Sites that set a cookie so go round until the limit, and the list has failed."""
    with serving() as web:
        site = play(web)
        web.pages["/nb/"] = Reply(status=302, headers={"Location": "/nb/"})
        summary, _ = crawled(site, tmp_path)
        assert len(web.asked("/nb/")) == 6
    assert (summary.exit_code, summary.sites[0].note) == (1, f"{web.base}/nb/: redirect_loop")


def test_nothing_listens_on_the_crawlers_side(tmp_path: Path) -> None:
    """A crawl opens no port: what the library offers for remote control is off."""
    with serving() as web, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        site = play(web)
        assert crawled(site, tmp_path)[0].exit_code == 0
    assert "listening" not in (tmp_path / "crawl.log").read_text().lower()


def test_the_delay_is_counted_from_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request sent late comes late: what is counted from its sending would come too soon."""
    slot = Slot(1, 1.0, 0.0)
    downloader = SimpleNamespace(slots={"a.example": slot})
    crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=downloader))
    spider: Any = None
    pace = Pace(crawler, spider)
    monkeypatch.setattr("crawler.middlewares.pace.monotonic", lambda: 42.0)
    pace.answered(Request("http://b.example/1.html"))
    assert slot.lastseen == 0
    pace.answered(Request("http://a.example:8000/1.html"))
    assert slot.lastseen == 42.0
