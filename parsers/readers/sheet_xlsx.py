"""XLSX within bounds: its parts unpacked once, what calamine does not tell read from them.

calamine takes a file of our own making: the same parts, unpacked, without pictures. So nothing it
reads can be larger than what was counted here.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

from parsers.errors import UnreadableDocument
from parsers.readers.docx_parts import MAX_TAGS, metadata
from parsers.readers.flaws import COVERED, UNSEEN, put_together
from parsers.readers.sheet_drawings import laid_over
from parsers.readers.sheet_marks import (
    MAX_POSITIONS,
    WIDE,
    Marks,
    Position,
    SharedStrings,
    column_number,
    place_name,
)
from parsers.readers.sheet_styles import CellStyles, font_flaw, number
from parsers.readers.xml_names import attribute, tree

# Real workbooks of reports unpack to less than 1 MB; several sheets of departments to some 5 MB.
MAX_UNPACKED = 24_000_000
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    KeyError,
)
_WANTED = re.compile(
    r"\[Content_Types\]\.xml|(?:_rels/|xl/(?:_rels/|worksheets/(?:_rels/)?|drawings/)?)"
    r"[^/]*\.(?:xml|rels)"
    r"|docProps/core\.xml"
)
# What tells, in the texts of a workbook, that some may be raised, struck out or white.
_MARKS = (b"vertAlign", b"strike", b"FFFFFF", b'theme="0"')
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_NOT = frozenset(("0", "false"))
# The height of a row in which no digit can be seen, in points.
_FLAT = 2.0
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Package(NamedTuple):
    """A workbook in safe bytes, the marks of its sheets in their order, and its properties."""

    body: bytes
    sheets: tuple[Marks, ...]
    metadata: tuple[tuple[str, str], ...]


def open_xlsx(body: bytes) -> Package:
    """Unpack a workbook; raises UnreadableDocument for damaged, locked or bomb-like files."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = dict(_unpacked(archive))
        return _package(parts)
    except RuntimeError as error:  # zipfile's word for "encrypted"
        raise UnreadableDocument("spreadsheet under a password: ask for an open copy") from error
    except (*_DAMAGED, etree.XMLSyntaxError) as error:
        raise UnreadableDocument(f"damaged spreadsheet ({error}): fetch it again") from error


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    left, tags = MAX_UNPACKED, MAX_TAGS
    for name in archive.namelist():
        if _WANTED.fullmatch(name):
            with archive.open(name) as stream:
                content = stream.read(left + 1)  # what it declares as its size may be a lie
            left, tags = left - len(content), tags - content.count(b"<")
            if left < 0 or tags < 0:
                raise UnreadableDocument(
                    f"spreadsheet that unpacks to over {MAX_UNPACKED / 1e6:.0f} MB or "
                    f"{MAX_TAGS:,} tags: not a report, or hostile"
                )
            yield name, content


def _package(parts: dict[str, bytes]) -> Package:
    styles = CellStyles(tree(parts.get("xl/styles.xml", b"<absent/>")))
    properties = tree(parts.pop("docProps/core.xml", b"<absent/>"))
    names = tuple(_sheet_names(parts))
    trees = {name: tree(parts[name]) for name in names}
    strings = SharedStrings(_lengths(parts.get("xl/sharedStrings.xml", b"<absent/>")))
    marks = {
        name: _marks(root, styles, strings, laid_over(name, parts)) for name, root in trees.items()
    }
    parts |= {name: etree.tostring(root) for name, root in trees.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            if name.startswith(("xl/drawings/", "xl/worksheets/_rels/")):
                continue
            has_texts = name.startswith(("xl/sharedStrings", "xl/worksheets/"))
            archive.writestr(name, _set_apart(content) if has_texts else content)
    sheets = tuple(marks[name] for name in names)
    return Package(stream.getvalue(), sheets, tuple(metadata(properties)))


def _sheet_names(parts: dict[str, bytes]) -> Iterator[str]:
    """Yield the part of each sheet in the workbook's order."""
    targets = {
        each.get("Id", ""): each.get("Target", "")
        for each in tree(parts["xl/_rels/workbook.xml.rels"])
    }
    for sheet in tree(parts["xl/workbook.xml"]).iter("{*}sheet"):
        target = targets.get(attribute(sheet, "id"), "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield name if name in parts else "xl/workbook.xml"  # a chart: no cells in it


def _lengths(content: bytes) -> list[int]:
    """Return how long each shared string is, its readings for pronunciation among it."""
    return [sum(map(len, string.itertext())) for string in tree(content)]


def _marks(
    root: etree._Element, styles: CellStyles, strings: SharedStrings, covered: Iterator[str]
) -> Marks:
    views = root.iterfind("{*}sheetViews/{*}sheetView")
    marks = Marks(shows_zeros=all(each.get("showZeros") not in ("0", "false") for each in views))
    row = -1
    for element in root.iterfind("{*}sheetData/{*}row"):
        row = _row(element, row)
        if element.get("hidden") in ("1", "true") or _size(element.get("ht")) <= _FLAT:
            marks.hidden_rows.add(row)
        column = -1
        for cell in element.iterchildren("{*}c"):
            column = _column(cell, row, column)
            _mark(marks, styles, cell, row, column)
            if cell.get("t") == "s":
                strings.show(number(cell.findtext("{*}v")))
    for element in root.iterfind("{*}cols/{*}col"):
        first, last = number(element.get("min")) - 1, number(element.get("max"))
        columns, width = range(max(first, 0), min(last, marks.columns)), _size(element.get("width"))
        if element.get("hidden") in ("1", "true") or width < 1:
            marks.hidden_columns.update(columns)
        elif width < WIDE:
            marks.widths |= dict.fromkeys(columns, width)
    areas = dict.fromkeys(_hidden_on_condition(root, styles), UNSEEN)
    areas |= dict.fromkeys(covered, COVERED)
    places = ((place, flaw) for area, flaw in areas.items() for place in _within(area, marks))
    hidden = list(islice(places, MAX_POSITIONS + 1))
    if len(hidden) > MAX_POSITIONS:
        raise UnreadableDocument(
            "XLSX with conditions upon conditions: save the report's sheet alone"
        )
    marks.flaws.update(hidden)
    return marks


def _size(said: str | None) -> float:
    """Return the height of a row in points or the width of a column in digits, if it says one."""
    is_number = said is not None and re.fullmatch(r"\d{1,6}(\.\d*)?", said) is not None
    return float(said) if said and is_number else WIDE


def _hidden_on_condition(root: etree._Element, styles: CellStyles) -> Iterator[str]:
    """Yield the areas whose numbers a condition may hide, strike out or print otherwise."""
    for group in root.iterfind("{*}conditionalFormatting"):
        for rule in group.iterfind("{*}cfRule"):
            look, shows = rule.get("dxfId"), [each.get("showValue") for each in rule]
            if (look and number(look) in styles.hiding) or not _NOT.isdisjoint(shows):
                yield from (group.get("sqref") or "").split()


def _within(area: str, marks: Marks) -> Iterator[Position]:
    """Yield the positions of an area such as B3:C9 as far as the sheet has values."""
    ends = [_REFERENCE.fullmatch(end) for end in area.split(":")]
    places = [(int(end[2]) - 1, column_number(end[1])) for end in ends if end is not None]
    if places and len(places) == len(ends):
        (top, left), (bottom, right) = places[0], places[-1]
        columns = range(left, min(right + 1, marks.columns))
        for row in range(top, min(bottom + 1, marks.rows)) if columns else ():
            yield from ((row, column) for column in columns)


def _row(element: etree._Element, last: int) -> int:
    """Return a row's number from 0, and write it down for calamine; raises ValueError."""
    row = number(element.get("r", str(last + 2))) - 1
    if not last < row < _MOST_ROWS:
        raise ValueError("rows out of order")
    element.set("r", str(row + 1))
    return row


def _column(cell: etree._Element, row: int, last: int) -> int:
    """Return the number of a cell's column, and write its place down; raises ValueError."""
    if cell.get("r") is None:
        cell.set("r", place_name(row, last + 1))
    match = _REFERENCE.fullmatch(cell.get("r", ""))
    column = column_number(match[1]) if match else -1
    if match is None or int(match[2]) != row + 1 or not last < column < _MOST_COLUMNS:
        raise ValueError("cells out of order")
    return column


def _mark(marks: Marks, styles: CellStyles, cell: etree._Element, row: int, column: int) -> None:
    style = styles[number(cell.get("s"))]
    if style.is_bordered:
        marks.bordered.add((row, column))
    if not len(cell):
        return
    marks.reach(row, column)
    formula, value = cell.find("{*}f"), cell.find("{*}v")
    if cell.get("t") == "e" and value is not None:
        marks.unsolved[row, column] = value.text or "#"
    elif formula is not None and (value is None or not value.text):
        marks.unsolved[row, column] = f"={formula.text or ''}"
    if style.format:
        marks.formats[row, column] = style.format
    if style.flaw:
        marks.flaws[row, column] = style.flaw


def _set_apart(content: bytes) -> bytes:
    """Part raised marks and struck text by line breaks: 12 with a raised 1 is not 121."""
    if not any(word in content for word in _MARKS):
        return content
    root = tree(content)
    for text in root.iter("{*}si", "{*}is"):
        runs = text.findall("{*}r")
        flaws = [font_flaw(run.find("{*}rPr")) for run in runs]
        if any(flaws):
            pieces = [
                ("".join(each.text or "" for each in run.iterfind("{*}t")), flaw)
                for run, flaw in zip(runs, flaws, strict=True)
            ]
            for run in runs:
                text.remove(run)
            whole = etree.SubElement(text, f"{{{etree.QName(text).namespace}}}t")
            whole.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            whole.text = put_together(pieces, in_cell=True)
    return etree.tostring(root)
