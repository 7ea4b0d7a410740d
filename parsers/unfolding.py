"""A report set inside one table: lines over its whole width that are chapters and their text.

Only for titles, chapters and dates; the figures are read from the table as it is.
"""

from collections.abc import Iterator
from dataclasses import replace

from parsers.model import Block, Cell, Grid, Paragraph, Reading
from parsers.sections import may_open_chapter, opens_chapter


def unfolded(reading: Reading) -> Reading:
    """Return the reading with the text of such tables as paragraphs between pieces of the table."""
    blocks: list[Block] = []
    places = []
    for block in reading.blocks:
        places.append(len(blocks))
        blocks.extend(_pieces(block) if isinstance(block, Grid) else (block,))
    if len(blocks) == len(reading.blocks):
        return reading
    places.append(len(blocks))
    content = reading.content and (places[reading.content[0]], places[reading.content[1]])
    return replace(reading, blocks=tuple(blocks), content=content)


def _pieces(grid: Grid) -> Iterator[Block]:
    """Yield the lines over the whole width as paragraphs, if any opens a chapter, and the rest."""
    opening = [cell for cell in grid.cells if cell.left == 0 and may_open_chapter(cell.text)]
    width = max(cell.left + cell.width for cell in grid.cells) if opening else 0
    if not any(cell.width == width and opens_chapter(cell.text) for cell in opening):
        yield grid
        return
    across = {id(cell) for cell in grid.cells if cell.text and cell.width == width}
    rest: list[Cell] = []
    for cell in grid.cells:
        if id(cell) not in across:
            rest.append(cell)
            continue
        if rest:
            yield replace(grid, cells=tuple(rest))
        rest = []
        yield from (Paragraph(line, cell.source) for line in cell.text.split("\n"))
    if rest:
        yield replace(grid, cells=tuple(rest))
