"""`nianbao crawl due`: what is due and why, once a day, with the exit codes of every crawl."""

import json
import sqlite3
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from crawler.plan import SitePlan, plan
from crawler.sites import Site, SiteError, site_from
from crawler.store import Store
from tests.crawl_server import Web, listing, report, serving, title

NOW = datetime.now(UTC)


def registry(folder: Path, *sites: Site) -> Path:
    """A file of the registry with loopback sites."""
    keys = ("id", "name", "province", "division", "level", "cms", "base", "hosts", "lists", "delay")
    blocks = [
        "[[site]]\nloopback = true\n"
        + "".join(f"{key} = {json.dumps(asdict(site)[key], ensure_ascii=False)}\n" for key in keys)
        for site in sites
    ]
    file = folder / "sites.toml"
    file.write_text("\n".join(blocks), encoding="utf-8")
    return file


def two(web: Web) -> tuple[Site, Site]:
    """A site that is well and one whose list is gone."""
    web.pages["/nb/"] = listing(("/r.html", title("民政局")))
    web.pages["/r.html"] = report()
    return web.site("links", "/nb/", name="well"), web.site("links", "/gone/", name="ill")


def due(tmp_path: Path, *options: str) -> Result:
    """The command as a scheduler calls it."""
    known = ("--sites", str(tmp_path / "sites.toml"), "--data", str(tmp_path / "data"))
    return CliRunner().invoke(main, ["crawl", "due", *known, *options])


def test_a_scheduler_crawls_what_is_due_once_a_day(tmp_path: Path) -> None:
    """The second call of a day asks nobody; the first says which site failed."""
    with serving() as web:
        registry(tmp_path, *two(web))
        listed = due(tmp_path, "--dry-run")
        assert (listed.exit_code, web.log) == (0, [])
        assert listed.output.splitlines() == [
            "well: due (never_crawled): its lists",
            "ill: due (never_crawled): its lists",
        ]
        first = due(tmp_path, "--json")
        assert first.exit_code == 1
        assert [each["site"] for each in json.loads(first.output)["sites"]] == ["well", "ill"]
        web.log.clear()
        second = due(tmp_path)
        assert (second.exit_code, web.log) == (0, [])
        assert second.output.splitlines()[-1] == "nothing is due"
        again = json.loads(due(tmp_path, "--json").output)
        assert (again["sites"], [each["why"] for each in again["plan"]]) == ([], ["", ""])


def test_the_plan_tells_why_and_which_documents(tmp_path: Path) -> None:
    """The failed site the next day, the other a week later at most, its report among them."""
    with serving() as web:
        well, ill = two(web)
        registry(tmp_path, well, ill)
        due(tmp_path)
    store = tmp_path / "data" / "store"
    with sqlite3.connect(store / "store.db") as db:
        db.execute("UPDATE fetch SET reason = 'http_500' WHERE url LIKE '%/r.html'")
    assert [each.why for each in plan([well, ill], store, NOW)] == ["", ""]
    (_, tomorrow) = plan([well, ill], store, NOW + timedelta(days=1))
    assert tomorrow.why == "failed"
    (later, _) = plan([well, ill], store, NOW + timedelta(days=7))
    assert (later.why, later.documents) == (
        "season" if (NOW + timedelta(days=7)).month <= 4 else "weekly",
        {"failed": 1},
    )
    assert "1 document: 1 failed" in later.line
    with Store(store) as opened:
        opened.begin_run(["well"])
    (dead, _) = plan([well, ill], store, NOW)
    assert dead.why == "unfinished"


def test_what_cannot_run_is_exit_code_2(tmp_path: Path) -> None:
    """No registry, no contact, a store that is none."""
    assert due(tmp_path).exit_code == 2
    with serving() as web:
        registry(tmp_path, *two(web))
    (tmp_path / "data" / "store").mkdir(parents=True)
    (tmp_path / "data" / "store" / "store.db").write_bytes(b"no database" * 100)
    broken = due(tmp_path, "--dry-run")
    assert (broken.exit_code, "store.db" in broken.output) == (2, True)
    wrong = CliRunner().invoke(main, ["crawl", "somewhere", "--dry-run"])
    assert (wrong.exit_code, "goes with `crawl due`" in wrong.output) == (2, True)


def test_no_site_may_be_called_due() -> None:
    """The word is taken."""
    with serving() as web, pytest.raises(SiteError, match="crawl due"):
        site_from(asdict(web.site("links", "/nb/", name="due")))


def test_a_site_that_waits_says_until_when() -> None:
    """One line a site."""
    assert SitePlan("a", "", "x", "2026-05-08").line == "a: not due before 2026-05-08"
