"""Hanweb's module of annual reports: a dead module is told from a publisher who is silent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.checking import check_live
from crawler.checkup import healths
from crawler.due import Ask
from crawler.health import Tally
from crawler.replay import offline
from crawler.run import CrawlSummary, crawl
from crawler.sites import Site
from crawler.store import Store
from tests.crawl_server import Asked, Reply, Web, report, serving
from tests.test_crawl_families import asked_for
from tests.test_resume import aborted

MODULE = "/module/xxgk/xxgkAnnualReport.jsp"
NOW = datetime.now(UTC).year - 1  # the report year of this season: nobody has published it here
UNITS = {"001": "示例市民政局", "002": "示例市财政局", "003": "示例市教育局"}
QUICK = {"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0}
SHELL = "<html><body><li>暂无信息</li>" + "<p>示例市政府信息公开目录</p>" * 9 + "</body></html>"
Answer = Callable[[Asked], Reply | str]


def published(asked: Asked) -> str:
    """A report on each year before this season's."""
    year, unit = asked_for(asked, "fbtime"), asked_for(asked, "area")
    return report(f"{UNITS[unit]}{year}，收到申请7件") if int(year) < NOW else SHELL


def moved(asked: Asked) -> str:
    """The module without anything in it."""
    return SHELL


def lost(asked: Asked) -> str:
    """One unit has withdrawn everything."""
    return SHELL if asked_for(asked, "area") == "003" else published(asked)


def site_of(web: Web) -> Site:
    """Three units over three years."""
    site = web.site("hanweb_annual", f"{MODULE}?fbtime={{Y}}&area={{unit}}")
    return replace(site, years=f"{NOW - 2}-", units=UNITS)


def ran(folder: Path, site: Site) -> CrawlSummary:
    return crawl([site], folder, progress=False, settings=QUICK)


def test_what_was_asked_and_found_is_counted(tmp_path: Path) -> None:
    """Nine addresses, six reports; in the next crawl too, though only witnesses are asked then."""
    with serving() as web:
        web.pages[MODULE] = published
        site = site_of(web)
        summaries = [ran(tmp_path, site), ran(tmp_path, site)]
        asked = [asked_for(entry, "fbtime") for entry in web.asked(MODULE)]
        module = f"{web.base}{MODULE}"
    assert [summary.exit_code for summary in summaries] == [0, 0]
    assert asked[9:] == [str(NOW - 1)] * 3
    with Store(tmp_path, read_only=True) as store:
        states = [health.state for health in healths(store.index)]
        columns = "list_url, pages, links, accepted, failure, may_lack"
        rows = store.index.db.execute(f"SELECT {columns} FROM tally ORDER BY id")
        tallies = [Tally(*row) for row in rows]
        gaps = {link.url for link in store.links() if link.reason == "not_published"}
        taken = [link for link in store.links() if link.accepted]
    assert tallies == [Tally(module, 9, 9, 6), Tally(module, 3, 9, 6)]
    assert gaps == {f"{module}?fbtime={NOW}&area={unit}" for unit in UNITS}
    assert len(taken) == 6
    assert states[0] == "new"
    assert states[1] in ("ok", "quiet")  # by the day of the year


def test_a_module_may_frame_its_report_on_whatever_host_it_stands(tmp_path: Path) -> None:
    """What stands in a frame is looked for on the host that answered, not on the first one's."""
    page = f"<html><body><iframe src='http://b.gov.cn/nb/7.html'></iframe>{SHELL}</body></html>"
    with Store(tmp_path) as store:
        spider = offline("hanweb_annual", {}, store)
    assert spider.refuses(page, f"http://b.gov.cn{MODULE}") == ""
    assert spider.refuses(page, f"http://a.gov.cn{MODULE}") == "empty"
    assert spider.refuses(SHELL, f"http://b.gov.cn{MODULE}") == "empty"


def test_a_crawl_of_a_module_is_resumed(tmp_path: Path) -> None:
    """Nothing that a dead run recorded is asked again, and all of it is counted."""
    with serving() as web:
        web.pages[MODULE] = published
        site = site_of(web)
        ran(tmp_path, site)
        aborted(tmp_path)
        web.log.clear()
        assert ran(tmp_path, site).exit_code == 0
        assert web.asked(MODULE) == []
    with Store(tmp_path, read_only=True) as store:
        found = store.index.db.execute("SELECT accepted FROM tally ORDER BY id").fetchall()
    assert found == [(6,), (6,)]


DEAD: list[tuple[str, Answer, str, str]] = [
    ("moved", moved, "broken", "bad_list"),
    ("gone", lambda _: Reply("没有这一页".encode(), 404), "broken", "bad_list"),
    ("blocked", lambda _: Reply(b"<script>$_ts=1</script>", 412), "blocked", "list_blocked"),
    ("down", lambda _: Reply(b"", 503), "unreachable", "list_unreachable"),
    ("silent", published, "", ""),
]


@pytest.mark.parametrize(
    ("answer", "state", "cause"), [case[1:] for case in DEAD], ids=[case[0] for case in DEAD]
)
def test_a_dead_module_is_loud_at_once(
    answer: Answer, state: str, cause: str, tmp_path: Path
) -> None:
    """Nothing that is known is due, and all the same the first crawl after notices."""
    with serving() as web:
        web.pages[MODULE] = published
        site = site_of(web)
        ran(tmp_path, site)
        web.pages[MODULE] = answer
        summary = ran(tmp_path, site)
    with Store(tmp_path, read_only=True) as store:
        *_, health = healths(store.index)
    if not state:
        assert (summary.exit_code, health.state in ("ok", "quiet")) == (0, True)
        return
    assert (summary.exit_code, health.state, health.cause) == (1, state, cause)
    assert "none of 3 addresses answered with a report" in summary.sites[0].note


def test_a_unit_that_is_lost_makes_the_module_shrink(tmp_path: Path) -> None:
    """A code that no longer holds is a third of the reports; what was kept stays taken."""
    with serving() as web:
        web.pages[MODULE] = published
        site = replace(site_of(web), years=f"{NOW - 3}-{NOW - 1}")
        ran(tmp_path, site)
        web.pages[MODULE] = lost
        crawl([site], tmp_path, progress=False, settings=QUICK, ask=Ask.ALL)
    with Store(tmp_path, read_only=True) as store:
        *_, health = healths(store.index)
        taken = sum(link.accepted for link in store.links())
    assert (health.state, health.cause, taken) == ("broken", "list_shrank", 9)


def test_a_module_that_never_had_a_report_is_no_silent_site(tmp_path: Path) -> None:
    """New in its first crawl, as every site; broken in the second."""
    with serving() as web:
        web.pages[MODULE] = moved
        site = site_of(web)
        notes = [ran(tmp_path, site).sites[0].note for _ in range(2)]
    assert "none of 9 addresses answered with a report" in notes[0]
    with Store(tmp_path, read_only=True) as store:
        assert [health.state for health in healths(store.index)] == ["new", "broken"]


def test_a_module_is_checked_live_by_some_of_its_addresses() -> None:
    """Twelve at most, over all years and units."""
    with serving() as web:
        web.pages[MODULE] = published
        site = replace(site_of(web), years=f"{NOW - 12}-{NOW}")
        (checked,) = check_live([site])
        years = {asked_for(entry, "fbtime") for entry in web.asked(MODULE)}
        assert len(web.asked(MODULE)) <= 12
    assert checked.ok, checked.lines
    assert len(years) > 6
