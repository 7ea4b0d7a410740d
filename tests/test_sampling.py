"""A sample of a site: its list's first page and one report, against the loopback server."""

from dataclasses import replace
from pathlib import Path

from crawler.checking import check_live
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


def test_reports_written_out_are_asked_for_at_once(tmp_path: Path) -> None:
    """A block without a list names the reports themselves; a check sees each of them."""
    with serving() as web:
        web.pages |= {"/a.html": report("甲镇"), "/b.html": report("乙镇")}
        site = web.site("links", "/a.html", "/b.html", lists="reports")
        summary = crawl([site], tmp_path, progress=False)
        assert [entry.path for entry in web.log] == ["/robots.txt", "/a.html", "/b.html"]
        del web.pages["/b.html"]
        (checked,) = check_live([site])
    assert (summary.exit_code, summary.sites[0].kept) == (0, 2)
    assert not checked.ok
    assert checked.lines[0].startswith(f"ok: {site.lists[0]}: 1 of 1 links")
    assert checked.lines[1].endswith("/b.html: http_404")


def test_an_address_of_chinese_characters_is_a_sample_too(tmp_path: Path) -> None:
    """The block says it as a person reads it, the request as HTTP wants it."""
    with serving() as web:
        web.pages["/%E5%B9%B4%E6%8A%A5.html"] = report("甲镇")
        (checked,) = check_live([web.site("links", "/年报.html", lists="reports")])
    assert checked.lines == (
        f"ok: {web.base}/年报.html: 1 of 1 links name annual reports; {web.base}/年报.html: ok",
    )


def test_a_report_written_out_is_the_one_its_title_names(tmp_path: Path) -> None:
    """A page of another year at the address is evidence, no document; without a title it is one."""
    with serving() as web:
        for name in "abc":
            heading = "<h1>示例市甲镇2020年政府信息公开年报</h1>"
            web.pages[f"/{name}.html"] = report().replace("<h1>年度报告</h1>", heading)
        site = web.site("links", "/a.html", "/b.html", "/c.html", lists="reports")
        titles = {
            f"{web.base}/{name}.html": f"示例市甲镇{year}年政府信息公开年报"
            for name, year in (("a", 2020), ("b", 2021))
        }
        crawl([replace(site, titles=titles)], tmp_path, progress=False)
    with Store(tmp_path, read_only=True) as store:
        ended = {
            fetch.url[-6:]: (fetch.title, fetch.reason)
            for fetch in store.fetches()
            if fetch.kind == "report"
        }
    assert ended == {
        "a.html": ("示例市甲镇2020年政府信息公开年报", "ok"),
        "b.html": ("示例市甲镇2021年政府信息公开年报", "wrong_year"),
        "c.html": ("政府信息公开年度报告", "ok"),
    }


def test_a_list_of_years_is_well_in_any_of_them(tmp_path: Path) -> None:
    """One column a year: a year that is not there does not fail the site's check."""
    with serving() as web:
        web.pages["/nb/2024/"] = listing(*[(f"/a{n}.html", title(f"第{n}局")) for n in range(3)])
        web.pages["/a0.html"] = report()
        site = replace(web.site("links", "/nb/{Y}/", link="li a"), years="2024-")
        (checked,) = check_live([site])
    assert checked.lines[0].startswith(f"ok: {site.lists[0]}: 3 of 3 links name annual reports")
