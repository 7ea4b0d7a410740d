"""The ruled tables of one page: cells from ruling lines, glyphs into cells.

Joining a table that goes on over a page break is `pagebreaks`' job.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

from parsers.readers.pdf_lines import Line, printed_lines
from parsers.readers.pdf_marks import Edge, Glyph, PageMarks

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
# Height of the bands by which cells are looked up, in points.
_BAND = 16.0

Box = tuple[float, float, float, float]
Side = Literal["top", "bottom", "x0", "x1"]


@dataclass(slots=True, eq=False)
class BoxedCell:
    """A cell of one page: its box and the lines printed in it."""

    x0: float
    top: float
    x1: float
    bottom: float
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class TablePart:
    """What one page shows of a table; an open side has no ruling line of its own."""

    page: int
    cells: list[BoxedCell]
    is_open_top: bool = False
    is_open_bottom: bool = False

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
    edges, open_ends, is_dense = _edges(marks.edges)
    crossings = edges_to_intersections(edges, _MEET, _MEET) if not is_dense else {}
    is_dense = is_dense or len(crossings) > MAX_CROSSINGS
    boxes = intersections_to_cells(crossings) if not is_dense else []
    cells = [BoxedCell(*(float(side) for side in box)) for box in boxes]
    loose = _fill(cells, marks)
    parts = [TablePart(marks.number, group) for group in _touching(cells)]
    for part in parts:
        part.is_open_top = _stands_at(open_ends["top"], part.box, 1)
        part.is_open_bottom = _stands_at(open_ends["bottom"], part.box, 3)
    return parts, loose, is_dense


def _edges(edges: list[Edge]) -> tuple[list[Edge], dict[Side, list[Edge]], bool]:
    """The page's ruling lines, with the open sides of tables closed by lines of our own."""
    nothing: dict[Side, list[Edge]] = {"top": [], "bottom": []}
    merged = merge_edges(edges, _MEET, _MEET, _MEET, _MEET) if edges else []
    level = [e for e in merged if e["orientation"] == "h" and e["width"] >= _MEET]
    upright = [e for e in merged if e["orientation"] == "v" and e["height"] >= _MEET]
    if len(level) * len(upright) > MAX_PAIRS:
        return [], nothing, True
    open_ends: dict[Side, list[Edge]] = {
        "top": _closing(upright, level, "top"),
        "bottom": _closing(upright, level, "bottom"),
    }
    level = level + open_ends["top"] + open_ends["bottom"]
    sides = _closing(level, upright, "x0") + _closing(level, upright, "x1")
    return level + upright + sides, open_ends, False


def _closing(lines: Sequence[Edge], across: Sequence[Edge], side: Side) -> list[Edge]:
    """Lines that close a side where two or more lines run on beyond the last one across them.

    A browser that breaks a row over pages draws it so; some tables have no outer border.
    """
    ends: dict[int, list[Edge]] = {}
    for line in lines:
        met = [edge[side] for edge in across if _meet(line, edge)]
        outermost = max(met) if side in ("bottom", "x1") else min(met) if met else None
        if outermost is not None and abs(line[side] - outermost) > _OVERHANG and len(met) > 0:
            ends.setdefault(round(line[side] / _MEET), []).append(line)
    return [_joining(group, side) for group in ends.values() if len(group) > 1]


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
        return {"orientation": "h", "x0": x0, "x1": x1, "top": y, "bottom": y}
    top, bottom = min(e["top"] for e in group), max(e["bottom"] for e in group)
    x = max(e[side] for e in group) if side == "x1" else min(e[side] for e in group)
    return {"orientation": "v", "x0": x, "x1": x, "top": top, "bottom": bottom}


def _stands_at(open_ends: Iterable[Edge], box: Box, side: Literal[1, 3]) -> bool:
    return any(
        abs(edge["top"] - box[side]) < _MEET and edge["x0"] < box[2] and edge["x1"] > box[0]
        for edge in open_ends
    )


def _fill(cells: Sequence[BoxedCell], marks: PageMarks) -> list[Line]:
    """Put every glyph into the smallest cell around it; return the lines of the others."""
    bands: dict[int, list[BoxedCell]] = {}
    for cell in sorted(cells, key=_area):
        for band in range(int(cell.top // _BAND), int(cell.bottom // _BAND) + 1):
            bands.setdefault(band, []).append(cell)
    loose: list[Glyph] = []
    slanted: list[Glyph] = []
    for glyph in marks.glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        around = (
            cell.glyphs
            for cell in bands.get(int(y // _BAND), ())
            if cell.x0 <= x < cell.x1 and cell.top <= y < cell.bottom
        )
        (next(around, loose) if glyph.level else slanted).append(glyph)
    for cell in cells:
        cell.lines = printed_lines(cell.glyphs, marks.number)
    return printed_lines(loose, marks.number) + printed_lines(slanted, marks.number)


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
        if cell.lines or min(cell.x1 - cell.x0, cell.bottom - cell.top) > _SLIVER:
            groups.setdefault(find((cell.x0, cell.top)), []).append(cell)
    return list(groups.values())
