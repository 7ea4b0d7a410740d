"""Which cells of a table something was made of: every number left over has to be said."""

import re
from collections.abc import Iterable, Iterator

from parsers.grid import Table
from parsers.model import Cell

_NOTE = re.compile(r"[\s(（\[【]*(?:注|备注|附注|说明)\s*[:：]")
# What counts nothing in the heading of a table: its year and days, its own number.
_OF_HEADING = re.compile(
    r"20[0-3][0-9]\s*年|[0-9]{1,2}\s*[月日]|附?表\s*[0-9]{1,2}|第[(（]?[0-9]{1,2}[)）]?[条项]"
)


class Claims:
    """The claimed cells of one table, by `id()`: hashing their values takes 1 ms a report."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._claimed: set[int] = set()

    def claim(self, cells: Iterable[Cell]) -> None:
        """Note that something was made of these cells, or that they are reported."""
        self._claimed.update(map(id, cells))

    def left(self) -> Iterator[Cell]:
        """Yield the cells with digits that nobody claimed, but for notes, sentences and headings.

        Sentences and headings stand over the whole width.
        """
        for cell in self._table.grid.cells:
            if id(cell) in self._claimed or not has_digits(cell):
                continue
            if cell.width < self._table.width or not _is_of_words(cell.text):
                yield cell


def _is_of_words(text: str) -> bool:
    if "。" in text or _NOTE.match(text):
        return True
    return not any(map(str.isdigit, _OF_HEADING.sub("", text)))


def has_digits(cell: Cell) -> bool:
    """Say whether any digit stands in a cell."""
    return any(map(str.isdigit, cell.text))
