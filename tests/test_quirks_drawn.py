"""Tables made of divs and the like: rows and cells by how they are shown, each with its place.

Synthetic: the numbers are made up and balance.
"""

from collections.abc import Callable
from dataclasses import astuple

import pytest

from archive.pages.original_html import marked_html
from archive.reopen import mismatches
from parsers.errors import NotAReport
from parsers.grid import RawCell, RawRow, Table, expand
from parsers.model import Medium
from parsers.report import parse_report
from tests.printed import Rows, distinct
from tests.quirks import FORMS, assert_exact, assert_refused, chapters, html

Draw = Callable[[list[list[str]]], str]

BY_STYLE = (
    '<div style="display: table">{}</div>',
    '<div style="display:table-row">{}</div>',
    '<div style="width:9em;display:table-cell"><p>{}</p></div>',
)
BY_CLASS = (
    '<div class="table">{}</div>',
    '<div class="tr bg">{}</div>',
    '<div class="td">{}</div>',
)
BY_LIST = (
    "<div>{}</div>",
    '<ul class="row">{}</ul>\n',
    '<li class="cell">{}</li>',
)
BY_SHEET = (
    "<section>{}</section>",
    '<div class="hang">{}</div>',
    '<span class="ge">{}</span>',
)
SHEET = "<style>.hang { display : table-row } .ge{border:1px;display:table-cell}</style>"


def repeated(rows: Rows) -> list[list[str]]:
    """The texts of a table whose cells over several positions are printed in each."""
    table = as_table(rows)
    return [
        [cell.text if (cell := table.at(row, left)) else "" for left in range(table.width)]
        for row in range(table.height)
    ]


def once(rows: Rows) -> list[list[str]]:
    """The texts of a table whose cells over several positions leave the others blank."""
    table = as_table(rows)
    found = {(cell.top, cell.left): cell.text for cell in table.grid.cells}
    return [
        [found.get((row, left), "") for left in range(table.width)] for row in range(table.height)
    ]


def as_table(rows: Rows) -> Table:
    raw = [RawRow([RawCell(*astuple(cell)) for cell in row]) for row in rows]
    return Table(expand(raw)[0])


def draw(texts: list[list[str]], markup: tuple[str, str, str]) -> str:
    table, row, cell = markup
    return table.format("".join(row.format("".join(map(cell.format, line))) for line in texts))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("spread", [repeated, once])
@pytest.mark.parametrize("markup", [BY_STYLE, BY_CLASS, BY_LIST, BY_SHEET])
def test_drawn_tables_are_read(
    name: str, spread: Callable[[Rows], list[list[str]]], markup: tuple[str, str, str]
) -> None:
    """Whatever shows rows and cells, and whether spans repeat their text or leave blanks."""
    printed = distinct(name)
    drawn = [draw(spread(rows), markup) for rows in printed.tables()]
    page = html(SHEET if markup is BY_SHEET else "", *chapters(printed, drawn))
    report = assert_exact(page, printed)
    assert not list(mismatches(page.body, Medium.HTML, report.in_tables))
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_a_drawn_cell_is_named_by_its_element() -> None:
    """`div[n]` counts all divs of the page; the viewer marks the same one."""
    printed = distinct("F2021")
    drawn = [draw(once(rows), BY_STYLE) for rows in printed.tables()]
    page = html("<div>menu</div>", *chapters(printed, drawn))
    figures = {each.address: each for each in parse_report(page).figures}
    cell = figures["disclosure.rules.issued"].cell
    assert cell is not None
    # menu, table, caption and header with a row and 4 cells each, row, label, and then it
    assert cell.source == "div[15]"
    text = printed.values["disclosure.rules.issued"]
    assert f'id="cell"><p>{text}</p>' in marked_html(page.body, cell.source).replace(" style", "")


def test_groups_of_rows_are_one_table() -> None:
    """A head and a body of their own, as component libraries draw them."""
    printed = distinct("F2021")
    first, requests, appeals = (once(rows) for rows in printed.tables())
    _, row, cell = BY_CLASS
    groups = '<div class="thead">{}</div><div class="tbody">{}</div>'
    drawn = [
        draw(first, BY_CLASS),
        groups.format(draw(requests[:3], ("{}", row, cell)), draw(requests[3:], ("{}", row, cell))),
        draw(appeals, BY_CLASS),
    ]
    assert_exact(html(*chapters(printed, drawn)), printed)


def test_rows_and_cells_that_arrange_a_page_are_no_table() -> None:
    """A menu beside the text in cells: the text stays text, the tables in it stay tables."""
    printed = distinct("F2021")
    marked = printed.page().body.decode()
    inner = marked.split("<body>")[1].split("</body>")[0]
    menu = '<div class="row"><div class="cell">首页</div><div class="cell">公开</div></div>'
    line = '<div class="row"><div class="cell">菜单</div><div class="cell">{}</div></div>'
    page = menu * 3 + line.format(inner)
    report = assert_exact(html(page, title=printed.title), printed)
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_what_is_no_form_is_left_as_text() -> None:
    """A list of links in rows and cells is no report."""
    line = '<div class="tr"><div class="td">年报</div><div class="td">2021-01-20</div></div>'
    with pytest.raises(NotAReport):
        parse_report(html(line * 12))


def test_a_cell_too_few_is_refused() -> None:
    """Drawn rows have no spans to tell where a missing cell was."""
    printed = distinct("F2021")
    texts = [once(rows) for rows in printed.tables()]
    next(line for line in texts[1] if "2.重复申请" in line).pop(-3)
    page = html(*chapters(printed, [draw(lines, BY_CLASS) for lines in texts]))
    lost = {"requests.unhandled_duplicate"}
    assert_refused(page, printed, lost, "form.wrong_cell_count", "form.row_missing")
