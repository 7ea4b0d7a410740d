"""PDF with a text layer to blocks, read with pdfminer and pdfplumber.

PDF marks no headings: text outside ruled tables is paragraphs. Cell sources are boxes,
`p7:x0,top,x1,bottom` in points from the top left, joined by `+` where a page break cut the cell.
"""

import logging
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException

from parsers.model import (
    Block,
    Document,
    Finding,
    Medium,
    Outcome,
    Reading,
    UnreadableDocument,
)
from parsers.readers.pagebreaks import append, goes_on
from parsers.readers.pdf_lines import Line, furniture, margins, paragraphs
from parsers.readers.pdf_marks import PageMarks, metadata, open_document, read_marks
from parsers.readers.pdf_sheets import Sheet, grid, sheet
from parsers.readers.pdf_tables import TablePart, page_tables

# What pdfminer lets through on damaged files, found by fuzzing; anything else is our own error.
_DAMAGE = (
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
# One unknown character in this many makes the text layer useless.
_UNDEFINED_SHARE = 4

Item = Line | TablePart
Run = list[Line] | Sheet


def read_pdf(document: Document) -> Reading:
    """Return the blocks of a PDF; raises UnreadableDocument only.

    Refused are damaged, encrypted and oversized files, and scans: they have no text layer.
    """
    with _quiet():
        properties, pages, gaps = _read_marks(document.body)
    _check_text_layer(pages)
    parts, dense = _items(pages)
    doubts = _doubts(gaps, sum(page.undefined for page in pages), dense)
    return Reading(Medium.PDF, tuple(_blocks(_runs(parts))), properties, doubts)


def _read_marks(body: bytes) -> tuple[tuple[tuple[str, str], ...], list[PageMarks], int]:
    try:
        pdf = open_document(body)
        return metadata(pdf), read_marks(pdf), pdf.meter.gaps
    except PDFPasswordIncorrect as error:
        raise UnreadableDocument("PDF is locked with a password") from error
    except _DAMAGE as error:
        raise UnreadableDocument(
            f"PDF is damaged ({type(error).__name__}): fetch the original again"
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's warnings off the log while it reads: what matters is a finding."""
    log = logging.getLogger("pdfminer")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def _check_text_layer(pages: Sequence[PageMarks]) -> None:
    inked = sum(1 for page in pages for glyph in page.glyphs if glyph.text.strip())
    undefined = sum(page.undefined for page in pages)
    if not inked or undefined * _UNDEFINED_SHARE > inked:
        what = "no text layer (a scan)" if not inked else "a text layer without character codes"
        raise UnreadableDocument(f"PDF has {what}: it can only be read as an image, with OCR")


def _items(pages: Sequence[PageMarks]) -> tuple[list[Item], list[int]]:
    """Lines and tables of all pages in reading order, without page numbers and running heads."""
    found: list[list[Item]] = []
    dense: list[int] = []
    for page in pages:
        tables, lines, is_dense = page_tables(page)
        found.append(sorted([*lines, *tables], key=_top))
        dense.extend([page.number] if is_dense else [])
    dropped = furniture([_outermost(items) for items in found])
    return [item for items in found for item in items if item not in dropped], dense


def _top(item: Item) -> float:
    return item.top if isinstance(item, Line) else item.box[1]


def _outermost(items: Sequence[Item]) -> tuple[Line, ...]:
    edges = items if len(items) < 2 else (items[0], items[-1])
    return tuple(item for item in edges if isinstance(item, Line))


def _runs(items: Sequence[Item]) -> list[Run]:
    """Tables joined over page breaks, and the lines between them."""
    runs: list[Run] = []
    for item in items:
        last = runs[-1] if runs else None
        if isinstance(item, TablePart):
            if isinstance(last, Sheet) and goes_on(last, item):
                append(last, item)
            else:
                runs.append(sheet(item))
        elif isinstance(last, list):
            last.append(item)
        else:
            runs.append([item])
    return runs


def _blocks(runs: Sequence[Run]) -> Iterator[Block]:
    """Grids, and paragraphs of all else: a table of one column is text with a background."""
    texts: list[list[Line]] = [[]]
    grids: list[Sheet] = []
    for run in runs:
        if isinstance(run, Sheet) and len(run.columns) > 2:
            grids.append(run)
            texts.append([])
        else:
            texts[-1].extend(run.lines if isinstance(run, Sheet) else run)
    body = margins([line for lines in texts for line in lines])
    yield from paragraphs(texts[0], body)
    for ordinal, (table, lines) in enumerate(zip(grids, texts[1:], strict=True), 1):
        yield grid(table, ordinal)
        yield from paragraphs(lines, body)


def _doubts(gaps: int, undefined: int, dense: Sequence[int]) -> tuple[Finding, ...]:
    said: list[tuple[str, str, str]] = []
    if gaps:
        zh = f"PDF文件有{gaps}处内容缺失或损坏，文字可能不完整。"
        en = f"The PDF lacks content in {gaps} places; its text may be incomplete."
        said.append(("text.undecodable", zh, en))
    if undefined:
        zh = f"PDF文件有{undefined}个字符没有对应的文字编码。"
        en = f"{undefined} characters of the PDF stand for no known text."
        said.append(("text.undecodable", zh, en))
    if dense:
        zh = f"第{'、'.join(map(str, dense))}页线条过密，未按表格读取。"
        en = f"Too many lines on page {', '.join(map(str, dense))}: not read as tables."
        said.append(("grid.too_dense", zh, en))
    return tuple(Finding(rule, Outcome.UNCERTAIN, detail=zh, detail_en=en) for rule, zh, en in said)
