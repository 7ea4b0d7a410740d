"""The ruled tables of one page: cells from ruling lines, glyphs into cells.

Joining a table that goes on over a page break is `pagebreaks`' job.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

from parsers.readers.flaws import SPILLED
from parsers.readers.pdf_edges import Edge, level_edge, upright_edge
from parsers.readers.pdf_lines import Line, printed_lines
from parsers.readers.pdf_marks import Glyph, PageMarks

# pdfplumber's own tolerance for lines that should meet, in points.
_MEET = 3
# Narrower than this there is no room for text: the space between double lines.
_SLIVER = 4.0
# A side is open where lines run on this far beyond the last line across them.
_OVERHANG = 5.0
# Crossings of a page's lines: 淮安 2024 has 140 on its fullest page; pdfplumber's search for cells
# is quadratic in them and takes 2 s at this number.
MAX_CROSSINGS = 2000
MAX_PAIRS = 200_000
# Digits of one number stand closer and on the same line, in shares of their height.
_SAME_NUMBER, _SAME_LINE = 0.15, 0.1
# Height of the bands by which cells are looked up, in points.
_BAND = 16.0

Box = tuple[float, float, float, float]
Side = Literal["top", "bottom", "x0", "x1"]


@dataclass(slots=True, eq=False)
class BoxedCell:
    """A cell of one page: its box and the lines printed in it.

    An open side has no ruling line of its own: the cell may go on over the page break.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    is_open_top: bool = False
    is_open_bottom: bool = False


@dataclass(slots=True, eq=False)
class TablePart:
    """What one page shows of a table."""

    page: int
    cells: list[BoxedCell]

    @property
    def box(self) -> Box:
        """The box around all cells: x0, top, x1, bottom."""
        return (
            min(cell.x0 for cell in self.cells),
            min(cell.top for cell in self.cells),
            max(cell.x1 for cell in self.cells),
            max(cell.bottom for cell in self.cells),
        )


def page_tables(marks: PageMarks) -> tuple[list[TablePart], list[Line], bool]:
    """Return the tables of a page, the lines outside of them, and whether it was too dense.

    A page with more crossing lines than any table (a map, a chart) gives no tables.
    """
    ruled = [edge for edge in _merged(marks.edges) if max(edge["width"], edge["height"]) >= _MEET]
    cells, is_dense = _cells(ruled)
    loose = _fill(cells, marks)
    for cell in cells:
        cell.is_open_top = not _is_ruled(ruled, cell, cell.top)
        cell.is_open_bottom = not _is_ruled(ruled, cell, cell.bottom)
    loose = [line for line in loose if not _runs_over(line, cells)]
    return [TablePart(marks.number, group) for group in _touching(cells)], loose, is_dense


def _merged(edges: list[Edge]) -> list[Edge]:
    return merge_edges(edges, _MEET, _MEET, _MEET, _MEET) if edges else []


def _cells(ruled: list[Edge]) -> tuple[list[BoxedCell], bool]:
    """The cells that ruling lines make, open sides closed; none where lines are too many."""
    level = [edge for edge in ruled if edge["orientation"] == "h"]
    upright = [edge for edge in ruled if edge["orientation"] == "v"]
    if len(level) * len(upright) > MAX_PAIRS:
        return [], True
    closing = _closing(upright, level, "top") + _closing(upright, level, "bottom")
    closing += _closing(level + closing, upright, "x0") + _closing(level + closing, upright, "x1")
    crossings = edges_to_intersections(_merged(ruled + closing), _MEET, _MEET)
    if len(crossings) > MAX_CROSSINGS:
        return [], True
    boxes = intersections_to_cells(crossings)
    return [BoxedCell(x0, top, x1, bottom) for x0, top, x1, bottom in boxes], False


def _is_ruled(ruled: Sequence[Edge], cell: BoxedCell, y: float) -> bool:
    middle = (cell.x0 + cell.x1) / 2
    return any(
        edge["orientation"] == "h"
        and abs(edge["top"] - y) <= _MEET
        and edge["x0"] <= middle <= edge["x1"]
        for edge in ruled
    )


def _runs_over(line: Line, cells: Sequence[BoxedCell]) -> bool:
    """Give a line printed below an open cell to it: labels of rows to come begin so."""
    for cell in cells:
        below = line.top - (cell.lines[-1].bottom if cell.lines else cell.bottom)
        is_inside = cell.x0 - 1 <= line.x0 and line.x1 <= cell.x1 + 1 and line.top > cell.top
        if cell.is_open_bottom and is_inside and -line.height < below < line.height:
            cell.lines.append(line)
            return True
    return False


def _closing(lines: Sequence[Edge], across: Sequence[Edge], side: Side) -> list[Edge]:
    """Lines that close a side where lines run on beyond the last one across them.

    A browser that breaks a row over pages draws it so; some tables have no outer border.
    """
    ends = {round(line[side] / _MEET) for line in lines if _runs_on(line, across, side)}
    groups = ([line for line in lines if abs(line[side] / _MEET - end) <= 1] for end in ends)
    return [_joining(group, side) for group in groups if len(group) > 1]


def _runs_on(line: Edge, across: Sequence[Edge], side: Side) -> bool:
    met = [edge[side] for edge in across if _meet(line, edge)]
    if not met:
        return False
    outermost = max(met) if side in ("bottom", "x1") else min(met)
    return bool(abs(line[side] - outermost) > _OVERHANG)


def _meet(line: Edge, across: Edge) -> bool:
    return bool(
        line["x0"] - _MEET <= across["x1"]
        and across["x0"] <= line["x1"] + _MEET
        and line["top"] - _MEET <= across["bottom"]
        and across["top"] <= line["bottom"] + _MEET
    )


def _joining(group: Sequence[Edge], side: Side) -> Edge:
    if side in ("top", "bottom"):
        x0, x1 = min(e["x0"] for e in group), max(e["x1"] for e in group)
        y = max(e[side] for e in group) if side == "bottom" else min(e[side] for e in group)
        return level_edge(x0, x1, y)
    top, bottom = min(e["top"] for e in group), max(e["bottom"] for e in group)
    x = max(e[side] for e in group) if side == "x1" else min(e[side] for e in group)
    return upright_edge(x, top, bottom)


def _fill(cells: Sequence[BoxedCell], marks: PageMarks) -> list[Line]:
    """Put every glyph into the smallest cell around it; return the lines of the others."""
    bands: dict[int, list[BoxedCell]] = {}
    for cell in sorted(cells, key=_area):
        for band in range(int(cell.top // _BAND), int(cell.bottom // _BAND) + 1):
            bands.setdefault(band, []).append(cell)
    loose: list[Glyph] = []
    slanted: list[Glyph] = []
    before: Glyph | None = None
    holder = loose
    for glyph in marks.glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        around = (
            cell.glyphs
            for cell in bands.get(int(y // _BAND), ())
            if cell.x0 <= x < cell.x1 and cell.top <= y < cell.bottom
        )
        into = next(around, loose) if glyph.level else slanted
        if before is not None and into is not holder and _is_one_number(before, glyph):
            holder[-1] = before._replace(flaw=before.flaw or SPILLED)
            into.append(glyph._replace(flaw=glyph.flaw or SPILLED))
        else:
            into.append(glyph)
        before, holder = into[-1], into
    for cell in cells:
        cell.lines = printed_lines(cell.glyphs, marks.number, in_cell=True)
    return printed_lines(loose, marks.number) + printed_lines(slanted, marks.number)


def _is_one_number(before: Glyph, glyph: Glyph) -> bool:
    """Say whether two digits, the next to be drawn, are of one number: it runs over a cell's side.

    Numbers of two cells have the room beside a ruling line between them.
    """
    if not (before.text.isdigit() and glyph.text.isdigit()):
        return False
    height = before.bottom - before.top
    is_level = abs(before.bottom - glyph.bottom) < _SAME_LINE * height
    return is_level and before.x0 < glyph.x0 and glyph.x0 - before.x1 < _SAME_NUMBER * height


def _area(cell: BoxedCell) -> float:
    return (cell.x1 - cell.x0) * (cell.bottom - cell.top)


def _touching(cells: Sequence[BoxedCell]) -> list[list[BoxedCell]]:
    """Cells that share a corner are of one table; slivers between double lines are no cells."""
    leader: dict[tuple[float, float], tuple[float, float]] = {}

    def find(corner: tuple[float, float]) -> tuple[float, float]:
        while (above := leader.setdefault(corner, corner)) != corner:
            leader[corner] = leader[above]
            corner = above
        return corner

    for cell in cells:
        for corner in product((cell.x0, cell.x1), (cell.top, cell.bottom)):
            leader[find(corner)] = find((cell.x0, cell.top))
    groups: dict[tuple[float, float], list[BoxedCell]] = {}
    for cell in cells:
        if not _is_sliver(cell):
            groups.setdefault(find((cell.x0, cell.top)), []).append(cell)
    return list(groups.values())


def _is_sliver(cell: BoxedCell) -> bool:
    is_thin = min(cell.x1 - cell.x0, cell.bottom - cell.top) < _SLIVER
    return is_thin and not (cell.lines or cell.is_open_top or cell.is_open_bottom)
