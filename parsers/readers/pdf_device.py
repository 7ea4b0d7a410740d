"""What pdfminer draws of a PDF page, up to a limit, with what can be seen of each thing."""

from collections.abc import Sequence
from typing import Any

from pdfminer.layout import LTComponent, LTImage, LTRect
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdffont import PDFFont, PDFType3Font
from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, PathSegment, Rect

from parsers.readers.pdf_bounds import too_much
from parsers.readers.pdf_layers import LAYER, is_off
from parsers.readers.pdf_shown import KNOWN_SPACES, NO_INK, OTHER_INK
from parsers.readers.pdf_sight import SightedDevice, is_upright, shared

# Glyphs, lines and rectangles of a document: 淮安 2024 has 3 000 on six pages.
MAX_MARKS = 80_000
# Text that is there to be searched and copied, or to cut out what is drawn later.
_NO_INK_MODES = (3, 7)
_OUTLINED_MODES = (1, 5)
# Type below this size, in points, is a speck; ink below this share of its colour is none.
_SPECK, _FAINT = 2.0, 0.05
# Pictures through which something may be seen say so by one of these.
_MASKS = ("SMask", "Mask", "SMaskInData")


class Device(SightedDevice):
    """Collects a page's objects, up to a limit; a glyph without a character is U+FFFD.

    `unseen` are the glyphs, by their ids, that are clipped away or too small to be seen; `hiding`
    the boxes that filled boxes and pictures hide, as far as these are known.
    """

    marks = 0
    layers_off: frozenset[int] = frozenset()
    _is_part = False

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Begin a page, of which nothing is drawn yet."""
        self._tags: list[bool] = []  # of each that is open, whether it switches its content off
        self.unseen: set[int] = set()
        self.hiding: dict[int, Rect] = {}
        super().begin_page(page, ctm)

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:  # pdfminer's own argument
        """Note whether what follows is in a layer that is off."""
        self._tags.append(tag is LAYER and is_off(props, self.layers_off))

    def end_tag(self) -> None:
        """Leave what was tagged."""
        del self._tags[-1:]

    def render_string(
        self,
        textstate: PDFTextState,
        seq: Any,  # pdfminer's own argument
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> None:
        """Draw a text, in no ink where nobody sees it."""
        if textstate.render in _OUTLINED_MODES:  # the copy made for this string
            graphicstate.ncolor, ncs = graphicstate.scolor, graphicstate.scs
        if textstate.render in _NO_INK_MODES or any(self._tags) or self.sight.opacity < _FAINT:
            graphicstate.ncolor = NO_INK
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self, matrix: Matrix, font: PDFFont, *args: Any, **kwargs: Any
    ) -> float:  # pdfminer's own arguments
        """Draw a glyph, and note whether it can be seen."""
        self._count(1)
        advance = super().render_char(matrix, font, *args, **kwargs)
        glyph = self._last()
        # The size of fonts drawn glyph by glyph says nothing of theirs.
        is_speck = glyph.height < _SPECK > glyph.width and not isinstance(font, PDFType3Font)
        if is_speck or not self.sight.shows(glyph):
            self.unseen.add(id(glyph))
        return advance

    def render_image(self, name: str, stream: PDFStream) -> None:
        """Draw a picture, and note what it hides."""
        super().render_image(name, stream)
        picture = self._last()
        is_whole = isinstance(picture, LTImage) and not picture.imagemask
        if is_whole and not any(name in stream for name in _MASKS) and is_upright(self.ctm):
            self._hide(picture)

    def paint_path(
        self,
        gstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        """Draw lines and boxes, and note what a filled box hides."""
        self._count(1)
        if any(self._tags):
            return
        if gstate.ncs.name not in KNOWN_SPACES:
            gstate = gstate.copy()
            gstate.ncolor = OTHER_INK
        # A frame is a box in a box: what has several parts may have a hole. pdfminer paints them
        # one by one.
        is_part, self._is_part = self._is_part, sum(step[0] == "m" for step in path) > 1
        drawn = len(self.cur_item)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        is_whole = fill and not (is_part or self._is_part) and len(self.cur_item) > drawn
        if is_whole and isinstance(box := self._last(), LTRect):
            self._hide(box)
        self._is_part = is_part

    def begin_figure(self, *args: Any) -> None:
        """Begin a form or picture."""
        self._count(1)
        super().begin_figure(*args)

    def handle_undefined_char(self, font: PDFFont, cid: int) -> str:
        """Return U+FFFD."""
        return "\ufffd"

    def _last(self) -> LTComponent:
        return self.cur_item._objs[-1]  # pdfminer returns nothing of what it adds

    def _hide(self, item: LTComponent) -> None:
        is_shown = self.sight.opacity > 1 - _FAINT and not any(self._tags)
        if is_shown and self.sight.is_box and self.sight.hides:
            seen = item.bbox if self.sight.clip is None else shared(self.sight.clip, item.bbox)
            self.hiding[id(item)] = seen

    def _count(self, marks: int) -> None:
        self.marks += marks
        if self.marks > MAX_MARKS:
            raise too_much(f"it prints more than {MAX_MARKS} characters and lines")
