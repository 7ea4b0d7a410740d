"""Images and scanned PDFs to blocks: OpenCV finds the ruling lines, rapidocr reads the text.

Tables and paragraphs are put together as those of a PDF. Cell sources are boxes,
`p7:x0,top,x1,bottom`, in points of the page of a PDF and in pixels of an image as a viewer shows
it, both from the top left.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from parsers.model import Block, Document, Finding, Grid, Medium, Outcome, Reading
from parsers.readers.pdf_blocks import page_blocks
from parsers.readers.pdf_lines import source
from parsers.readers.scan_cells import read_cells
from parsers.readers.scan_evidence import Doubt
from parsers.readers.scan_pages import pages
from parsers.readers.scan_rules import Straight, straight

_BOX = re.compile(r"p(\d+):([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)")
_NONE = np.zeros((0, 0), np.uint8)  # pixels are let go as soon as they are read
_READ_BY_OCR = (
    "scan.ocr",
    "这份报告是图片，由文字识别读取，个别文字可能有误。",
    "The report is a picture read by character recognition; single characters may be wrong.",
)


def read_scan(document: Document, *, is_pdf: bool) -> Reading:
    """Return the blocks of an image or of a PDF's pages; raises UnreadableDocument only."""
    sheets: dict[int, Straight] = {}
    marks, doubts = [], []
    for page in pages(document, is_pdf=is_pdf):
        upright = straight(page)
        read, unsure = read_cells(upright)
        marks.append(read)
        doubts += unsure
        sheets[page.number] = replace(upright, pixels=_NONE, clean=_NONE, rules=_NONE)
    blocks, dense = page_blocks(marks)
    findings = [_finding(*_READ_BY_OCR), *_dense(dense), *_doubtful(blocks, doubts, sheets)]
    return Reading(
        Medium.SCAN, tuple(_back(block, sheets) for block in blocks), (), tuple(findings)
    )


def _finding(rule: str, zh: str, en: str, where: str = "", actual: str = "") -> Finding:
    return Finding(rule, Outcome.UNCERTAIN, where, "", actual, zh, detail_en=en)


def _dense(numbers: Iterable[int]) -> Iterator[Finding]:
    for number in numbers:
        zh, en = f"第{number}页线条过密，未按表格读取。", f"Too many lines on page {number}."
        yield _finding("grid.too_dense", zh, en)


def _doubtful(
    blocks: Iterable[Block], doubts: Iterable[Doubt], sheets: Mapping[int, Straight]
) -> Iterator[Finding]:
    """Name each doubtful number by the source of its cell."""
    cells = [
        (box, cell.source)
        for block in blocks
        if isinstance(block, Grid)
        for cell in block.cells
        for box in _BOX.finditer(cell.source)
    ]
    for doubt in doubts:
        for box, where in cells:
            if _holds(box, doubt):
                zh = f"单元格“{doubt.text}”的文字识别不够可靠，读数存疑。"
                en = f"The cell “{doubt.text}” was not recognised reliably; its number is doubtful."
                yield _finding("value.ocr_guess", zh, en, _original(where, sheets), doubt.text)


def _holds(box: re.Match[str], doubt: Doubt) -> bool:
    x0, top, x1, bottom = (float(side) for side in box.groups()[1:])
    return int(box[1]) == doubt.page and x0 <= doubt.x <= x1 and top <= doubt.y <= bottom


def _back(block: Block, sheets: Mapping[int, Straight]) -> Block:
    """Return a block with its places as they are in the original."""
    if not isinstance(block, Grid):
        return replace(block, source=_original(block.source, sheets))
    cells = tuple(cell._replace(source=_original(cell.source, sheets)) for cell in block.cells)
    return Grid(cells, block.ordinal, _original(block.source, sheets))


def _original(where: str, sheets: Mapping[int, Straight]) -> str:
    def turned(box: re.Match[str]) -> str:
        number = int(box[1])
        x0, top, x1, bottom = (float(side) for side in box.groups()[1:])
        return source(number, *sheets[number].box(x0, top, x1, bottom))

    return _BOX.sub(turned, where)
