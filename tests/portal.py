"""A small municipal portal on loopback: home page, news, and reports three links away.

Synthetic: 示例市 does not exist. `python -m tests.portal` serves it until Ctrl-C, to try on it how
a site is added.
"""

import threading

from tests.crawl_server import listing, report, serving

PORT = 18790
LIST = "/zwgk/zfxxgk/zfxxgknb/"
YEARS = range(2012, 2024)
A_PAGE = 6  # reports


def page(head: str, *links: tuple[str, str], tail: str = "") -> str:
    """A page with a title of its own."""
    filler = "<p>示例市人民政府主办，示例市人民政府办公室承办，网站地图，联系我们，无障碍浏览</p>"
    return listing(*links, tail=filler + tail).replace("<title>年报", f"<title>{head}")


def portal() -> dict[str, object]:
    """The pages by path."""
    news = [(f"/xw/202401/t20240105_{n}.html", f"示例市召开第{n}次会议") for n in range(30)]
    pages: dict[str, object] = {
        "/": page("示例市人民政府", *news, ("/zwgk/", "政务公开"), ("/tj/nb/", "统计年报")),
        "/zwgk/": page("政务公开", ("/zwgk/zfgb/", "政府公报"), ("./zfxxgk/", "政府信息公开")),
        "/zwgk/zfxxgk/": page(
            "政府信息公开", ("./zn/", "政府信息公开指南"), ("./zfxxgknb/", "政府信息公开年报")
        ),
    }
    newest_first = sorted(YEARS, reverse=True)
    for number in range(2):
        script = f"<script>createPageHTML(2, {number}, 'index', 'html');</script>"
        years = newest_first[number * A_PAGE : (number + 1) * A_PAGE]
        rows = [(f"./{address(year)}", f"示例市{year}年政府信息公开工作年度报告") for year in years]
        name = "index_1.html" if number else ""
        pages[LIST + name] = page("政府信息公开年报-示例市人民政府", *rows, tail=script)
    return pages | {LIST + address(year): report(f"示例市，{year}年度") for year in YEARS}


def address(year: int) -> str:
    """Where the report on a year stands, beside its list."""
    return f"{year + 1}01/t{year + 1}0120_{year}.html"


def main() -> None:
    """Serve the portal and say where."""
    with serving(PORT) as web:
        web.pages |= portal()
        print(f"{web.base}/", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
