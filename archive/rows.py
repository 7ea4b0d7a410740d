"""A report as rows of `archive.db` and `evidence.db`, made in the worker that read it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from archive.dictionary import PROSE_TABLES, VALUE_TABLES, addresses, dictionary, value_columns
from archive.doubts import all_rules, remarks
from archive.hanzi import segment
from archive.headlines import headlines
from parsers.forms import forms
from parsers.forms.places import rule_ids
from parsers.model import Fault, Figure, Finding, Kind, Outcome, Report
from parsers.rules import Rule

Value = str | int | float | None
Row = tuple[Value, ...]

_LARGEST_INTEGER = 2**63 - 1  # of SQLite
_UNREAD = (Kind.MISSING, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class ReportRows:
    """The rows of one report, without the report's id, which only the build can know.

    `report` is form, alternative, scope, title, published, its evidence and medium; `totals` are
    the headline totals; `values` are rows by table; `cells` are figure id, grid, top, left, source,
    raw; `evidence` is all that names the publisher: ordinal, kind, text, source, best first.
    """

    report: Row
    totals: Row
    sections: tuple[Row, ...]
    values: Mapping[str, tuple[Row, ...]]
    findings: tuple[Row, ...]
    cells: tuple[Row, ...]
    body: str
    indexed_body: str
    n_numbers: int
    n_fail: int
    n_publisher_fail: int
    is_whole: bool
    evidence: tuple[Row, ...]
    credit_code: str | None


def report_rows(report: Report) -> ReportRows:
    """Return all rows of a report."""
    published = report.published.isoformat() if report.published else None
    sections = _sections(report)
    body = "\n".join(f"{title}\n{text}".strip() for _, _, title, text in sections)
    failed = [
        finding
        for finding in report.findings
        if finding.outcome is Outcome.FAIL and finding.rule not in remarks()
    ]
    return ReportRows(
        report=(
            *(report.form, report.alternative, report.scope.value),
            *(clean(report.title), published),
            *(clean(report.published_evidence) or None, report.medium.value),
        ),
        totals=tuple(number(total) for total in headlines(report.figures).values()),
        sections=sections,
        values={table: _values(table, report) for table in VALUE_TABLES}
        | {table: _said(table, report) for table in PROSE_TABLES}
        | {"mention": tuple(_mentions(report))},
        findings=tuple(finding_row(finding) for finding in report.findings),
        cells=tuple(_cells(report.figures)),
        body=body,
        indexed_body=segment(body),
        n_numbers=sum(f.value is not None for f in report.in_tables or report.figures),
        n_fail=len(failed),
        n_publisher_fail=sum(finding.fault is Fault.PUBLISHER for finding in failed),
        is_whole=_is_whole(report),
        evidence=tuple(_evidence(report)),
        credit_code=report.credit_code or None,
    )


def _evidence(report: Report) -> Iterable[Row]:
    for ordinal, each in enumerate(report.agency_evidence, start=1):
        yield (ordinal, each.kind, clean(each.text), clean(each.source))


def _is_whole(report: Report) -> bool:
    """Was every place of the form found and understood? A text need not say every number."""
    return not any(figure.kind in _UNREAD for figure in report.in_tables)


def number(value: Decimal | None) -> int | float | None:
    """Return a number as SQLite and JSON have it: whole ones without a point.

    >>> number(Decimal("107.0")), number(Decimal("0.5")), number(Decimal(10) ** 30)
    (107, 0.5, 1e+30)
    """
    if value is None:
        return None
    whole = value == value.to_integral_value() and abs(value) <= _LARGEST_INTEGER
    return int(value) if whole else float(value)


def clean(text: str) -> str:
    """Return text that SQLite and every reader of a dump can take: no NUL, no half characters.

    >>> clean("a" + chr(0) + "b" + chr(0xD800))
    'ab?'
    """
    return text.replace("\0", "").encode(errors="replace").decode()


def _sections(report: Report) -> tuple[Row, ...]:
    return tuple(
        (section.number, ordinal, clean(section.title), clean(section.text))
        for ordinal, section in enumerate(report.sections, start=1)
    )


@cache
def _units(form: str) -> Mapping[str, str]:
    return {place.address: place.unit for place in dictionary() if place.form == form}


def _values(table: str, report: Report) -> tuple[Row, ...]:
    """Return a value table's rows: row, one value per column, kinds, inferred, units."""
    rows: dict[str, list[Figure]] = {}
    for figure in report.figures:
        if figure.table == table:
            rows.setdefault(figure.row, []).append(figure)
    return tuple(_value_row(table, report.form, row, figures) for row, figures in rows.items())


def _value_row(table: str, form: str, row: str, figures: list[Figure]) -> Row:
    values = {figure.column: number(figure.value) for figure in figures}
    kinds = {f.column: f.kind.value for f in figures if f.kind is not Kind.NUMBER}
    inferred = {f.column: number(f.inferred) for f in figures if f.inferred is not None}
    units = {f.column: f.unit for f in figures if f.unit != _units(form).get(f.address)}
    printed = (values.get(column) for column in value_columns(table))
    return (row, *printed, _json(kinds), _json(inferred), _json(units))


def _said(table: str, report: Report) -> tuple[Row, ...]:
    """Return a prose table's rows: code, value, kind, unit, raw."""
    return tuple(
        (each.row, number(each.value), each.kind.value, each.unit, clean(each.raw))
        for each in report.figures
        if each.table == table
    )


def _mentions(report: Report) -> Iterator[Row]:
    for ordinal, each in enumerate(report.mentions, start=1):
        what = (each.table, each.code, number(each.value), each.unit, clean(each.raw))
        place = (clean(each.sentence), each.start, each.end, each.section, each.source)
        yield (ordinal, *what, _json(each.notes), *place)


def _json(content: object) -> str | None:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) if content else None


@cache
def _rules() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in all_rules()}


@cache
def _sums() -> frozenset[str]:
    """Return the rules whose operands the forms give."""
    return frozenset().union(*map(rule_ids, forms()))


def finding_row(finding: Finding) -> Row:
    """Return rule, place, outcome, severity, expected, actual, both details, fault and figures.

    The figures of a form's sum that holds are left out: rule and place name them, and in nearly
    every report nearly every sum holds.
    """
    rule = _rules()[finding.rule]
    holds = finding.outcome is Outcome.PASS and finding.rule in _sums()
    sentences = (finding.detail, finding.detail_en)
    said = map(clean, (finding.expected, finding.actual, *sentences, finding.fault.value))
    what = (finding.rule, clean(finding.where), finding.outcome.value)
    figures = None if holds else _json(finding.figures)
    decided = (finding.verdict, clean(finding.verdict_reason))
    return (*what, rule.severity, *said, figures, *decided)


@cache
def _figure_ids() -> Mapping[str, int]:
    return {address: id_ for id_, address in enumerate(addresses(), start=1)}


def _cells(figures: Iterable[Figure]) -> Iterable[Row]:
    for figure in figures:
        if (cell := figure.cell) is not None:
            place = (cell.grid, cell.top, cell.left, cell.source)
            yield (_figure_ids()[figure.address], *place, clean(figure.raw))
