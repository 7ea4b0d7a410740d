"""The ruling lines of a PDF page: drawn as lines, as thin boxes, or as the sides of boxes."""

from collections.abc import Iterable, Iterator
from typing import Any

from pdfminer.layout import LTCurve, LTLine, LTRect

# A filled box thinner than this is a line drawn as a box.
_LINE_WIDTH = 3.0
# How far from level a line may be, in points.
_SLANT = 0.5
# The largest page PDF knows measures 14 400 points; lines from beyond it rule nothing.
_FARTHEST = 20_000.0
_WHITE = ((1,), (1, 1, 1), (0, 0, 0, 0), 1)

# What `pdfplumber.table` takes for an edge: a dict of its own; the values are floats and one str.
Edge = dict[str, Any]


def edges_of(item: LTCurve, left: float, height: float) -> Iterator[Edge]:
    """Yield the level and upright lines of a drawn thing; *left* and *height* are the page's."""
    is_box = isinstance(item, LTRect)
    edges = _box_edges(item, left, height) if is_box else _line_edges(item, left, height)
    return filter(_is_near, edges)


def _is_near(edge: Edge) -> bool:
    return all(abs(edge[side]) < _FARTHEST for side in ("x0", "top", "x1", "bottom"))


def _box_edges(item: LTCurve, left: float, height: float) -> Iterable[Edge]:
    x0, x1 = item.x0 + left, item.x1 + left
    top, bottom = height - item.y1, height - item.y0
    if bottom - top < _LINE_WIDTH:
        return [level_edge(x0, x1, (top + bottom) / 2)]
    if x1 - x0 < _LINE_WIDTH:
        return [upright_edge((x0 + x1) / 2, top, bottom)]
    if item.non_stroking_color in _WHITE and not item.stroke:
        return []  # Word's white shading behind text pasted from the web: nothing to be seen
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
