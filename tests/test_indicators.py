"""The lists of indicators before 2019: every figure exact, every oddity a figure or a finding."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from parsers.model import Document, Figure, Finding, Kind, Outcome, Report
from parsers.report import parse_report
from tests.lists import PrintedList, as_text, table_2014, table_a, table_b, table_fujian

FORMS: dict[str, tuple[Callable[[], PrintedList], tuple[str, ...]]] = {
    "F2014": (table_2014, ("value",)),
    "F2014-FJ": (table_fujian, ("value", "cumulative")),
    "PRE2014-A": (table_a, ("period", "value")),
    "PRE2014-B": (table_b, ("value", "cumulative")),
}
QUIET = {Outcome.PASS, Outcome.NOT_ASSESSABLE}


def expected(name: str) -> dict[str, str]:
    """The printed texts of a form's own table by address."""
    make, columns = FORMS[name]
    return {
        f"indicators.{code}.{column}": text
        for code, texts in make().codes.items()
        for column, text in zip(columns, texts, strict=True)
    }


def raws(report: Report) -> dict[str, str]:
    return {each.address: each.raw for each in report.figures if each.kind is not Kind.MISSING}


def doubts(report: Report) -> list[Finding]:
    return [each for each in report.findings if each.outcome not in QUIET]


def rules(report: Report) -> list[str]:
    return [each.rule for each in doubts(report)]


def figure(report: Report, code: str, column: str = "value") -> Figure:
    return next(each for each in report.figures if (each.row, each.column) == (code, column))


def value(report: Report, code: str, column: str = "value") -> Decimal | None:
    return figure(report, code, column).value


def read(printed: PrintedList) -> Report:
    return parse_report(printed.page())


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("medium", [PrintedList.page, as_text], ids=["html", "text"])
def test_every_line_of_a_form_is_read(name: str, medium: Callable[[PrintedList], Document]) -> None:
    """All figures at their codes, year and body from the title, no doubt, every sum holds."""
    report = parse_report(medium(FORMS[name][0]()))
    assert (report.form, report.agency) == (name, "甲市民政局")
    assert raws(report) == expected(name)
    assert {each.value for each in report.figures} == {Decimal(each.raw) for each in report.figures}
    assert rules(report) == []
