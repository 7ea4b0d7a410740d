"""Old Word files (DOC, WPS, RTF): the DOCX that LibreOffice made of them, read as any other.

The conversion is not done here, where nothing is run: see `archive.conversion`.
"""

from dataclasses import replace

from parsers.errors import UnreadableDocument
from parsers.model import Block, Document, Grid, Medium, Reading
from parsers.readers.docx import read_docx

PREFIX = "docx:"
NOT_CONVERTED = (
    "old Word file (DOC, WPS or RTF), which LibreOffice has to convert: install it "
    "(Debian: apt install libreoffice-writer-nogui) or save the file as DOCX"
)


def read_doc(document: Document) -> Reading:
    """Return the blocks of the converted file; raises UnreadableDocument where there is none."""
    if not document.converted:
        raise UnreadableDocument(NOT_CONVERTED)
    reading = read_docx(Document(document.converted))
    blocks = tuple(map(_placed, reading.blocks))
    return replace(reading, medium=Medium.DOC, blocks=blocks)


def _placed(block: Block) -> Block:
    """Say of a block that its source is a place in the converted file."""
    source = PREFIX + block.source
    if not isinstance(block, Grid):
        return replace(block, source=source)
    cells = tuple(cell._replace(source=PREFIX + cell.source) for cell in block.cells)
    return replace(block, cells=cells, source=source)
