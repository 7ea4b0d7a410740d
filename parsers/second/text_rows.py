"""The rows of cells of a plain text, cut at its blank lines, tabs and pipes."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

# A line that is blank and does not begin a cell.
_ROW_END = re.compile(r"\n(?!\t)[^\S\n]*(?=\n|\Z)")
_CELL = re.compile(r"(?:\A|\n)\t")
_RULE = frozenset("|-: ")  # what is printed between the head of a Markdown table and its rows
_MARKS = re.compile(r"\*\*|__|<br\s*/?>", re.IGNORECASE)
_ESCAPED_PIPE = "\ue000"  # of the private use area: no text prints it

Rows = list[list[str]]


def text_tables(body: bytes) -> list[Rows]:
    """Return all rows of a text: with a cell on a line, and with a row on a line.

    A row that is no cells is left out.
    """
    lines = _text(body).splitlines()
    rows = (_CELL.split(row)[1:] for row in _ROW_END.split("\n".join(lines)))
    return [[row for row in rows if row], list(_piped_rows(lines))]


def _piped_rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the rows between pipes, without the blanks that fill up those of a narrow header."""
    filled = 0
    for line in lines:
        if "|" not in line or not (row := _piped(line)):
            continue
        printed = len(row)
        while printed and not row[printed - 1].strip():
            printed -= 1
        if printed > 1 and not any(map(str.isdigit, line)):  # a header, no line left blank
            filled = len(row) - printed
        yield row[: max(printed, len(row) - filled)]


def _piped(line: str) -> list[str]:
    if set(line) <= _RULE:
        return []
    pieces = line.strip().replace("\\|", _ESCAPED_PIPE).split("|")
    if not pieces[0]:  # an outer pipe before the first cell, then one after the last
        pieces = pieces[1:] if pieces[-1] else pieces[1:-1]
    return [unescape(_MARKS.sub("", piece.replace(_ESCAPED_PIPE, "|"))) for piece in pieces]


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")
