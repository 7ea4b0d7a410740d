"""Plain text copied from a page becomes paragraphs and rows of cells."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.grid import Table
from parsers.model import Cell, Document, Grid, Medium, Paragraph, UnreadableDocument
from parsers.readers import read, reread

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
