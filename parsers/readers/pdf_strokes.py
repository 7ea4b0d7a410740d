"""Which glyphs of a PDF page a slanted or curved stroke runs through: crossed out by hand, perhaps.

Level lines are `pdf_shown`'s, and upright ones rule tables.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import Any

from pdfminer.layout import LTCurve
from pdfminer.utils import Point

from parsers.readers.pdf_bounds import too_much

Spot = tuple[float, float, float, float]  # the box of a glyph: x0, top, x1, bottom

# In points: how far from level or upright a stroke is slanted, how dense it is looked at, and the
# width of the squares by which glyphs are found.
_SLANT, _STEP, _SQUARE = 0.5, 1.0, 4.0
# What is left of a glyph's box on each side: a ring around a number touches it.
_MARGIN = 0.2
_TALLEST = 100.0
_WHITE = ((1,), (1, 1, 1), (0, 0, 0, 0), 1)
# All the strokes of a page, end to end: its own border is 3 000 long.
_LONGEST = 200_000.0
_PARTS = 8  # of a curve


def crossed(
    spots: Sequence[Spot], curves: Iterable[LTCurve], left: float, height: float
) -> frozenset[int]:
    """Return the numbers of the glyphs that strokes run through; *left*, *height* are the page's.

    Raises UnreadableDocument for a page with strokes without end.
    """
    strokes = [each for each in curves if each.stroke and each.stroking_color not in _WHITE]
    dots = [(x + left, height - y) for x, y in _dots(strokes)]
    return frozenset(_under(spots, dots)) if dots else frozenset()


def _under(spots: Sequence[Spot], points: Iterable[Point]) -> Iterator[int]:
    squares: dict[tuple[int, int], list[int]] = {}
    for number, (x0, top, x1, bottom) in enumerate(spots):
        if bottom - top < _TALLEST and x1 - x0 < _TALLEST:
            for column in range(int(x0 // _SQUARE), int(x1 // _SQUARE) + 1):
                for row in range(int(top // _SQUARE), int(bottom // _SQUARE) + 1):
                    squares.setdefault((column, row), []).append(number)
    for x, y in points:
        for number in squares.get((int(x // _SQUARE), int(y // _SQUARE)), ()):
            x0, top, x1, bottom = spots[number]
            across, down = _MARGIN * (x1 - x0), _MARGIN * (bottom - top)
            if x0 + across <= x <= x1 - across and top + down <= y <= bottom - down:
                yield number


def _dots(curves: Iterable[LTCurve]) -> Iterator[Point]:
    """Yield points on all slanted strokes, near enough to each other to meet every glyph."""
    left = _LONGEST
    for curve in curves:
        for (x0, y0), (x1, y1) in pairwise(_corners(curve)):
            if abs(x1 - x0) <= _SLANT or abs(y1 - y0) <= _SLANT:
                continue
            length = hypot(x1 - x0, y1 - y0)
            left -= length
            if not left > 0:
                raise too_much("its pages are full of strokes")
            steps = int(length / _STEP) + 1
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
