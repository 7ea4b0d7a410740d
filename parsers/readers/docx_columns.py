"""Columns of a Word table that are none: slivers between cells that nearly end together.

Rows drawn by hand, and files converted from old Word, have cells that end a hair before or after
those above. Each hair is a column of the grid, and cells span it: it carries no text.
"""

from collections.abc import Sequence

from lxml import etree

from parsers.model import Cell
from parsers.readers.xml_names import attribute, children

# In twentieths of a point. No digit fits into 1 mm, the margins of a cell alone take 3.8 mm.
SLIVER = 57


def column_widths(table: etree._Element) -> list[int]:
    """Return the widths that a table states for its columns; 0 for what is no number."""
    widths = (attribute(each, "w") for grid in children(table, "tblGrid") for each in grid)
    return [
        int(width) if width.isascii() and width.isdigit() and len(width) < 8 else 0
        for width in widths
    ]


def without_phantoms(cells: tuple[Cell, ...], widths: Sequence[int]) -> tuple[Cell, ...]:
    """Return the cells with sliver columns taken out, and blank cells that stand in those alone.

    A column that has text of its own stays, and so does one of unknown width.
    """
    slivers = {column for column, width in enumerate(widths) if 0 < width < SLIVER}
    slivers -= {cell.left for cell in cells if cell.width == 1 and cell.text}
    if not slivers:
        return cells
    moved = [0]
    for column in range(max(cell.left + cell.width for cell in cells)):
        moved.append(moved[-1] + (column not in slivers))
    placed = (
        cell._replace(left=moved[cell.left], width=moved[cell.left + cell.width] - moved[cell.left])
        for cell in cells
    )
    return tuple(cell for cell in placed if cell.width)
