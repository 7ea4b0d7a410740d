"""Lists whose entries lead to a file at once, not to a page: every family fetches and names it."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from archive.build import build
from crawler.articles import is_article
from crawler.listing import Candidate
from crawler.run import crawl
from crawler.sites import Site
from crawler.spiders.trs import ARTICLE
from tests.crawl_server import Reply, Web, serving
from tests.media import MEDIA
from tests.printed import Printed, form

# The file's name, what it is in truth, the body its entry names.
FILES = (
    ("2023.pdf", "pdf", "甲市民政局"),
    ("P020240119000000000001.docx", "docx", "甲市教育局"),
    ("nb.xls", "xls", "甲市财政局"),
    ("nb.xlsx", "xlsx", "甲市交通运输局"),
    ("old.doc", "xls", "甲市审计局"),  # a workbook under another name
)
TYPE = {"pdf": "text/html; charset=utf-8", "docx": "application/octet-stream"}  # headers lie


def entry(body: str) -> str:
    """What a list calls a body's report."""
    return f"{body}2023年政府信息公开工作年度报告"


@cache
def drawn(medium: str) -> bytes:
    """A report that names neither its body nor its year: only its list entry does."""
    return MEDIA[medium](Printed(form("F2021"), title="政府信息公开工作年度报告")).body


def put(web: Web) -> str:
    """Serve the files; the rows of a list of them, titles cut short."""
    for name, medium, _ in FILES:
        header = {"Content-Type": TYPE.get(medium, "application/msword")}
        web.pages[f"/nb/files/{name}"] = Reply(drawn(medium), headers=header)
    return "".join(
        f'<li><a href="/nb/files/{name}" title="{entry(body)}">{body}…</a><i>2024-01-19</i></li>'
        for name, _, body in FILES
    )


def static(cms: str, path: str) -> Callable[[Web], Site]:
    """A list of links on a page."""

    def site(web: Web) -> Site:
        web.pages[path] = f"<html><body><ul>{put(web)}</ul></body></html>"
        return web.site(cms, path)

    return site


def hanweb(web: Web) -> Site:
    """Records embedded in a script."""
    store = f"<datastore><record><![CDATA[{put(web)}]]></record></datastore>"
    web.pages["/col/col9/index.html"] = f"<html><body><script>{store}</script></body></html>"
    return web.site("hanweb", "/col/col9/index.html")


def hanweb_jpaas(web: Web) -> Site:
    """Records answered by the gateway."""
    web.pages["/nb/"] = "<div querydata=\"{'tagId':'信息列表'}\"></div>"
    answer = json.dumps({"data": {"html": put(web), "totalCount": len(FILES)}})
    web.pages["/api-gateway/jpaas-publish-server/front/page/build/unit"] = answer
    return web.site("hanweb_jpaas", "/nb/")


def found(web: Web, **names: str) -> list[dict[str, Any]]:
    """The entries as records of JSON, under the names a CMS gives title, address and day."""
    put(web)
    rows = ((entry(body), f"{web.base}/nb/files/{name}", "2024-01-19") for name, _, body in FILES)
    return [dict(zip(names.values(), row, strict=True)) for row in rows]


def ucap(web: Web) -> Site:
    """Records answered as JSON."""
    results = found(web, title="title", url="url", day="publishedTimeStr")
    web.pages["/nb/"] = "<script>$.get('/searchList/5e1c7f20a1?page=1')</script>"
    answer = json.dumps({"data": {"total": len(FILES), "results": results}})
    web.pages["/searchList/5e1c7f20a1"] = answer
    return web.site("ucap", "/nb/")


def gkmlpt(web: Web) -> Site:
    """Articles answered by the catalogue."""
    articles = found(web, title="title", url="url", day="created_at")
    web.pages["/gkmlpt/index"] = "<script>window._CONFIG = {SID: '7'}</script>"
    answer = json.dumps({"classify": {"post_count": len(FILES)}, "articles": articles})
    web.pages["/gkmlpt/api/all/10083"] = answer
    return web.site("gkmlpt", "/gkmlpt/index#10083")


FAMILIES: dict[str, Callable[[Web], Site]] = {
    "links": static("links", "/nb/list.html"),
    "trs": static("trs", "/nb/"),
    "fujian": static("fujian", "/nb/"),
    "hanweb": hanweb,
    "hanweb_jpaas": hanweb_jpaas,
    "ucap": ucap,
    "ucap_static": static("ucap", "/nb/list.shtml"),
    "gkmlpt": gkmlpt,
    "gkmlpt_static": static("gkmlpt", "/nb/"),
    "vsb": static("vsb", "/nb.htm"),
    "lonsun": static("lonsun", "/public/column/9?type=4"),
    "openness": static("openness", "/OpennessContent/showList/1/2/page_1.html"),
    "tree": static("tree", "/nb/"),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The archive of one crawl of all of them, each family a site of its own."""
    data = tmp_path_factory.mktemp("data")
    with ExitStack() as servers:
        sites = [
            replace(put_up(servers.enter_context(serving())), id=family.replace("_", "-"))
            for family, put_up in FAMILIES.items()
        ]
        summary = crawl(sites, data / "store", progress=False)
    assert (summary.exit_code, {site.note for site in summary.sites}) == (0, {""})
    build(data, sites)
    with closing(sqlite3.connect(data / "archive.db")) as db:
        yield db


@pytest.mark.parametrize("family", FAMILIES)
def test_a_file_on_a_list_is_a_document_named_by_its_entry(
    family: str, archive: sqlite3.Connection
) -> None:
    """Each is kept as it came, told by its bytes, and a report of the entry's body and year."""
    sql = """
        select d.url, d.kind, d.title, a.name, d.year, d.medium
        from document d join agency a on a.id = d.agency where d.site = ?
        and d.status in ('current', 'duplicate') -- the other families have the same reports
    """
    rows = archive.execute(sql, (family.replace("_", "-"),)).fetchall()
    assert {(url.rpartition("/")[2], *rest) for url, *rest in rows} == {
        (name, "report", entry(body), body, 2023, medium) for name, medium, body in FILES
    }


NAMELESS = {"entries": "reports"}
LINKS = [
    ("http://a.cn/f/nb.pdf", "甲市民政局政府信息公开工作年度报告", {}, True),  # no year
    ("http://a.cn/f/nb.pdf", "图解甲市民政局政府信息公开工作年度报告", {}, True),
    ("http://a.cn/f/nb.DOCX", "2023年", NAMELESS, True),  # what stands above it names the body
    ("http://a.cn/down.jsp?file=nb.wps", "甲市民政局", NAMELESS, True),
    ("http://a.cn/f/nb.DOCX", "2023年", {}, False),
    ("http://a.cn/help.pdf", "使用手册", {}, False),  # of every page's foot
    ("http://a.cn/nb/202401/t20240119_7.html", "我市召开会议", {}, True),
    ("http://b.cn/x.jsp?id=7", "甲市民政局2023年政府信息公开工作年度报告", {}, True),
    ("http://b.cn/x.jsp?id=7", "甲市民政局政府信息公开工作年度报告", {}, False),
    ("http://a.cn/nb/", "2023年政府信息公开年报", {}, False),  # a year's column
    ("http://a.cn/logo.png", "图片", NAMELESS, False),
]


@pytest.mark.parametrize(("url", "title", "options", "expected"), LINKS)
def test_a_link_is_an_article_by_address_file_or_title(
    url: str, title: str, options: dict[str, str], expected: bool
) -> None:
    """Of a CMS whose articles have numbers."""
    assert is_article(Candidate(url, title), ARTICLE, options) is expected
