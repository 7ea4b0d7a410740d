"""Every family of list pages crawled whole on loopback, however its answers are packed."""

import gzip
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import brotli  # type: ignore[import-untyped] # has no types
import pytest

from crawler.listing import BadList, Listing, ListPage
from crawler.replay import offline
from crawler.run import crawl
from crawler.sites import Site
from crawler.store import Store
from tests.crawl_server import Asked, Reply, Web, report, serving

YEARS = range(2015, 2022)  # seven reports: lists of three, three and one
Pages = list[list[int]]
THREES: Pages = [[2015, 2016, 2017], [2018, 2019, 2020], [2021]]


def named(year: int) -> str:
    """The title of a year's report."""
    return f"示例市{year}年政府信息公开工作年度报告"


def rows(years: Iterable[int], address: Callable[[int], str]) -> str:
    """The rows of a list, each title shortened but whole in `title=`."""
    return "".join(
        f'<li><a href="{address(year)}" title="{named(year)}">{named(year)[:9]}…</a>'
        f"<b>{year + 1}-01-20</b></li>"
        for year in years
    )


def page(body: str) -> str:
    """A page with a menu beside its list."""
    return f'<html><body><a href="/news/">要闻</a><ul>{body}</ul></body></html>'


def asked_for(asked: Asked, name: str) -> str:
    """A parameter of a request's address."""
    return parse_qs(urlsplit(asked.path).query).get(name, [""])[0]


def trs(web: Web) -> Site:
    """`index_N.html` by a script, in GBK."""
    for number, years in enumerate(THREES):
        script = f'<script>createPageHTML(3, {number}, "index", "html");</script>'
        text = page(rows(years, article) + script).encode("gbk")
        web.pages["/nb/" if number == 0 else f"/nb/index_{number}.html"] = Reply(text)
    return web.site("trs", "/nb/")


def article(year: int) -> str:
    """The address of an article of TRS."""
    return f"/nb/{year + 1}01/t{year + 1}0120_{year}.html"


def fujian(web: Web) -> Site:
    """A static first page, the others as packed JSON."""

    def search(asked: Asked) -> Reply:
        number = int(asked_for(asked, "page"))
        data = [
            {"doctitle": named(year), "chnldocurl": f"{web.base}{article(year)}"}
            for year in THREES[number - 1]
        ]
        answer = {"error": False, "pageCount": 3, "recordCount": 7, "data": data}
        return packed(json.dumps(answer), gzip.compress, "gzip")

    script = "recordCount:'7', prepage:3, channelid: '7', classsql: 'chnlid=1'"
    web.pages["/nb/"] = page(rows(THREES[0], article) + f"<script>{script}</script>")
    web.pages["/fjdzapp/search"] = search
    return web.site("fujian", "/nb/")


def packed(text: str, pack: Callable[[bytes], bytes], encoding: str) -> Reply:
    """An answer with a Content-Encoding."""
    return Reply(pack(text.encode()), headers={"Content-Encoding": encoding})


def hanweb(web: Web) -> Site:
    """The first window in the page, later ones by dataproxy.jsp in brotli."""

    def window(asked: Asked) -> Reply:
        first, last = (int(asked_for(asked, f"{name}record")) for name in ("start", "end"))
        years = [year for n, year in enumerate(YEARS, start=1) if first <= n <= last]
        return packed(f"<datastore>{records(years)}</datastore>", brotli.compress, "br")

    script = "columnid:'9', perpage:'1', totalRecord: 7, proxyUrl:'/module/jpage/dataproxy.jsp'"
    store = f"<datastore>{records(THREES[0])}</datastore>"
    web.pages["/col/col9/index.html"] = page(f"<script>{store}</script><script>{script}</script>")
    web.pages["/module/jpage/dataproxy.jsp"] = window
    return web.site("hanweb", "/col/col9/index.html")


def records(years: Iterable[int]) -> str:
    """Records as dataproxy.jsp answers them."""
    return "".join(f"<record><![CDATA[{rows([year], art)}]]></record>" for year in years)


def art(year: int) -> str:
    """The address of an article of hanweb."""
    return f"/art/{year + 1}/1/20/art_9_{year}.html"


def hanweb_array(web: Web) -> Site:
    """The same from an older site: an array of JavaScript, asked for by POST, sent in pieces."""

    def window(asked: Asked) -> Reply:
        first = int(asked_for(asked, "startrecord"))
        assert b"columnid=9" in asked.body
        strings = [rows([year], art) for year in list(YEARS)[first - 1 : first + 2]]
        text = f"dataStore = {json.dumps(strings)};".encode()
        return Reply(pieces=[text[:20], text[20:]])

    site = hanweb(web)
    web.pages["/module/jpage/dataproxy.jsp"] = window
    return replace(site, options={"method": "POST"})


def hanweb_jpaas(web: Web) -> Site:
    """A column whose page only says what to ask the gateway."""

    def unit(asked: Asked) -> str:
        told = json.loads(asked_for(asked, "paramJson"))
        html = rows(THREES[told["pageNo"] - 1], hashed)
        return json.dumps({"data": {"html": html, "totalCount": 7}})

    query = "{'webId':'9','tagId':'信息列表','pageId':'p'}"
    web.pages["/col/nb/"] = page(f'<div querydata="{query}"></div>')
    web.pages["/api-gateway/jpaas-publish-server/front/page/build/unit"] = unit
    return web.site("hanweb_jpaas", "/col/nb/", size="3")


def hashed(year: int) -> str:
    """The address of an article of jpaas."""
    return f"/art/{year + 1}/art_{year:032x}.html"


def ucap(web: Web) -> Site:
    """A page that asks `/searchList` for its list, answered as JSON."""

    def search(asked: Asked) -> str:
        number = int(asked_for(asked, "page"))
        years = list(YEARS)[(number - 1) * 3 : number * 3]
        results = [
            {"title": named(y), "url": month(y), "publishedTimeStr": f"{y + 1}-01-20 09:00:00"}
            for y in years
        ]
        return json.dumps({"data": {"results": results}})

    web.pages["/gknb/"] = page("<script>$.get('/searchList/5e1c7f20a1?_isAgg=true')</script>")
    web.pages["/searchList/5e1c7f20a1"] = search
    return web.site("ucap", "/gknb/")


def month(year: int) -> str:
    """The address of an article of UCAP."""
    return f"/gknb/{year + 1}01/{year:032x}.shtml"


def ucap_static(web: Web) -> Site:
    """Static pages with a pager of links."""
    for number, years in enumerate(THREES, start=1):
        after = f'<a href="list_{number + 1}.shtml">下一页</a>' if number < 3 else ""
        name = "list" if number == 1 else f"list_{number}"
        web.pages[f"/gknb/{name}.shtml"] = page(rows(years, month) + after)
    return web.site("ucap", "/gknb/list.shtml")


def ucap_search(web: Web) -> Site:
    """A page that asks `/es-search` for pieces of HTML; past the last there is none."""

    def search(asked: Asked) -> Reply | str:
        number = int(asked_for(asked, "page"))
        assert asked_for(asked, "_template") == "ucap/list_ejs"
        past = Reply("没有数据".encode(), 404)
        return f"<ul>{rows(THREES[number - 1], month)}</ul>" if number <= 3 else past

    address = "/es-search/search/c0a1b2c3?_template=ucap/list_ejs&amp;_isAgg=1&amp;page=1"
    web.pages["/gknb/"] = page(f'<div data-url="{address}"></div>{rows([2014], month)}')
    web.pages["/es-search/search/c0a1b2c3"] = search
    return web.site("ucap", "/gknb/")


def ucap_search_on(web: Web) -> Site:
    """The same, but past the last page it answers with the last one, and so for ever."""
    site = ucap_search(web)

    def search(asked: Asked) -> str:
        number = min(int(asked_for(asked, "page")), 3)
        return f"<ul>{rows(THREES[number - 1], month)}</ul>"

    web.pages["/es-search/search/c0a1b2c3"] = search
    return site


def gkmlpt(web: Web) -> Site:
    """The catalogue: page 1 of the API has everything, page 2 does not exist."""
    articles = [
        {"title": named(year), "url": f"{web.base}{post(year)}", "created_at": f"{year + 1}-01-20"}
        for year in YEARS
    ]
    web.pages["/gkmlpt/index"] = page("<script>window._CONFIG = {SID: '755001', TREE: []}</script>")
    answer = json.dumps({"classify": {"post_count": 7}, "articles": articles})
    web.pages["/gkmlpt/api/all/10083?sid=755001&page=1"] = answer
    return web.site("gkmlpt", "/gkmlpt/index#10083")


def post(year: int) -> str:
    """The address of an article of Guangdong's platform."""
    return f"/gkmlpt/content/1/10/post_{year}.html"


def vsb(web: Web) -> Site:
    """Older pages are counted down: the second of three is `nb/2.htm`."""
    for name, years in zip(("/nb.htm", "/nb/2.htm", "/nb/1.htm"), THREES, strict=True):
        counted = "<p>共7条 1/3 首页 上页 下页 尾页</p>" if name == "/nb.htm" else "<p>共7条</p>"
        web.pages[name] = page(rows(years, info) + counted)
    return web.site("vsb", "/nb.htm")


def info(year: int) -> str:
    """The address of an article of Visual SiteBuilder."""
    return f"/info/1021/{year}.htm"


def lonsun(web: Web) -> Site:
    """Pages by `pageIndex`, as many as the first one's script counts."""

    def column(asked: Asked) -> str:
        number = int(asked_for(asked, "pageIndex") or 1)
        return page(rows(THREES[number - 1], public) + "<script>var pageCount = 3;</script>")

    web.pages["/public/column/161054624"] = column
    return web.site("lonsun", "/public/column/161054624?type=4&catId=9")


def public(year: int) -> str:
    """The address of an article of Lonsun."""
    return f"/public/161054624/{year}.html"


def openness(web: Web) -> Site:
    """`page_N.html` below a category, as many as are counted."""
    for number, years in enumerate(THREES, start=1):
        text = page(rows(years, show) + "<p>共3页</p>")
        web.pages[f"/OpennessContent/showList/12/34/page_{number}.html"] = text
    return web.site("openness", "/OpennessContent/showList/12/34/page_1.html")


def show(year: int) -> str:
    """The address of an annual report of the openness module."""
    return f"/XxgkAnnualReport/show/{year}.html"


def tree(web: Web) -> Site:
    """Numbers of nineteen digits, a pager of numbered links."""
    for number, years in enumerate(THREES):
        links = "".join(f'<a href="index_{n}.html">{n + 1}</a>' for n in range(1, 3))
        name = "/nb/" if number == 0 else f"/nb/index_{number}.html"
        web.pages[name] = page(rows(years, digits) + links)
    return web.site("tree", "/nb/")


def digits(year: int) -> str:
    """The address of an article that is a long number."""
    return f"/nb/157142408452332{year}.html"


FAMILIES: dict[str, tuple[Callable[[Web], Site], Callable[[int], str]]] = {
    "trs": (trs, article),
    "fujian": (fujian, article),
    "hanweb": (hanweb, art),
    "hanweb_array": (hanweb_array, art),
    "hanweb_jpaas": (hanweb_jpaas, hashed),
    "ucap": (ucap, month),
    "ucap_static": (ucap_static, month),
    "ucap_search": (ucap_search, month),
    "ucap_search_on": (ucap_search_on, month),
    "gkmlpt": (gkmlpt, post),
    "vsb": (vsb, info),
    "lonsun": (lonsun, public),
    "openness": (openness, show),
    "tree": (tree, digits),
}
# Requests for a list's pages beside robots.txt: three but where the first page holds none.
LIST_PAGES = {"hanweb_jpaas": 4, "ucap": 5, "ucap_search": 5, "ucap_search_on": 5, "gkmlpt": 2}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_crawled_whole(family: str, tmp_path: Path) -> None:
    """Three pages of lists, seven reports: each kept once, nothing asked for twice."""
    put, address = FAMILIES[family]
    with serving() as web:
        site = put(web)
        for year in YEARS:
            web.pages[address(year)] = report(named(year))
        summary = crawl([site], tmp_path, progress=False)
        paths = [entry.path for entry in web.log]
    assert (summary.exit_code, summary.sites[0].note, summary.sites[0].kept) == (0, "", 7)
    assert len(paths) == len(set(paths)) == 1 + LIST_PAGES.get(family, 3) + 7
    with Store(tmp_path, read_only=True) as store:
        kept = {fetch.title for fetch in store.fetches() if fetch.kind == "report"}
    assert kept == {named(year) for year in YEARS}


def test_what_does_not_fit_into_memory_waits_on_the_disk(tmp_path: Path) -> None:
    """With room for two requests seven reports are fetched all the same, and nothing is left.

    Neither is what a crawl has left that was killed before.
    """
    killed = tmp_path / "waiting-killed" / "requests.queue"
    killed.mkdir(parents=True)
    (killed / "p0").write_bytes(b"of a crawl that is no more")
    with serving() as web:
        site = ucap_static(web)
        for year in YEARS:
            web.pages[month(year)] = report(named(year))
        summary = crawl([site], tmp_path, progress=False, settings={"WAITING_IN_MEMORY": 2})
    assert (summary.exit_code, summary.sites[0].kept) == (0, 7)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("waiting-")] == []


def test_the_module_of_annual_reports_is_asked_by_year_and_unit(tmp_path: Path) -> None:
    """Four addresses, one answers without a report: a gap with its reason, no document."""
    units = {"001": "示例市民政局", "002": "示例市财政局"}
    with serving() as web:

        def answer(asked: Asked) -> str:
            year, unit = asked_for(asked, "fbtime"), asked_for(asked, "area")
            if (year, unit) == ("2016", "002"):
                return page("<li>暂无信息</li>" + "<p>示例市政府信息公开目录</p>" * 9)
            return report(f"{units[unit]}{year}年政府信息公开工作年度报告，收到申请7件")

        module = "/module/xxgk/xxgkAnnualReport.jsp"
        web.pages[module] = answer
        pattern = f"{module}?fbtime={{Y}}&area={{unit}}"
        site = replace(web.site("hanweb_annual", pattern), years="2015-2016", units=units)
        summary = crawl([site], tmp_path, progress=False)
    assert (summary.exit_code, summary.sites[0].kept) == (0, 3)
    with Store(tmp_path, read_only=True) as store:
        ended = {(fetch.title, fetch.reason) for fetch in store.fetches() if fetch.kind == "report"}
    assert ended == {
        (
            f"{name}{year}年政府信息公开年度报告",
            "empty" if (name, year) == (units["002"], 2016) else "ok",
        )
        for name in units.values()
        for year in (2015, 2016)
    }


def test_an_answer_that_is_no_list_is_said(tmp_path: Path) -> None:
    """A gateway that answers with nonsense fails its site with a note, and never raises."""
    with serving() as web:
        for answer in ("[" * 100_000, '{"data": []}', '{"data": {"html": 7}}', "<html></html>"):
            site = hanweb_jpaas(web)
            web.pages["/api-gateway/jpaas-publish-server/front/page/build/unit"] = answer
            summary = crawl([site], tmp_path / str(len(answer)), progress=False)
            assert summary.exit_code == 1
            assert "answer" in summary.sites[0].note


SLOW = {
    "link": f'<a href="/1{"/1" * 50_000}">2</a>',
    "word": f'<a href="/x" title="x{" " * 50_000}x">x{"|" * 50_000}x</a>',
    "handler": f'<a href="javascript:go(\'{".htm" * 50_000}">下一页</a>',
    "search": "/search/" * 50_000,
    "json": "[" * 100_000,
    "types": '{"data": {"results": 7}, "articles": {}, "classify": []}',
}


@pytest.mark.parametrize("cms", ["ucap", "gkmlpt", "vsb", "lonsun", "openness", "tree"])
def test_a_hostile_page_has_no_links(cms: str, tmp_path: Path) -> None:
    """Each is read, or refused as a bad list, and that soon; none raises anything else."""
    addresses = ("/nb.htm", "/gkmlpt/index#1", "/gkmlpt/api/all/1?page=1", "/s/1?_isJson=1&page=1")
    with Store(tmp_path) as store:
        spider = offline(cms, {}, store)
        for url in (f"http://www.example.gov.cn{address}" for address in addresses):
            for text in SLOW.values():
                listing = Listing(ListPage(url, url), url, text)
                with suppress(BadList):
                    assert not [each for each in spider.candidates(listing) if each.url]
                with suppress(BadList):
                    spider.next_page(listing)
