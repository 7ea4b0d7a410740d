"""XLS (Excel 97-2003): what calamine does not tell, read from the records of the workbook stream.

Record layouts are those of [MS-XLS]: two bytes of type, two of length, then the content.
"""

import struct
from collections.abc import Iterator

from parsers.model import UnreadableDocument
from parsers.readers.ole import BrokenContainer, Container
from parsers.readers.sheet_marks import Marks
from parsers.readers.sheet_values import BUILT_IN

_LOCKED, _BEGIN, _END = 0x2F, 0x809, 0x0A
_ROW, _COLUMNS, _FORMAT, _STYLE = 0x208, 0x7D, 0x41E, 0xE0
_NUMBER, _RK, _FORMULA, _LABEL, _STRING, _BOOLEAN = 0x203, 0x27E, 0x06, 0x204, 0xFD, 0x205
_BLANK, _BLANKS, _NUMBERS = 0x201, 0xBE, 0xBD
_SINGLE = frozenset({_NUMBER, _RK, _FORMULA, _LABEL, _STRING, _BOOLEAN, 0xD6})
_WORKBOOK = 5
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 1


def marks_of_xls(body: bytes) -> tuple[Marks, ...]:
    """Return the marks of the sheets in their order; raises UnreadableDocument."""
    try:
        container = Container(body)
        name = next(name for name in ("Workbook", "Book") if name in container.streams)
        return tuple(_sheets(_records(container.read(name))))
    except (BrokenContainer, StopIteration, struct.error, IndexError) as error:
        raise UnreadableDocument(f"damaged spreadsheet ({error}): fetch it again") from error


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(records: Iterator[tuple[int, bytes]]) -> Iterator[Marks]:
    formats = dict(BUILT_IN)
    styles: list[tuple[str, bool]] = []
    marks: Marks | None = None
    depth = 0  # charts stand inside sheets as substreams of their own
    for kind, content in records:
        if kind == _BEGIN:
            depth += 1
            if depth == 1 and int.from_bytes(content[2:4], "little") != _WORKBOOK:
                marks = Marks()
        elif kind == _END:
            depth -= 1
            if depth == 0 and marks is not None:
                yield marks
                marks = None
        elif kind == _LOCKED:
            raise UnreadableDocument("spreadsheet under a password: ask for an open copy")
        elif kind == _FORMAT:
            formats[int.from_bytes(content[:2], "little")] = _text(content[2:])
        elif kind == _STYLE:
            styles.append(_style(content, formats))
        elif marks is not None and depth == 1:
            _mark(marks, styles, kind, content)


def _text(content: bytes) -> str:
    wide = content[2:3] == b"\1"
    return content[3:].decode("utf-16-le" if wide else "latin-1", "replace")


def _style(content: bytes, formats: dict[int, str]) -> tuple[str, bool]:
    """Return a style's number format, and whether it draws a line round the cell."""
    (number,) = struct.unpack_from("<H", content, 2)
    lines = struct.unpack_from("<H", content, 10)[0] if len(content) >= 12 else 0
    return formats.get(number, ""), bool(lines)


def _mark(marks: Marks, styles: list[tuple[str, bool]], kind: int, content: bytes) -> None:
    if kind == _ROW:
        row, flags = struct.unpack_from("<H10xH", content)
        if flags & _HIDDEN_ROW:
            marks.hidden_rows.add(row)
    elif kind == _COLUMNS:
        first, last, flags = struct.unpack_from("<HH4xH", content)
        if flags & _HIDDEN_COLUMN:
            marks.hidden_columns.update(range(first, min(last, 255) + 1))
    elif kind in _SINGLE or kind == _BLANK:
        row, column, style = struct.unpack_from("<HHH", content)
        _mark_cell(marks, styles, (row, column), style, filled=kind != _BLANK)
    elif kind in (_BLANKS, _NUMBERS):
        row, first = struct.unpack_from("<HH", content)
        width = 2 if kind == _BLANKS else 6
        for number, at in enumerate(range(4, len(content) - 2 - width + 1, width)):
            (style,) = struct.unpack_from("<H", content, at)
            _mark_cell(marks, styles, (row, first + number), style, filled=kind == _NUMBERS)


def _mark_cell(
    marks: Marks,
    styles: list[tuple[str, bool]],
    place: tuple[int, int],
    style: int,
    *,
    filled: bool,
) -> None:
    code, bordered = styles[style] if style < len(styles) else ("", False)
    if bordered:
        marks.bordered.add(place)
    if filled:
        marks.reach(*place)
        if code:
            marks.formats[place] = code
