"""When to look again: the rules, one row a case; and the turns of older documents."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crawler.due import (
    LOOK_BACK,
    PATIENCE,
    QUARTER,
    Ask,
    Known,
    Looked,
    counts,
    next_day,
    page_due,
    site_due,
)

URL = "http://www.example.gov.cn/1.html"
KNOWN = Known(URL, year=2025, first_seen="2026-01-10", list_since="2025-06-01", asked="2026-03-02")
OLD = replace(KNOWN, year=2012, first_seen="2025-06-01")


@pytest.mark.parametrize(
    ("known", "today", "why"),
    [
        (replace(KNOWN, asked=""), "2026-03-02", "new"),
        (replace(OLD, asked=""), "2026-12-31", "new"),
        # a change seen once is looked at again whatever the day
        (replace(OLD, is_doubted=True), "2026-03-02", "doubted"),
        # off its list since it was asked for: at once, then as any other
        (replace(OLD, is_missed=True), "2026-03-02", "vanished"),
        # found this season: weekly to 30 June, not on the day it came
        (KNOWN, "2026-03-02", ""),
        (KNOWN, "2026-03-08", ""),
        (KNOWN, "2026-03-09", "season"),
        (replace(KNOWN, asked="2026-06-20"), "2026-06-30", "season"),
        # owed this season and not found: daily, outside the season weekly
        (replace(KNOWN, failures=1), "2026-03-02", ""),
        (replace(KNOWN, failures=1), "2026-03-03", "failed"),
        (replace(KNOWN, failures=1, asked="2026-07-01"), "2026-07-02", ""),
        (replace(KNOWN, failures=1, asked="2026-07-01"), "2026-07-08", "failed"),
        (replace(OLD, failures=1), "2026-03-03", ""),
        (replace(OLD, failures=1), "2026-03-09", "failed"),
        # listed a little while ago, or on a list that was known without it: weekly
        (replace(OLD, listed="2026-02-20"), "2026-03-09", "recent"),
        (replace(OLD, first_seen="2026-02-27"), "2026-03-09", "recent"),
        (replace(OLD, listed="2026-02-30"), "2026-03-09", ""),
    ],
)
def test_a_document_is_due(known: Known, today: str, why: str) -> None:
    """Each row of the rules; none of the old ones has its turn on these days."""
    assert page_due(known, date.fromisoformat(today)) == why


def test_the_look_back_ends() -> None:
    """On the 31st day it still counts, on the 32nd no more."""
    listed = date(2026, 8, 1)
    known = replace(OLD, listed=listed.isoformat(), asked=listed.isoformat())
    assert page_due(known, listed + timedelta(days=LOOK_BACK)) == "recent"
    assert page_due(known, listed + timedelta(days=LOOK_BACK + 1)) in {"", "rotation"}


def test_a_dead_link_is_tried_less_and_less() -> None:
    """After five failures in a row an old link waits for its turn."""
    tired = replace(OLD, failures=PATIENCE, asked="2026-03-02")
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(QUARTER + 8)]
    assert {page_due(tired, day) for day in days} == {"", "rotation"}


def test_every_old_document_has_its_turn_once_a_quarter_and_never_all_at_once() -> None:
    """A year of days: each is asked four or five times, and no day has more than its share."""
    first = date(2026, 7, 1)
    asked = {f"http://www.example.gov.cn/{n}.html": first.isoformat() for n in range(910)}
    times: Counter[str] = Counter()
    by_day: Counter[date] = Counter()
    for n in range(1, 4 * QUARTER + 1):
        day = first + timedelta(days=n)
        for url, last in asked.items():
            if page_due(replace(OLD, url=url, asked=last), day):
                asked[url] = day.isoformat()
                times[url] += 1
                by_day[day] += 1
    assert set(times.values()) <= {4, 5}
    assert len(times) == 910
    assert max(by_day.values()) < 910 / QUARTER * 10  # the first week's wait until its end


def test_a_missed_turn_is_made_up_for() -> None:
    """A crawl that does not run on the day asks on the next one it runs."""
    late = replace(OLD, asked="2026-03-02")
    assert page_due(late, date(2026, 3, 2) + timedelta(days=2 * QUARTER)) == "rotation"


@pytest.mark.parametrize(
    ("looked", "today", "why"),
    [
        (None, "2026-08-01", "never_crawled"),
        (Looked("2026-02-01T23:00:00Z", "done"), "2026-02-01", ""),
        (Looked("2026-02-01T23:00:00Z", "done"), "2026-02-02", "season"),
        (Looked("2026-05-01", "done"), "2026-05-07", ""),
        (Looked("2026-05-01", "done"), "2026-05-08", "weekly"),
        (Looked("2026-05-01", "aborted"), "2026-05-01", "unfinished"),
        (Looked("2026-05-01", "running"), "2026-05-01", "unfinished"),
        (Looked("2026-05-01", "done", "blocked"), "2026-05-01", ""),
        (Looked("2026-05-01", "done", "blocked"), "2026-05-02", "failed"),
    ],
)
def test_a_site_is_due(looked: Looked | None, today: str, why: str) -> None:
    """Daily in the season, weekly otherwise; at once where it ended early; once a day if failed."""
    assert site_due(looked, date.fromisoformat(today)) == why


def test_the_next_day_is_the_first_on_which_it_is_due() -> None:
    """The season begins in the middle of a week."""
    assert next_day(Looked("2026-12-30", "done"), date(2026, 12, 30)) == date(2027, 1, 1)
    assert next_day(Looked("2026-08-01", "done"), date(2026, 8, 2)) == date(2026, 8, 8)


def test_reasons_are_counted_in_a_fixed_order() -> None:
    """Nothing is counted under no reason."""
    assert list(counts(["season", "", "new", "season"]).items()) == [("new", 1), ("season", 2)]
    assert Ask("all") is Ask.ALL
