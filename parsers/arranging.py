"""Tables that are not drawn as the form draws them: numbered, cut in two, turned on their side.

The last two are read only where their labels prove it; a table that is not is left as printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.amounts import prints_number
from parsers.forms.labels import label_key, label_unit
from parsers.forms.lookup import FormLookup
from parsers.grid import Printed, Table
from parsers.headers import is_caption
from parsers.model import Cell, Grid
from parsers.rows import TableReading

# One table is looked at for its doubts only if it carries two labels: 其他 alone says nothing.
_TELLING_LABELS = 2
_SERIAL = frozenset({"序号", "编号"})
_FEWEST_LINES = 3


def read_tables(grids: Sequence[tuple[Grid, int]], form: FormLookup) -> list[TableReading]:
    """Return what each grid yields that has, as counted beside it, enough labels of the form."""
    readings: list[TableReading] = []
    last = -1  # the ordinal of the grid in which the last reading ends
    for grid, n_labels in grids:
        reading = TableReading(_without_serials(Table(grid)), form) if n_labels else None
        follows = bool(readings) and last + 1 == grid.ordinal
        if reading is not None and follows and (whole := _whole(readings[-1], reading, form)):
            readings[-1] = whole
        elif reading is not None and n_labels >= _TELLING_LABELS:
            readings += (not reading.lines and _turned_readings(reading, form)) or [reading]
        else:
            continue
        last = grid.ordinal
    return readings


def _without_serials(table: Table) -> Table:
    """Return a table without a first column that counts its lines under 序号, again in each block.

    Lines over the whole width are no part of the column.
    """
    column = [cell for cell in table.grid.cells if cell.left == 0 and cell.width == 1 and cell.text]
    if len(column) < _FEWEST_LINES or not _is_serial(column[0]):
        return table
    last = 0
    for cell in column:
        number = int(cell.text) if cell.text.isdecimal() else 0
        if not _is_serial(cell) and number <= last and number != 1:
            return table
        last = number
    counted = set(map(id, column))
    cells = tuple(cell for cell in table.grid.cells if id(cell) not in counted)
    return Table(replace(table.grid, cells=cells))


def _is_serial(cell: Cell) -> bool:
    return label_key(cell.text) in _SERIAL


def _whole(first: TableReading, second: TableReading, form: FormLookup) -> TableReading | None:
    return _continued(first, second, form) or _beside(first, second, form)


def _beside(first: TableReading, second: TableReading, form: FormLookup) -> TableReading | None:
    """Return both tables as one where only side by side they are one of the form, else None.

    Chapter 四 may stand in two, 行政复议 and 行政诉讼. Proved by labels: all its columns are found,
    and nothing is left over or refused.
    """
    if first.lines or second.lines or not (first.table.height and second.table.height):
        return None
    height = max(first.table.height, second.table.height)
    cells: list[Cell] = []
    printed: dict[int, Printed] = {}
    for table, left in ((first.table, 0), (second.table, first.table.width)):
        for cell in table.grid.cells:
            top = cell.top + height - table.height
            moved = cell._replace(top=top, left=cell.left + left)
            printed[id(moved)] = table.printed(cell)
            cells.append(moved)
    cells.sort(key=lambda cell: (cell.top, cell.left))
    grid = first.table.grid
    both = TableReading(Table(Grid(tuple(cells), grid.ordinal, grid.source), printed), form)
    is_whole = both.lines and not both.refusals and not any(both.unclaimed())
    return both if is_whole else None


def _continued(first: TableReading, second: TableReading, form: FormLookup) -> TableReading | None:
    """Return both tables as one where the second goes on without a header, else None.

    Proved by labels: every line before the second's own header, if it has one, is a row of the
    first's block by its label, and none stands in the first already.
    """
    before = [cell for row in range(second.n_before) for cell in second.table.rows[row]]
    if not first.goes_on or not any(prints_number(cell.text) for cell in before):
        return None
    both = TableReading(_joined(first.table, second.table), form)
    new = both.lines[len(first.lines) : len(both.lines) - len(second.lines)]
    rows = [(line.block.block.table, line.row) for line in (*first.lines, *new)]
    if not new or not all(line.row for line in new) or len(set(rows)) < len(rows):
        return None
    waiting = set(map(id, before))
    left_over = any(id(both.table.printed(cell)[1]) in waiting for cell in both.unclaimed())
    refused = len(both.refusals) > len(first.refusals) + len(second.refusals)
    return None if left_over or refused else both


def _joined(first: Table, second: Table) -> Table:
    """Return one table of both, the second below the first."""
    cells = list(first.grid.cells)
    printed = {id(cell): first.printed(cell) for cell in cells}
    for cell in second.grid.cells:
        moved = cell._replace(top=cell.top + first.height)
        printed[id(moved)] = second.printed(cell)
        cells.append(moved)
    grid = first.grid
    return Table(Grid(tuple(cells), grid.ordinal, grid.source), printed)


def _turned_readings(reading: TableReading, form: FormLookup) -> list[TableReading]:
    """Return what the parts of a table yield with rows and columns exchanged.

    None of it counts unless every part has lines of the form. A unit stated by a caption, which
    would be lost, leaves the table as it is.
    """
    table = reading.table
    captions = [row for row, cells in enumerate(table.rows) if is_caption(cells, form)]
    if any(label_unit(cell.text) for row in captions for cell in table.rows[row]):
        return []
    parts = _parts(table, captions)
    readings = [TableReading(_turned(table, part), form) for part in parts]
    return readings if all(each.lines for each in readings) else []


def _parts(table: Table, captions: Sequence[int]) -> Iterator[range]:
    """Yield the rows between captions."""
    ends = [*captions, table.height]
    for start, end in zip([-1, *captions], ends, strict=True):
        if end > start + 1:
            yield range(start + 1, end)


def _turned(table: Table, part: range) -> Table:
    """Return some rows of a table as columns."""
    printed: dict[int, Printed] = {}
    cells: list[Cell] = []
    for row in part:
        for cell in table.rows[row]:
            height = min(cell.height, part.stop - row)
            turned = Cell(cell.text, cell.left, row - part.start, cell.width, height, cell.source)
            printed[id(turned)] = table.printed(cell)
            cells.append(turned)
    cells.sort(key=lambda cell: (cell.top, cell.left))
    return Table(Grid(tuple(cells), table.grid.ordinal, table.grid.source), printed)
