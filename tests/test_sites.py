"""The registry of sites: what a block may say, and how it is refused."""

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from archive.divisions import division, parents
from archive.registering import registry_file
from crawler.blocks import file_of
from crawler.sites import Site, SiteError, load_sites, site_from
from crawler.spiders import SPIDERS

BLOCK: dict[str, object] = {
    "id": "demo-city",
    "name": "示例市",
    "province": "示例省",
    "division": "990100",
    "level": "prefecture",
    "cms": "links",
    "base": "https://www.example.gov.cn/",
    "hosts": ["www.example.gov.cn"],
    "lists": ["https://www.example.gov.cn/nb/"],
}
LOOP = "http://127.0.0.1:8000"
SITE = Site(
    id="demo-city",
    name="示例市",
    province="示例省",
    division="990100",
    level="prefecture",
    cms="links",
    base="https://www.example.gov.cn/",
    hosts=("www.example.gov.cn",),
    lists=("https://www.example.gov.cn/nb/",),
)


def written(folder: Path) -> Path:
    """A registry file of the one good block."""
    file = folder / "demo.toml"
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in BLOCK.items())
    file.write_text("\n".join(["[[site]]", *lines]), encoding="utf-8")
    return file


def test_a_block_becomes_a_site_with_polite_defaults(tmp_path: Path) -> None:
    """Nine facts are enough; everything else has a default."""
    assert load_sites(written(tmp_path)) == (SITE,)


def test_the_shipped_registry_loads_and_claims_nothing() -> None:
    """No shipped block is marked as crawled, none leaves .gov.cn, ids are unique."""
    sites = load_sites()
    assert {"unverified"} == {site.status for site in sites}
    assert len(sites) == len({site.id for site in sites})
    assert all(host.endswith(".gov.cn") for site in sites for host in site.hosts)
    assert set(SPIDERS) >= {site.cms for site in sites}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"division": "33"}, "key division: must be the six digits"),
        ({"cms": "wordpress"}, "key cms: 'wordpress' is unknown; use one of links, trs, hanweb"),
        ({"level": "village"}, "key level: 'village' is unknown"),
        ({"delay": 0.1}, "key delay: at least 0.5 seconds"),
        ({"delay": float("nan")}, "key delay: at least 0.5 seconds"),
        ({"delay": float("inf")}, "key delay: at least 0.5 seconds, out of politeness, and below"),
        ({"delay": "fast"}, "key delay: must be a number of seconds"),
        ({"hosts": []}, "key hosts: must be a list of texts"),
        ({"hosts": ["www.example.com"]}, "www.example.com is not under .gov.cn"),
        ({"hosts": ["gov.cn.example.com"]}, "is not under .gov.cn"),
        ({"hosts": ["127.0.0.1"]}, "bare or private address"),
        ({"hosts": ["10.0.0.1"], "why_not_gov_cn": "x"}, "bare or private address"),
        ({"hosts": ["WWW.example.gov.cn"]}, "is no host name"),
        ({"lists": ["https://other.gov.cn/"]}, "key lists: https://other.gov.cn/ is on a host"),
        ({"base": "ftp://www.example.gov.cn/"}, "key base: 'ftp://www.example.gov.cn/' is no http"),
        ({"colour": "red"}, "key colour: not a key of a site"),
        ({"options": {"pages": "a"}}, "key options.pages: links knows only link, lists, next"),
        ({"options": {"page": "a"}}, "key options.page: write {} where the number stands"),
        ({"options": {"second": "one"}}, "key options.second: what number the second page has"),
        ({"cms": "hanweb", "options": {"method": "PUT"}}, "key options.method: use GET or POST"),
        ({"status": "done"}, "key status: use one of unverified, verified"),
        ({"name": " "}, "key name: empty"),
        ({"id": "Demo City"}, "key id: use small letters"),
        ({"loopback": "yes"}, "key loopback: must be true or false"),
        ({"loopback": True}, "www.example.gov.cn is not loopback"),
        ({"aliases": ["a"]}, "key aliases: must be a table of texts"),
    ],
)
def test_a_wrong_block_is_refused_by_key_and_remedy(
    change: dict[str, object], message: str
) -> None:
    """Each message names the site, the key and what to do."""
    with pytest.raises(SiteError) as error:
        site_from({**BLOCK, **change}, "demo.toml")
    assert str(error.value).startswith("demo.toml: site ")
    assert message in str(error.value)


@pytest.mark.parametrize("text", ["[[sites]]\nid = 'a'\n", "[[site]]\n[Site]\n", "id = 'a'\n"])
def test_what_is_no_block_is_not_passed_over(tmp_path: Path, text: str) -> None:
    """A heading with a slip of the pen would take a whole province away without a word."""
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SiteError, match=r"wrong.toml: key \w+: not known; write each site as a"):
        load_sites(file)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "verified"}, "key verified: status and day of the live check go together"),
        ({"verified": date(2026, 1, 31)}, "key verified: status and day of the live check go"),
        ({"status": "verified", "verified": "yes"}, "key verified: must be a day, not in the fut"),
        ({"status": "verified", "verified": date(2999, 1, 1)}, "key verified: must be a day, not"),
        ({"status": "verified", "verified": True}, "key verified: must be a day, not in the futu"),
    ],
)
def test_nothing_claims_a_check_without_its_day(change: dict[str, object], message: str) -> None:
    """`verified` is a day on which a live check passed, never a word."""
    with pytest.raises(SiteError, match=message):
        site_from({**BLOCK, **change})


def test_the_day_of_the_live_check_is_kept() -> None:
    """A day of TOML becomes a text, and the block reads the same from the store's JSON."""
    site = site_from({**BLOCK, "status": "verified", "verified": date(2026, 1, 31)})
    assert site.verified == "2026-01-31"
    assert site_from(json.loads(json.dumps(asdict(site)))) == site


def test_only_reports_may_be_written_out() -> None:
    """The one word of the option."""
    with pytest.raises(SiteError, match=r"key options\.lists: only \"reports\""):
        site_from({**BLOCK, "options": {"lists": "report"}})


LIST = SITE.lists[0]
NAMED = "甲县乙镇2021年政府信息公开年报"


@pytest.mark.parametrize(
    ("titles", "options", "message"),
    [
        ({LIST: NAMED}, {}, 'goes with options = { lists = "reports" }'),
        ({f"{LIST}x": NAMED}, {"lists": "reports"}, "is no address of lists"),
        ({LIST: "甲县乙镇政府信息公开年报"}, {"lists": "reports"}, "names no year's report"),
        ({LIST: "2021年政府网站工作年度报表"}, {"lists": "reports"}, "names no year's report"),
        ({LIST: 2021}, {"lists": "reports"}, "must be a table of texts"),
    ],
)
def test_titles_are_those_of_reports_written_out(
    titles: dict[str, object], options: dict[str, str], message: str
) -> None:
    """Each of an address of the block, and a title from which the year can be read."""
    with pytest.raises(SiteError, match=f"key titles: .*{re.escape(message)}"):
        site_from({**BLOCK, "titles": titles, "options": options})


def test_a_report_written_out_may_have_its_title() -> None:
    """It stays with the block, in the store's JSON too."""
    site = site_from({**BLOCK, "titles": {LIST: NAMED}, "options": {"lists": "reports"}})
    assert site.titles == {LIST: NAMED}
    assert site_from(json.loads(json.dumps(asdict(site)))) == site


def test_a_missing_key_is_named() -> None:
    """A block without its lists says so."""
    with pytest.raises(SiteError, match="key lists: missing; add it"):
        site_from({key: value for key, value in BLOCK.items() if key != "lists"})


def test_two_blocks_may_not_share_an_id(tmp_path: Path) -> None:
    """The second block of an id is an error, across files too."""
    file = written(tmp_path)
    with pytest.raises(SiteError, match="used twice"):
        load_sites(file, file)


def test_a_broken_file_is_one_line(tmp_path: Path) -> None:
    """TOML that does not parse is reported with its file."""
    file = tmp_path / "broken.toml"
    file.write_text("[[site]\n", encoding="utf-8")
    with pytest.raises(SiteError, match=r"broken\.toml: cannot be read"):
        load_sites(file)


def test_loopback_sites_load_only_from_named_files(tmp_path: Path) -> None:
    """Tests and demonstrations may crawl this machine, with their port in the allow-list."""
    file = written(tmp_path)
    text = file.read_text(encoding="utf-8").replace("https://www.example.gov.cn", LOOP)
    text = text.replace("www.example.gov.cn", "127.0.0.1:8000")
    file.write_text(f"{text}\nloopback = true\ndelay = 0\n", encoding="utf-8")
    (site,) = load_sites(file)
    assert site.loopback
    assert site.allows("http://127.0.0.1:8000/nb/a.html")
    assert not site.allows("http://127.0.0.1:9000/nb/a.html")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://www.example.gov.cn/a.html", True),
        ("http://www.example.gov.cn:8080/a.html", True),
        ("https://example.gov.cn/a.html", False),
        ("https://www.example.gov.cn.evil.com/", False),
        ("https://user@evil.com/?www.example.gov.cn", False),
        ("ftp://www.example.gov.cn/a", False),
        ("javascript:void(0)", False),
        ("http://[broken", False),
    ],
)
def test_only_listed_hosts_are_allowed(url: str, allowed: bool) -> None:
    """The allow-list is exact: no subdomains, no look-alikes, no other scheme."""
    assert allowed == SITE.allows(url)


def test_the_registry_has_many_sites_in_many_provinces() -> None:
    """What public material names is there; every block says where its list address comes from."""
    sites = load_sites()
    assert len(sites) >= 40
    assert len({site.province for site in sites}) >= 12
    assert [site.id for site in sites if not site.note] == []


@pytest.mark.parametrize("site", load_sites(), ids=lambda site: site.id)
def test_a_shipped_site_is_where_its_block_says(site: Site) -> None:
    """Code, province, city and level agree with the tables of GB/T 2260, and with file and id."""
    known = division(site.division)
    assert known is not None
    assert not known.until
    assert (site.province, site.city) == parents(site.division)
    if site.level not in ("township", "zone"):
        assert site.level == known.level
    file = registry_file(site.division)
    assert file_of(site.id, ()).name == file
    assert site.id.split("-")[0] == file.removesuffix(".toml")


def test_no_list_has_two_blocks() -> None:
    """A list is crawled for one site only."""
    lists = [url for site in load_sites() for url in site.lists]
    assert sorted(set(lists)) == sorted(lists)
