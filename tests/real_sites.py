"""The four real reports on loopback, behind list pages shaped like real ones.

Made at run time from the shared files, nothing of which is kept here. Four sites, each with its own
port: TRS (the real list page of a WCM site with its `countPage` script), hanweb (embedded records,
then `dataproxy.jsp`), plain links with a next page, and TRS again with the PDF as an attachment.
Bodies are byte copies; charset headers are right, wrong and absent.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from crawler.sites import Site, site_from

TITLES = {
    "cixi": "慈溪市民政局2019年度政府信息公开工作年度报告",
    "shanghai": "2019年上海市人民政府办公厅政府信息公开工作年度报告",
    "shuyang": "沭阳县发展和改革局2023年政府信息公开年度报告",
    "huaian": "淮安市人民政府2024年政府信息公开工作年度报告",
}


@dataclass(frozen=True)
class Answer:
    """What the server says at one address."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"


@dataclass
class Portal:
    """One site: its facts for the registry, and what stands at which path."""

    facts: dict[str, object]
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(portals: dict[str, Portal]) -> Iterator[dict[str, Site]]:
    """Serve each portal on its own loopback port; yields the sites as the registry knows them."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(_served(portal)) for name, portal in portals.items()}


@contextmanager
def _served(portal: Portal) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(portal))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_port}"
    lists = portal.facts["lists"]
    assert isinstance(lists, list)
    places = {
        "base": f"http://{host}/",
        "hosts": [host],
        "lists": [f"http://{host}{path}" for path in lists],
    }
    try:
        yield site_from({**portal.facts, **places, "loopback": True, "delay": 0})
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            portal.asked.append(self.path)
            self._answer(portal.answers.get(_key(self.path)))

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            path = f"{self.path}{'&' if '?' in self.path else '?'}{form}"
            portal.asked.append(path)
            self._answer(portal.answers.get(_key(path)))

        def _answer(self, answer: Answer | None) -> None:
            self.send_response(200 if answer else 404)
            body = answer.body if answer else b"<html><body>404</body></html>"
            if answer is None or answer.content_type:
                self.send_header("Content-Type", answer.content_type if answer else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing: the crawl's own record is what counts."""

    return Handler


def _key(path: str) -> str:
    """An address without its query, except the window of records that hanweb asks for."""
    parts = urlsplit(path)
    start = parse_qs(parts.query).get("startrecord")
    return f"{parts.path}?startrecord={start[0]}" if start else parts.path


# ---- the four sites --------------------------------------------------------------------------


def portals(shared: Path) -> dict[str, Portal]:
    """The four sites with the real reports in them."""
    reports = shared / "reports"
    return {
        "shanghai": _shanghai(shared, (reports / "shanghai_gov_office_2019.html").read_bytes()),
        "cixi": _cixi((reports / "cixi_minzheng_2019.txt").read_bytes()),
        "shuyang": _shuyang((reports / "shuyang_fgj_2023.html").read_bytes()),
        "huaian": _huaian(shared, (reports / "huaian_gov_2024.pdf").read_bytes()),
    }


def _facts(name: str, printed: str, division: str, cms: str, path: str) -> dict[str, object]:
    level = {"0000": "province", "00": "prefecture"}
    return {
        "id": f"real-{name}",
        "name": printed,
        "province": "示例省",
        "city": "" if division.endswith("0000") else "示例市",
        "division": division,
        "level": next((level[end] for end in level if division.endswith(end)), "county"),
        "cms": cms,
        "lists": [path],
    }


ROW = re.compile(r'<tr valign="top" style="padding-bottom:10px;">.*?</tr>', re.S)


def trs_list(shared: Path, rows: list[tuple[str, str, str]], page: int, pages: int) -> bytes:
    """The real TRS list with our (href, title, date) rows; its own rows stay on the first page."""
    text = (shared / "lists" / "ordos_engebei_trs.html").read_text(encoding="utf-8")
    first = ROW.search(text)
    assert first, "the real list has no rows any more"
    added = "".join(_trs_row(first.group(), *row) for row in rows)
    if page:
        text = ROW.sub("", text)
    text = text[: first.start()] + added + text[first.start() :]
    text = re.sub(r"var currentPage = \d+", f"var currentPage = {page}", text)
    return re.sub(r"var countPage = \d+", f"var countPage = {pages}", text).encode()


def _trs_row(row: str, href: str, title: str, date: str) -> str:
    row = re.sub(r'<a href="[^"]*">.*?</a>', f'<a href="{href}">{title}</a>', row, flags=re.S)
    return re.sub(r"\d{4}-\d\d-\d\d", date, row)


def _shanghai(shared: Path, report: bytes) -> Portal:
    """TRS: the report stands on the second page, which only the script's countPage announces."""
    decoys = [
        (
            "./202001/t20200105_900001.html",
            "关于编制2019年政府信息公开年度报告的通知",
            "2020-01-05",
        ),
        ("./202001/t20200131_900002.html", "图解：2019年政府信息公开工作年度报告", "2020-01-31"),
    ]
    row = ("./202001/t20200131_900003.html", TITLES["shanghai"], "2020-01-31")
    answers = {
        "/xxgknb/": Answer(trs_list(shared, decoys, 0, 2)),
        "/xxgknb/index.html": Answer(trs_list(shared, decoys, 0, 2)),
        "/xxgknb/index_1.html": Answer(trs_list(shared, [row], 1, 2)),
        "/xxgknb/202001/t20200131_900003.html": Answer(report, "text/html"),
    }
    facts = _facts("shanghai", "上海市人民政府", "310000", "trs", "/xxgknb/index.html")
    return Portal(facts, answers)


def _huaian(shared: Path, report: bytes) -> Portal:
    """TRS: the page is a shell with the PDF beside it, sent as a stream of bytes."""
    row = ("./202502/t20250226_800001.html", TITLES["huaian"], "2025-02-26")
    title = TITLES["huaian"]
    page = (
        f"<html><head><title>{title}</title><meta name='PubDate' content='2025-02-26 10:05'></head>"
        f"<body><h1>{title}</h1><div class='TRS_Editor'><p>全文请下载附件。</p>"
        f"<a href='./P020250226800001.pdf'>附件：{title}.pdf</a></div></body></html>"
    )
    answers = {
        "/ndbg/index.html": Answer(trs_list(shared, [row], 1, 1)),
        "/ndbg/202502/t20250226_800001.html": Answer(page.encode("gb18030"), "text/html"),
        "/ndbg/202502/P020250226800001.pdf": Answer(report, "application/octet-stream"),
    }
    return Portal(_facts("huaian", "淮安市人民政府", "320800", "trs", "/ndbg/index.html"), answers)


HANWEB = """<html><head><meta charset="gb2312"><title>信息公开年报</title></head><body>
<div id="4858173" class="default_pgContainer"></div><script type="text/javascript">
$('#4858173').jpage({{ id: '4858173', openproxy: 1, proxyUrl: '/module/jpage/dataproxy.jsp',
 perPage: 5, totalRecord: {total}, appid: 1, webid: 27, columnid: 1229214366, unitid: '4858173',
 webname: '慈溪市民政局', permissiontype: 0 }});</script>
<script type="text/xml">{records}</script></body></html>"""


def _records(links: list[tuple[str, str, str]], total: int) -> str:
    proxy = (
        "/module/jpage/dataproxy.jsp?page=1&appid=1&webid=27&path=/&columnid=1229214366"
        "&unitid=4858173&webname=%E6%85%88%E6%BA%AA&permissiontype=0"
    )
    records = "".join(
        f'<record><![CDATA[<li><a href="{href}" title="{title}" target="_blank">{title[:12]}…</a>'
        f"<span>[{date}]</span></li>]]></record>"
        for href, title, date in links
    )
    return (
        f'<datastore><nextgroup><![CDATA[<a href="{proxy}"></a>]]></nextgroup>'
        f"<totalrecord>{total}</totalrecord><totalpage>4</totalpage>"
        f"<recordset>{records}</recordset></datastore>"
    )


def _cixi(report: bytes) -> Portal:
    """Hanweb: fifteen embedded records that are no reports, then the report from dataproxy.jsp."""
    news = [
        (f"/art/2020/1/{n}/art_1_{n}.html", f"民政工作动态第{n}期", "2020-01-08") for n in range(15)
    ]
    path = "/art/2020/1/20/art_1229214366_900001.html"
    column = HANWEB.format(total=16, records=_records(news, 16))
    second = _records([(path, TITLES["cixi"], "2020-01-20")], 16)
    answers = {
        "/col/col1229214366/index.html": Answer(
            column.encode("gb18030"), "text/html;charset=utf-8"
        ),
        "/module/jpage/dataproxy.jsp?startrecord=16": Answer(second.encode(), "text/xml"),
        path: Answer(report, "text/plain; charset=ISO-8859-1"),
    }
    facts = _facts("cixi", "慈溪市", "330282", "hanweb", "/col/col1229214366/index.html")
    return Portal(facts, answers)


def _links(rows: list[tuple[str, str, str]], follow: str = "") -> bytes:
    items = "".join(
        f'<li><a href="{href}" title="{title}">{title[:14]}...</a><span>{date}</span></li>'
        for href, title, date in rows
    )
    pager = f'<a class="next" href="{follow}">下一页</a>' if follow else ""
    menu = "".join(f"<li><a href='/sygfj/{n}/'>栏目{n}</a></li>" for n in range(20))
    return (
        f"<html><head><title>信息公开年报</title></head><body><ul class='menu'>{menu}</ul>"
        f"<div>您当前的位置：首页 &gt; 政府信息公开 &gt; 信息公开年报</div>"
        f"<ul class='list'>{items}</ul>{pager}</body></html>"
    ).encode()


def _shuyang(report: bytes) -> Portal:
    """Plain links over two pages; the report is UTF-8 and its header says GBK."""
    path = "/sygfj/gknb/202401/2ecfb31a335f4d689220a3a23e24a986.shtml"
    website = [
        ("/sygfj/wz/2023.shtml", "沭阳县发展和改革局政府网站工作年度报表（2023年度）", "2024-01-22")
    ]
    answers = {
        "/sygfj/gknb/list.shtml": Answer(_links(website, "list_2.shtml")),
        "/sygfj/gknb/list_2.shtml": Answer(_links([(path, TITLES["shuyang"], "2024-01-17")])),
        path: Answer(report, "text/html; charset=GBK"),
    }
    facts = _facts("shuyang", "沭阳县人民政府", "321322", "links", "/sygfj/gknb/list.shtml")
    return Portal({**facts, "options": {"link": "ul.list li a", "next": "a.next"}}, answers)
