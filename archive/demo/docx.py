"""Reports as DOCX, written as WordprocessingML in a zip: gridSpan, vMerge and cut runs."""

import io
import zipfile
from xml.sax.saxutils import escape

from archive.demo.city import Look
from archive.demo.markup import cut
from archive.demo.pages import NOTICE
from archive.demo.tables import BREAK, Cell, Table, placed
from archive.demo.writing import Writing

WHEN = (2020, 1, 1, 0, 0, 0)  # a fixed time in the zip: the same bytes every time
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"


def report_docx(writing: Writing) -> bytes:
    """Return a report as a DOCX file."""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{RELATIONS}"/>'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/>'
            f'<Override PartName="/docProps/core.xml" ContentType="{CORE}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(writing.plan.title)}</dc:title></cp:coreProperties>"
        ),
        "word/document.xml": _document(writing),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, DECLARATION + text)
    return file.getvalue()


def _document(writing: Writing) -> str:
    look = writing.plan.look
    body = [_paragraph(NOTICE, look), _paragraph(writing.plan.title, look, "36")]
    body.append(_paragraph(writing.introduction, look))
    for chapter in writing.chapters:
        body.append(_paragraph(chapter.heading, look, "28"))
        body += [_paragraph(text, look) for text in chapter.paragraphs]
        if chapter.table:
            body.append(_table(chapter.table, look))
    body += [_paragraph(line, look) for line in writing.signature]
    return f'<w:document xmlns:w="{W}"><w:body>{"".join(body)}</w:body></w:document>'


def _paragraph(text: str, look: Look, size: str = "24") -> str:
    format_ = f'<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="{size}"/></w:rPr>'
    return f"<w:p>{_runs(text, look, format_)}</w:p>"


def _runs(text: str, look: Look, format_: str) -> str:
    pieces = cut(text) if look.has("split_spans") else [text]
    runs = (f"<w:r>{format_}{_text(piece)}</w:r>" for piece in pieces if piece)
    return "".join(runs)


def _text(piece: str) -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in piece.split(BREAK))
    return "<w:br/>".join(lines)


def _table(table: Table, look: Look) -> str:
    """Return a `w:tbl`; the covered part of a merged cell is an empty continuation cell."""
    rows: list[dict[int, str]] = [{} for _ in table]
    width = sum(cell.across for cell in table[0])
    for top, left, cell in placed(table):
        rows[top][left] = _cell(cell, look, '<w:vMerge w:val="restart"/>' if cell.down > 1 else "")
        for below in range(top + 1, top + cell.down):
            rows[below][left] = _cell(Cell("", cell.across), look, "<w:vMerge/>")
    lines = ("".join(row[left] for left in sorted(row)) for row in rows)
    grid = '<w:gridCol w:w="600"/>' * width
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="9740" w:type="dxa"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"
    )


def _cell(cell: Cell, look: Look, merge: str) -> str:
    span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    centred = '<w:pPr><w:jc w:val="center"/></w:pPr>'
    runs = _runs(cell.text, look, '<w:rPr><w:sz w:val="21"/></w:rPr>')
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{centred}{runs}</w:p></w:tc>"
