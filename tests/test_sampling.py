"""A sample of a site: its list's first page and one report, against the loopback server."""

from pathlib import Path

from crawler.run import crawl
from crawler.store import Store
from tests.crawl_server import listing, report, serving, title


def test_a_sample_is_one_page_of_each_list_and_one_report(tmp_path: Path) -> None:
    """Every candidate is kept, nothing more is asked for."""
    with serving() as web:
        rows = [(f"/a{number}.html", title(f"第{number}局")) for number in range(3)]
        news = ("/news.html", "示例市召开工作会议")
        web.pages["/nb/"] = listing(
            news, *rows, tail='<a class="next" href="/nb/2.html">下一页</a>'
        )
        web.pages["/nb/2.html"] = listing(("/a9.html", title("第九局")))
        web.pages |= {path: report("", "/a.pdf") for path, _ in rows}
        site = web.site("links", "/nb/", link="li a", next="a.next")
        summary = crawl([site], tmp_path, progress=False, task="sample")
        asked = [entry.path for entry in web.log]
    assert asked == ["/robots.txt", "/nb/", "/a0.html"]
    assert summary.exit_code == 0
    with Store(tmp_path, read_only=True) as store:
        assert [(link.url.rpartition("/")[2], link.accepted) for link in store.links()] == [
            ("a0.html", True),
            ("a1.html", True),
            ("a2.html", True),
            ("news.html", False),
        ]


def test_a_sample_goes_on_where_the_first_page_has_no_report(tmp_path: Path) -> None:
    """News may fill a page; the next one is looked at, and then it ends."""
    with serving() as web:
        tail = '<a class="next" href="/nb/{}.html">下一页</a>'
        for number in range(1, 7):
            news = [(f"/news{number}{n}.html", "示例市召开工作会议") for n in "abc"]
            web.pages[f"/nb/{number}.html"] = listing(*news, tail=tail.format(number + 1))
        site = web.site("links", "/nb/1.html", link="li a", next="a.next")
        crawl([site], tmp_path, progress=False, task="sample")
        asked = [entry.path for entry in web.log]
    assert asked == ["/robots.txt", "/nb/1.html", "/nb/2.html", "/nb/3.html"]
