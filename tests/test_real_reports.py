"""The four real reports through `parse_report`: every figure, every cell, every check."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parsers.model import Document, Figure, Kind, Outcome, Report
from parsers.report import dump, parse_report
from tests.reopen import bare, reopen
from tests.test_real_expectations import NAMES, expectation, original

PRINTED = re.compile(r"R[34]\.\d")


@dataclass(frozen=True)
class Real:
    """A real report: its bytes, what is expected of it, what the parsers make of it."""

    body: bytes
    expected: dict[str, Any]
    report: Report


@pytest.fixture(scope="module", params=NAMES)
def real(request: pytest.FixtureRequest, shared: Path) -> Real:
    """One of the four, parsed once."""
    body = original(shared, request.param)
    return Real(body, expectation(request.param), parse_report(Document(body)))


def shown(figure: Figure) -> list[str | None]:
    """A figure in the shape of the expectations: raw, value, kind, unit."""
    return [bare(figure.raw), plain(figure.value), figure.kind.value, figure.unit]


def plain(number: Decimal | None) -> str | None:
    """The number without trailing zeros or exponent."""
    return None if number is None else f"{number.normalize():f}"


def test_every_printed_figure_is_exact(real: Real) -> None:
    """Raw text, value, kind and unit of every place of the form, no place more, none twice."""
    assert real.expected["figures"] == {f.address: shown(f) for f in real.report.in_tables}
    assert len(real.report.in_tables) == len(real.expected["figures"])


def test_blanks_are_inferred_only_where_the_table_proves_them(real: Real) -> None:
    """`inferred` is what rule B proves, and nothing beside it."""
    inferred = {
        f.address: plain(f.inferred) for f in real.report.in_tables if f.inferred is not None
    }
    assert real.expected["inferred"] == inferred


def test_who_published_what_about_which_year(real: Real) -> None:
    """Agency, year, form, scope, title, date and medium are those printed."""
    report = real.report
    keys = ("agency", "year", "form", "scope", "title", "published", "medium")
    assert {key: real.expected[key] for key in keys} == {
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "scope": report.scope.value,
        "title": bare(report.title),
        "published": report.published.isoformat() if report.published else None,
        "medium": report.medium.value,
    }
    assert bool(report.published) == bool(report.published_evidence)


def test_the_six_chapters_are_there_in_order(real: Real) -> None:
    """Chapters 1 to 6, each once, none empty except those that are tables only."""
    numbers = [section.number for section in real.report.sections if section.number]
    assert numbers == [1, 2, 3, 4, 5, 6]
    prose = {section.number: section.text for section in real.report.sections}
    assert all(prose[number].strip() for number in (1, 5, 6))


def test_every_check_ends_as_the_printed_numbers_say(real: Real) -> None:
    """Checks of printed numbers pass; those that meet a blank pass by its proof or are uncertain.

    The expectation counts, per rule, the checks whose members are all printed and those that meet
    a blank. No check of any rule fails.
    """
    blank = {f.address for f in real.report.in_tables if f.kind is Kind.BLANK}
    met: dict[str, Counter[str]] = {rule: Counter() for rule in real.expected["checks"]}
    for finding in (f for f in real.report.findings if f.rule in met):
        meets_blank = not blank.isdisjoint(finding.figures)
        met[finding.rule]["uncertain" if meets_blank else "pass"] += 1
        allowed = {Outcome.PASS, Outcome.UNCERTAIN} if meets_blank else {Outcome.PASS}
        assert finding.outcome in allowed
        assert bool(finding.detail) == meets_blank
    assert real.expected["checks"] == {rule: dict(counts) for rule, counts in met.items()}
    assert [f for f in real.report.findings if f.outcome is Outcome.FAIL] == []


def test_every_figure_is_reopened_in_the_original(real: Real) -> None:
    """The named place of the original, re-opened by independent code, shows the figure's text."""
    medium = real.report.medium.value
    opened = {
        figure.address: bare(reopen(real.body, medium, figure.cell.source))
        for figure in real.report.in_tables
        if figure.cell is not None
    }
    assert {figure.address: bare(figure.raw) for figure in real.report.in_tables} == opened


def test_no_two_figures_stand_in_the_same_cell(real: Real) -> None:
    """Every number is consumed once: as many cells as figures."""
    cells = {figure.cell.source for figure in real.report.in_tables if figure.cell is not None}
    assert len(cells) == len(real.report.in_tables)


def test_the_json_object_carries_the_same(real: Real) -> None:
    """`dump` gives JSON numbers in the unit given, null where nothing is printed."""
    figures = {
        f"{figure['table']}.{figure['row']}.{figure['column']}": figure
        for figure in dump(real.report)["figures"]
    }
    for place, (_, value, kind, unit) in real.expected["figures"].items():
        number = None if value is None else float(value)
        assert (figures[place]["value"], figures[place]["kind"]) == (number, kind)
        assert figures[place]["unit"] == unit
        assert not isinstance(figures[place]["value"], str | bool)
