"""Rows and columns that stand in another order than the form's.

They are read by their labels all the same. But two labels that changed places keep every sum of a
column or row, so that nothing but their order shows it.
"""

from collections.abc import Iterator, Sequence

from parsers.forms.lookup import BlockLookup
from parsers.forms.model import FormBlock, Row
from parsers.lines import Line
from parsers.model import Finding, Outcome
from parsers.rows import TableReading

_ROW = (
    "“{zh}”一行不在通常的次序上，与上面各行的名称可能互换。",
    "The row “{en}” is out of order; it may have changed labels with a row above.",
)
_COLUMN = (
    "“{zh}”一栏不在通常的次序上，与左面各栏的名称可能互换。",
    "The column “{en}” is out of order; it may have changed labels with a column to its left.",
)


def out_of_order(readings: Sequence[TableReading]) -> Iterator[Finding]:
    """Yield a finding for each row and column that stands after one it comes before in the form.

    Each table is looked at alone: a report may print its tables and blocks in any order, but each
    block in one piece. A row of one alternative beside those of another has no order, nor has a row
    that stands there again.
    """
    for reading in readings:
        headers: set[int] = set()
        for line in reading.lines:
            if id(line.header) not in headers:
                headers.add(id(line.header))
                yield from _columns(line)
        yield from _rows(reading.lines)


def _rows(lines: Sequence[Line]) -> Iterator[Finding]:
    printed = [(line.block.block, line.block.row_places.get(line.row, -1)) for line in lines]
    alternatives = {block.rows[place].alternative for block, place in printed if place >= 0}
    last: dict[int, int] = {}
    met: set[tuple[int, int]] = set()
    open_block = -1
    for block, place in printed:
        mixed = len(alternatives - {""}) > 1 and place >= 0 and block.rows[place].alternative
        if place < 0 or mixed or (id(block), place) in met:
            continue
        met.add((id(block), place))
        taken_up_again = id(block) in last and id(block) != open_block
        if taken_up_again or place < last.get(id(block), -1):
            yield _row(block, block.rows[place])
        last[id(block)] = max(place, last.get(id(block), -1))
        open_block = id(block)


def _row(block: FormBlock, row: Row) -> Finding:
    addresses = tuple(f"{block.table}.{row.code}.{column.code}" for column in block.columns)
    names = "／".join(row.path), row.en
    return _finding("form.row_order", f"{block.table}.{row.code}", _ROW, names, addresses)


def _columns(line: Line) -> Iterator[Finding]:
    lookup, last = line.block, -1
    if line.header.heads == lookup.order:
        return
    for row, column in line.header.heads:
        place = lookup.order.index((row, column))
        if place < last:
            where = f"{lookup.block.table}.{row or '*'}.{column}"
            yield _finding("form.column_order", where, _COLUMN, _names(lookup, row, column), ())
        last = max(last, place)


def _names(lookup: BlockLookup, row: str, column: str) -> tuple[str, str]:
    block = lookup.block
    head = next(each for each in block.columns if each.code == column)
    over = next((each for each in block.rows if each.code == row), None)
    if over is None:
        return "／".join(head.path), head.en
    return "／".join((*over.path, *head.path)), f"{over.en}: {head.en}"


def _finding(
    rule: str,
    where: str,
    said: tuple[str, str],
    names: tuple[str, str],
    figures: tuple[str, ...],
) -> Finding:
    (zh, en), (name_zh, name_en) = said, names
    return Finding(
        rule,
        Outcome.UNCERTAIN,
        where,
        actual=name_zh,
        detail=zh.format(zh=name_zh),
        figures=figures,
        detail_en=en.format(en=name_en),
    )
