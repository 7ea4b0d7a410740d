"""The rows of a Word file's tables, with python-docx; cells that go on from above are empty."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document as WordDocument
from docx.table import Table, _Cell
from lxml import etree

from parsers.readers.docx_parts import MAX_PART

# python-docx opens every part of a package; it is given this one alone.
_PART = "word/document.xml"
_NAMESPACE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE = {
    "[Content_Types].xml": f'<Types xmlns="{_NAMESPACE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/{_PART}" ContentType="{_MAIN}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_NAMESPACE}/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    f'Target="{_PART}"/></Relationships>',
}
_UNREADABLE = (
    *(etree.LxmlError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(AttributeError, KeyError, NotImplementedError, ValueError),
)


def word_tables(body: bytes) -> list[list[list[str]]]:
    """Return the tables of the body as rows of texts, none where python-docx cannot read them."""
    try:
        document = WordDocument(io.BytesIO(_text_alone(body)))
        _settle(document.element)
        return [list(_rows(table)) for table in document.tables]
    except _UNREADABLE:
        return []


def _text_alone(body: bytes) -> bytes:
    """Return the package without pictures, styles and whatever else might be packed into it."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(_PART) as part:
        content = part.read(MAX_PART)
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as package:
        for name, text in _PACKAGE.items():
            package.writestr(name, text)
        package.writestr(_PART, content)
    return bare.getvalue()


def _settle(root: etree._Element) -> None:
    """Take what was inserted as printed and what was deleted as gone: python-docx sees neither."""
    for mark in list(root.iter("{*}trPr")):
        row = mark.getparent()
        if mark.find("{*}del") is not None and row is not None:
            etree.strip_elements(row, "{*}tc")
    etree.strip_elements(root, "{*}del", "{*}moveFrom", with_tail=False)
    etree.strip_tags(root, "{*}ins", "{*}moveTo", "{*}smartTag", "{*}sdt", "{*}sdtContent")


def _rows(table: Table) -> Iterator[list[str]]:
    """Yield the texts of each row's own cells; python-docx's `row.cells` is slow on merged ones."""
    for row in table._tbl.tr_lst:
        yield ["" if cell.vMerge == "continue" else _Cell(cell, table).text for cell in row.tc_lst]
