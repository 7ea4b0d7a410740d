"""From the lists of indicators of the reports before 2019 to figures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from parsers.amounts import Amount, is_money, known_unit, parse_amount
from parsers.choosing import words_of
from parsers.doubts import duplicate_row, noted, row_missing
from parsers.forms import Column, Form, Row
from parsers.forms.labels import label_unit
from parsers.forms.lists import Entry, ListLookup, list_lookup
from parsers.grid import Table
from parsers.list_doubts import Doubts
from parsers.list_heads import Head, ListStretch, Panel, implied_panel, list_stretches
from parsers.list_lines import Nesting, Order
from parsers.list_rows import Divided, divide, labels_of, stands_aside
from parsers.model import Cell, CellRef, Figure, Finding, Grid, Kind

_MULTIPLES = "十百千万亿"
_BEFORE_UNIT = re.compile(r"^[\d.,，\s]+")
_MOST_LINES = 5_000  # the longest list has 65, a page with many reports some thousands
_TELLING_LABELS = 2  # a table with fewer labels of the form is another one

Place = tuple[str, str]  # row, column


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures of a list; `unread` and `years` as in `parsers.figures.Matched`."""

    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    unread: frozenset[int]
    years: frozenset[int]


def match_list(grids: Sequence[Grid], form: Form) -> Indicators | None:
    """Return the figures of a list form, None where no line of it was read.

    Every row of the form has a figure, of kind missing where it was not read; optional rows and
    columns only where they are printed.
    """
    reading = _ListReading(list_lookup(form))
    for grid in grids:
        if len(words_of(grid) & reading.form.entries.keys()) >= _TELLING_LABELS:
            reading.read(Table(grid))
    return reading.result() if reading.filled or reading.doubts.findings else None


@dataclass(slots=True)
class _ListReading:
    """The places of a list while its tables are read one after the other."""

    form: ListLookup
    filled: dict[Place, Figure] = field(default_factory=dict)
    doubts: Doubts = field(default_factory=Doubts)
    columns: dict[str, Column] = field(default_factory=dict)  # those that are printed
    years: set[int] = field(default_factory=set)
    panels: tuple[Panel, ...] = ()  # of the table before: a list may be cut into several tables
    lines_left: int = _MOST_LINES
    nesting: Nesting = field(init=False)
    order: Order = field(init=False)

    def __post_init__(self) -> None:
        self.nesting, self.order = Nesting(self.form), Order(self.form)

    def read(self, table: Table) -> None:
        self.lines_left -= table.height
        if self.lines_left < 0:
            self.doubts.too_long(table)
            return
        self.doubts.begin(table)
        for stretch in list_stretches(table, self.form):
            self._read_stretch(table, stretch)
        self.doubts.end()

    def _read_stretch(self, table: Table, stretch: ListStretch) -> None:
        self.doubts.claim(chain.from_iterable(table.rows[row] for row in stretch.header))
        self.years |= stretch.years
        panels = stretch.panels or self._without_header(table, stretch.body)
        body = [row for row in stretch.body if table.rows[row] and not self._aside(table, row)]
        if not all(panel.column("value") for panel in panels) or not panels:
            if stretch.panels or self._has_lines(table, body):
                self.doubts.no_value_column(table, stretch, body)
            return
        self.panels = panels
        self.doubts.unknown_columns(table, panels, body)
        for panel in panels:
            self.columns |= {
                head.column.code: head.column for head in panel.heads if head.column is not None
            }
            for row in body:
                self._read_line(table, row, panel)

    def _without_header(self, table: Table, body: range) -> tuple[Panel, ...]:
        """Return the columns of the table before, by their number alone, or the only possible."""
        if self.panels:
            plain = [replace(head, cell=None) for head in self.panels[0].heads]
            return (replace(self.panels[0], heads=tuple(plain)),) if len(self.panels) == 1 else ()
        implied = implied_panel(table, body, self.form)
        return (implied,) if implied is not None else ()

    def _has_lines(self, table: Table, body: Iterable[int]) -> bool:
        nesting = Nesting(self.form)
        lines = (labels_of(table.rows[row]) for row in body)
        return any(labels and nesting.enter(labels) for labels in lines)

    def _aside(self, table: Table, row: int) -> bool:
        if not stands_aside(table.covering(row), self.form):
            return False
        self.doubts.claim(table.rows[row])
        return True

    def _read_line(self, table: Table, row: int, panel: Panel) -> None:
        cells = [each for each in table.covering(row) if panel.left <= each.left < panel.right]
        divided = divide(table, row, cells, panel)
        printed = [each for each in cells if each.top == row]
        labels = divided.labels if divided is not None else labels_of(printed)
        if not labels:
            return
        entry = self.nesting.enter(labels)
        if entry is None:
            self.doubts.unknown_line(printed, labels, misplaced=self.nesting.misplaced)
        elif entry.is_group:
            values = printed if divided is None else [cell for _, cell in divided.values]
            self.doubts.group(printed, values)
        elif divided is None:
            self.doubts.wrong_count(printed, labels)
        else:
            self.doubts.claim(printed)
            if self.order.breaks(entry, labels[-1]):
                self.doubts.out_of_order(printed, labels)
            self._put(entry, divided, table.grid.ordinal)

    def _put(self, entry: Entry, divided: Divided, grid: int) -> None:
        again: list[Figure] = []
        for head, cell in divided.values:
            if head.column is None:
                continue
            figure, notes = self._figure(entry.row, head, divided, cell, grid)
            place = (entry.row.code, head.column.code)
            if place in self.filled:
                again.append(figure)
                continue
            self.filled[place] = figure
            self.doubts.findings += (noted(figure, note) for note in notes)
        if again:
            self._put_again(again)

    def _put_again(self, again: list[Figure]) -> None:
        """Keep neither of two printed values where a line stands twice with different ones."""
        first = [self.filled[figure.row, figure.column] for figure in again]
        for one, other in zip(first, again, strict=True):
            if (one.value, one.kind, one.unit) != (other.value, other.kind, other.unit):
                undecided = one._replace(value=None, kind=Kind.TEXT)
                self.filled[one.row, one.column] = undecided
        self.doubts.findings.append(duplicate_row(first, again))

    def _figure(
        self, row: Row, head: Head, divided: Divided, cell: Cell, grid: int
    ) -> tuple[Figure, tuple[str, ...]]:
        beside = divided.unit or label_unit("".join(divided.labels))
        amount = _amount(cell.text, row, _stated(beside, head.unit))
        column = head.column.code if head.column is not None else ""
        ref = CellRef(grid, cell.top, cell.left, cell.source)
        place = (self.form.block.table, row.code, column)
        value, kind = amount.value, amount.kind
        return Figure(*place, value, kind, cell.text, amount.unit, None, ref), amount.notes

    def result(self) -> Indicators:
        """Return what is filled, with a figure of kind missing for every other row."""
        block = self.form.block
        figures: list[Figure] = []
        for row in block.rows:
            for column in block.columns:
                found = self.filled.get((row.code, column.code))
                if found is None and self._is_expected(row, column):
                    found = _missing(block.table, row, column)
                figures += (found,) if found is not None else ()
        missing = list(self._missing(figures))
        findings = (*self.doubts.findings, *missing)
        return Indicators(
            tuple(figures), findings, frozenset(self.doubts.unread), frozenset(self.years)
        )

    def _is_expected(self, row: Row, column: Column) -> bool:
        """Say whether a place that is not printed is missing: whatever only some print is not."""
        has_column = not column.optional or column.code in self.columns
        replaced = any((code, column.code) in self.filled for code in row.unless)
        return has_column and not row.optional and not replaced

    def _missing(self, figures: Sequence[Figure]) -> Iterator[Finding]:
        for row in self.form.block.rows:
            lost = [f for f in figures if f.row == row.code and f.kind is Kind.MISSING]
            if lost:
                addresses = (figure.address for figure in lost)
                yield row_missing(lost[0].table, row.code, "／".join(row.path), addresses)


def _missing(table: str, row: Row, column: Column) -> Figure:
    unit = row.unit or column.unit
    return Figure(table, row.code, column.code, None, Kind.MISSING, "", unit)


def _stated(beside: str, above: str) -> str:
    """Return the unit stated for a number, that beside it before that above it.

    Two that count the same thing in other multiples (万条 above 条, 万元 above 元) name none: which
    one holds nobody can tell.
    """
    if not beside or not above or beside == above:
        return beside or above
    same_thing = beside.lstrip(_MULTIPLES) == above.lstrip(_MULTIPLES)
    return f"{beside}/{above}" if same_thing else beside


def _amount(text: str, row: Row, stated: str) -> Amount:
    """Return what a cell prints; the unit in the cell beats the stated one, that beats the form's.

    Money is converted to the form's unit; a count keeps the unit that is printed with it.
    """
    own = known_unit(_BEFORE_UNIT.sub("", text))
    unit = own or known_unit(stated)
    if stated and not unit:
        amount = parse_amount(text, "", decimal=row.decimal)
        return amount if amount.value is None else _noted(replace(amount, unit=""), "unit_unknown")
    if unit and is_money(unit) != is_money(row.unit):
        amount = parse_amount(text, unit, unit, decimal=True)
        if amount.value is None:
            return replace(amount, unit=row.unit)
        return Amount(None, Kind.TEXT, row.unit, ("wrong_type",))
    if is_money(row.unit):
        amount = parse_amount(text, row.unit, unit, decimal=True)
    else:
        amount = parse_amount(text, unit or row.unit)
    differs = bool(unit) and unit != row.unit and amount.value is not None
    return _noted(amount, "unit_differs") if differs else amount


def _noted(amount: Amount, note: str) -> Amount:
    return amount if note in amount.notes else replace(amount, notes=(*amount.notes, note))
