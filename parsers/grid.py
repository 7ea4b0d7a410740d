"""Spans to positions: where every cell of a printed table stands.

One place for all media; keeps the source of every cell, never a dense matrix.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from parsers.model import Cell, Finding, Grid, Outcome

# The widest colspan browsers honour; a printed table never comes near it.
MAX_COLSPAN = 1000
# Positions one table may cover. The largest form covers 290, a 65-line table with six columns 400;
# at this limit expansion takes 0.2 s. Beyond it spans count as one position each.
MAX_POSITIONS = 500_000

Printed = tuple[int, Cell]  # ordinal of a grid, cell in it

_left = attrgetter("left")
# A cell of all its fields in their order: half the time of naming them.
_cell = partial(tuple.__new__, Cell)
_LEADING_DIGITS = re.compile(r"[ \t\r\n\f]*\+?([0-9]+)")
_DETAILS = {
    "grid.span_clipped": (
        "表格中有{count}处单元格的跨行或跨列数无效或超出表格，已按可用范围截取。",
        "{count} cells span more rows or columns than the table has, or none: cut to fit.",
    ),
    "grid.contradictory_spans": (
        "表格中有{count}处单元格的跨行与跨列相互重叠，已按先后顺序排开。",
        "{count} cells overlap by their row and column spans: placed one after the other.",
    ),
    "grid.laid_over": (
        "文档中有{count}个只写着一个数的文本框，可能盖在表格的数上，请对照原文。",
        "{count} text boxes hold a number alone; they may lie on a table: compare the original.",
    ),
}


class RawCell(NamedTuple):
    """A cell as marked up: `rowspan` 0 reaches to the end of the row group."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    source: str = ""


# A raw cell, named or not: a page has hundreds, and naming them takes as long as placing them.
Marked = tuple[str, int, int, str]


class RawRow(NamedTuple):
    """A row as marked up; row spans end with the `group` (thead, tbody, tfoot) they begin in."""

    cells: Sequence[Marked]
    group: int = 0


def parse_span(value: str | None) -> int:
    """Return the number an HTML span attribute stands for, -1 for what is no such number.

    >>> parse_span(None), parse_span(" 3px"), parse_span("0"), parse_span("-2"), parse_span("x")
    (1, 3, 0, -1, -1)
    >>> parse_span("9" * 5000)
    1000000000
    """
    if value is None:
        return 1
    match = _LEADING_DIGITS.match(value)
    if match is None:
        return -1 if value.strip() else 1
    digits = match[1].lstrip("0") or "0"
    return int(digits) if len(digits) < 10 else 10**9


def expand(
    rows: Sequence[RawRow], ordinal: int = 1, source: str = ""
) -> tuple[Grid, tuple[Finding, ...]]:
    """Place the cells of *rows* as browsers do and return the grid with its doubts.

    Every position is covered at most once: a span that would run over another cell, out of its
    row group or over the limits is clipped, and the table gets one finding for each such rule.
    """
    placing = _Placing(_group_ends(rows))
    cells = [cell for top, row in enumerate(rows) for cell in placing.row(top, row)]
    findings = (span_finding(rule, placing.first[rule], n) for rule, n in placing.doubts.items())
    return Grid(tuple(cells), ordinal, source), tuple(findings)


@dataclass(slots=True)
class _Placing:
    """The state of one expansion: the row in which each column becomes free again."""

    ends: Sequence[int]
    free_at: list[int] = field(default_factory=list)
    positions: int = 0
    doubts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def row(self, top: int, row: RawRow) -> Iterator[Cell]:
        """Yield the cells of a row, each at the first columns that are free."""
        free_at, left = self.free_at, 0
        for raw in row.cells:
            text, rowspan, colspan, source = raw
            while left < len(free_at) and free_at[left] > top:
                left += 1
            height, width = 1, 1
            if rowspan != 1 or colspan != 1:
                height, width = self._size(top, left, raw)
            right = left + width
            if right > len(free_at):
                free_at.extend([0] * (right - len(free_at)))
            if height > 1:
                free_at[left:right] = [top + height] * width
            self.positions += height * width
            yield _cell((text, top, left, height, width, source))
            left = right

    def _size(self, top: int, left: int, raw: Marked) -> tuple[int, int]:
        _, rowspan, colspan, source = raw
        height, width = self._height(top, rowspan, source), self._width(top, left, colspan, source)
        if self.positions + height * width > MAX_POSITIONS:
            self._doubt("grid.span_clipped", source)
            return 1, 1
        return height, width

    def _height(self, top: int, rowspan: int, source: str) -> int:
        room = self.ends[top] - top
        if rowspan < 0 or rowspan > room:
            self._doubt("grid.span_clipped", source)
        if rowspan < 0:
            return 1
        return min(rowspan or room, room)

    def _width(self, top: int, left: int, colspan: int, source: str) -> int:
        if not 0 < colspan <= MAX_COLSPAN:
            self._doubt("grid.span_clipped", source)
        wanted = min(max(colspan, 1), MAX_COLSPAN)
        for column in range(left, min(left + wanted, len(self.free_at))):
            if self.free_at[column] > top:
                self._doubt("grid.contradictory_spans", source)
                return column - left
        return wanted

    def _doubt(self, rule: str, source: str) -> None:
        self.doubts[rule] += 1
        self.first.setdefault(rule, source)


def _group_ends(rows: Sequence[RawRow]) -> list[int]:
    """Return, for each row, the index after the last row of its group."""
    ends = [len(rows)] * len(rows)
    for index in range(len(rows) - 2, -1, -1):
        same = rows[index].group == rows[index + 1].group
        ends[index] = ends[index + 1] if same else index + 1
    return ends


def span_finding(rule: str, where: str, count: int) -> Finding:
    """Return the doubt of a `grid.*` rule, met *count* times in a table and first at *where*."""
    zh, en = (sentence.format(count=count) for sentence in _DETAILS[rule])
    return Finding(rule, Outcome.UNCERTAIN, where, detail=zh, detail_en=en)


class Table:
    """A grid seen by rows and positions.

    `rows` holds for each row the cells that begin in it, in column order; rows in which none
    begins are empty tuples. Where cells were moved to be read, *printed* has for the `id` of each
    the grid and the cell it was printed as.
    """

    def __init__(self, grid: Grid, printed: Mapping[int, Printed] | None = None) -> None:
        self.grid = grid
        self.is_moved = printed is not None
        self._printed = printed or {}
        self.height = max((cell.top + cell.height for cell in grid.cells), default=0)
        self.width = max((cell.left + cell.width for cell in grid.cells), default=0)
        origins: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in grid.cells:
            origins[cell.top].append(cell)
        for row in origins:
            row.sort(key=_left)
        self.rows: tuple[tuple[Cell, ...], ...] = tuple(map(tuple, origins))
        self._covering: list[list[Cell]] | None = None
        self._places: dict[int, dict[int, Cell]] = {}  # of the rows that were asked for

    def printed(self, cell: Cell) -> Printed:
        """Return the ordinal of the grid in which a cell is printed, and the cell as it is there.

        *cell* is one of the table's own objects.
        """
        moved = self._printed.get(id(cell)) if self.is_moved else None
        return moved or (self.grid.ordinal, cell)

    def at(self, row: int, col: int) -> Cell | None:
        """Return the cell that covers a position, None where there is none."""
        if not 0 <= row < self.height:
            return None
        places = self._places.get(row)
        if places is None:
            places = self._places[row] = {
                place: cell
                for cell in self.covering(row)
                for place in range(cell.left, cell.left + cell.width)
            }
        return places.get(col)

    def covering(self, row: int) -> Sequence[Cell]:
        """Return the cells that cover a row, also from above, in column order."""
        if self._covering is None:
            self._covering = _covering(self.grid, self.height)
        return self._covering[row]


def _covering(grid: Grid, height: int) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for cell in grid.cells:
        for row in range(cell.top, cell.top + cell.height):
            rows[row].append(cell)
    for cells in rows:
        cells.sort(key=_left)
    return rows
