"""Lists by year and agency, where a list ends, and explainers tied to their reports; offline."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.addresses import MOST, ListAddress, problems, years_of
from crawler.base import ReportSpider
from crawler.index import Fetch, Index, Link
from crawler.listing import Candidate, Listing, ListPage, Page
from crawler.sites import Site
from crawler.spiders import SPIDERS
from crawler.store import Store
from crawler.walk import MAX_BARREN, MAX_PAGES, Walk
from tests.crawl_server import listing, title
from tests.test_sites import SITE

LIST = SITE.lists[0]
UNITS = {"001": "示例市民政局", "002": "示例市财政局"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path) as opened:
        yield opened


class Pages(ReportSpider):
    """A made-up CMS: its pages are answered from a list, and it says what it holds."""

    cms = "links"

    def __init__(
        self, site: Site, store: Store, says: int | None = None, more: bool = True
    ) -> None:
        super().__init__(site, store, "run")
        self.says, self.more = says, more

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Every link."""
        options = self.site.options
        return listing.candidates("a[href]", options.get("heading", ""))

    def stated(self, listing: Listing) -> int | None:
        """What the test says."""
        return self.says

    def next_page(self, listing: Listing) -> ListPage | None:
        """One more page, for ever."""
        number = listing.asked.number + 1
        return ListPage(f"{LIST}{number}", listing.asked.list_url, number) if self.more else None


def answer(spider: ReportSpider, asked: ListPage, text: str, reason: str = "ok") -> list[Request]:
    """What a spider asks for after a page of a list."""
    request = spider.list_request(asked)
    request.meta["page"] = Page(Fetch(reason=reason), text)
    response = HtmlResponse(asked.url, body=text.encode(), encoding="utf-8", request=request)
    return list(spider.parse_list(response, asked))


def test_years_and_units_are_written_out() -> None:
    """A year's report is published in the next; only the newest year of an open range may lack."""
    pattern = "https://www.example.gov.cn/{Y}/{Y+1}/{unit}/"
    site = replace(SITE, lists=(LIST, pattern), years="2022-", units=UNITS)
    found = site.addresses(2023)
    assert found[0] == ListAddress(LIST, LIST)
    assert [each.url.removeprefix("https://www.example.gov.cn") for each in found[1:]] == [
        "/2022/2023/001/",
        "/2022/2023/002/",
        "/2023/2024/001/",
        "/2023/2024/002/",
    ]
    assert [each.may_lack for each in found] == [False, False, False, True, True]
    assert found[4] == ListAddress(
        "https://www.example.gov.cn/2023/2024/002/", pattern, 2023, "示例市财政局", may_lack=True
    )
    closed = replace(site, years="2022-2023").addresses(2023)
    assert not any(each.may_lack for each in closed)


@pytest.mark.parametrize(
    ("lists", "years", "units", "message"),
    [
        (["http://a.cn/{Y}/"], "", {}, "years: goes with {Y} in lists"),
        (["http://a.cn/"], "2023", {}, "years: goes with {Y} in lists"),
        (["http://a.cn/{unit}/"], "", {}, "units: goes with {unit} in lists"),
        (["http://a.cn/{Y}/"], "1999", {}, "years: '1999' is no year from 2003 on"),
        (["http://a.cn/{Y}/"], "2023年", {}, "years: '2023年' is no year"),
        (["http://a.cn/{y}/"], "", {}, "lists: http://a.cn/{y}/: '{' stands only in"),
        (["http://a.cn/{unit}/"], "", {"a b": "x"}, "units: 'a b' is no code"),
        (["http://a.cn/{Y}/{unit}/"], "2003-", {str(n): "x" for n in range(60)}, "more than"),
        (["http://a.cn/{Y}/{unit}/"], "2009-", {"a": "x"}, ""),
    ],
)
def test_wrong_years_and_units_are_refused(
    lists: list[str], years: str, units: dict[str, str], message: str
) -> None:
    """At load, with what to do."""
    said = [f"{key}: {problem}" for key, problem in problems(lists, years, units)]
    assert [each for each in said if message in each] if message else not said
    assert MOST == 5_000


def test_years_of_a_text() -> None:
    """Single years and ranges, each once."""
    assert years_of("2019, 2015-2016,2016", 0) == (2015, 2016, 2019)


def test_titles_get_what_stands_above_them(store: Store) -> None:
    """A list by agency whose entries are called only by their year; news stay news."""
    page = """<h3>示例市民政局</h3><a href=a1>2023年</a><a href=a2>2022年度</a>
    <h3>示例市财政局</h3><a href=b1>2023年政府信息公开年度报告</a><a href=b2>更多</a>
    <a href=b3>2023年政府网站工作年度报表</a>"""
    site = replace(SITE, options={"heading": "h3", "entries": "reports"})
    asked = ListPage(LIST, LIST)
    wanted = answer(Pages(site, store, more=False), asked, page)
    assert [request.meta["subject"].title for request in wanted] == [
        "示例市民政局2023年政府信息公开年度报告",
        "示例市民政局2022年政府信息公开年度报告",
        "示例市财政局2023年政府信息公开年度报告",
    ]
    assert {link.title for link in store.links() if not link.accepted} == {
        "更多",
        "2023年政府网站工作年度报表",
    }


def test_a_list_of_a_year_and_an_agency_names_its_entries(store: Store) -> None:
    """What the address says is as good as a heading."""
    lists = ("https://www.example.gov.cn/{Y}/{unit}/",)
    site = replace(SITE, lists=lists, years="2021", units=UNITS)
    spider = Pages(site, store, more=False)
    url = "https://www.example.gov.cn/2021/002/"
    wanted = answer(spider, ListPage(url, url), "<a href=x>政府信息公开年度报告</a>")
    titles = [request.meta["subject"].title for request in wanted]
    assert titles == ["示例市财政局2021年政府信息公开年度报告"]


def test_a_list_without_end_is_left(store: Store) -> None:
    """News that never become a report, or pages that never end, are a note each."""
    spider = Pages(SITE, store)
    asked, pages = ListPage(LIST, LIST), 0
    while True:
        news = listing((f"/n{asked.number}.html", "我市召开工作会议"))
        wanted = answer(spider, asked, news)
        pages += 1
        if not wanted:
            break
        asked = wanted[0].cb_kwargs["asked"]
    assert pages == MAX_BARREN
    assert spider.walked.notes == [f"{LIST}: stopped after {MAX_BARREN} pages without a new report"]
    assert Walk().stop(MAX_PAGES) == f"stopped after {MAX_PAGES} pages"
    assert Walk().stop(MAX_PAGES - 1) == ""


@pytest.mark.parametrize(
    ("says", "reason", "noted"),
    [
        (2, "http_404", ""),  # all of it stood on the first page
        (2, "empty", ""),
        (2, "http_500", "http_500"),
        (3, "http_404", "http_404"),  # one record is missing
        (None, "http_404", "http_404"),
    ],
)
def test_a_missing_second_page_ends_a_list_that_is_whole(
    store: Store, says: int | None, reason: str, noted: str
) -> None:
    """Only where the first page has shown as many records as the list holds."""
    spider = Pages(SITE, store, says)
    rows = listing(("/1.html", title("甲局")), ("/2.html", "我市召开工作会议"))
    following = answer(spider, ListPage(LIST, LIST), rows)[-1].cb_kwargs["asked"]
    answer(spider, following, "", reason)
    assert spider.walked.notes == ([f"{LIST}1: {noted}"] if noted else [])


@pytest.mark.parametrize(
    ("says", "rows", "noted"),
    [
        (2, 2, ""),
        (None, 2, ""),
        (9, 2, "it says 9 records, 2 were found"),
        (0, 0, "it says it holds nothing"),
        (None, 0, "no link found, has its markup changed?"),
    ],
)
def test_what_a_list_states_is_compared_at_its_end(
    store: Store, says: int | None, rows: int, noted: str
) -> None:
    """A list that ends early is loud."""
    spider = Pages(SITE, store, says, more=False)
    answer(spider, ListPage(LIST, LIST), listing(*((f"/{n}", title("局")) for n in range(rows))))
    assert spider.walked.notes == ([f"{LIST}: {noted}"] if noted else [])


@pytest.mark.parametrize("back", ["", "1"], ids=["first page", "itself"])
def test_a_pager_that_leads_back_ends_the_list(store: Store, back: str) -> None:
    """The last page's link to the next leads to the first, or to itself: what lacks is told."""

    class Ring(Pages):
        def next_page(self, listing: Listing) -> ListPage | None:
            number = listing.asked.number + 1
            return ListPage(f"{LIST}{'1' if number == 1 else back}", LIST, number)

    spider = Ring(SITE, store, says=9)
    second = answer(spider, ListPage(LIST, LIST), listing(("/1.html", title("甲局"))))[-1]
    last = answer(spider, second.cb_kwargs["asked"], listing(("/2.html", title("乙局"))))
    assert [request.meta["subject"].kind for request in last] == ["report"]
    assert spider.walked.notes == [f"{LIST}: it says 9 records, 2 were found"]


def test_next_years_list_may_be_missing(store: Store) -> None:
    """The newest year of an open range: neither a 404 nor an empty column is a failure."""
    site = replace(SITE, lists=("https://www.example.gov.cn/{Y}/",), years="2020-")
    spider = Pages(site, store, more=False)
    newest = list(spider.lists)[-1]
    first = ListPage(newest, newest, may_lack=True)
    answer(spider, first, "", "http_404")
    answer(spider, first, "<p>暂无内容</p>")
    assert spider.walked.notes == []
    older = next(iter(spider.lists))
    answer(spider, ListPage(older, older), "", "http_404")
    assert spider.walked.notes == [f"{older}: http_404"]


def test_notes_are_bounded(store: Store) -> None:
    """A thousand failed lists are twenty lines and a number."""
    spider = Pages(SITE, store)
    spider.walked.notes = [f"list {number}: http_404" for number in range(1000)]
    spider.closed("finished")
    assert len(spider.walked.notes) == 21
    assert spider.walked.notes[-1] == "and 980 more"


EXPLAINED = [
    ("/r1.html", "示例市民政局2023年政府信息公开工作年度报告"),
    ("/r2.html", "示例市民政局2022年政府信息公开工作年度报告"),
    ("/r3.html", "示例市财政局2023年政府信息公开年报"),
    ("/r4.html", "示例市财政局2023年政府信息公开年度报告"),
    ("/r5.html", "2021年政府信息公开年度报告"),
    ("/e1.html", "【图解】示例市民政局2023年政府信息公开工作年度报告"),
    ("/e2.html", "《示例市民政局2022年政府信息公开年度报告》解读"),
    ("/e3.html", "示例市财政局2023年政府信息公开年度报告（图片版）"),
    ("/e4.html", "一图读懂2021年政府信息公开年度报告"),
    ("/e5.html", "一张图读懂示例市民政局2020年政府信息公开年度报告"),
    ("/e6.html", "政府信息公开年度报告解读"),
]


BARE = "政府信息公开年报"
COLUMNS = [  # (the link's title, its address, its date, the block's options, agency, taken as)
    (BARE, "/nb/", "", {}, "", ""),
    (f" {BARE} »", "/list.shtml", "", {}, "", ""),
    ("信息公开工作年度报告", "/nb/", "", {}, "", ""),
    (BARE, "/nb/7.html", "2024-01-20", {}, "", BARE),  # dated: an entry of a list
    (BARE, "/nb/7.pdf", "", {}, "", BARE),
    (BARE, "/nb/7.html", "", {"entries": "reports"}, "", BARE),
    (BARE, "/nb/7.html", "", {}, "甲市民政局", f"甲市民政局{BARE}"),
    (f"2023年{BARE}", "/nb/7.html", "", {}, "", f"2023年{BARE}"),
    (f"甲市民政局{BARE}", "/nb/7.html", "", {}, "", f"甲市民政局{BARE}"),
]


@pytest.mark.parametrize(("text", "path", "day", "options", "agency", "expected"), COLUMNS)
def test_a_column_is_no_report(
    text: str,
    path: str,
    day: str,
    options: dict[str, str],
    agency: str,
    expected: str,
    store: Store,
) -> None:
    """A bare name without body, year and day leads to the column, and is refused as one."""
    spider = Pages(replace(SITE, options=options), store)
    link = spider.keep(
        Candidate(f"{SITE.base}{path}", text, day), ListAddress(LIST, LIST, 0, agency)
    )
    assert (link.title if link.accepted else "", link.reason) == (
        expected,
        "" if expected else "column",
    )


def test_a_heading_makes_a_bare_name_a_report(store: Store) -> None:
    """The year or the body above it is what the name lacks."""
    spider = Pages(SITE, store)
    for above, whole in (("2023年", f"2023年{BARE}"), ("甲市民政局", f"甲市民政局{BARE}")):
        candidate = Candidate(f"{SITE.base}nb/{above}.html", BARE, heading=above)
        link = spider.keep(candidate, ListAddress(LIST, LIST))
        assert (link.accepted, link.title) == (True, whole)


def test_explainers_are_tied_to_their_report(store: Store) -> None:
    """By body and year, where exactly one report has them; never fetched."""
    spider = Pages(SITE, store, more=False)
    wanted = answer(spider, ListPage(LIST, LIST), listing(*reversed(EXPLAINED)))
    assert {request.url.rpartition("/")[2][0] for request in wanted} == {"r"}
    spider.closed("finished")
    base = "https://www.example.gov.cn"
    tied = {link.url.removeprefix(base): link.report.removeprefix(base) for link in store.links()}
    assert {url: report for url, report in tied.items() if report} == {
        "/e1.html": "/r1.html",
        "/e2.html": "/r2.html",
        "/e4.html": "/r5.html",
    }
    assert {link.reason for link in store.links() if not link.accepted} == {"explainer"}


def test_a_tie_stays_while_its_report_is_not_seen(store: Store) -> None:
    """Seen again without its report, an explainer keeps it; become a report, it has none."""
    link = Link(
        "demo", LIST, "/e", "图解", "", "2026-01-01", "2026-01-01", False, "explainer", "/r"
    )
    store.see_link(link)
    store.see_link(replace(link, report=""))
    assert [each.report for each in store.links()] == ["/r"]
    store.see_link(replace(link, report="", accepted=True, reason=""))
    assert [each.report for each in store.links()] == [""]


def test_a_store_of_the_first_version_is_completed(tmp_path: Path) -> None:
    """Its links have no report yet; nothing of them is lost."""
    path = tmp_path / "store.db"
    Index(path, read_only=False).close()
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE link DROP COLUMN report")
        db.execute("ALTER TABLE link DROP COLUMN absent")
        db.execute("ALTER TABLE link DROP COLUMN absent_after")
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO link VALUES ('a', 'l', 'u', 't', '', 'd', 'd', 1, '')")
    db.close()
    old = Index(path, read_only=True)
    assert [link.report for link in old.links()] == [""]
    old.close()
    index = Index(path, read_only=False)
    assert [(link.url, link.report) for link in index.links()] == [("u", "")]
    index.see(Link("a", "l", "u", "t", "", "d", "d", False, "explainer", "r"))
    assert [link.report for link in index.links()] == ["r"]
    assert index.db.execute("PRAGMA user_version").fetchone()[0] >= 2
    index.close()


def test_every_cms_is_known_by_its_id() -> None:
    """The registry of spiders is keyed by what a block names."""
    assert all(cms == spider.cms for cms, spider in SPIDERS.items())
