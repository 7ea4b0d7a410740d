"""One generated report in every medium, as long as is asked for: what the readers are timed on.

The report is the demonstration's; more of it is more prose, as annexes and long chapters are.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import escape

import openpyxl  # type: ignore[import-untyped]  # no stubs installed

from archive.demo.city import load_city
from archive.demo.docx import report_docx
from archive.demo.figures import city_figures
from archive.demo.pages import report_page
from archive.demo.pdf import report_pdf
from archive.demo.tables import Table, placed
from archive.demo.writing import Chapter, Writing, write_report
from benchmarks.pages import SENTENCE
from parsers.forms import Form, forms

OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{name}="{OPEN_DOCUMENT}:{name}:1.0"' for name in ("office", "text", "table")
)


def writing(paragraphs: int = 0) -> Writing:
    """The report of one body, with so many long paragraphs more in its first chapter."""
    city = load_city()
    plan = next(plan for plan in city.plans if plan.form == "F2021" and plan.look.medium == "pdf")
    found = write_report(plan, city_figures(city)[plan.agency.name, plan.year], 1)
    first, *others = found.chapters
    longer = replace(first, paragraphs=(*first.paragraphs, *[SENTENCE * 4] * paragraphs))
    return replace(found, chapters=(longer, *others))


def as_page(report: Writing) -> bytes:
    """The page of the body's site."""
    plan = report.plan
    site = next(site for site in load_city().sites if site.id == plan.agency.site)
    shown = replace(report, plan=replace(plan, look=replace(plan.look, medium="html")))
    return report_page(site, shown, ()).encode()


def as_text(report: Writing) -> bytes:
    """Text copied from a page: a cell a line, after a tab; a blank line after each row."""
    lines = [report.plan.title, report.introduction, ""]
    for chapter in report.chapters:
        lines += [chapter.heading, *chapter.paragraphs, ""]
        for row in _uncovered(chapter.table):
            lines += [*("\t" + text for text in row), ""]
    return "\n".join(lines).encode()


def _uncovered(table: Table) -> list[list[str]]:
    """Each row's texts, blank where a cell reaches down into it."""
    rows: list[dict[int, str]] = [{} for _ in table]
    for top, left, cell in placed(table):
        for row in range(top, top + cell.down):
            rows[row][left] = cell.text if row == top else ""
    return [[row[left] for left in sorted(row)] for row in rows]


def as_xlsx(report: Writing) -> bytes:
    """A workbook of one sheet, its merged cells merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([report.plan.title])
    for chapter in report.chapters:
        for text in (chapter.heading, *chapter.paragraphs):
            sheet.append([text])
        _fill(sheet, chapter)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: "openpyxl.worksheet.worksheet.Worksheet", chapter: Chapter) -> None:
    first = sheet.max_row + 1
    for top, left, cell in placed(chapter.table):
        row, column = first + top, left + 1
        sheet.cell(row, column, int(cell.text) if cell.text.isdigit() else cell.text)
        end = (row + cell.down - 1, column + cell.across - 1)
        if end != (row, column):
            sheet.merge_cells(None, row, column, *end)


def as_odt(report: Writing) -> bytes:
    """An OpenDocument text."""
    body = "".join(
        "".join(map(_paragraph, (chapter.heading, *chapter.paragraphs))) + _odt_table(chapter.table)
        for chapter in report.chapters
    )
    content = (
        f"<office:document-content {NAMES}><office:body><office:text>"
        f"{_paragraph(report.plan.title)}{body}"
        "</office:text></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return stream.getvalue()


def _odt_table(table: Table) -> str:
    lines: list[dict[int, str]] = [{} for _ in table]
    for top, left, cell in placed(table):
        for row in range(top, top + cell.down):
            for column in range(left, left + cell.across):
                lines[row][column] = "<table:covered-table-cell/>"
        lines[top][left] = (
            f'<table:table-cell table:number-rows-spanned="{cell.down}" '
            f'table:number-columns-spanned="{cell.across}">{_paragraph(cell.text)}'
            "</table:table-cell>"
        )
    rows = ("".join(line[column] for column in sorted(line)) for line in lines)
    drawn = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table>{drawn}</table:table>" if table else ""


def _paragraph(text: str) -> str:
    return f"<text:p>{escape(text)}</text:p>"


def list_page(paragraphs: int = 0) -> bytes:
    """A page with the national table of 2014, every value 0, and prose."""
    form: Form = next(form for form in forms() if form.id == "F2014")
    (block,) = form.blocks
    lines = "".join(
        f"<tr><td>{row.path[-1]}</td><td>{row.unit}</td><td>0</td></tr>" for row in block.rows
    )
    prose = f"<p>{SENTENCE * 4}</p>" * paragraphs
    head = "<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
    title = "示例县清泉镇人民政府2016年政府信息公开工作年度报告"
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
        f"<p>一、概述</p>{prose}<table>{head}{lines}</table></body></html>"
    ).encode()


def page_with_rows(rows: int) -> bytes:
    """The page with the national table of 2014 and so many rows of another table below it."""
    line = "<tr><td>{n}</td><td>某某街道办事处</td><td>办件量</td><td>{count}</td></tr>"
    lines = "".join(line.format(n=n, count=n % 97) for n in range(rows))
    return list_page().replace(b"</body>", f"<table>{lines}</table></body>".encode())


MEDIA: dict[str, Callable[[Writing], bytes]] = {
    "HTML": as_page,
    "PDF": report_pdf,
    "DOCX": report_docx,
    "text": as_text,
    "XLSX": as_xlsx,
    "ODT": as_odt,
}
