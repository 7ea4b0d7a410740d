"""A paper as a spreadsheet: one sheet, prose in the first column, tables with merged ranges."""

import io
from collections.abc import Iterator

import xlwt  # type: ignore[import-untyped]  # no stubs
from openpyxl import Workbook

from tests.generator.paper import Line, Paper, placed

Place = tuple[int, int, int, int, str]  # row, column, height, width, text


def _places(paper: Paper) -> Iterator[Place]:
    """Where each text stands, rows counted from 0."""
    row = 0
    for item in paper.items:
        if isinstance(item, Line):
            yield row, 0, 1, 1, item.text
            row += 1
            continue
        for top, left, cell in placed(item):
            height = min(cell.height, len(item.rows) - top)
            yield row + top, left, height, cell.width, cell.text
        row += len(item.rows)


def _typed(text: str) -> str | int:
    """Plain numbers are stored as numbers, as people type them."""
    plain = text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")
    return int(text) if plain else text


def print_xlsx(paper: Paper) -> bytes:
    """The bytes of the workbook of today."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年报"
    for row, column, height, width, text in _places(paper):
        if text:
            sheet.cell(row + 1, column + 1, _typed(text))
        if height > 1 or width > 1:
            sheet.merge_cells(
                start_row=row + 1,
                start_column=column + 1,
                end_row=row + height,
                end_column=column + width,
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def print_xls(paper: Paper) -> bytes:
    """The bytes of the workbook of before 2007."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("年报", cell_overwrite_ok=True)
    for row, column, height, width, text in _places(paper):
        if height > 1 or width > 1:
            sheet.write_merge(row, row + height - 1, column, column + width - 1, _typed(text))
        elif text:
            sheet.write(row, column, _typed(text))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
