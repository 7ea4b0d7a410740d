"""XLS (Excel 97-2003): what calamine does not tell, read from the records of the workbook stream.

Record layouts are those of [MS-XLS]: two bytes of type, two of length, then the content.
"""

import struct
from collections.abc import Iterator

from parsers.errors import UnreadableDocument
from parsers.readers.flaws import CROSSED, PAPER, RAISED, STRUCK, UNSEEN, blends
from parsers.readers.ole import LARGEST_PACKED, BrokenContainer, Container, pack
from parsers.readers.sheet_marks import WIDE, Marks, SharedStrings
from parsers.readers.sheet_styles import CellStyle
from parsers.readers.sheet_values import BUILT_IN
from parsers.readers.xls_strings import shared_strings

_LOCKED, _BEGIN, _END = 0x2F, 0x809, 0x0A
_ROW, _COLUMNS, _FORMAT, _STYLE, _FONT = 0x208, 0x7D, 0x41E, 0xE0, 0x31
_NUMBER, _RK, _FORMULA, _LABEL, _STRING, _BOOLEAN = 0x203, 0x27E, 0x06, 0x204, 0xFD, 0x205
_BLANK, _BLANKS, _NUMBERS = 0x201, 0xBE, 0xBD
_SINGLE = frozenset({_NUMBER, _RK, _FORMULA, _LABEL, _STRING, _BOOLEAN, 0xD6})
_SHEET, _SIZE, _WINDOW, _STRINGS, _CONTINUED = 0x85, 0x200, 0x23E, 0xFC, 0x3C
_MOST_RECORDS, _MOST_SHEETS = 2_000_000, 200
_HIDDEN_ROW, _HIDDEN_COLUMN, _SHOWS_ZEROS = 0x20, 1, 0x10
_STRUCK_OUT = 0x08
# The height of a row and the size of type in which nothing can be seen, in twentieths of a point.
_OWN_HEIGHT, _FLAT = 0x40, 40
# The numbered colours that are black and white; others are known by their numbers.
_COLOURS = {0: "000000", 1: PAPER, 8: "000000", 9: PAPER, 64: "000000", 65: PAPER, 0x7FFF: "000000"}
# What a cell may print in place of a number ([MS-XLS] 2.5.10).
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# There is no font of this number; those after it count one more than they are.
_NO_FONT = 4


def open_xls(body: bytes) -> tuple[bytes, tuple[Marks, ...]]:
    """Return a workbook in safe bytes and the marks of its sheets; raises UnreadableDocument.

    The bytes are a container of our own making around the one stream that was looked at.
    """
    try:
        container = Container(body)
        name = next(name for name in ("Workbook", "Book") if name in container.streams)
        stream = container.read(name)
        if len(stream) > LARGEST_PACKED:
            raise UnreadableDocument(
                "spreadsheet (XLS) of over 6.9 MB: save the report's own sheet"
            )
        records = _Stream(stream)
        marks = records.sheets()
        return pack(name, records.without_sizes()), marks
    except (BrokenContainer, StopIteration, struct.error, IndexError) as error:
        raise UnreadableDocument(f"damaged spreadsheet ({error}): fetch it again") from error


class _Stream:
    """The records of a workbook: those of the whole first, then sheet by sheet."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._sizes: list[tuple[int, int]] = []  # where those a sheet says it has stand
        self._left = _MOST_RECORDS
        self._formats = dict(BUILT_IN)
        self._fonts: list[tuple[str, str]] = []  # the flaw and the ink of each
        self._styles: list[CellStyle] = []
        self._places: list[int] = []
        self._string_records: list[bytes] = []
        self._strings = SharedStrings()
        self._string_flaws: dict[int, str] = {}

    def sheets(self) -> tuple[Marks, ...]:
        """Return the marks of the sheets in the workbook's order."""
        for kind, content in self._part(0):
            self._take(kind, content)
        strings = shared_strings(self._string_records)
        self._strings.lengths = [each.length for each in strings]
        self._string_flaws = {
            number: flaw
            for number, each in enumerate(strings)
            if (flaw := next(filter(None, map(self._font_flaw, each.fonts)), ""))
        }
        places = dict.fromkeys(self._places)
        if len(self._places) > _MOST_SHEETS:
            raise UnreadableDocument(f"spreadsheet of over {_MOST_SHEETS} sheets: not a report")
        found = {place: self._marks(place) for place in places}
        return tuple(found[place] for place in self._places)

    def without_sizes(self) -> bytes:
        """Return the records with every size a sheet says it has made nothing.

        calamine sets aside memory for it unseen, and damaged files say 500 GB.
        """
        stream = bytearray(self._stream)
        for start, end in self._sizes:
            stream[start:end] = bytes(end - start)
        return bytes(stream)

    def _part(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Yield the records from a beginning to its end; charts inside have their own."""
        depth = 0
        while at + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, at)
            self._left -= 1
            if self._left < 0:
                raise UnreadableDocument("spreadsheet of too many records: damaged or hostile")
            depth += (kind == _BEGIN) - (kind == _END)
            if kind == _SIZE:
                self._sizes.append((at + 4, min(at + 4 + length, len(self._stream))))
            yield kind, self._stream[at + 4 : at + 4 + length]
            if depth <= 0:
                return
            at += 4 + length

    def _take(self, kind: int, content: bytes) -> None:
        if kind == _LOCKED:
            raise UnreadableDocument("spreadsheet under a password: ask for an open copy")
        if kind == _FORMAT:
            self._formats[int.from_bytes(content[:2], "little")] = _text(content[2:])
        elif kind == _STYLE:
            self._styles.append(_style(content, self._formats, self._fonts))
        elif kind == _FONT:
            self._fonts.append(_font(content))
        elif kind == _STRINGS and self._string_records:
            raise BrokenContainer("shared strings twice")
        elif kind == _STRINGS or (kind == _CONTINUED and self._string_records):
            self._string_records.append(content)
        elif kind == _SHEET:
            self._places.append(int.from_bytes(content[:4], "little"))

    def _marks(self, place: int) -> Marks:
        if self._stream[place : place + 2] != _BEGIN.to_bytes(2, "little"):
            raise BrokenContainer("a sheet that is not there")
        marks = Marks()
        for kind, content in self._part(place):
            _mark(marks, self._styles, kind, content)
            if kind == _STRING:
                row, column, _, number = struct.unpack_from("<HHHI", content)
                self._strings.show(number)
                if flaw := self._string_flaws.get(number):
                    marks.flaws[row, column] = flaw
        return marks

    def _font_flaw(self, font: int) -> str:
        """Return what is wrong with a font that a part of a text is set in."""
        font -= font > _NO_FONT
        flaw, ink = self._fonts[font] if font < len(self._fonts) else ("", "")
        return flaw or (UNSEEN if blends(ink, PAPER) else "")


def _text(content: bytes) -> str:
    wide = content[2:3] == b"\1"
    return content[3:].decode("utf-16-le" if wide else "latin-1", "replace")


def _style(content: bytes, formats: dict[int, str], fonts: list[tuple[str, str]]) -> CellStyle:
    font, number = struct.unpack_from("<HH", content)
    lines, more = struct.unpack_from("<II", content, 10) if len(content) >= 18 else (0, 0)
    font -= font > _NO_FONT
    flaw, ink = fonts[font] if font < len(fonts) else ("", "")
    if not flaw and blends(ink, _ground(content)):
        flaw = UNSEEN
    if not flaw and lines >> 30 and more >> 21 & 0x0F:
        flaw = CROSSED
    return CellStyle(formats.get(number, ""), bool(lines & 0xFFFF), flaw)


def _font(content: bytes) -> tuple[str, str]:
    height, flags, colour, _, place = struct.unpack_from("<5H", content)
    ink = _COLOURS.get(colour, str(colour))
    if flags & _STRUCK_OUT:
        return STRUCK, ink
    return RAISED if place else UNSEEN if height <= _FLAT else "", ink


def _ground(content: bytes) -> str:
    """Return the ground a style gives its cell; books older than 1997 tell it elsewhere."""
    if len(content) < 20:
        return "unknown"
    pattern = struct.unpack_from("<I", content, 14)[0] >> 26
    colour = struct.unpack_from("<H", content, 18)[0] & 0x7F
    return PAPER if pattern == 0 else _COLOURS.get(colour, str(colour)) if pattern == 1 else "mixed"


def _mark(marks: Marks, styles: list[CellStyle], kind: int, content: bytes) -> None:
    if kind == _ROW:
        row, height, flags = struct.unpack_from("<H4xH4xH", content)
        if flags & _HIDDEN_ROW or (flags & _OWN_HEIGHT and height <= _FLAT):
            marks.hidden_rows.add(row)
    elif kind == _COLUMNS:
        first, last, width, flags = struct.unpack_from("<HHH2xH", content)
        columns = range(first, min(last, 255) + 1)
        if flags & _HIDDEN_COLUMN or width == 0:
            marks.hidden_columns.update(columns)
        elif width < WIDE * 256:
            marks.widths |= dict.fromkeys(columns, width / 256)
    elif kind == _WINDOW:
        marks.shows_zeros = bool(struct.unpack_from("<H", content)[0] & _SHOWS_ZEROS)
    elif kind in _SINGLE or kind == _BLANK:
        row, column, style = struct.unpack_from("<HHH", content)
        _mark_cell(marks, styles, (row, column), style, filled=kind != _BLANK)
        if error := _error(kind, content):
            marks.unsolved[row, column] = error
    elif kind in (_BLANKS, _NUMBERS):
        row, first = struct.unpack_from("<HH", content)
        width = 2 if kind == _BLANKS else 6
        for number, at in enumerate(range(4, len(content) - 2 - width + 1, width)):
            (style,) = struct.unpack_from("<H", content, at)
            _mark_cell(marks, styles, (row, first + number), style, filled=kind == _NUMBERS)


def _error(kind: int, content: bytes) -> str:
    """Return the error that a cell prints, "" for none."""
    if kind == _BOOLEAN and content[7:8] == b"\1":
        return _ERRORS.get(content[6], "#")
    is_error = kind == _FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2
    return _ERRORS.get(content[8], "#") if is_error else ""


def _mark_cell(
    marks: Marks,
    styles: list[CellStyle],
    place: tuple[int, int],
    style: int,
    *,
    filled: bool,
) -> None:
    found = styles[style] if style < len(styles) else CellStyle()
    if found.is_bordered:
        marks.bordered.add(place)
    if filled:
        marks.reach(*place)
        if found.format:
            marks.formats[place] = found.format
        if found.flaw:
            marks.flaws[place] = found.flaw
