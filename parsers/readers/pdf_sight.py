"""Where on a PDF page a drawing instruction can be seen: clipped, and through what it is drawn.

pdfminer leaves out the operators that say so. Boxes are pdfminer's: left, bottom, right, top.
"""

from typing import Any, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTComponent
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import (
    MATRIX_IDENTITY,
    Matrix,
    Rect,
    apply_matrix_rect,
    mult_matrix,
)

from parsers.readers.pdf_bounds import BoundedInterpreter
from parsers.readers.pdf_notes import name_of, numbers_of, turn

# Blend modes in which what is drawn last hides what is under it.
_HIDING = frozenset(("", "Normal", "Compatible"))
# How much of a turn leaves a box a box.
_SLANT = 0.01


class Sight(NamedTuple):
    """The box outside of which nothing is seen, whether all in it is, and how opaque ink is."""

    clip: Rect | None = None
    is_box: bool = True
    opacity: float = 1.0
    hides: bool = True

    def through(self, box: Rect, *, is_box: bool) -> "Sight":
        """Return the sight through another box too; of other shapes it is the box around them."""
        clip = box if self.clip is None else shared(self.clip, box)
        return self._replace(clip=clip, is_box=self.is_box and is_box)

    def shows(self, item: LTComponent) -> bool:
        """Say whether the middle of something may be seen."""
        if self.clip is None:
            return True
        left, bottom, right, top = self.clip
        return left <= (item.x0 + item.x1) / 2 <= right and bottom <= (item.y0 + item.y1) / 2 <= top


def shared(one: Rect, other: Rect) -> Rect:
    """Return what two boxes share; where they share nothing its sides are the wrong way round."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def is_upright(matrix: Matrix) -> bool:
    """Say whether boxes stay boxes under a matrix."""
    a, b, c, d, _, _ = matrix
    return abs(b) + abs(c) < _SLANT * (abs(a) + abs(d)) or abs(a) + abs(d) < _SLANT * (
        abs(b) + abs(c)
    )


class SightedDevice(PDFPageAggregator):
    """A device that is told what can be seen of what it draws next."""

    sight = Sight()


class SightedInterpreter(BoundedInterpreter):
    """An interpreter that tells its device at every step what can be seen."""

    device: SightedDevice
    sight = Sight()

    def process_page(self, page: PDFPage) -> None:
        """Draw a page, which shows what is in its crop box only."""
        self.sight = Sight(apply_matrix_rect(turn(page), page.cropbox))
        super().process_page(page)

    def init_state(self, ctm: Matrix) -> None:
        """Begin a page or form; a form is seen as it was called."""
        super().init_state(ctm)
        self._saved: list[Sight] = []
        self._tell(self.sight)

    def subinterp(self) -> PDFPageInterpreter:
        """Return an interpreter for a form."""
        nested = super().subinterp()
        assert isinstance(nested, SightedInterpreter)
        nested.sight = self.sight
        return nested

    def do_q(self) -> None:
        """Save the state."""
        super().do_q()
        self._saved.append(self.sight)

    def do_Q(self) -> None:  # noqa: N802 - pdfminer's name
        """Restore the state."""
        super().do_Q()
        if self._saved:
            self._tell(self._saved.pop())

    def do_W(self) -> None:  # noqa: N802 - pdfminer's name
        """Clip by the path, which is whole when this is said."""
        self.meter.clip(len(self.curpath))
        points = [
            (float(x), float(y))
            for step in self.curpath
            for x, y in zip(step[1::2], step[2::2], strict=False)
        ]
        if points:
            across, up = zip(*points, strict=True)
            box = apply_matrix_rect(self.ctm, (min(across), min(up), max(across), max(up)))
            is_box = len(points) in (4, 5) and len(set(across)) == 2 == len(set(up))
            self._tell(self.sight.through(box, is_box=is_box and is_upright(self.ctm)))

    do_W_a = do_W  # noqa: N815 - pdfminer's name

    def do_gs(self, name: Any) -> None:
        """Take over how opaque ink is, and whether it hides what is under it."""
        states = resolve1((self.resources or {}).get("ExtGState"))
        said = resolve1(states.get(name_of(name))) if isinstance(states, dict) else None
        if not isinstance(said, dict):
            return
        opacity, blend = resolve1(said.get("ca")), resolve1(said.get("BM"))
        sight = self.sight
        if isinstance(opacity, int | float):
            sight = sight._replace(opacity=float(opacity))
        if blend is not None or "SMask" in said:
            first = blend[0] if isinstance(blend, list) and blend else blend
            is_masked = isinstance(resolve1(said.get("SMask")), dict)
            sight = sight._replace(hides=name_of(first) in _HIDING and not is_masked)
        self._tell(sight)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802 - pdfminer's name
        """Draw a form or picture; a form shows what is in its box only."""
        outside, form = self.sight, resolve1(self.xobjmap.get(name_of(xobjid_arg)))
        if isinstance(form, PDFStream) and len(box := numbers_of(form.get("BBox"))) == 4:
            lie = numbers_of(form.get("Matrix"))
            a, b, c, d, e, f = lie if len(lie) == 6 else MATRIX_IDENTITY
            matrix = mult_matrix((a, b, c, d, e, f), self.ctm)
            seen = apply_matrix_rect(matrix, (box[0], box[1], box[2], box[3]))
            self._tell(outside.through(seen, is_box=is_upright(matrix)))
        super().do_Do(xobjid_arg)
        self._tell(outside)

    def _tell(self, sight: Sight) -> None:
        self.sight = sight
        self.device.sight = sight
