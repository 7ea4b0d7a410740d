"""The cells of a sheet to blocks: tables, and the lines of text between them.

A sheet has no tables of its own: a row with one cell of text and no lines beside it is a paragraph,
everything else that stands together is a grid. Rows and columns that are hidden are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.model import Block, Cell, Grid, Paragraph
from parsers.readers.sheet_marks import Position, place_name

_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")
_SENTENCE = re.compile(r"[。；]")


@dataclass(frozen=True, slots=True)
class Area:
    """A cell of the sheet, placed among the rows and columns that are shown."""

    text: str
    top: int
    left: int
    height: int = 1
    width: int = 1
    source: str = ""


@dataclass(slots=True)
class Sheet:
    """A sheet as it is shown: the area at each position, the positions with lines round them.

    `row_numbers` and `column_numbers` are those of the rows and columns shown, from 0, among all.
    """

    name: str
    areas: Mapping[Position, Area]  # by every position covered
    bordered: frozenset[Position]
    row_numbers: Sequence[int]
    column_numbers: Sequence[int]
    height: int = field(init=False)
    rows: list[list[Area]] = field(init=False)  # those that begin in each row
    lined: frozenset[int] = field(init=False)  # the rows with lines

    def __post_init__(self) -> None:
        self.height = len(self.row_numbers)
        self.lined = frozenset(row for row, _ in self.bordered)
        self.rows = [[] for _ in range(self.height)]
        for area in dict.fromkeys(self.areas.values()):
            self.rows[area.top].append(area)
        for row in self.rows:
            row.sort(key=lambda area: area.left)

    def at(self, row: int, column: int) -> Area:
        """Return the area at a position, an empty one where nothing is."""
        area = self.areas.get((row, column))
        if area is not None:
            return area
        place = self.row_numbers[row], self.column_numbers[column]
        return Area("", row, column, source=source_of(self.name, *place))


def source_of(name: str, row: int, column: int) -> str:
    """Return the source of a cell, such as `sheet[1]/AB7`."""
    return f"{name}/{place_name(row, column)}"


def blocks(sheet: Sheet, first_ordinal: int) -> Iterator[Block]:
    """Yield the paragraphs and grids of a sheet from top to bottom."""
    kinds = _kinds(sheet)
    ordinal, row = first_ordinal, 0
    while row < sheet.height:
        if kinds[row] == "text":
            for area in sheet.rows[row]:
                yield from (Paragraph(line, area.source) for line in _lines(area.text))
        if kinds[row] != "table":
            row += 1
            continue
        end = row
        while end < sheet.height and kinds[end] == "table":
            end += 1
        yield _grid(sheet, row, end, ordinal)
        ordinal, row = ordinal + 1, end


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())


def _kinds(sheet: Sheet) -> list[str]:
    """Say of each row whether it is part of a table, a line of text or nothing."""
    filled = _filled_rows(sheet)
    kinds = [_kind(sheet, row, filled[row]) for row in range(sheet.height)]
    for row, kind in enumerate(kinds):
        if kind == "goes on":  # below a cell that is merged over several rows
            kinds[row] = kinds[row - 1]
        elif kind == "perhaps":
            between = 0 < row < sheet.height - 1 and kinds[row - 1] == "table" == kinds[row + 1]
            kinds[row] = "table" if between else "text"
    return kinds


def _filled_rows(sheet: Sheet) -> list[int]:
    """Count, for each row, the areas with text and the bordered positions outside of them."""
    counts = [0] * sheet.height
    for row in sheet.rows:
        for area in row:
            for covered in range(area.top, area.top + area.height) if area.text else ():
                counts[covered] += 1
    for place in sheet.bordered:
        under = sheet.areas.get(place)
        counts[place[0]] += under is None or not under.text
    return counts


def _kind(sheet: Sheet, row: int, filled: int) -> str:
    if filled != 1:
        return "table" if filled else ""
    begun = [area for area in sheet.rows[row] if area.text]
    if not begun:
        return "goes on" if row and row not in sheet.lined else "table"
    only = begun[0].text
    if _HEADING.match(only) or _SENTENCE.search(only):
        return "text"
    return "table" if row in sheet.lined else "perhaps"


def _grid(sheet: Sheet, first: int, end: int, ordinal: int) -> Grid:
    """Return the rows *first* to *end* as one grid; empty positions are cells of their own."""
    columns = _used_columns(sheet, first, end)
    cells: list[Cell] = []
    for row in range(first, end):
        column = columns.start
        while column < columns.stop:
            area = sheet.at(row, column)
            if area.top == row or row == first:
                height = min(area.top + area.height, end) - row
                width = min(area.left + area.width, columns.stop) - column
                place = (row - first, column - columns.start)
                cells.append(Cell(area.text, *place, height, width, area.source))
            column = area.left + area.width
    return Grid(tuple(cells), ordinal, cells[0].source)


def _used_columns(sheet: Sheet, first: int, end: int) -> range:
    """Return the columns with text or lines in these rows."""
    spans = [
        (area.left, area.left + area.width)
        for row in sheet.rows[first:end]
        for area in row
        if area.text
    ]
    spans += [(column, column + 1) for row, column in sheet.bordered if first <= row < end]
    return range(min(left for left, _ in spans), max(right for _, right in spans))
