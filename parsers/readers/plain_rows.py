"""Tables in plain text that print a row on one line: Markdown, and cells parted by tabs.

Nothing tells of merged cells here. What a spreadsheet pastes has a blank for each position that is
covered, what Word pastes has none: so nothing is concluded about columns, a line's cells only keep
their order, and a form refuses a line with one too few or too many.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from parsers.model import Cell, Grid

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_FENCED = re.compile(r"\s*\|.*\|\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRONG = re.compile(r"(\*\*|__)(.+?)\1")
_LONGEST_CELL = 30  # lines: a quoted cell that never ends is none


class Row(NamedTuple):
    """The cells printed on a line; `last` is the line at which it ends, both from 0.

    `before` is 1 where an outer pipe stands before the first.
    """

    first: int
    last: int
    texts: list[str]
    before: int = 0


def rows_at(lines: Sequence[str], start: int) -> list[Row]:
    """Return the rows of a table that begins on a line, none where no table does."""
    if "|" in lines[start]:
        return list(_piped(lines, start))
    return _tabbed(lines, start) if "\t" in lines[start] else []


def grid(rows: Sequence[Row], ordinal: int) -> Grid:
    """Return the rows as a grid; the source of a cell counts the pieces of its line."""
    cells = tuple(
        Cell(text, top, left, source=f"{_lines(row)}:{left + row.before + 1}")
        for top, row in enumerate(rows)
        for left, text in enumerate(row.texts)
    )
    return Grid(cells, ordinal, _lines(rows[0]))


def _lines(row: Row) -> str:
    return f"L{row.first + 1}" if row.first == row.last else f"L{row.first + 1}-{row.last + 1}"


# Markdown


def _piped(lines: Sequence[str], start: int) -> Iterator[Row]:
    """Yield the rows of a Markdown table: fenced by pipes, or ruled off below its first line.

    Where the rule has no outer pipes, a line that begins with one has a blank first cell.
    """
    rule = lines[start + 1] if start + 1 < len(lines) else ""
    parts = _pieces if rule.strip().startswith("|") else _PIPE.split
    is_ruled = _is_rule(rule) and len(parts(lines[start])) == len(parts(rule))
    if not is_ruled and not _FENCED.fullmatch(lines[start]):
        return
    is_bare = is_ruled and parts is not _pieces
    for number in range(start, len(lines)):
        line = lines[number]
        if "|" not in line or not (is_ruled or _FENCED.fullmatch(line)):
            return
        if not _is_rule(line):
            pieces = _PIPE.split(line) if is_bare else _pieces(line)
            before = 0 if is_bare else int(line.lstrip().startswith("|"))
            yield Row(number, number, [_cell(piece) for piece in pieces], before)


def _is_rule(line: str) -> bool:
    return "-" in line and _RULE.fullmatch(line) is not None


def _pieces(line: str) -> list[str]:
    r"""Return what stands between the pipes of a line, outer ones apart.

    >>> _pieces(r"| a | x\|y |  |"), _pieces("a | 3")
    ([' a ', ' x\\|y ', '  '], ['a ', ' 3'])
    """
    inner = line.strip().removeprefix("|")
    inner = inner if inner.endswith("\\|") else inner.removesuffix("|")
    return _PIPE.split(inner)


def _cell(text: str) -> str:
    plain = unescape(_STRONG.sub(r"\2", _BREAK.sub("\n", text.replace("\\|", "|"))))
    return "\n".join(line.strip() for line in plain.split("\n") if line.strip())


# Cells parted by tabs


def _tabbed(lines: Sequence[str], start: int) -> list[Row]:
    """Return the rows from a line on: two at least, or one of three cells.

    A tab before the only cell of a line is the other way to write tables.
    """
    rows: list[Row] = []
    number = start
    while number < len(lines) and "\t" in lines[number]:
        if not rows and lines[number].count("\t") == 1 and lines[number].startswith("\t"):
            break
        last = _end_of_quotes(lines, number)
        text = "\n".join(lines[number : last + 1])
        rows.append(Row(number, last, [cell.strip() for cell in _fields(text)]))
        number = last + 1
    return rows if len(rows) > 1 or any(len(row.texts) > 2 for row in rows) else []


def _end_of_quotes(lines: Sequence[str], number: int) -> int:
    """Return the line on which the last quoted cell of a row ends: cells may have lines in them."""
    if not re.search(r'(?:^|\t)"', lines[number]):
        return number
    quotes = 0
    for last in range(number, min(number + _LONGEST_CELL, len(lines))):
        quotes += lines[last].count('"')
        if quotes % 2 == 0:
            return last
    return number


def _fields(text: str) -> list[str]:
    r"""Return the cells of a row as spreadsheets write them to the clipboard.

    >>> _fields('"本年新\n制作数量"\t"甲""乙"\t\t3')
    ['本年新\n制作数量', '甲"乙', '', '3']
    """
    if '"' not in text:
        return text.split("\t")
    try:
        (row,) = csv.reader([text], delimiter="\t")
    except (csv.Error, ValueError):
        return text.split("\t")
    return row
