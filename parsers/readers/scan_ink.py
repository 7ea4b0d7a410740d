"""The ink of a cell of a scanned page: whether there is any, where, and how many digits it makes.

Looked at apart from what the engine recognises, which it confirms or casts doubt on.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.readers.scan_pages import Pixels
from parsers.readers.scan_rules import Straight
from parsers.readers.scan_text import Box

# Differences of grey that are ink, and the smallest spot of it: the smallest dash is 7 wide.
_INK = 36
_SPOT = 6
# Pixels left out along the sides of a cell, beside the ruling line itself.
_INSET = 3
# From one digit to the next, in heights: in the widest and the narrowest type.
_WIDE = 0.8
_NARROW = 0.66

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of a cell: its box, the runs of columns it fills without decimal points.

    `rows` are the runs of rows, each with how many columns it fills; `points` counts the points.
    """

    box: Box
    runs: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, int, int], ...]
    is_cut: bool
    points: int

    @property
    def is_dash(self) -> bool:
        """Whether there is but one level stroke."""
        x0, y0, x1, y1 = self.box
        return len(self.runs) == 1 and x1 - x0 >= 2.5 * (y1 - y0)

    def may_hold(self, digits: int) -> bool:
        """Whether so many digits stand here; where they touch, a run counts by its width."""
        height = self.box[3] - self.box[1]
        widths = [(end - start) / height for start, end in self.runs]
        least = sum(max(1, round(width / _WIDE + 0.1)) for width in widths)
        most = sum(max(1, round(width / _NARROW + 0.35)) for width in widths)
        return least <= digits <= most


def ink_of(page: Straight, cell: Box) -> Ink | None:
    """Return the ink of a cell without its ruling lines, None where it is blank."""
    x0, y0, x1, y1 = cell[0] + _INSET, cell[1] + _INSET, cell[2] - _INSET, cell[3] - _INSET
    if x1 - x0 < 4 or y1 - y0 < 4:
        return None
    inner = page.clean[y0:y1, x0:x1]
    ground = int(np.median(inner))
    depth = np.abs(inner.astype(np.int16) - ground)
    spots = (depth > _INK).astype(np.uint8)
    spots[cv2.dilate(page.rules[y0:y1, x0:x1], np.ones((3, 3), np.uint8)) > 0] = 0
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(spots)
    height, width = spots.shape
    kept = [i for i in range(1, count) if not _is_speck(boxes[i], width, height)]
    if not kept:
        return None
    inked = _any_of(labels, kept)
    columns, rows = np.flatnonzero(inked.any(axis=0)), np.flatnonzero(inked.any(axis=1))
    left, top, right, bottom = (
        int(v) for v in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    )
    is_cut = left == 0 or top == 0 or right == width or bottom == height
    points = [i for i in range(1, count) if _is_point(boxes[i], (left, top, right, bottom))]
    filled: Mask = np.any(_any_of(labels, [i for i in kept if i not in points]), axis=0)
    points = [i for i in points if not filled[boxes[i][0] : boxes[i][0] + boxes[i][2]].any()]
    lines: Mask = np.any(inked, axis=1)
    return Ink(
        (left + x0, top + y0, right + x0, bottom + y0),
        tuple((start + x0, end + x0) for start, end in _runs(filled)),
        tuple((a + y0, b + y0, int(inked[a:b].any(axis=0).sum())) for a, b in _runs(lines)),
        is_cut,
        len(points),
    )


def _any_of(labels: NDArray[np.int32], chosen: list[int]) -> Mask:
    mask: Mask = np.isin(labels, chosen)
    return mask


def _is_point(spot: Pixels, ink: Box) -> bool:
    """Whether a spot may be a decimal point: small, between digits, at their foot."""
    x, y, w, h, _ = (int(number) for number in spot)
    left, top, right, bottom = ink
    size = bottom - top
    at_foot = bottom - 0.35 * size < y + h / 2 < bottom + 0.2 * size
    return min(w, h) >= 2 and max(w, h) < 0.32 * size and left < x and x + w < right and at_foot


def _runs(filled: Mask) -> list[tuple[int, int]]:
    """The stretches of a row or column that are filled, from the first to one past the last."""
    steps = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in steps.reshape(-1, 2)]


def _is_speck(box: Pixels, width: int, height: int) -> bool:
    """Dust, a decimal point, or what is left of a ruling line along a side."""
    x, y, w, h, area = (int(number) for number in box)
    if max(w, h) < _SPOT or area < 2 * _SPOT:
        return True
    at_side = x == 0 or y == 0 or x + w == width or y + h == height
    return at_side and min(w, h) <= 4 and max(w, h) > 3 * min(w, h)
