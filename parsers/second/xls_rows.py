"""The rows of an old spreadsheet (XLS), with xlrd: each shown cell once, no spans, no calamine.

A row is left out if one of its numbers has a format of its own: what it prints is another text.
"""

import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product

import xlrd  # type: ignore[import-untyped]  # no stubs come with it

from parsers.readers.ole import BrokenContainer, Container

Tables = list[list[list[str]]]
Runs = Sequence[tuple[int, int]]  # where in a text a font begins, and its number

# xlrd says of damage in its own way only where it expects it.
_BROKEN = (
    *(BrokenContainer, xlrd.XLRDError, struct.error, ArithmeticError, AssertionError),
    *(AttributeError, LookupError, NameError, TypeError, ValueError),
)
# What cells, their formats and their places need. The names of areas, formulas of their own that
# xlrd works out, may make texts that double with each; drawings and the size a sheet claims are
# nothing to read.
_OF_THE_BOOK = (0x809, 0x0A, 0x22, 0x2F, 0x31, 0x42, 0x85, 0xE0, 0x41E)  # begin and end too
_TEXTS = (0xFC, 0x3C, 0x207, 0x221, 0x236, 0x4BC)  # and what follows on other records
_CELLS = (0x06, 0x206, 0x406, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E)
_PLACES = (0x7D, 0xE5, 0x208, 0x23E)  # columns, merged cells, rows, what a sheet shows
_WANTED = frozenset((*_OF_THE_BOOK, *_TEXTS, *_CELLS, *_PLACES))
_UNREAD = b"\xff\xff"  # the type of no record
_BEGIN, _SHEET, _FORMAT = 0x809, 0x85, 0x41E
# xlrd goes over each format again and again, and over all columns for each record of columns.
_LONGEST_FORMAT = 260
_FEW = frozenset({0x31, 0xE0, _FORMAT, 0x7D, 0x23E})
_MOST_OF_FEW = 10_000
_MOST_POSITIONS = 500_000  # of all sheets
_DAYS_OF_1904 = 1462  # a workbook made on a Macintosh of old counts from there
_MOST_RUNS = 100  # changes of font in one cell
_GENERAL = re.compile(r"(?:general|g/通用格式|@)", re.IGNORECASE)
_PADDING = r"(?:\[[^\]]*\]|_.|\*.|\\? )*"
_WHOLE = re.compile(f"{_PADDING}(?:#,##)?0{_PADDING}")


def old_sheet_tables(body: bytes) -> Tables:
    """Return each shown sheet of an XLS file as rows of what its shown cells print.

    What a cell covers beside it is left out, below it is empty. None where xlrd fails.
    """
    try:
        return list(_tables(_book(body)))
    except _BROKEN:
        return []


def stored_cells(body: bytes) -> Mapping[tuple[int, int, int], str] | None:
    """Return what every cell of an XLS file stores, by sheet (hidden ones too), row and column.

    All count from 0; a date is its days since 1900. None where xlrd fails.
    """
    try:
        return dict(_stored(_book(body)))
    except _BROKEN:
        return None


def _book(body: bytes) -> xlrd.Book:
    container = Container(body)
    name = next((each for each in ("Workbook", "Book") if each in container.streams), "")
    return xlrd.open_workbook(
        file_contents=_wanted(container.read(name)),
        logfile=io.StringIO(),
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
    )


def _stored(book: xlrd.Book) -> Iterator[tuple[tuple[int, int, int], str]]:
    shift = _DAYS_OF_1904 * book.datemode
    for number, sheet in enumerate(_sheets(book)):
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                value = cell.value
                if cell.ctype == xlrd.XL_CELL_BOOLEAN:
                    value = str(bool(value)).upper()
                elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                    days = shift if cell.ctype == xlrd.XL_CELL_DATE else 0
                    value = f"{value + days:.15g}"
                elif cell.ctype == xlrd.XL_CELL_ERROR:
                    value = xlrd.error_text_from_code.get(value, "")
                yield (number, row, column), str(value)


def _wanted(stream: bytes) -> bytes:
    """Return a workbook's records with all others made unknown to xlrd; raises ValueError.

    A sheet may begin only where a record does, and once: nothing is read twice.
    """
    kept = bytearray(stream)
    begins, sheets, few = set[int](), list[int](), 0
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        few += kind in _FEW
        if kind == _BEGIN:
            begins.add(at)
        elif kind == _SHEET:
            sheets.append(int.from_bytes(stream[at + 4 : at + 8], "little"))
        elif kind not in _WANTED or (kind == _FORMAT and length > _LONGEST_FORMAT):
            kept[at : at + 2] = _UNREAD
        at += 4 + length
    if few > _MOST_OF_FEW or len(set(sheets)) < len(sheets) or not begins.issuperset(sheets):
        raise ValueError("too many records, or sheets that are not there or twice")
    return bytes(kept)


def _tables(book: xlrd.Book) -> Iterator[list[list[str]]]:
    for sheet in _sheets(book):
        if sheet.visibility == 0:
            shown = _Shown(book, sheet)
            rows = map(shown.row, range(sheet.nrows))
            yield [row for row in rows if row is not None]


def _sheets(book: xlrd.Book) -> Iterator[xlrd.sheet.Sheet]:
    """Yield the sheets one by one, each loaded for as long as it is looked at."""
    room = _MOST_POSITIONS
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        room -= sum(map(sheet.row_len, range(sheet.nrows)))
        if room < 0:
            raise ValueError("too many cells")
        yield sheet
        book.unload_sheet(number)


class _Shown:
    """A sheet, and which of its cells are to be seen."""

    def __init__(self, book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> None:
        self._book, self._sheet = book, sheet
        self._hidden_rows = {row for row, about in sheet.rowinfo_map.items() if about.hidden}
        self._hidden = {column for column, about in sheet.colinfo_map.items() if about.hidden}
        self._covered = set(_covered(sheet.merged_cells))

    def row(self, row: int) -> list[str] | None:
        """Return what the cells of a row print from its first, None of a row not to be read."""
        if row in self._hidden_rows:
            return None
        kinds = self._sheet.row_types(row)
        first = next((n for n, kind in enumerate(kinds) if kind != xlrd.XL_CELL_EMPTY), len(kinds))
        columns = [each for each in range(first, len(kinds)) if each not in self._hidden]
        texts = [self._text(row, each) for each in columns if (row, each) not in self._covered]
        return None if None in texts else [text for text in texts if text is not None]

    def _text(self, row: int, column: int) -> str | None:
        """Return what a cell prints, None where its format has to be known for it."""
        sheet = self._sheet
        kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
        if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return ""
        if kind == xlrd.XL_CELL_TEXT:
            runs = sheet.rich_text_runlist_map.get((row, column), [])
            if len(runs) > _MOST_RUNS:
                return None
            return "".join(_level(value, runs, self._book.font_list))
        if kind != xlrd.XL_CELL_NUMBER:
            return None
        if value == 0 and not sheet.show_zero_values:
            return ""
        style = self._book.xf_list[sheet.cell_xf_index(row, column)]
        return _number(value, self._book.format_map[style.format_key].format_str)


def _covered(areas: Iterable[tuple[int, int, int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the positions that merged cells cover beside their first column."""
    room = _MOST_POSITIONS
    for top, bottom, left, right in areas:
        room -= max(bottom - top, 0) * max(right - left, 1)
        if room < 0:
            raise ValueError("merged cells that overlap")
        yield from product(range(top, bottom), range(left + 1, right))


def _level(text: str, runs: Runs, fonts: Sequence[xlrd.formatting.Font]) -> Iterator[str]:
    """Yield a text without what is raised, lowered or struck out: 12 with a raised 1 is not 121."""
    starts = [0, *(start for start, _ in runs), len(text)]
    styles = [None, *(fonts[number] for _, number in runs)]
    for style, (start, end) in zip(styles, pairwise(starts), strict=True):
        if style is None or not (style.escapement or style.struck_out):
            yield text[start:end]


def _number(value: float, code: str) -> str | None:
    """Return how a number prints under a format that prints its digits alone, None of any other.

    >>> _number(5.0, "0_ "), _number(1234.0, "#,##0;[Red]-#,##0"), _number(107.68, "General")
    ('5', '1234', '107.68')
    >>> _number(5.5, "0"), _number(0.857, "0%"), _number(0.0, '0;-0;"-"')
    (None, None, None)
    """
    sections = code.split(";")
    if (value < 0 and len(sections) > 1) or (value == 0 and len(sections) > 2):
        return None
    if value.is_integer() and (_WHOLE.fullmatch(sections[0]) or _GENERAL.fullmatch(sections[0])):
        return f"{value:.0f}"
    return f"{value:.15g}" if _GENERAL.fullmatch(sections[0]) else None
