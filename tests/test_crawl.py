"""The real spiders, settings and process against a real server on loopback."""

import gzip
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.cli import main as warcio

from crawler.due import Ask
from crawler.listing import Subject
from crawler.payload import MAX_PAYLOAD
from crawler.run import CrawlSummary, crawl
from crawler.sites import load_sites
from crawler.store import Fetch, Run, Store
from crawler.verdicts import Memory, compared
from tests.crawl_server import Asked, Reply, Web, listing, report, serving, title

PDF = b"%PDF-1.4 " + b"report " * 40 + b"%%EOF "
QUICK = {"DOWNLOAD_TIMEOUT": 2, "DOWNLOAD_MAXSIZE": 300_000, "RETRY_TIMES": 1}
TRAP = "<html><script>$_ts={};</script><script src=/a.js></script></html>"
FAULTS = {  # path: (reply, the reason it must end with)
    "challenge": (TRAP, "blocked"),
    "challenge412": (Reply(TRAP.encode(), 412), "blocked"),
    "jsl": (Reply(b"<script>document.cookie=1</script>", 521), "blocked"),
    "soft404": ("<html><title>提示</title><p>您访问的页面不存在</p></html>", "soft_404"),
    "login": ("<form>登录<input type='password' name='p'></form>", "login"),
    "empty": ("<html><body><div id=app></div></body></html>", "empty"),
    "nothing": (Reply(b""), "empty"),
    "gone": (Reply("没有".encode(), 404), "http_404"),
    "broken": (Reply("错误".encode(), 500), "http_500"),
    "slow": (Reply(fault="hang"), "timeout"),
    "reset": (Reply(fault="reset"), "failed"),
    "cut": (Reply(report().encode(), length=9_999), "truncated"),
    "huge": (Reply(b"<p>" + b"0" * 400_000), "too_large"),
    "bomb": (
        Reply(gzip.compress(b"0" * (MAX_PAYLOAD + 1)), headers={"Content-Encoding": "gzip"}),
        "too_large",
    ),
    "private/secret": (report(), "robots"),
    "loop": (Reply(status=302, headers={"Location": "/loop2.html"}), "redirect"),
}


def play(web: Web) -> None:
    """Put every site and fault on the server, as they are for the first crawl."""
    pages = web.pages
    pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/\n")
    good = {
        "gbk": report("示例市民政局").encode("gbk"),
        "gzip": Reply(gzip.compress(report("压缩").encode()), headers={"Content-Encoding": "gzip"}),
        "etag": etag(report("有标签")),
        "edited": report("收到申请5件"),
        "counter": counter(),
        "flaky": report("收到申请7件"),
        "attached": report("附件", "/a/one.pdf", "/a/two.pdf", "http://localhost:1/three.pdf"),
        "viewer": "<iframe src='/pdfjs/viewer.html?file=%2Fa%2Fframed.pdf'></iframe>",
        "frames": f"<iframe src='/inner.html'></iframe><iframe src='http://localhost:1/x.html'>"
        f"</iframe><p>{'正文' * 200}</p>",
        "moved": Reply(status=301, headers={"Location": "/new/moved.html"}),
        "leaves": Reply(status=302, headers={"Location": f"http://localhost:{web.port}/x.html"}),
        "scan": Reply(PDF + b"1", headers={"Content-Type": "text/html"}),
    }
    pages["/new/moved.html"] = report("搬家")
    pages["/a/one.pdf"] = PDF
    pages["/a/framed.pdf"] = PDF + b"2"
    pages["/inner.html"] = report("里面", "/a/inner.pdf")
    pages["/a/inner.pdf"] = PDF + b"3"
    pages["/a/two.pdf"] = Reply(b"error", 500)
    pages |= {f"/{name}.html": reply for name, reply in good.items()}
    pages |= {f"/{name}.html": reply for name, (reply, _) in FAULTS.items()}
    for here, there in itertools.pairwise(range(2, 9)):
        pages[f"/loop{here}.html"] = Reply(status=302, headers={"Location": f"/loop{there}.html"})
    named = [(f"/{name}.html", title(name)) for name in (*good, *FAULTS)]
    refused = [("/w.html", "2023年政府网站工作年度报表"), ("/n.html", "我市召开工作会议")]
    pages["/nb/"] = listing(*named[:9], *refused, tail='<a class="next" href="2.html">下一页</a>')
    pages["/nb/2.html"] = listing(*named[9:], *named[:2], tail='<a class="next" href="/nb/">x</a>')
    for number in range(3):
        name = f"index_{number}.html" if number else ""
        row = (f"./202401/t20240120_{number}.html", title(f"第{number}局"))
        script = f"<script>createPageHTML(3, {number}, 'index', 'html');</script>"
        pages[f"/trs/{name}"] = listing(row, tail=script).encode("gb18030")
        pages[f"/trs/202401/t20240120_{number}.html"] = report(f"第{number}局")
    pages["/col/col9/index.html"] = hanweb_first()
    pages["/module/web/jpage/dataproxy.jsp"] = hanweb_window
    pages |= {f"/art/{number}.html": report(f"大汉{number}") for number in range(8)}


def etag(body: str) -> "object":
    """A page that answers 304 to whoever has it."""

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == '"v1"':
            return Reply(status=304)
        return Reply(body.encode(), headers={"ETag": '"v1"'})

    return answer


def counter() -> "object":
    """A page that differs in its visit counter every time."""
    visits = itertools.count(17)
    return lambda _: report(f"</p><p>浏览次数：<b>{next(visits)}</b>次")


def record(number: int) -> str:
    """A record of a hanweb list."""
    link = f'<li><a href="/art/{number}.html">{title(f"大汉{number}局")}</a></li>'
    return f"<record><![CDATA[{link}]]></record>"


def hanweb_first() -> str:
    """The first page: three records of eight, one to a page."""
    rows = "".join(record(number) for number in range(3))
    return (
        f"<script type='text/xml'><datastore><recordset>{rows}</recordset></datastore></script>"
        "<script>$.jpage({perpage:'1',totalRecord:8,columnid:'9',unitid:'7',"
        "proxyUrl:'/module/web/jpage/dataproxy.jsp'})</script>"
    )


def hanweb_window(asked: Asked) -> str:
    """The records a window asks for."""
    query = dict(part.split("=") for part in asked.path.partition("?")[2].split("&"))
    assert query["columnid"] == "9"
    rows = range(int(query["startrecord"]) - 1, int(query["endrecord"]))
    return f"<datastore><recordset>{''.join(map(record, rows))}</recordset></datastore>"


class Crawled:
    """Two crawls of one server: what each said and what the store holds."""

    def __init__(self, web: Web, folder: Path) -> None:
        self.web = web
        self.folder = folder
        sites = [
            web.site("links", "/nb/", link="li a", next="a.next"),
            web.site("trs", "/trs/"),
            web.site("hanweb", "/col/col9/index.html"),
        ]
        play(web)
        self.first = crawl(sites, folder, progress=False, settings=QUICK)
        self.log = list(web.log)
        web.pages["/edited.html"] = report("收到申请6件")
        web.pages["/flaky.html"] = torn_once(report("收到申请7件"))
        web.pages["/slow.html"] = report("不再慢了")
        web.log.clear()
        self.second = crawl(sites, folder, progress=False, settings=QUICK, ask=Ask.ALL)
        with Store(folder, read_only=True) as store:
            self.fetches = list(store.fetches())
            self.runs = list(store.runs())

    def of(self, path: str, run: int = 0) -> list[Fetch]:
        """The rows of an address in the first or second run."""
        name = self.runs[run].id
        return [f for f in self.fetches if f.url == self.web.base + path and f.run == name]

    def reasons(self, path: str, run: int = 0) -> list[str]:
        """How each request for an address ended."""
        return [fetch.reason for fetch in self.of(path, run)]


def torn_once(body: str) -> "object":
    """A page whose first download loses a part without a sign."""
    visits = itertools.count()
    return lambda _: body if next(visits) else body[: len(body) // 2] + "</body></html>"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One server, crawled twice for all tests of this module."""
    with serving() as web:
        yield Crawled(web, tmp_path_factory.mktemp("store"))


def test_every_family_is_crawled_whole(crawled: Crawled) -> None:
    """Each list to its last page, each report once."""
    summaries = {site.site: site for site in crawled.first.sites}
    assert (summaries["trs"].kept, summaries["trs"].note) == (3, "")
    assert (summaries["hanweb"].kept, summaries["hanweb"].note) == (8, "")
    lists = [f for f in crawled.fetches if f.kind == "list" and f.run == crawled.first.run]
    assert {"ok"} == {fetch.reason for fetch in lists}
    assert len(lists) == 2 + 3 + 3
    for number in range(3):
        assert crawled.reasons(f"/trs/202401/t20240120_{number}.html") == ["ok"]
    for number in range(8):
        assert crawled.reasons(f"/art/{number}.html") == ["ok"]


def test_the_summary_says_how_each_site_went(crawled: Crawled) -> None:
    """One line a site; documents that fail do not fail the site."""
    assert (crawled.first.exit_code, crawled.first.error) == (0, "")
    lines = {site.site: site.line for site in crawled.first.sites}
    assert lines["trs"] == "trs: done: 3 new or changed documents, 0 unchanged"
    assert "3 blocked" in lines["links"]
    again = {site.site: site.line for site in crawled.second.sites}
    assert again["trs"] == "trs: done: nothing new, 3 unchanged"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_with_its_reason_and_is_no_document(crawled: Crawled, name: str) -> None:
    """Every fault is a row; whatever came with it is kept as evidence."""
    *steps, last = crawled.of(f"/{name}.html")
    reply, reason = FAULTS[name]
    if name == "loop":
        assert [step.reason for step in steps] == ["redirect"] * 5, steps
        assert last.reason == "redirect_loop"
        return
    assert last.reason == reason
    assert {"retried"} >= {step.reason for step in steps}
    with Store(crawled.folder, read_only=True) as store:
        if last.sha256 and isinstance(reply, Reply) and reply.body:
            assert store.payload(last) == reply.body


def test_failures_are_tried_again_and_the_trials_recorded(crawled: Crawled) -> None:
    """The first attempt is a row of its own that says what went wrong."""
    first, last = crawled.of("/broken.html")
    assert (first.reason, first.note, last.reason, last.status) == (
        "retried",
        "http_500",
        "http_500",
        500,
    )
    first, last = crawled.of("/slow.html")
    assert (first.reason, last.reason, last.status) == ("retried", "timeout", None)
    assert first.note.startswith("timeout: ")


def test_robots_are_obeyed_and_the_refusal_recorded(crawled: Crawled) -> None:
    """A forbidden page is never asked for."""
    assert crawled.reasons("/private/secret.html") == ["robots"]
    assert [entry for entry in crawled.log if "/private/" in entry.path] == []
    assert crawled.reasons("/robots.txt") == ["ok"] * 3  # each site asks once


def test_a_redirect_is_followed_on_the_site_and_never_off_it(crawled: Crawled) -> None:
    """Both ends are kept; a foreign host is recorded and not asked."""
    hop, page = crawled.of("/moved.html")
    assert (hop.reason, hop.note) == ("redirect", "/new/moved.html")
    assert (page.reason, page.final_url) == ("ok", f"{crawled.web.base}/new/moved.html")
    hop, refused = crawled.of("/leaves.html")
    assert (hop.reason, refused.reason, refused.status) == ("redirect", "off_site", None)
    assert refused.final_url == f"http://localhost:{crawled.web.port}/x.html"
    assert [entry for entry in crawled.log if entry.path == "/x.html"] == []


def test_attachments_are_tied_to_their_page_and_may_fail(crawled: Crawled) -> None:
    """The page is kept whatever becomes of what it attaches."""
    page = f"{crawled.web.base}/attached.html"
    assert crawled.reasons("/attached.html") == ["ok"]
    tied = {f.url: f.reason for f in crawled.fetches if f.parent == page and f.reason != "retried"}
    assert tied == {
        f"{crawled.web.base}/a/one.pdf": "unchanged",  # the second run's row
        f"{crawled.web.base}/a/two.pdf": "http_500",
        "http://localhost:1/three.pdf": "off_site",
    }
    with Store(crawled.folder, read_only=True) as store:
        assert store.payload(crawled.of("/a/one.pdf")[0]) == PDF


def test_what_viewers_and_frames_show_is_fetched_with_their_page(crawled: Crawled) -> None:
    """A viewer's PDF, a framed page and what that attaches stand on the report's page."""
    base = crawled.web.base

    def tied(path: str) -> set[str]:
        return {
            f.url for f in crawled.fetches if f.parent == base + path and f.kind == "attachment"
        }

    assert tied("/viewer.html") == {f"{base}/a/framed.pdf"}
    assert tied("/frames.html") == {f"{base}/inner.html", f"{base}/a/inner.pdf"}


def test_the_row_of_a_report_says_where_it_stood(crawled: Crawled) -> None:
    """List, title and listed date ride along; bytes come back decoded or not as they were."""
    (fetch,) = crawled.of("/gbk.html")
    assert (fetch.kind, fetch.parent, fetch.title, fetch.listed_date) == (
        "report",
        f"{crawled.web.base}/nb/",
        title("gbk"),
        "2024-01-20",
    )
    assert (fetch.site, fetch.spider, fetch.status) == ("links", "links", 200)
    with Store(crawled.folder, read_only=True) as store:
        assert "示例市民政局" in store.payload(fetch).decode("gbk")
        (packed,) = crawled.of("/gzip.html")
        assert "压缩" in store.payload(packed).decode()
    assert crawled.reasons("/scan.html") == ["ok"]


def test_refused_links_are_kept_with_their_reason(crawled: Crawled) -> None:
    """Nothing on a list is passed over in silence."""
    with Store(crawled.folder, read_only=True) as store:
        links = {link.url: link for link in store.links() if link.site == "links"}
    base = crawled.web.base
    assert (links[f"{base}/w.html"].accepted, links[f"{base}/w.html"].reason) == (
        False,
        "website_report",
    )
    assert links[f"{base}/n.html"].reason == "not_annual_report"
    assert links[f"{base}/gbk.html"].accepted
    assert crawled.of("/w.html") == []


def test_an_unchanged_page_costs_one_conditional_request(crawled: Crawled) -> None:
    """304 is recorded without a record; the same bytes become a revisit."""
    assert crawled.reasons("/etag.html", 1) == ["not_modified"]
    (before,), (after,) = crawled.of("/etag.html"), crawled.of("/etag.html", 1)
    assert (after.sha256, after.etag, after.warc) == (before.sha256, before.etag, "")
    assert len(crawled.web.asked("/etag.html")) == 1
    (same,) = crawled.of("/trs/202401/t20240120_1.html", 1)
    assert (same.reason, same.record) == ("unchanged", "revisit")
    with Store(crawled.folder, read_only=True) as store:
        assert store.payload(after) == store.payload(before)
        assert "第1局" in store.payload(same).decode()


def test_an_edit_is_believed_after_a_second_look(crawled: Crawled) -> None:
    """The changed page is fetched again, and both versions are kept."""
    assert crawled.reasons("/edited.html", 1) == ["unconfirmed", "ok"]
    with Store(crawled.folder, read_only=True) as store:
        assert "收到申请5件" in store.payload(crawled.of("/edited.html")[0]).decode()
        assert "收到申请6件" in store.payload(crawled.of("/edited.html", 1)[1]).decode()


def test_a_damaged_download_is_no_edit(crawled: Crawled) -> None:
    """What the second look does not confirm stays unconfirmed."""
    assert crawled.reasons("/flaky.html", 1) == ["unconfirmed", "unchanged"]


def test_a_visit_counter_is_no_edit(crawled: Crawled) -> None:
    """Other bytes, the same text."""
    assert crawled.reasons("/counter.html", 1) == ["unchanged"]


def test_the_store_verifies_and_the_warcs_are_standard(crawled: Crawled) -> None:
    """Every byte is accounted for, by us and by warcio."""
    with Store(crawled.folder, read_only=True) as store:
        assert list(store.verify()) == []
    files = [str(path) for path in (crawled.folder / "warc").glob("*.warc.gz")]
    with pytest.raises(SystemExit) as ended:
        warcio(["check", *files])
    assert ended.value.code == 0


def test_runs_are_kept_with_their_counts(crawled: Crawled) -> None:
    """Two runs, done, counted by site and reason."""
    first, second = crawled.runs
    assert (first.state, second.state) == ("done", "done")
    assert first.reasons["trs"] == {"ok": 6}
    assert second.reasons["trs"] == {"unchanged": 6}
    assert first.sites == ("links", "trs", "hanweb")
    with Store(crawled.folder, read_only=True) as store:
        assert sorted(site.id for site in store.sites()) == sorted(first.sites)


def ran(web: Web, folder: Path, *lists: str, **settings: object) -> tuple[CrawlSummary, Run]:
    """One crawl of a `links` site of the server."""
    summary = crawl(
        [web.site("links", *lists, link="li a", next="a.next")],
        folder,
        progress=False,
        settings={**QUICK, **settings},
    )
    with Store(folder, read_only=True) as store:
        return summary, list(store.runs())[-1]


def test_a_site_whose_list_fails_has_failed(tmp_path: Path) -> None:
    """A broken or blocked list is exit code 1 and says which, never a silent city."""
    with serving() as web:
        web.pages["/blocked/"] = Reply(TRAP.encode(), 412)
        web.pages["/changed/"] = (
            "<html><p>本栏目已经改版，请大家使用新的栏目地址访问全部政府信息公开工作年度报告</p></html>"
        )
        web.pages["/good/"] = listing(("/r.html", title("民政局")))
        web.pages["/r.html"] = report()
        summary, run = ran(web, tmp_path, "/good/", "/blocked/", "/gone/", "/changed/")
    assert (summary.exit_code, summary.sites[0].kept) == (1, 1)
    assert sorted(run.notes["links"].split("; ")) == [
        f"{web.base}/blocked/: blocked",
        f"{web.base}/changed/: no link found, has its markup changed?",
        f"{web.base}/gone/: http_404",
    ]
    assert "FAILED: " in summary.sites[0].line


def test_a_site_that_is_down_is_told_so(tmp_path: Path) -> None:
    """A refused connection is said in words, with what to look at."""
    with serving() as web:
        site = replace(web.site("links", "/nb/", link="li a"), base="http://127.0.0.1:1/")
    site = replace(site, hosts=("127.0.0.1:1",), lists=("http://127.0.0.1:1/nb/",))
    summary = crawl([site], tmp_path, progress=False, settings=QUICK)
    assert summary.exit_code == 1
    assert summary.sites[0].line.startswith(
        "links: FAILED: http://127.0.0.1:1/nb/: "
        "connection refused: is the address right and the site up?: "
    )


def test_endless_paging_stops_when_nothing_new_comes(tmp_path: Path) -> None:
    """A list that pages in circles, or repeats its last page for ever, ends."""
    with serving() as web:
        tail = '<a class="next" href="/nb/?page={}">下一页</a>'
        rows = [(f"/{number}.html", f"第{number}条新闻") for number in range(9)]

        def page(asked: Asked) -> str:
            number = int(asked.path.partition("page=")[2] or 0)
            return listing(*rows[number * 3 : number * 3 + 3] or rows, tail=tail.format(number + 1))

        web.pages["/nb/"] = page
        summary, _ = ran(web, tmp_path, "/nb/")
        assert summary.exit_code == 0
        assert len(web.asked("/nb/")) == 4


def test_a_pager_that_leads_back_hides_no_report_that_is_gone(tmp_path: Path) -> None:
    """The link to the next page on the last one leads to the first: the list ends all the same."""
    with serving() as web:
        rows = {f"/{number}.html": title(f"第{number}局") for number in range(4)}
        web.pages |= {url: report(url) for url in rows}

        def page(asked: Asked) -> str:
            is_last = "page=1" in asked.path
            shown = [*rows.items()][2:] if is_last else [*rows.items()][:2]
            tail = f'<a class="next" href="/nb/{"" if is_last else "?page=1"}">下一页</a>'
            return listing(*shown, tail=tail)

        web.pages["/nb/"] = page
        ran(web, tmp_path, "/nb/")
        del rows["/3.html"]
        ran(web, tmp_path, "/nb/")
        with Store(tmp_path, read_only=True) as store:
            gone = [link.url for link in store.links() if link.reason == "vanished"]
    assert gone == [f"{web.base}/3.html"]


def test_the_pace_is_kept_and_crawl_delay_honoured(tmp_path: Path) -> None:
    """The server's own log: no two requests closer than robots.txt asks."""
    with serving() as web:
        web.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.4\n")
        web.pages["/nb/"] = listing(*((f"/{n}.html", title(f"第{n}局")) for n in range(4)))
        web.pages |= {f"/{n}.html": report(str(n)) for n in range(4)}
        ran(web, tmp_path, "/nb/")
        times = [entry.at for entry in web.log if entry.path != "/robots.txt"]
    assert len(times) == 5
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.35


def test_retry_after_is_waited_for(tmp_path: Path) -> None:
    """A busy host is left alone for as long as it asks, then answers."""
    with serving() as web:
        visits = itertools.count()
        busy = Reply(b"busy", 429, {"Retry-After": "1"})
        web.pages["/nb/"] = lambda _: listing(("/a.html", title("局"))) if next(visits) else busy
        web.pages["/a.html"] = report()
        summary, run = ran(web, tmp_path, "/nb/")
        first, second = web.asked("/nb/")
    assert summary.exit_code == 0
    assert second.at - first.at > 0.95
    assert run.reasons["links"] == {"retried": 1, "ok": 2}


def test_a_host_that_keeps_failing_is_left_alone(tmp_path: Path) -> None:
    """After ten failures in a row the site is stopped, and says so."""
    with serving() as web:
        web.pages["/nb/"] = listing(*((f"/{n}.html", title(f"第{n}局")) for n in range(40)))
        for number in range(40):
            web.pages[f"/{number}.html"] = Reply(b"down", 500)
        summary, run = ran(web, tmp_path, "/nb/", RETRY_TIMES=0)
    assert summary.exit_code == 1
    assert "stopped: 10 failures in a row, the last 500 http_500" in run.notes["links"]
    assert run.reasons["links"]["http_500"] < 15


def test_a_busy_store_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    """A second crawl into one store waits a little, then says what is the matter."""
    with serving() as web, Store(tmp_path):
        site = web.site("links", "/nb/")
        summary = crawl([site], tmp_path, progress=False)
    assert summary.exit_code == 2
    assert "another crawl is writing to this store" in summary.error


def test_a_crawl_of_the_web_needs_a_contact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside loopback the operator must say whom to write to; nothing is started without."""
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    summary = crawl(load_sites()[:1], tmp_path / "store", progress=False)
    assert (summary.exit_code, "NIANBAO_CONTACT" in summary.error) == (2, True)
    assert not (tmp_path / "store").exists()
    assert crawl([], tmp_path).exit_code == 2


def test_a_wrong_site_is_one_line_before_anything_is_asked(tmp_path: Path) -> None:
    """A site made in code is validated like a block: this machine's name is no public site."""
    with serving() as web:
        wrong = replace(web.site("links", "/nb/"), loopback=False)
        summary = crawl([wrong], tmp_path, contact="a@example.org", progress=False)
        assert web.log == []
    assert (summary.exit_code, "at least 0.5 seconds" in summary.error) == (2, True)


def test_loopback_may_be_named(tmp_path: Path) -> None:
    """A loopback site's host is resolved and allowed by its name."""
    with serving() as web:
        host = f"localhost:{web.port}"
        web.pages["/nb/"] = listing(("/r.html", title("民政局")))
        web.pages["/r.html"] = report()
        named = replace(
            web.site("links"), base=f"http://{host}/", hosts=(host,), lists=(f"http://{host}/nb/",)
        )
        assert crawl([named], tmp_path, progress=False).sites[0].kept == 1


def test_a_page_that_never_agrees_is_taken_in_the_end_and_marked() -> None:
    """Three fetches, three texts: the last one stands, with a note."""
    known = Fetch(sha256="a", text_sha256="a")
    subject = Subject("report", "u")
    first = compared(subject, "b", "二", Memory(known))
    second = compared(subject, "c", "三", Memory(known, (first.text_sha256,)))
    third = compared(subject, "d", "四", Memory(known, (first.text_sha256, second.text_sha256)))
    assert [first.reason, second.reason, third.reason] == ["unconfirmed", "unconfirmed", "ok"]
    assert (first.note, third.note) == ("", "3 fetches gave different texts")


def test_the_same_folder_can_be_moved(tmp_path: Path, crawled: Crawled) -> None:
    """Nothing in a store depends on where it lies."""
    copy = tmp_path / "elsewhere"
    shutil.copytree(crawled.folder, copy)
    with Store(copy, read_only=True) as store:
        assert list(store.fetches()) == crawled.fetches
