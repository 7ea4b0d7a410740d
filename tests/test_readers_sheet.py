"""Spreadsheets become paragraphs and grids; openpyxl and xlwt write them, not we."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped]  # no stubs
from openpyxl.formatting.rule import CellIsRule, IconSetRule, Rule
from openpyxl.styles import Border, Color, Font, PatternFill, Side

from archive.reopen import mismatches, opener
from parsers.errors import UnreadableDocument
from parsers.grid import Table
from parsers.model import Document, Grid, Medium, Paragraph, Report
from parsers.readers import read
from parsers.report import parse_report
from tests.printed import Printed, form
from tests.sheets import LINED, saved, xls, xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}">%s</worksheet>'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMS = ("F2021", "F2019")
WRITERS = {"xlsx": xlsx, "xls": xls}


def printed(name: str) -> Printed:
    return Printed(form(name), title=f"甲市民政局{name[1:]}年政府信息公开工作年度报告")


def values(report: Report) -> dict[str, tuple[Any, ...]]:
    return {f.address: (f.value, f.kind, f.raw, f.unit, f.inferred) for f in report.in_tables}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("medium", WRITERS)
def test_a_report_reads_as_its_page_does(name: str, medium: str) -> None:
    """Every figure, chapter, the body and the year are those of the same report as a page."""
    whole = printed(name)
    body = WRITERS[medium](whole)
    report, page = parse_report(Document(body)), parse_report(whole.page())
    assert report.medium is Medium(medium)
    assert values(report) == values(page)
    assert (report.agency, report.year, report.title) == (page.agency, page.year, page.title)
    assert [each.number for each in report.sections] == [each.number for each in page.sections]
    assert {f.rule for f in report.findings} <= {f.rule for f in page.findings}
    assert list(mismatches(body, report.medium, report.in_tables)) == []


def test_zeros_that_are_not_shown_are_blank() -> None:
    """A format or a view without zeros prints nothing where one stands."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.sheet_view.showZeros = False
    rows = [(0, "General"), (3, "0;-0;;@"), (5, ";;;"), (True, "General")]
    for number, (value, code) in enumerate(rows, start=1):
        for column in (1, 3):
            sheet.cell(number, column, "甲")
        sheet.cell(number, 2, value).number_format = code
    assert shown(book) == ["", "3", "", "TRUE"]
    sheet.sheet_view.showZeros = True
    assert shown(book) == ["0", "3", "", "TRUE"]
    sheet.cell(1, 2).number_format = "0;-0;;@"
    assert shown(book) == ["", "3", "", "TRUE"]


def shown(book: openpyxl.Workbook) -> list[str]:
    """Return what the second column of a workbook's only table prints."""
    (grid,) = read(Document(saved(book))).blocks
    assert isinstance(grid, Grid)
    table = Table(grid)
    cells = [table.at(row, 1) for row in range(table.height)]
    return [cell.text if cell else "" for cell in cells]


def test_a_table_without_lines_reads_the_same() -> None:
    """Nobody has to draw lines round the cells."""
    whole = printed("F2021")
    bare = parse_report(Document(xlsx(whole, lines=False)))
    assert values(bare) == values(parse_report(whole.page()))


def test_numbers_print_by_their_formats() -> None:
    """Dates are no figures, percentages keep their sign, doubtful formats are said."""
    rows: list[tuple[object, str, str]] = [
        (162, "General", "162"),
        (162.0, "0", "162"),
        (0.1 + 0.2, "General", "0.3"),
        (107.678, "0.00", "107.68"),
        (5, '0"件"', "5件"),
        (0.857, "0%", "86%"),
        (1234567, "#,##0_ ", "1234567"),
        (-5, "0_);(0)", "-5"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (date(2021, 3, 4), "yyyy-mm-dd", "2021-03-04"),
        (True, "General", "TRUE"),
        ("12", "@", "12"),
        (0.5, "# ?/?", "0.5〔# ?/?〕"),
        (5, "[白色]0", "5〔[白色]0〕"),
        (-5, "0;0", "-5〔0;0〕"),
        (-5, "0;[Red]-0", "-5"),
        ("12", "0;0;0;@", "12"),
        ("12", ";;;", ""),
        ("12", '@"9"', '12〔@"9"〕'),
        ("=1+1", "General", "=1+1"),
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, (value, code, _) in enumerate(rows, start=1):
        cell = sheet.cell(number, 2, value)
        cell.number_format = code
        sheet.cell(number, 1, f"行{number}")
    reading = read(Document(saved(book)))
    (grid,) = reading.blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells if cell.left == 1] == [text for *_, text in rows]
    (doubt,) = reading.findings
    doubtful = "、".join(f"sheet[1]/B{row}" for row in (13, 14, 15, 19, 20))
    assert (doubt.rule, doubt.actual) == ("sheet.number_format", doubtful)


def test_numbers_of_old_workbooks_print_by_their_formats() -> None:
    """The records of XLS tell the formats that its values do not."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row, (value, code) in enumerate(
        [(0.857, "0%"), (5, '0"件"'), (107.678, "0.00"), (7, "General")]
    ):
        sheet.write(row, 0, f"行{row}")
        sheet.write(row, 1, value, xlwt.easyxf(num_format_str=code))
    (grid,) = read(Document(old(book))).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells if cell.left] == ["86%", "5件", "107.68", "7"]


def old(book: xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(parts: dict[str, bytes]) -> bytes:
    """A workbook of openpyxl with some of its parts replaced, texts in a part of their own."""
    book = openpyxl.Workbook()
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book))) as old_one,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        kept = {name: old_one.read(name) for name in old_one.namelist()}
        kept["xl/_rels/workbook.xml.rels"] = kept["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>",
            f'<Relationship Id="s" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>".encode(),
        )
        for name, content in (kept | parts).items():
            new.writestr(name, content)
    return stream.getvalue()


def hidden_xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 5):
        for column in range(1, 5):
            sheet.cell(row, column, row * 10 + column)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("草稿").cell(1, 1, 99)
    book["草稿"].sheet_state = "hidden"
    return saved(book)


def hidden_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row in range(1, 5):
        for column in range(1, 5):
            sheet.write(row - 1, column - 1, row * 10 + column)
    sheet.row(1).hidden = True
    sheet.col(2).hidden = True
    draft = book.add_sheet("草稿")
    draft.write(0, 0, 99)
    draft.visibility = 1
    return old(book)


@pytest.mark.parametrize("body", [hidden_xlsx(), hidden_xls()], ids=["xlsx", "xls"])
def test_what_is_hidden_is_not_read_and_said(body: bytes) -> None:
    """Hidden sheets, rows and columns do not print."""
    reading = read(Document(body))
    (grid,) = reading.blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == [
        *["11", "12", "14"],
        *["31", "32", "34"],
        *["41", "42", "44"],
    ]
    assert [cell.source for cell in grid.cells][3:6] == [
        "sheet[1]/A3",
        "sheet[1]/B3",
        "sheet[1]/D3",
    ]
    assert [(f.rule, f.actual) for f in reading.findings] == [
        ("sheet.hidden", "sheet[1]的部分行或列、工作表“草稿”")
    ]


SAID_BY_CONDITION = {
    "white": (CellIsRule("greaterThan", ["0"], font=Font(color="FFFFFF")), "〔不可见〕77"),
    "struck": (CellIsRule("greaterThan", ["0"], font=Font(strike=True)), "〔不可见〕77"),
    "icons alone": (IconSetRule("3Arrows", "num", [0, 1, 2], showValue=False), "〔不可见〕77"),
    "white on red": (
        CellIsRule(
            "greaterThan", ["0"], font=Font(color="FFFFFF"), fill=PatternFill(bgColor="FF0000")
        ),
        "77",
    ),
    "red": (CellIsRule("greaterThan", ["0"], font=Font(color="FF0000")), "77"),
    "icons beside": (IconSetRule("3Arrows", "num", [0, 1, 2]), "77"),
}


@pytest.mark.parametrize(("rule", "text"), SAID_BY_CONDITION.values(), ids=SAID_BY_CONDITION)
def test_a_number_that_a_condition_may_hide_is_refused(rule: Rule, text: str) -> None:
    """Whether the condition holds is not worked out."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["行政处罚", 77])
    sheet.append(["行政强制", 78])
    sheet.conditional_formatting.add("B1:B1", rule)
    (grid,) = read(Document(saved(book))).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["行政处罚", text, "行政强制", "78"]


def test_no_condition_is_left_out_behind_too_many_others() -> None:
    """Areas laid over each other without end are refused, not looked at in part."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["T2000"] = "行政处罚", 77
    white = CellIsRule("greaterThan", ["0"], font=Font(color="FFFFFF"))
    for top in range(1, 16):
        sheet.conditional_formatting.add(f"A{top}:T2000", white)
    with pytest.raises(UnreadableDocument, match="conditions upon conditions"):
        read(Document(saved(book)))


def test_text_between_tables_is_text() -> None:
    """Titles, chapters and prose are paragraphs wherever they stand, tables are cut by them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, texts in enumerate(
        [
            ["年报"],
            ["二、主动公开"],
            ["a", 1],
            ["第（五）项"],
            ["b", 2],
            ["说明文字。"],
            [],
            ["c", 3],
        ],
        start=3,
    ):
        for column, text in enumerate(texts, start=2):
            sheet.cell(row, column, text)
    sheet.merge_cells("B3:D3")
    sheet.cell(12, 2, "注释。")
    sheet.merge_cells("B12:D13")
    shown = [
        [cell.text for cell in block.cells] if isinstance(block, Grid) else block.text
        for block in read(Document(saved(book))).blocks
    ]
    assert shown == [
        "年报",
        "二、主动公开",
        ["a", "1", "第（五）项", "", "b", "2"],
        "说明文字。",
        ["c", "3"],
        "注释。",
    ]


def test_a_row_of_blanks_with_lines_is_kept() -> None:
    """Blank numbers of a row without label are cells because lines are drawn round them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for column in (1, 2, 3):
        sheet.cell(1, column, f"栏{column}")
        sheet.cell(2, column).border = LINED
    (grid,) = read(Document(saved(book))).blocks
    assert isinstance(grid, Grid)
    assert [(c.text, c.top, c.left, c.source) for c in grid.cells][3:] == [
        ("", 1, 0, "sheet[1]/A2"),
        ("", 1, 1, "sheet[1]/B2"),
        ("", 1, 2, "sheet[1]/C2"),
    ]


def raised(name: str) -> bytes:
    """A workbook whose first cell prints 12 with a raised 1, in the part named."""
    rich = "<r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>"
    if name == "inline":
        cell = f"<c r='A1' t='inlineStr'><is>{rich}</is></c>"
        extra: dict[str, bytes] = {}
    else:
        cell = "<c r='A1' t='s'><v>0</v></c>"
        extra = {"xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'><si>{rich}</si></sst>".encode()}
    cells = f"<sheetData><row r='1'>{cell}<c r='B1'><v>3</v></c></row></sheetData>"
    return workbook({"xl/worksheets/sheet1.xml": (SHEET % cells).encode(), **extra})


@pytest.mark.parametrize("name", ["inline", "shared"])
def test_raised_marks_are_no_part_of_a_number(name: str) -> None:
    """12 with a raised 1 is not 121."""
    body = raised(name)
    (grid,) = read(Document(body)).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["12\n1", "3"]
    assert opener(body, Medium.XLSX)("sheet[1]/A1") == "121"


@pytest.mark.parametrize(
    ("tabs", "first"),
    [(("2022年", "2023年"), "乙"), (("2023年", "2022年"), "甲"), (("Sheet1", "Sheet2"), "甲")],
)
def test_a_sheet_under_the_title_of_another_year_comes_last(
    tabs: tuple[str, str], first: str
) -> None:
    """Of two sheets with one title the one whose tab names its year is read for it."""
    book = openpyxl.Workbook()
    for tab, text in zip(tabs, "甲乙", strict=True):
        sheet = book.create_sheet(tab)
        sheet.cell(1, 1, "甲市民政局2023年政府信息公开工作年度报告")
        sheet.cell(3, 1, text)
    texts = [b.text for b in read(Document(saved(book))).blocks if isinstance(b, Paragraph)]
    assert next(text for text in texts if text in "甲乙") == first


def test_numbers_struck_out_raised_or_white_are_named() -> None:
    """The font of a cell may take its number back; white on a dark ground takes nothing back."""
    dark, pale = PatternFill("solid", fgColor="1F3864"), PatternFill("solid", fgColor="FFFFFF")
    rows = [
        (Font(strike=True), None, "〔划去〕12"),
        (Font(vertAlign="superscript"), None, "〔角标〕12"),
        (Font(color="FFFFFF"), None, "〔不可见〕12"),
        (Font(color=Color(theme=0)), None, "〔不可见〕12"),
        (Font(color="FFFFFF"), pale, "〔不可见〕12"),
        (Font(color="FFFFFF"), dark, "12"),
        (Font(color=Color(theme=1)), None, "12"),
        (Font(bold=True), dark, "12"),
        (Font(color="FEFEFE"), None, "〔不可见〕12"),
        (Font(color=Color(theme=0, tint=-0.05)), None, "〔不可见〕12"),
        (Font(color=Color(theme=0, tint=-0.5)), None, "12"),
        (Font(color="1F3864"), dark, "〔不可见〕12"),
        (Font(color=Color(indexed=12)), PatternFill("solid", Color(indexed=12)), "〔不可见〕12"),
        (Font(color="FFFFFF"), PatternFill("lightGray"), "12"),
        (Font(size=1), dark, "〔不可见〕12"),
    ]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, (font, fill, _) in enumerate(rows, start=1):
        cell = sheet.cell(number, 2, 12)
        cell.font, cell.fill = font, fill or PatternFill()
        sheet.cell(number, 1, f"行{number}").font = font
    (grid,) = read(Document(saved(book))).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells if cell.left] == [text for *_, text in rows]
    assert [cell.text for cell in grid.cells if not cell.left][:2] == ["行1", "行2"]


def test_numbers_of_old_workbooks_struck_out_raised_or_white_are_named() -> None:
    """The same from the fonts of XLS."""
    looks = {
        "font: struck_out on": "〔划去〕12",
        "font: escapement superscript": "〔角标〕12",
        "font: colour white": "〔不可见〕12",
        "font: bold on": "12",
        "font: colour white; pattern: pattern solid, fore_colour blue": "12",
        "font: colour blue; pattern: pattern solid, fore_colour blue": "〔不可见〕12",
        "font: height 20": "〔不可见〕12",
        "borders: diag thin, need_diag1 true": "〔线条穿过〕12",
        "borders: diag thin": "12",
    }
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row, look in enumerate(looks):
        sheet.write(row, 0, f"行{row}")
        sheet.write(row, 1, 12, xlwt.easyxf(look))
    (grid,) = read(Document(old(book))).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells if cell.left] == list(looks.values())


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
SHAPE = "<sp><nvSpPr><cNvPr %s/></nvSpPr><spPr>%s</spPr>%s</sp>"


@pytest.mark.parametrize(
    ("drawn", "corner", "shown"),
    [
        (SHAPE % ("", "<solidFill/>", ""), (1, 5), ["1", "〔被遮盖〕2", "3"]),
        (SHAPE % ("", "<solidFill/>", ""), (2, 0), ["1", "〔被遮盖〕2", "3"]),
        (SHAPE % ("", "<solidFill/>", ""), (2, 5), ["1", "〔被遮盖〕2", "〔被遮盖〕3"]),
        (
            SHAPE % ("", "<noFill/>", "<txBody><t>99</t></txBody>"),
            (1, 5),
            ["1", "〔被遮盖〕2", "3"],
        ),
        ("<cxnSp/>", (1, 5), ["1", "〔被遮盖〕2", "3"]),
        (SHAPE % ("", "<noFill/>", ""), (1, 5), ["1", "2", "3"]),
        (SHAPE % ('hidden="1"', "<solidFill/>", ""), (1, 5), ["1", "2", "3"]),
        ("<pic/>", (1, 5), ["1", "2", "3"]),
    ],
)
def test_a_number_under_a_shape_is_refused(
    drawn: str, corner: tuple[int, int], shown: list[str]
) -> None:
    """Frames point at numbers, and pictures are seals."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in range(3):
        sheet.append([f"行{row}", row + 1])
    row, offset = corner
    ends = "".join(
        f"<{end}><col>1</col><colOff>0</colOff><row>{at}</row><rowOff>{off}</rowOff></{end}>"
        for end, at, off in (("from", 1, 0), ("to", row, offset))
    )
    anchor = f"<twoCellAnchor>{ends}{drawn}</twoCellAnchor>"
    related = f'<Relationship Id="d" Type="{RELATIONS}/drawing" Target="../drawings/drawing1.xml"/>'
    extra = {
        "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/drawings/drawing1.xml": f'<wsDr xmlns="{DRAWING}">{anchor}</wsDr>',
    }
    stream = io.BytesIO(saved(book))
    with zipfile.ZipFile(stream, "a") as archive:
        for name, content in extra.items():
            archive.writestr(name, content)
    assert second_column(stream.getvalue()) == shown


def test_a_part_of_an_old_workbooks_text_may_be_no_part_of_its_number() -> None:
    """12 with a raised 1 is not 121, in whatever font the cell is."""
    raised, struck, white, bold = map(
        xlwt.easyfont, ("escapement superscript", "struck_out on", "colour white", "bold on")
    )
    texts = [
        ["12", ("1", raised)],
        [("14", struck), "15"],
        ["12", ("1", white)],
        ["12", ("1", bold)],
        ["项目12", ("1", raised)],
    ]
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row, text in enumerate(texts):
        sheet.write(row, 0, f"行{row}")
        sheet.write_rich_text(row, 1, text)
    shown = ["〔角标〕121", "〔划去〕1415", "〔不可见〕121", "121", "项目121"]
    assert second_column(old(book)) == shown


def second_column(body: bytes) -> list[str]:
    """The texts of the second column of a workbook's only table."""
    (grid,) = read(Document(body)).blocks
    assert isinstance(grid, Grid)
    return [cell.text for cell in grid.cells if cell.left == 1]


def test_a_number_with_a_line_through_its_cell_is_refused() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    through = Border(diagonal=Side(style="thin"), diagonalDown=True)
    for row, (value, border) in enumerate(
        [(12, through), ("项目12", through), (12, Border(diagonal=Side(style="thin")))], start=1
    ):
        sheet.cell(row, 1, f"行{row}")
        sheet.cell(row, 2, value).border = border
    assert second_column(saved(book)) == ["〔线条穿过〕12", "项目12", "12"]


def test_a_number_in_a_column_too_narrow_for_it_is_refused() -> None:
    """Spreadsheets print ### there; texts, short numbers and merged cells are printed."""
    book, old_book = openpyxl.Workbook(), xlwt.Workbook()
    sheet, old_sheet = book.worksheets[0], old_book.add_sheet("a")
    sheet.column_dimensions["B"].width = 2
    old_sheet.col(1).width = 2 * 256
    for row, value in enumerate([12345, 12, "12345"]):
        sheet.cell(row + 1, 1, f"行{row}")
        sheet.cell(row + 1, 2, value)
        old_sheet.write(row, 0, f"行{row}")
        old_sheet.write(row, 1, value)
    sheet.cell(4, 1, "行3")
    sheet.cell(4, 2, 12345)
    sheet.merge_cells("B4:C4")
    assert second_column(saved(book)) == ["〔不可见〕12345", "12", "12345", "12345"]
    assert second_column(old(old_book)) == ["〔不可见〕12345", "12", "12345"]


def test_rows_and_columns_of_hardly_any_size_are_not_read() -> None:
    book, old_book = openpyxl.Workbook(), xlwt.Workbook()
    sheet, old_sheet = book.worksheets[0], old_book.add_sheet("a")
    for row in range(3):
        for column in range(3):
            sheet.cell(row + 1, column + 1, 10 * row + column)
            old_sheet.write(row, column, 10 * row + column)
    sheet.row_dimensions[2].height = 1
    sheet.column_dimensions["B"].width = 0.5
    old_sheet.row(1).height_mismatch, old_sheet.row(1).height = True, 20
    old_sheet.col(1).width = 0
    for body in (saved(book), old(old_book)):
        (grid,) = read(Document(body)).blocks
        assert isinstance(grid, Grid)
        assert [cell.text for cell in grid.cells] == ["0", "2", "20", "22"]


def test_an_error_is_no_blank() -> None:
    """What a spreadsheet could not work out stands on the page as #REF!."""
    book, old_book = openpyxl.Workbook(), xlwt.Workbook()
    sheet, old_sheet = book.worksheets[0], old_book.add_sheet("a")
    for row in range(2):
        sheet.cell(row + 1, 1, f"行{row}")
        old_sheet.write(row, 0, f"行{row}")
    sheet.cell(1, 2, "#REF!").data_type = "e"
    sheet.cell(2, 2, 7)
    old_sheet.row(0).set_cell_error(1, 0x17)
    old_sheet.write(1, 1, 7)
    for body in (saved(book), old(old_book)):
        assert second_column(body) == ["#REF!", "7"]
        assert [each.rule for each in read(Document(body)).findings] == ["sheet.number_format"]


def test_title_and_dates_stand_in_the_properties() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "x"
    book.properties.title = "甲市民政局2021年年报"
    metadata = dict(read(Document(saved(book))).metadata)
    assert metadata["title"] == "甲市民政局2021年年报"
    assert {"created", "modified"} < set(metadata)


FAR = SHEET % (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
)
DIMENSION = (
    SHEET % '<dimension ref="A1:XFD1048576"/><sheetData><row><c><v>7</v></c></row></sheetData>'
)
OVERLAP = SHEET % (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="700"><c r="ZZ700"><v>1</v></c></row>'
    "</sheetData><mergeCells>"
    + "".join(f'<mergeCell ref="{chr(90 - n % 26)}{n + 1}:ZZ700"/>' for n in range(26))
    + "</mergeCells>"
)


def test_a_declared_dimension_is_only_a_claim() -> None:
    reading = read(Document(workbook({"xl/worksheets/sheet1.xml": DIMENSION.encode()})))
    assert [block.text for block in reading.blocks if isinstance(block, Paragraph)] == ["7"]


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        ("xl/worksheets/sheet1.xml", FAR, "row 1,048,576 and column 16,384"),
        ("xl/worksheets/sheet1.xml", OVERLAP, "merged cells overlap"),
        ("xl/worksheets/sheet1.xml", SHEET % ("<sheetData>" + "<row/>" * 600_000), "500,000 tags"),
        ("xl/sharedStrings.xml", "<sst>" + "字" * 9_000_000, "over 24 MB"),
        ("xl/worksheets/sheet1.xml", "<worksheet", "damaged spreadsheet"),
        ("xl/workbook.xml", "<workbook/>" + "x", "damaged spreadsheet"),
    ],
)
def test_bombs_and_damage_are_refused(part: str, content: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read(Document(workbook({part: content.encode()})))


def test_a_far_cell_of_an_old_workbook_is_refused() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write(0, 0, 1)
    sheet.write(65535, 255, 1)
    with pytest.raises(UnreadableDocument, match="row 65,536 and column 256"):
        read(Document(old(book)))


def test_the_size_an_old_workbook_says_it_has_is_only_a_claim() -> None:
    """calamine would set aside 500 GB for it, and end the process."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "7")
    body = old(book)
    at = body.index(b"\x00\x02\x0e\x00")  # DIMENSIONS, 14 bytes
    sizes = b"\0\0\0\0\xff\xff\xff\x7f\0\0\xff\xff\0\0"
    reading = read(Document(body[: at + 4] + sizes + body[at + 18 :]))
    assert [block.text for block in reading.blocks if isinstance(block, Paragraph)] == ["7"]
