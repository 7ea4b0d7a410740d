"""What each spider finds on saved list pages, and what every site asks for first."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy import Request

from crawler.attachments import attachments, framed_pages
from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage
from crawler.paging import scripted
from crawler.replay import replay
from crawler.site_rules import OPTIONS
from crawler.sites import Site, load_sites
from crawler.spiders import SPIDERS
from crawler.store import Store
from parsers.text import decode
from tests.test_crawl_families import FAMILIES

FOLDERS = sorted(path for path in (Path(__file__).parent / "sites").glob("*/*") if path.is_dir())
SITE = Site(
    id="demo",
    name="示例市",
    province="示例省",
    division="990100",
    level="prefecture",
    cms="links",
    base="http://www.example.gov.cn/",
    hosts=("www.example.gov.cn",),
    lists=("http://www.example.gov.cn/",),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path) as opened:
        yield opened


def spider_of(site: Site, store: Store) -> ReportSpider:
    """The spider of a site's CMS, offline."""
    return SPIDERS[site.cms](site, store, "run")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_saved_list_yields_the_reviewed_links(folder: Path) -> None:
    """Candidates with whole titles and their dates, and the page after."""
    found, expected = replay(folder), folder / "expected.json"
    if not expected.exists():
        text = json.dumps(found, ensure_ascii=False, indent=1)
        expected.write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"wrote {expected}: review it against the page, then run again")
    assert json.loads(expected.read_text(encoding="utf-8")) == found


def test_the_real_ordos_list_is_read_whole(shared: Path, store: Store) -> None:
    """Ten records of a real TRS page, four of them reports, and a second page in the script."""
    url = "http://www.egb.gov.cn/xxgk/xxgknb/"
    text = decode((shared / "lists" / "ordos_engebei_trs.html").read_bytes())[0]
    listing = Listing(ListPage(url, url), url, text)
    spider = spider_of(replace(SITE, cms="trs", lists=(url,)), store)
    candidates = list(spider.candidates(listing))
    assert (
        Candidate(
            "http://www.egb.gov.cn/xxgk/xxgknb/202009/t20200903_2748784.html",
            "鄂尔多斯市2019年政府信息公开工作年度报告",
            "2020-09-03",
        )
        == candidates[0]
    )
    assert len(candidates) == 10
    taken = [each.title for each in candidates if spider.keep(each, spider.lists[url]).accepted]
    assert taken == [
        "鄂尔多斯市2019年政府信息公开工作年度报告",
        "鄂尔多斯市人民政府办公室2019年政府信息公开工作年度报告",
        "鄂尔多斯市2018年政府信息公开年度报告",
        "内蒙古自治区2018年政府信息公开工作年度报告",
    ]
    assert [candidate.date for candidate in candidates][-2:] == ["2017-03-22", "2017-01-07"]
    assert spider.next_page(listing) == ListPage(f"{url}index_1.html", url, 1)
    refused = {link.title: link.reason for link in store.links() if not link.accepted}
    assert set(refused.values()) == {"not_annual_report"}
    assert len(refused) == 6


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("createPageHTML(5,2,'index','html');", (5, "index", "html")),
        ('createPageHTML(0, 5, "index", "htm")', (5, "index", "htm")),
        ('createPageHTML(3,0, "list", "shtml", 45)', (3, "list", "shtml")),
        ("var countPage = 7;", (7, "index", "html")),
        ('var countPage="4";document.write("<a href=index."+"htm>")', (4, "index", "htm")),
        ("no paging here", (1, "index", "html")),
    ],
)
def test_trs_paging_is_read_from_either_script(script: str, expected: tuple[int, str, str]) -> None:
    """Both orders of arguments, both ways to count."""
    assert scripted(script) == expected


def test_hanweb_posts_where_the_block_says_so(store: Store) -> None:
    """The window stays in the address, what names the column goes into the body."""
    text = (FOLDERS[0].parent.parent / "hanweb/column/index.html").read_text(encoding="utf-8")
    url = "http://www.example.gov.cn/col/col1229214366/index.html"
    site = replace(SITE, cms="hanweb", options={"method": "POST"})
    following = spider_of(site, store).next_page(Listing(ListPage(url, url), url, text))
    assert following == ListPage(
        "http://www.example.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=7&endrecord=8&perpage=2",
        url,
        1,
        "POST",
        "col=1&appid=1&webid=3093&path=%2F&columnid=1229214366&sourceContentType=1&unitid=4871338"
        "&webname=%E7%A4%BA%E4%BE%8B%E5%8C%BA&permissiontype=0",
        8,
    )


def test_attachments_are_found_by_path_parameter_or_title() -> None:
    """Links, frames and download addresses, each document once, no pictures, no pages."""
    page = """<a href="./P020240101.pdf">年报.pdf</a><a href="P020240101.pdf">again</a>
    <a href="/module/download/downfile.jsp?classid=0&amp;filename=abc.docx">下载</a>
    <a href="/download.jsp?wbfileid=77">附件：统计表.xls</a><a href="b.html">页</a>
    <iframe src="/pdfjs/viewer.html?file=/files/c.PDF"></iframe><img src="d.png">
    <a href="javascript:open('e.pdf')">x</a><a href="http://[broken/f.pdf">y</a>"""
    assert [candidate.url for candidate in attachments(page, "http://a.gov.cn/nb/1.html")] == [
        "http://a.gov.cn/nb/P020240101.pdf",
        "http://a.gov.cn/module/download/downfile.jsp?classid=0&filename=abc.docx",
        "http://a.gov.cn/download.jsp?wbfileid=77",
        "http://a.gov.cn/files/c.PDF",
        "http://a.gov.cn/nb/e.pdf",
    ]


SHELLS = [
    ("<iframe src='/pdfjs/web/viewer.html?file=%2Fa%2Fb.pdf'></iframe>", ["http://a.cn/a/b.pdf"]),
    ("<iframe src='/view.html?url=http://a.cn/x.docx#p'></iframe>", ["http://a.cn/x.docx"]),
    (
        "<embed src='b.pdf'><object data='/c.pdf'></object>",
        ["http://a.cn/n/b.pdf", "http://a.cn/c.pdf"],
    ),
    ("<a onclick=\"window.open('/d/e.pdf')\">看</a>", ["http://a.cn/d/e.pdf"]),
    ("<a href=\"javascript:show('f.wps', 1)\">看</a>", ["http://a.cn/n/f.wps"]),
    (
        r'<script>_CONFIG = {"attachment": [{"url": "http:\/\/a.cn\/g.pdf"}]}</script>',
        ["http://a.cn/g.pdf"],
    ),
    # an article of gkmlpt: names of files in its configuration, and HTML in one of its strings
    (
        r'<script>_CONFIG = {"attachment": '
        r'[{"name": "2023年报.pdf", "url": "http:\/\/a.cn\/7.pdf"}, '
        r'{"file_name":"b.docx","title" : "c.pdf", "url":"\/f\/8.docx"}]}</script>',
        ["http://a.cn/7.pdf", "http://a.cn/f/8.docx"],
    ),
    (
        r'<script>_CONFIG = {DETAIL: {"content": '
        r'"<p><a href=\"\/f\/9.pdf\">年报.pdf<\/a>"}}</script>',
        ["http://a.cn/f/9.pdf"],
    ),
    ("<script>fileName = '/up/10.pdf'</script>", ["http://a.cn/up/10.pdf"]),
    ("<script>PDFObject.embed('/h.pdf?v=1', '#x')</script>", ["http://a.cn/h.pdf?v=1"]),
    ("<script>accept = '.pdf'; type = 'application/pdf'; s = \"a b.pdf\"</script>", []),
    ("<div data-pdf='/k.pdf'></div>", ["http://a.cn/k.pdf"]),
    (
        "<A HREF='/P.PDF'>年报</A><a href='/q.Docx'>年报</a>",
        ["http://a.cn/P.PDF", "http://a.cn/q.Docx"],
    ),
    ("<a href='mailto:a@b.pdf'>x</a><a href='ftp://a.cn/l.pdf'>y</a>", []),
    (
        "<a href='/m.odt'>年报</a><a href='/n.rtf'>年报</a><a href='/o.et'>表</a>",
        ["http://a.cn/m.odt", "http://a.cn/n.rtf", "http://a.cn/o.et"],
    ),
]


@pytest.mark.parametrize(("page", "expected"), SHELLS)
def test_what_a_page_only_points_to_is_found(page: str, expected: list[str]) -> None:
    """Viewers, handlers and scripts name documents; their names in lists of kinds are none."""
    assert [each.url for each in attachments(page, "http://a.cn/n/1.html")] == expected


def test_scripts_of_a_page_with_its_own_tables_are_not_searched() -> None:
    page = (
        "<table>"
        + "<td>1" * 30
        + "</table><script>help = '/help.pdf'</script><iframe src='/x.html'>"
    )
    assert attachments(page, "http://a.cn/1.html") == []
    assert framed_pages(page, "http://a.cn/1.html") == []


def test_a_framed_page_is_asked_for_on_its_own_host() -> None:
    page = "<IFRAME src='body.html'></IFRAME><iframe src='http://b.cn/map.html'></iframe>"
    page += "<iframe src='about:blank'></iframe><iframe src='a.pdf'></iframe>"
    pages = framed_pages(page, "http://a.cn/nb/1.html")
    assert [each.url for each in pages] == ["http://a.cn/nb/body.html"]


def test_an_attachment_of_visual_sitebuilder_is_found_without_a_file_name() -> None:
    """Its address names a number, its link says 附件1."""
    href = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=78"
    page = f"<p><a href='{href}'>附件1</a> <a href='/download.jsp?id=3'>客户端下载</a></p>"
    found = attachments(page, "http://a.cn/info/1/2.htm")
    assert found == [Candidate(f"http://a.cn{href}", "附件1")]


@pytest.mark.parametrize("site", load_sites(), ids=lambda site: site.id)
def test_every_shipped_site_builds_its_first_requests_offline(site: Site, store: Store) -> None:
    """Each list of each block becomes one request of its CMS's spider."""

    async def first() -> list[Request]:
        return [request async for request in spider_of(site, store).start()]

    spider = spider_of(site, store)
    expected = [spider.first_page(url).url for url in spider.lists]
    assert expected == [request.url for request in asyncio.run(first())]


def test_every_cms_has_a_spider_that_is_tried_on_its_pages() -> None:
    """What a block may name exists, is tried on saved lists, and crawled whole."""
    without_lists = {"hanweb_annual"}  # has a test of its own
    assert set(SPIDERS) == {folder.parent.name for folder in FOLDERS} | without_lists
    assert set(SPIDERS) <= {*FAMILIES, *without_lists, "links"}
    assert set(SPIDERS) == set(OPTIONS)


def test_the_real_fujian_answer_is_read_whole(shared: Path, store: Store) -> None:
    """Thirteen records of a real search, all titles whole, all dates days, and no page after."""
    text = (shared / "lists" / "sanming_fujian_api.json").read_text(encoding="utf-8")
    url = "https://www.sm.gov.cn/fjdzapp/search?channelid=1&classsql=chnlid%3D1&prepage=100&page=1"
    spider = spider_of(replace(SITE, cms="fujian"), store)
    page = Listing(ListPage(url, "https://www.sm.gov.cn/nb/", 1), url, text)
    found = list(spider.candidates(page))
    assert (len(found), spider.stated(page), spider.next_page(page)) == (13, 13, None)
    assert found[0] == Candidate(
        "https://www.sm.gov.cn/smsrmzfbgs/smsrmzf/zfxxgkndbg/202603/t20260305_2192644.htm",
        "三明市2025年政府信息公开工作年度报告",
        "2026-03-05",
    )


@pytest.mark.parametrize("cms", ["lonsun", "openness"])
def test_a_next_page_that_only_a_script_knows_is_loud(cms: str, store: Store) -> None:
    """Without a count there is no address to make, and the list must not seem whole."""
    url = "http://www.example.gov.cn/public/column/1?type=4"
    text = "<a href='#' onclick='go(2)'>下一页</a>"
    spider = spider_of(replace(SITE, cms=cms, lists=(url,)), store)
    with pytest.raises(BadList, match="there are more pages, but no address"):
        spider.next_page(Listing(ListPage(url, url), url, text))


@pytest.mark.parametrize(
    ("cms", "text"),
    [
        ("hanweb", "dataStore=['" + "\\'" * 100_000),  # a string that is never closed
        ("hanweb", "<datastore" * 30_000),
        ("hanweb", "/module/" * 40_000),
        ("hanweb_jpaas", "<a querydata=\"{'a':'b'}\" url='http://[bad'>"),
    ],
)
def test_a_hostile_list_page_is_read_at_once(cms: str, text: str, store: Store) -> None:
    """It holds no list, and that is no exception; patterns that go astray would hang here."""
    url = SITE.lists[0]
    listing = Listing(ListPage(url, url), url, text)
    spider = spider_of(replace(SITE, cms=cms), store)
    assert list(spider.candidates(listing)) == []
    assert (spider.stated(listing), spider.next_page(listing)) == (None, None)
