"""From grids to figures: every place of the form filled once or reported as missing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.amounts import parse_amount
from parsers.choosing import choose_form, words_of
from parsers.forms import Column, Form
from parsers.forms.lookup import FormLookup, lookup
from parsers.forms.places import printed_places
from parsers.grid import Table
from parsers.model import Cell, CellRef, Figure, Finding, Grid, Kind, Outcome
from parsers.rows import Line, TableReading, is_number

# A page that carries this many different labels of a form has its tables, readable or not.
_ENOUGH_LABELS = 8
# One table is looked at for its doubts only if it carries two labels: 其他 alone says nothing.
_TELLING_LABELS = 2

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Matched:
    """A form found in a document: a figure for each place of the chosen alternative.

    `unread` are the ordinals of grids with a line or a number that no place was found for: what is
    missing in a sum may stand there.
    """

    form: Form
    alternative: str
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    unread: frozenset[int] = frozenset()


def match_form(grids: Sequence[Grid], form: Form | None = None) -> Matched | None:
    """Return the figures of the form whose labels the grids carry, None if they carry none.

    With *form* that form is read, as the second reading of a document needs it.
    """
    words = [words_of(grid) for grid in grids]
    chosen = lookup(form) if form is not None else choose_form(words)
    readings = [
        TableReading(Table(grid), chosen)
        for grid, found in zip(grids, words, strict=True)
        if len(found & (chosen.labels | chosen.header_words)) >= _TELLING_LABELS
    ]
    found = frozenset().union(*words)
    if not any(each.lines for each in readings) and len(found & chosen.labels) < _ENOUGH_LABELS:
        return None
    return _Filling(chosen, readings).matched()


class _Filling:
    """The places of a form while the lines of all tables are put into them."""

    def __init__(self, form: FormLookup, readings: Sequence[TableReading]) -> None:
        self.form = form.form
        self.findings: list[Finding] = []
        self.filled: dict[Place, Figure] = {}
        self._columns = form.columns
        lines = [(line, each.table.grid.ordinal) for each in readings for line in each.lines]
        for line, grid in sorted(lines, key=lambda each: _is_blank(each[0])):
            self._put(line, grid)
        self.unread: set[int] = set()
        for each in readings:
            self.findings += _doubts(each)
            if each.refusals or any(map(is_number, each.unclaimed())):
                self.unread.add(each.table.grid.ordinal)

    def matched(self) -> Matched:
        """Return what is filled, with a figure of kind missing for every other place."""
        alternative = self._alternative()
        places = printed_places(self.form, alternative)
        missing = [place for place in places if place not in self.filled]
        figures = tuple(
            self.filled.get(place) or _missing(place, self._columns[place]) for place in places
        )
        if missing:
            self.findings += self._rows_missing(missing)
        if len(self.filled) + len(missing) > len(places):
            self.findings += self._other_alternative(set(places))
        return Matched(
            self.form, alternative, figures, tuple(self.findings), frozenset(self.unread)
        )

    def _put(self, line: Line, grid: int) -> None:
        again: list[Figure] = []
        table, heads = line.block.block.table, line.header.heads
        for (row, column), unit, cell in zip(heads, line.units, line.cells, strict=True):
            place = (table, line.row or row, column)
            figure, notes = _figure(place, self._columns[place], unit, cell, grid)
            if place in self.filled:
                again.append(figure)
            else:
                self.filled[place] = figure
                if notes:
                    self.findings += (_noted(figure, note) for note in notes)
        if again and not (_is_blank(line) and self._is_spacing(line, again)):
            self._put_again(again)

    def _is_spacing(self, line: Line, figures: list[Figure]) -> bool:
        """Say whether an empty line without a label only stands beside a filled one."""
        first = self.filled[_place(figures[0])].cell
        again = figures[0].cell
        return not line.row and first is not None and again is not None and first.grid == again.grid

    def _put_again(self, figures: list[Figure]) -> None:
        """Keep neither of two printed values where a row stands twice with different ones."""
        first = [self.filled[_place(figure)] for figure in figures]
        for one, other in zip(first, figures, strict=True):
            if (one.value, one.kind) != (other.value, other.kind):
                self.filled[_place(one)] = _undecided(one)
        self.findings.append(
            Finding(
                "form.duplicate_row",
                Outcome.UNCERTAIN,
                f"{figures[0].table}.{figures[0].row}",
                expected=" | ".join(figure.raw for figure in first),
                actual=" | ".join(figure.raw for figure in figures),
                detail="表格中这一行出现了两次；数值不同之处未予采用。",
                figures=tuple(figure.address for figure in figures),
            )
        )

    def _alternative(self) -> str:
        """Return the alternative with the most rows found, the form's own where none was."""
        rows = {(table, row) for table, row, _ in self.filled}
        counts = {
            name: sum(
                row.alternative == name and (block.table, row.code) in rows
                for block in self.form.blocks
                for row in block.rows
            )
            for name in self.form.alternatives
        }
        return max(counts, key=lambda name: counts[name], default="")

    def _rows_missing(self, missing: list[Place]) -> Iterator[Finding]:
        names = self._row_names()
        for table, row in dict.fromkeys((table, row) for table, row, _ in missing):
            yield Finding(
                "form.row_missing",
                Outcome.UNCERTAIN,
                f"{table}.{row}",
                expected=names[table, row],
                detail=f"表格中没有读到“{names[table, row]}”一行。",
                figures=tuple(".".join(place) for place in missing if place[:2] == (table, row)),
            )

    def _other_alternative(self, places: set[Place]) -> Iterator[Finding]:
        names = self._row_names()
        for place, figure in self.filled.items():
            if place not in places:
                self.unread.update({figure.cell.grid} if figure.cell else ())
                yield Finding(
                    "form.number_unclaimed",
                    Outcome.UNCERTAIN,
                    figure.cell.source if figure.cell else "",
                    actual=figure.raw,
                    detail=f"“{names[place[:2]]}”与同表的分项并列，其数值“{figure.raw}”未予采用。",
                )

    def _row_names(self) -> dict[tuple[str, str], str]:
        return {
            (block.table, row.code): "／".join(row.path)
            for block in self.form.blocks
            for row in block.rows
        }


def _is_blank(line: Line) -> bool:
    return not any(cell.text for cell in line.cells)


def _figure(
    place: Place, column: Column, unit: str, cell: Cell, grid: int
) -> tuple[Figure, tuple[str, ...]]:
    amount = parse_amount(
        cell.text, column.unit, unit, column.signed, column.decimal, column.unit_stated
    )
    ref = CellRef(grid, cell.top, cell.left, cell.source)
    table, row, code = place
    raw, unit = cell.text, amount.unit
    return Figure(table, row, code, amount.value, amount.kind, raw, unit, None, ref), amount.notes


def _missing(place: Place, column: Column) -> Figure:
    return Figure(*place, None, Kind.MISSING, "", column.unit)


def _undecided(figure: Figure) -> Figure:
    return Figure(
        figure.table, figure.row, figure.column, None, Kind.TEXT, figure.raw, figure.unit,
        None, figure.cell,
    )  # fmt: skip


def _place(figure: Figure) -> Place:
    return figure.table, figure.row, figure.column


def _noted(figure: Figure, note: str) -> Finding:
    return Finding(
        f"value.{note}",
        Outcome.UNCERTAIN,
        figure.address,
        actual=figure.raw,
        detail=NOTES[note].format(raw=figure.raw),
        figures=(figure.address,),
    )


NOTES = {
    "accounting_brackets": "单元格“{raw}”用括号表示，按减少理解。",
    "annotated": "单元格“{raw}”在数字后带有说明。",
    "broken_digits": "单元格“{raw}”中的数字被换行断开，未予采用。",
    "decimal_form": "单元格“{raw}”把整数写成了小数。",
    "net_computed": "单元格“{raw}”同时写有增和减，按净变化计算。",
    "non_integer": "单元格“{raw}”应为整数。",
    "not_a_number": "单元格“{raw}”不是数字，未予采用。",
    "ocr_guess": "单元格“{raw}”含有形似数字的字母，读数存疑。",
    "rounded": "单元格“{raw}”以万为单位，是取整后的数。",
    "spaced_digits": "单元格“{raw}”的数字之间有空格，可能是两个单元格并在一起。",
    "unit_differs": "单元格“{raw}”的单位与表式规定的不同。",
    "unit_missing": "金额“{raw}”没有注明单位，无法确定是元还是万元。",
    "unsigned_change": "“本年增/减”一栏的“{raw}”没有注明增减，按增加理解。",
    "wrong_type": "单元格“{raw}”的单位不是这一栏的单位，未予采用。",
}
_REFUSALS = {
    "form.header_unknown": "表头“{text}”与表式不符，其下各行未予采用。",
    "form.label_unknown": "“{text}”一行不在表式之中，未予采用。",
    "form.wrong_cell_count": "“{text}”一行的单元格数与表头不符，为避免错位未予采用。",
}


def _doubts(reading: TableReading) -> Iterator[Finding]:
    grid = reading.table.grid
    if not reading.lines and not reading.refusals:
        detail = "这张表带有表式的栏目名称，但没有表头，未予采用。"
        yield Finding("form.table_unread", Outcome.UNCERTAIN, grid.source, detail=detail)
    for refusal in reading.refusals:
        detail = _REFUSALS[refusal.rule].format(text=refusal.text[:60])
        yield Finding(refusal.rule, Outcome.UNCERTAIN, refusal.source, "", refusal.text, detail)
    yield from _unclaimed(reading.unclaimed())


def _unclaimed(cells: Iterable[Cell]) -> Iterator[Finding]:
    for cell in cells:
        detail = f"单元格“{cell.text[:60]}”中的数字没有对应到表式的任何一栏。"
        yield Finding(
            "form.number_unclaimed", Outcome.UNCERTAIN, cell.source, "", cell.text, detail
        )
