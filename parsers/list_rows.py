"""Which cells of a printed line of a list are its labels, its unit and its values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.amounts import known_unit, prints_number
from parsers.forms.labels import line_key
from parsers.forms.lists import ListLookup
from parsers.grid import Table
from parsers.list_heads import NUMBER, REMARK, UNIT, Head, Panel, is_unit
from parsers.model import Cell
from parsers.text import fold

_DIGITS = re.compile(r"[\d\s.,，、（）()]*")
_TABLE_TITLE = re.compile(r"统计表|统计数据|情况表|报表|\(?20[0-9]{2}年度?\)?$")


@dataclass(frozen=True, slots=True)
class Divided:
    """A line taken apart: label texts, the stated unit ("" if none), a cell for each column."""

    labels: tuple[str, ...]
    unit: str
    values: tuple[tuple[Head, Cell], ...]


def divide(table: Table, row: int, cells: Sequence[Cell], panel: Panel) -> Divided | None:
    """Return the parts of a line, None unless every cell fits its head.

    Cells are taken where they stand exactly under the heads, else in their order where there are
    as many. A value must begin in the line and end with it.
    """
    for right in (_by_position(table, row, cells, panel), cells[-len(panel.heads) :]):
        left = [cell for cell in cells if cell not in right]
        if len(right) == len(panel.heads) and _fits(row, left, right, panel):
            return _divided(row, left, right, panel)
    return None


def labels_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the texts of a line before anything that is a unit or a number."""
    labels: list[str] = []
    for place, cell in enumerate(cell for cell in cells if cell.text):
        if (prints_number(cell.text) and place) or (labels and is_unit(cell)):
            break
        if not prints_number(cell.text):  # a line may begin with its number
            labels.append(cell.text)
    return tuple(labels)


def stands_aside(cells: Sequence[Cell], form: ListLookup) -> bool:
    """Say whether a line holds no figures by what it says: 填报单位, 联系电话, a title alone."""
    printed = [cell.text for cell in cells if cell.text]
    if not printed or any(line_key(text) in form.entries for text in printed):
        return False
    if any(map(known_unit, printed[1:])):
        return False  # a line of its own with a unit and a number
    if len(printed) == 1 and _TABLE_TITLE.search(fold(printed[0])):
        return True
    return form.aside.match(fold(printed[0])) is not None


def _by_position(table: Table, row: int, cells: Sequence[Cell], panel: Panel) -> list[Cell]:
    """Return the cells that stand exactly under the heads, nothing if one does not."""
    found: list[Cell] = []
    for head in panel.heads:
        cell = table.at(row, head.cell.left) if head.cell is not None else None
        if cell is None or head.cell is None:
            return []
        if (cell.left, cell.width) != (head.cell.left, head.cell.width):
            return []
        found.append(cell)
    last = panel.heads[-1].cell if found else None
    if last is None:
        return []
    rows = (last.top, row - 1, row + 1)
    for cell in cells:
        if cell.left > last.left and (cell.text or not _has_column(table, cell.left, rows)):
            return []  # a number too many, or a line pushed beyond all others
    return found


def _has_column(table: Table, column: int, rows: Sequence[int]) -> bool:
    return any(table.at(row, column) is not None for row in rows)


def _fits(row: int, left: Sequence[Cell], right: Sequence[Cell], panel: Panel) -> bool:
    """Say whether labels stand left, and under each head what belongs there."""
    labels = [cell for cell in left if cell.text and cell.top == row]
    if not labels or any(prints_number(each.text) for each in labels[1:]):
        return False
    bottom = max(cell.top + cell.height for cell in labels)
    if right and any(cell.left < labels[-1].left for cell in right):
        return False
    return all(
        _belongs(row, bottom, head, cell) for head, cell in zip(panel.heads, right, strict=True)
    )


def _belongs(row: int, bottom: int, head: Head, cell: Cell) -> bool:
    if head.column is not None:
        return cell.top == row and cell.top + cell.height <= bottom
    if head.role == UNIT:
        return not any(map(str.isdigit, cell.text)) and len(cell.text) <= _LONGEST_UNIT
    if head.role == NUMBER:
        return _DIGITS.fullmatch(cell.text) is not None
    return bool(head.text) or head.role == REMARK or is_unit(cell)


_LONGEST_UNIT = 8


def _divided(row: int, left: Sequence[Cell], right: Sequence[Cell], panel: Panel) -> Divided:
    labels = [cell for cell in left if cell.text and cell.top == row]
    pairs = list(zip(panel.heads, right, strict=True))
    units = [cell.text for head, cell in pairs if head.role == UNIT]
    if not units and len(labels) > 1 and is_unit(labels[-1]):
        units = [labels.pop().text]  # a column of units without a head
    if len(labels) > 1 and prints_number(labels[0].text):
        del labels[0]  # the line's number, with or without a head
    unit = next((text for text in units if any(map(str.isalnum, text))), "")
    values = tuple(pair for pair in pairs if pair[0].column is not None)
    return Divided(tuple(cell.text for cell in labels), unit, values)
