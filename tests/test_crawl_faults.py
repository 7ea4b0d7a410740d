"""Every fault ends in its documented state; nothing is lost, hurried or asked of strangers."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.reasons import reason_of
from crawler.run import CrawlSummary, crawl
from crawler.store import Fetch, Store, StoreError
from tests.crawl_server import Reply, Web, listing, report, serving, title
from tests.faults import HALF, WHOLE, faults

PACE = 0.05  # seconds between two requests
QUICK = {"DOWNLOAD_TIMEOUT": 1.5, "DOWNLOAD_MAXSIZE": 300_000, "RETRY_TIMES": 1}
UNASKED = ("off_site", "robots", "robots_unreachable")  # reasons of what never left this machine
NAMES = faults("")


class Faulty:
    """One crawl of a site on which everything is wrong, beside a server it must never ask."""

    def __init__(self, web: Web, other: Web, folder: Path) -> None:
        self.web, self.other, self.folder = web, other, folder
        self.faults = faults(other.base)
        web.pages |= {self.path(name): fault.answer for name, fault in self.faults.items()}
        web.pages["/"] = report("本市首页")
        web.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/\n")
        links = [(self.path(name), self.title(name)) for name in self.faults]
        away = f"{other.base}/z.html"
        rows = [*links, (away, title("别处"))]
        frames = f"<iframe src='{away}'></iframe><a href='{other.base}/z.pdf'>附件</a>"
        web.pages["/framed.html"] = f"<html><body>{frames}<p>{'正文' * 50}</p></body></html>"
        rows.append(("/framed.html", title("框架")))
        web.pages["/nb/"] = listing(*rows, tail=f"<a class=next href='{other.base}/nb/'>下一页</a>")
        site = replace(web.site("links", "/nb/", link="li a", next="a.next"), delay=PACE)
        self.summary = crawl([site], folder, progress=False, settings=QUICK)
        with Store(folder, read_only=True) as store:
            self.fetches = list(store.fetches())

    def path(self, name: str) -> str:
        """Where a fault lies."""
        return self.faults[name].path or f"/{name}.html"

    def title(self, name: str) -> str:
        """What its link is called."""
        return self.faults[name].title or title(name)

    def of(self, name: str) -> list[Fetch]:
        """The rows of a fault."""
        url = self.web.base + self.path(name)
        return [fetch for fetch in self.fetches if fetch.url == url]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """The crawl all tests of this module look at."""
    with serving() as web, serving() as other:
        yield Faulty(web, other, tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_ends_in_its_documented_state(faulty: Faulty, name: str) -> None:
    """Its reasons in order, each explained in reasons.toml, and the last row says what was seen."""
    fault, fetches = faulty.faults[name], faulty.of(name)
    assert tuple(fetch.reason for fetch in fetches) == fault.reasons
    assert fault.note in fetches[-1].note
    assert all(reason_of(fetch.reason) for fetch in fetches)
    kind = reason_of(fetches[-1].reason)
    assert kind is not None
    assert kind.kind in ("document", "failure")


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_asked_for_as_often_as_said_and_no_more(faulty: Faulty, name: str) -> None:
    """Retries and confirmations are counted; nothing else asks twice."""
    fault = faulty.faults[name]
    expected = len(fault.reasons) if fault.asked is None else fault.asked
    assert len(faulty.web.asked(faulty.path(name))) == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_came_is_kept_as_evidence(faulty: Faulty, name: str) -> None:
    """An answer that is no document lies in the WARC as it came."""
    with Store(faulty.folder, read_only=True) as store:
        for fetch in faulty.of(name):
            if fetch.status is not None and fetch.size:
                assert len(store.payload(fetch)) == fetch.size
            elif fetch.status is None:
                with pytest.raises(StoreError):
                    store.payload(fetch)


def test_half_a_page_is_kept_as_half(faulty: Faulty) -> None:
    """What was cut on the way is there to the byte, under the reason it was refused for."""
    with Store(faulty.folder, read_only=True) as store:
        assert store.payload(faulty.of("short")[-1]) == WHOLE.encode()
        assert store.payload(faulty.of("half")[-1]) == HALF.encode()


def test_the_log_of_the_server_and_the_index_agree(faulty: Faulty) -> None:
    """Every request has its row, every row of something asked its request: nothing is lost."""
    asked = Counter(entry.path for entry in faulty.web.log)
    sent = [f for f in faulty.fetches if f.reason not in UNASKED or f.status is not None]
    assert Counter(urlsplit(fetch.final_url).path for fetch in sent) == asked


def test_no_stranger_is_asked(faulty: Faulty) -> None:
    """Links, redirects, refreshes, frames, attachments and next pages off the list: no request."""
    assert faulty.other.log == []
    refused = {f.final_url for f in faulty.fetches if f.reason == "off_site"}
    names = ("x.html", "y.html", "z.html", "z.pdf", "nb/")
    assert {f"{faulty.other.base}/{name}" for name in names} <= refused


def test_the_host_is_never_asked_faster_than_its_pace(faulty: Faulty) -> None:
    """By the server's own log, whatever fails and however often."""
    times = [entry.at for entry in faulty.web.log]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) > PACE * 0.8
    assert len(times) > 60


def test_a_body_without_end_is_not_loaded(faulty: Faulty) -> None:
    """A GiB is broken off near the limit; one that says its size is not begun."""
    assert faulty.web.sent["/gib.html"] < 8 * 2**20
    assert faulty.web.sent["/gib_chunked.html"] < 8 * 2**20


def crawled(web: Web, folder: Path, *lists: str) -> tuple[CrawlSummary, list[Fetch]]:
    """One crawl of a `links` site, and the rows it left."""
    site = web.site("links", *lists, link="li a", next="a.next")
    summary = crawl([site], folder, progress=False, settings=QUICK)
    with Store(folder, read_only=True) as store:
        return summary, list(store.fetches(run=summary.run))


def test_a_list_that_shrinks_is_said_once_and_nothing_is_lost(tmp_path: Path) -> None:
    """A report that is gone from its list is named in the run that misses it, and stays kept."""
    rows = [(f"/{number}.html", title(f"第{number}局")) for number in range(4)]
    news = ("/news.html", "我市召开工作会议")
    with serving() as web:
        web.pages |= {path: report(name) for path, name in rows}
        notes, exits = [], []
        for shown in ([*rows, news], rows[1:], rows[1:], rows, rows[:2]):
            web.pages["/nb/"] = listing(*shown)
            summary, _ = crawled(web, tmp_path, "/nb/")
            notes.append(summary.sites[0].note)
            exits.append(summary.exit_code)
        gone = f"{web.base}/nb/: list_shrank: "
        assert notes == [
            *("", f"{gone}1 no longer listed: {web.base}/0.html answered", "", ""),
            f"{gone}2 no longer listed: {web.base}/2.html answered, {web.base}/3.html answered",
        ]
        assert exits == [0, 1, 0, 0, 1]
        with Store(tmp_path, read_only=True) as store:
            kept = store.history.last_good(f"{web.base}/0.html")
            assert kept is not None
            assert store.payload(kept).decode() == web.pages["/0.html"]
            links = {link.url: link.reason for link in store.links()}
            assert links[f"{web.base}/2.html"] == "vanished"
            assert links[f"{web.base}/0.html"] == ""
            assert links[f"{web.base}/news.html"] == "not_annual_report"


def test_a_list_that_was_not_walked_whole_has_not_shrunk(tmp_path: Path) -> None:
    """What stands behind a page that failed is not gone."""
    tail = '<a class="next" href="/nb/2.html">下一页</a>'
    with serving() as web:
        web.pages["/nb/"] = listing(("/0.html", title("甲局")), tail=tail)
        web.pages["/nb/2.html"] = listing(("/1.html", title("乙局")))
        web.pages |= {"/0.html": report("甲"), "/1.html": report("乙")}
        crawled(web, tmp_path, "/nb/")
        web.pages["/nb/2.html"] = Reply(b"down", 500)
        summary, _ = crawled(web, tmp_path, "/nb/")
        assert "http_500" in summary.sites[0].note
        assert "list_shrank" not in summary.sites[0].note
        with Store(tmp_path, read_only=True) as store:
            assert {link.reason for link in store.links()} == {""}


def test_the_store_is_sound_after_all_that(faulty: Faulty) -> None:
    """And the site is said to have failed only for its list."""
    with Store(faulty.folder, read_only=True) as store:
        assert list(store.verify()) == []
    assert faulty.summary.error == ""
