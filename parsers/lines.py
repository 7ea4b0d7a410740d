"""Which printed line is which row of the form, and which of its cells are the values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.amounts import prints_number
from parsers.forms.labels import label_key, label_unit
from parsers.forms.lookup import BlockLookup
from parsers.grid import Table
from parsers.headers import Header, label_path
from parsers.model import Cell

Candidate = tuple[BlockLookup, Header]
Split = tuple[Sequence[Cell], Sequence[Cell]]  # labels and values

_COUNTED = ("栏次", "序号")  # what the label of a line that counts the columns may be
_FEW_COLUMNS = 6  # three cells that read 1, 2, 3 may be numbers of a report


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


class LineReader:
    """Reads the lines of a table from top to bottom; remembers the labels of the line above."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._above: list[str] = []

    def line(self, row: int, candidate: Candidate, caption_unit: str) -> Line | None:
        """Return the line as a row of the block, None unless labels and values are whole."""
        block, header = candidate
        for labels, values in self._splits(row, header):
            if len(values) != len(header.heads) or {cell.top for cell in values} != {row}:
                continue
            if block.side_by_side:
                if all(_stands_left(label, header) for label in labels):
                    return Line(block, "", header, tuple(values), header.units)
            elif code := self._row(row, labels, values, candidate):
                units = _units(labels, block, header, caption_unit)
                return Line(block, code, header, tuple(values), units)
        return None

    def is_known(self, row: int, candidate: Candidate) -> bool:
        """Say whether a refused line begins with labels of the form, so that only its cells err."""
        block, header = candidate
        if block.side_by_side:
            return True
        labels = _leading_labels(header.values_and_labels(self.table.covering(row)))
        return bool(labels) and tuple(self._path(labels, header)) in block.rows

    def _splits(self, row: int, header: Header) -> Iterator[Split]:
        """Yield what may be labels and values: the last cells, else those under their headers."""
        cells = header.values_and_labels(self.table.covering(row))
        n_values = len(header.heads)
        if not _reaches_over(cells[-n_values:], header):
            yield cells[:-n_values], cells[-n_values:]
        yield _by_position(self.table, row, header)

    def _row(
        self, row: int, labels: Sequence[Cell], values: Sequence[Cell], candidate: Candidate
    ) -> str:
        """Return the code of the row with these labels, "" where no labels tell it."""
        block, header = candidate
        printed = [cell for cell in labels if cell.text and cell.top == row]
        if not printed:
            return ""
        bottom = printed[-1].top + printed[-1].height
        if max(value.top + value.height for value in values) > bottom:
            return ""  # a value merged with the one below belongs to neither line
        carried = tuple(self._path(labels, header))
        found, path = block.rows.get(carried), carried
        if found is None and carried:
            path = label_path(labels)
            found = block.rows.get(path)
        if found is None:
            return self._by_end(labels, printed, carried, block)
        self._above = list(path)
        return found.code

    def _by_end(
        self,
        labels: Sequence[Cell],
        printed: Sequence[Cell],
        carried: tuple[str, ...],
        block: BlockLookup,
    ) -> str:
        """Return the row that alone has the labels which begin in this line.

        Groups are cut off with the table, or their spans reach too far; unknown ones prove nothing.
        """
        row = printed[0].top
        others = {label_key(cell.text) for cell in labels if cell.text and cell.top != row}
        found = block.row_ends.get(label_path(printed))
        if carried and found is not None and others <= block.row_words:
            return found.code
        self._above = list(carried) or self._above
        return ""

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


def numbers_columns(cells: Sequence[Cell]) -> bool:
    """Say whether a line counts the columns, 1 to the last, as forms do under their headers."""
    first = next((cell.text for cell in cells if cell.text), "")
    if first != "1" and first not in _COUNTED:
        return False  # at once for nearly all lines
    printed = [cell.text for cell in cells if cell.text and cell.text not in _COUNTED]
    return len(printed) > _FEW_COLUMNS and printed == [str(n + 1) for n in range(len(printed))]


def _units(
    labels: Sequence[Cell], block: BlockLookup, header: Header, caption_unit: str
) -> tuple[str, ...]:
    """Return the units stated in header, caption or row label; two that differ name none."""
    if not any(column.decimal for column in block.block.columns):
        return header.units  # counts state none
    beside = {caption_unit, *(label_unit(cell.text) for cell in labels)}
    return tuple("/".join(sorted({unit, *beside} - {""})) for unit in header.units)


def _leading_labels(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a line up to its last label, before anything blank or a number."""
    labels: list[Cell] = []
    for cell in cells:
        if prints_number(cell.text) or (not cell.text and any(label.text for label in labels)):
            break
        labels.append(cell)
    return labels


def _stands_left(cell: Cell, header: Header) -> bool:
    """Say whether a cell names a line: it is no number and stands left of the first header."""
    return bool(header.cells) and cell.left < header.cells[0].left and not prints_number(cell.text)


def _reaches_over(values: Sequence[Cell], header: Header) -> bool:
    """Say whether a value stands under the head of a blank one beside it too: it may be of both."""
    under = list(zip(values, header.cells, strict=False))
    blank = [head for value, head in under if not value.text and not _covers(value, head)]
    return any(
        _covers(value, own) and any(_covers(value, head) for head in blank) for value, own in under
    )


def _covers(value: Cell, head: Cell) -> bool:
    return value.left <= head.left < value.left + value.width


def _by_position(table: Table, row: int, header: Header) -> Split:
    """Return labels and values of a line whose values stand under their headers.

    Beside a value that is narrower than its header only blank cells may stand.
    """
    found = [table.at(row, head.left) for head in header.cells]
    values = tuple(
        cell
        for cell, head in zip(found, header.cells, strict=True)
        if cell is not None and cell.left == head.left and cell.width <= head.width
    )
    if len(values) != len(header.heads) or not values:
        return (), ()
    cells = header.values_and_labels(table.covering(row))
    others = [cell for cell in cells if cell not in values]
    labels = [cell for cell in others if cell.left < values[0].left]
    right = [cell for cell in others if cell.left > values[0].left]
    heads_at = header.cells[-1].top
    if any(cell.text or table.at(heads_at, cell.left) is None for cell in right):
        return (), ()  # a number too many, or a line pushed beyond its headers
    return labels, values
