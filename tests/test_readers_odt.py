"""OpenDocument texts become headings, paragraphs and grids; the files are packed by hand."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from archive.reopen import mismatches, opener
from parsers.errors import UnreadableDocument
from parsers.model import Document, Fault, Grid, Heading, Medium, Paragraph
from parsers.readers import read
from parsers.report import parse_report
from tests.opendocument import odt, packed, paragraph
from tests.printed import Printed
from tests.sheets import xls, xlsx
from tests.test_readers_sheet import FORMS, printed, values

Writer = Callable[[Printed], bytes]
STYLES = (
    '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="S"><style:text-properties style:text-position="super 58%"/>'
    "</style:style>"
    '<style:style style:name="X"><style:text-properties style:text-line-through-style="solid"/>'
    "</style:style>"
    '<style:style style:name="M" style:parent-style-name="S"><style:text-properties/></style:style>'
    '<style:style style:name="W"><style:text-properties fo:color="#FFFFFF"/></style:style>'
    '<style:style style:name="D" style:parent-style-name="W"><style:text-properties '
    'fo:background-color="#1f3864"/></style:style>'
    '<style:style style:name="L" style:list-style-name="numbers"/>'
    '<style:style style:name="near"><style:text-properties fo:color="#fefefe"/></style:style>'
    '<style:style style:name="red"><style:text-properties fo:color="#c00000"/></style:style>'
    '<style:style style:name="own" style:parent-style-name="W"><style:text-properties '
    'style:use-window-font-color="true"/></style:style>'
    '<style:style style:name="speck"><style:text-properties fo:font-size="0.05cm"/></style:style>'
    '<style:style style:name="clear"><style:text-properties fo:opacity="0%"/></style:style>'
    '<style:style style:name="on red" style:family="table-cell"><style:table-cell-properties '
    'fo:background-color="#c00000"/></style:style>'
    '<style:style style:name="through" style:family="table-cell"><style:table-cell-properties '
    'style:diagonal-tl-br="0.5pt solid #000000"/></style:style>'
    '<style:style style:name="flat" style:family="table-row"><style:table-row-properties '
    'style:row-height="0.01cm"/></style:style>'
    '<style:style style:name="low" style:family="table-row"><style:table-row-properties '
    'style:min-row-height="0.01cm"/></style:style>'
)


def texts(inner: str) -> list[str]:
    blocks = read(Document(packed(inner, STYLES))).blocks
    return [block.text for block in blocks if not isinstance(block, Grid)]


def cells(inner: str) -> list[tuple[str, int, int, int, int]]:
    (grid,) = read(Document(packed(inner, STYLES))).blocks
    assert isinstance(grid, Grid)
    return [cell[:5] for cell in grid.cells]


@pytest.mark.parametrize("name", FORMS)
def test_a_report_reads_as_its_page_does(name: str) -> None:
    """Every figure, chapter, the body and the year are those of the same report as a page."""
    whole = printed(name)
    body = odt(whole)
    report, page = parse_report(Document(body)), parse_report(whole.page())
    assert report.medium is Medium.ODT
    assert values(report) == values(page)
    assert (report.agency, report.year, report.title) == (page.agency, page.year, page.title)
    assert [each.number for each in report.sections] == [each.number for each in page.sections]
    assert list(mismatches(body, report.medium, report.in_tables)) == []


ROWS = [
    ("<text:p>a<text:span text:style-name='H'>hid</text:span>b</text:p>", ["ab"]),
    ("<text:p>12<text:span text:style-name='S'>1</text:span></text:p>", ["12 1"]),
    ("<text:p><text:span text:style-name='X'>34</text:span>5</text:p>", ["34 5"]),
    ("<text:p>a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d</text:p>", ["a  b\tc", "d"]),
    ("<text:p>a\n   b</text:p>", ["a b"]),
    (
        "<text:p>5<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>n"
        "</text:p></text:note-body></text:note>件</text:p>",
        ["5件"],
    ),
    ("<text:p>a<office:annotation><text:p>comment</text:p></office:annotation></text:p>", ["a"]),
    ("<text:p text:style-name='H'>hidden</text:p><text:p>b</text:p>", ["b"]),
    ("<text:section text:display='none'><text:p>x</text:p></text:section>", []),
    (
        "<text:section><text:list><text:list-item><text:p>x</text:p></text:list-item></text:list>"
        "</text:section>",
        ["x"],
    ),
    (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>4<text:change/>5</text:p>",
        ["45"],
    ),
    (
        "<text:p>a<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>",
        ["a", "box"],
    ),
]


@pytest.mark.parametrize(("inner", "expected"), ROWS)
def test_paragraphs_are_read_as_printed(inner: str, expected: list[str]) -> None:
    assert texts(inner) == expected


def span(style: str, text: str) -> str:
    return f"<text:span text:style-name='{style}'>{text}</text:span>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"<text:p>{span('X', '4')}536</text:p>", "4\n536"),
        (f"<text:p>{span('X', '4')}</text:p>", "〔划去〕\n4"),
        (f"<text:p>12{span('M', '1')}</text:p>", "12\n1"),
        (f"<text:p>12{span('W', '1')}</text:p>", "12\n1"),
        (f"<text:p>12{span('D', '1')}</text:p>", "121"),
        (f"<text:p>收到{span('X', '4')}</text:p>", "收到\n4"),
        ("<text:p text:style-name='X'>4</text:p>", "〔划去〕\n4"),
        ("<text:p text:style-name='L'/>", "〔编号〕"),
        ("<text:list><text:list-item><text:p/></text:list-item></text:list>", "〔编号〕"),
        ("<text:p><draw:frame><draw:image/></draw:frame></text:p>", "〔图片〕"),
        ("<text:p>15<draw:frame><draw:object/></draw:frame>2</text:p>", "15〔图片〕2"),
        ("<text:p>甲<draw:frame><draw:image/></draw:frame></text:p>", "甲"),
        ("<text:p>15<draw:line/></text:p>", "15〔图片〕"),
        ("<text:p><draw:control/></text:p>", "〔图片〕"),
        ("<text:p>15<draw:rect><text:p>99</text:p></draw:rect></text:p>", "15\n99"),
        ("<text:p>15<text:script>99</text:script></text:p>", "15"),
        (f"<text:p>{span('near', '15')}</text:p>", "〔不可见〕\n15"),
        (f"<text:p>{span('own', '15')}</text:p>", "15"),
        (f"<text:p>{span('speck', '15')}</text:p>", "〔不可见〕\n15"),
        (f"<text:p>{span('clear', '15')}</text:p>", "〔不可见〕\n15"),
    ],
)
def test_cells_that_show_more_than_their_text_say_so(inside: str, text: str) -> None:
    """Struck and raised digits are no part of a number; pictures and lists are not blank."""
    table = f"<table:table>{row(f'<table:table-cell>{inside}</table:table-cell>', cell('x'))}"
    assert cells(f"{table}</table:table>")[0][0] == text


@pytest.mark.parametrize(
    ("ink", "style", "text"),
    [
        ("red", "on red", "〔不可见〕\n15"),
        ("W", "on red", "15"),
        ("red", "none", "15"),
        ("red", "through", "〔线条穿过〕15"),
    ],
)
def test_a_cells_own_look_counts(ink: str, style: str, text: str) -> None:
    inside = f"<text:p>{span(ink, '15')}</text:p>"
    first = f'<table:table-cell table:style-name="{style}">{inside}</table:table-cell>'
    assert cells(f"<table:table>{row(first, cell('x'))}</table:table>")[0][0] == text


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ('table:visibility="filter"', "1"),
        ('table:style-name="flat"', "1"),
        ('table:style-name="low"', "3"),
    ],
)
def test_rows_that_are_not_shown_are_not_read(more: str, first: str) -> None:
    rows = row(cell("3"), cell("4"), more=more) + row(cell("1"), cell("2"))
    assert cells(f"<table:table>{rows}</table:table>")[0][0] == first


def test_a_section_that_its_condition_hides_is_not_read() -> None:
    hidden = '<text:section text:display="condition" text:is-hidden="true">'
    assert texts(f"{hidden}{paragraph('9')}</text:section>{paragraph('1')}") == ["1"]


def test_a_box_with_a_number_alone_may_lie_on_a_table() -> None:
    inside = paragraph("99")
    box = f"<text:p><draw:frame><draw:text-box>{inside}</draw:text-box></draw:frame></text:p>"
    reading = read(Document(packed(f"{box}<table:table>{row(cell('1'), cell('2'))}</table:table>")))
    assert [each.rule for each in reading.findings] == ["grid.laid_over"]


def test_headings_have_their_level() -> None:
    reading = read(Document(packed("<text:h text:outline-level='2'>标题</text:h>")))
    assert reading.blocks == (Heading("标题", 2, "p[1]"),)


def row(*cells_: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells_)}</table:table-row>"


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{paragraph(text)}</table:table-cell>"


def test_covered_repeated_and_merged_cells_keep_their_places() -> None:
    """No cell slips: covered positions are counted, orphans among them are blank."""
    grid = (
        "<table:table>"
        + row(
            cell("a", 'table:number-rows-spanned="2" table:number-columns-spanned="2"'),
            "<table:covered-table-cell/>",
            cell("b"),
        )
        + row('<table:covered-table-cell table:number-columns-repeated="2"/>', cell("c"))
        + row("<table:covered-table-cell/>", cell("0", 'table:number-columns-repeated="2"'))
        + row(
            cell("d"),
            '<table:table-cell table:number-columns-repeated="16384"/>',
            more='table:number-rows-repeated="2"',
        )
        + "</table:table>"
    )
    assert cells(grid) == [
        ("a", 0, 0, 2, 2),
        ("b", 0, 2, 1, 1),
        ("c", 1, 2, 1, 1),
        ("", 2, 0, 1, 1),
        ("0", 2, 1, 1, 1),
        ("0", 2, 2, 1, 1),
        ("d", 3, 0, 1, 1),
        ("", 3, 1, 1, 1),
        ("d", 4, 0, 1, 1),
        ("", 4, 1, 1, 1),
    ]


def test_contradictory_spans_cut_the_earlier_cell() -> None:
    """A cell stays at its own position, and the doubt is said."""
    grid = "<table:table>" + row(
        cell("a", 'table:number-columns-spanned="3"'), cell("b"), cell("c")
    )
    reading = read(Document(packed(f"{grid}</table:table>")))
    (found,) = reading.blocks
    assert isinstance(found, Grid)
    assert [each[:5] for each in found.cells] == [
        ("a", 0, 0, 1, 1),
        ("b", 0, 1, 1, 1),
        ("c", 0, 2, 1, 1),
    ]
    assert [finding.rule for finding in reading.findings] == ["grid.contradictory_spans"]


def test_tables_in_layout_tables_and_collapsed_rows() -> None:
    hidden = row(cell("3"), more='table:visibility="collapse"')
    inner = f"<table:table>{row(cell('1'), cell('2'))}{hidden}</table:table>"
    outer = f"<table:table>{row(f'<table:table-cell>{inner}</table:table-cell>')}</table:table>"
    body = packed(outer + paragraph("after"))
    grid, after = read(Document(body)).blocks
    assert isinstance(grid, Grid)
    assert [each.source for each in grid.cells] == [
        "table[2]/row[1]/cell[1]",
        "table[2]/row[1]/cell[2]",
    ]
    assert [opener(body, Medium.ODT)(each.source) for each in grid.cells] == ["1", "2"]
    assert isinstance(after, Paragraph)


def test_properties_are_metadata() -> None:
    created = "<meta:creation-date>2022-01-05T08:00:00</meta:creation-date>"
    meta = f"<dc:title>甲市2021年年报</dc:title>{created}"
    assert read(Document(packed("", meta=meta))).metadata == (
        ("title", "甲市2021年年报"),
        ("created", "2022-01-05T08:00:00"),
    )


def locked() -> bytes:
    stream = BytesIO(packed(""))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("META-INF/manifest.xml", "<m xmlns='urn:m'><encryption-data/></m>")
    return stream.getvalue()


BROKEN = [
    (locked(), "password"),
    (packed("<text:p>"), "damaged OpenDocument"),
    (packed("", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "no text"),
    (packed("<text:p/>" * 600_000), "500,000 tags"),
    (packed(paragraph("x" * 17_000_000)), "over 16 MB"),
    (packed("<text:section>" * 3000), "damaged"),
]


@pytest.mark.parametrize(("body", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_locked_damaged_and_huge_files_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read(Document(body))


def test_repeats_are_bounded() -> None:
    """A table of a billion repeated cells ends at the limit, and says so."""
    many = row(
        cell("1", 'table:number-columns-repeated="999999999"'),
        more='table:number-rows-repeated="999999999"',
    )
    reading = read(Document(packed(f"<table:table>{many}</table:table>")))
    (grid,) = reading.blocks
    assert isinstance(grid, Grid)
    assert len(grid.cells) == 500_000
    assert [finding.rule for finding in reading.findings] == ["grid.span_clipped"]


@pytest.mark.parametrize("writer", [odt, xlsx, xls])
@pytest.mark.parametrize("name", FORMS)
def test_a_wrong_sum_is_read_twice(writer: Writer, name: str) -> None:
    """A second engine reads the same operands."""
    whole = printed(name)
    whole.values["requests.new_received.total"] = "28"
    report = parse_report(Document(writer(whole)))
    failed = [each for each in report.findings if each.rule == "R3.1" and each.outcome == "fail"]
    assert [each.fault for each in failed] == [Fault.PUBLISHER]
    assert "reading.differs" not in {each.rule for each in report.findings}
