"""The cells of a table on whichever pages they stand, and the grid they make."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parsers.model import Cell, Grid
from parsers.readers.pdf_lines import Line, source
from parsers.readers.pdf_tables import TablePart

# Column edges of one table differ this much between pages, in points (淮安 2024: 2.6).
SAME_EDGE = 4.5
# Row edges within a page.
_SAME_LEVEL = 3.0


@dataclass(slots=True, eq=False)
class Piece:
    """A cell of a sheet: rows it covers, its left and right edge, lines and boxes per page."""

    top: int
    height: int
    x0: float
    x1: float
    lines: list[Line] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    is_open_top: bool = False
    is_open_bottom: bool = False

    @property
    def text(self) -> str:
        """The printed lines of the cell."""
        return "\n".join(line.text for line in self.lines)

    @property
    def end(self) -> int:
        """The row after the last one covered."""
        return self.top + self.height


@dataclass(slots=True, eq=False)
class Sheet:
    """A table, whole or as far as it was met; `page` is the last one it stands on."""

    pieces: list[Piece]
    rows: int
    page: int
    x0: float
    x1: float
    boxes: list[str]

    @property
    def columns(self) -> list[float]:
        """The left and right edges of all cells, each once."""
        return _distinct(
            (edge for piece in self.pieces for edge in (piece.x0, piece.x1)), SAME_EDGE
        )

    @property
    def lines(self) -> list[Line]:
        """All printed lines in reading order."""
        pieces = sorted(self.pieces, key=lambda piece: (piece.top, piece.x0))
        return [line for piece in pieces for line in piece.lines]


def sheet(part: TablePart) -> Sheet:
    """Return the sheet of what one page shows."""
    x0, top, x1, bottom = part.box
    levels = _distinct((y for cell in part.cells for y in (cell.top, cell.bottom)), _SAME_LEVEL)
    pieces = []
    for cell in part.cells:
        first, last = _index(levels, cell.top), _index(levels, cell.bottom)
        below = max((line.bottom for line in cell.lines if cell.is_open_bottom), default=0.0)
        box = source(part.page, cell.x0, cell.top, cell.x1, max(cell.bottom, below))
        pieces.append(Piece(first, max(1, last - first), cell.x0, cell.x1, cell.lines, [box]))
        pieces[-1].is_open_top = cell.is_open_top
        pieces[-1].is_open_bottom = cell.is_open_bottom
    box = source(part.page, x0, top, x1, bottom)
    rows = max(piece.end for piece in pieces)
    return Sheet(pieces, rows, part.page, x0, x1, [box])


def grid(whole: Sheet, ordinal: int) -> Grid:
    """Return the sheet's cells on the expanded grid, in reading order."""
    columns = whole.columns
    cells = []
    for piece in sorted(whole.pieces, key=lambda piece: (piece.top, piece.x0)):
        left, right = _index(columns, piece.x0), _index(columns, piece.x1)
        place = (piece.top, left, piece.height, max(1, right - left))
        cells.append(Cell(piece.text, *place, "+".join(piece.boxes)))
    return Grid(tuple(cells), ordinal, "+".join(whole.boxes))


def _distinct(values: Iterable[float], tolerance: float) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > tolerance:
            kept.append(value)
    return kept


def _index(edges: Sequence[float], value: float) -> int:
    """The place of the edge nearest to a value."""
    after = bisect_left(edges, value)
    near = [index for index in (after - 1, after) if 0 <= index < len(edges)]
    return min(near, key=lambda index: abs(edges[index] - value))
