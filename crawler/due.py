"""When to look again: rules over what is known and the day that is passed in, nothing else.

Lists are walked whole whenever their site is crawled, so an entry that was dated back is met all
the same; these rules say which sites are crawled today, and which documents are asked for then.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = 7  # days
LOOK_BACK = 31  # days; sites date back, and correct what they have just published
QUARTER = 91  # days in which every older document has its turn once
PATIENCE = 5  # failures in a row after which a document waits for its turn like an older one
SEASON = (1, 4)  # months in which the reports on the year before appear: January to April
LAST_WEEKLY = (6, 30)  # month and day to which this season's reports are looked at weekly


class Ask(StrEnum):
    """Which of the documents on the lists a crawl asks for."""

    DUE = "due"
    ALL = "all"  # due or not, each with its conditions: an unchanged one costs a 304
    FRESH = "fresh"  # due or not, without conditions: whatever a server says is not changed


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document; days are ISO, "" where there is none.

    `year` is the report year its link names, 0 if none; `listed` the date beside the link;
    `first_seen` the day its link was first seen and `list_since` the day its list's first link
    was; `asked` the day it was last asked for; `failures` how often in a row that failed;
    `is_doubted` whether a change was seen once since, and not yet confirmed; `is_missed` whether
    its list has lost it since.
    """

    url: str
    year: int = 0
    listed: str = ""
    first_seen: str = ""
    list_since: str = ""
    asked: str = ""
    failures: int = 0
    is_doubted: bool = False
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """The last crawl of a site: its day, its state, and why it failed ("" if it did not)."""

    day: str
    state: str
    note: str = ""


def page_due(known: Known, today: date) -> str:
    """Return why a document is to be asked for today, "" where it is not.

    Reasons: `new` (never asked for), `doubted`, `vanished` (off its list since it was asked for),
    `failed`, `season` (a report on last year, weekly to 30 June), `recent` (listed or appeared
    within the look-back, weekly), `rotation` (its quarterly turn).

    >>> page_due(Known("http://a.gov.cn/1.html", 2025, asked="2026-02-01"), date(2026, 2, 8))
    'season'
    """
    if not known.asked or known.is_doubted:
        return "doubted" if known.asked else "new"
    if known.is_missed:
        return "vanished"
    days = (today - date.fromisoformat(known.asked)).days
    if 0 < known.failures < PATIENCE:
        is_owed = in_season(today) and known.year == today.year - 1
        return "failed" if days >= (1 if is_owed else WEEK) else ""
    if days < WEEK:
        return ""
    if known.year == today.year - 1 and (today.month, today.day) <= LAST_WEEKLY:
        return "season"
    if _is_recent(known, today):
        return "recent"
    return "rotation" if _turn(known.url, today) > _turn(known.url, _day(known.asked)) else ""


def site_due(looked: Looked | None, today: date) -> str:
    """Return why a site is to be crawled today, "" where it is not.

    Reasons: `never_crawled`, `unfinished` (its last crawl ended before its time), `failed` (once
    a day), `season` (daily, January to April), `weekly` (the rest of the year).

    >>> site_due(Looked("2026-05-01", "done"), date(2026, 5, 7)) or "not today"
    'not today'
    """
    if looked is None:
        return "never_crawled"
    if looked.state != "done":
        return "unfinished"
    days = (today - _day(looked.day)).days
    if days < 1:
        return ""
    if looked.note:
        return "failed"
    if in_season(today):
        return "season"
    return "weekly" if days >= WEEK else ""


def next_day(looked: Looked, today: date) -> date:
    """Return the first day after *today* on which a site looked at like this is due."""
    days = (today + timedelta(days=n) for n in range(1, WEEK))
    return next((day for day in days if site_due(looked, day)), today + timedelta(days=WEEK))


def in_season(day: date) -> bool:
    """Whether the reports on the year before are appearing."""
    return SEASON[0] <= day.month <= SEASON[1]


def _is_recent(known: Known, today: date) -> bool:
    """Whether a document is new to the world, or to a list that was known without it."""
    appeared = known.first_seen if known.first_seen > known.list_since else ""
    return any(_days_since(day, today) <= LOOK_BACK for day in (known.listed, appeared) if day)


def _days_since(day: str, today: date) -> int:
    try:
        return (today - date.fromisoformat(day)).days
    except ValueError:  # a list prints 2024-02-30
        return LOOK_BACK + 1


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def _turn(url: str, day: date) -> int:
    """Return which turn of an address a day lies in; each has its own first day of the quarter.

    Of any number of documents fetched on one day, one in 91 has its next turn on each day after.
    """
    return (day.toordinal() + zlib.crc32(url.encode()) % QUARTER) // QUARTER


def counts(reasons: Iterable[str]) -> dict[str, int]:
    """Return how often each reason stands in *reasons*, "" left out, in a fixed order."""
    found: dict[str, int] = {}
    for reason in sorted(filter(None, reasons)):
        found[reason] = found.get(reason, 0) + 1
    return found
