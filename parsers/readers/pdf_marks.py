"""What is printed on the pages of a PDF: glyphs and ruling lines, by pdfminer under bounds.

Coordinates are pdfplumber's: points from the top left corner of the page.
"""

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem, LTLine, LTPage, LTRect
from pdfminer.pdffont import PDFFont
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1

from parsers.model import UnreadableDocument
from parsers.readers.pdf_bounds import (
    MAX_PAGES,
    BoundedDocument,
    BoundedFonts,
    BoundedInterpreter,
    BoundedParser,
    Meter,
    too_much,
)
from parsers.text import decode

# Glyphs, lines and rectangles of a document: 淮安 2024 has 3 000 on six pages.
MAX_MARKS = 80_000
# A filled box thinner than this is a line drawn as a box.
_LINE_WIDTH = 3.0
# How far from level a line may be, in points.
_SLANT = 0.5
# Bold by printing twice: the same glyph again within this share of its height.
_OVERPRINT = 0.15
_NEAR = 2.0
# The largest page PDF knows measures 14 400 points; lines from beyond it rule nothing.
_FARTHEST = 20_000.0
_MAX_PROPERTY = 1000
_WHITE = ((1,), (1, 1, 1), (0, 0, 0, 0), 1)

# What `pdfplumber.table` takes for an edge: a dict of its own; the values are floats and one str.
Edge = dict[str, Any]


class Glyph(NamedTuple):
    """One printed character and its box; `level` is false for slanted text (watermarks)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    level: bool = True


@dataclass(slots=True)
class PageMarks:
    """The marks of one page, glyphs in the order of the content stream; `number` from 1.

    `image_share` is the part of the page that its pictures cover, added up.
    """

    number: int
    glyphs: list[Glyph] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    image_share: float = 0.0
    undefined: int = 0


class _Device(PDFPageAggregator):
    """Collects a page's objects, up to a limit; a glyph without a character is U+FFFD."""

    marks = 0

    def render_char(self, *args: Any, **kwargs: Any) -> float:  # pdfminer's own arguments
        self._count(1)
        return super().render_char(*args, **kwargs)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self._count(1)
        super().paint_path(*args, **kwargs)

    def begin_figure(self, *args: Any) -> None:
        self._count(1)
        super().begin_figure(*args)

    def handle_undefined_char(self, font: PDFFont, cid: int) -> str:
        return "\ufffd"

    def _count(self, marks: int) -> None:
        self.marks += marks
        if self.marks > MAX_MARKS:
            raise too_much(f"it prints more than {MAX_MARKS} characters and lines")


def open_document(body: bytes) -> BoundedDocument:
    """Return pdfminer's document; raises pdfminer's errors and UnreadableDocument."""
    return BoundedDocument(BoundedParser(io.BytesIO(body), Meter()))


def metadata(document: BoundedDocument) -> tuple[tuple[str, str], ...]:
    """Return the document's own properties that are texts, such as Title and CreationDate."""
    found: dict[str, str] = {}
    for info in document.info:
        values = {str(key): resolve1(value) for key, value in info.items()}
        texts = {key: value for key, value in values.items() if isinstance(value, bytes)}
        found.update({key: decode(text)[0].strip() for key, text in texts.items()})
    return tuple(sorted((key, text[:_MAX_PROPERTY]) for key, text in found.items() if text))


def read_marks(document: BoundedDocument) -> list[PageMarks]:
    """Return the marks of every page; refuses documents of which pages are missing."""
    fonts = BoundedFonts()
    device = _Device(fonts)
    pages = [_page_marks(document, page, device) for page in _pages(document)]
    expected = _page_count(document)
    if not pages:
        raise UnreadableDocument("PDF has no pages: fetch the original again")
    if len(pages) < expected:
        raise UnreadableDocument(
            f"PDF is cut short, {len(pages)} of {expected} pages are left: fetch the original again"
        )
    return pages


def _pages(document: BoundedDocument) -> Iterator[PDFPage]:
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > MAX_PAGES:
            raise too_much(f"it has more than {MAX_PAGES} pages")
        yield page


def _page_count(document: BoundedDocument) -> int:
    root = resolve1(document.catalog.get("Pages"))
    count = resolve1(root.get("Count")) if isinstance(root, dict) else 0
    return count if isinstance(count, int) else 0


def _page_marks(document: BoundedDocument, page: PDFPage, device: _Device) -> PageMarks:
    number = device.pageno
    interpreter = BoundedInterpreter(device.rsrcmgr, device)
    interpreter.meter = document.meter
    interpreter.process_page(page)
    layout = device.get_result()
    marks = PageMarks(number)
    left, bottom, right, top = page.mediabox
    if page.rotate in (90, 270):
        left, bottom, right, top = bottom, left, top, right
    for item in _leaves(layout):
        _add(item, marks, left, layout.height - bottom)
        if isinstance(item, LTImage):
            marks.image_share += item.width * item.height / max(layout.width * layout.height, 1)
    marks.glyphs = _without_overprint(marks.glyphs)
    return marks


def _leaves(layout: LTPage) -> Iterator[LTItem]:
    """The objects of a page in the order they were drawn, forms opened."""
    waiting: list[LTItem] = [layout]
    while waiting:
        item = waiting.pop()
        if isinstance(item, LTContainer):
            waiting.extend(reversed(list(item)))
        else:
            yield item


def _add(item: LTItem, marks: PageMarks, left: float, height: float) -> None:
    if isinstance(item, LTChar):
        marks.glyphs.append(_glyph(item, left, height))
        marks.undefined += marks.glyphs[-1].text == "\ufffd"
    elif isinstance(item, LTRect):
        marks.edges.extend(filter(_is_near, _box_edges(item, left, height)))
    elif isinstance(item, LTCurve):
        marks.edges.extend(filter(_is_near, _line_edges(item, left, height)))


def _is_near(edge: Edge) -> bool:
    return all(abs(edge[side]) < _FARTHEST for side in ("x0", "top", "x1", "bottom"))


def _glyph(item: LTChar, left: float, height: float) -> Glyph:
    text = item.get_text() or "\ufffd"
    if len(text) == 1 and unicodedata.category(text) == "Cc" and not text.isspace():
        text = "\ufffd"
    a, b, c, d, _, _ = item.matrix
    level = abs(b) + abs(c) < 0.01 * (abs(a) + abs(d)) or abs(a) + abs(d) < 0.01 * abs(b)
    return Glyph(text, item.x0 + left, height - item.y1, item.x1 + left, height - item.y0, level)


def _box_edges(item: LTRect, left: float, height: float) -> list[Edge]:
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


def _without_overprint(glyphs: list[Glyph]) -> list[Glyph]:
    """Bold made by printing a character twice is one character."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column, row = int(glyph.x0 // _NEAR), int(glyph.top // _NEAR)
        places = ((glyph.text, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(_prints_over(glyph, other) for place in places for other in seen.get(place, ())):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def _prints_over(glyph: Glyph, other: Glyph) -> bool:
    near = min(_NEAR, _OVERPRINT * (glyph.bottom - glyph.top))
    return abs(glyph.x0 - other.x0) <= near and abs(glyph.top - other.top) <= near
