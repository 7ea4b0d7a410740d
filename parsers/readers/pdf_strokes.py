"""Which glyphs of a PDF page a slanted or curved stroke runs through: crossed out by hand, perhaps.

Level lines are `pdf_shown`'s, and upright ones rule tables.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from math import hypot
from typing import Any

from pdfminer.layout import LTCurve
from pdfminer.utils import Point, Rect

from parsers.readers.pdf_bounds import Meter, too_much

# In points: how far from level or upright a stroke is slanted, how dense it is looked at, and the
# width of the squares by which glyphs are found.
_SLANT, _STEP, _SQUARE = 0.5, 1.0, 4.0
# What is left of a glyph's box on each side: a ring around a number touches it.
_MARGIN = 0.2
# Larger glyphs are no number of a table.
_LARGEST = 40.0
# The largest page PDF knows measures 14 400 points; what comes from beyond it is no stroke.
_FARTHEST = 20_000.0
_WHITE = ((1,), (1, 1, 1), (0, 0, 0, 0), 1)
_PARTS = 8  # of a curve
_OUTLINES = ("mlll", "mlllh", "mllll", "mllllh")
# Points of the strokes of a document, and the glyphs near each: 1 µs for one.
MAX_LOOKS = 3_000_000

Stroke = tuple[Point, Point]


def crossed(
    spots: Iterable[Rect], curves: Iterable[LTCurve], place: tuple[float, float], meter: Meter
) -> frozenset[int]:
    """Return the numbers of the glyphs, by their boxes, that strokes run through.

    *place* is the page's left side and height. Raises UnreadableDocument where there is no end of
    strokes: the last of them may cross a number.
    """
    drawn = filter(_is_stroke, curves)
    strokes = [stroke for curve in drawn for stroke in pairwise(_corners(curve)) if _slants(stroke)]
    return frozenset(_under(spots, strokes, place, meter)) if strokes else frozenset()


def _under(
    spots: Iterable[Rect], strokes: Iterable[Stroke], place: tuple[float, float], meter: Meter
) -> Iterator[int]:
    squares: dict[tuple[int, int], list[tuple[int, Rect]]] = {}
    for number, core in _cores(spots):
        for column in range(int(core[0] // _SQUARE), int(core[2] // _SQUARE) + 1):
            for row in range(int(core[1] // _SQUARE), int(core[3] // _SQUARE) + 1):
                squares.setdefault((column, row), []).append((number, core))
    left, height = place
    for x, y in chain.from_iterable(map(_dots, strokes)):
        at, down = x + left, height - y
        near = squares.get((int(at // _SQUARE), int(down // _SQUARE)), ())
        meter.looks += 1 + len(near)
        if meter.looks > MAX_LOOKS:
            raise too_much("its pages are full of slanted strokes")
        for number, (x0, top, x1, bottom) in near:
            if x0 <= at <= x1 and top <= down <= bottom:
                yield number


def _cores(spots: Iterable[Rect]) -> Iterator[tuple[int, Rect]]:
    """Yield the inner boxes of the glyphs that may belong to a number."""
    for number, (x0, top, x1, bottom) in enumerate(spots):
        if max(x1 - x0, bottom - top) < _LARGEST:
            across, down = _MARGIN * (x1 - x0), _MARGIN * (bottom - top)
            yield number, (x0 + across, top + down, x1 - across, bottom - down)


def _is_stroke(curve: LTCurve) -> bool:
    """Say whether a path is drawn as a line, or as a line's outline of four corners."""
    if curve.stroke:
        return curve.stroking_color not in _WHITE
    steps = "".join(step[0] for step in curve.original_path or ())
    return steps in _OUTLINES and curve.non_stroking_color not in _WHITE


def _slants(stroke: Stroke) -> bool:
    (x0, y0), (x1, y1) = stroke
    return (
        _SLANT < abs(x1 - x0) < _FARTHEST
        and _SLANT < abs(y1 - y0) < _FARTHEST
        and max(abs(x0), abs(y0)) < _FARTHEST
    )


def _dots(stroke: Stroke) -> Iterator[Point]:
    """Yield points on a stroke, near enough to each other to meet every glyph."""
    (x0, y0), (x1, y1) = stroke
    steps = int(hypot(x1 - x0, y1 - y0) / _STEP) + 1
    for step in range(steps + 1):
        part = step / steps
        yield x0 + part * (x1 - x0), y0 + part * (y1 - y0)


def _corners(curve: LTCurve) -> Iterator[Point]:
    """Yield the points of a path, those of its curves among them."""
    path: Sequence[Any] = curve.original_path or ()  # a name and points, of which pdfminer's
    at = begun = curve.pts[0]  # type says numbers
    for name, *points in path:
        if name == "m":
            begun = points[0]
        if name in "cvy":
            first = at if name == "v" else points[0]
            yield from _bent(at, first, points[-1] if name == "y" else points[-2], points[-1])
        at = points[-1] if points else begun
        yield at


def _bent(start: Point, one: Point, other: Point, end: Point) -> Iterator[Point]:
    """Yield points on a cubic curve between its ends."""
    for part in range(1, _PARTS):
        t = part / _PARTS
        u = 1 - t
        a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
        yield (
            a * start[0] + b * one[0] + c * other[0] + d * end[0],
            a * start[1] + b * one[1] + c * other[1] + d * end[1],
        )
