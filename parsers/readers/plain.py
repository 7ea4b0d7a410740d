"""Plain text to blocks: copied from a page, pasted from an office program, or Markdown.

In text copied from a page a cell is a line that starts with a tab; a bare line right below
continues it; a blank line ends the row. Cells covered by a row span are empty tab lines, cells
covered by a column span are not printed: so a row keeps its cells in order, and nothing is
concluded about their columns. Tables with a row on a line: see `parsers.readers.plain_rows`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.errors import UnreadableDocument
from parsers.model import Block, Cell, Document, Grid, Heading, Medium, Paragraph, Reading
from parsers.readers.damage import decoded
from parsers.readers.plain_rows import grid, rows_at

# The longest reports print some 2,000 lines.
MAX_LINES = 200_000

_HEADING = re.compile(r"(#{1,6})\s+(.*?)[\s#]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_plain(document: Document) -> Reading:
    """Return the paragraphs and grids of a text; raises UnreadableDocument if it is no text."""
    text, _, damage = decoded(document.body)
    lines = _LINE_END.split(text)
    if len(lines) > MAX_LINES:
        raise UnreadableDocument(
            f"text of more than {MAX_LINES:,} lines: not a report; cut the report out of it"
        )
    return Reading(Medium.TEXT, tuple(_blocks(lines)), findings=damage)


@dataclass(slots=True)
class _Cell:
    """A cell being read: its lines, and where it begins."""

    top: int
    left: int
    first: int
    lines: list[str]


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Yield paragraphs, and a grid wherever rows of cells come to an end."""
    cells: list[_Cell] = []
    top, left, ordinal = 0, 0, 1
    end = 0  # of the last table with a row on a line
    for number, line in enumerate(lines, start=1):
        if number <= end:
            continue
        rows = rows_at(lines, number - 1) if "\t" in line or "|" in line else []
        if rows:
            if cells:
                yield _grid(cells, ordinal)
                ordinal += 1
            yield grid(rows, ordinal)
            cells, top, left, ordinal, end = [], 0, 0, ordinal + 1, rows[-1].last + 1
        elif line.startswith("\t"):
            cells.append(_Cell(top, left, number, [line.strip()]))
            left += 1
        elif not line.strip():
            top, left = (top + 1, 0) if left else (top, left)
        elif left:
            cells[-1].lines.append(line.strip())
        else:
            if cells:
                yield _grid(cells, ordinal)
                cells, top, ordinal = [], 0, ordinal + 1
            yield _line(line.strip(), f"L{number}")
    if cells:
        yield _grid(cells, ordinal)


def _line(text: str, source: str) -> Heading | Paragraph:
    marked = _HEADING.fullmatch(text)
    return Heading(marked[2], len(marked[1]), source) if marked else Paragraph(text, source)


def _grid(cells: list[_Cell], ordinal: int) -> Grid:
    printed = tuple(
        Cell("\n".join(cell.lines).strip(), cell.top, cell.left, source=_source(cell))
        for cell in cells
    )
    return Grid(printed, ordinal, printed[0].source)


def _source(cell: _Cell) -> str:
    last = cell.first + len(cell.lines) - 1
    return f"L{cell.first}" if last == cell.first else f"L{cell.first}-{last}"
