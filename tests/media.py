"""A report drawn by `tests.printed` in each medium; the tables of the PDF go over its pages.

Synthetic, like all that is drawn here; written without any code of the parsers.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from parsers.model import Document
from tests.pdfs import BODY, LABEL
from tests.printed import TD, Printed, Rows, as_text
from tests.sheets import xls, xlsx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
WIDTHS = {4: [150, 100, 100, 100], 10: [20, 46, 112, *[38] * 7], 15: [31] * 15}

Placed = tuple[int, int, TD]  # row, column and cell


def placed(rows: Rows) -> Iterator[Placed]:
    """Every cell with its place in the table."""
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(rows):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            yield top, left, cell
            for below in range(cell.rowspan):
                taken.update((top + below, left + beside) for beside in range(cell.colspan))
            left += cell.colspan


def bodies(printed: Printed) -> Iterator[tuple[str, Rows | str]]:
    """Each chapter's title, and its table or its text."""
    chapters = zip("一二三四五六", printed.form.chapters, strict=True)
    texts = iter(["共公开信息12条。", *printed.tables(), "存在公开不够及时的问题。", "无"])
    for (numeral, chapter), body in zip(chapters, texts, strict=True):
        yield f"{numeral}、{chapter.title}", body


def as_docx(printed: Printed) -> Document:
    """The report as a Word file: merged cells with gridSpan and vMerge."""
    parts = [_paragraph(printed.title)]
    for title, body in bodies(printed):
        parts.append(_paragraph(title))
        parts.append(_paragraph(body) if isinstance(body, str) else _word_table(body))
    document = f'<w:document xmlns:w="{W}"><w:body>{"".join(parts)}</w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        package.writestr("word/document.xml", document)
    return Document(file.getvalue())


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _word_table(rows: Rows) -> str:
    lines: list[dict[int, str]] = [{} for _ in rows]
    for top, left, cell in placed(rows):
        lines[top][left] = _word_cell(cell, "restart" if cell.rowspan > 1 else "")
        for below in range(1, cell.rowspan):
            lines[top + below][left] = _word_cell(TD("", 1, cell.colspan), "continue")
    drawn = ("".join(line[left] for left in sorted(line)) for line in lines)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in drawn)}</w:tbl>"


def _word_cell(cell: TD, merge: str) -> str:
    spans = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    spans += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{spans}</w:tcPr>{_paragraph(cell.text)}</w:tc>"


def as_pdf(printed: Printed) -> Document:
    """The report as a PDF: labels wrapped round their numbers, tables cut by page breaks."""
    story: list[Flowable] = [Paragraph(printed.title, BODY)]
    for title, body in bodies(printed):
        story.append(Paragraph(title, BODY))
        story.append(Paragraph(body, BODY) if isinstance(body, str) else _pdf_table(body))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, topMargin=60, bottomMargin=60, invariant=1).build(story)
    return Document(out.getvalue())


def _pdf_table(rows: Rows) -> Table:
    width = sum(cell.colspan for cell in rows[0])
    cells: list[list[object]] = [[""] * width for _ in rows]
    style: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    for top, left, cell in placed(rows):
        cells[top][left] = Paragraph(escape(cell.text), LABEL) if cell.text else ""
        end = (left + cell.colspan - 1, top + cell.rowspan - 1)
        style.append(("SPAN", (left, top), end))
    return Table(cells, colWidths=WIDTHS.get(width), style=TableStyle(style))


MEDIA: dict[str, Callable[[Printed], Document]] = {
    "html": Printed.page,
    "pdf": as_pdf,
    "docx": as_docx,
    "text": as_text,
    "xlsx": lambda printed: Document(xlsx(printed)),
    "xls": lambda printed: Document(xls(printed)),
}
