"""What is printed on the pages of a PDF: glyphs and ruling lines, by pdfminer under bounds.

Coordinates are pdfplumber's: points from the top left corner of the page.
"""

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem, LTPage
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1

from parsers.errors import UnreadableDocument
from parsers.readers.flaws import CROSSED, TURNED
from parsers.readers.pdf_bounds import (
    MAX_PAGES,
    BoundedDocument,
    BoundedFonts,
    BoundedParser,
    Meter,
    too_much,
)
from parsers.readers.pdf_device import Device
from parsers.readers.pdf_edges import Edge, cells_on_a_sheet, edges_of, without_dots
from parsers.readers.pdf_layers import layers_off
from parsers.readers.pdf_notes import ANNOTATED, Note, notes
from parsers.readers.pdf_shown import Paint, flaws
from parsers.readers.pdf_sight import SightedInterpreter
from parsers.readers.pdf_strokes import crossed
from parsers.text import decode

# Pairs of a note and a glyph on one page: a form of 200 fields among 3 000 glyphs is 600 000.
MAX_UNDER_NOTES = 3_000_000
# Bold by printing twice: the same glyph again within this share of its height.
_OVERPRINT = 0.15
_NEAR = 2.0
_MAX_PROPERTY = 1000


class Glyph(NamedTuple):
    """One printed character and its box; `level` is false for slanted text (watermarks).

    `flaw` says that it is struck out or cannot be seen (`pdf_shown`).
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    level: bool = True
    flaw: str = ""


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
    device = Device(fonts)
    device.layers_off = layers_off(document)
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


def _page_marks(document: BoundedDocument, page: PDFPage, device: Device) -> PageMarks:
    number = device.pageno
    interpreter = SightedInterpreter(device.rsrcmgr, device)
    interpreter.meter = document.meter
    interpreter.process_page(page)
    layout = device.get_result()
    marks = PageMarks(number)
    left, bottom, right, top = page.mediabox
    if page.rotate in (90, 270):
        left, bottom, right, top = bottom, left, top, right
    height = layout.height - bottom
    paint = Paint(left, layout.width, height)
    curves = _painted(layout, device, paint, marks)
    spots = (glyph[1:5] for glyph in marks.glyphs)
    across = crossed(spots, curves, (left, height), document.meter)
    marks.glyphs = _without_overprint(_with_flaws(marks, paint, across))
    for first, end in paint.covering_edges():  # what hides a number rules no table
        del marks.edges[first:end]
    marks.edges = [*without_dots(marks.edges), *cells_on_a_sheet(curves, left, height)]
    laid_over = list(notes(page))
    if len(laid_over) * len(marks.glyphs) > MAX_UNDER_NOTES:
        raise too_much(f"page {number} has {len(laid_over)} annotations")
    for note in laid_over:
        marks.glyphs = list(_under(note, marks.glyphs, left, height))
    return marks


def _painted(layout: LTPage, device: Device, paint: Paint, marks: PageMarks) -> list[LTCurve]:
    """Note what is drawn on a page, in its order; return its lines and boxes."""
    curves: list[LTCurve] = []
    for item in _leaves(layout):
        before = len(marks.edges)
        _add(item, marks, paint.left, paint.height)
        if isinstance(item, LTChar):
            paint.add_glyph(item, is_shown=id(item) not in device.unseen)
        elif isinstance(item, LTCurve):
            paint.add_curve(item, device.hiding.get(id(item)), (before, len(marks.edges)))
            curves.append(item)
        elif isinstance(item, LTImage):
            paint.add_picture(item, device.hiding.get(id(item)))
            marks.image_share += item.width * item.height / max(layout.width * layout.height, 1)
    return curves


def _with_flaws(marks: PageMarks, paint: Paint, across: frozenset[int]) -> list[Glyph]:
    """Return the glyphs of a page with what is wrong with each, those that are sound first."""
    level = [edge for edge in marks.edges if edge["orientation"] == "h"]
    found = flaws(
        [glyph[1:5] for glyph in marks.glyphs],
        paint,
        [(edge["x0"], edge["x1"], edge["top"]) for edge in level],
    )
    glyphs = [
        glyph._replace(flaw=flaw or CROSSED) if flaw or number in across else glyph
        for number, (glyph, flaw) in enumerate(zip(marks.glyphs, found, strict=True))
    ]
    if any(glyph.flaw for glyph in glyphs):
        glyphs.sort(key=lambda glyph: bool(glyph.flaw))  # a white shade of black type is no flaw
    return glyphs


def _under(note: Note, glyphs: list[Glyph], left: float, height: float) -> Iterator[Glyph]:
    """Yield glyphs, those under a note with its flaw, and what stands for the text it writes."""
    x0, top, x1, bottom = note.x0 + left, height - note.y1, note.x1 + left, height - note.y0
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        is_under = x0 <= x <= x1 and top <= y <= bottom
        yield glyph._replace(flaw=note.flaw) if is_under else glyph
    if note.writes:
        yield Glyph(f"〔{ANNOTATED}〕", x0, top, x1, bottom)


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
    elif isinstance(item, LTCurve):
        marks.edges.extend(edges_of(item, left, height))


def _glyph(item: LTChar, left: float, height: float) -> Glyph:
    text = item.get_text() or "\ufffd"
    if len(text) == 1 and unicodedata.category(text) == "Cc" and not text.isspace():
        text = "\ufffd"
    a, b, _, _, _, _ = item.matrix  # the line it stands on: italics made by slanting are level
    level = abs(b) < 0.01 * abs(a) or abs(a) < 0.01 * abs(b)
    flaw = TURNED if level and a < -abs(b) else ""  # upside down or mirrored: read backwards
    x0, x1, top, bottom = item.x0 + left, item.x1 + left, height - item.y1, height - item.y0
    return Glyph(text, x0, top, x1, bottom, level, flaw)


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
