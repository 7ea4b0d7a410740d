"""`nianbao sites probe`, `add` and `check --live`, as a person uses them, against loopback."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from crawler.blocks import append_block, file_of, mark_verified
from crawler.replay import replay
from crawler.sites import SiteError, load_sites
from tests import test_spiders
from tests.crawl_server import Reply, Web, serving
from tests.portal import LIST, address, page, portal

PLACE = ("--loopback", "--division", "990100", "--province", "示例省", "--id", "demo-a")
BLOCK = """[[site]]
id = "demo-{0}"
name = "示例市"
province = "示例省"
division = "990100"
level = "prefecture"
cms = "trs"
base = "http://www.example.gov.cn/"
hosts = ["www.example.gov.cn"]
lists = [
  "http://www.example.gov.cn/nb/",
]
status = "unverified" # not yet

[site.options]
link = "li a"
"""


def nianbao(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def web() -> Iterator[Web]:
    """The portal of `tests.portal`."""
    with serving() as server:
        server.pages |= portal()
        yield server


def added(web: Web, folder: Path, *more: str) -> Result:
    """What `sites add` says of the portal, writing below *folder*."""
    place = ("--to", folder / "my.toml", "--fixtures", folder / "sites")
    return nianbao("sites", "add", f"{web.base}/", *PLACE, *place, *more)


def test_what_a_probe_prints_is_a_file_of_the_registry(web: Web, tmp_path: Path) -> None:
    """Evidence stands in comments, the block loads as it is."""
    result = nianbao("sites", "probe", f"{web.base}/", *PLACE)
    assert result.exit_code == 0
    file = tmp_path / "probed.toml"
    file.write_text(result.stdout, encoding="utf-8")
    (site,) = load_sites(file)
    assert (site.id, site.cms, site.lists) == ("demo-a", "trs", (f"{web.base}{LIST}",))
    assert (site.name, site.level, site.status) == ("示例市人民政府", "prefecture", "unverified")
    said = result.stdout.splitlines()
    assert said[0] == f"# {web.base}/: 5 of 15 requests"
    assert f"#   ok           {web.base}{LIST}" in said
    assert f"# {web.base}{LIST}: high: 6 of 6 links name annual reports, years 2018 to 2023" in said
    assert "#   found by: 政务公开 → 政府信息公开 → 政府信息公开年报" in said


def test_the_division_is_read_from_the_pages(web: Web) -> None:
    """The tables know the place that a title names; the site's code agrees or is said to differ."""
    home = web.pages["/"]
    assert isinstance(home, str)
    meta = (
        '<meta name="SiteName" content="南京市鼓楼区人民政府"><meta name="SiteIDCode" content="{}">'
    )
    for code, doubt in (
        ("3201060001", ""),
        ("3302820001", "SiteIDCode 3302820001 is 330282 慈溪市"),
    ):
        web.pages["/"] = home.replace("<title>", meta.format(code) + "<title>")
        told = json.loads(nianbao("sites", "probe", f"{web.base}/", "--loopback", "--json").stdout)
        block = told["block"]
        assert (block["province"], block["city"], block["division"], block["level"]) == (
            *("江苏省", "南京市", "320106", "county"),
        )
        assert block["name"] == "南京市鼓楼区人民政府"
        assert block["id"].startswith("jiangsu-")
        assert doubt in told["place"]
        assert told["lacks"] == ""


def test_an_unknown_place_is_asked_for(web: Web, tmp_path: Path) -> None:
    """A block without its division is shown, but never written."""
    result = nianbao("sites", "probe", f"{web.base}/", "--loopback")
    assert "# no page names a place of the tables: give --division" in result.stdout
    place = ("--to", tmp_path / "my.toml", "--fixtures", tmp_path / "sites")
    result = nianbao("sites", "add", f"{web.base}/", "--loopback", *place)
    assert result.exit_code == 2
    assert "nothing was written: no page names a place" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_page_cannot_write_into_the_block(web: Web, tmp_path: Path) -> None:
    """Titles with line breaks, quotes and TOML in them stay comments and texts."""
    home = web.pages["/"]
    assert isinstance(home, str)
    evil = '示例市\n[[site]]\nid = "x"\x7f\x0c"""'
    web.pages["/"] = home.replace("示例市人民政府</title>", f"{evil}</title>")
    result = nianbao("sites", "probe", f"{web.base}/", *PLACE)
    assert [block["id"] for block in tomllib.loads(result.stdout)["site"]] == ["demo-a"]


def test_where_nothing_is_found_it_says_what_was_tried_and_what_to_do(web: Web) -> None:
    """Exit code 1, every request with its outcome, and the next step."""
    web.pages["/zwgk/zfxxgk/"] = Reply("没有".encode(), 404)
    web.pages["/"] = page(
        "示例市", ("/zwgk/", "政务公开"), ("http://localhost:1/gk/", "政府信息公开")
    )
    result = nianbao("sites", "probe", f"{web.base}/", "--loopback")
    assert result.exit_code == 1
    said = result.stdout.splitlines()
    assert f"#   http_404     {web.base}/zwgk/zfxxgk/" in said
    assert "# no list of annual reports found" in said
    assert (
        "# a host that was not to be asked: http://localhost:1/gk/ (政府信息公开); "
        "if it is the site's: --host" in said
    )
    assert said[-1].startswith("# open the site in a browser")
    spent = nianbao("sites", "probe", f"{web.base}/", "--loopback", "--budget", "3").stdout
    assert "# the budget of 3 requests is spent; --budget 6 looks further" in spent


def test_what_cannot_begin_is_one_line() -> None:
    """Exit code 2, the remedy in the line."""
    result = nianbao("sites", "probe", "http://10.0.0.1/", "--contact", "tests@example.org")
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "bare or private address" in result.output


def test_one_command_adds_block_fixture_and_test(web: Web, tmp_path: Path) -> None:
    """The block loads, the fixture is the page as it came, the golden test passes on it."""
    result = added(web, tmp_path)
    assert result.exit_code == 0, result.output
    (site,) = load_sites(tmp_path / "my.toml")
    folder = tmp_path / "sites" / "trs" / "demo-a"
    assert (folder / "list.html").read_text(encoding="utf-8") == web.pages[LIST]
    source = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    assert source["page"] == [{"file": "list.html", "url": site.lists[0]}]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["list.html"]
    assert [each["title"][3:7] for each in expected["candidates"]] == [
        str(year) for year in range(2023, 2017, -1)
    ]
    assert expected["next"]["url"] == f"{web.base}{LIST}index_1.html"
    test_spiders.test_a_saved_list_yields_the_reviewed_links(folder)
    assert result.output.splitlines()[-1] == (
        f"next: nianbao sites check demo-a --live --sites {tmp_path / 'my.toml'}"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("t20240120_2023.html", "t20240120_2023.php"),
        ("2023年政府信息公开工作年度报告", "2023年年度报告"),
        ("createPageHTML", "makePages"),
        ("<li>", "<!--"),
    ],
)
def test_the_test_fails_when_the_list_no_longer_parses(
    web: Web, tmp_path: Path, old: str, new: str
) -> None:
    """A link lost, a title changed, the pager gone, all links gone: each is seen."""
    assert added(web, tmp_path).exit_code == 0
    folder = tmp_path / "sites" / "trs" / "demo-a"
    saved = folder / "list.html"
    saved.write_text(saved.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(AssertionError):
        test_spiders.test_a_saved_list_yields_the_reviewed_links(folder)


def test_the_test_fails_when_the_spider_changes(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the spider of today that reads the page of then."""
    assert added(web, tmp_path).exit_code == 0
    folder = tmp_path / "sites" / "trs" / "demo-a"
    assert len(replay(folder)["list.html"]["candidates"]) == 6
    monkeypatch.setattr("crawler.spiders.trs.TrsSpider.candidates", lambda *_: iter(()))
    with pytest.raises(AssertionError):
        test_spiders.test_a_saved_list_yields_the_reviewed_links(folder)


def test_nothing_is_added_twice_or_unsure(web: Web, tmp_path: Path) -> None:
    """An id or a list that is there already, and a list that only looks like one, are refused."""
    assert added(web, tmp_path).exit_code == 0
    before = (tmp_path / "my.toml").read_bytes()
    assert "demo-a is in the registry already" in added(web, tmp_path).output
    assert "demo-a has the list" in added(web, tmp_path, "--id", "demo-b").output
    web.pages[LIST] = page("年报", ("/a.html", "示例市2023年政府信息公开年度报告"))
    web.pages["/zwgk/zfxxgk/"] = page("公开", (LIST, "政府信息公开年报"))
    result = added(web, tmp_path, "--id", "demo-c")
    assert (result.exit_code, "nothing was written" in result.output) == (1, True)
    assert (tmp_path / "my.toml").read_bytes() == before
    assert [path.name for path in (tmp_path / "sites").glob("*/*")] == ["demo-a"]
    refused = nianbao("sites", "add", f"{web.base}/", *PLACE)
    assert (refused.exit_code, "name a file with --to" in refused.output) == (2, True)


def test_a_live_check_walks_one_item_and_marks_what_passed(web: Web, tmp_path: Path) -> None:
    """List and report came: only then does the block say verified, with the day."""
    assert added(web, tmp_path).exit_code == 0
    file = tmp_path / "my.toml"
    web.log.clear()
    result = nianbao("sites", "check", "demo-a", "--live", "--sites", file)
    assert (result.exit_code, load_sites(file)[0].status) == (0, "unverified")
    report = f"{LIST}{address(2023)}"
    assert [entry.path for entry in web.log] == ["/robots.txt", LIST, report]
    assert result.output.splitlines() == [
        "demo-a: ok",
        f"  ok: {web.base}{LIST}: 6 of 6 links name annual reports; {web.base}{report}: ok",
        "1 of 1 sites passed; --write marks them as verified",
    ]
    assert nianbao("sites", "check", "--live", "--write", "--sites", file).exit_code == 0
    (site,) = load_sites(file)
    assert (site.status, len(site.verified)) == ("verified", 10)
    listed = nianbao("sites", "list", "--sites", file).output
    seen = f"verified {site.verified}\tnever crawled"
    assert listed == f"demo-a\t示例市人民政府\t示例省\ttrs\t{seen}\n"


def test_a_municipality_s_name_is_not_said_twice() -> None:
    """北京市 is its own province."""
    listed = nianbao("sites", "list").output
    assert "\t北京市\t" in listed
    assert "北京市北京市" not in listed


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({LIST: Reply(b"", 500)}, "no link came of it"),
        (
            {LIST: page("年报", ("/t20240101_1.html", "要闻"))},
            "1 links, none of them names an annual",
        ),
        ({f"{LIST}{address(2023)}": Reply(b"no", 404)}, "t20240120_2023.html: http_404"),
        ({"/robots.txt": Reply(b"User-agent: *\nDisallow: /")}, "no link came of it"),
    ],
)
def test_a_live_check_that_fails_says_why_and_marks_nothing(
    web: Web, tmp_path: Path, broken: dict[str, object], said: str
) -> None:
    """Exit code 1; a block that was verified keeps its day, and that it was is said."""
    assert added(web, tmp_path).exit_code == 0
    file = tmp_path / "my.toml"
    before = file.read_bytes()
    web.pages |= broken
    result = nianbao("sites", "check", "--live", "--write", "--sites", file)
    assert result.exit_code == 1
    assert said in result.output
    assert "demo-a: FAILED\n" in result.output
    assert file.read_bytes() == before


def test_a_live_check_needs_its_words(web: Web, tmp_path: Path) -> None:
    """Names and --write mean nothing offline; an unknown site is named."""
    assert added(web, tmp_path).exit_code == 0
    file = ("--sites", tmp_path / "my.toml")
    assert nianbao("sites", "check", "demo-a", *file).exit_code == 2
    assert "no such site: x" in nianbao("sites", "check", "x", "--live", *file).output
    checked = json.loads(nianbao("sites", "check", "--live", "--json", *file).stdout)
    assert [(each["site"], each["ok"]) for each in checked] == [("demo-a", True)]


def test_a_block_is_marked_among_others_and_comments_stay(tmp_path: Path) -> None:
    """Only the two lines of the one block change."""
    file = tmp_path / "a.toml"
    text = "# ours\n" + BLOCK.format("a") + "\n# the other\n" + BLOCK.format("b")
    file.write_text(text, encoding="utf-8")
    mark_verified(file, "demo-a", date(2026, 1, 31))
    assert [(site.id, site.verified) for site in load_sites(file)] == [
        ("demo-a", "2026-01-31"),
        ("demo-b", ""),
    ]
    new = 'status = "verified"\nverified = 2026-01-31'
    assert file.read_text(encoding="utf-8") == text.replace(
        'status = "unverified" # not yet\n\n[site.options]', f"{new}\n\n[site.options]", 1
    )
    assert file_of("demo-b", (file,)) == file
    with pytest.raises(SiteError, match="no block of this id"):
        mark_verified(file, "demo-c", date(2026, 1, 31))


def test_a_wrong_block_is_never_written(tmp_path: Path) -> None:
    """The file stays as it was, and the message names it."""
    file = tmp_path / "a.toml"
    append_block(file, BLOCK.format("a"))
    before = file.read_bytes()
    with pytest.raises(SiteError, match=r"a\.toml: site demo-a: key id: used twice"):
        append_block(file, BLOCK.format("a"))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]
