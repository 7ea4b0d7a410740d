"""Cells of HTML rows as text: nearly all are bare text or one paragraph and need no walk."""

import re

from lxml import etree

from parsers.grid import Marked, parse_span

# Stands for a line break while pieces of text are collected; no NUL comes out of the parser.
BREAK = "\0"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CELLS = frozenset(("td", "th"))


def simple_row(row: etree._Element, source: str) -> list[Marked] | None:
    """Return the cells of a row at *source*, None unless each is simple and nothing between."""
    cells: list[Marked] = []
    for number, cell in enumerate(row, start=1):
        text = simple_text(cell) if cell.tag in _CELLS else None
        tail = cell.tail
        if text is None or (tail and not tail.isspace()):
            return None
        cells.append(raw_cell(cell, text, f"{source}/td[{number}]"))
    return None if (row.text or "").strip() else cells


def simple_text(cell: etree._Element) -> str | None:
    """Return the text of a cell that is bare text or one bare paragraph, as nearly all are."""
    n_inside = len(cell)
    if n_inside == 0:
        return cell.text or ""
    before, inner = cell.text, cell[0]
    if n_inside > 1 or len(inner) or inner.tag != "p" or (before and not before.isspace()):
        return None
    after = inner.tail
    return None if after and not after.isspace() else inner.text or ""


def raw_cell(cell: etree._Element, raw: str, source: str) -> Marked:
    """Return a cell that prints what was collected as *raw*."""
    rowspan, colspan = cell.get("rowspan"), cell.get("colspan")
    return (
        raw if raw.isalnum() else printed(raw),
        1 if rowspan is None else parse_span(rowspan),
        1 if colspan is None else parse_span(colspan),
        source,
    )


def printed(raw: str) -> str:
    """Return collected text as printed: white space of the source collapsed, no empty lines."""
    if raw.isalnum():
        return raw
    lines = []
    for part in raw.split(BREAK):
        line = part.strip()
        if line:
            lines.append(line if line.isalnum() else _SPACES.sub(" ", line))
    return "\n".join(lines)
