"""Real crawls of a loopback server, one after the other: what becomes of a site's health."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main
from crawler.checkup import healths
from crawler.health import SiteHealth
from crawler.run import CrawlSummary, crawl
from crawler.sites import Site
from crawler.store import Store
from tests.crawl_server import Reply, Web, listing, report, serving

QUICK = {"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0}
NOW = datetime.now(UTC).year - 1  # the report year of this season
BODIES = ("民政局", "公安局", "教育局", "水利局")


def title(body: str, year: int = NOW) -> str:
    return f"示例市{body}{year}年政府信息公开工作年度报告"


def publish(web: Web, path: str = "/nb/", years: tuple[int, ...] = (NOW - 1, NOW)) -> None:
    """A list of two pages with every body's reports on some years."""
    links = [
        (f"/{year}/{n}.html", title(body, year)) for year in years for n, body in enumerate(BODIES)
    ]
    web.pages |= {url: report(name) for url, name in links}
    half = len(links) // 2
    web.pages[path] = listing(*links[:half], tail=f'<a class="next" href="{path}2.html">下一页</a>')
    web.pages[f"{path}2.html"] = listing(*links[half:])


def links_site(web: Web, path: str = "/nb/", name: str = "links") -> Site:
    return web.site("links", path, name=name, link="li a", next="a.next")


def ran(folder: Path, *sites: Site, alerts: Path | None = None) -> CrawlSummary:
    return crawl(sites, folder, progress=False, settings=QUICK, alerts=alerts)


def kept(folder: Path) -> list[SiteHealth]:
    with Store(folder, read_only=True) as store:
        return list(healths(store.index))


def hook(web: Web, folder: Path) -> Path:
    web.pages["/hook"] = "taken"
    file = folder / "alerts.toml"
    file.write_text(f'[webhook]\nurl = "{web.base}/hook"\n', encoding="utf-8")
    return file


def test_a_list_that_breaks_is_loud_at_once_and_told_once(tmp_path: Path) -> None:
    """New, well, then its markup changes: broken in the first run after, and told a single time."""
    with serving() as web:
        publish(web)
        store, alerts, site = tmp_path / "store", hook(web, tmp_path), links_site(web)
        assert ran(store, site, alerts=alerts).exit_code == 0
        assert ran(store, site, alerts=alerts).exit_code == 0
        whole = web.pages["/nb/"]
        web.pages["/nb/"] = listing(("/about.html", "本站介绍"), ("/map.html", "网站地图"))
        broken = ran(store, site, alerts=alerts)
        assert ran(store, site, alerts=alerts).exit_code == 1
        web.pages["/nb/"] = whole
        assert ran(store, site, alerts=alerts).exit_code == 0
        told = [json.loads(asked.body)["changes"][0] for asked in web.asked("/hook")]
    assert broken.exit_code == 1
    assert broken.sites[0].note.startswith(
        f"{web.base}/nb/: none of 2 links is titled as an annual report (8 before), "
        f"has the list moved?; {web.base}/nb/: list_shrank: 8 no longer listed: "
    )
    found = kept(store)
    assert [each.state for each in found] == ["new", "ok", "broken", "broken", "ok"]
    assert [each.since for each in found[2:4]] == [found[2].at] * 2
    assert [(each["before"], each["state"]) for each in told] == [
        ("ok", "broken"),
        ("broken", "ok"),
    ]


def test_a_second_page_that_is_no_longer_reached_is_broken(tmp_path: Path) -> None:
    """The next link is gone from the page, and nothing says so but the count."""
    with serving() as web:
        publish(web)
        site = links_site(web)
        ran(tmp_path, site)
        first = web.pages["/nb/"]
        assert isinstance(first, str)
        web.pages["/nb/"] = first.replace('class="next"', 'class="weiter"')
        summary = ran(tmp_path, site)
    assert "1 pages where there were 2" in summary.sites[0].line
    assert kept(tmp_path)[-1].cause == "pages_gone"


def test_a_block_an_outage_a_silence_and_a_gap_are_four_things(tmp_path: Path) -> None:
    """Each site ends in its own state, also in `nianbao status` and its exit code."""
    with serving() as web:
        for name in ("blocked", "down", "quiet", "gap", "well"):
            publish(web, f"/{name}/")
        publish(web, "/quiet/", (NOW - 1, NOW - 2))
        sites = [
            links_site(web, f"/{name}/", name)
            for name in ("blocked", "down", "quiet", "gap", "well")
        ]
        ran(tmp_path / "store", *sites)
        web.pages["/blocked/"] = Reply(b"<script>$_ts={}</script>", 412)
        web.pages["/down/"] = Reply(b"down", 502)
        web.pages["/gap/2.html"] = listing(
            *((f"/{NOW}/{n}.html", title(body)) for n, body in enumerate(BODIES)),
            ("/gone.html", title("卫生局")),
        )
        summary = ran(tmp_path / "store", *sites)
        stated = {each.site: each for each in kept(tmp_path / "store")[5:]}
    # Nothing is owed in January: a silence is no silence yet.
    quiet = "ok" if datetime.now(UTC).month == 1 else "quiet"
    assert {site: health.state for site, health in stated.items()} == {
        "blocked": "blocked",
        "down": "unreachable",
        "quiet": quiet,
        "gap": "partial",
        "well": "ok",
    }
    assert stated["gap"].note_en.endswith("on no year named, not kept: 1 http_404")
    assert (stated["quiet"].expected, stated["quiet"].found) == (4, 0)
    assert (stated["well"].expected, stated["well"].found) == (4, 4)
    assert {site.site for site in summary.sites if site.note} == {"blocked", "down"}
    file = tmp_path / "sites.toml"
    file.write_text("".join(map(block, sites)), encoding="utf-8")
    asked = ["status", "--data", str(tmp_path), "--sites", str(file)]
    assert CliRunner().invoke(main, asked).exit_code == 1
    assert CliRunner().invoke(main, [*asked, "well", "gap"]).exit_code == 0


def block(site: Site) -> str:
    """Write a site as its block of TOML."""
    said = {key: value for key, value in asdict(site).items() if value not in ("", {})}
    lines = [
        f"{key} = {json.dumps(said[key], ensure_ascii=False)}" for key in said.keys() - {"options"}
    ]
    options = ", ".join(f"{key} = {json.dumps(value)}" for key, value in site.options.items())
    return "\n".join(["[[site]]", *lines, f"options = {{ {options} }}", ""])


def test_an_alert_that_cannot_be_told_fails_no_crawl(tmp_path: Path) -> None:
    """It is said, and told again after the next crawl."""
    with serving() as web:
        publish(web)
        store, alerts, site = tmp_path / "store", hook(web, tmp_path), links_site(web)
        ran(store, site, alerts=alerts)
        web.pages["/hook"] = Reply(status=500)
        del web.pages["/nb/"]
        failed = ran(store, site, alerts=alerts)
        assert failed.warnings == (
            "the webhook at 127.0.0.1 did not take the alert: HTTP Error 500: "
            "Internal Server Error",
        )
        web.pages["/hook"] = "taken"
        assert ran(store, site, alerts=alerts).warnings == ()
        states = [json.loads(asked.body)["changes"][0]["state"] for asked in web.asked("/hook")]
    assert states == ["broken", "broken"]


def test_a_wrong_alert_file_ends_a_crawl_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only the environment names it."""
    with serving() as web:
        monkeypatch.setenv("NIANBAO_ALERTS", str(tmp_path / "none.toml"))
        summary = ran(tmp_path, links_site(web))
        assert web.log == []
    assert (summary.exit_code, "none.toml: cannot be read" in summary.error) == (2, True)
