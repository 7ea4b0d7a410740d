"""Word files become headings, paragraphs and grids; python-docx is the oracle."""

import io
import zipfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.errors import UnreadableDocument
from parsers.grid import MAX_COLSPAN, Table
from parsers.model import Document, Grid, Heading, Medium, Paragraph
from parsers.readers import read
from parsers.readers.docx_parts import MAX_PART

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word(body: str, **parts: str) -> Document:
    """Pack the content of a `w:body` as a Word file."""
    xml = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    return packed({"word/document.xml": xml, **{f"word/{k}.xml": v for k, v in parts.items()}})


def packed(parts: dict[str, str]) -> Document:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return Document(stream.getvalue())


def saved(document: WordDocument) -> Document:
    stream = io.BytesIO()
    document.save(stream)
    return Document(stream.getvalue())


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def first_grid(document: Document) -> Grid:
    return next(block for block in read(document).blocks if isinstance(block, Grid))


def positions_by_oracle(body: bytes) -> list[list[list[str]]]:
    """Return the text at every position of every table, as python-docx sees it."""
    tables = docx.Document(io.BytesIO(body)).tables
    return [[[text(cell.text) for cell in row.cells] for row in t.rows] for t in tables]


def text(raw: str) -> str:
    return "".join(raw.split())


def positions(grid: Grid) -> list[list[str]]:
    table = Table(grid)
    covering = [[table.at(r, c) for c in range(table.width)] for r in range(table.height)]
    return [[text(cell.text) if cell else "" for cell in row] for row in covering]


def test_official_template_agrees_with_python_docx(shared: Path) -> None:
    """Every position of the blank official form is covered as python-docx says."""
    body = (shared / "reports" / "template_2021_30hao_blank.docx").read_bytes()
    grids = [block for block in read(Document(body)).blocks if isinstance(block, Grid)]
    assert [positions(grid) for grid in grids] == positions_by_oracle(body)
    assert [(len(grid.cells), grid.source) for grid in grids] == [
        (30, "tbl[1]"),
        (215, "tbl[2]"),
        (34, "tbl[3]"),
    ]


def test_generated_document_agrees_with_python_docx() -> None:
    """Headings, merged cells, tabs, breaks and properties of a written document come back."""
    made = docx.Document()
    made.core_properties.title = "某局2023年年报"
    made.add_heading("某局年报", 0)
    made.add_heading("一、总体情况", 2)
    made.add_paragraph("正文\n第二行").add_run("\t完")
    table = made.add_table(3, 4)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "角"
    table.cell(0, 2).merge(table.cell(0, 3)).text = "申请人"
    for column in range(4):
        table.cell(2, column).text = str(column)
    document = saved(made)
    reading = read(document)
    assert reading.medium is Medium.DOCX
    assert reading.blocks[:4] == (
        Heading("某局年报", 1, "p[1]"),
        Heading("一、总体情况", 2, "p[2]"),
        Paragraph("正文", "p[3]"),
        Paragraph("第二行\t完", "p[3]"),
    )
    assert ("title", "某局2023年年报") in reading.metadata
    assert positions(first_grid(document)) == positions_by_oracle(document.body)[0]
    corner = first_grid(document).cells[0]
    assert (corner.height, corner.width, corner.source) == (2, 2, "tbl[1]/tr[1]/tc[1]")


def test_sources_count_tables_and_rows_in_document_order() -> None:
    """Cells of nested tables are found where the document has them."""
    inner = f"<w:tbl><w:tr>{tc('1')}{tc('2')}</w:tr></w:tbl>"
    document = word(f"<w:tbl><w:tr><w:tc>{p('前')}{inner}{p('后')}</w:tc></w:tr></w:tbl>{p('末')}")
    blocks = read(document).blocks
    assert [b.text if isinstance(b, Paragraph) else b.source for b in blocks] == [
        "前",
        "tbl[2]",
        "后",
        "末",
    ]
    assert [cell.source for cell in first_grid(document).cells] == [
        "tbl[2]/tr[1]/tc[1]",
        "tbl[2]/tr[1]/tc[2]",
    ]


def test_small_table_inside_a_cell_is_text_of_that_cell() -> None:
    """A data table with a table pasted into one cell stays one grid."""
    inner = f"<w:tbl><w:tr>{tc('1')}</w:tr></w:tbl>"
    row = f"<w:tr>{tc('a')}<w:tc>{p('b')}{inner}</w:tc></w:tr><w:tr>{tc('c')}{tc('d')}</w:tr>"
    grid = first_grid(word(f"<w:tbl>{row}</w:tbl>"))
    assert [cell.text for cell in grid.cells] == ["a", "b\n1", "c", "d"]
    assert grid.cells[2].source == "tbl[1]/tr[3]/tc[1]"


def test_revisions_read_as_printed() -> None:
    """Deleted text and rows are gone, inserted ones are there."""
    deleted = "<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{tc('旧行')}</w:tr>"
    body = f"<w:p>{deleted}{inserted}</w:p><w:tbl>{gone}<w:tr>{tc('1')}</w:tr></w:tbl>"
    document = word(body)
    assert read(document).blocks[0] == Paragraph("新", "p[1]")
    assert [(c.text, c.top, c.source) for c in first_grid(document).cells] == [
        ("1", 0, "tbl[1]/tr[2]/tc[1]")
    ]


def test_text_boxes_are_read_once() -> None:
    """Word stores a text box twice, for itself and for older programs."""
    box = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r><w:t>文</w:t><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    texts = [b.text for b in read(word(f"<w:p>{run}</w:p>")).blocks if isinstance(b, Paragraph)]
    assert texts == ["文", "框"]
    cell = f"<w:tbl><w:tr><w:tc><w:p>{run}</w:p></w:tc>{tc('x')}</w:tr></w:tbl>"
    assert first_grid(word(cell)).cells[0].text == "文\n框"


def test_hidden_runs_and_content_controls() -> None:
    """Hidden runs do not print; what stands in a content control does."""
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
    control = f"<w:sdt><w:sdtContent>{p('控')}</w:sdtContent></w:sdt>"
    row = f"<w:tr><w:sdt><w:sdtContent>{tc('1')}</w:sdtContent></w:sdt>{tc('2')}</w:tr>"
    blocks = read(word(f"<w:p>{hidden}</w:p>{control}<w:tbl>{row}</w:tbl>")).blocks
    assert blocks[0] == Paragraph("控", "p[2]")
    assert isinstance(blocks[1], Grid)
    assert [cell.text for cell in blocks[1].cells] == ["1", "2"]


DRAWING = "<w:r><w:drawing/></w:r>"
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
FRACTION = (
    f"<m:oMath {M}><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>"
    "<m:den><m:r><m:t>5</m:t></m:r></m:den></m:f></m:oMath>"
)


def styled(text: str, style: str = "", look: str = "") -> str:
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    return f"<w:r><w:rPr>{named}{look}</w:rPr><w:t>{text}</w:t></w:r>"


def style(name: str, inside: str, based_on: str = "", more: str = "") -> str:
    parent = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:styleId="{name}" {more}>{parent}{inside}</w:style>'


STYLES = (
    f"<w:styles {W}>"
    + style("a", "", more='w:type="paragraph" w:default="1"')
    + style("mark", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>')
    + style("submark", "<w:rPr><w:b/></w:rPr>", "mark")
    + style("out", "<w:rPr><w:dstrike/></w:rPr>")
    + style("gone", "<w:rPr><w:vanish/></w:rPr>")
    + style("struck", "<w:rPr><w:strike/></w:rPr>")
    + style("white", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
    + style("list", '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr>')
    + style("sublist", '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>', "list")
    + style("plain", '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>', "list")
    + "</w:styles>"
)
BASELINE, NOT_STRUCK = '<w:vertAlign w:val="baseline"/>', '<w:strike w:val="0"/>'
SHADED_PAPER = '<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="7F"/>'
IN_STRUCK = '<w:pPr><w:pStyle w:val="struck"/></w:pPr>'
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'


def filled(how: str) -> str:
    """A filling of letters, which overrides their colour."""
    return f'<w14:textFill xmlns:w14="urn:x:w14">{how}</w14:textFill>'


def solid(colour: str) -> str:
    return f"<w14:solidFill>{colour}</w14:solidFill>"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (DRAWING, "〔图片〕"),
        (f"<w:r><w:t>15</w:t></w:r>{DRAWING}<w:r><w:t>2</w:t></w:r>", "15〔图片〕2"),
        ('<w:r><w:t>15</w:t><w:sym w:char="F032"/></w:r>', "15〔符号〕"),
        ("<w:r><w:fldChar><w:ffData><w:ddList/></w:ffData></w:fldChar></w:r>", "〔符号〕"),
        (f"{DRAWING}<w:r><w:t>行政许可</w:t></w:r>", "行政许可"),
        (
            "<w:r><w:t>15</w:t></w:r>"
            '<w:r><w:rPr><w:position w:val="12"/></w:rPr><w:t>2</w:t></w:r>',
            "15\n2",
        ),
        (
            "<w:r><w:t>15</w:t></w:r>"
            '<w:r><w:rPr><w:color w:val="ffffff"/></w:rPr><w:t>2</w:t></w:r>',
            "15\n2",
        ),
        ('<w:r><w:rPr><w:color w:val="000000"/></w:rPr><w:t>15</w:t></w:r>', "15"),
        ("<w:r><w:t>15</w:t></w:r><w:r><w:footnoteReference/><w:t>2</w:t></w:r>", "15\n2"),
        (
            "<w:r><w:t>15</w:t></w:r>"
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:t>2</w:t></w:r>',
            "15\n2",
        ),
        (f"<w:pPr>{NUMBERED}</w:pPr>", "〔编号〕"),
        (f"<w:pPr>{NUMBERED}</w:pPr><w:r><w:t>属于国家秘密</w:t></w:r>", "属于国家秘密"),
        ('<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>', ""),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>2</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>15</w:t></w:r>"
            "</w:rubyBase></w:ruby></w:r>",
            "15",
        ),
        (f"<w:pPr>{NUMBERED}</w:pPr><w:r><w:t>32</w:t></w:r>", "〔编号〕32"),
        ('<w:pPr><w:pStyle w:val="list"/></w:pPr>', "〔编号〕"),
        ('<w:pPr><w:pStyle w:val="sublist"/></w:pPr>', "〔编号〕"),
        ('<w:pPr><w:pStyle w:val="sublist"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>', ""),
        ('<w:pPr><w:pStyle w:val="plain"/></w:pPr>', ""),
        (f"{styled('15')}{styled('2', 'mark')}", "15\n2"),
        (f"{styled('15')}{styled('2', 'submark')}", "15\n2"),
        (f"{styled('15')}{styled('2', 'out')}", "15\n2"),
        (f"{styled('15')}{styled('2', 'gone')}", "15"),
        (styled("15") + styled("2", "mark", BASELINE), "152"),
        (IN_STRUCK + styled("15"), "〔划去〕\n15"),
        (IN_STRUCK + styled("15", "", NOT_STRUCK), "15"),
        (styled("15", "", "<w:strike/>"), "〔划去〕\n15"),
        (styled("15", "", '<w:color w:val="FFFFFF"/>'), "〔不可见〕\n15"),
        (styled("15", "", '<w:color w:val="FFFFFF"/><w:shd w:fill="1F3864"/>'), "15"),
        (styled("15", "", '<w:color w:val="auto" w:themeColor="background1"/>'), "〔不可见〕\n15"),
        (styled("15", "", SHADED_PAPER), "15"),
        (styled("15", "", '<w:color w:val="FEFEFE"/>'), "〔不可见〕\n15"),
        (styled("15", "", '<w:color w:val="C00000"/><w:shd w:fill="C00000"/>'), "〔不可见〕\n15"),
        (
            styled("15", "", '<w:color w:val="000000"/><w:highlight w:val="black"/>'),
            "〔不可见〕\n15",
        ),
        (styled("15", "", '<w:color w:val="FFFFFF"/><w:highlight w:val="red"/>'), "15"),
        (styled("15", "", '<w:color w:val="FFFFFF"/><w:shd w:val="pct20" w:fill="FFFFFF"/>'), "15"),
        (styled("15", "white", '<w:color w:val="auto"/>'), "15"),
        (styled("15", "", filled("<w14:noFill/>")), "〔不可见〕\n15"),
        (styled("15", "", filled(solid('<w14:schemeClr w14:val="bg1"/>'))), "〔不可见〕\n15"),
        (styled("15", "white", filled(solid('<w14:schemeClr w14:val="tx1"/>'))), "15"),
        (styled("15", "", '<w:sz w:val="2"/>'), "〔不可见〕\n15"),
        (styled("15", "", '<w:sz w:val="9"/>'), "15"),
        (f"{styled('1')}{FRACTION}", "1〔公式〕15"),
        ('<w:r><w:instrText xml:space="preserve"> EQ \\o\\ac(○,3)</w:instrText></w:r>', "〔公式〕"),
    ],
)
def test_cells_that_show_more_than_their_text_say_so(runs: str, text: str) -> None:
    """A picture is not blank, a raised mark is no digit of the number beside it."""
    table = f"<w:tbl><w:tr><w:tc><w:p>{runs}</w:p></w:tc>{tc('x')}</w:tr></w:tbl>"
    assert first_grid(word(table, styles=STYLES)).cells[0].text == text


def test_merge_without_a_beginning_is_a_cell() -> None:
    """A continuation below nothing, or of another width, is not swallowed."""
    going = "<w:vMerge/>"
    rows = f"<w:tr>{tc('a', going)}{tc('b')}</w:tr><w:tr>{tc('c', going)}{tc('d')}</w:tr>"
    both = going + '<w:gridSpan w:val="2"/>'
    wide = f"<w:tr>{tc('e', both)}</w:tr>"
    grid = first_grid(word(f"<w:tbl>{rows}{wide}</w:tbl>"))
    assert [(c.text, c.height, c.width) for c in grid.cells] == [
        ("a", 2, 1),
        ("b", 1, 1),
        ("d", 1, 1),
        ("e", 1, 2),
    ]


def test_cells_merged_side_by_side_in_the_old_way_are_one() -> None:
    """What stands in the cells that go on is not shown."""
    first, more = (f'<w:hMerge w:val="{each}"/>' for each in ("restart", "continue"))
    upper = f"<w:tr>{tc('7', first)}{tc('8', more)}{tc('9', more)}{tc('1')}</w:tr>"
    lower = f"<w:tr>{tc('a')}{tc('b')}{tc('c')}{tc('d')}</w:tr>"
    grid = first_grid(word(f"<w:tbl>{upper}{lower}</w:tbl>"))
    assert [cell[:5] for cell in grid.cells][:2] == [("7", 0, 0, 1, 3), ("1", 0, 3, 1, 1)]
    assert positions(grid)[1] == ["a", "b", "c", "d"]


def test_absurd_spans_are_clipped_and_said() -> None:
    """A span of a billion columns is a finding."""
    cell = tc("a", '<w:gridSpan w:val="1000000000"/>')
    reading = read(word(f"<w:tbl><w:tr>{cell}</w:tr><w:tr>{cell}</w:tr></w:tbl>"))
    assert [finding.rule for finding in reading.findings] == ["grid.span_clipped"]
    assert isinstance(reading.blocks[0], Grid)
    assert reading.blocks[0].cells[0].width == MAX_COLSPAN


def test_styles_in_a_ring_end() -> None:
    """Styles based on each other do not hang the reader."""
    style = '<w:style w:styleId="{}"><w:basedOn w:val="{}"/></w:style>'
    styles = f"<w:styles {W}>{style.format('a', 'b')}{style.format('b', 'a')}</w:styles>"
    paragraph = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>文</w:t></w:r></w:p>'
    assert read(word(paragraph, styles=styles)).blocks == (Paragraph("文", "p[1]"),)


def bomb() -> Document:
    return packed({"word/document.xml": "<a>" + " " * (MAX_PART + 1) + "</a>"})


def entities() -> Document:
    names = pairwise("abcdefghi")
    levels = "".join(f'<!ENTITY {name} "' + f"&{inner};" * 10 + '">' for inner, name in names)
    return packed(
        {"word/document.xml": f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{levels}]><x y="&i;">&i;</x>'}
    )


HOSTILE = [
    (bomb(), "16 MB"),
    (entities(), "damaged Word file"),
    (packed({"word/document.xml": "<w:p>"}), "damaged Word file"),
    (word("<w:tbl><w:tr><w:tc>" * 400), "damaged Word file"),
    (word("<w:p/>" * 500_001), "500,000 tags"),
    (packed({"[Content_Types].xml": "x"}), "ZIP archive"),
    (packed({"xl/workbook.xml": "x"}), "spreadsheet"),
]


@pytest.mark.parametrize(("document", "reason"), HOSTILE)
def test_hostile_files_are_refused(document: Document, reason: str) -> None:
    """Bombs and damaged files end in one line that says what they are."""
    with pytest.raises(UnreadableDocument, match=reason) as refusal:
        read(document)
    assert "\n" not in str(refusal.value)


GOOD = word(f"{p('一、总体情况')}<w:tbl><w:tr>{tc('a')}{tc('1')}</w:tr></w:tbl>").body


@settings(deadline=None)  # other work on the machine is no failure
@given(st.integers(0, len(GOOD)), st.binary(max_size=8), st.integers(0, 40))
def test_no_damage_breaks_the_reader(at: int, splice: bytes, drop: int) -> None:
    """A Word file with bytes changed, added or lost is read or refused."""
    with suppress(UnreadableDocument):
        read(Document(GOOD[:at] + splice + GOOD[at + drop :]))


@pytest.mark.parametrize("format_", ['<w:vertAlign w:val="superscript"/>', "<w:strike/>"])
def test_marks_and_struck_text_are_no_part_of_a_number(format_: str) -> None:
    """12 with a raised 1 is not 121."""
    mark = f"<w:r><w:rPr>{format_}</w:rPr><w:t>1</w:t></w:r>"
    found = read(word(f"<w:p><w:r><w:t>12</w:t></w:r>{mark}</w:p>")).blocks
    assert [block.text for block in found if isinstance(block, Paragraph)] == ["12 1"]


def field(code: str, result: str) -> str:
    """The runs of a field."""
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end")
    )
    return f"{begin}{code}{middle}<w:r><w:t>{result}</w:t></w:r>{end}"


def test_the_result_of_a_field_inside_a_code_is_not_printed() -> None:
    """IF the page is 5 then 62: Word prints 62."""
    inner = field("<w:r><w:instrText>PAGE</w:instrText></w:r>", "5")
    code = f"<w:r><w:instrText>IF </w:instrText></w:r>{inner}"
    cell = f"<w:tc><w:p>{field(code, '62')}<w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    document = word(f"<w:tbl><w:tr>{cell}{tc('7')}</w:tr></w:tbl>")
    assert [cell.text for cell in first_grid(document).cells] == ["621", "7"]


@pytest.mark.parametrize(
    ("mark", "texts"),
    [
        ("<w:hidden/>", ["1", "2"]),
        ('<w:hidden w:val="0"/>', ["3", "4", "1", "2"]),
        ('<w:trHeight w:val="10" w:hRule="exact"/>', ["1", "2"]),
        ('<w:trHeight w:val="10"/>', ["3", "4", "1", "2"]),
    ],
)
def test_rows_that_are_hidden_are_not_read(mark: str, texts: list[str]) -> None:
    rows = f"<w:tr><w:trPr>{mark}</w:trPr>{tc('3')}{tc('4')}</w:tr><w:tr>{tc('1')}{tc('2')}</w:tr>"
    assert [cell.text for cell in first_grid(word(f"<w:tbl>{rows}</w:tbl>")).cells] == texts


def test_cells_that_a_revision_takes_back_are_not_read() -> None:
    rows = f"<w:tr>{tc('1')}{tc('5', '<w:cellDel/>')}{tc('2')}</w:tr>"
    grid = first_grid(word(f"<w:tbl>{rows}</w:tbl>"))
    assert [cell.text for cell in grid.cells] == ["1", "2"]


@pytest.mark.parametrize(
    ("look", "text"),
    [
        ("<w:rPr><w:strike/></w:rPr>", "〔划去〕\n1"),
        ('<w:rPr><w:color w:val="FFFFFF"/></w:rPr>', "〔不可见〕\n1"),
        (
            '<w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:fill="000000"/></w:tcPr>',
            "1",
        ),
    ],
)
def test_what_a_tables_style_takes_back_is_no_number(look: str, text: str) -> None:
    """Word's own style of dark tables is white on black."""
    styles = style("t", look, more='w:type="table"')
    named = '<w:tblPr><w:tblStyle w:val="t"/></w:tblPr>'
    table = f"<w:tbl>{named}<w:tr>{tc('1')}{tc('x')}</w:tr></w:tbl>"
    grid = first_grid(word(table, styles=f"<w:styles {W}>{styles}</w:styles>"))
    assert grid.cells[0].text == text


def test_what_all_text_of_a_document_is_set_in_counts_too() -> None:
    look = "<w:rPr><w:strike/></w:rPr>"
    defaults = f"<w:docDefaults><w:rPrDefault>{look}</w:rPrDefault></w:docDefaults>"
    table = f"<w:tbl><w:tr>{tc('1')}{tc('x')}</w:tr></w:tbl>"
    grid = first_grid(word(table, styles=f"<w:styles {W}>{defaults}</w:styles>"))
    assert grid.cells[0].text == "〔划去〕\n1"


@pytest.mark.parametrize(
    ("line", "texts"),
    [("single", ["〔线条穿过〕1", "项目 1"]), ("nil", ["1", "项目 1"])],
)
def test_a_number_with_a_line_through_its_cell_is_refused(line: str, texts: list[str]) -> None:
    """A header cell that a line divides has words."""
    through = f'<w:tcBorders><w:tl2br w:val="{line}"/></w:tcBorders>'
    table = f"<w:tbl><w:tr>{tc('1', through)}{tc('项目 1', through)}</w:tr></w:tbl>"
    assert [cell.text for cell in first_grid(word(table)).cells] == texts


@pytest.mark.parametrize(
    ("written", "rules"), [("99", ["grid.laid_over"]), ("2024", []), ("第99号", [])]
)
def test_a_box_with_a_number_alone_may_lie_on_a_table(written: str, rules: list[str]) -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{p(written)}</w:txbxContent></w:pict></w:r></w:p>"
    table = f"<w:tbl><w:tr>{tc('新收')}{tc('1')}</w:tr></w:tbl>"
    assert [each.rule for each in read(word(box + table)).findings] == rules
