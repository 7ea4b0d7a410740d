"""What can be wrong with an answer: every fault a site was seen with, and how it must end.

Synthetic pages of invented bodies; `tests/test_crawl_faults.py` plays them.
"""

import gzip
import io
import itertools
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import formatdate

import brotli  # type: ignore[import-untyped] # has no types

from crawler.payload import MAX_PAYLOAD
from tests.crawl_server import Answer, Asked, Reply, report, title

TRAP = "<html><script>$_ts={};</script><script src=/a.js></script></html>"
WHOLE = report("收到申请5件")
HALF = WHOLE[: WHOLE.index("</p>")]
OPEN = "<html><body><h1>年度报告</h1><p>" + "本机关主动公开政府信息若干条。" * 20 + "</p>"
PDF = b"%PDF-1.4 " + b"report " * 40 + b"startxref 9 %%EOF"
JPEG = b"\xff\xd8\xff\xe0" + b"scan" * 99 + b"\xff\xd9"
GIB = 2**30


def word() -> bytes:
    """A packed file, as every DOCX is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", WHOLE * 9)
    return file.getvalue()


@dataclass(frozen=True)
class Fault:
    """A page, the reasons its requests must end with in order, and what else must hold.

    `note` stands in the last row's note; `path` is where it lies, `/<name>.html` if empty; `asked`
    is how often the server is asked, as often as there are reasons if None.
    """

    answer: Answer
    reasons: tuple[str, ...]
    note: str = ""
    path: str = ""
    title: str = ""
    asked: int | None = None


def page(text: str, named: str = "") -> str:
    """A whole page with a title of its own."""
    return f"<html><head><title>{named}</title></head><body><p>{text}</p></body></html>"


def packed(body: bytes, encoding: str) -> Reply:
    """An answer with a Content-Encoding."""
    return Reply(body, headers={"Content-Encoding": encoding})


def moved(where: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(status=status, headers={"Location": where})


def busy(status: int, wait: str) -> Callable[[Asked], Reply | str]:
    """A page that asks to wait when it is first asked for."""
    visits = itertools.count()
    return lambda _: WHOLE if next(visits) else Reply(b"busy", status, {"Retry-After": wait})


def endless(piece: bytes) -> Iterator[bytes]:
    """One piece for ever."""
    return itertools.repeat(piece)


def gib(piece: bytes = b"0" * 65536) -> Iterator[bytes]:
    """One GiB, made as it is sent."""
    return itertools.repeat(piece, GIB // len(piece))


def faults(elsewhere: str) -> dict[str, Fault]:
    """Return every fault by name; *elsewhere* is the base of a server the site does not name."""
    good, twice = ("ok",), ("retried",)
    half = {"Content-Type": "application/octet-stream"}
    return {
        # What only looks odd
        "gbk": Fault(report("示例市民政局").encode("gbk"), good),
        "gzip": Fault(packed(gzip.compress(WHOLE.encode()), "gzip"), good),
        "brotli": Fault(packed(brotli.compress(WHOLE.encode()), "br"), good),
        "deflate": Fault(packed(zlib.compress(WHOLE.encode()), "deflate"), good),
        "chunked": Fault(lambda _: Reply(pieces=[WHOLE[:99].encode(), WHOLE[99:].encode()]), good),
        "slow": Fault(
            lambda _: Reply(pieces=[WHOLE[:9].encode(), WHOLE[9:].encode()], pause=0.3), good
        ),
        "unmeasured": Fault(Reply(WHOLE.encode(), length=-1), good),
        "unclosed": Fault(OPEN, (*twice, "ok")),
        "wrapped": Fault(f"<div>{OPEN.partition('<body>')[2]}</div>", good),
        "scan": Fault(JPEG, good, path="/scan.jpg"),
        # No answer, or none that ends
        "hang": Fault(Reply(fault="hang"), (*twice, "timeout")),
        "drip": Fault(lambda _: Reply(pieces=endless(b"<p>"), pause=0.2), (*twice, "timeout")),
        "reset": Fault(Reply(fault="reset"), (*twice, "failed")),
        "reset_midway": Fault(
            Reply(WHOLE.encode(), fault="reset_midway"), (*twice, "truncated"), "announced"
        ),
        "gib": Fault(
            lambda _: Reply(pieces=gib(), headers={"Content-Length": str(GIB)}), ("too_large",)
        ),
        "gib_chunked": Fault(lambda _: Reply(pieces=gib()), ("too_large",)),
        "bomb": Fault(packed(gzip.compress(b"0" * (MAX_PAYLOAD + 1)), "gzip"), ("too_large",)),
        "storm": Fault(Reply("错误".encode(), 500), (*twice, "http_500")),
        "gone": Fault(Reply("没有".encode(), 404), ("http_404",)),
        # Not all of it
        "short": Fault(Reply(WHOLE.encode(), length=9_999), (*twice, "truncated"), "announced"),
        "lying": Fault(
            Reply(WHOLE.encode(), length=len(HALF.encode())), (*twice, "truncated"), "</html>"
        ),
        "half": Fault(Reply(HALF.encode(), length=-1), (*twice, "truncated"), "</html>"),
        "half_gzip": Fault(
            packed(gzip.compress(WHOLE.encode())[:-99], "gzip"), (*twice, "truncated")
        ),
        "half_brotli": Fault(
            packed(brotli.compress(WHOLE.encode())[:-9], "br"), (*twice, "truncated")
        ),
        "half_chunked": Fault(
            lambda _: Reply(pieces=[WHOLE.encode()], fault="cut"),
            (*twice, "truncated"),
            "announced",
        ),
        "half_pdf": Fault(
            Reply(PDF[:99], headers=half), (*twice, "truncated"), "%%EOF", "/half.pdf"
        ),
        "half_word": Fault(
            Reply(word()[:-99], headers=half), (*twice, "truncated"), "end record", "/half.docx"
        ),
        "half_scan": Fault(JPEG[:99], (*twice, "truncated"), "JPEG", "/half.jpg"),
        # Not the page
        "challenge": Fault(TRAP, ("blocked",)),
        "challenge_202": Fault(Reply(TRAP.encode(), 202), ("blocked",)),
        "challenge_412": Fault(Reply(TRAP.encode(), 412), ("blocked",)),
        "challenge_521": Fault(Reply(b"<script>document.cookie=1</script>", 521), ("blocked",)),
        "jsl": Fault("<script>document.cookie='__jsl_clearance=1'</script>", ("blocked",)),
        "waf": Fault(page("您的请求可能存在威胁，已被拦截"), ("blocked",)),
        "login": Fault("<form>登录<input type='password' name='p'></form>", ("login",)),
        "soft_404": Fault(page("您访问的页面不存在", "提示"), ("soft_404",)),
        "to_home": Fault(moved("/"), ("redirect", "soft_404"), "home page", asked=1),
        "shell": Fault("<html><body><div id=app></div></body></html>", ("empty",)),
        "nothing": Fault(Reply(b""), ("empty",)),
        "undecodable": Fault(packed(b"\x00\x01\x02", "gzip"), ("undecodable",)),
        "wrong_year": Fault(
            page("正文" * 99, title("wrong_year").replace("2023", "2022")),
            ("wrong_year",),
            "the link names 2023, the page 2022",
        ),
        "wrong_period": Fault(
            page("正文" * 99 + "统计期限自2021年1月1日起至2021年12月31日止。"),
            ("wrong_year",),
            "the page 2021",
        ),
        "wrong_body": Fault(
            page("正文" * 99, "示例市财政局2023年政府信息公开工作年度报告"),
            ("wrong_body",),
            "the link names 示例市民政局, the page 示例市财政局",
            title="示例市民政局2023年政府信息公开工作年度报告",
        ),
        # Leading elsewhere
        "loop": Fault(moved("/loop.html", 301), ("redirect",) * 5 + ("redirect_loop",)),
        "away": Fault(moved(f"{elsewhere}/x.html"), ("redirect", "off_site"), asked=1),
        "away_refresh": Fault(
            page(f"<meta http-equiv=refresh content='0;url={elsewhere}/y.html'>" + "正文" * 50),
            ("ok", "off_site"),
            asked=1,
        ),
        "away_scheme": Fault(moved("ftp://127.0.0.1/x"), ("off_site",), asked=1),
        "away_broken": Fault(moved("http://[broken/"), ("off_site",), asked=1),
        "away_number": Fault(moved("http://2130706433/x"), ("redirect", "off_site"), asked=1),
        "away_octal": Fault(moved("http://0177.0.0.1/x"), ("redirect", "off_site"), asked=1),
        "away_six": Fault(moved("http://[::ffff:127.0.0.1]/x"), ("redirect", "off_site"), asked=1),
        "forbidden": Fault(report(), ("robots",), path="/private/r.html", asked=0),
        # Asked first, before failures lengthen the wait
        "busy": Fault(busy(429, "1"), (*twice, "ok")),
        "busy_until": Fault(busy(503, formatdate(usegmt=True)), (*twice, "ok")),
    }
