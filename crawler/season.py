"""What is owed of a site this season: last year's bodies, and which of them are due by a day.

Pure: the links of the site's lists and a day in, counts out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crawler.index import Link
from parsers.titles import parse_title

DEPARTMENTS_DUE = (1, 31)  # month and day: 条例 2019, art. 49
GOVERNMENTS_DUE = (3, 31)
LONG_OVERDUE = 30  # days after which a list without one report of the season is doubted


@dataclass(frozen=True, slots=True)
class Season:
    """What is owed of a site on report year `year`, in bodies.

    `expected` is how many reported on the year before, `owed` how many of them are late unless
    found, `overdue` how many would be so since a month; `found` how many reported on `year`.
    """

    year: int = 0
    expected: int = 0
    owed: int = 0
    overdue: int = 0
    found: int = 0


def season_of(kept: Mapping[Link, bool], today: date, governments: tuple[str, ...]) -> Season:
    """Return what is owed and found on *today*.

    Args:
        kept: the accepted links of a site's lists, and whether their reports were ever kept.
        today: the day in China.
        governments: how the names of those bodies end whose reports are due on 31 March.
    """
    year = today.year - 1
    before = _bodies(link for link in kept if year_of(link) == year - 1)
    now = _bodies(link for link, is_kept in kept.items() if is_kept and year_of(link) == year)
    late = [(today - due(body, today.year, governments)).days for body in before.values()]
    overdue = sum(days > LONG_OVERDUE for days in late)
    return Season(year, len(before), sum(days > 0 for days in late), overdue, len(now))


def due(body: str, year: int, governments: tuple[str, ...]) -> date:
    """Return the last day on which a body's report is on time, in the year it appears.

    >>> due("示例市民政局", 2026, ("政府",)), due("示例市人民政府", 2026, ("政府",))
    (datetime.date(2026, 1, 31), datetime.date(2026, 3, 31))

    What names nobody ("") is the site's own government's.
    """
    is_government = not body or body.endswith(governments)
    return date(year, *(GOVERNMENTS_DUE if is_government else DEPARTMENTS_DUE))


def year_of(link: Link) -> int:
    """Return the report year of a link: of its title, else the year before its date, else 0."""
    year = link.date[:4]
    return parse_title(link.title).year or (int(year) - 1 if year.isdigit() else 0)


def _bodies(links: Iterable[Link]) -> dict[str, str]:
    """Return the names of bodies, one for each; a link that names none counts by its address."""
    named = ((parse_title(link.title).agency, link.url) for link in links)
    return {body or url: body for body, url in named}
