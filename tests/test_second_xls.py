"""Old spreadsheets read again, by xlrd: whose fault, what is shown, and nothing without end."""

import io
import struct
import tracemalloc
from collections.abc import Callable

import pytest
import xlwt  # type: ignore[import-untyped]  # no stubs

import parsers.readers.sheet
import parsers.second.xls_rows
from archive import reopen_office
from archive.reopen import mismatches
from parsers.errors import UnreadableDocument
from parsers.model import Document, Fault, Grid, Medium, Outcome, Report
from parsers.readers import read
from parsers.readers.ole import pack
from parsers.readers.sheet_marks import Position
from parsers.report import parse_report
from parsers.second.xls_rows import old_sheet_tables, stored_cells
from tests.media import MEDIA
from tests.printed import Printed, form

TITLE = "甲局2021年政府信息公开年报"
VALUES = {
    "requests.granted.natural_person": "31",
    "requests.granted.company": "12",
    "requests.granted.total": "43",
}


def drawn(**values: str) -> Document:
    """A synthetic report as XLS, with some printed values changed; `__` stands for the dots."""
    changed = VALUES | {key.replace("__", "."): text for key, text in values.items()}
    return MEDIA["xls"](Printed(form("F2021"), values=changed, title=TITLE))


def faults(report: Report) -> dict[str, Fault | None]:
    """The fault of each failed check of chapter 三's rows."""
    failed = (each for each in report.findings if each.outcome is Outcome.FAIL)
    return {each.where: each.fault for each in failed if each.rule == "R3.3"}


def test_a_wrong_sum_that_both_engines_read_is_the_publishers() -> None:
    report = parse_report(drawn(requests__granted__total="44"))
    assert faults(report) == {"requests.granted": Fault.PUBLISHER}
    assert "reading.differs" not in {each.rule for each in report.findings}


def test_damage_to_calamines_reading_is_the_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other engine prints other numbers: the row is named with both readings."""
    read_texts = parsers.readers.sheet._texts

    def misread(*about: object) -> dict[Position, str]:
        texts = read_texts(*about)  # type: ignore[arg-type]  # passed on as it comes
        return {place: {"31": "81"}.get(text, text) for place, text in texts.items()}

    monkeypatch.setattr(parsers.readers.sheet, "_texts", misread)
    report = parse_report(drawn())
    assert faults(report) == {"requests.granted": Fault.PARSER}
    differing = (each for each in report.findings if each.rule == "reading.differs")
    told = next(each for each in differing if each.where == "requests.granted")
    assert told.figures == ("requests.granted.natural_person",)
    assert [text.split(" | ")[:2] for text in (told.actual, told.expected)] == [
        ["81", "12"],
        ["31", "12"],
    ]


# ---- what is shown ---------------------------------------------------------------------------


def tables(draw: Callable[[xlwt.Workbook], None]) -> list[list[list[str]]]:
    """Return what the second reading finds in a workbook."""
    return old_sheet_tables(saved(draw))


def saved(draw: Callable[[xlwt.Workbook], None]) -> bytes:
    book = xlwt.Workbook()
    draw(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_what_is_hidden_or_covered_is_left_out() -> None:
    def draw(book: xlwt.Workbook) -> None:
        first, second = book.add_sheet("a"), book.add_sheet("b")
        first.write_merge(0, 1, 0, 1, "两行两列")
        for row in range(4):
            for column in range(2, 5):
                first.write(row, column, 10 * row + column)
        first.row(2).hidden = True
        first.col(3).hidden = True
        second.write(0, 0, 1)
        second.visibility = 1

    assert tables(draw) == [[["两行两列", "2", "4"], ["", "12", "14"], ["32", "34"]]]


def test_a_number_whose_format_says_more_leaves_its_row_out() -> None:
    rows: list[tuple[float, str]] = [
        (5, "General"),
        (6, "0"),
        (1234, "#,##0_ "),
        (7, "0_);[Red](0)"),
        (107.68, "General"),
        (0.857, "0%"),
        (5, '0"件"'),
        (5.5, "0"),
        (44197, "yyyy-mm-dd"),
        (0, '0;-0;"-"'),
    ]

    def draw(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("a")
        for row, (value, code) in enumerate(rows):
            sheet.write(row, 0, f"行{row}")
            sheet.write(row, 1, value, xlwt.easyxf(num_format_str=code))

    found = [["行0", "5"], ["行1", "6"], ["行2", "1234"], ["行3", "7"], ["行4", "107.68"]]
    assert tables(draw) == [found]


def test_zeros_that_a_sheet_does_not_show_are_blank_to_both() -> None:
    def draw(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("a")
        sheet.show_zero_values = False
        for row, values in enumerate(((0, 4), (3, 0), (1, 2))):
            sheet.write(row, 0, f"行{row}")
            for column, value in enumerate(values, start=1):
                sheet.write(row, column, value)

    shown = [["行0", "", "4"], ["行1", "3", ""], ["行2", "1", "2"]]
    assert tables(draw) == [shown]
    (grid,) = read(Document(saved(draw))).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == [text for row in shown for text in row]


def test_a_raised_mark_is_no_part_of_a_number() -> None:
    """calamine does not see it: the readings differ, so that 12 is never 121 in silence."""

    def draw(book: xlwt.Workbook) -> None:
        raised = xlwt.Font()
        raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
        book.add_sheet("a").write_rich_text(0, 0, ["12", ("1", raised)])

    assert tables(draw) == [[["12"]]]


# ---- nothing without end ---------------------------------------------------------------------


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def workbook(strings: bytes = b"", cells: bytes = b"", times: int = 1) -> bytes:
    """A workbook of records: one sheet, named as often as is asked for."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1996, 0, 6))
    at = len(begin) + times * 13 + len(strings) + 4
    name = record(0x85, struct.pack("<IBBBBc", at, 0, 0, 1, 0, b"a"))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1996, 0, 6)) + cells
    end = record(0x0A)
    return pack("Workbook", begin + name * times + strings + end + sheet + end)


def shared(text: bytes, *, count: int = 1, spoken: int | None = None) -> bytes:
    """The record of the shared strings: one of them, as often as it claims."""
    options = 4 if spoken is not None else 0
    size = struct.pack("<i", spoken) if spoken is not None else b""
    about = struct.pack("<IIHB", count, count, len(text), options)
    return record(0xFC, about + size + text)


def label(row: int, column: int = 0, string: int = 0) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, string))


def test_a_workbook_of_records_is_read() -> None:
    """What the cases below damage."""
    assert old_sheet_tables(workbook(shared(b"12"), label(0) + label(1))) == [[["12"], ["12"]]]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (workbook(shared(b"a" * 8000), b"".join(map(label, range(600)))), "4 million characters"),
        (workbook(shared(b"a", count=2**31 - 1, spoken=-9)), "a string that goes back"),
        (workbook(shared(b"a") * 2), "shared strings twice"),
    ],
    ids=["one text in many cells", "a string that goes back", "two records of strings"],
)
def test_shared_strings_without_end_are_refused(body: bytes, reason: str) -> None:
    """Each took gigabytes or never ended, in calamine or in xlrd."""
    with pytest.raises(UnreadableDocument, match=reason):
        read(Document(body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        workbook()[:600],
        workbook(times=3),
        workbook(
            record(0x41E, struct.pack("<HHB", 200, 60_000, 0) + b"[" * 60_000)
            + record(0xE0, b"\xc8".rjust(4, b"\0") + bytes(16)),
            label(0),
        ),
        workbook(record(0xE0, bytes(20)) * 20_000),
        workbook(
            cells=b"".join(
                record(0x201, struct.pack("<HHH", row, 255, 0)) for row in range(0, 65_536, 7)
            )
        ),
        workbook(
            cells=record(
                0xE5, struct.pack("<H", 900) + struct.pack("<HHHH", 0, 60_000, 0, 255) * 900
            )
            * 9
        ),
        workbook(cells=label(0, string=7)),
    ],
    ids=["nothing", "cut", "sheets", "format", "styles", "blanks", "merged", "string"],
)
def test_hostile_or_broken_workbooks_are_not_read_again(body: bytes) -> None:
    """Each within a second; the format alone took minutes."""
    assert old_sheet_tables(body) == []


def name(formula: bytes) -> bytes:
    """The record of a named area, or of what else has a name."""
    about = struct.pack("<HBBHHHI", 0, 0, 1, len(formula), 0, 0, 0)
    return record(0x18, about + b"\0a" + formula)


def test_the_formulas_of_names_are_not_worked_out() -> None:
    """xlrd reckons them: each name the one before twice, 23 of them 8 MB, forty a terabyte."""
    names = [name(b"\x17\1\0a")]
    names += [name(struct.pack("<BHH", 0x23, n, 0) * 2 + b"\x08") for n in range(1, 24)]
    body = workbook(b"".join(names) + shared(b"1"), label(0))
    tracemalloc.start()
    try:
        assert old_sheet_tables(body) == [[["1"]]]
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


# ---- cells opened again ----------------------------------------------------------------------


def test_cells_are_opened_again_without_calamine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure of a report, and one whose number calamine would have got wrong."""
    monkeypatch.setattr(reopen_office, "_stored_by_calamine", None)
    document = drawn()
    report = parse_report(document)
    assert list(mismatches(document.body, Medium.XLS, report.figures)) == []
    right = next(each for each in report.figures if each.raw == "31")
    wrong = right._replace(raw="81")
    assert list(mismatches(document.body, Medium.XLS, [wrong])) == [wrong]


def test_what_cells_store_is_told_by_sheet_and_place() -> None:
    """Hidden sheets count; a date is its days since 1900, whatever the workbook counts from."""

    def draw(book: xlwt.Workbook) -> None:
        book.dates_1904 = True
        first, second = book.add_sheet("a"), book.add_sheet("b")
        second.write(0, 0, "可见")
        first.visibility = 1
        first.write(1, 2, 107.68)
        first.write(2, 0, True)
        day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
        first.write(3, 1, 43_831 - 1_462, day)
        book.active_sheet = 1

    cells = {place: text for place, text in (stored_cells(saved(draw)) or {}).items() if text}
    assert cells == {
        (0, 1, 2): "107.68",
        (0, 2, 0): "TRUE",
        (0, 3, 1): "43831",
        (1, 0, 0): "可见",
    }
    text_at = reopen_office.open_xls(saved(draw))
    assert [text_at(source) for source in ("sheet[1]/C2", "sheet[2]/A1", "sheet[1]/Z9", "L1")] == [
        *("107.68", "可见", "", None)
    ]
    assert reopen_office.same_number("43831", "2020-01-01")


def test_what_xlrd_cannot_open_is_opened_by_calamine(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it fails accuses no number; what neither opens has no places."""
    document = drawn()
    figures = parse_report(document).figures
    monkeypatch.setattr(parsers.second.xls_rows, "stored_cells", lambda _: None)
    assert list(mismatches(document.body, Medium.XLS, figures)) == []
    assert reopen_office.open_xls(b"damaged")("sheet[1]/A1") is None
