"""PDF files drawn for the tests: the chapter 三 table by reportlab, and cells drawn one by one."""

import io
from collections.abc import Iterable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
LABEL = ParagraphStyle("label", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24)
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("（一）予以公开", ()),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    ("（三）不予公开", ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”")),
    ("（四）无法提供", ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作")),
    (
        "（六）其他处理",
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "2.其他"),
    ),
    ("（七）总计", ()),
)
HEADERS = (
    ["（本列数据的勾稽关系）", "", "", "申请人情况", *[""] * 6],
    ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
    ["", "", "", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""],
)
HEADER_SPANS = (
    ((0, 0), (2, 2)),
    ((3, 0), (9, 0)),
    ((3, 1), (3, 2)),
    ((4, 1), (8, 1)),
    ((9, 1), (9, 2)),
)
Span = tuple[tuple[int, int], tuple[int, int]]


def requests_table() -> tuple[list[list[str]], list[Span]]:
    """The texts of a shortened chapter 三 table and its spans, as reportlab takes them."""
    labels = [["一、本年新收政府信息公开申请数量", "", ""], ["二、上年结转数量", "", ""]]
    spans: list[Span] = [*HEADER_SPANS, ((0, 3), (2, 3)), ((0, 4), (2, 4))]
    for group, rows in GROUPS:
        row = 3 + len(labels)
        if not rows:
            spans.append(((1, row), (2, row)))
        elif len(rows) > 1:
            spans.append(((1, row), (1, row + len(rows) - 1)))
        labels += [["", group if not i else "", text] for i, text in enumerate(rows or ("",))]
    labels[2][0] = "三、本年度办理结果"
    last = 3 + len(labels)
    spans += [((0, 5), (0, last - 1)), ((0, last), (2, last))]
    labels.append(["四、结转下年度继续办理", "", ""])
    values = ([str(100 * i + column) for column in range(7)] for i in range(len(labels)))
    body = [label + row for label, row in zip(labels, values, strict=True)]
    return [*(list(row) for row in HEADERS), *body], spans


def report(spacer: float, *, split_rows: bool = False, repeat: int = 0) -> bytes:
    """A report whose table begins `spacer` points below the top of the page."""
    texts, spans = requests_table()
    cells = [[Paragraph(text, LABEL) if text else "" for text in row] for row in texts]
    table = Table(
        cells,
        colWidths=[20, 46, 112, *[38] * 7],
        splitInRow=int(split_rows),
        repeatRows=repeat,
    )
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    table.setStyle(TableStyle([*style, *(("SPAN", *span) for span in spans)]))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, topMargin=60, bottomMargin=60, invariant=1).build(
        [
            Spacer(1, spacer),
            Paragraph("三、收到和处理情况", BODY),
            table,
            Paragraph("四、其他", BODY),
        ]
    )
    return out.getvalue()


Drawn = tuple[float, float, float, float, str]


def page(canvas: Canvas, cells: Iterable[Drawn], lines: Iterable[tuple[float, float, str]]) -> None:
    """Draw ruled cells (x0, top, x1, bottom, text) and free lines (x0, top, text) on a page."""
    canvas.setFont(FONT, 10)
    for x0, top, x1, bottom, text in cells:
        canvas.rect(x0, A4[1] - bottom, x1 - x0, bottom - top)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(x0 + 4, A4[1] - top - 12 - 14 * number, line)
    for x0, top, text in lines:
        canvas.drawString(x0, A4[1] - top - 10, text)
    canvas.showPage()


def drawn(
    *pages: Sequence[Drawn], lines: Sequence[Sequence[tuple[float, float, str]]] = ()
) -> bytes:
    """A PDF of pages of ruled cells, with free lines on each."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number, cells in enumerate(pages):
        page(canvas, cells, lines[number] if lines else ())
    canvas.save()
    return out.getvalue()


def row(top: float, bottom: float, edges: Sequence[float], texts: Sequence[str]) -> list[Drawn]:
    """The cells of one row between column edges."""
    pairs = zip(edges, edges[1:], texts, strict=False)
    return [(x0, top, x1, bottom, text) for x0, x1, text in pairs]


def raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of the given objects (numbered from 1) with a right cross reference table."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\n" % (len(objects) + 1, root)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def three_cells(
    content: bytes,
    page: bytes = b"",
    resources: bytes = b"",
    sixth: bytes = b"null",
    catalogue: bytes = b"",
) -> bytes:
    """A page of three ruled cells, the second with an A in it, and *content* after them.

    The first reaches from (40, 700) to (100, 720). Font F is there; *page* is what else the page
    says, *sixth* the sixth object.
    """
    ruled = b"40 700 60 20 re S 100 700 60 20 re S 160 700 60 20 re S "
    letter = b"BT /F 10 Tf 104 705 Td (A) Tj ET "
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R %s>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 800]/Contents 4 0 R%s"
        b"/Resources<</Font<</F 5 0 R>>%s>>>>" % (page, resources),
        stream(ruled + letter + content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        sixth,
    )
