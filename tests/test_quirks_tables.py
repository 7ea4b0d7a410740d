"""Tables as publishers draw them: every number exact under its label, or refused with a finding.

Synthetic: the numbers are made up and balance, no two of them can change places unseen.
"""

from collections.abc import Callable
from dataclasses import astuple

import pytest

from parsers.grid import RawCell, RawRow, expand
from parsers.report import parse_report
from tests.printed import TD, Printed, Rows, distinct, draw
from tests.quirks import FORMS, assert_exact, assert_refused, chapters, doubts, html

Tables = list[Rows]
DISCLOSURE, REQUESTS, APPEALS = range(3)
ROUTES = ("review", "suit_direct", "suit_after_review")
N_HEADER = 3  # lines of the headers of chapters 三 and 四


def cell_of(tables: Tables, text: str) -> TD:
    return next(cell for rows in tables for row in rows for cell in row if cell.text == text)


def row_of(rows: Rows, text: str) -> list[TD]:
    return next(row for row in rows for cell in row if cell.text == text)


def remarks_beside_requests(tables: Tables) -> None:
    tables[REQUESTS][0].append(TD("备注", N_HEADER))
    for n, row in enumerate(tables[REQUESTS][N_HEADER:]):
        row.append(TD("见附件" if n == 4 else ""))


def remarks_beside_disclosure(tables: Tables) -> None:
    for row in tables[DISCLOSURE]:
        if len(row) == 1:
            row[0].colspan += 1
        else:
            row.append(TD("备 注" if row[0].text == "信息内容" else ""))


def serial_numbers_in_requests(tables: Tables) -> None:
    tables[REQUESTS][0].insert(0, TD("序号", N_HEADER))
    for n, row in enumerate(tables[REQUESTS][N_HEADER:], 1):
        row.insert(0, TD(str(n)))


def serial_numbers_in_disclosure(tables: Tables) -> None:
    n = 0
    for row in tables[DISCLOSURE]:
        if len(row) == 1:
            row[0].colspan += 1
        elif row[0].text == "信息内容":
            row.insert(0, TD("序号"))
        else:
            row.insert(0, TD(str(n := n + 1)))


def headings_and_notes_over_the_whole_width(tables: Tables) -> None:
    for rows in tables:
        width = sum(cell.colspan for cell in rows[0])
        rows.insert(0, [TD("表2 情况统计（截至12月31日）", 1, width)])
        rows.append([TD("注：1.含上年结转3件；2.口径为本级", 1, width)])


def columns_counted_under_the_header(tables: Tables) -> None:
    counted = [TD(str(n + 1)) for n in range(7)]
    tables[REQUESTS].insert(N_HEADER, [TD("栏次", 1, 3), *counted])


def phantom_column_right(tables: Tables) -> None:
    for rows in tables:
        for row in rows:
            row.append(TD(""))


def phantom_column_left(tables: Tables) -> None:
    for rows in tables[:APPEALS]:
        for row in rows:
            row.insert(0, TD(""))


def phantom_column_between(tables: Tables) -> None:
    rows = tables[REQUESTS]
    rows[0][1].colspan += 1
    rows[1][1].colspan += 1
    rows[2].insert(2, TD(""))
    for row in rows[N_HEADER:]:
        row.insert(len(row) - 4, TD(""))


def phantom_column_under_the_last_header(tables: Tables) -> None:
    for rows in tables:
        for row in rows:
            if row[-1].text[-1:].isdigit() or row[-1].text.endswith("元"):
                row.append(TD(""))
            elif row[-1].text != "其他":  # under the applicants' groups, left of 总计
                row[-1].colspan += 1


def every_line_numbered(tables: Tables) -> None:
    """序号 above the caption's number, as where a column was put before the whole table."""
    for rows in tables:
        for n, row in enumerate(rows):
            row.insert(0, TD(str(n) if n else "序号"))


def applicants_without_their_groups(tables: Tables) -> None:
    rows = tables[REQUESTS]
    names = [rows[1][0], *rows[2], rows[1][-1]]
    rows[:N_HEADER] = [[TD("项目", 1, 3), *(TD(cell.text) for cell in names)]]


def phantom_rows(tables: Tables) -> None:
    for place in (3, 2, 1):
        tables[APPEALS].insert(place, [TD(""), TD(""), TD("")])
    tables[DISCLOSURE].insert(2, [TD(""), TD("")])
    tables[REQUESTS].append([TD(""), TD(""), TD("")])


def inner_span_too_short(tables: Tables) -> None:
    cell_of(tables, "（五）不予处理").rowspan -= 1


def total_before_natural_persons(tables: Tables) -> None:
    rows = tables[REQUESTS]
    rows[1].insert(0, rows[1].pop())
    for row in rows[N_HEADER:]:
        row.insert(len(row) - 7, row.pop())


def rows_in_another_order(tables: Tables) -> None:
    rows = tables[REQUESTS]
    rows[3], rows[4] = rows[4], rows[3]
    rows.insert(5, rows.pop())


def header_again_in_the_middle(tables: Tables) -> None:
    rows = tables[REQUESTS]
    rows[-1:-1] = [list(row) for row in rows[:N_HEADER]]


def one_table_for_all(tables: Tables) -> None:
    tables[:] = [[], [], [row for rows in tables for row in rows]]


QUIRKS: list[Callable[[Tables], None]] = [
    remarks_beside_requests,
    remarks_beside_disclosure,
    serial_numbers_in_requests,
    serial_numbers_in_disclosure,
    headings_and_notes_over_the_whole_width,
    columns_counted_under_the_header,
    phantom_column_right,
    phantom_column_left,
    phantom_column_between,
    phantom_rows,
    phantom_column_under_the_last_header,
    every_line_numbered,
    applicants_without_their_groups,
    inner_span_too_short,
    total_before_natural_persons,
    rows_in_another_order,
    header_again_in_the_middle,
    one_table_for_all,
]


# Read by their labels all the same; labels that changed places would show in nothing else.
NOTED = {
    "total_before_natural_persons": ["form.column_order"],
    "rows_in_another_order": ["form.row_order"],
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.__name__)
def test_what_changes_no_number_raises_no_doubt(name: str, quirk: Callable[[Tables], None]) -> None:
    """The labels tell every number, whatever stands beside, between or around them."""
    printed = distinct(name)
    tables = printed.tables()
    quirk(tables)
    assert_exact(printed.page(tables), printed, *NOTED.get(quirk.__name__, ()))


@pytest.mark.parametrize("name", FORMS)
def test_a_span_out_of_the_table_does_not_hide_the_last_row(name: str) -> None:
    """四、结转下年度继续办理 is itself although 三 reaches down to it."""
    printed = distinct(name)
    tables = printed.tables()
    cell_of(tables, "三、本年度办理结果").rowspan += 3
    assert_exact(printed.page(tables), printed, "grid.span_clipped")


def test_a_number_among_the_remarks_is_reported() -> None:
    """It belongs to no column of the form; the values beside it are exact."""
    printed = distinct("F2021")
    tables = printed.tables()
    remarks_beside_requests(tables)
    tables[REQUESTS][6][-1].text = "7"
    assert_exact(printed.page(tables), printed, "form.number_unclaimed")


def test_reviews_and_lawsuits_may_stand_in_two_tables() -> None:
    """Only both together have the columns of chapter 四; one without the other is refused."""
    printed = distinct("F2021")
    tables = printed.tables()
    top, second, third, values = tables[APPEALS]
    heads = [TD(cell.text) for cell in third[:5]]
    reviews = [[top[0]], heads, values[:5]]
    lawsuits = [[top[1]], second[-2:], third, values[5:]]
    two = [*tables[:APPEALS], reviews, lawsuits]
    assert_exact(printed.page(two), printed)
    lost = {f"appeals.{route}" for route in ROUTES}
    for one in (reviews, lawsuits):
        report = parse_report(printed.page([*tables[:APPEALS], one]))
        read = {each.address for each in report.in_tables if each.cell is not None}
        assert not any(address.startswith(tuple(lost)) for address in read)
        assert "form.row_missing" in doubts(report)


def test_columns_reckoned_from_others_are_reported_and_move_none() -> None:
    """小计 among the applicants and 占比 behind them belong to no column of the form."""
    printed = distinct("F2021")
    tables = printed.tables()
    rows = tables[REQUESTS]
    rows[0][1].colspan += 1
    rows[0].append(TD("占比", N_HEADER))
    rows[1][1].colspan += 1
    rows[2].append(TD("小计"))
    for row in rows[N_HEADER:]:
        row[-1:] = [TD("77"), row[-1], TD("5.1%")]
    assert_exact(printed.page(tables), printed, "form.number_unclaimed")


def test_a_bare_number_over_the_whole_width_is_reported() -> None:
    """It is neither a heading nor a note."""
    for text in ("12", "2021年 12件"):
        printed = distinct("F2021")
        tables = printed.tables()
        tables[REQUESTS].append([TD(text, 1, 10)])
        assert "form.number_unclaimed" in doubts(parse_report(printed.page(tables)))


def test_routes_of_appeal_may_stand_line_by_line() -> None:
    """Chapter 四 with a line for each route, as some departments draw it."""
    printed = distinct("F2021")
    tables = printed.tables()
    tables[APPEALS] = routes_by_line(printed)
    assert_exact(printed.page(tables), printed)


def routes_by_line(printed: Printed) -> Rows:
    appeals = printed.form.blocks[-1]
    values = [
        [TD(printed.values[f"appeals.{row.code}.{column.code}"]) for column in appeals.columns]
        for row in appeals.rows
    ]
    return [
        [TD("项目", 1, 2), *(TD(column.path[-1]) for column in appeals.columns)],
        [TD("行政复议", 1, 2), *values[0]],
        [TD("行政诉讼", 2), TD("未经复议直接起诉"), *values[1]],
        [TD("复议后起诉"), *values[2]],
    ]


def test_a_group_nobody_knows_proves_nothing() -> None:
    """A row is told by its last label alone only where no unknown label stands before it."""
    printed = distinct("F2021")
    tables = printed.tables()
    cell_of(tables, "（四）无法提供").text = "（四）无从提供"
    lost = {"requests.unable_not_held", "requests.unable_needs_creation", "requests.unable_unclear"}
    assert_refused(printed.page(tables), printed, lost, "form.label_unknown", "form.row_missing")


CUTS = [(REQUESTS, -1), (REQUESTS, 12), (REQUESTS, N_HEADER), (DISCLOSURE, 3)]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(("table", "row"), CUTS)
def test_a_table_that_goes_on_without_a_header_is_one(name: str, table: int, row: int) -> None:
    """Cut before its last row, in the middle, after its header: the labels say what goes on."""
    printed = distinct(name)
    drawn = [draw(rows) for rows in printed.tables()]
    rows = printed.tables()[table]
    drawn[table] = draw(rows[:row]) + draw(rows[row:])
    clipped = ("grid.span_clipped",) if row == 12 else ()
    assert_exact(html(*chapters(printed, drawn)), printed, *clipped)


def test_the_cells_of_a_cut_table_are_named_where_they_stand() -> None:
    """Grid, position and source are those of the second piece."""
    printed = distinct("F2021")
    first, second, third = printed.tables()
    page = html(
        *chapters(printed, [draw(first), draw(second[:-1]) + draw(second[-1:]), draw(third)])
    )
    figures = {each.address: each for each in parse_report(page).in_tables}
    assert figures["requests.carried_out.total"].cell == (3, 0, 9, "table[3]/tr[1]/td[8]")


def test_a_piece_whose_labels_prove_nothing_is_refused() -> None:
    """A row that stands above already, an unknown row, values without any label."""
    printed = distinct("F2021")
    for table, row, second, lost in [
        (REQUESTS, 4, printed.tables()[REQUESTS][3:4], set()),
        (REQUESTS, None, [[TD("五、其他", 1, 3), *(TD("5") for _ in range(7))]], set()),
        (APPEALS, 3, printed.tables()[APPEALS][3:], {f"appeals.{route}" for route in ROUTES}),
    ]:
        tables = printed.tables()
        drawn = [draw(rows) for rows in tables]
        keep = tables[table] if table == REQUESTS else tables[table][:row]
        drawn[table] = draw(keep) + draw(second)
        assert_refused(html(*chapters(printed, drawn)), printed, lost)
        if table == APPEALS:
            assert_refused(html(*chapters(printed, drawn)), printed, lost, "form.row_missing")


def turned(rows: Rows) -> Rows:
    """Rows as columns, spans and all."""
    grid, _ = expand([RawRow([RawCell(*astuple(cell)) for cell in row]) for row in rows])
    width = max(cell.left + cell.width for cell in grid.cells)
    cells = sorted(grid.cells, key=lambda cell: (cell.left, cell.top))
    return [
        [TD(cell.text, cell.width, cell.height) for cell in cells if cell.left == left]
        for left in range(width)
    ]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("table", [REQUESTS, APPEALS])
def test_rows_and_columns_may_be_exchanged(name: str, table: int) -> None:
    """Applicants down and outcomes across, routes of appeal down."""
    printed = distinct(name)
    tables = printed.tables()
    tables[table] = turned(tables[table])
    report = assert_exact(printed.page(tables), printed)
    cell = {each.address: each.cell for each in report.figures}["appeals.review.corrected"]
    turned_cell = (3, 1, 3, "table[3]/tr[2]/td[2]")
    assert cell == (turned_cell if table == APPEALS else (3, 3, 1, "table[3]/tr[4]/td[2]"))


@pytest.mark.parametrize("name", FORMS)
def test_blocks_of_chapter_two_may_be_turned_under_their_captions(name: str) -> None:
    """Documents across, made and disclosed down."""
    printed = distinct(name)
    tables = printed.tables()
    starts = [n for n, row in enumerate(tables[DISCLOSURE]) if len(row) == 1]
    ends = [*starts[1:], len(tables[DISCLOSURE])]
    tables[DISCLOSURE] = [
        row
        for start, end in zip(starts, ends, strict=True)
        for row in (tables[DISCLOSURE][start], *turned(tables[DISCLOSURE][start + 1 : end]))
    ]
    assert_exact(printed.page(tables), printed)


def test_a_turned_table_with_an_unknown_label_is_refused() -> None:
    """Nothing of it is taken."""
    printed = distinct("F2021")
    tables = printed.tables()
    cell_of(tables, "商业企业").text = "商业公司"
    tables[REQUESTS] = turned(tables[REQUESTS])
    lost = {f"requests.{row.code}" for row in printed.form.blocks[-2].rows}
    assert_refused(printed.page(tables), printed, lost, "form.header_unknown", "form.row_missing")
