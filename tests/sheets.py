"""Reports as spreadsheets, written by openpyxl and xlwt: no code of ours lays them out."""

import io
from collections.abc import Iterator

import openpyxl
import xlwt  # type: ignore[import-untyped]  # no stubs
from openpyxl.styles import Border, Side

from tests.printed import Printed, Rows

Place = tuple[int, int]
Area = tuple[str, Place, Place, bool]  # text, first and last position, whether it has lines

LINED = Border(**{side: Side(style="thin") for side in ("left", "right", "top", "bottom")})


def areas(printed: Printed) -> Iterator[Area]:
    """The cells of a report on one sheet: title, chapters and prose in merged cells, tables."""
    top = 0

    def line(text: str) -> Area:
        nonlocal top
        top += 1
        return text, (top - 1, 0), (top - 1, 9), False

    tables = printed.tables()
    bodies = [
        ["公开信息12条。"],
        tables[:-2],
        [tables[-2]],
        [tables[-1]],
        ["存在公开不够及时的问题。"],
        ["无"],
    ]
    yield line(printed.title)
    for numeral, chapter, body in zip("一二三四五六", printed.form.chapters, bodies, strict=True):
        yield line(f"{numeral}、{chapter.title}")
        for part in body:
            if isinstance(part, str):
                yield line(part)
                continue
            yield from (
                (text, (top + a, b), (top + c, d), True) for text, (a, b), (c, d) in laid(part)
            )
            top += len(part)


def laid(rows: Rows) -> Iterator[tuple[str, Place, Place]]:
    """The cells of a table with the positions they cover."""
    taken: set[Place] = set()
    for top, row in enumerate(rows):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            last = top + cell.rowspan - 1, left + cell.colspan - 1
            taken |= {(r, c) for r in range(top, last[0] + 1) for c in range(left, last[1] + 1)}
            yield cell.text, (top, left), last


def typed(text: str) -> str | int | float:
    """A number as spreadsheets keep it, anything else as text."""
    try:
        return int(text) if text.isascii() and text.isdigit() else float(text)
    except ValueError:
        return text


def xlsx(printed: Printed, *, lines: bool = True) -> bytes:
    """The report as XLSX."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for text, (top, left), (bottom, right), lined in areas(printed):
        sheet.cell(top + 1, left + 1, typed(text) if text else None)
        if (top, left) != (bottom, right):
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
        for row in range(top, bottom + 1) if lined and lines else ():
            for column in range(left, right + 1):
                sheet.cell(row + 1, column + 1).border = LINED
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(printed: Printed) -> bytes:
    """The report as XLS, by a writer of another family."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("年报")
    plain, lined_style = (
        xlwt.XFStyle(),
        xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin"),
    )
    for text, (top, left), (bottom, right), lined in areas(printed):
        value = typed(text) if text else ""
        sheet.write_merge(top, bottom, left, right, value, lined_style if lined else plain)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
