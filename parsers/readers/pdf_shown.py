"""Which glyphs of a PDF page are struck out or cannot be seen: no part of the number beside them.

A text layer keeps what a line crosses out, what is white on white and what a white box covers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from pdfminer.layout import LTChar, LTCurve, LTImage

from parsers.readers.flaws import STRUCK, UNSEEN

# The colour the device gives to text that is printed in no ink at all (rendering mode 3).
NO_INK = "no ink"

Colour = tuple[float, float, float]
Spot = tuple[float, float, float, float]  # the box of a glyph: x0, top, x1, bottom
Line = tuple[float, float, float]  # a level line: left, right, and the height it stands at

_WHITE: Colour = (1.0, 1.0, 1.0)
_SAME = 0.06
# Black on black is no text nobody sees: borders are drawn as black boxes with a hole in them.
_DARK = 0.3
# Colours of other spaces are inks with names of their own: full ink may be black or white.
_SPACES = frozenset(("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased"))
# A filled box thinner than this, in points, is a line.
_THIN = 3.0
# A box over more of the page may be clipped or clear: it is what stands behind, and no more.
_LARGE = 0.2
# Clipped boxes may begin and end anywhere; the largest page PDF knows measures 14 400 points.
_FARTHEST = 20_000.0
# Pages are searched by bands of a hundredth of their height, and only so many boxes deep.
_BANDS, _DEEPEST = 100, 200
# Where a line strikes a glyph, in shares of its height from the top: lines under it stand lower.
_STRIKE_FROM, _STRIKE_TO = 0.3, 0.72
_STEP, _MOST_IN_STEP, _TALLEST = 2.0, 300, 100.0
# A rule of a table that runs through a number runs on beside it; a strike is as long as its text.
_FILLED = 0.6


class _Fill(NamedTuple):
    """A picture or filled box; the colour of pictures, patterns and clipped boxes is None."""

    x0: float
    top: float
    x1: float
    bottom: float
    colour: Colour | None
    is_picture: bool


@dataclass(slots=True)
class Paint:
    """What was painted on a page, in the order it was drawn.

    `inks` are the colour of each glyph and how many boxes were there before it.
    """

    left: float
    width: float
    height: float
    inks: list[tuple[object, int]] = field(default_factory=list)
    fills: list[_Fill] = field(default_factory=list)

    def add_glyph(self, item: LTChar) -> None:
        """Note the ink of the next glyph."""
        ink: object = item.graphicstate.ncolor
        is_known = ink == NO_INK or item.ncs.name in _SPACES
        self.inks.append((ink if is_known else None, len(self.fills)))

    def add_curve(self, item: LTCurve) -> None:
        """Note a filled box; white over most of the page is the paper itself."""
        if not item.fill or min(item.width, item.height) < _THIN:
            return
        colour = _colour(item.non_stroking_color)
        if item.width * item.height > _LARGE * self.width * self.height:
            if colour is not None and _is_same(colour, _WHITE):
                return
            colour = None
        self._add(item, colour)

    def add_picture(self, item: LTImage) -> None:
        """Note a picture: text on it may have any colour."""
        self._add(item, None)

    def _add(self, item: LTCurve | LTImage, colour: Colour | None) -> None:
        x0, x1 = _near(item.x0 + self.left), _near(item.x1 + self.left)
        top, bottom = _near(self.height - item.y1), _near(self.height - item.y0)
        self.fills.append(_Fill(x0, top, x1, bottom, colour, isinstance(item, LTImage)))


def _near(side: float) -> float:
    return min(_FARTHEST, max(-_FARTHEST, side))


def flaws(spots: Sequence[Spot], paint: Paint, lines: Sequence[Line]) -> Iterator[str]:
    """Yield for each glyph STRUCK, UNSEEN or ""."""
    struck, unseen = _struck(spots, lines), _unseen(spots, paint)
    for number in range(len(spots)):
        yield STRUCK if number in struck else UNSEEN if number in unseen else ""


def _struck(spots: Sequence[Spot], lines: Sequence[Line]) -> set[int]:
    crossed: dict[int, list[int]] = {}
    for number, (_, top, _, bottom) in enumerate(spots if lines else ()):
        tall = bottom - top
        first, last = top + _STRIKE_FROM * tall, top + _STRIKE_TO * tall
        for step in range(int(first // _STEP), int(last // _STEP) + 1) if tall < _TALLEST else ():
            crossed.setdefault(step, []).append(number)
    struck: set[int] = set()
    for x0, x1, y in lines:
        near = crossed.get(int(y // _STEP), ())
        if near and len(near) < _MOST_IN_STEP:
            under = [number for number in near if _crosses(spots[number], x0, x1, y)]
            if sum(spots[each][2] - spots[each][0] for each in under) > _FILLED * (x1 - x0):
                struck.update(under)
    return struck


def _crosses(spot: Spot, x0: float, x1: float, y: float) -> bool:
    at = (y - spot[1]) / max(spot[3] - spot[1], 1e-6)
    return _STRIKE_FROM <= at <= _STRIKE_TO and x0 <= (spot[0] + spot[2]) / 2 <= x1


def _unseen(spots: Sequence[Spot], paint: Paint) -> set[int]:
    band = max(paint.height / _BANDS, 1.0)
    boxes: dict[int, list[int]] = {}
    for number, fill in enumerate(paint.fills):
        first, last = max(int(fill.top // band), 0), min(int(fill.bottom // band), _BANDS)
        for step in range(first, last + 1):
            boxes.setdefault(step, []).append(number)
    colours = {ink: _colour(ink) for ink in {ink for ink, _ in paint.inks}}
    pale = {ink for ink, found in colours.items() if found and _is_same(found, _WHITE)} | {NO_INK}
    unseen: set[int] = set()
    for number, (spot, (ink, before)) in enumerate(zip(spots, paint.inks, strict=True)):
        near = boxes.get(int((spot[1] + spot[3]) / 2 // band))
        if near is None:
            if ink in pale:
                unseen.add(number)
            continue
        over = list(_over(spot, near, paint.fills))
        if ink == NO_INK:  # what was recognised in a scan lies on its picture
            is_seen = any(fill.is_picture for _, fill in over)
        else:
            is_seen = _is_seen(colours[ink], before, over)
        if not is_seen:
            unseen.add(number)
    return unseen


def _over(spot: Spot, near: Sequence[int], fills: Sequence[_Fill]) -> Iterator[tuple[int, _Fill]]:
    """Yield the boxes around the middle of a glyph, the last one drawn first."""
    x, y = (spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2
    for number in islice(reversed(near), _DEEPEST):
        fill = fills[number]
        if fill.x0 <= x <= fill.x1 and fill.top <= y <= fill.bottom:
            yield number, fill


def _is_seen(colour: Colour | None, before: int, over: Sequence[tuple[int, _Fill]]) -> bool:
    for number, fill in over:
        if number < before:
            return not _blends(colour, fill.colour)
        if fill.colour is not None and _is_same(fill.colour, _WHITE):
            return False
    return not _blends(colour, _WHITE)


def _blends(colour: Colour | None, ground: Colour | None) -> bool:
    if colour is None or ground is None:
        return False
    return max(ground) > _DARK and _is_same(colour, ground)


def _is_same(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < _SAME for a, b in zip(one, other, strict=True))


def _colour(ink: object) -> Colour | None:
    """Return red, green and blue of pdfminer's colour, None for patterns and named inks."""
    if isinstance(ink, int | float):
        return float(ink), float(ink), float(ink)
    if not isinstance(ink, tuple) or not all(isinstance(each, int | float) for each in ink):
        return None
    if len(ink) == 4:
        ink = tuple((1 - part) * (1 - ink[3]) for part in ink[:3])
    return (float(ink[0]), float(ink[1]), float(ink[2])) if len(ink) == 3 else None
