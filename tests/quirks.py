"""What the tests of layout quirks share: reports with one quirk each, and what must be read."""

from collections.abc import Sequence

from parsers.figures import match_form
from parsers.model import Document, Fault, Grid, Outcome, Report
from parsers.readers import reread
from parsers.report import parse_report
from tests.printed import Printed

FORMS = ("F2019", "F2021")


def html(*parts: str, title: str = "甲市民政局2021年政府信息公开年报") -> Document:
    """A page of these parts under a title."""
    head = f"<head><title>{title}</title></head>"
    return Document(f"<html>{head}<body><h1>{title}</h1>{''.join(parts)}</body></html>".encode())


def chapters(printed: Printed, drawn: Sequence[str], numerals: str = "一二三四五六") -> list[str]:
    """The six chapters of a page, the drawn tables in chapters 二 to 四."""
    bodies = ["<p>公开信息12条。</p>", *drawn, "<p>存在公开不够及时的问题。</p>", "<p>无</p>"]
    return [
        f"<p>{numeral}、{chapter.title}</p>{body}"
        for numeral, chapter, body in zip(numerals, printed.form.chapters, bodies, strict=True)
    ]


def doubts(report: Report) -> set[str]:
    """The rules of all findings that say something is not as it should be."""
    quiet = (Outcome.PASS, Outcome.NOT_ASSESSABLE)
    return {each.rule for each in report.findings if each.outcome not in quiet}


def assert_exact(document: Document, printed: Printed, *expected: str) -> Report:
    """Every figure is the printed one, in both readings; *expected* are all doubts there are."""
    report = parse_report(document)
    assert {each.address: each.raw for each in report.in_tables} == printed.values
    assert doubts(report) - {"form.year_mismatch"} == set(expected)
    second = reread(document)
    assert second is not None
    again = match_form([each for each in second.blocks if isinstance(each, Grid)], printed.form)
    assert again is not None
    assert again.figures == report.in_tables
    return report


def assert_refused(document: Document, printed: Printed, lost: set[str], *expected: str) -> Report:
    """The figures of the *lost* rows have no value, all others are exact, and it is said.

    No failed check is called the publisher's error.
    """
    report = parse_report(document)
    for each in report.in_tables:
        if f"{each.table}.{each.row}" in lost:
            assert each.value is None, each.address
        else:
            assert each.raw == printed.values[each.address], each.address
    assert set(expected) <= doubts(report)
    assert not [each for each in report.findings if each.fault is Fault.PUBLISHER]
    return report
