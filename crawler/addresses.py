"""The lists a block names, written out: one address a year and agency where it says so.

`{Y}` in an address stands for the year of the reports, `{Y+1}` for the year they are published in,
`{unit}` for a site's own code of an agency. Free of network and of Scrapy.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from parsers.titles import parse_title

MOST = 5_000  # addresses of one site: two hundred agencies over twenty-five years
FIRST_YEAR = 2003  # the first local rules on disclosure
_YEARS = re.compile(r"(20\d\d)(?:(-)(20\d\d)?)?")
_UNIT = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True, slots=True)
class ListAddress:
    """A list to walk, the address in the block it comes from, and what its entries have in common.

    `year` is 0 and `agency` "" where the address does not tell. `may_lack` marks the newest year
    of a range without end: nothing may be published yet.
    """

    url: str
    pattern: str
    year: int = 0
    agency: str = ""
    may_lack: bool = False


def addresses(
    lists: Iterable[str], years: str, units: Mapping[str, str], newest: int
) -> Iterator[ListAddress]:
    """Yield every list, the years up to *newest* of a range that has no end.

    >>> [each.url for each in addresses(["http://a.cn/{Y}/"], "2022-", {}, 2023)]
    ['http://a.cn/2022/', 'http://a.cn/2023/']
    """
    of_units = units or {"": ""}
    for pattern in lists:
        each_year = years_of(years, newest) if "{Y" in pattern else (0,)
        for year in each_year:
            by_year = pattern.replace("{Y}", str(year)).replace("{Y+1}", str(year + 1))
            may_lack = year == newest and years.rstrip().endswith("-")
            for code, agency in of_units.items() if "{unit}" in pattern else (("", ""),):
                url = by_year.replace("{unit}", code)
                yield ListAddress(url, pattern, year, agency, may_lack)


def years_of(text: str, newest: int) -> tuple[int, ...]:
    """Return the years a block's text names, each once, in order; raises ValueError for no years.

    >>> years_of("2009, 2012-2014", 2026), years_of("2024-", 2026)
    ((2009, 2012, 2013, 2014), (2024, 2025, 2026))
    """
    years: set[int] = set()
    for part in text.split(","):
        found = _YEARS.fullmatch(part.strip())
        if found is None or int(found[1]) < FIRST_YEAR:
            raise ValueError(part.strip())
        first, last = int(found[1]), int(found[3] or (newest if found[2] else found[1]))
        years.update(range(first, last + 1))
    return tuple(sorted(years))


def problems(
    lists: Iterable[str], years: str, units: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong and what to do) of what a block says of its lists."""
    patterns = tuple(lists)
    try:
        named = len(years_of(years, 2099 if years.strip().endswith("-") else 0)) if years else 1
    except ValueError as error:
        yield "years", f"{str(error)!r} is no year from {FIRST_YEAR} on; write 2015-2025 or 2015-"
        return
    for key, mark, given in (("years", "{Y", bool(years)), ("units", "{unit}", bool(units))):
        if given != any(mark in pattern for pattern in patterns):
            shown = mark + "}" if key == "years" else mark
            yield key, f"goes with {shown} in lists: add the one or remove the other"
    for pattern in patterns:
        if rest := re.search(r"[{}]", re.sub(r"\{(?:Y|Y\+1|unit)\}", "", pattern)):
            yield "lists", f"{pattern}: {rest[0]!r} stands only in {{Y}}, {{Y+1}} and {{unit}}"
    for code in units:
        if not _UNIT.fullmatch(code):
            yield "units", f"{code!r} is no code of an agency"
    if len(patterns) * named * max(len(units), 1) > MOST:
        yield "lists", f"more than {MOST} addresses; split the site into several blocks"


def title_problems(titles: Mapping[str, str], lists: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong and what to do) of the titles of reports that are written out."""
    known = frozenset(lists)
    for url, text in titles.items():
        title = parse_title(text)
        if url not in known:
            yield "titles", f"{url} is no address of lists; correct it"
        elif not title.accepted or not title.year:
            yield "titles", f"{text!r} names no year's report; write 甲县乙镇2021年政府信息公开年报"
