"""Hostile spreadsheets, OpenDocument texts, old Office files, folded pages: see `tests.hostile`."""

import io
import random
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import xlwt  # type: ignore[import-untyped]  # no stubs

from tests.hostile import MEGABYTE, TITLE, hostile
from tests.opendocument import MIMETYPE, NAMES, packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook() -> bytes:
    """A small good workbook."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = TITLE
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(path: Path, body: bytes, name: str, content: Iterable[bytes]) -> None:
    """Write a package with one part replaced, without holding the part."""
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        with new.open(name, "w", force_zip64=True) as part:
            for piece in content:
                part.write(piece)


def sheet(path: Path, content: Iterable[bytes]) -> None:
    """Write a workbook with this sheet."""
    with_part(path, workbook(), "xl/worksheets/sheet1.xml", content)


@hostile("bomb.xlsx")
def xlsx_bomb(path: Path) -> None:
    """A sheet that unpacks to 600 MB of rows."""
    rows = b"<row><c><v>1</v></c></row>" * 40_000
    sheet(path, [SHEET.encode(), *([rows] * (600 * MEGABYTE // len(rows)))])


@hostile("strings.xlsx")
def strings_bomb(path: Path) -> None:
    """Texts that unpack to 600 MB."""
    text = ("<si><t>" + "示例" * 100_000 + "</t></si>").encode()
    sst = [f'<sst xmlns="{MAIN}">'.encode(), *([text] * (600 * MEGABYTE // len(text)))]
    with_part(path, workbook(), "xl/sharedStrings.xml", sst)


@hostile("far.xlsx")
def far_xlsx(path: Path) -> None:
    """Two cells at opposite corners of the largest sheet: 17 * 10^9 positions."""
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    sheet(path, [SHEET.encode(), cells.encode()])


@hostile("merged.xlsx")
def merged_xlsx(path: Path) -> None:
    """Merged cells that lie over each other, each up to the last cell."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="700"><c r="ZZ700"><v>1</v></c></row>'
    merged = "".join(
        f'<mergeCell ref="{column}{row}:ZZ700"/>'
        for row in range(1, 700)
        for column in "ZYXWVUTSRQPONMLKJIHGFEDCBA"
    )
    rest = f"{cells}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    sheet(path, [SHEET.encode(), rest.encode()])


@hostile("truncated.xlsx")
def truncated_xlsx(path: Path) -> None:
    """The first half of a workbook."""
    body = workbook()
    path.write_bytes(body[: len(body) // 2])


def old_workbook(row: int, column: int) -> bytes:
    """A workbook of Excel 97 with two cells."""
    book = xlwt.Workbook()
    page = book.add_sheet("a")
    page.write(0, 0, TITLE)
    page.write(row, column, 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@hostile("far.xls")
def far_xls(path: Path) -> None:
    """Two cells at opposite corners of the largest old sheet."""
    path.write_bytes(old_workbook(65_535, 255))


@hostile("truncated.xls")
def truncated_xls(path: Path) -> None:
    """The first half of an old workbook."""
    body = old_workbook(9, 9)
    path.write_bytes(body[: len(body) // 1024 * 512])


@hostile("loop.xls")
def loop_xls(path: Path) -> None:
    """Sectors that follow each other in a ring."""
    body = bytearray(old_workbook(9, 9))
    (table,) = (at for at in [(int.from_bytes(body[76:80], "little") + 1) * 512])
    for number in range(128):
        body[table + 4 * number : table + 4 * number + 4] = (number ^ 1).to_bytes(4, "little")
    path.write_bytes(body)


@hostile("noise.doc")
def noise_doc(path: Path) -> None:
    """The header of an old Word file, then random bytes."""
    path.write_bytes(OLE + random.Random(4).randbytes(2 * MEGABYTE))


@hostile("nested.rtf")
def nested_rtf(path: Path) -> None:
    """10^5 groups inside each other."""
    path.write_bytes(b"{\\rtf1 " + b"{\\b x" * 100_000)


@hostile("bomb.odt")
def odt_bomb(path: Path) -> None:
    """A text that unpacks to 600 MB."""
    head = f"<office:document-content {NAMES}><office:body><office:text>".encode()
    text = ("<text:p>" + "示例" * 100 + "</text:p>").encode() * 1500
    with_part(path, packed(""), "content.xml", [head, *([text] * (600 * MEGABYTE // len(text)))])


@hostile("repeated.odt")
def repeated_odt(path: Path) -> None:
    """A cell repeated 10^9 times in a row that is, too."""
    cell = '<table:table-cell table:number-columns-repeated="999999999"><text:p>1</text:p>'
    row = f'<table:table-row table:number-rows-repeated="999999999">{cell}</table:table-cell>'
    path.write_bytes(packed(f"<table:table>{row}</table:table-row></table:table>" * 50))


@hostile("nested.odt")
def nested_odt(path: Path) -> None:
    """10^5 tables inside each other."""
    inner = "<table:table><table:table-row><table:table-cell>" * 100_000
    path.write_bytes(packed(inner))


@hostile("entities.odt")
def odt_entities(path: Path) -> None:
    """Entities that multiply to 10^9 characters."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    content = (
        f'<!DOCTYPE d [<!ENTITY e0 "示例">{entities}]><office:document-content {NAMES}>'
        "<office:body><office:text><text:p>&e9;</text:p></office:text></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", MIMETYPE)
        package.writestr("content.xml", content)


@hostile("strings.html")
def strings_html(path: Path) -> None:
    """A script of four million escaped quotes that never end, and tables in it."""
    path.write_text("<html><script>a = {table: " + '"<table' * 200_000 + '\\"' * 4_000_000)


@hostile("strings.json")
def strings_json(path: Path) -> None:
    """JSON of many long strings, each with a table."""
    string = '"' + "x" * 400 + "<table" + "<td>1" * 40 + '"'
    path.write_text('{"data": [' + ",".join([string] * 15_000) + "]}")


@hostile("wide.md")
def wide_markdown(path: Path) -> None:
    """A Markdown table of 10^6 columns."""
    path.write_text(f"# {TITLE}\n|" + "a|" * 1_000_000 + "\n|" + "-|" * 1_000_000 + "\n")


@hostile("wide.tsv")
def wide_tabs(path: Path) -> None:
    """Rows of 10^4 cells parted by tabs, with quotes that never end."""
    path.write_text(f'{TITLE}\n"' + "\n".join(['"a\t' * 10_000] * 100))
