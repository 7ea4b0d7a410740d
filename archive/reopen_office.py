"""Cells of OpenDocument texts and spreadsheets opened again, by engines the readers do not use.

XLS is opened with xlrd, where its reader uses calamine.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from xml.etree import ElementTree

from parsers.errors import UnreadableDocument

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _TEXT = _ODF % "table", _ODF % "text"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\{[^}]*\}id")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_PLACE = re.compile(r"(sheet\[\d+\])/([A-Z]{1,3})(\d{1,7})")
_DAY_0 = date(1899, 12, 30)  # spreadsheets count days from here
_DAMAGED = (zipfile.BadZipFile, KeyError, zlib.error, ElementTree.ParseError, RuntimeError)

Opened = Callable[[str], str | None]


def same_number(text: str, raw: str) -> bool:
    """Say whether *raw* is how a spreadsheet may print the stored number *text*.

    >>> same_number("107.678", "107.68"), same_number("0.857", "86%"), same_number("5", "5件")
    (True, True, True)
    >>> same_number("0", "-"), same_number("44197", "2021-01-01"), same_number("162", "163")
    (True, True, False)
    """
    try:
        stored = Decimal(text.strip())
    except InvalidOperation:
        return False
    if re.fullmatch(r"\d{4}-\d\d-\d\d( 00:00:00)?", raw):
        days = int(stored)
        return 0 < days < 100_000 and (_DAY_0 + timedelta(days)).isoformat() == raw[:10]
    found = _NUMBER.search(raw)
    if found is None:
        return stored == 0
    shown = Decimal(found[0].replace(",", ""))
    exponent = shown.as_tuple().exponent
    wanted = stored * 100 if "%" in raw else stored
    return shown == wanted.quantize(Decimal(1).scaleb(int(exponent)), ROUND_HALF_UP)


def _nowhere(_: str) -> None:
    """Say that no place is there: the original cannot be opened."""


def _root(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.read(name))  # noqa: S314 - in a worker, within bounds


# ODT


def open_odt(body: bytes) -> Opened:
    """Return a function from `table[i]/row[j]/cell[k]` to the text of that cell."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            root = _root(package, "content.xml")
    except _DAMAGED:
        return _nowhere
    return dict(_odt_cells(root)).get


def _odt_cells(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    paragraphs = (each for each in root.iter() if each.tag.endswith(("}p", "}h")))
    for number, paragraph in enumerate(paragraphs, start=1):
        yield f"p[{number}]", (paragraph.text or "") + "".join(_odt_text(paragraph))
    names = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
    for number, table in enumerate(root.iter(f"{_TABLE}table"), start=1):
        for row_number, row in enumerate(table.iter(f"{_TABLE}table-row"), start=1):
            cells = [cell for cell in row if cell.tag in names]
            for cell_number, cell in enumerate(cells, start=1):
                text = "".join(_odt_text(cell)) if cell.tag == names[0] else ""
                yield f"table[{number}]/row[{row_number}]/cell[{cell_number}]", text


def _odt_text(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{_TEXT}note", f"{_ODF % 'office'}annotation"):
            yield child.tail or ""
            continue
        yield child.text or ""
        yield from _odt_text(child)
        yield child.tail or ""


# XLSX


def open_xlsx(body: bytes) -> Opened:
    """Return a function from `sheet[i]/B7` to what the cell stores."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            return _cells_of(package)
    except _DAMAGED:
        return _nowhere


def _cells_of(package: zipfile.ZipFile) -> Opened:
    targets = {
        each.get("Id", ""): each.get("Target", "")
        for each in _root(package, "xl/_rels/workbook.xml.rels")
    }
    strings = list(_strings(package))
    cells: dict[str, str] = {}
    sheets = [each for each in _root(package, "xl/workbook.xml").iter() if _is(each, "sheet")]
    for number, sheet in enumerate(sheets, start=1):
        relation = next((v for k, v in sheet.attrib.items() if _RELATION.fullmatch(k)), "")
        target = targets.get(relation, "")
        name = target[1:] if target.startswith("/") else f"xl/{target}"
        for cell in _root(package, name).iter() if name in package.namelist() else ():
            if _is(cell, "c"):
                cells[f"sheet[{number}]/{cell.get('r', '')}"] = _stored(cell, strings)
    return lambda source: cells.get(source, "" if _PLACE.fullmatch(source) else None)


def _is(element: ElementTree.Element, name: str) -> bool:
    return element.tag in (f"{_SHEET}{name}", f"{_STRICT}{name}")


def _strings(package: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" in package.namelist():
        for item in _root(package, "xl/sharedStrings.xml"):
            yield "".join(_runs(item))


def _runs(item: ElementTree.Element) -> Iterator[str]:
    """Yield the text of a string; what is written small above it for pronunciation is none."""
    for child in item:
        if _is(child, "t"):
            yield child.text or ""
        elif _is(child, "r") or _is(child, "is"):
            yield from _runs(child)


def _stored(cell: ElementTree.Element, strings: list[str]) -> str:
    parts = {name: each for each in cell for name in ("v", "f") if _is(each, name)}
    value = (parts["v"].text or "") if "v" in parts else ""
    if cell.get("t") == "s" and value.isdigit():
        return strings[int(value)] if int(value) < len(strings) else ""
    if cell.get("t") == "b":
        return "TRUE" if value == "1" else "FALSE"
    if not value and "f" in parts:
        return f"={parts['f'].text or ''}"
    return value or "".join(_runs(cell))


# XLS


def open_xls(body: bytes) -> Opened:
    """Return a function from `sheet[i]/B7` to what the cell stores, as xlrd reads it."""
    from parsers.second.xls_rows import stored_cells

    cells = stored_cells(body)
    if cells is None:
        cells = _stored_by_calamine(body)

    def at(source: str) -> str | None:
        found = _PLACE.fullmatch(source)
        if found is None or cells is None:
            return None
        column = 0
        for letter in found[2]:
            column = column * 26 + ord(letter) - 64
        return cells.get((int(found[1][6:-1]) - 1, int(found[3]) - 1, column - 1), "")

    return at


def _stored_by_calamine(body: bytes) -> Mapping[tuple[int, int, int], str] | None:
    """Return what the cells store as the reader's own engine has it, for what xlrd cannot open.

    Then the place is checked, not the number: that xlrd fails is no error of the reading.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    from parsers.readers.sheet_xls import open_xls as made_safe

    cells: dict[tuple[int, int, int], str] = {}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(made_safe(body)[0]))
        for number in range(len(workbook.sheet_names)):
            sheet = workbook.get_sheet_by_index(number)
            top, left = sheet.start or (0, 0)
            for row, values in enumerate(sheet.to_python(), start=top):
                for column, value in enumerate(values, start=left):
                    cells[number, row, column] = str(value)
    except (CalamineError, UnreadableDocument, ValueError, OSError):
        return None
    return cells
