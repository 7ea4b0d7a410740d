"""ODT files packed by hand: tables with covered cells, as the standard prints them."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.printed import TD, Printed, Rows
from tests.sheets import laid

NAMES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style", "meta", "drawing", "manifest")
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:draw="urn:x:draw" xmlns:fo="urn:x:fo"'
)
MIMETYPE = "application/vnd.oasis.opendocument.text"


def packed(text: str, styles: str = "", meta: str = "", mimetype: str = MIMETYPE) -> bytes:
    """An ODT file with this inside of `office:text`."""
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{text}</office:text></office:body>"
        "</office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {NAMES}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
        )
    return stream.getvalue()


def paragraph(text: str) -> str:
    """A `text:p`; every line break its own element."""
    return f"<text:p>{escape(text).replace(chr(10), '<text:line-break/>')}</text:p>"


def table(rows: Rows) -> str:
    """A table with every covered position marked up, side by side ones as one repeated cell."""
    at = {first: (text, last) for text, first, last in laid(rows)}
    width = max(last[1] for _, last in at.values()) + 1
    lines = []
    for row in range(len(rows)):
        cells, covered = [], 0
        for column in [*range(width), None]:
            if column is not None and (row, column) not in at:
                covered += 1
                continue
            if covered:
                cells.append(
                    f'<table:covered-table-cell table:number-columns-repeated="{covered}"/>'
                )
                covered = 0
            if column is not None:
                text, (bottom, right) = at[row, column]
                cells.append(
                    f'<table:table-cell table:number-rows-spanned="{bottom - row + 1}" '
                    f'table:number-columns-spanned="{right - column + 1}">{paragraph(text)}'
                    "</table:table-cell>"
                )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f"<table:table>{''.join(lines)}</table:table>"


def odt(printed: Printed) -> bytes:
    """The report as ODT."""
    tables = [table(rows) for rows in printed.tables()]
    bodies = [
        paragraph("公开信息12条。"),
        "".join(tables[:-2]),
        *tables[-2:],
        *map(paragraph, ["存在公开不够及时的问题。", "无"]),
    ]
    parts = [f'<text:h text:outline-level="1">{escape(printed.title)}</text:h>']
    for numeral, chapter, body in zip("一二三四五六", printed.form.chapters, bodies, strict=True):
        parts.append(paragraph(f"{numeral}、{chapter.title}") + body)
    return packed("".join(parts))


def one_row(*texts: str) -> Rows:
    """A table of one row."""
    return [[TD(text) for text in texts]]
