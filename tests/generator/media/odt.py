"""A paper as an OpenDocument text, zipped by hand."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.generator.paper import Cell, Item, Line, Paper, placed, width

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_TYPE = "application/vnd.oasis.opendocument.text"


def print_odt(paper: Paper) -> bytes:
    """The bytes of the ODT file."""
    names = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMES.items())
    body = "".join(map(_item, paper.items))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} '
        f'office:version="1.2"><office:body><office:text>{body}</office:text></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", _TYPE)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def _item(item: Item) -> str:
    if isinstance(item, Line):
        return f"<text:p>{_text(item.text)}</text:p>"
    n_columns = width(item)
    grid = [["<table:table-cell/>"] * n_columns for _ in item.rows]
    for top, left, cell in placed(item):
        for down in range(min(cell.height, len(grid) - top)):
            for right in range(cell.width):
                grid[top + down][left + right] = "<table:covered-table-cell/>"
        grid[top][left] = _cell(cell)
    rows = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in grid)
    columns = f'<table:table-column table:number-columns-repeated="{n_columns}"/>'
    return f"<table:table>{columns}{rows}</table:table>"


def _cell(cell: Cell) -> str:
    spans = (f' table:number-rows-spanned="{cell.height}"' if cell.height > 1 else "") + (
        f' table:number-columns-spanned="{cell.width}"' if cell.width > 1 else ""
    )
    return f"<table:table-cell{spans}><text:p>{_text(cell.text)}</text:p></table:table-cell>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<text:line-break/>")
