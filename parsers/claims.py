"""Which cells of a table something was made of: every number left over has to be said."""

from collections.abc import Iterable, Iterator

from parsers.grid import Table
from parsers.model import Cell


class Claims:
    """The claimed cells of one table, by `id()`: hashing their values takes 1 ms a report."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._claimed: set[int] = set()

    def claim(self, cells: Iterable[Cell]) -> None:
        """Note that something was made of these cells, or that they are reported."""
        self._claimed.update(map(id, cells))

    def left(self) -> Iterator[Cell]:
        """Yield the cells with digits that nobody claimed."""
        for cell in self._table.grid.cells:
            if id(cell) not in self._claimed and has_digits(cell):
                yield cell


def has_digits(cell: Cell) -> bool:
    """Say whether any digit stands in a cell."""
    return any(map(str.isdigit, cell.text))
