"""Plain text copied from a page becomes paragraphs and rows of cells."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reopen import mismatches
from parsers.errors import NotAReport, UnreadableDocument
from parsers.grid import Table
from parsers.model import Cell, Document, Grid, Kind, Medium, Paragraph, Report
from parsers.readers import read, reread
from parsers.report import parse_report
from tests.printed import TD, Printed, Rows, form
from tests.sheets import laid

COPIED = "二、主动公开\n\t信息内容\n\t本年新\n制作数量\n\n\t\n\t0\n\n三、申请\n\t7\n"


def test_rows_keep_their_cells_in_order() -> None:
    """A tab begins a cell, a bare line continues it, a blank line ends the row."""
    reading = read(Document(COPIED.encode()))
    assert reading.medium is Medium.TEXT
    assert reading.blocks == (
        Paragraph("二、主动公开", "L1"),
        Grid(
            (
                Cell("信息内容", 0, 0, source="L2"),
                Cell("本年新\n制作数量", 0, 1, source="L3-4"),
                Cell("", 1, 0, source="L6"),
                Cell("0", 1, 1, source="L7"),
            ),
            1,
            "L2",
        ),
        Paragraph("三、申请", "L9"),
        Grid((Cell("7", 0, 0, source="L10"),), 2, "L10"),
    )


def test_line_ends_of_other_systems() -> None:
    """Windows and old Mac line ends give the same blocks."""
    blocks = read(Document(COPIED.encode())).blocks
    assert read(Document(COPIED.replace("\n", "\r\n").encode("gbk"))).blocks == blocks
    assert read(Document(COPIED.replace("\n", "\r").encode())).blocks == blocks


def test_text_has_no_second_reading() -> None:
    """Only HTML can be read twice."""
    assert reread(Document(COPIED.encode())) is None


def test_real_text_has_its_three_tables(shared: Path) -> None:
    """The tables of a real copied report stay apart, its prose stays prose."""
    body = (shared / "reports" / "cixi_minzheng_2019.txt").read_bytes()
    blocks = read(Document(body)).blocks
    tables = [Table(block) for block in blocks if isinstance(block, Grid)]
    assert [(t.height, t.width, len(t.grid.cells)) for t in tables] == [
        (18, 4, 53),
        (26, 10, 234),
        (4, 15, 39),
    ]
    last = [cell.text for cell in tables[1].rows[22]]
    assert last == ["", "", "5.要求行政机关确认或重新出具已获取信息", *["0"] * 7]
    assert [cell.text for cell in tables[2].rows[3]] == ["0"] * 15
    lines = body.decode().splitlines()
    for table in tables:
        for cell in table.grid.cells:
            first, _, end = cell.source[1:].partition("-")
            there = lines[int(first) - 1 : int(end or first)]
            assert "\n".join(there).strip() == cell.text
    prose = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert (len(prose), prose[0][:5], prose[-1]) == (23, "慈溪市民政", "无")


@settings(deadline=None)  # other work on the machine is no failure
@given(st.text(alphabet="\t\n\r 件1a\u3000", max_size=40))
def test_no_text_is_lost(text: str) -> None:
    """Whatever the lines, all that is printed comes out, in order."""
    try:
        reading = read(Document(text.encode()))
    except UnreadableDocument:
        assert not text.strip("\t\n\r ")
        return
    out = "".join(
        "".join(cell.text for cell in block.cells) if isinstance(block, Grid) else block.text
        for block in reading.blocks
    )
    assert "".join(out.split()) == "".join(text.split())


# ---- a row on one line ---------------------------------------------------------------------------


def as_markdown(printed: Printed, *, fenced: bool) -> Document:
    """The report as Markdown: no spans, so a covered position is a blank cell."""
    lines = [f"# {printed.title}", ""]
    bodies = [
        ["公开信息12条。"],
        *map(partial(piped, fenced=fenced), joined(printed)),
        ["问题"],
        ["无"],
    ]
    for numeral, chapter, body in zip("一二三四五六", printed.form.chapters, bodies, strict=True):
        lines += [f"## {numeral}、{chapter.title}", "", *body, ""]
    return Document("\n".join(lines).encode())


def joined(printed: Printed) -> list[Rows]:
    *flat, requests, appeals = printed.tables()
    return [[row for rows in flat for row in rows], requests, appeals]


def positions(rows: Rows) -> list[list[str]]:
    """The text at each position, blank where a cell covers it."""
    at = {first: text for text, first, _ in laid(rows)}
    width = max(last[1] for *_, last in laid(rows)) + 1
    return [[at.get((row, column), "") for column in range(width)] for row in range(len(rows))]


def piped(rows: Rows, *, fenced: bool) -> list[str]:
    lines = [" | ".join(text.replace("\n", "<br>") for text in row) for row in positions(rows)]
    lines.insert(1, "|".join("---" for _ in positions(rows)[0]))
    return [f"| {line} |" for line in lines] if fenced else lines


def as_tabs(printed: Printed, *, spans: bool) -> Document:
    """The report as a spreadsheet pastes it, or as Word does, which leaves covered cells out."""
    lines = [printed.title]
    bodies = [
        ["公开信息12条。"],
        *map(partial(tabbed, spans=spans), joined(printed)),
        ["问题"],
        ["无"],
    ]
    for numeral, chapter, body in zip("一二三四五六", printed.form.chapters, bodies, strict=True):
        lines += [f"{numeral}、{chapter.title}", *body]
    return Document("\n".join(lines).encode())


def tabbed(rows: Rows, *, spans: bool) -> list[str]:
    if not spans:
        return ["\t".join(row) for row in positions(rows)]
    tall = {(r, c) for _, (a, b), (d, e) in laid(rows) for r in range(a + 1, d + 1) for c in [b]}
    at = {first: text for text, first, _ in laid(rows)} | dict.fromkeys(tall, "")
    return [
        "\t".join(text for (top, _), text in sorted(at.items()) if top == row)
        for row in range(len(rows))
    ]


WRITERS = {
    "markdown": partial(as_markdown, fenced=True),
    "markdown without outer pipes": partial(as_markdown, fenced=False),
    "tabs of a spreadsheet": partial(as_tabs, spans=False),
    "tabs of Word": partial(as_tabs, spans=True),
}


@pytest.mark.parametrize("name", ["F2021", "F2019"])
@pytest.mark.parametrize("writer", WRITERS)
def test_a_report_reads_as_its_page_does(name: str, writer: str) -> None:
    """Every figure that a row on one line prints is that of the same report as a page."""
    whole = Printed(form(name), title=f"甲市民政局{name[1:]}年政府信息公开工作年度报告")
    document = WRITERS[writer](whole)
    report, page = parse_report(document), parse_report(whole.page())
    assert report.medium is Medium.TEXT
    assert printed_in_tables(report) == printed_in_tables(page)
    assert (report.agency, report.year) == (page.agency, page.year)
    assert [each.number for each in report.sections] == [each.number for each in page.sections]
    assert list(mismatches(document.body, report.medium, report.figures)) == []


def printed_in_tables(report: Report) -> list[tuple[str, str, str, str]]:
    """Every figure of a table; what the prose says is not the same in both."""
    return [
        (f.address, str(f.value), f.kind.value, f.raw)
        for f in report.figures
        if f.cell is None or f.cell.grid
    ]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("drop", [0, 3, 6])
def test_a_row_with_a_cell_too_few_is_refused(writer: str, drop: int) -> None:
    """No figure moves: those of the row are missing, and a finding says so."""
    whole = Printed(form("F2021"))
    text = WRITERS[writer](whole).body.decode()
    (line,) = (line for line in text.split("\n") if "3.其他" in line and "不开具" not in line)
    mark = "\t" if "\t" in line else "|"
    cells = line.split(mark)
    numbers = [n for n, cell in enumerate(cells) if cell.strip().isdigit()]
    assert len(numbers) == 7
    del cells[numbers[drop]]
    cut = mark.join(cells)
    report = parse_report(Document(text.replace(line, cut).encode()))
    row = [f for f in report.figures if (f.table, f.row) == ("requests", "other_misc")]
    assert {f.kind for f in row} == {Kind.MISSING}
    assert "form.row_missing" in {finding.rule for finding in report.findings}


def test_cells_one_a_line_without_tabs_are_refused() -> None:
    """Where blanks vanish nothing tells whose number a line is."""
    lines = [
        text for rows in Printed(form("F2021")).tables() for row in rows for text in texts(row)
    ]
    with pytest.raises(NotAReport):
        parse_report(Document("\n".join(line for line in lines if line).encode()))


def texts(row: list[TD]) -> list[str]:
    return [cell.text for cell in row]


def test_quoted_cells_have_lines_in_them() -> None:
    """Spreadsheets quote a cell of several lines; quotes in it are doubled."""
    (found,) = read(Document('规章\t"本年新\n制作""数量"\t3\na\tb\tc\n'.encode())).blocks
    assert isinstance(found, Grid)
    assert [(cell.text, cell.source) for cell in found.cells][:4] == [
        ("规章", "L1-2:1"),
        ('本年新\n制作"数量', "L1-2:2"),
        ("3", "L1-2:3"),
        ("a", "L3:1"),
    ]


def test_a_tab_in_a_line_of_prose_makes_no_table() -> None:
    blocks = read(Document("联系人\t张某\n正文 | 其他\n".encode())).blocks
    assert [type(block) for block in blocks] == [Paragraph, Paragraph]


def test_markdown_with_breaks_is_no_page() -> None:
    text = "| a | b |\n| --- | --- |\n| 1<br>2 | **3** |\n"
    (found,) = read(Document(text.encode())).blocks
    assert isinstance(found, Grid)
    assert [cell.text for cell in found.cells] == ["a", "b", "1\n2", "3"]
