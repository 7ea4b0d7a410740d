"""Checks that need the body, the text or the day of a report: R2.7, R2.8, S2, P1."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from parsers.checks import plain
from parsers.dates import Dated
from parsers.inference import known
from parsers.model import Figure, Finding, Outcome, Section
from parsers.prose_checks import content, finding
from parsers.text import fold
from parsers.wording import Said

_NO_BODY = Said("不知道是哪个机关，无法核对。", "The body is unknown.")
_POWER_UNKNOWN = Said(
    "从名称看不出是否有制定规章的权力。", "The name does not tell whether it may make rules."
)
_NO_PLACE = Said("表格中没有这一栏。", "The table has no such place.")
_NO_TOWN = Said("不是乡镇或街道的报告。", "The report is not a town's.")
_NO_DATE = Said("没有发布日期或年度，无法核对。", "The date of publication or the year is unknown.")
_ADDRESS_ONLY = Said(
    "日期只见于网址，可能是网站迁移的日期，不据此认定逾期。",
    "The date is known from the address alone and may be that of a migration.",
)
_NO_CHAPTER = Said("没有找到写问题和改进的一章。", "There is no chapter on problems.")


def check_body(
    agency: str,
    year: int,
    figures: Sequence[Figure],
    sections: Sequence[Section],
    dates: Sequence[Dated],
) -> tuple[Finding, ...]:
    """Return one outcome each of R2.7, R2.8, S2 and P1."""
    return (
        _rules_by_power(fold(agency), figures),
        _documents_of_towns(fold(agency), figures),
        _problems_told(sections),
        _on_time(fold(agency), year, dates),
    )


def _above_zero(figures: Sequence[Figure], row: str) -> Iterator[Figure]:
    return (figure for figure in _of_row(figures, row) if known(figure))


def _has_row(figures: Sequence[Figure], row: str) -> bool:
    return any(known(figure) is not None for figure in _of_row(figures, row))


def _of_row(figures: Sequence[Figure], row: str) -> Iterator[Figure]:
    """Yield the figures of a row, addressed `table.row`."""
    table, _, code = row.partition(".")
    return (figure for figure in figures if figure.row == code and figure.table == table)


def _rules_by_power(agency: str, figures: Sequence[Figure]) -> Finding:
    """R2.7: only some governments make 规章."""
    data = content()["rules"]
    above = list(_above_zero(figures, data["row"]))
    places = tuple(figure.address for figure in above)
    if not _has_row(figures, data["row"]):
        return finding("R2.7", Outcome.NOT_ASSESSABLE, _NO_PLACE)
    if not above or re.search(data["may"], agency):
        return finding("R2.7", Outcome.PASS, figures=places)
    name = re.sub(data["never_except"], "", agency)
    if not re.search(data["never"], name):
        return finding("R2.7", Outcome.NOT_ASSESSABLE, _POWER_UNKNOWN, figures=places)
    printed = plain(known(above[0]) or 0)
    words = Said(
        f"“{agency}”的规章一行写有{printed}件，而这类机关通常没有制定规章的权力。",
        f"{printed} in the row of rules: a body of this kind usually has no power to make them.",
    )
    return finding("R2.7", Outcome.FAIL, words, places[0], "0", printed, places)


def _documents_of_towns(agency: str, figures: Sequence[Figure]) -> Finding:
    """R2.8: towns and streets seldom issue normative documents."""
    data = content()["town"]
    if not re.search(data["name"], agency):
        return finding("R2.8", Outcome.NOT_ASSESSABLE, _NO_TOWN if agency else _NO_BODY)
    if not _has_row(figures, data["row"]):
        return finding("R2.8", Outcome.NOT_ASSESSABLE, _NO_PLACE)
    above = list(_above_zero(figures, data["row"]))
    places = tuple(figure.address for figure in above)
    if not above:
        return finding("R2.8", Outcome.PASS)
    printed = plain(known(above[0]) or 0)
    words = Said(
        f"乡镇、街道一般很少制发行政规范性文件，这里写有{printed}件。",
        f"Towns and streets seldom issue normative documents; {printed} are printed here.",
    )
    return finding("R2.8", Outcome.FAIL, words, places[0], "0", printed, places)


def _problems_told(sections: Sequence[Section]) -> Finding:
    """S2: the chapter on problems says something."""
    data = content()["problems"]
    found = [each for each in sections if each.number and re.search(data["chapter"], each.title)]
    if not found:
        return finding("S2", Outcome.NOT_ASSESSABLE, _NO_CHAPTER)
    text = fold("".join(each.text for each in found))
    expected, actual = f">= {data['fewest']}", str(len(text))
    where = f"section.{found[0].number}"
    if len(text) >= data["fewest"] and text not in data["nothing"]:
        return finding("S2", Outcome.PASS, where=where, expected=expected, actual=actual)
    words = Said(
        f"“{found[0].title}”一章只写了“{text}”。",
        f"The chapter on problems says only “{text}”.",
    )
    return finding("S2", Outcome.FAIL, words, where, expected, actual)


def _on_time(agency: str, year: int, dates: Sequence[Dated]) -> Finding:
    """P1: departments by 31 January, governments by 31 March, before 2019 all by 31 March."""
    data = content()["due"]
    if not dates or not year or not agency:
        return finding("P1", Outcome.NOT_ASSESSABLE, _NO_DATE)
    is_government = bool(re.search(data["government_name"], agency))
    by_department = not is_government and year >= data["department_since"]
    month, day = data["department"] if by_department else data["government"]
    due, published = date(year + 1, month, day), dates[0].day
    expected, actual = f"<= {due.isoformat()}", published.isoformat()
    if published <= due:
        return finding("P1", Outcome.PASS, expected=expected, actual=actual)
    if dates[0].evidence == data["address_only"]:
        return finding("P1", Outcome.UNCERTAIN, _ADDRESS_ONLY, "", expected, actual)
    words = Said(
        f"{dates[0].evidence}为{actual}，晚于期限{due.isoformat()}。",
        f"Published {actual}, after the due date {due.isoformat()}.",
    )
    return finding("P1", Outcome.FAIL, words, "", expected, actual)
