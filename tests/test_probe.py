"""Finding a site's lists from its home page, against the loopback server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.scaffold import ScaffoldError, save_list
from crawler.discovery import MAX_LINKS, leads
from crawler.judging import guesses, judge
from crawler.listing import Listing, ListPage
from crawler.probing import Found, Probe, ProbeError, probe
from crawler.replay import offline, replay
from crawler.sites import SiteError
from crawler.store import Store
from parsers.text import decode
from tests.crawl_server import Reply, Web, serving, title
from tests.portal import LIST, YEARS, address, page, portal


@pytest.fixture
def web() -> Iterator[Web]:
    """A portal: home page, open-government column, a TRS list of reports, and much else."""
    with serving() as server:
        server.pages |= portal()
        yield server


def paths(found: Probe) -> list[str]:
    """What was asked, in order, as (status) path."""
    return [each.url.partition("://")[2].partition("/")[2] for each in found.asked]


def test_the_list_is_found_from_the_home_page(web: Web) -> None:
    """Three links on, with the CMS, the years, the way, and no page asked in vain."""
    seen = probe(f"{web.base}/", loopback=True)
    best = seen.found[0]
    assert [each.url for each in seen.found] == [f"{web.base}{LIST}"]
    assert (best.cms, best.sure, best.links) == ("trs", "high", 6)
    assert best.years == tuple(YEARS)[-6:]
    assert best.way == ("政务公开", "政府信息公开", "政府信息公开年报")
    assert best.next == f"{web.base}{LIST}index_1.html"
    assert best.body.decode() == web.pages[LIST]
    assert paths(seen) == ["robots.txt", "", "zwgk/", "zwgk/zfxxgk/", "zwgk/zfxxgk/zfxxgknb/"]
    assert len(web.log) == 5


def test_an_article_leads_to_its_list(web: Web) -> None:
    """The address of a report says where its list stands; that it is one is seen there."""
    seen = probe(f"{web.base}{LIST}{address(2020)}", loopback=True)
    assert [(each.url, each.sure) for each in seen.found] == [(f"{web.base}{LIST}", "high")]
    assert "by its address" in seen.found[0].why


@pytest.mark.parametrize("budget", [1, 2, 3, 5, 8])
def test_the_budget_is_kept_to_the_request(web: Web, budget: int) -> None:
    """robots.txt and redirects count; an endless site ends with its budget."""
    for n in range(40):
        web.pages[f"/zwgk/{n}/"] = Reply(status=302, headers={"Location": f"/zwgk/{n}/x/"})
        links = [(f"/zwgk/{n}{m}/", "政务公开") for m in range(1, 9)]
        web.pages[f"/zwgk/{n}/x/"] = page("政务公开", *links)
    web.pages["/zwgk/"] = page("政务公开", *[(f"/zwgk/{n}/", "政务公开") for n in range(9)])
    seen = probe(f"{web.base}/", loopback=True, budget=budget)
    assert len(web.log) == len(seen.asked) <= budget
    assert seen.found == ()
    assert budget < 3 or len(web.log) >= budget - 1


@pytest.mark.parametrize("budget", [3, 4, 5])
def test_a_broken_https_costs_no_more_than_the_budget(web: Web, budget: int) -> None:
    """The same addresses by http are requests too."""
    seen = probe(f"https://127.0.0.1:{web.port}/", loopback=True, budget=budget)
    assert len(seen.asked) <= budget
    assert seen.asked[0].reason == "https_failed"


def test_only_the_host_given_is_asked(web: Web) -> None:
    """A link to another host is not followed, a redirect to one is said."""
    other = f"http://localhost:{web.port}"
    web.pages["/"] = page("示例市", (f"{other}/zwgk/", "政务公开"), ("/go/", "政府信息公开"))
    web.pages["/go/"] = Reply(status=302, headers={"Location": f"{other}/zwgk/"})
    seen = probe(f"{web.base}/", loopback=True)
    assert seen.found == ()
    assert [each.reason for each in seen.asked] == [*("http_404", "ok", "redirect", "off_site")]
    assert {entry.headers["Host"] for entry in web.log} == {f"127.0.0.1:{web.port}"}


def test_a_second_host_is_asked_where_it_is_named(web: Web) -> None:
    """Subdomains are never guessed."""
    web.pages["/"] = page("示例市", (f"http://localhost:{web.port}/zwgk/", "政务公开"))
    seen = probe(f"{web.base}/", loopback=True, hosts=[f"localhost:{web.port}"])
    assert [each.url for each in seen.found] == [
        f"http://localhost:{web.port}/zwgk/zfxxgk/zfxxgknb/"
    ]


def test_robots_are_obeyed_and_said(web: Web) -> None:
    """What robots.txt forbids is not asked for, and nothing is found behind it."""
    web.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /zwgk/zfxxgk/\n")
    seen = probe(f"{web.base}/", loopback=True)
    assert seen.found == ()
    assert ("zwgk/zfxxgk/", "robots") in zip(
        paths(seen), (each.reason for each in seen.asked), strict=True
    )
    assert not web.asked("/zwgk/zfxxgk/")


def test_years_in_columns_of_their_own_are_lists_each(web: Web) -> None:
    """One list a year: all that the budget reaches, the rest waits by name."""
    years = range(2010, 2024)
    home = LIST
    web.pages[home] = page("政府信息公开年报", *[(f"./gknb{y}/", f"{y}年年报") for y in years])
    for year in years:
        rows = [
            (f"./202001/t20200120_{year}{n}.html", f"第{n}局{year}年政府信息公开年度报告")
            for n in range(4)
        ]
        web.pages[f"{home}gknb{year}/"] = page(f"{year}年政府信息公开年报", *rows)
    seen = probe(f"{web.base}/", loopback=True)
    assert len(web.log) == 15
    assert [each.url for each in seen.lists] == [
        f"{web.base}{home}gknb{year}/" for year in range(2010, 2020)
    ]
    assert [url for url, _ in seen.waiting] == [
        f"{web.base}{home}gknb{year}/" for year in range(2020, 2024)
    ]


def test_reports_shown_on_a_home_page_do_not_make_it_the_list(web: Web) -> None:
    """A page that shows some reports among other things gives way to the list that holds them."""
    home = web.pages["/"]
    assert isinstance(home, str)
    shown = "".join(
        f'<a href="{LIST}{address(year)}">{year}年政府信息公开年报</a>'
        for year in (2021, 2022, 2023)
    )
    web.pages["/"] = home.replace("</body>", f"{shown}</body>")
    seen = probe(f"{web.base}/", loopback=True)
    assert [each.url for each in seen.found] == [f"{web.base}{LIST}"]


def test_a_list_in_a_frame_and_a_home_page_of_script_are_followed(web: Web) -> None:
    """Where no link leads on, frames and the addresses that scripts open do."""
    web.pages["/"] = "<html><script>window.location.href='/main/'</script></html>"
    web.pages["/main/"] = page("示例市", tail="<iframe src='/zwgk/zfxxgk/zfxxgknb/'></iframe>")
    seen = probe(f"{web.base}/", loopback=True)
    assert [each.url for each in seen.found] == [f"{web.base}{LIST}"]


def found_on(web: Web, body: str, path: str = "/nb/") -> Found:
    """What a probe of one page finds in it."""
    web.pages[path] = body
    seen = probe(f"{web.base}{path}", loopback=True, budget=2)
    assert len(seen.found) == 1
    return seen.found[0]


def test_plain_links_are_never_sure(web: Web) -> None:
    """That no CMS is recognised is one doubt, that a page shows few reports another."""
    rows = [(f"/a{n}.html", title(f"第{n}局")) for n in range(3)]
    assert found_on(web, page("年报", *rows)).sure == "medium"
    assert found_on(web, page("年报", *rows[:2]), "/b/").sure == "low"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://192.168.1.5/", "bare or private address"),
        ("http://localhost/", "bare or private address"),
        ("http://www.example.com/", "not under .gov.cn; say why in why_not_gov_cn"),
        ("ftp://www.example.gov.cn/", "no http or https address"),
    ],
)
def test_no_address_is_asked_that_a_block_could_not_name(url: str, message: str) -> None:
    """The rules of the allow-list hold before anything is sent."""
    with pytest.raises(SiteError, match=message):
        probe(url, contact="tests@example.org")


@pytest.mark.parametrize("url", ["www.example.gov.cn", "http://[www.example.gov.cn/"])
def test_an_address_is_written_whole(url: str) -> None:
    """Which of http and https it is, nobody guesses."""
    with pytest.raises(ProbeError, match="write the whole address"):
        probe(url, contact="tests@example.org")


def test_a_real_host_needs_a_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a crawl."""
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    with pytest.raises(ProbeError, match="no contact for the user agent"):
        probe("http://www.example.gov.cn/")


def scripted_column(web: Web) -> str:
    """Make the portal's list one of UCAP that `/searchList` answers; return its column's path."""
    column = "/zwgk/gknb/list.shtml"
    web.pages["/zwgk/zfxxgk/"] = page("公开", (column, "政府信息公开年报"))
    script = "<script>$.get('/searchList/5e1c2b3a4d?_isAgg=true')</script><ucapcontent/>"
    web.pages[column] = page("政府信息公开年报", tail=script)
    rows = [
        {"title": f"示例市{year}年政府信息公开年度报告", "url": f"/g/{year}01/{'ab' * 16}.shtml"}
        for year in YEARS
    ]
    answer = json.dumps({"data": {"results": rows, "total": len(rows)}})
    web.pages["/searchList/5e1c2b3a4d"] = Reply(
        answer.encode(), headers={"Content-Type": "application/json"}
    )
    return column


def test_a_list_that_a_script_asks_for_is_asked_for(web: Web) -> None:
    """The column of the CMS shows nothing itself; its answer is the list, under its address."""
    column = scripted_column(web)
    seen = probe(f"{web.base}/", loopback=True)
    (best,) = seen.found
    assert (best.url, best.cms, best.sure) == (f"{web.base}{column}", "ucap", "high")
    assert (best.years, best.title) == (tuple(YEARS), "政府信息公开年报")
    assert "/searchList/5e1c2b3a4d?" in best.answered_at
    assert len(web.log) == 6


def test_a_page_of_too_many_links_is_looked_at_in_part(web: Web) -> None:
    """What stands first in a hostile page is seen, and no more of it is looked at."""
    rows = [(f"/nb/202401/t20240120_{n}.html", title(f"第{n}局")) for n in range(30_000)]
    web.pages["/"] = page("政府信息公开年报", *rows)
    seen = probe(f"{web.base}/", loopback=True, budget=3)
    assert (seen.found[0].links, len(seen.found[0].reports)) == (3000, 500)


def test_an_answer_is_kept_as_a_test_of_its_own(web: Web, tmp_path: Path) -> None:
    """The fixture of a list that a script asks for is the answer, replayed as one."""
    column = scripted_column(web)
    (best,) = probe(f"{web.base}/", loopback=True).found
    folder = save_list(best, "demo", tmp_path)
    assert (folder.parent.name, sorted(path.name for path in folder.iterdir())) == (
        "ucap",
        ["expected.json", "list.json", "source.toml"],
    )
    assert f'list = "{web.base}{column}"' in (folder / "source.toml").read_text(encoding="utf-8")
    read = replay(folder)["list.json"]["candidates"]
    assert len(read) == len(YEARS)
    with pytest.raises(ScaffoldError, match="is there already"):
        save_list(best, "demo", tmp_path)


def test_the_real_list_is_recognised(shared: Path, tmp_path: Path) -> None:
    """A real TRS page among news: sure by its own spider, four reports of ten links."""
    url = "http://www.example.gov.cn/xxgk/xxgknb/"
    text = decode((shared / "lists" / "ordos_engebei_trs.html").read_bytes())[0]
    listing = Listing(ListPage(url, url), url, text)
    with Store(tmp_path) as store:
        sight = judge(listing, lambda cms: offline(cms, {}, store), guesses(listing))
    assert sight is not None
    assert (sight.cms, sight.sure, sight.links, len(sight.reports)) == ("trs", "high", 10, 4)
    assert sight.years == (2018, 2019)


def test_a_hostile_page_is_looked_at_no_further_than_a_portal_is() -> None:
    """100,000 links, one of a megabyte: every guess and every lead come of the first few."""
    links = "".join(f"<a href='/nb/{n}/'>政府信息公开年报</a>" for n in range(100_000))
    long = f"<a href='/{'a' * 1_000_000}'>政府信息公开年报</a>"
    text = f"<html><body>{long}{links}<a href='/col/col7/index.html'>x</a></body></html>"
    home = "http://a.gov.cn/"
    listing = Listing(ListPage(home, home), home, text)
    assert [guess.cms for guess in guesses(listing)] == ["links"]  # the last link was not reached
    assert len(list(leads(listing, ()))) == MAX_LINKS - 1  # the long one is none
