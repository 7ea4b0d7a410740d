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

from parsers.errors import UnreadableDocument
from parsers.model import Document, Finding, Grid, Medium, Outcome, Reading
from parsers.readers.pdf_blocks import page_blocks
from parsers.readers.pdf_marks import PageMarks, metadata, open_document, read_marks

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
# A picture over this share of a page may be the scan of it; charts and photographs are smaller.
_SCANNED_SHARE = 0.5
# Where no table is printed otherwise, a picture of this share may be one.
_TABLE_SHARE = 0.1
# A scanned page may have a page number or a stamp of characters on it.
_FEW_GLYPHS = 30


class NoTextLayer(UnreadableDocument):
    """The PDF is a scan; raised by `read_pdf`."""


def read_pdf(document: Document) -> Reading:
    """Return the blocks of a PDF; raises UnreadableDocument only.

    Refused are damaged, encrypted and oversized files. NoTextLayer means a scan.
    """
    with _quiet():
        properties, pages, gaps = _read_marks(document.body)
    _check_text_layer(pages)
    blocks, dense = page_blocks(pages)
    has_tables = any(isinstance(block, Grid) for block in blocks)
    doubts = _doubts(gaps, sum(page.undefined for page in pages), dense)
    return Reading(Medium.PDF, blocks, properties, (*doubts, *_unread(pages, has_tables)))


def _unread(pages: Sequence[PageMarks], has_tables: bool) -> Iterator[Finding]:
    """Name the pages whose tables may be pictures: scans among pages of text, if it has tables."""
    numbers = [
        page.number
        for page in pages
        if (page.image_share >= _SCANNED_SHARE and _inked(page) < _FEW_GLYPHS)
        or (page.image_share >= _TABLE_SHARE and not has_tables)
    ]
    if numbers:
        zh = f"第{'、'.join(map(str, numbers))}页的图片未读取，其中可能有表格。"
        en = f"Pictures were not read and may be tables, on pages {', '.join(map(str, numbers))}."
        yield Finding("scan.page_unread", Outcome.UNCERTAIN, detail=zh, detail_en=en)


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
    inked = sum(map(_inked, pages))
    undefined = sum(page.undefined for page in pages)
    if not inked or undefined * _UNDEFINED_SHARE > inked:
        what = "no text layer (a scan)" if not inked else "a text layer without character codes"
        raise NoTextLayer(f"PDF has {what}: it can only be read as an image, with OCR")


def _inked(page: PageMarks) -> int:
    return sum(1 for glyph in page.glyphs if glyph.text.strip())


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
