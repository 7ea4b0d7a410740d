"""From grids to figures: every place of the form filled once or reported as missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parsers.amounts import prints_number
from parsers.arranging import read_tables
from parsers.choosing import choose_form, second_forms, tells_nothing, words_of
from parsers.doubts import (
    duplicate_row,
    noted,
    other_alternative,
    refused,
    row_missing,
    second_form,
    table_unread,
    unclaimed,
)
from parsers.forms import Column, Form
from parsers.forms.lookup import FormLookup, lookup
from parsers.forms.places import printed_places
from parsers.grid import Table
from parsers.indicators import match_list
from parsers.layouts import Layouts, Place, amount_rules, layout_key, layout_of, read_cell
from parsers.lines import Line
from parsers.model import Figure, Finding, Grid, Kind
from parsers.ordering import out_of_order
from parsers.rows import TableReading

# A page that carries this many different labels of a form has its tables, readable or not.
_ENOUGH_LABELS = 8
_LAYOUTS = Layouts()


@dataclass(frozen=True, slots=True)
class Matched:
    """A form found in a document: a figure for each place of the chosen alternative.

    `unread` are the ordinals of grids with a line or a number that no place was found for: what is
    missing in a sum may stand there. `years` are those the heads of value columns name; `units`
    those that tables by chapters state for their places.
    """

    form: Form
    alternative: str
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    unread: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()
    units: Mapping[Place, str] = field(default_factory=dict)


def match_form(grids: Sequence[Grid], form: Form | None = None) -> Matched | None:
    """Return the figures of the form whose labels the grids carry, None if they carry none.

    With *form* that form is read, as the second reading of a document needs it.
    """
    if form is not None:
        return _searched(grids, form)
    grids = [grid for grid in grids if not tells_nothing(grid)]
    key = layout_key(grids)
    if (layout := _LAYOUTS.get(key)) and (figures := layout.figures(grids)):
        return Matched(layout.form, layout.alternative, figures, ())
    found = _searched(grids)
    if key and found is not None and found.units and not (found.findings or found.unread):
        layout = layout_of(found.form, found.alternative, found.figures, found.units, grids)
        if layout is not None:
            _LAYOUTS.keep(key, layout)
    return found


def _searched(grids: Sequence[Grid], form: Form | None = None) -> Matched | None:
    """Return what the labels of the grids tell, None if it is nothing."""
    words = [words_of(grid) for grid in grids]
    form = form or choose_form(words)
    found = _match_list(grids, form) if form.is_list else _match_chapters(grids, words, form)
    if found is None:
        return None
    doubts = (second_form(other.name, other.en) for other in second_forms(words, form))
    return replace(found, findings=(*found.findings, *doubts))


def _match_list(grids: Sequence[Grid], form: Form) -> Matched | None:
    read = match_list(grids, form)
    if read is None:
        return None
    return Matched(form, "", read.figures, read.findings, read.unread, read.years)


def _match_chapters(
    grids: Sequence[Grid], words: Sequence[frozenset[str]], form: Form
) -> Matched | None:
    chosen = lookup(form)
    known = chosen.labels | chosen.header_words
    counts = [(grid, len(found & known)) for grid, found in zip(grids, words, strict=True)]
    readings = read_tables(counts, chosen)
    found = frozenset().union(*words)
    if not any(each.lines for each in readings) and len(found & chosen.labels) < _ENOUGH_LABELS:
        return None
    matched = _Filling(chosen, readings).matched()
    return replace(matched, findings=(*matched.findings, *out_of_order(readings)))


class _Filling:
    """The places of a form while the lines of all tables are put into them."""

    def __init__(self, form: FormLookup, readings: Sequence[TableReading]) -> None:
        self.form = form.form
        self.findings: list[Finding] = []
        self.filled: dict[Place, Figure] = {}
        self._units: dict[Place, str] = {}
        self._columns = form.columns
        self._optional = form.optional
        lines = [(line, each.table) for each in readings for line in each.lines]
        for line, table in sorted(lines, key=lambda each: _is_blank(each[0])):
            self._put(line, table)
        self.unread: set[int] = set()
        for each in readings:
            self.findings += _doubts(each)
            if each.refusals or any(prints_number(cell.text) for cell in each.unclaimed()):
                self.unread.update(each.table.printed(cell)[0] for cell in each.table.grid.cells)

    def matched(self) -> Matched:
        """Return what is filled, with a figure of kind missing for every other place.

        Rows that only some publishers print are not missed.
        """
        alternative = self._alternative()
        places = tuple(
            place
            for place in printed_places(self.form, alternative)
            if place in self.filled or place[:2] not in self._optional
        )
        missing = [place for place in places if place not in self.filled]
        figures = tuple(
            self.filled.get(place) or _missing(place, self._columns[place]) for place in places
        )
        if missing:
            self.findings += self._rows_missing(missing)
        if len(self.filled) + len(missing) > len(places):
            self.findings += self._other_alternative(set(places))
        return Matched(
            self.form,
            alternative,
            figures,
            tuple(self.findings),
            frozenset(self.unread),
            units=self._units,
        )

    def _put(self, line: Line, table: Table) -> None:
        again: list[Figure] = []
        code, heads, filled = line.block.block.table, line.header.heads, self.filled
        printed = map(table.printed, line.cells)
        for (row, column), unit, (grid, cell) in zip(heads, line.units, printed, strict=True):
            place = (code, line.row or row, column)
            rules = amount_rules(self._columns[place], unit)
            figure, notes = read_cell(place, rules, grid, cell)
            if place in filled:
                again.append(figure)
                continue
            filled[place] = figure
            self._units[place] = unit
            if notes:
                self.findings += (noted(figure, note) for note in notes)
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
        self.findings.append(duplicate_row(first, figures))

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
            places = (".".join(place) for place in missing if place[:2] == (table, row))
            yield row_missing(table, row, names[table, row], places)

    def _other_alternative(self, places: set[Place]) -> Iterator[Finding]:
        names = self._row_names()
        for place, figure in self.filled.items():
            if place not in places:
                self.unread.update({figure.cell.grid} if figure.cell else ())
                yield other_alternative(figure, names[place[:2]])

    def _row_names(self) -> dict[tuple[str, str], str]:
        return {
            (block.table, row.code): "／".join(row.path)
            for block in self.form.blocks
            for row in block.rows
        }


def _is_blank(line: Line) -> bool:
    return not any(cell.text for cell in line.cells)


def _missing(place: Place, column: Column) -> Figure:
    return Figure(*place, None, Kind.MISSING, "", column.unit)


def _undecided(figure: Figure) -> Figure:
    return figure._replace(value=None, kind=Kind.TEXT)


def _place(figure: Figure) -> Place:
    return figure.table, figure.row, figure.column


def _doubts(reading: TableReading) -> Iterator[Finding]:
    if not reading.lines and not reading.refusals:
        yield table_unread(reading.table.grid.source)
    yield from map(refused, reading.refusals)
    yield from unclaimed(reading.unclaimed())
