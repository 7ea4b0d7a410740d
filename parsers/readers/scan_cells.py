"""What stands in each cell of a scanned page: its lines of text cut by the sides of cells.

The engine finds lines of text and reads them; what speaks for and against each number is looked
for in `parsers.readers.scan_evidence`.
"""

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from parsers.readers.pdf_marks import Glyph, PageMarks
from parsers.readers.pdf_tables import page_tables
from parsers.readers.scan_evidence import Doubt, ScanCell, with_evidence
from parsers.readers.scan_ink import ink_of
from parsers.readers.scan_pages import PER_POINT, Pixels
from parsers.readers.scan_rules import Straight
from parsers.readers.scan_text import Box, recognise, text_lines

Piece = tuple[Box, ScanCell | None]  # of a line, and the cell it stands in

# Pixels left out beside the sides of a cell of stacked characters.
_BESIDE = 6
# Higher than this, in widths, and narrower than two characters: one stands below the other.
_STACKED = 5.0
_ONE_CHARACTER = 84


def read_cells(page: Straight) -> tuple[PageMarks, list[Doubt]]:
    """Return a page's text and ruling lines as glyphs and edges in points, and its doubts."""
    marks = PageMarks(page.number, edges=page.edges)
    tables, _, _ = page_tables(marks)
    cells = [
        ScanCell(_in_pixels(cell.x0, cell.top, cell.x1, cell.bottom))
        for table in tables
        for cell in table.cells
    ]
    placed = [*_pieces(text_lines(page.pixels), cells)]
    placed += [piece for cell in cells if _is_stacked(cell.box) for piece in _stack(page, cell)]
    reads = recognise([_crop(page.pixels, box) for box, _ in placed])
    for (box, cell), read in zip(placed, reads, strict=True):
        if cell is None:
            marks.glyphs.extend(_glyphs(box, read.text))
        else:
            cell.pieces.append((box, read))
    doubts = with_evidence(page, cells)
    for cell in cells:
        for box, read in cell.pieces:
            marks.glyphs.extend(_glyphs(_inside(box, cell.box), read.text))
    return marks, doubts


def _in_pixels(x0: float, top: float, x1: float, bottom: float) -> Box:
    return (
        round(x0 * PER_POINT),
        round(top * PER_POINT),
        round(x1 * PER_POINT),
        round(bottom * PER_POINT),
    )


def _pieces(boxes: Sequence[Box], cells: Sequence[ScanCell]) -> Iterator[Piece]:
    """Cut the lines of text where they run over the sides of cells."""
    for box in boxes:
        inside = [(part, cell) for cell in cells if (part := _common(box, cell.box)) is not None]
        yield from ((part, cell) for part, cell in inside if not _is_stacked(cell.box))
        if not inside:
            yield box, None


def _is_stacked(box: Box) -> bool:
    """Whether a cell has room for one character a line only: labels of many rows."""
    return box[3] - box[1] > _STACKED * (box[2] - box[0]) and box[2] - box[0] < _ONE_CHARACTER


def _stack(page: Straight, cell: ScanCell) -> Iterator[Piece]:
    """The lines of a cell that is much higher than wide, by its ink alone."""
    ink = ink_of(page, cell.box)
    if ink is None:
        return
    heights = [bottom - top for top, bottom, _ in ink.rows]
    size = min(np.median([width for _, _, width in ink.rows]), 1.1 * np.percentile(heights, 75))
    lines: list[tuple[float, float]] = []  # first and last row
    for top, bottom, _ in ink.rows:
        if lines and bottom - lines[-1][0] < 1.25 * size:
            lines[-1] = lines[-1][0], bottom
            continue
        count = max(1, round((bottom - top) / (1.1 * size)))  # characters may touch
        pitch = (bottom - top) / count
        lines += [(top + pitch * at, top + pitch * (at + 1)) for at in range(count)]
    x0, y0, x1, y1 = cell.box
    ends = [y0, *(last for _, last in lines)]
    starts = [*(first for first, _ in lines), y1]
    for (first, last), above, below in zip(lines, ends, starts[1:], strict=False):
        top, bottom = max(above + 1, last - 1.3 * size), min(below - 1, first + 1.3 * size)
        box = (x0 + _BESIDE, int(min(top, first - 2)), x1 - _BESIDE, int(max(bottom, last + 2)))
        yield box, cell


def _common(line: Box, cell: Box) -> Box | None:
    """The part of a line that is in a cell, None for a mere touch."""
    x0, y0, x1, y1 = _inside(line, cell)
    is_part = y1 - y0 > 0.5 * min(line[3] - line[1], cell[3] - cell[1]) and x1 - x0 > 5
    return (x0, y0, x1, y1) if is_part else None


def _inside(box: Box, around: Box) -> Box:
    return (
        max(box[0], around[0]),
        max(box[1], around[1]),
        min(box[2], around[2]),
        min(box[3], around[3]),
    )


def _crop(pixels: Pixels, box: Box) -> Pixels:
    x0, y0, x1, y1 = box
    return pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]


def _glyphs(box: Box, text: str) -> list[Glyph]:
    """The characters of a line, spread over its box by their widths."""
    widths = [1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5 for char in text]
    x0, top, x1, bottom = (side / PER_POINT for side in box)
    unit = (x1 - x0) / sum(widths) if widths else 0.0
    glyphs: list[Glyph] = []
    for char, width in zip(text, widths, strict=True):
        glyphs.append(Glyph(char, x0, top, x0 + unit * width, bottom))
        x0 += unit * width
    return glyphs
