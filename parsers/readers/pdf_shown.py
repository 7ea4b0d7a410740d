"""Which glyphs of a PDF page are struck out or cannot be seen: no part of the number beside them.

A text layer keeps what a line crosses out, what is white on white and what a white box covers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from pdfminer.layout import LTChar, LTCurve, LTImage
from pdfminer.utils import Rect

from parsers.readers.flaws import COVERED, STRUCK, UNSEEN

# The colour the device gives to text that is printed in no ink at all (rendering mode 3).
NO_INK = "no ink"
# And to boxes painted in an ink with a name of its own.
OTHER_INK = "other ink"

Colour = tuple[float, float, float]
Spot = tuple[float, float, float, float]  # the box of a glyph: x0, top, x1, bottom
Line = tuple[float, float, float]  # a level line: left, right, and the height it stands at

_WHITE: Colour = (1.0, 1.0, 1.0)
_SAME = 0.06
_PALEST = 0.9
# Black on black may be text that is seen: borders are drawn as black boxes with a hole in them.
_DARK = 0.3
# Colours of other spaces are inks with names of their own: full ink may be black or white.
KNOWN_SPACES = frozenset(("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased"))
# A filled box thinner than this, in points, is a line.
_THIN = 3.0
# A box over more of the page may be clipped or clear: it is what stands behind, and no more.
_LARGE = 0.2
# Pictures over more of the page are the scan of it, with what was recognised under them.
_SCANNED = 0.5
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
    """A picture or filled box; the colour of pictures, patterns and clipped boxes is None.

    `hides` says that nothing drawn before can be seen in it; `edges` are those of its sides, from
    the first to one past the last.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    colour: Colour | None
    is_picture: bool
    hides: bool
    edges: tuple[int, int]


@dataclass(slots=True)
class Paint:
    """What was painted on a page, in the order it was drawn.

    `inks` are the colour of each glyph and how many boxes were there before it; `pictured` is the
    area under pictures that hide what is under them, `covering` the boxes that were found to.
    """

    left: float
    width: float
    height: float
    inks: list[tuple[object, int]] = field(default_factory=list)
    fills: list[_Fill] = field(default_factory=list)
    pictured: float = 0.0
    covering: set[int] = field(default_factory=set)

    def add_glyph(self, item: LTChar, *, is_shown: bool) -> None:
        """Note the ink of the next glyph; one that is clipped away has none."""
        ink: object = item.graphicstate.ncolor if is_shown else NO_INK
        is_known = ink == NO_INK or item.ncs.name in KNOWN_SPACES
        self.inks.append((ink if is_known else None, len(self.fills)))

    def add_curve(self, item: LTCurve, hidden: Rect | None, edges: tuple[int, int]) -> None:
        """Note a filled box, and what of the page it hides; white over most of it is the paper."""
        if not item.fill or min(item.width, item.height) < _THIN:
            return
        colour = _colour(item.non_stroking_color)
        if item.width * item.height > _LARGE * self.width * self.height:
            if colour is not None and _is_same(colour, _WHITE):
                return
            colour, hidden = None, None
        self._add(item, colour, hidden if colour else None, edges)

    def add_picture(self, item: LTImage, hidden: Rect | None) -> None:
        """Note a picture, and what of the page it hides: text on it may have any colour."""
        self.pictured += item.width * item.height if hidden else 0.0
        self._add(item, None, hidden, (0, 0))

    def covering_edges(self) -> Iterator[tuple[int, int]]:
        """Yield the edges of boxes that were found to hide a glyph, the last ones first."""
        for number in sorted(self.covering, reverse=True):
            yield self.fills[number].edges

    def _add(
        self,
        item: LTCurve | LTImage,
        colour: Colour | None,
        hidden: Rect | None,
        edges: tuple[int, int],
    ) -> None:
        left, low, right, high = hidden or item.bbox
        x0, x1 = _near(left + self.left), _near(right + self.left)
        top, bottom = _near(self.height - high), _near(self.height - low)
        is_picture = isinstance(item, LTImage)
        self.fills.append(_Fill(x0, top, x1, bottom, colour, is_picture, hidden is not None, edges))


def _near(side: float) -> float:
    return min(_FARTHEST, max(-_FARTHEST, side))


def flaws(spots: Sequence[Spot], paint: Paint, lines: Sequence[Line]) -> Iterator[str]:
    """Yield for each glyph STRUCK, UNSEEN, COVERED or ""."""
    struck, unseen = _struck(spots, lines), _unseen(spots, paint)
    for number in range(len(spots)):
        yield STRUCK if number in struck else unseen.get(number, "")


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


def _unseen(spots: Sequence[Spot], paint: Paint) -> dict[int, str]:
    band = max(paint.height / _BANDS, 1.0)
    boxes: dict[int, list[int]] = {}
    for number, fill in enumerate(paint.fills):
        first, last = max(int(fill.top // band), 0), min(int(fill.bottom // band), _BANDS)
        for step in range(first, last + 1):
            boxes.setdefault(step, []).append(number)
    colours = {ink: _colour(ink) for ink in {ink for ink, _ in paint.inks}}
    pale = {ink for ink, found in colours.items() if found and _is_pale(found)} | {NO_INK}
    unseen: dict[int, str] = {}
    for number, (spot, (ink, before)) in enumerate(zip(spots, paint.inks, strict=True)):
        near = boxes.get(int((spot[1] + spot[3]) / 2 // band))
        if near is None:
            flaw = UNSEEN if ink in pale else ""
        else:
            over = _over(spot, near, paint.fills)
            if ink == NO_INK:  # what was recognised in a scan lies on its picture
                flaw = "" if any(fill.is_picture for _, fill in over) else UNSEEN
            else:
                flaw = _flaw(colours[ink], before, over, paint)
        if flaw:
            unseen[number] = flaw
    return unseen


def _over(spot: Spot, near: Sequence[int], fills: Sequence[_Fill]) -> Iterator[tuple[int, _Fill]]:
    """Yield the boxes around the middle of a glyph, the last one drawn first."""
    x, y = (spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2
    for number in islice(reversed(near), _DEEPEST):
        fill = fills[number]
        if fill.x0 <= x <= fill.x1 and fill.top <= y <= fill.bottom:
            yield number, fill


def _flaw(
    colour: Colour | None, before: int, over: Iterable[tuple[int, _Fill]], paint: Paint
) -> str:
    is_scan = paint.pictured > _SCANNED * paint.width * paint.height
    for number, fill in over:
        if number < before:
            return UNSEEN if _blends(colour, fill) else ""
        if fill.colour is not None and _is_same(fill.colour, _WHITE):
            return UNSEEN
        if fill.hides and not (fill.is_picture and is_scan):
            paint.covering.add(number)
            return COVERED
    return UNSEEN if colour and _is_pale(colour) else ""


def _blends(colour: Colour | None, ground: _Fill) -> bool:
    if colour is None or ground.colour is None:
        return False
    return (ground.hides or max(ground.colour) > _DARK) and _is_same(colour, ground.colour)


def _is_pale(colour: Colour) -> bool:
    """Say whether nobody sees type of this colour on paper."""
    return min(colour) > _PALEST


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
