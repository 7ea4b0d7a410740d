"""The rows of OpenDocument tables and spreadsheets, with `xml.etree`: each cell once, no spans."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from parsers.readers.docx_parts import MAX_PART

Tables = list[list[list[str]]]

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    IndexError,
    ValueError,
    OSError,
    ElementTree.ParseError,
)
_PLAIN = frozenset({"0", "1", "49"})  # general, whole, text
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_COLUMNS, _MOST_ROWS = 100, 1000  # of a merged cell or a repeated one
_OUTSIDE = frozenset({"note", "annotation", "hidden-text", "ruby-text"})


def open_document_tables(body: bytes) -> Tables:
    """Return the tables of an ODT file; what a cell covers below it is empty, beside it nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            root = _root(archive, "content.xml")
    except _BROKEN:
        return []
    return [
        [list(_printed(row)) for row in rows]
        for table in root.iter()
        if _name(table) == "table"
        and (rows := [row for row in table.iter() if _name(row) == "table-row"])
    ]


def _printed(row: ElementTree.Element) -> Iterator[str]:
    beside = 0  # positions that the last cell still covers
    for cell in row:
        times = min(_number(cell, "number-columns-repeated"), _MOST_COLUMNS)
        if _name(cell) == "table-cell":
            yield from ["".join(_pieces(cell))] * times
            beside = _number(cell, "number-columns-spanned") - 1
        elif _name(cell) == "covered-table-cell":
            yield from [""] * max(times - beside, 0)
            beside = max(beside - times, 0)


def _number(element: ElementTree.Element, name: str) -> int:
    text = next((value for key, value in element.items() if key.endswith("}" + name)), "1")
    return int(text) if text.isdigit() and len(text) < 8 else 1


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        if _name(child) not in _OUTSIDE:
            yield child.text or ""
            yield from _pieces(child)
        yield child.tail or ""


def sheet_tables(body: bytes) -> Tables:
    """Return each sheet of an XLSX file as rows of what its cells store, covered ones left out.

    None where a number has a format of its own: what it prints is another text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            strings, plain = _strings(archive), _plain_styles(archive)
            names = sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
            return [_sheet(_root(archive, name), strings, plain) for name in names]
    except _BROKEN:
        return []


def _root(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as part:
        return ElementTree.fromstring(part.read(MAX_PART))  # noqa: S314 - read once, within bounds


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _plain_styles(archive: zipfile.ZipFile) -> list[bool]:
    """Say of each cell style whether it prints a number as it is."""
    formats = (each for each in _root(archive, "xl/styles.xml") if _name(each) == "cellXfs")
    return [style.get("numFmtId", "0") in _PLAIN for each in formats for style in each]


def _sheet(root: ElementTree.Element, strings: list[str], plain: list[bool]) -> list[list[str]]:
    covered = {
        place
        for each in root.iter()
        for place in _covered(each.get("ref", ""))
        if _name(each) == "mergeCell"
    }
    rows = (each for each in root.iter() if _name(each) == "row")
    return [list(_cells(row, strings, plain, covered)) for row in rows]


def _covered(reference: str) -> Iterator[str]:
    """Yield the cells that a merged one covers beside and below its first."""
    found = _AREA.fullmatch(reference)
    if found is None:
        return
    left, right = _column(found[1]), _column(found[3])
    for row in range(int(found[2]), min(int(found[4]), int(found[2]) + _MOST_ROWS) + 1):
        for column in range(left, min(right, left + _MOST_COLUMNS) + 1):
            if column > left:  # below the first a blank cell stands in each row
                yield f"{row}:{column}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _strings(archive: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return []
    return ["".join(_written(item)) for item in _root(archive, name)]


def _written(item: ElementTree.Element) -> Iterator[str]:
    for child in item:
        if _name(child) == "t":
            yield child.text or ""
        elif _name(child) in ("r", "is"):
            yield from _written(child)


def _cells(
    row: ElementTree.Element, strings: list[str], plain: list[bool], covered: set[str]
) -> Iterator[str]:
    for cell in row:
        place = _PLACE.fullmatch(cell.get("r", ""))
        if place is None:
            raise ValueError("a cell without its place")
        if f"{place[2]}:{_column(place[1])}" in covered:
            continue
        value = next((each.text or "" for each in cell if _name(each) == "v"), "")
        if cell.get("t") == "s":
            yield strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
        elif value and cell.get("t", "n") == "n":
            if not plain[int(cell.get("s", "0"))]:
                raise ValueError("a number with a format of its own")
            yield f"{float(value):.15g}"
        else:
            yield value or "".join(_written(cell))
