"""Which column of a list is which: by the words of its header, or by those of the table before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.amounts import known_unit
from parsers.forms.labels import label_key, label_unit, line_key
from parsers.forms.lists import YEAR, ListLookup, head_key
from parsers.forms.model import Column
from parsers.grid import Table
from parsers.model import Cell
from parsers.text import with_digits

UNIT, NUMBER, REMARK, UNKNOWN = "unit", "number", "remark", "unknown"
_MOST_PANELS, _MOST_COLUMNS = 4, 60
_ANYWHERE = 10**9  # the last panel reaches to the end of every row


@dataclass(frozen=True, slots=True)
class Head:
    """A column right of the labels: `column` is the form's, None for any other `role`."""

    role: str
    text: str = ""
    cell: Cell | None = None
    column: Column | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Labels and their columns from `left` to `right`; two stand side by side in some tables.

    Cells stand exactly under the heads, or where that is not so in the same number.
    """

    left: int
    right: int
    heads: tuple[Head, ...]

    def column(self, code: str) -> Head | None:
        """Return the head of a column of the form, None where the table has none."""
        return next((head for head in self.heads if _code(head) == code), None)


@dataclass(frozen=True, slots=True)
class ListStretch:
    """The lines of a header and the lines under it, up to the next header.

    `years` are those the heads name.
    """

    header: range
    body: range
    panels: tuple[Panel, ...] = ()
    years: frozenset[int] = field(default=frozenset())


def list_stretches(table: Table, form: ListLookup) -> tuple[ListStretch, ...]:
    """Return the stretches of a table in printed order; the first may have no header."""
    tops = [row for row in range(table.height) if _is_header(table.rows[row], form)]
    first, ends = (tops[0], [*tops[1:], table.height]) if tops else (table.height, [])
    found = [ListStretch(range(0), range(first))] if first else []
    for top, end in zip(tops, ends, strict=True):
        bottom = _bottom(table, top, form)
        panels = tuple(_panels(table, range(top, bottom), form))
        heads = [head for panel in panels for head in panel.heads]
        years = {int(year) for head in heads if head.column for year in _years(head.text)}
        found.append(ListStretch(range(top, bottom), range(bottom, end), panels, frozenset(years)))
    return tuple(found)


def implied_panel(table: Table, rows: range, form: ListLookup) -> Panel | None:
    """Return the columns of a list printed without a header: label, unit and one value.

    Only where the form has a single column, and every line of the form prints just that.
    """
    printed = [table.covering(row) for row in rows if table.rows[row]]
    lines = [cells for cells in printed if line_key(cells[0].text) in form.entries]
    known = len(form.block.columns) == 1 and bool(lines)
    if not known or any(len(cells) != 3 or not is_unit(cells[1]) for cells in lines):
        return None
    column = form.block.columns[0]
    return Panel(0, _ANYWHERE, (Head(UNIT), Head(column.code, column=column)))


def is_unit(cell: Cell) -> bool:
    """Say whether a cell may stand in a column of units: a unit, a dash, or nothing."""
    return not any(map(str.isalnum, cell.text)) or known_unit(cell.text) != ""


def _is_header(cells: Sequence[Cell], form: ListLookup) -> bool:
    keys = {label_key(cell.text) for cell in cells if cell.text}
    if keys.isdisjoint(form.names):
        return False
    return not keys.isdisjoint(form.units) or any(
        head_key(cell.text) in form.columns for cell in cells
    )


def _bottom(table: Table, top: int, form: ListLookup) -> int:
    """Return the row after the header: that of its tallest label head."""
    names = [cell for cell in table.rows[top] if label_key(cell.text) in form.names]
    return max(cell.top + cell.height for cell in names)


def _panels(table: Table, rows: range, form: ListLookup) -> Iterator[Panel]:
    """Yield the panels of a header; each begins with the head of its labels."""
    leaves = [cell for cell in table.covering(rows.stop - 1) if cell.top >= rows.start]
    starts = [n for n, cell in enumerate(leaves) if label_key(cell.text) in form.names]
    if len(starts) > _MOST_PANELS or len(leaves) > _MOST_COLUMNS:
        return  # no printed header: damage or an attack
    lefts = [_panel_left(leaves, start, form) for start in starts]
    rights = [*lefts[1:], _ANYWHERE]
    ends = [*starts[1:], len(leaves)]
    for start, end, left, right in zip(starts, ends, lefts, rights, strict=True):
        heads = [_head(cell, form) for cell in leaves[start + 1 : end] if cell.left < right]
        while heads and not heads[0].text:
            del heads[0]  # a second column of labels
        yield Panel(0 if start == starts[0] else left, right, _decided(heads, form))


def _panel_left(leaves: Sequence[Cell], start: int, form: ListLookup) -> int:
    """Return where a panel begins: at its serial numbers if they stand left of the labels."""
    before = leaves[start - 1] if start else None
    if before is not None and label_key(before.text) in form.numbers:
        return before.left
    return leaves[start].left


def _head(cell: Cell, form: ListLookup) -> Head:
    key = label_key(cell.text)
    for role, words in ((UNIT, form.units), (NUMBER, form.numbers), (REMARK, form.remarks)):
        if key in words:
            return Head(role, cell.text, cell)
    column = form.columns.get(head_key(cell.text))
    if column is None:
        return Head(UNKNOWN, cell.text, cell)
    return Head(column.code, cell.text, cell, column, label_unit(cell.text))


def _decided(heads: Sequence[Head], form: ListLookup) -> tuple[Head, ...]:
    """Return the heads with one for each column of the form at most.

    Where two claim a column the one that says it holds all others has it, of two that name nothing
    but different years the later; else neither is taken.
    """
    decided = list(heads)
    for column in form.block.columns:
        claims = [head for head in heads if head.column == column]
        wholes = [head for head in claims if head_key(head.text) in form.wholes]
        kept = claims if len(claims) == 1 else wholes if len(wholes) == 1 else _latest(claims)
        for n, head in enumerate(decided):
            if head in claims and head not in kept:
                decided[n] = Head(UNKNOWN, head.text, head.cell)
    return tuple(decided)


def _latest(heads: Sequence[Head]) -> list[Head]:
    """Return the head of the latest year where each names one year, and none the same."""
    named = {year: head for head in heads for year in _years(head.text)}
    is_clear = len(named) == len(heads) and all(len(list(_years(each.text))) == 1 for each in heads)
    return [named[max(named)]] if named and is_clear else []


def _code(head: Head) -> str:
    return head.column.code if head.column is not None else ""


def _years(text: str) -> Iterator[int]:
    for year in YEAR.findall("".join(text.split())):
        yield int(with_digits(year))
