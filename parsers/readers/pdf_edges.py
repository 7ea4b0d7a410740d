"""The ruling lines of a PDF page: drawn as lines, as thin boxes, or as the sides of boxes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from pdfminer.layout import LTCurve, LTLine, LTRect

# A filled box thinner than this is a line drawn as a box.
_LINE_WIDTH = 3.0
# How far from level a line may be, in points.
_SLANT = 0.5
# The largest page PDF knows measures 14 400 points; lines from beyond it rule nothing.
_FARTHEST = 20_000.0
# Dots of a dotted line stand no further apart, and a line has more than a few of them.
_DOT_STEP = 3.5
_FEWEST_DOTS = 5
# White boxes that cover this much of a dark one, and are not few, are the cells of a table: what
# is left of it between them are its lines.
_COVERED = 0.8
_FEWEST_CELLS = 4
_MOST_SHEETS = 20
_WHITE = ((1,), (1, 1, 1), (0, 0, 0, 0), 1)

# What `pdfplumber.table` takes for an edge: a dict of its own; the values are floats and one str.
Edge = dict[str, Any]


def edges_of(item: LTCurve, left: float, height: float) -> Iterator[Edge]:
    """Yield the level and upright lines of a drawn thing; *left* and *height* are the page's."""
    is_box = isinstance(item, LTRect)
    edges = _box_edges(item, left, height) if is_box else _line_edges(item, left, height)
    return filter(_is_near, edges)


def cells_on_a_sheet(items: Sequence[LTCurve], left: float, height: float) -> Iterator[Edge]:
    """Yield the sides of white boxes that leave nothing but lines of the dark box under them.

    Browsers draw so the tables whose cells stand apart on a coloured ground.
    """
    boxes = [item for item in items if isinstance(item, LTRect) and item.fill]
    white = [box for box in boxes if _is_white(box) and min(box.width, box.height) >= _LINE_WIDTH]
    if len(white) < _FEWEST_CELLS:
        return
    smallest = sum(sorted(box.width * box.height for box in white)[:_FEWEST_CELLS])
    sheets = (box for box in boxes if not _is_white(box) and box.width * box.height >= smallest)
    for sheet in islice(sheets, _MOST_SHEETS):
        cells = [box for box in white if _is_inside(box, sheet)]
        covered = sum(box.width * box.height for box in cells)
        if len(cells) >= _FEWEST_CELLS and covered >= _COVERED * sheet.width * sheet.height:
            for cell in cells:
                yield from filter(_is_near, _sides(cell, left, height))


def _is_inside(box: LTRect, sheet: LTRect) -> bool:
    return bool(
        sheet.x0 <= box.x0 and box.x1 <= sheet.x1 and sheet.y0 <= box.y0 and box.y1 <= sheet.y1
    )


def without_dots(edges: Sequence[Edge]) -> list[Edge]:
    """Return edges with the dots of dotted lines joined to lines.

    A dot is a box thin both ways, which `edges_of` takes for a short level line.
    """
    dots = [edge for edge in edges if edge["orientation"] == "h" and edge["width"] < _LINE_WIDTH]
    if len(dots) < _FEWEST_DOTS:
        return list(edges)
    upright = list(_runs(dots, across="x0", along="top"))
    level = list(_runs(dots, across="top", along="x0"))
    joined = {id(dot) for run in (*upright, *level) for dot in run}
    lines = [upright_edge(_middle(run[0]), run[0]["top"], run[-1]["top"]) for run in upright]
    lines += [level_edge(run[0]["x0"], run[-1]["x1"], run[0]["top"]) for run in level]
    return [*(edge for edge in edges if id(edge) not in joined), *lines]


def _middle(dot: Edge) -> float:
    return float(dot["x0"] + dot["x1"]) / 2


def _runs(dots: Sequence[Edge], *, across: str, along: str) -> Iterator[list[Edge]]:
    """Yield the dots that follow each other at short steps along one line."""
    order = sorted(dots, key=lambda dot: (round(dot[across], 1), dot[along]))
    run = order[:1]
    for before, dot in pairwise(order):
        is_next = round(before[across], 1) == round(dot[across], 1)
        if not (is_next and dot[along] - before[along] <= _DOT_STEP):
            if len(run) >= _FEWEST_DOTS:
                yield run
            run = []
        run.append(dot)
    if len(run) >= _FEWEST_DOTS:
        yield run


def _is_near(edge: Edge) -> bool:
    return all(abs(edge[side]) < _FARTHEST for side in ("x0", "top", "x1", "bottom"))


def _box_edges(item: LTCurve, left: float, height: float) -> Iterable[Edge]:
    x0, x1 = item.x0 + left, item.x1 + left
    top, bottom = height - item.y1, height - item.y0
    if bottom - top < _LINE_WIDTH:
        return [level_edge(x0, x1, (top + bottom) / 2)]
    if x1 - x0 < _LINE_WIDTH:
        return [upright_edge((x0 + x1) / 2, top, bottom)]
    if _is_white(item):
        return []  # Word's white shading behind text pasted from the web: nothing to be seen
    return _sides(item, left, height)


def _is_white(item: LTCurve) -> bool:
    return item.non_stroking_color in _WHITE and not item.stroke


def _sides(item: LTCurve, left: float, height: float) -> list[Edge]:
    x0, x1 = item.x0 + left, item.x1 + left
    top, bottom = height - item.y1, height - item.y0
    return [
        level_edge(x0, x1, top),
        level_edge(x0, x1, bottom),
        upright_edge(x0, top, bottom),
        upright_edge(x1, top, bottom),
    ]


def _line_edges(item: LTCurve, left: float, height: float) -> Iterator[Edge]:
    if not isinstance(item, LTLine) and any(step[0] in "cvy" for step in item.original_path or ()):
        return  # a drawing, no ruling
    for (x0, y0), (x1, y1) in zip(item.pts, item.pts[1:], strict=False):
        if abs(y0 - y1) <= _SLANT:
            yield level_edge(min(x0, x1) + left, max(x0, x1) + left, height - (y0 + y1) / 2)
        elif abs(x0 - x1) <= _SLANT:
            yield upright_edge((x0 + x1) / 2 + left, height - max(y0, y1), height - min(y0, y1))


def level_edge(x0: float, x1: float, y: float) -> Edge:
    """Return a horizontal line as `pdfplumber.table` takes it."""
    return _edge("h", x0, y, x1, y)


def upright_edge(x: float, top: float, bottom: float) -> Edge:
    """Return a vertical line as `pdfplumber.table` takes it."""
    return _edge("v", x, top, x, bottom)


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> Edge:
    sides = {"x0": x0, "top": top, "x1": x1, "bottom": bottom}
    return {"orientation": orientation, **sides, "width": x1 - x0, "height": bottom - top}
