"""Which printed line is which row of the form, and which of its cells are the values."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.forms.labels import label_key, label_unit
from parsers.forms.lookup import BlockLookup, FormLookup
from parsers.grid import Table
from parsers.headers import Header, Stretch, find_headers, is_caption, stretches
from parsers.model import Cell

Candidate = tuple[BlockLookup, Header]

_FEW_COLUMNS = 6  # three cells that read 1, 2, 3 may be numbers of a report
_NUMBER = re.compile(r"[^\w]*[0-9０-９][0-9０-９.,，\s]*\w{0,2}")  # for quoting labels only


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line understood as a row of the form ("" for all rows side by side).

    `cells` are its values, one for each head of the header; `units` are the units stated for them.
    """

    block: BlockLookup
    row: str
    header: Header
    cells: tuple[Cell, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A printed line or header that cannot be understood; `text` quotes its labels."""

    rule: str
    text: str
    source: str


class TableReading:
    """What a table yields under a form: lines, refusals, and the cells that were understood."""

    def __init__(self, table: Table, form: FormLookup) -> None:
        self.table = table
        self.lines: list[Line] = []
        self.refusals: list[Refusal] = []
        self._form = form
        self._claimed: set[int] = set()  # id() of cells: hashing their values takes 1 ms a report
        self._above: list[str] = []  # the label path of the line above
        self._caption_unit = ""  # stated by the caption right above the header
        for cells in table.rows:
            if is_caption(cells, form):
                self._claim(cells)
        for stretch in stretches(table, form):
            self._read(stretch)

    def unclaimed(self) -> Iterator[Cell]:
        """Yield the cells with digits that nothing was made of."""
        for cell in self.table.grid.cells:
            if id(cell) not in self._claimed and any(map(str.isdigit, cell.text)):
                yield cell

    def _claim(self, cells: Iterable[Cell]) -> None:
        self._claimed.update(map(id, cells))

    def _read(self, stretch: Stretch) -> None:
        header = [cell for row in stretch.header for cell in self.table.rows[row]]
        candidates = find_headers(self.table, stretch.header, self._form)
        self._caption_unit = self._unit_above(stretch.header.start)
        if candidates:
            self._claim(header)
        else:
            self._refuse("form.header_unknown", header)
        for row in stretch.body if candidates else ():
            if self.table.rows[row]:
                self._read_line(row, candidates)

    def _unit_above(self, row: int) -> str:
        above = self.table.rows[row - 1] if row else ()
        return label_unit(above[0].text) if above and is_caption(above, self._form) else ""

    def _read_line(self, row: int, candidates: list[Candidate]) -> None:
        cells = self.table.covering(row)
        if _numbers_columns(cells):
            self._claim(cells)
            return
        for block, header in candidates:
            line = self._line(row, cells, block, header)
            if line is not None:
                self.lines.append(line)
                self._claim(cells)
                return
        self._refuse_line(row, candidates)

    def _line(
        self, row: int, cells: Sequence[Cell], block: BlockLookup, header: Header
    ) -> Line | None:
        n_values = len(header.heads)
        labels, values = cells[: len(cells) - n_values], cells[-n_values:]
        if block.block.layout == "one_row":
            whole = len(values) == n_values and _begin_in(row, values)
            named = all(_stands_left(label, header) for label in labels)
            return Line(block, "", header, tuple(values), header.units) if whole and named else None
        code = self._row(row, labels, values, block, header)
        if not code:
            labels, values = _by_position(self.table, row, header)
            code = self._row(row, labels, values, block, header)
        if not code:
            return None
        return Line(block, code, header, tuple(values), self._units(labels, block, header))

    def _units(self, labels: Sequence[Cell], block: BlockLookup, header: Header) -> tuple[str, ...]:
        """Return the units stated in header, caption or row label; two that differ name none."""
        if not any(column.decimal for column in block.block.columns):
            return header.units  # counts state none
        beside = {self._caption_unit, *(label_unit(cell.text) for cell in labels)}
        return tuple("/".join(sorted({unit, *beside} - {""})) for unit in header.units)

    def _row(
        self,
        row: int,
        labels: Sequence[Cell],
        values: Sequence[Cell],
        block: BlockLookup,
        header: Header,
    ) -> str:
        """Return the code of the row with these labels, "" unless labels and values are whole."""
        printed = [cell for cell in labels if cell.text and cell.top == row]
        if not printed or len(values) != len(header.heads) or not _begin_in(row, values):
            return ""
        bottom = printed[-1].top + printed[-1].height
        if any(value.top + value.height > bottom for value in values):
            return ""  # a value merged with the one below belongs to neither line
        path = self._path(labels, header)
        if path:
            self._above = path
        found = block.rows.get(tuple(path))
        return found.code if found is not None else ""

    def _path(self, labels: Sequence[Cell], header: Header) -> list[str]:
        """Return the label path; blank cells at its start stand under the labels above.

        Text without spans prints a label once and leaves the cells below it blank. Other blank
        cells are no part of the path, but only where the header shows that no value stands there.
        """
        path: list[str] = []
        printed = False
        left = header.cells[0].left if header.cells else 0
        for depth, cell in enumerate(labels):
            if cell.text:
                path.append(label_key(cell.text))
                printed = True
            elif not printed and depth < len(self._above):
                path.append(self._above[depth])
            elif cell.left >= left:
                return []
        return path if labels[-1].text or header.cells else []

    def _refuse_line(self, row: int, candidates: list[Candidate]) -> None:
        cells = self.table.rows[row]
        n_values = min(len(header.heads) for _, header in candidates)
        if len(cells) <= n_values and not any(is_number(cell) for cell in cells):
            return
        known = any(self._is_known(row, block, header) for block, header in candidates)
        self._refuse("form.wrong_cell_count" if known else "form.label_unknown", cells)

    def _is_known(self, row: int, block: BlockLookup, header: Header) -> bool:
        """Say whether a refused line begins with labels of the form, so that only its cells err."""
        if block.block.layout == "one_row":
            return True
        labels = _leading_labels(self.table.covering(row))
        return bool(labels) and tuple(self._path(labels, header)) in block.rows

    def _refuse(self, rule: str, cells: Sequence[Cell]) -> None:
        labels = [cell.text for cell in cells if cell.text and not is_number(cell)]
        self.refusals.append(Refusal(rule, "／".join(labels), cells[0].source))


def _leading_labels(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a line up to its last label, before anything blank or a number."""
    labels: list[Cell] = []
    for cell in cells:
        if is_number(cell) or (not cell.text and any(label.text for label in labels)):
            break
        labels.append(cell)
    return labels


def _stands_left(cell: Cell, header: Header) -> bool:
    """Say whether a cell names a line: it is no number and stands left of the first header."""
    return bool(header.cells) and cell.left < header.cells[0].left and not is_number(cell)


def _numbers_columns(cells: Sequence[Cell]) -> bool:
    """Say whether a line counts the columns, 1 to the last, as forms do under their headers."""
    printed = [cell.text for cell in cells if cell.text]
    return len(printed) > _FEW_COLUMNS and printed == [str(n + 1) for n in range(len(printed))]


def _begin_in(row: int, cells: Iterable[Cell]) -> bool:
    return all(cell.top == row for cell in cells)


def is_number(cell: Cell) -> bool:
    """Say whether a cell prints a number and no label."""
    return _NUMBER.fullmatch(cell.text) is not None


def _by_position(table: Table, row: int, header: Header) -> tuple[Sequence[Cell], tuple[Cell, ...]]:
    """Return labels and values of a line whose values stand exactly under their headers."""
    found = [table.at(row, head.left) for head in header.cells]
    values = tuple(
        cell
        for cell, head in zip(found, header.cells, strict=True)
        if cell is not None and (cell.left, cell.width) == (head.left, head.width)
    )
    if len(values) != len(header.heads) or not values:
        return (), ()
    others = [cell for cell in table.covering(row) if cell not in values]
    labels = [cell for cell in others if cell.left < values[0].left]
    right = [cell for cell in others if cell.left > values[0].left]
    heads_at = header.cells[-1].top
    if any(cell.text or table.at(heads_at, cell.left) is None for cell in right):
        return (), ()  # a number too many, or a line pushed beyond its headers
    return labels, values
