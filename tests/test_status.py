"""`nianbao status`: the health of every site in a table or JSON, with the next step."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.wording import columns
from crawler.checkup import Left, examine, healths, last_health
from crawler.health import SiteHealth, Tally
from crawler.index import Link
from crawler.sites import Site, site_from
from crawler.store import Fetch, Store

BLOCK = {
    "name": "示例市人民政府",
    "province": "示例省",
    "division": "990100",
    "level": "prefecture",
    "cms": "links",
    "base": "http://127.0.0.1/",
    "hosts": ["127.0.0.1"],
    "lists": ["http://127.0.0.1/nb/"],
    "delay": 0,
    "loopback": True,
}
LIST = "http://127.0.0.1/nb/"
TODAY = datetime.now(UTC).date()
GOOD = Tally(LIST, 2, 30, 20)


def site(id_: str, name: str = "示例市人民政府") -> Site:
    return site_from({**BLOCK, "id": id_, "name": name})


def crawled(data: Path, *seen: tuple[Site, Left], links: Iterable[Link] = ()) -> list[SiteHealth]:
    """One run over sites, left as given; return their health."""
    with Store(data / "store") as store:
        store.keep_sites([each for each, _ in seen])
        run = store.begin_run(each.id for each, _ in seen)
        for link in links:
            store.see_link(link)
        found = [examine(store.index, run, each.id, left, TODAY) for each, left in seen]
        store.end_run(run, "done", {})
        return found


def status(data: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["status", "--data", str(data), *arguments])
    return result.exit_code, result.output


def answers(data: Path, *arguments: str) -> dict[str, dict[str, object]]:
    result = CliRunner().invoke(main, ["status", "--data", str(data), "--json", *arguments])
    return {each["site"]: each for each in json.loads(result.stdout)}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three sites, crawled twice: one well, one broken, one blocked from the first."""
    blocked = Left((Tally(LIST, failure="blocked"),))
    first = [(site("a"), Left((GOOD,))), (site("b", "某县"), Left((GOOD,))), (site("c"), blocked)]
    crawled(tmp_path, *first)
    broken = Left((Tally(LIST, 1, 12, 0),))
    crawled(tmp_path, first[0], (site("b", "某县"), broken), first[2])
    return tmp_path


def test_the_table_stands_in_columns_and_says_what_to_do(data: Path) -> None:
    """Aligned as a terminal shows it, two columns to a Han character."""
    code, said = status(data)
    lines = said.splitlines()
    assert code == 1
    assert [line.split()[0] for line in lines if not line.startswith(" ")][:4] == [
        *("SITE", "a", "b", "c"),
    ]
    at = {
        columns(line[: line.index(word)])
        for line, word in [(lines[0], "STATE"), (lines[1], "ok"), (lines[2], "broken")]
    }
    assert len(at) == 1
    assert lines[3:5] == [
        f"    {LIST}: none of 12 links is titled as an annual report (20 before), "
        "has the list moved?",
        "    next: open the list, compare, and correct the site's block",
    ]
    assert "3 sites: 1 ok, 1 broken, 1 blocked; 2 sites want someone" in lines
    assert lines[-1].endswith("more sites were never crawled: --state never_run")


def test_json_has_everything_and_filters_hold(data: Path) -> None:
    """By site, by state; exit code 0 where what was asked for is well."""
    found = answers(data)
    assert {"a", "b", "c", "jiangsu-shuyang"} <= set(found)
    assert found["jiangsu-shuyang"]["state"] == "never_run"
    assert {key: found["b"][key] for key in ("state", "cause", "name", "person")} == {
        "state": "broken",
        "cause": "no_titles",
        "name": "某县",
        "person": True,
    }
    assert found["b"]["since"] == found["b"]["at"]
    assert str(found["b"]["note"]).startswith(f"{LIST}：12 条链接中没有一条是年度报告")
    assert list(answers(data, "--state", "blocked", "--state", "ok")) == ["a", "c"]
    assert status(data, "a")[0] == 0
    assert status(data, "--state", "quiet") == (0, "0 sites: all is well\n")


def test_what_cannot_be_asked_is_exit_code_2(tmp_path: Path, data: Path) -> None:
    assert status(tmp_path / "none")[0] == 2
    assert status(data, "nobody") == (2, "Error: no such site: nobody; see `nianbao sites list`\n")
    assert status(data, "--state", "sad")[0] == 2
    assert status(data, "--accept", "nobody")[0] == 2


def test_a_list_that_was_taken_for_right_is_the_measure_from_then_on(data: Path) -> None:
    """Until the next crawl the state stands as it was found."""
    code, said = status(data, "b", "--accept", "b")
    assert (code, "taken for right" in said) == (1, True)
    (health,) = crawled(data, (site("b", "某县"), Left((Tally(LIST, 1, 12, 0),))))
    assert health.state == "ok"


def test_a_schedule_that_has_stopped_is_said(data: Path) -> None:
    """Wellness is as old as the last crawl."""
    with Store(data / "store") as store:
        long_ago = f"{datetime.now(UTC) - timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}"
        store.index.db.execute("UPDATE health SET at = ? WHERE site = 'a'", (long_ago,))
    code, said = status(data, "a")
    assert code == 1
    assert "next: not crawled for 20 days: is the schedule still running?" in said


def link(title: str, number: int) -> Link:
    url = f"http://127.0.0.1/{number}.html"
    return Link("a", LIST, url, title, "", "2024-01-01", f"{TODAY}", True, "")


def test_what_the_index_holds_is_what_is_judged(tmp_path: Path) -> None:
    """Reports listed, kept, failed and not yet asked for are told apart by their rows."""
    now, before = TODAY.year - 1, TODAY.year - 2
    links = [
        link(f"示例市民政局{before}年政府信息公开工作年度报告", 1),
        link(f"示例市民政局{now}年政府信息公开工作年度报告", 2),
        link(f"示例市公安局{now}年政府信息公开工作年度报告", 3),
        link(f"示例市教育局{before}年政府信息公开工作年度报告", 4),
        link(f"示例市水利局{before}年政府信息公开工作年度报告", 5),
    ]
    ends = {1: ["ok", "timeout"], 2: ["retried", "ok"], 3: ["retried", "http_404"], 4: ["blocked"]}
    left = Left((GOOD,))
    crawled(tmp_path, (site("a"), left), links=links)
    with Store(tmp_path / "store") as store:
        (run,) = store.runs()
        for number, reasons in ends.items():
            for reason in reasons:
                url = f"http://127.0.0.1/{number}.html"
                store.record(Fetch(run=run.id, site="a", url=url, kind="report", reason=reason))
    (health,) = crawled(tmp_path, (site("a"), left))
    assert (health.state, health.expected, health.found) == ("partial", 3, 1)
    assert health.note_en.split("; ")[:2] == [
        f"1 of the listed reports on {now}, or on no year named, not kept: 1 http_404",
        "2 of the listed reports on earlier years not kept: 1 not asked for yet, 1 blocked",
    ]


def test_health_is_kept_for_every_run(data: Path) -> None:
    with Store(data / "store", read_only=True) as store:
        kept = list(healths(store.index))
        assert [(each.site, each.state) for each in kept] == [
            *(("a", "new"), ("b", "new"), ("c", "blocked")),
            *(("a", "ok"), ("b", "broken"), ("c", "blocked")),
        ]
        last = last_health(store.index, "c")
        assert last is not None
        assert (last.since, last.at) == (kept[2].at, kept[5].at)
        assert replace(last, run=kept[2].run, at=kept[2].at) == kept[2]
