"""PDF: tables over page breaks, every character once, and files that cannot be read."""

import contextlib
import io
import json
import logging
import random
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from parsers.errors import UnreadableDocument
from parsers.model import Cell, Document, Grid, Paragraph, Reading
from parsers.readers.pdf import read_pdf
from parsers.readers.pdf_lines import printed_lines
from parsers.readers.pdf_marks import Glyph
from tests.pdfs import FONT, drawn, raw_pdf, report, row, stream
from tests.reopen import reopen

EDGES = (80.0, 140.0, 300.0, 360.0, 420.0)
TOP = 60.0
END = 780.0


def read(body: bytes) -> Reading:
    return read_pdf(Document(body))


def grids(body: bytes) -> list[Grid]:
    return [block for block in read(body).blocks if isinstance(block, Grid)]


def paragraphs(body: bytes) -> list[str]:
    return [block.text for block in read(body).blocks if isinstance(block, Paragraph)]


def placed(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    """The cells without sources; lines of a cell joined, for a break moves them."""
    return [(c.text.replace("\n", ""), c.top, c.left, c.height, c.width) for c in grid.cells]


def texts(grid: Grid) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.top, []).append(cell.text)
    return [rows[top] for top in sorted(rows)]


def inked(text: str) -> str:
    return "".join(text.split())


def cells(reading: Reading) -> list[Cell]:
    return [c for block in reading.blocks if isinstance(block, Grid) for c in block.cells]


@pytest.fixture(scope="module")
def huaian(shared: Path) -> bytes:
    return (shared / "reports" / "huaian_gov_2024.pdf").read_bytes()


@pytest.fixture(scope="module")
def reading(huaian: bytes) -> Reading:
    return read(huaian)


@pytest.fixture(scope="module")
def whole() -> list[tuple[str, int, int, int, int]]:
    (grid,) = grids(report(0))
    return placed(grid)


def test_real_tables_are_the_printed_grids(reading: Reading) -> None:
    """淮安 2024: three grids, their numbers in printed order those typed from the original."""
    typed = json.loads((Path(__file__).parent / "real_reports/huaian_gov_2024.json").read_text())
    found = [block for block in reading.blocks if isinstance(block, Grid)]
    numbers = [c.text for grid in found for c in grid.cells if c.text.replace(".", "").isdigit()]
    assert numbers == [raw for raw, *_ in typed["figures"].values()]
    assert [max(c.left + c.width for c in grid.cells) for grid in found] == [4, 10, 15]
    assert [max(c.top + c.height for c in grid.cells) for grid in found] == [14, 28, 4]


def test_real_label_cut_by_the_page_is_one_cell(reading: Reading) -> None:
    """（四）无 / 法提供 stands on two pages, the vertical label reads downwards."""
    labels = {inked(c.text): c for c in cells(reading)}
    cut, outer = labels["（四）无法提供"], labels["三、本年度办理结果"]
    assert (cut.top, cut.left, cut.height, cut.width) == (15, 1, 3, 1)
    assert cut.source == "p4:95.6,758.8,137.7,782.4+p5:95.6,79.9,137.7,129.9"
    assert (outer.top, outer.left, outer.height, outer.width) == (5, 0, 22, 1)


def test_real_characters_are_read_once(huaian: bytes, reading: Reading) -> None:
    """Every glyph of the text layer is in exactly one block, the six page numbers apart."""
    with pdfplumber.open(io.BytesIO(huaian)) as pdf:
        printed = Counter(inked("".join(c["text"] for page in pdf.pages for c in page.chars)))
    whole = [c.text for c in cells(reading)]
    whole += [block.text for block in reading.blocks if isinstance(block, Paragraph)]
    numbers = Counter("".join(f"-{number}-" for number in range(1, 7)))
    assert Counter(inked("".join(whole))) + numbers == printed


def test_real_sources_show_the_same_text_to_another_engine(huaian: bytes, reading: Reading) -> None:
    """pypdfium2 finds the text of every cell in the box that its source names."""
    wrong = [c for c in cells(reading) if inked(reopen(huaian, "pdf", c.source)) != inked(c.text)]
    assert wrong == []


def test_real_paragraphs_go_on_over_pages(reading: Reading) -> None:
    """A paragraph broken by a page is one; page numbers are gone; properties are decoded."""
    found = [block.text for block in reading.blocks if isinstance(block, Paragraph)]
    assert found[1] == "2024年政府信息公开工作年度报告"
    assert any("“建设‘四最’一流营商环境高质量推进产业发展”" in text for text in found)
    assert not any(text.startswith("-") for text in found)
    assert dict(reading.metadata)["Title"] == "政府信息公开工作年度报告"
    assert reading.findings == ()


@pytest.mark.parametrize("spacer", range(300, 620, 16))
def test_break_at_any_row_gives_the_same_grid(
    spacer: int, whole: list[tuple[str, int, int, int, int]]
) -> None:
    """Wherever the page ends, the table is the one printed on a single page."""
    broken = grids(report(spacer))
    assert [placed(grid) for grid in broken] == [whole]


@pytest.mark.parametrize("spacer", range(480, 620, 9))
def test_break_inside_a_row_gives_the_same_grid(
    spacer: int, whole: list[tuple[str, int, int, int, int]]
) -> None:
    """A row whose cells go on over the break, without a ruling line, is one row."""
    broken = grids(report(spacer, split_rows=True))
    assert [placed(grid) for grid in broken] == [whole]


@pytest.mark.parametrize("spacer", [420, 500])
def test_repeated_header_rows_are_dropped(
    spacer: int, whole: list[tuple[str, int, int, int, int]]
) -> None:
    """Header rows printed again on the next page are no rows of the table."""
    broken = grids(report(spacer, repeat=3))
    assert [placed(grid) for grid in broken] == [whole]


HEAD = row(700, 730, EDGES, ("", "种类", "自然人", "总计"))


def test_ruled_break_joins_a_wrapped_row_only() -> None:
    """Both halves ruled: a label that found no room goes on, values stand beside one half."""
    first = [*HEAD, *row(730, END, EDGES, ("", "其他法律行政法规禁止公开其他内", "30", "31"))]
    second = row(TOP, 90, EDGES, ("", "部事务", "", ""))
    assert texts(grids(drawn(first, second))[0]) == [
        ["", "种类", "自然人", "总计"],
        ["", "其他法律行政法规禁止公开其他内\n部事务", "30", "31"],
    ]


def test_ruled_break_keeps_whole_rows_apart() -> None:
    """A row that is complete on its page is not merged with the next, be it blank or not."""
    first = [*HEAD, *row(730, END, EDGES, ("", "重复申请", "30", "31"))]
    blank = row(TOP, 90, EDGES, ("", "出版物", "", ""))
    assert len(texts(grids(drawn(first, blank))[0])) == 3
    full = row(TOP, 90, EDGES, ("", "出版物", "0", "0"))
    assert texts(grids(drawn(first, full))[0])[1:] == [
        ["", "重复申请", "30", "31"],
        ["出版物", "0", "0"],
    ]


def test_values_below_a_header_are_never_its_continuation() -> None:
    """Numbers at the top of a page start a row, however narrow the header above them."""
    edges = (80.0, 101.0, 122.0, 143.0)
    first = row(740, END, edges, ("结\n果", "纠\n正", "其\n他"))
    second = row(TOP, 90, edges, ("72", "64", "8"))
    assert texts(grids(drawn(first, second))[0]) == [
        ["结\n果", "纠\n正", "其\n他"],
        ["72", "64", "8"],
    ]


def test_label_spanning_the_break_is_joined() -> None:
    """A group label whose cell goes on blank below spans the rows of both pages."""
    first = [*HEAD, *row(730, END, EDGES, ("（四）\n无法提供", "1.不掌握", "1", "1"))]
    second = [
        *row(TOP, 90, EDGES, ("", "2.没有", "2", "2")),
        *row(90, 120, EDGES, ("（五）", "1.信访", "3", "3")),
    ]
    found = {c.text: c for c in grids(drawn(first, second))[0].cells}
    label = found["（四）\n无法提供"]
    assert (label.top, label.height) == (1, 2)
    assert label.source == "p1:80.0,730.0,140.0,780.0+p2:80.0,60.0,140.0,90.0"
    assert (found["（五）"].top, found["（五）"].height) == (3, 1)


def test_caption_row_alone_on_its_page_stays_with_its_table() -> None:
    """A full-width caption at the foot of a page belongs to the table on the next."""
    first = row(740, END, (80.0, 420.0), ("第二十条第（一）项",))
    second = row(TOP, 90, EDGES, ("", "种类", "自然人", "总计"))
    caption = grids(drawn(first, second))[0].cells[0]
    assert (caption.text, caption.top, caption.width) == ("第二十条第（一）项", 0, 4)


def test_tables_with_text_between_stay_two() -> None:
    """A heading between two tables on consecutive pages keeps them apart."""
    body = drawn(
        HEAD,
        row(100, 130, EDGES, ("", "种类", "自然人", "总计")),
        lines=[[], [(80, 60, "四、其他")]],
    )
    assert [type(block) for block in read(body).blocks] == [Grid, Paragraph, Grid]


def test_number_wrapped_over_two_lines_keeps_the_line_break() -> None:
    """The printed lines of a cell stay told apart: only a person may join digits."""
    body = drawn([*row(100, 140, EDGES, ("", "种类", "12\n34", "总计"))])
    assert [c.text for c in grids(body)[0].cells] == ["", "种类", "12\n34", "总计"]


def boxed(draw: Callable[[Canvas, float, float, float, float], None]) -> bytes:
    """A page of three rows of three cells whose lines *draw* draws, given each cell's box."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont(FONT, 10)
    canvas.setFillColorRGB(0.2, 0.2, 0.2)
    canvas.rect(99, 599, 302, 92, stroke=0, fill=draw is white_cell)
    for number in range(9):
        x0, low = 100 + 100 * (number % 3), 660 - 30 * (number // 3)
        draw(canvas, x0, low, 100, 30)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(x0 + 20, low + 10, f"第{number}格")
    canvas.save()
    return out.getvalue()


def white_cell(canvas: Canvas, x0: float, low: float, width: float, height: float) -> None:
    """A white box on the dark ground, a point smaller all round."""
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(x0 + 0.5, low + 0.5, width - 1, height - 1, stroke=0, fill=1)


def dotted_cell(canvas: Canvas, x0: float, low: float, width: float, height: float) -> None:
    """Four sides of square dots, as a browser draws them."""
    for step in range(0, int(width), 2):
        canvas.rect(x0 + step, low, 0.8, 0.8, stroke=0, fill=1)
        canvas.rect(x0 + step, low + height, 0.8, 0.8, stroke=0, fill=1)
    for step in range(0, int(height), 2):
        canvas.rect(x0, low + step, 0.8, 0.8, stroke=0, fill=1)
        canvas.rect(x0 + width, low + step, 0.8, 0.8, stroke=0, fill=1)


@pytest.mark.parametrize("draw", [white_cell, dotted_cell])
def test_cells_without_drawn_lines_are_a_table(
    draw: Callable[[Canvas, float, float, float, float], None],
) -> None:
    """Lines may be rows of dots, or what white boxes leave of the dark one under them."""
    expected = [[f"第{3 * row + column}格" for column in range(3)] for row in range(3)]
    assert [texts(grid) for grid in grids(boxed(draw))] == [expected]


@pytest.mark.parametrize(
    ("x0", "expected"),
    [(140.0, ["1234567", "8"]), (170.0, ["12345〔越格6〕", "〔越格7〕 8"])],
)
def test_a_number_that_runs_over_the_side_of_its_cell_is_no_number(
    x0: float, expected: list[str]
) -> None:
    """A part of it must not be read as the cell's number, nor the rest as the next cell's."""
    body = drawn(
        [*row(100, 130, (80, 200, 320), ("", ""))], lines=[[(x0, 106, "1234567"), (230, 106, "8")]]
    )
    assert texts(grids(body)[0]) == [expected]


def test_text_in_boxes_is_paragraphs() -> None:
    """A table of one column is text with a background, none of it lost."""
    body = drawn([(80, 100, 420, 130, "一、总体情况"), (80, 130, 420, 160, "本年度主动公开。")])
    assert [type(block) for block in read(body).blocks] == [Paragraph, Paragraph]
    assert paragraphs(body) == ["一、总体情况", "本年度主动公开。"]


def test_a_chapter_at_the_margin_ends_the_sentence_above() -> None:
    """A line that ends full with 。 does not go on in 六、."""
    lines = [[(80, 100, "问题一般。"), (80, 115, "六、其他")]]
    assert paragraphs(drawn([], lines=lines)) == ["问题一般。", "六、其他"]


def titled(*lines: tuple[float, float, int, str]) -> bytes:
    """A page of lines (middle, top, size, text), and a full line of text below them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for middle, top, size, text in lines:
        canvas.setFont(FONT, size)
        canvas.drawCentredString(middle, A4[1] - top, text)
    canvas.setFont(FONT, 12)
    for top in (300, 320):
        canvas.drawString(77, A4[1] - top, "甲" * 36 + "。")
    canvas.save()
    return out.getvalue()


def test_a_title_wrapped_in_the_middle_is_one_paragraph() -> None:
    """The last characters of a centred title stand in the middle below it; the chapter does not."""
    title = "甲市乙区人民政府2016年政府信息公开工作年度"
    body = titled((299, 100, 20, title), (299, 130, 20, "报告"), (160, 170, 14, "一、总体情况"))
    assert paragraphs(body)[:2] == [f"{title}报告", "一、总体情况"]


@pytest.mark.parametrize("size", [20, 14])
def test_a_title_as_wide_as_the_text_does_not_go_on_in_the_first_chapter(size: int) -> None:
    """Chapters begin a paragraph of their own, in the title's type and in a smaller one."""
    title = "甲" * (14 if size == 20 else 23) + "政府信息公开工作年度报告"
    body = titled((299, 100, size, title), (120, 130, 14, "一、总体情况"))
    assert paragraphs(body)[:2] == [title, "一、总体情况"]


def test_radicals_are_read_as_the_characters_they_look_like() -> None:
    """Browsers print 人民 as the radicals of the same shape, which no label is written with."""
    glyphs = [Glyph(text, 10.0 * n, 0.0, 10.0 * n + 10, 10.0) for n, text in enumerate("⼈⺠⼾")]
    assert [line.text for line in printed_lines(glyphs, 1)] == ["人民户"]


def test_widths_of_single_characters_are_no_long_ranges() -> None:
    """Some writers give every width as a range of one code: such a font is read like any other."""
    singles = b" ".join(b"%d %d 500" % (code, code) for code in range(0, 60_000, 20))
    with pytest.raises(UnreadableDocument, match="without character codes"):
        read(wide_font(singles))


def test_page_numbers_are_dropped_and_other_numbers_kept() -> None:
    """Numbers that go up with the pages are page numbers; a lone number is text."""
    lines = [[(80, 100, "甲" * 30), (290, 800, str(n))] for n in (5, 6, 7)]
    assert not any(text.isdigit() for text in paragraphs(drawn([], [], [], lines=lines)))
    lone = drawn([], lines=[[(80, 100, "全年受理申请件数"), (80, 130, "3119")]])
    assert paragraphs(lone) == ["全年受理申请件数", "3119"]


def test_bold_printed_twice_is_read_once() -> None:
    """The same glyph a fraction of a point aside is bold type, neighbours are two digits."""
    lines = [[(80, 100, "11件"), (80.3, 100, "11件")]]
    assert paragraphs(drawn([], lines=lines)) == ["11件"]


def test_reading_leaves_logging_as_it_was() -> None:
    """pdfminer is silenced while it reads and not a moment longer."""
    logging.getLogger("pdfminer").setLevel(logging.INFO)
    try:
        read(report(0))
        assert logging.getLogger("pdfminer").level == logging.INFO
    finally:
        logging.getLogger("pdfminer").setLevel(logging.NOTSET)


def blank_page(content: bytes, extra: bytes = b"") -> tuple[bytes, ...]:
    return (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s>>" % extra,
        content,
    )


def scan() -> bytes:
    pixel = stream(
        b"\0",
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
    )
    page = blank_page(
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"), b"/Resources<</XObject<</I 5 0 R>>>>"
    )
    return raw_pdf(*page, pixel)


def locked() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(80, 80, "locked")
    canvas.save()
    return out.getvalue()


def bomb() -> bytes:
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * 6_000_000, 9)
    return raw_pdf(*blank_page(stream(packed, b"/Filter/FlateDecode")))


def twice_packed() -> bytes:
    packed = zlib.compress(zlib.compress(bytes(50_000_000), 9), 9)
    return raw_pdf(*blank_page(stream(packed, b"/Filter[/FlateDecode/FlateDecode]")))


def nested_forms() -> bytes:
    """Thirty forms, each of which draws the next one twice: 2^30 forms on one page."""
    page = blank_page(stream(b"/F Do"), b"/Resources<</XObject<</F 5 0 R>>>>")
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>"
    return raw_pdf(*page, *(stream(b"/F Do /F Do", form % (6 + i)) for i in range(30)))


def many_pages() -> bytes:
    kids = b" ".join(b"3 0 R" if not i else b"%d 0 R" % (4 + i) for i in range(201))
    catalog, _, page, content = blank_page(stream(b""))
    pages = b"<</Type/Pages/Kids[%s]/Count 201>>" % kids
    return raw_pdf(catalog, pages, page, content, *[page] * 200)


def endless_tree() -> bytes:
    catalog, _, page, content = blank_page(stream(b""))
    return raw_pdf(catalog, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>", page, content)


def wide_font(widths: bytes = b"0 2000000000 500") -> bytes:
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
    inner = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/FontDescriptor 7 0 R/W[%b]>>" % widths
    page = blank_page(stream(b"BT /F 9 Tf (ab) Tj ET"), b"/Resources<</Font<</F 5 0 R>>>>")
    return raw_pdf(*page, font, inner, b"<</Type/FontDescriptor/FontName/X>>")


def many_lines() -> bytes:
    return raw_pdf(*blank_page(stream(b"0 0 m 1 1 l S\n" * 100_000)))


REFUSED = {
    "empty": (lambda: b"", "damaged"),
    "header only": (lambda: b"%PDF-1.7\n", "damaged"),
    "scan": (scan, "no text layer"),
    "locked": (locked, "password"),
    "bomb": (bomb, "larger than any report"),
    "packed twice": (twice_packed, "packed twice"),
    "nested forms": (nested_forms, "larger than any report"),
    "many pages": (many_pages, "more than 200 pages"),
    "endless tree": (endless_tree, "1 of 9 pages"),
    "wide font": (wide_font, "more characters than there are"),
    "many lines": (many_lines, "larger than any report"),
    "cut short": (lambda: report(500)[:-2500], "damaged|cut short|no pages|no text layer"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_unreadable_files_are_refused_with_the_reason(name: str) -> None:
    """Whatever is wrong with a file is said in one line."""
    make, reason = REFUSED[name]
    with pytest.raises(UnreadableDocument, match=reason) as refusal:
        read(make())
    assert "\n" not in str(refusal.value)


def test_drawing_with_many_lines_is_no_table_and_says_so() -> None:
    """A chart of crossing lines costs no time and leaves a finding; the text is kept."""
    grille = b"".join(
        b"%d 0 m %d 800 l S 0 %d m 590 %d l S\n" % (5 * i, 5 * i, 5 * i, 5 * i) for i in range(118)
    )
    text = b"BT /F 9 Tf 50 820 Td (map) Tj ET"
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    reading = read(raw_pdf(*blank_page(stream(grille + text), font)))
    assert [finding.rule for finding in reading.findings] == ["grid.too_dense"]
    assert reading.blocks[0].text == "map"


def test_missing_parts_leave_a_finding() -> None:
    """A page whose second content stream is gone is read, with a doubt."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1)
    canvas.setFont(FONT, 10)
    canvas.drawString(80, 80, "正文")
    canvas.save()
    body = out.getvalue()
    place = body.index(b"/Contents ") + len(b"/Contents ")
    end = body.index(b"R", place) + 1
    holed = body[:place] + b"[" + body[place:end] + b" 99 0 R]" + body[end:]
    assert [finding.rule for finding in read(holed).findings] == ["text.undecodable"]


def test_lines_far_off_the_page_rule_nothing() -> None:
    """Coordinates of any size cost nothing, and the text beside them is read."""
    content = b"0 0 m 0 9e15 l S 9e15 0 m 9e15 9e15 l S 0 0 9e300 9e300 re S"
    text = b" BT /F 9 Tf 50 820 Td (map) Tj ET"
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    assert paragraphs(raw_pdf(*blank_page(stream(content + text), font))) == ["map"]


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_raise_nothing_else(seed: int) -> None:
    """Cut, spliced or flipped: a reading or UnreadableDocument."""
    chance = random.Random(seed)
    body = bytearray(report(500))
    for _ in range(chance.choice((1, 20, 300))):
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    start = chance.randrange(len(body))
    body[start:start] = body[chance.randrange(len(body)) :][: chance.randrange(400)]
    with contextlib.suppress(UnreadableDocument):
        read(bytes(body[: chance.randrange(len(body) // 2, len(body))]))
