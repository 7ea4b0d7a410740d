"""Pages drawn by script, in a real browser against the loopback server; the browser asks nobody."""

import io
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.checkup import last_health
from crawler.rendering import lacking
from crawler.run import CrawlSummary, crawl
from crawler.sites import Site
from crawler.store import Fetch, Store
from parsers.text import decode
from tests.conftest import absent
from tests.crawl_server import Asked, Reply, Web, report, serving, title

QUICK = {"RETRY_TIMES": 0, "DRAWING_TIMEOUT": 20}
PAGES = 3
SHELL = (  # 年报, in GBK
    "<!DOCTYPE html><html><head><meta charset=gbk><title>年报</title>"
    "<link rel=stylesheet href=/app.css><script src=/app.js defer></script></head>"
    "<body><ul></ul><img src=/logo.png></body></html>"
).encode("gbk")
APP = """
const n = new URLSearchParams(location.search).get('page') || '1';
fetch('/api?page=' + n, {headers: {'X-Site': 'a'}}).then(r => r.json()).then(data => {
  const ul = document.querySelector('ul');
  for (const each of data.reports)
    ul.insertAdjacentHTML('beforeend', `<li><a href="${each.url}">${each.title}</a></li>`);
  const next = `<a class=next href="${data.next}">下一页</a>`;
  if (data.next) document.body.insertAdjacentHTML('beforeend', next);
});
"""


@pytest.fixture(scope="module", autouse=True)
def drawing() -> None:
    """What draws: the extra and a browser."""
    if lacks := lacking():
        absent(f"no page can be drawn here: {lacks}")


@pytest.fixture
def web() -> Iterator[Web]:
    """A site whose list is an empty shell and a script, three pages of two reports each."""
    with serving() as server:
        server.pages |= {
            "/nb/": Reply(SHELL, headers={"Content-Type": "text/html; charset=gbk", "ETag": '"1"'}),
            "/app.js": Reply(APP.encode(), headers={"Content-Type": "text/javascript"}),
            "/api": answer,
        }
        for page in range(1, PAGES + 1):
            for place in "ab":
                server.pages[f"/{page}{place}.html"] = report(f"{page}{place}")
        yield server


def answer(asked: Asked) -> Reply:
    """A page of the list as data."""
    page = int(parse_qs(urlsplit(asked.path).query)["page"][0])
    rows = [{"url": f"/{page}{x}.html", "title": title(f"第{page}{x}局")} for x in "ab"]
    after = f"/nb/?page={page + 1}" if page < PAGES else ""
    body = json.dumps({"reports": rows, "next": after}).encode()
    return Reply(body, headers={"Content-Type": "application/json"})


def drawn_site(web: Web, *kinds: str) -> Site:
    """The site, its lists declared as drawn by script."""
    site = web.site("links", "/nb/", link="li a", next="a.next")
    return replace(site, rendered=kinds or ("lists",))


def crawled(web: Web, folder: Path, *kinds: str, **settings: object) -> CrawlSummary:
    """One crawl of it."""
    return crawl([drawn_site(web, *kinds)], folder, progress=False, settings={**QUICK, **settings})


def rows(folder: Path, kind: str) -> list[Fetch]:
    """What the index holds of a kind, in order."""
    with Store(folder, read_only=True) as store:
        return [fetch for fetch in store.fetches() if fetch.kind == kind]


def test_a_list_drawn_by_script_is_walked_whole(web: Web, tmp_path: Path) -> None:
    """Three pages, six reports; shells and data are asked for, nothing else, nothing twice."""
    summary = crawled(web, tmp_path)
    assert (summary.exit_code, summary.sites[0].note, summary.sites[0].kept) == (0, "", 6)
    assert sorted(entry.path for entry in web.log) == sorted(
        ["/robots.txt", "/app.js", "/nb/", "/nb/?page=2", "/nb/?page=3"]
        + [f"/api?page={page}" for page in range(1, PAGES + 1)]
        + [f"/{page}{place}.html" for page in range(1, PAGES + 1) for place in "ab"]
    )
    assert {entry.headers["User-Agent"].partition("/")[0] for entry in web.log} == {"nianbao"}
    assert [entry.headers["X-Site"] for entry in web.asked("/api")] == ["a"] * PAGES


def test_what_came_is_kept_beside_what_was_drawn(web: Web, tmp_path: Path) -> None:
    """The answer byte for byte, the drawn page as a conversion that refers to it, the data too."""
    crawled(web, tmp_path)
    came, drawn = rows(tmp_path, "list")[:2]
    assert (came.reason, came.record, drawn.reason, drawn.record) == (
        *("undrawn", "response"),
        *("ok", "conversion"),
    )
    assert drawn.note == "drawn with 2 requests; not sent: 1 image"
    with Store(tmp_path, read_only=True) as store:
        assert store.payload(came) == SHELL
        text, charset, damaged = decode(store.payload(drawn))
        assert (charset, damaged, title("第1a局") in text) == ("utf-8", False, True)
        record = next(iter(ArchiveIterator(io.BytesIO(store.record_bytes(drawn)))))
        assert record.rec_type == "conversion"
        assert record.rec_headers.get_header("WARC-Refers-To") == store.record_id(came)
        assert record.rec_headers.get_header("WARC-Target-URI") == f"{web.base}/nb/"
        assert list(store.verify()) == []
    parts = {(urlsplit(each.url).path, each.reason) for each in rows(tmp_path, "part")}
    assert parts == {("/app.js", "ok"), ("/api", "ok")}
    assert {each.parent for each in rows(tmp_path, "part")} == {
        f"{web.base}/nb/{query}" for query in ("", "?page=2", "?page=3")
    }


def test_the_index_is_rebuilt_with_what_was_drawn(web: Web, tmp_path: Path) -> None:
    """The rows of drawn pages ride in their records like all others."""
    crawled(web, tmp_path)
    before = [replace(each, id=0) for each in rows(tmp_path, "list")]
    (tmp_path / "store.db").unlink()
    Store(tmp_path).close()
    assert [replace(each, id=0) for each in rows(tmp_path, "list")] == before


def test_an_unchanged_drawn_list_is_not_kept_again(web: Web, tmp_path: Path) -> None:
    """A second crawl draws the list again and finds it as it was."""
    crawled(web, tmp_path)
    second = crawled(web, tmp_path)
    assert (second.exit_code, second.sites[0].kept) == (0, 0)
    again = rows(tmp_path, "list")[2 * PAGES :]
    assert [each.reason for each in again] == ["undrawn", "unchanged"] * PAGES
    assert {each.record for each in again} == {"revisit", ""}
    assert all("If-None-Match" not in entry.headers for entry in web.asked("/nb/"))


def test_a_report_drawn_by_script_is_the_drawn_one(web: Web, tmp_path: Path) -> None:
    """Where reports are declared too, the document is the drawn page."""
    draws = f"document.body.innerHTML = {json.dumps(report('绘出'))}"
    web.pages["/1a.html"] = f"<html><body><div></div><script>{draws}</script></body></html>"
    crawled(web, tmp_path, "lists", "reports")
    with Store(tmp_path, read_only=True) as store:
        known = store.history.last_good(f"{web.base}/1a.html")
        assert known is not None
        assert (known.kind, known.reason, known.record) == ("report", "ok", "conversion")
        assert "绘出" in store.payload(known).decode()


def test_other_hosts_are_never_asked(web: Web, tmp_path: Path) -> None:
    """By script, image, frame, socket, beacon, popup, worker or by leading the page away."""
    with serving() as other:
        host = other.base
        web.pages["/app.js"] = f"""{APP}
            fetch('{host}/fetch').catch(() => 0); new Image().src = '{host}/image.png';
            fetch('http://localhost:{web.port}/fetch').catch(() => 0);
            navigator.sendBeacon('{host}/beacon'); window.open('{host}/popup');
            document.body.insertAdjacentHTML('beforeend', "<iframe src='{host}/frame'></iframe>");
            new WebSocket('{host}/socket'.replace('http', 'ws')); new EventSource('{host}/events');
            navigator.serviceWorker.register('/worker.js').catch(() => 0);
            setTimeout(() => {{ location.href = '{host}/gone' }}, 200);
        """
        summary = crawled(web, tmp_path)
        assert other.log == []
    assert {entry.headers["Host"] for entry in web.log} == {f"127.0.0.1:{web.port}"}
    own = {"robots.txt", "app.js", "nb", "api"} | {f"{n}{x}.html" for n in (1, 2, 3) for x in "ab"}
    assert {entry.path.split("?")[0].strip("/") for entry in web.log} <= own
    assert (summary.exit_code, summary.sites[0].kept) == (0, 6)
    unsent = "2 image, 1 leads away, 3 other host, 1 ping"
    assert rows(tmp_path, "list")[1].note == f"drawn with 2 requests; not sent: {unsent}"


def test_a_report_that_a_script_read_ahead_is_still_asked_for(web: Web, tmp_path: Path) -> None:
    """What a script was given is no report: the page has its own row, and is not asked again."""
    web.pages["/app.js"] = f"{APP} fetch('/1a.html');"
    assert crawled(web, tmp_path).sites[0].kept == 6
    crawled(web, tmp_path)
    own = [each for each in rows(tmp_path, "report") if each.url.endswith("/1a.html")]
    assert [each.reason for each in own] == ["ok"]


def test_what_a_script_read_ahead_does_not_count_as_kept(web: Web, tmp_path: Path) -> None:
    """A report that came to the script and failed for the crawl is one that was not kept."""
    script, crawl_s = Reply(report("1a").encode()), Reply(status=500)
    web.pages["/1a.html"] = lambda asked: script if asked.headers.get("X-Ahead") else crawl_s
    web.pages["/app.js"] = f"{APP} fetch('/1a.html', {{headers: {{'X-Ahead': '1'}}}});"
    for _ in range(2):  # the first run ever has nothing to be compared with
        crawled(web, tmp_path)
    with Store(tmp_path, read_only=True) as store:
        health = last_health(store.index, "links")
    assert health is not None
    assert health.state == "partial"


def test_a_framed_page_of_a_drawn_report_is_its_attachment(web: Web, tmp_path: Path) -> None:
    """The browser asks for the frame first; the document is kept all the same."""
    web.pages["/1a.html"] = report("正文").replace(
        "</body>", "<iframe src=/f.html></iframe></body>"
    )
    web.pages["/f.html"] = report("框")
    assert crawled(web, tmp_path, "lists", "reports").sites[0].kept == 7
    assert [each.url for each in rows(tmp_path, "attachment")] == [f"{web.base}/f.html"]


def test_no_datagram_leaves_the_browser(web: Web, tmp_path: Path) -> None:
    """WebRTC asks servers by number, and no rule for names holds it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.setblocking(False)
        where = f"127.0.0.1:{server.getsockname()[1]}"
        web.pages["/app.js"] = f"""{APP}
            const rtc = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{where}'}}]}});
            rtc.createDataChannel('x'); rtc.setLocalDescription();
        """
        assert crawled(web, tmp_path).sites[0].kept == 6
        with pytest.raises(BlockingIOError):
            server.recv(1)


def test_a_redirect_out_of_the_site_is_not_followed(web: Web, tmp_path: Path) -> None:
    """What a script asks for obeys the allow-list at every hop."""
    with serving() as other:
        web.pages["/api"] = Reply(status=302, headers={"Location": f"{other.base}/api"})
        summary = crawled(web, tmp_path)
        assert other.log == []
    assert summary.exit_code == 1
    assert ("part", "off_site") in {(each.kind, each.reason) for each in rows(tmp_path, "part")}


def test_robots_and_pace_hold_for_what_scripts_ask(web: Web, tmp_path: Path) -> None:
    """A forbidden end-point is not asked; between two requests lies the site's delay."""
    web.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /api\n")
    site = replace(drawn_site(web), delay=0.2)
    summary = crawl([site], tmp_path, progress=False, settings=QUICK)
    assert web.asked("/api") == []
    assert [each.reason for each in rows(tmp_path, "part") if "/api" in each.url] == ["robots"]
    assert summary.exit_code == 1
    times = [entry.at for entry in web.log[1:]]  # robots.txt comes before all
    assert min(after - before for before, after in pairwise(times)) > 0.19


@pytest.mark.parametrize(
    "script",
    ["while (true) {}", "setInterval(() => fetch('/api?page=1'), 50)"],
    ids=["busy", "asks"],
)
def test_a_script_without_end_is_stopped(web: Web, tmp_path: Path, script: str) -> None:
    """The list has failed with its reason, what it asked for is bounded, the crawl has ended."""
    web.pages["/app.js"] = script
    summary = crawled(web, tmp_path, DRAWING_TIMEOUT=3)
    assert summary.exit_code == 1
    assert "render_timeout" in summary.sites[0].note
    assert [each.reason for each in rows(tmp_path, "list")] == ["undrawn", "render_timeout"]
    assert len(web.asked("/api")) <= 60


def test_what_waits_to_be_asked_is_not_sent_for_a_page_given_up(web: Web, tmp_path: Path) -> None:
    """Fifty requests at a site's pace outlast the page: those whose turn had not come stay unsent.

    The delay alone allows no more than nine of them in three seconds, on however slow a machine.
    """
    web.pages["/app.js"] = "for (let n = 0; n < 50; n++) fetch('/data/' + n)"
    for n in range(50):
        web.pages[f"/data/{n}"] = "{}"
    site = replace(drawn_site(web), delay=0.4)
    summary = crawl([site], tmp_path, progress=False, settings={**QUICK, "DRAWING_TIMEOUT": 3})
    assert "render_timeout" in summary.sites[0].note
    assert 0 < sum(entry.path.startswith("/data/") for entry in web.log) <= 9


def test_what_is_sent_to_a_script_s_address_is_not_answered_with_the_script(
    web: Web, tmp_path: Path
) -> None:
    """Scripts are asked for once in a crawl; what is posted to their address is asked each time."""
    web.pages["/app.js"] = f"{APP} fetch('/app.js', {{method: 'POST', body: 'a'}});"
    crawled(web, tmp_path)
    methods = [entry.method for entry in web.asked("/app.js")]
    assert methods.count("POST") == PAGES
    assert methods.count("GET") == 1


def test_a_page_that_grows_beyond_measure_is_no_list(web: Web, tmp_path: Path) -> None:
    """The browser's page is not taken over."""
    web.pages["/app.js"] = "document.body.append('长'.repeat(9000000))"
    summary = crawled(web, tmp_path)
    assert "render_failed" in summary.sites[0].note
    assert "drawn to 9,0" in rows(tmp_path, "list")[1].note


def test_a_browser_that_crashes_is_a_reason(web: Web, tmp_path: Path) -> None:
    """One list brings the browser down; the next one is drawn by a new browser."""
    web.pages["/crash/"] = (
        "<html><body><script>const a = []; for (;;) a.push(new Array(1e6).fill({}))</script>"
        "</body></html>"
    )
    site = drawn_site(web)
    site = replace(site, lists=(f"{web.base}/crash/", *site.lists))
    summary = crawl([site], tmp_path, progress=False, settings={**QUICK, "DRAWING_TIMEOUT": 15})
    crashed = [each for each in rows(tmp_path, "list") if each.url.endswith("/crash/")]
    assert [each.reason for each in crashed] == ["undrawn", "render_failed"]
    assert (summary.exit_code, summary.sites[0].kept) == (1, 6)


def test_a_browser_that_does_not_start_is_a_reason(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No list was read, and the note says why."""
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("NIANBAO_BROWSER", os.fspath(fake))
    summary = crawled(web, tmp_path / "store")
    assert "render_failed" in summary.sites[0].note
    assert summary.exit_code == 1


def test_a_challenge_is_blocked_and_never_run(web: Web, tmp_path: Path) -> None:
    """What asks a browser to prove itself is not given one."""
    web.pages["/nb/"] = Reply(b"<html><script>$_ts={};</script></html>", 412)
    summary = crawled(web, tmp_path)
    assert [each.reason for each in rows(tmp_path, "list")] == ["blocked"]
    assert summary.exit_code == 1
