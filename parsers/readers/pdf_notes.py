"""What is laid over a PDF's page beside its content: annotations and form fields.

Neither reading sees what these print. A number under one is refused, and so is a cell in which one
prints text of its own.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_pt

from parsers.readers.flaws import STRUCK
from parsers.readers.pdf_bounds import too_much

ANNOTATED = "批注"

# What strikes out, covers or crosses what stands under it.
_CROSSING = frozenset(("Ink", "Line", "PolyLine", "Redact"))
_SHAPES = frozenset(("Square", "Circle", "Polygon"))  # frames, unless they are filled
_WRITING = frozenset(("FreeText", "Widget"))
_NO_TEXT = frozenset(("Btn", "Sig"))  # fields that are buttons or seals
_UNSEEN_FLAGS = 2 | 32  # hidden, and not shown on a screen
_MOST_NOTES = 2000


class Note(NamedTuple):
    """A box of a page, in pdfminer's coordinates, and what it makes of the glyphs in it.

    `writes` says that text of its own is printed there.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    flaw: str
    writes: bool


def notes(page: PDFPage) -> Iterator[Note]:
    """Yield the annotations of a page that change what its numbers are taken for.

    Raises UnreadableDocument where they are too many to look at: none is left out.
    """
    listed = resolve1(page.annots)
    found = listed if isinstance(listed, list) else []
    if len(found) > _MOST_NOTES:
        raise too_much(f"a page has {len(found)} annotations")
    matrix = turn(page)
    for each in found:
        about = resolve1(each)
        if isinstance(about, dict):
            yield from _of(about, matrix)


def _of(about: dict[str, object], turn: Matrix) -> Iterator[Note]:
    flags, kind = resolve1(about.get("F")), name_of(about.get("Subtype"))
    if isinstance(flags, int) and flags & _UNSEEN_FLAGS:
        return
    if kind == "StrikeOut":
        for box in _boxes(about.get("QuadPoints"), 8, turn):
            yield Note(*box, STRUCK, writes=False)
        return
    writes = kind in _WRITING and _writes(about)
    if writes or kind in _CROSSING or (kind in _SHAPES and resolve1(about.get("IC"))):
        for box in _boxes(about.get("Rect"), 4, turn):
            yield Note(*box, ANNOTATED, writes)


def _writes(about: dict[str, object]) -> bool:
    """Say whether a field or a box of text has any; a field may have it from its parent."""
    parent = resolve1(about.get("Parent"))
    whole = {**parent, **about} if isinstance(parent, dict) else about
    texts = (resolve1(whole.get(key)) for key in ("V", "Contents", "RC"))
    return name_of(whole.get("FT")) not in _NO_TEXT and any(
        isinstance(text, bytes) and bool(text.strip()) for text in texts
    )


def _boxes(points: object, size: int, turn: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """Yield the box of each *size* numbers, as the page is seen."""
    known = numbers_of(points)
    for first in range(0, len(known) - size + 1, size):
        pairs = zip(
            known[first : first + size : 2], known[first + 1 : first + size : 2], strict=True
        )
        across, up = zip(*(apply_matrix_pt(turn, pair) for pair in pairs), strict=True)
        yield min(across), min(up), max(across), max(up)


def numbers_of(listed: object) -> list[float]:
    """Return the numbers of a list."""
    found = resolve1(listed)
    numbers = [resolve1(each) for each in found] if isinstance(found, list) else []
    return [float(each) for each in numbers if isinstance(each, int | float)]


def name_of(literal: object) -> str:
    """Return a name as text, "" for anything else."""
    found = resolve1(literal)
    return str(found.name) if isinstance(found, PSLiteral) else ""


def turn(page: PDFPage) -> Matrix:
    """Return the matrix by which pdfminer lays a page out (its `process_page`)."""
    x0, y0, x1, y1 = page.mediabox
    turns: dict[int, Matrix] = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    return turns.get(page.rotate, (1, 0, 0, 1, -x0, -y0))
