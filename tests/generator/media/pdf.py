"""A paper as a PDF with text, drawn by reportlab; long tables break over pages by themselves."""

import io
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A1, A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Drawn
from reportlab.platypus.doctemplate import LayoutError

from tests.generator.paper import Line, Paper, Table, placed, width

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
_BODY = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=18, wordWrap="CJK")
_CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=10, wordWrap="CJK")
_FINE = ParagraphStyle("fine", fontName=FONT, fontSize=5, leading=6, wordWrap="CJK")


def print_pdf(paper: Paper) -> bytes:
    """The bytes of the PDF, on larger paper where a row is too tall for a page."""
    for size in (A4, A3, A1):
        try:
            return _printed(paper, landscape(size) if paper.look.options.get("landscape") else size)
        except (LayoutError, TypeError, UnboundLocalError):  # reportlab fails with any of them
            continue
    raise ValueError("a table that fits no page")


def _printed(paper: Paper, size: tuple[float, float]) -> bytes:
    options = paper.look.options
    flow: list[Flowable] = [Spacer(1, float(str(options.get("spacer", 1))))]
    for item in paper.items:
        if isinstance(item, Line):
            flow.append(Paragraph(_text(item.text), _BODY))
        else:
            flow += [_table(item, paper, size[0] - 90), Spacer(1, 12)]
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=size,
        leftMargin=45,
        rightMargin=45,
        topMargin=50,
        bottomMargin=50,
        title=paper.title,
        invariant=1,
        pageCompression=0 if options.get("plain") else 1,
    ).build(flow)
    return out.getvalue()


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _table(table: Table, paper: Paper, room: float) -> Drawn:
    n_columns = width(table)
    font = _FINE if n_columns > 18 else _CELL
    cells: list[list[object]] = [[""] * n_columns for _ in table.rows]
    style: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    for top, left, cell in placed(table):
        cells[top][left] = Paragraph(_text(cell.text), font) if cell.text else ""
        bottom = min(top + cell.height, len(cells)) - 1
        if bottom > top or cell.width > 1:
            style.append(("SPAN", (left, top), (left + cell.width - 1, bottom)))
    options = paper.look.options
    n_heads = 3 if table.name == "requests" and options.get("repeat") else 0
    return Drawn(
        cells,
        colWidths=_widths(table, n_columns, room),
        style=style,
        repeatRows=n_heads,
        splitInRow=int(bool(options.get("split"))),
    )


def _widths(table: Table, n_columns: int, room: float) -> list[float]:
    """Narrow label columns for the groups of chapter 三, a wide one for its rows."""
    if table.name == "requests" and n_columns == 10:
        labels = [20.0, 44.0, 116.0]
        return [*labels, *[(room - sum(labels)) / 7] * 7]
    if table.name == "indicators":
        return [room * 0.6, *[room * 0.4 / (n_columns - 1)] * (n_columns - 1)]
    return [room / n_columns] * n_columns
