"""A page that a script draws: families are tried first, then a block declares it, and says so."""

import json
import tomllib

import pytest
from click.testing import CliRunner

from archive.cli import main
from crawler.probing import probe
from crawler.sites import site_from
from tests.crawl_server import Reply, Web, serving
from tests.portal import LIST, YEARS, page, portal

SHELL = (
    "<html><head><title>政府信息公开年报</title></head><body><div id=app></div>"
    "<script src=/app.js></script></body></html>"
)


def shown(web: Web, *options: str) -> tuple[int, str]:
    """What `sites probe` exits with and prints."""
    place = ("--loopback", "--division", "990100", "--province", "示例省", "--id", "example")
    done = CliRunner().invoke(main, ["sites", "probe", f"{web.base}/", *place, *options])
    return done.exit_code, done.stdout


def test_an_empty_list_is_proposed_as_drawn_and_said_to_be_unsure() -> None:
    """The block is valid, declares the list, and the exit code says that a person must look."""
    with serving() as web:
        web.pages |= portal() | {LIST: SHELL}
        code, said = shown(web)
        assert web.asked("/app.js") == []
    (block,) = tomllib.loads(said)["site"]
    site = site_from(block)
    assert (code, site.cms, site.rendered) == (1, "links", ("lists",))
    assert site.lists == (f"{web.base}{LIST}",)
    assert "a script draws it, and no" in said
    assert "end-point of a known CMS gave its list" in said


@pytest.mark.parametrize("answers", [True, False])
def test_an_end_point_that_answers_goes_before_a_browser(answers: bool) -> None:
    """An empty shell of UCAP: its list comes as data; only where that fails a script draws it."""
    script = "<script>$.get('/searchList/5e1c2b3a4d?_isAgg=true')</script><ucapcontent/>"
    reports = [
        {"title": f"示例市{year}年政府信息公开年度报告", "url": f"/g/{year}01/{'ab' * 16}.shtml"}
        for year in YEARS
    ]
    data = json.dumps({"data": {"results": reports, "total": len(reports)}}).encode()
    column = "/zwgk/gknb/list.shtml"
    with serving() as web:
        web.pages |= portal()
        web.pages["/zwgk/zfxxgk/"] = page("公开", (column, "政府信息公开年报"))
        web.pages[column] = SHELL.replace("</body>", f"{script}</body>")
        if answers:
            kind = {"Content-Type": "application/json"}
            web.pages["/searchList/5e1c2b3a4d"] = Reply(data, headers=kind)
        seen = probe(f"{web.base}/", loopback=True)
        assert len(web.asked("/searchList/5e1c2b3a4d")) == 1
    (best,) = seen.lists
    assert (best.url, best.cms, best.sure, best.is_drawn) == (
        (f"{web.base}{column}", "ucap", "high", False)
        if answers
        else (f"{web.base}{column}", "links", "low", True)
    )


def test_a_page_that_shows_something_is_not_called_drawn() -> None:
    """Nor is an empty page without a script."""
    with serving() as web:
        web.pages |= portal()
        assert probe(f"{web.base}/", loopback=True).drawn == ()
        web.pages["/"] = "<html><body></body></html>"
        assert probe(f"{web.base}/", loopback=True).drawn == ()
