"""Quiet publisher, broken spider, block and outage told apart, over hand-made runs of one site."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

import pytest

from crawler.health import SiteHealth, SiteRun, Tally, judge, sound_tallies
from crawler.index import Link
from crawler.reasons import of_kind, reason_of, reasons
from crawler.season import Season, season_of
from crawler.states import Step, facts, kind_of_failure

LIST = "http://www.a.gov.cn/nb/"
OTHER = "http://www.a.gov.cn/old/"
WHOLE = Tally(LIST, pages=3, links=45, accepted=40)
LAST = SiteHealth("a", "run1", "2026-02-19T02:00:00Z", "ok", "2026-01-05T02:00:00Z")
COVERAGE = {"not_found_on_working_list", "source_unreachable", "blocked"}


def run(*tallies: Tally, **given: object) -> SiteRun:
    return SiteRun("a", "run2", "2026-02-20T02:00:00Z", tallies or (WHOLE,), **given)  # type: ignore[arg-type] # a test's shorthand


def found(
    seen: SiteRun,
    last: SiteHealth | None = LAST,
    sound: Mapping[str, Tally] | None = None,
    season: Season | None = None,
) -> SiteHealth:
    return judge(seen, last, {LIST: WHOLE} if sound is None else sound, season or Season())


def test_a_site_that_shows_what_is_expected_is_ok() -> None:
    """Nothing to say, and the state goes on since it began."""
    health = found(run(), season=Season(2025, 40, 38, 0, 38))
    assert health == SiteHealth(
        "a",
        "run2",
        "2026-02-20T02:00:00Z",
        "ok",
        "2026-01-05T02:00:00Z",
        expected=40,
        owed=38,
        found=38,
    )
    assert health.step == Step(False, "not_found_on_working_list", "", "")


@pytest.mark.parametrize(
    ("tally", "cause", "note"),
    [
        (Tally(LIST, 1, 0, 0), "no_links", f"{LIST}: no link found (45 before)"),
        (Tally(LIST, 1, 30, 0), "no_titles", f"{LIST}: none of 30 links is titled as an annual"),
        (Tally(LIST, 2, 38, 35), "pages_gone", f"{LIST}: 2 pages where there were 3"),
        (Tally(LIST, 3, 31, 26), "list_shrank", f"{LIST}: 26 reports where there were 40"),
        (Tally(LIST, failure="http_404"), "list_gone", f"{LIST}: http_404, has the list moved?"),
        (Tally(LIST, 1, 15, 15, "http_404"), "list_gone", f"{LIST}: http_404, has the list"),
        (Tally(LIST, failure="off_site"), "list_gone", f"{LIST}: off_site, has the list moved?"),
        (Tally(LIST, failure="empty"), "list_gone", f"{LIST}: empty, has the list moved?"),
        (Tally(LIST, 1, 15, 15, "bad_list"), "bad_list", f"{LIST}: the answer is no list"),
        (Tally(LIST, 500, 900, 40, "too_many_pages"), "too_many_pages", f"{LIST}: its pages"),
    ],
)
def test_a_dead_list_is_broken_in_the_first_run_after_it_breaks(
    tally: Tally, cause: str, note: str
) -> None:
    """In any season, and nothing may be called missing because of it."""
    health = found(run(tally))
    assert (health.state, health.cause, health.since) == ("broken", cause, "2026-02-20T02:00:00Z")
    assert health.note_en.startswith(note)
    assert health.note.startswith(LIST)
    assert (health.step.person, health.step.absence) == (True, "source_unreachable")
    assert tally not in set(sound_tallies(run(tally), {LIST: WHOLE}))


@pytest.mark.parametrize(
    "tally",
    [
        Tally(LIST, 3, 46, 41),
        Tally(LIST, 2, 46, 41),  # more on a page
        Tally(LIST, 3, 44, 39),  # one taken down, or two made one
        Tally(LIST, 3, 30, 27),  # a third is not yet lost
    ],
)
def test_a_list_that_is_tidied_up_is_not_broken(tally: Tally) -> None:
    assert found(run(tally)).state == "ok"


@pytest.mark.parametrize(
    "tally", [Tally(LIST, 1, 0, 0), Tally(LIST, 1, 30, 0), Tally(LIST, failure="http_404")]
)
def test_a_first_run_is_never_broken_but_says_what_it_met(tally: Tally) -> None:
    """It may never have worked: a person is to look, and no absence follows."""
    health = found(run(tally), last=None, sound={})
    assert (health.state, health.note_en[: len(LIST)]) == ("new", LIST)
    assert (health.step.person, health.step.absence) == (True, "source_unreachable")
    again = found(run(tally), last=replace(health, run="run1"), sound={})
    assert (again.state, again.since) == ("broken", "2026-02-20T02:00:00Z")


def test_a_first_run_that_went_well_is_new_and_wants_nobody() -> None:
    """Nothing to compare with: not even the season's gaps are said."""
    health = found(run(unkept={"http_404": 1}), None, {}, Season(2025, 40, 40, 40, 0))
    assert (health.state, health.cause, health.note) == ("new", "", "")
    assert (health.step.person, health.step.absence) == (False, "source_unreachable")


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        ("blocked", "blocked"),
        ("login", "blocked"),
        ("robots", "blocked"),
        ("http_403", "blocked"),
        ("http_429", "blocked"),
        ("timeout", "unreachable"),
        ("dns", "unreachable"),
        ("refused", "unreachable"),
        ("robots_unreachable", "unreachable"),
        ("http_502", "unreachable"),
    ],
)
@pytest.mark.parametrize("last", [None, LAST], ids=["first", "later"])
def test_a_block_and_an_outage_are_facts_in_any_run(
    failure: str, state: str, last: SiteHealth | None
) -> None:
    health = found(run(Tally(LIST, failure=failure)), last, {})
    assert (health.state, health.note_en) == (state, f"{LIST}: {failure}")
    assert health.step.absence != "not_found_on_working_list"


def test_the_gravest_of_several_lists_is_the_state_and_all_are_said() -> None:
    broken, blocked = Tally(LIST, 1, 0, 0), Tally(OTHER, failure="blocked")
    health = found(run(blocked, broken))
    assert (health.state, health.cause) == ("broken", "no_links")
    assert health.note_en.split("; ") == [
        f"{OTHER}: blocked",
        f"{LIST}: no link found (45 before), has its markup changed?",
    ]


def test_a_run_that_left_a_site_half_way_compares_nothing() -> None:
    """What the lists did not show is not held against the spider."""
    stopped = run(
        Tally(LIST, 1, 15, 15), Tally(OTHER), stopped="10 failures in a row", stopped_by="http_500"
    )
    health = found(stopped)
    assert (health.state, health.cause) == ("unreachable", "stopped")
    assert health.note_en == "stopped on the way: 10 failures in a row"
    assert list(sound_tallies(stopped, {LIST: WHOLE})) == []
    assert found(replace(stopped, stopped_by="blocked")).state == "blocked"


def test_an_error_or_a_remark_of_the_spider_is_never_passed_over() -> None:
    assert found(run(is_error=True)).cause == "error"
    health = found(run(notes=("it says 60 records, 45 were found",)))
    assert (health.state, health.note_en) == ("broken", "it says 60 records, 45 were found")


def test_reports_that_are_all_refused_are_a_block_though_the_list_works() -> None:
    blocked = run(failed={"blocked": 40})
    assert found(blocked).cause == "reports_blocked"
    assert found(run(failed={"timeout": 2, "http_500": 3})).cause == "reports_unreachable"
    assert found(run(unkept_old={"blocked": 39})).cause == "reports_blocked"  # not asked any more
    mixed = run(fetched=1, failed={"blocked": 39}, unkept_old={"blocked": 39})
    assert (found(mixed).state, found(mixed).note_en) == (
        "partial",
        "39 of the listed reports on earlier years not kept: 39 blocked",
    )


def test_a_report_asked_for_again_because_it_failed_says_nothing_of_the_site() -> None:
    """A crawl of what is due may ask for nothing else."""
    again = run(failed={"timeout": 2}, unkept_old={"timeout": 2})
    assert found(again).state == "partial"


def test_a_report_that_failed_this_season_may_be_the_one_that_seems_missing() -> None:
    """Old gaps leave the list's word standing, this year's do not."""
    season = Season(2025, 40, 38, 0, 37)
    now = found(run(unkept={"timeout": 1}), season=season)
    old = found(run(unkept_old={"http_404": 1}), season=season)
    assert (now.state, now.step.absence) == ("partial", "source_unreachable")
    assert (old.state, old.step.absence) == ("partial", "not_found_on_working_list")
    assert now.note_en.endswith("; reports on 2025: 38 are due, 37 were seen")


def test_a_publisher_who_is_late_is_quiet_and_alarms_nobody() -> None:
    health = found(run(), season=Season(2025, 40, 38, 0, 12))
    assert (health.state, health.note_en) == ("quiet", "reports on 2025: 38 are due, 12 were seen")
    assert (health.step.person, health.step.absence) == (False, "not_found_on_working_list")


def test_a_list_on_which_nobody_reports_for_a_month_may_have_moved() -> None:
    """One body may be late; a whole city that falls silent is our list, until someone looked."""
    health = found(run(), season=Season(2025, 40, 40, 38, 0))
    assert (health.state, health.cause) == ("quiet", "nobody")
    assert (health.step.person, health.step.absence) == (True, "source_unreachable")
    assert found(run(), season=Season(2025, 2, 2, 2, 0)).cause == "late"


def test_a_list_that_need_not_exist_yet_may_lack() -> None:
    coming = Tally(OTHER, pages=1, may_lack=True)
    assert found(run(WHOLE, coming)).state == "ok"
    assert (
        found(run(WHOLE, coming), sound={OTHER: replace(WHOLE, list_url=OTHER)}).state == "broken"
    )


def test_a_list_taken_for_right_may_stay_small_or_empty() -> None:
    """What an operator accepted is the measure."""
    assert found(run(Tally(LIST, 1, 0, 0)), sound={LIST: Tally(LIST, 1, 0, 0)}).state == "ok"
    assert found(run(Tally(LIST, 1, 9, 0)), sound={LIST: Tally(LIST, 1, 9, 0)}).state == "ok"


def link(title: str, number: int, listed: str = "") -> Link:
    url = f"http://www.a.gov.cn/{number}.html"
    return Link("a", LIST, url, title, listed, "2025-01-01", "2026-02-20", True, "")


REPORTS = {
    link("示例市民政局2024年政府信息公开工作年度报告", 1): True,
    link("示例市民政局2024年政府信息公开年报", 2): True,  # the same body once more
    link("示例市公安局2024年政府信息公开工作年度报告", 3): True,
    link("示例市人民政府2024年政府信息公开工作年度报告", 4): True,
    link("政府信息公开工作年度报告", 5, "2025-03-01"): True,  # nobody named: the government's
    link("示例市民政局2025年政府信息公开工作年度报告", 6): True,
    link("示例市公安局2025年政府信息公开工作年度报告", 7): False,  # listed, but never kept
    link("示例市教育局2019年政府信息公开工作年度报告", 8): True,
}


@pytest.mark.parametrize(
    ("today", "owed", "overdue"),
    [
        (date(2026, 1, 31), 0, 0),
        (date(2026, 2, 1), 2, 0),
        (date(2026, 3, 31), 2, 2),
        (date(2026, 4, 1), 4, 2),
        (date(2026, 5, 1), 4, 4),
        (date(2026, 11, 1), 4, 4),
    ],
)
def test_what_is_owed_follows_last_year_and_the_two_days(
    today: date, owed: int, overdue: int
) -> None:
    """Departments from 1 February, governments from 1 April; a body counts once."""
    season = season_of(REPORTS, today, facts().governments)
    assert season == Season(2025, expected=4, owed=owed, overdue=overdue, found=1)


def test_nothing_is_owed_before_the_first_due_day_of_the_year() -> None:
    season = season_of(REPORTS, date(2027, 1, 10), facts().governments)
    assert season == Season(2026, expected=2, owed=0, overdue=0, found=0)
    assert found(run(), season=season).state == "ok"


def test_every_failure_of_the_fetch_index_has_its_state() -> None:
    """The patterns name reasons that exist; all others mean that a list is gone."""
    for patterns in facts().reasons.values():
        assert [each for each in patterns if not reason_of(each.replace("?", "0"))] == []
    kinds = {reason: kind_of_failure(reason) for reason in of_kind("failure")}
    assert set(kinds.values()) == {"blocked", "unreachable", "gone"}
    assert kinds["off_site"] == kinds["soft_404"] == "gone"
    assert {"list_shrank", "no_links", "too_many_pages"} <= set(reasons())


def test_states_and_causes_are_whole_and_close_on_each_other() -> None:
    """Both languages, known fields, and a broken spider can never produce "not found"."""
    assert list(facts().states) == [
        *("ok", "quiet", "partial", "broken", "blocked", "unreachable", "new", "never_run"),
    ]
    steps = [(state.id, state.step) for state in facts().states.values()]
    for cause in facts().causes.values():
        steps.append((cause.state, cause.step))
        given = {"list": "l", "before": 1, "now": 2, "reason": "r", "year": 3}
        assert cause.zh.format(**given)
        assert cause.en.format(**given)
    for state, step in steps:
        assert all(isinstance(getattr(step, each.name), str | bool) for each in fields(Step))
        assert step.absence in COVERAGE
        assert step.absence != "not_found_on_working_list" or state in {"ok", "quiet", "partial"}
        assert step.next_zh.format(site="a") + step.next_en.format(site="a") or state == "ok"
        assert bool(step.next_zh) == bool(step.next_en) == (state != "ok")
