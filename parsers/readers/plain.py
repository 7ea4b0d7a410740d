"""Plain text copied from a page to blocks.

A cell is a line that starts with a tab; a bare line right below continues it; a blank line ends
the row. Cells covered by a row span are empty tab lines, cells covered by a column span are not
printed: so a row keeps its cells in order, and nothing is concluded about their columns.
"""

import re
from collections.abc import Iterator

from parsers.model import (
    Block,
    Cell,
    Document,
    Grid,
    Medium,
    Paragraph,
    Reading,
    UnreadableDocument,
)
from parsers.readers.damage import decoded

# The longest reports print some 2,000 lines.
MAX_LINES = 200_000

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


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Yield paragraphs, and a grid wherever rows of cells come to an end."""
    cells: list[Cell] = []
    top, left, ordinal = 0, 0, 1
    for number, line in enumerate(lines, start=1):
        if line.startswith("\t"):
            cells.append(Cell(line.strip(), top, left, source=f"L{number}"))
            left += 1
        elif not line.strip():
            top, left = (top + 1, 0) if left else (top, left)
        elif left:
            cells[-1] = _continued(cells[-1], line.strip(), number)
        else:
            if cells:
                yield Grid(tuple(cells), ordinal, cells[0].source)
                cells, top, ordinal = [], 0, ordinal + 1
            yield Paragraph(line.strip(), f"L{number}")
    if cells:
        yield Grid(tuple(cells), ordinal, cells[0].source)


def _continued(cell: Cell, line: str, number: int) -> Cell:
    first = cell.source.partition("-")[0]
    text = f"{cell.text}\n{line}".strip()
    return Cell(text, cell.top, cell.left, source=f"{first}-{number}")
