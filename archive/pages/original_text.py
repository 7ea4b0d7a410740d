"""Archived text, Word files and spreadsheets as harmless HTML with the place of a figure marked."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from archive.pages.original_html import MARK
from parsers.errors import UnreadableDocument
from parsers.model import Block, Cell, Document, Grid, Heading
from parsers.readers import read
from parsers.text import decode

_LINES = re.compile(r"L(\d+)(?:-(\d+))?(?::\d+)?")
_MOST_LINES = 20_000


def marked_text(body: bytes, source: str) -> str:
    """Return decoded text line by line, `id="cell"` on the first line *source* names."""
    text, _, _ = decode(body)
    found = _LINES.fullmatch(source)
    first = int(found[1]) if found else 0
    last = int(found[2] or found[1]) if found else 0
    lines = text.splitlines()[:_MOST_LINES]
    shown = (_line(line, number, first, last) for number, line in enumerate(lines, start=1))
    return f'<pre class="lines">{"".join(shown)}</pre>'


def _line(line: str, number: int, first: int, last: int) -> str:
    anchor = f' id="{MARK}"' if number == first else ""
    marked = ' class="hit"' if first <= number <= last else ""
    return f"<span{anchor}{marked}><i>{number}</i>{escape(line)}</span>\n"


def marked_blocks(body: bytes, source: str) -> str:
    """Return an Office file as the readers see it: its paragraphs and tables, one cell marked."""
    try:
        reading = read(Document(body))
    except UnreadableDocument as error:
        return str(Markup("<p>{}</p>").format(error))
    return "".join(_block(block, source) for block in reading.blocks)


def _block(block: Block, source: str) -> str:
    if isinstance(block, Grid):
        return _table(block.cells, source)
    tag = "h3" if isinstance(block, Heading) else "p"
    return f"<{tag}>{escape(block.text)}</{tag}>"


def _table(cells: Iterable[Cell], source: str) -> str:
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.top, []).append(cell)
    lines = (
        "".join(_cell(cell, source) for cell in sorted(row, key=lambda cell: cell.left))
        for _, row in sorted(rows.items())
    )
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _cell(cell: Cell, source: str) -> str:
    anchor = f' id="{MARK}"' if source and cell.source == source else ""
    return f'<td rowspan="{cell.height}" colspan="{cell.width}"{anchor}>{escape(cell.text)}</td>'
