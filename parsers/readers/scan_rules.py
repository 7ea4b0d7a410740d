"""The ruling lines of a scanned page, and how far the page was turned on the scanner."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.pdf_edges import Edge, level_edge, upright_edge
from parsers.readers.scan_pages import PER_POINT, Page, Pixels

# Pages turned further than this are not set straight.
_MOST_TURNED = 4.0
# In working pixels (200 dpi): a line is longer than any stroke of a character in a table; pieces
# of a broken line this far apart are one, and no column is that narrow.
_SHORTEST = 42
_BREAK = 22
_THICKEST = 12
_NEAR = 8
# A line shorter than this is one only if it stands free: strokes of four digits may run together.
_SURELY_LONG = 160
_BESIDE = 0.3
_MOST_LINES = 4000
# Spots up to 3 pixels wide and high, more of them than one in 10,000: a noisy page.
_DOT = 3
_DUSTY = 1e-4

# A table is at least this wide; characters of a title are no wider than 80.
_TABLE_WIDTH = 200

Line = tuple[int, int, int, int]  # x0, y0, x1, y1, the end not included
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Straight:
    """A page set straight: `back` leads from its pixels to the page as it was scanned.

    `clean` are its pixels without dust. `edges` are the ruling lines in points, `rules` marks
    their pixels.
    """

    number: int
    pixels: Pixels
    clean: Pixels
    rules: Pixels
    edges: list[Edge]
    back: Matrix

    def box(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, ...]:
        """Return the box around a place given in points, in units of the original."""
        corners = np.array([[x0, top], [x1, top], [x0, bottom], [x1, bottom]]) * PER_POINT
        there = corners @ self.back[:, :2].T + self.back[:, 2]
        return (*there.min(axis=0).tolist(), *there.max(axis=0).tolist())


def straight(page: Page) -> Straight:
    """Return a page turned upright, with its ruling lines."""
    height, width = page.pixels.shape
    wiped = without_dust(page.pixels)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle(wiped), 1.0)
    pixels, clean = (
        cv2.warpAffine(
            each, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        for each in (page.pixels, wiped)
    )
    back = cv2.invertAffineTransform(turn) / page.scale
    ink = dark(clean)
    upright = [(x0, y0, x1, y1) for y0, x0, y1, x1 in _lines(np.ascontiguousarray(ink.T))]
    level, upright, rules = _of_tables(_lines(ink), upright, ink)
    edges = [
        *(level_edge(x0 / PER_POINT, x1 / PER_POINT, _middle(y0, y1)) for x0, y0, x1, y1 in level),
        *(
            upright_edge(_middle(x0, x1), y0 / PER_POINT, y1 / PER_POINT)
            for x0, y0, x1, y1 in upright
        ),
    ]
    return Straight(page.number, pixels, clean, rules, edges, back)


def _of_tables(
    level: list[Line], upright: list[Line], ink: Pixels
) -> tuple[list[Line], list[Line], Pixels]:
    """Keep the lines that hang together with a long unbroken one; strokes of large print do not.

    The pixels of the lines come with them.
    """
    rules = np.zeros_like(ink)
    for x0, y0, x1, y1 in (*level, *upright):
        rules[y0:y1, x0:x1] = 255
    _, groups = cv2.connectedComponents(cv2.dilate(rules, np.ones((7, 7), np.uint8)))
    long = [line for line in _lines(ink, 1) if line[2] - line[0] >= _TABLE_WIDTH]
    tables = {int(groups[y0, x0]) for x0, y0, _, _ in long} - {0}
    kept = np.isin(groups, [*tables])
    rules[~kept] = 0
    return (
        [line for line in level if kept[line[1], line[0]]],
        [line for line in upright if kept[line[1], line[0]] and _is_rule(line, level)],
        rules,
    )


def _is_rule(line: Line, level: list[Line]) -> bool:
    """Whether an upright line is none of the strokes of a heading right above a table."""
    x0, y0, x1, y1 = line
    met = sum(
        left - _NEAR < x1 and x0 < right + _NEAR and top - _NEAR < y1 and y0 < bottom + _NEAR
        for left, top, right, bottom in level
    )
    return met > 1 or y1 - y0 > 2 * _SHORTEST


def _middle(first: int, last: int) -> float:
    return (first + last - 1) / 2 / PER_POINT


def without_dust(pixels: Pixels) -> Pixels:
    """Wipe the tiny spots off a page that is full of them; leave a clean one as it is.

    Smoothing would do away with the thin level strokes of 三 and 5 as well.
    """
    ink = dark(pixels)
    _, spots, boxes, _ = cv2.connectedComponentsWithStats(ink)
    sizes = boxes[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1)
    if np.count_nonzero(sizes <= _DOT) <= _DUSTY * pixels.size:
        return pixels
    dust = np.isin(spots, np.flatnonzero(sizes <= _DOT)).astype(np.uint8)
    around = (cv2.dilate(dust, np.ones((3, 3), np.uint8)) > 0) & ((ink == 0) | (dust > 0))
    wiped = pixels.copy()
    wiped[around] = np.uint8(np.median(pixels))
    return wiped


def dark(pixels: Pixels) -> Pixels:
    """Return 255 where a pixel is darker than what is around it."""
    ink: Pixels = cv2.adaptiveThreshold(
        pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12
    )
    return ink


def angle(pixels: Pixels) -> float:
    """Return the degrees by which a page has to be turned so that its lines run level.

    The right angle is the one under which rows of pixels differ most from their neighbours.
    """
    shrink = min(1.0, 1000 / max(pixels.shape))
    small = cv2.resize(dark(pixels), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    small = small[: 2 * small.shape[1]]  # the head of a long screenshot tells enough
    steps = np.arange(-_MOST_TURNED, _MOST_TURNED + 0.01, 0.25)
    coarse = max(steps, key=lambda turned: _sharp(small, turned))
    best = max(coarse + np.arange(-0.25, 0.26, 0.05), key=lambda turned: _sharp(small, turned))
    return float(best) if _sharp(small, best) > 1.02 * _sharp(small, 0.0) else 0.0


def _sharp(ink: Pixels, degrees: float) -> float:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    rows = cv2.warpAffine(ink, turn, (width, height)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _lines(ink: Pixels, bridge: int = _BREAK) -> list[Line]:
    """Return the level lines of an image, over breaks of so many pixels."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, _SHORTEST), np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((3, bridge), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(runs)
    lines = [
        (int(x), int(y), int(x + width), int(y + height))
        for x, y, width, height, _ in boxes[1:]
        if height <= _THICKEST
    ]
    lines = [line for line in lines if _stands_free(ink, line)]
    return lines if len(lines) <= _MOST_LINES else []


def _stands_free(ink: Pixels, line: Line) -> bool:
    """Whether there is hardly any ink right above and below a line, as there is in characters."""
    x0, y0, x1, y1 = line
    if x1 - x0 >= _SURELY_LONG:
        return True
    above, below = ink[max(0, y0 - 5) : max(0, y0 - 1), x0:x1], ink[y1 + 1 : y1 + 5, x0:x1]
    return all(np.count_nonzero(side.any(axis=0)) < _BESIDE * (x1 - x0) for side in (above, below))
