"""Pages of glyphs and ruling lines to blocks: tables joined over page breaks, paragraphs between.

PDF and scans mark no headings: text outside ruled tables is paragraphs.
"""

from collections.abc import Iterator, Sequence

from parsers.model import Block
from parsers.readers.pagebreaks import append, goes_on
from parsers.readers.pdf_lines import Line, furniture, margins, paragraphs
from parsers.readers.pdf_marks import PageMarks
from parsers.readers.pdf_sheets import Sheet, grid, sheet
from parsers.readers.pdf_tables import TablePart, page_tables

Item = Line | TablePart
Run = list[Line] | Sheet


def page_blocks(pages: Sequence[PageMarks]) -> tuple[tuple[Block, ...], list[int]]:
    """Return the blocks of all pages, and the pages too dense with lines to have tables."""
    items, dense = _items(pages)
    return tuple(_blocks(_runs(items))), dense


def _items(pages: Sequence[PageMarks]) -> tuple[list[Item], list[int]]:
    """Lines and tables of all pages in reading order, without page numbers and running heads."""
    found: list[list[Item]] = []
    dense: list[int] = []
    for page in pages:
        tables, lines, is_dense = page_tables(page)
        found.append(sorted([*lines, *tables], key=_top))
        dense.extend([page.number] if is_dense else [])
    dropped = furniture([_outermost(items) for items in found])
    return [item for items in found for item in items if item not in dropped], dense


def _top(item: Item) -> float:
    return item.top if isinstance(item, Line) else item.box[1]


def _outermost(items: Sequence[Item]) -> tuple[Line, ...]:
    edges = items if len(items) < 2 else (items[0], items[-1])
    return tuple(item for item in edges if isinstance(item, Line))


def _runs(items: Sequence[Item]) -> list[Run]:
    """Tables joined over page breaks, and the lines between them."""
    runs: list[Run] = []
    for item in items:
        last = runs[-1] if runs else None
        if isinstance(item, TablePart):
            if isinstance(last, Sheet) and goes_on(last, item):
                append(last, item)
            else:
                runs.append(sheet(item))
        elif isinstance(last, list):
            last.append(item)
        else:
            runs.append([item])
    return runs


def _blocks(runs: Sequence[Run]) -> Iterator[Block]:
    """Grids, and paragraphs of all else: a table of one column is text with a background."""
    texts: list[list[Line]] = [[]]
    grids: list[Sheet] = []
    for run in runs:
        if isinstance(run, Sheet) and len(run.columns) > 2:
            grids.append(run)
            texts.append([])
        else:
            texts[-1].extend(run.lines if isinstance(run, Sheet) else run)
    body = margins([line for lines in texts for line in lines])
    yield from paragraphs(texts[0], body)
    for ordinal, (table, lines) in enumerate(zip(grids, texts[1:], strict=True), 1):
        yield grid(table, ordinal)
        yield from paragraphs(lines, body)
