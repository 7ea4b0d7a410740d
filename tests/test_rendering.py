"""What a block may declare as drawn by script, what such a page may ask for; without a browser."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main
from crawler import rendering, run
from crawler.rendering import MAX_PARTS, MAX_SENT, Wanted, is_drawn, lacking, refusal
from crawler.run import crawl
from crawler.settings import POLITE, settings_for
from crawler.sites import SiteError, site_from
from crawler.verdicts import Answer, Memory, is_undrawn
from tests.crawl_server import listing, report, serving, title
from tests.test_sites import BLOCK, SITE, written


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rendered": True}, 'key rendered: must be a list of texts, such as ["lists"]'),
        ({"rendered": ["pages"]}, "key rendered: 'pages' is unknown; use lists and reports"),
        ({"rendered": ["reports"]}, "key rendered: reports alone are not drawn"),
        ({"rendered": ["lists"], "cms": "fujian"}, "key rendered: fujian gives its lists as data"),
        (
            {"rendered": ["lists"], "lists": ["https://www.example.gov.cn/#/nb"]},
            "key lists: addresses that differ behind # are one to a crawl",
        ),
    ],
)
def test_a_wrong_declaration_is_refused(changed: dict[str, object], said: str) -> None:
    """By key, with the remedy."""
    with pytest.raises(SiteError) as error:
        site_from({**BLOCK, **changed})
    assert said in str(error.value)


def test_a_declaration_stands_in_the_site() -> None:
    """Lists, and reports with them; most sites declare nothing."""
    assert site_from({**BLOCK, "rendered": ["lists", "reports"]}).rendered == ("lists", "reports")
    assert SITE.rendered == ()


@pytest.mark.parametrize(
    ("kinds", "kind", "method", "expected"),
    [
        (("lists",), "list", "GET", True),
        (("lists",), "list", "POST", False),
        (("lists",), "report", "GET", False),
        (("lists", "reports"), "report", "GET", True),
        (("lists", "reports"), "attachment", "GET", False),
        ((), "list", "GET", False),
    ],
)
def test_what_is_drawn(kinds: tuple[str, ...], kind: str, method: str, expected: bool) -> None:
    """Only pages that the block declares."""
    assert is_drawn(kinds, kind, method) is expected


OWN = "https://www.example.gov.cn/api"


@pytest.mark.parametrize(
    ("wanted", "before", "why"),
    [
        (Wanted(OWN, "xhr"), 0, ""),
        (Wanted(OWN, "fetch", "POST", 10), 0, ""),
        (Wanted(OWN, "document"), 0, ""),
        (Wanted(OWN, "document", leaves=True), 0, "leads away"),
        (Wanted(OWN, "image"), 0, "image"),
        (Wanted(OWN, "font"), 0, "font"),
        (Wanted(OWN, "media"), 0, "media"),
        (Wanted(OWN, "ping"), 0, "ping"),
        (Wanted(OWN, "websocket"), 0, "websocket"),
        (Wanted(OWN, "xhr", "DELETE"), 0, "DELETE"),
        (Wanted(OWN, "xhr", "POST", MAX_SENT), 0, "too long"),
        (Wanted("https://hm.example.com/hm.js", "script"), 0, "other host"),
        (Wanted("https://127.0.0.1/api", "xhr"), 0, "other host"),
        (Wanted("ftp://www.example.gov.cn/x", "xhr"), 0, "other host"),
        (Wanted(OWN, "xhr"), MAX_PARTS, f"more than {MAX_PARTS}"),
    ],
)
def test_what_a_page_may_ask_for(wanted: Wanted, before: int, why: str) -> None:
    """Scripts, data and frames of the site's own hosts, so many and so long."""
    assert refusal(wanted, SITE.allows, before) == why


SHELL = "<html><body><div id=app></div><script src=/app.js></script></body></html>"


@pytest.mark.parametrize(
    ("status", "text", "fault", "expected"),
    [
        (200, SHELL, "", True),
        (200, report(), "", True),
        (200, SHELL.removesuffix("</html>"), "", False),
        (200, SHELL, "truncated", False),
        (200, '{"data": []}', "", False),
        (200, "", "", False),
        (404, SHELL, "", False),
        (412, SHELL, "", False),
        (200, "<html><script>$_ts={}</script></html>", "", False),
        (200, "<html><input type=password></html>", "", False),
    ],
)
def test_what_is_never_drawn(status: int, text: str, fault: str, expected: bool) -> None:
    """Data, failures, logins and challenges: a browser is no way around them."""
    answer = Answer(status, OWN, text.encode(), text, "0", fault)
    assert is_undrawn(answer, Memory()) is expected


def test_the_browser_reaches_nothing_by_itself() -> None:
    """Every name and number is unknown to it; what it draws has its time."""
    options = settings_for([SITE], "a@example.org")["PLAYWRIGHT_LAUNCH_OPTIONS"]
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in options["args"]
    assert POLITE["DRAWING_TIMEOUT"] == 180


def test_the_browser_is_named_or_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A variable goes before the path; what it names must be there."""
    monkeypatch.setattr(rendering, "find_spec", lambda _: object())
    monkeypatch.setenv("NIANBAO_BROWSER", str(tmp_path / "none"))
    assert "apt-get install chromium" in lacking()
    (tmp_path / "none").touch()
    assert lacking() == ""
    monkeypatch.delenv("NIANBAO_BROWSER")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "NIANBAO_BROWSER" in lacking()


def test_without_the_extra_one_line_names_file_block_and_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked; exit code 2."""
    monkeypatch.setattr(rendering, "find_spec", lambda _: None)
    file = written(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + '\nrendered = ["lists"]\n', encoding="utf-8")
    for command in (["crawl", "demo-city"], ["sites", "check", "demo-city", "--live"]):
        arguments = [*command, "--sites", str(file), "--contact", "a@example.org"]
        if command[0] == "crawl":
            arguments += ["--data", str(tmp_path / "data")]
        done = CliRunner().invoke(main, arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == (
            f"Error: {file}: site demo-city: key rendered: its pages are drawn by script and need "
            "a browser: install it with `pip install nianbao[js]` (here: `make install-js`)\n"
        )


def test_other_sites_are_crawled_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site that lacks its browser has failed and says why; it is not asked."""
    monkeypatch.setattr(run, "lacking", lambda: "install it")
    with serving() as web:
        web.pages |= {"/nb/": listing(("/r.html", title("民政局"))), "/r.html": report()}
        plain = web.site("links", "/nb/", name="plain")
        drawn = replace(web.site("links", "/drawn/", name="drawn"), rendered=("lists",))
        summary = crawl([drawn, plain], tmp_path, progress=False)
        assert web.asked("/drawn/") == []
    told = {site.site: (site.kept, site.note) for site in summary.sites}
    assert summary.exit_code == 1
    assert told["plain"] == (1, "")
    assert told["drawn"] == (
        0,
        "no_browser: site drawn: key rendered: its pages are drawn by script and need a browser: "
        "install it",
    )
