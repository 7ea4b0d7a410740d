"""Errors a publisher can make: each changes a paper that balances, and nothing else knows of it."""

from collections.abc import Callable
from itertools import pairwise
from random import Random

from tests.generator.labels import LABELS
from tests.generator.paper import Cell, Paper, Table

Mutant = Callable[[Paper, Random], None]
MUTANTS: dict[str, Mutant] = {}
CONSISTENT = "consistent_change"


def mutant(change: Mutant) -> Mutant:
    """Register a mutant under the name of its function."""
    MUTANTS[change.__name__] = change
    return change


def _row(paper: Paper, dice: Random, least: int = 1) -> list[Cell]:
    """A row with so many values, tables weighted by their figures; empty where none has."""
    rows = [row for row in _rows(paper) if len(_values(row)) >= least]
    return rows and dice.choices(rows, [len(_values(row)) for row in rows])[0]


def _rows(paper: Paper) -> list[list[Cell]]:
    return [row for table in paper.tables() for row in table.rows if _values(row)]


def _values(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.role == "value"]


def _column(paper: Paper, dice: Random, least: int = 2) -> list[Cell]:
    """Values that stand under each other, with so many of them."""
    columns: dict[str, list[Cell]] = {}
    for cell in paper.values():
        table, _, column = cell.address.split(".")
        if table != "appeals":
            columns.setdefault(f"{table}.{column}", []).append(cell)
    choices = [cells for cells in columns.values() if len(cells) >= least]
    return dice.choices(choices, [len(cells) for cells in choices])[0]


def _other_digit(text: str, dice: Random) -> str:
    places = [n for n, char in enumerate(text) if char.isdigit()]
    at = dice.choice(places)
    first = at == places[0] and len(places) > 1
    digit = dice.choice([d for d in "123456789" if d != text[at]] + ([] if first else ["0"]))
    return text[:at] + digit + text[at + 1 :]


def _is_total(cell: Cell) -> bool:
    _, row, column = cell.address.split(".")
    return "total" in (row.rpartition("_")[2], column)


@mutant
def digit_of_a_part(paper: Paper, dice: Random) -> None:
    cell = dice.choice([cell for cell in paper.values() if not _is_total(cell)])
    cell.text = _other_digit(cell.text, dice)


@mutant
def digit_of_a_total(paper: Paper, dice: Random) -> None:
    cell = dice.choice([cell for cell in paper.values() if _is_total(cell)])
    cell.text = _other_digit(cell.text, dice)


@mutant
def digit_of_both(paper: Paper, dice: Random) -> None:
    """A part and a total of its own row or column, each by itself."""
    row = _row(paper, dice)
    for cell in dice.sample(_values(row), min(2, len(_values(row)))):
        cell.text = _other_digit(cell.text, dice)


@mutant
def zero_for_a_number(paper: Paper, dice: Random) -> None:
    dice.choice(paper.values()).text = "0"


@mutant
def numbers_swapped_in_a_row(paper: Paper, dice: Random) -> None:
    values = _values(_row(paper, dice, 2))
    if not values:
        return  # a form with one number in a row
    one, other = dice.sample(values, 2)
    one.text, other.text = other.text, one.text


@mutant
def numbers_swapped_in_a_column(paper: Paper, dice: Random) -> None:
    one, other = dice.sample(_column(paper, dice), 2)
    one.text, other.text = other.text, one.text


@mutant
def row_shifted(paper: Paper, dice: Random) -> None:
    """The numbers of a row one column to the left, the first last."""
    _rotate(_values(_row(paper, dice, 2)))


@mutant
def column_shifted(paper: Paper, dice: Random) -> None:
    """The numbers of a column one row up, the first last."""
    _rotate(_column(paper, dice))


def _rotate(cells: list[Cell]) -> None:
    texts = [cell.text for cell in cells]
    for cell, text in zip(cells, [*texts[1:], *texts[:1]], strict=True):
        cell.text = text


@mutant
def row_pushed(paper: Paper, dice: Random) -> None:
    """An empty cell before the numbers of a row: each stands one column too far right."""
    row = _row(paper, dice)
    row.insert(row.index(_values(row)[0]), Cell(""))


@mutant
def column_pushed(paper: Paper, dice: Random) -> None:
    """The numbers of a column one row down: the first is blank, the last is lost."""
    cells = _column(paper, dice)
    for cell, text in zip(cells, ["", *(cell.text for cell in cells)], strict=False):
        cell.text = text


@mutant
def row_copied_over_the_next(paper: Paper, dice: Random) -> None:
    rows = _rows(paper)
    pairs = [pair for pair in pairwise(rows) if len(_values(pair[0])) == len(_values(pair[1]))]
    for one, other in zip(*map(_values, dice.choice(pairs)), strict=True):
        other.text = one.text


@mutant
def row_dropped(paper: Paper, dice: Random) -> None:
    """A row is gone; merged labels beside it reach over one row less."""
    row = _row(paper, dice)
    table = next(table for table in paper.tables() if row in table.rows)
    at = table.rows.index(row)
    for top, cells in enumerate(table.rows[:at]):
        for cell in cells:
            cell.height -= top + cell.height > at
    merged = [cell for cell in row if cell.height > 1]
    for cell in merged:
        cell.height -= 1
    if merged and at + 1 < len(table.rows):
        table.rows[at + 1][:0] = merged
    del table.rows[at]


@mutant
def row_doubled(paper: Paper, dice: Random) -> None:
    """A row printed twice, the second time with another digit."""
    row = dice.choice([row for row in _rows(paper) if all(cell.height == 1 for cell in row)])
    table = next(table for table in paper.tables() if row in table.rows)
    again = [Cell(c.text, c.role, 1, c.width, c.code, c.address) for c in row]
    changed = dice.choice(_values(again))
    changed.text = _other_digit(changed.text, dice)
    table.rows.insert(table.rows.index(row) + 1, again)


@mutant
def cell_deleted(paper: Paper, dice: Random) -> None:
    row = _row(paper, dice)
    row.remove(dice.choice(_values(row)))


@mutant
def cell_blanked(paper: Paper, dice: Random) -> None:
    dice.choice(paper.values()).text = ""


@mutant
def row_labels_swapped(paper: Paper, dice: Random) -> None:
    """Two rows of one table change their labels, not their numbers."""
    rows = {id(table): [row for row in table.rows if _values(row)] for table in paper.tables()}
    table = dice.choices(list(rows), [max(0, len(each) - 1) for each in rows.values()])[0]
    one, other = (
        next(cell for cell in reversed(row) if cell.role == "label")
        for row in dice.sample(rows[table], 2)
    )
    one.text, other.text = other.text, one.text


@mutant
def column_labels_swapped(paper: Paper, dice: Random) -> None:
    heads = [
        [cell for cell in row if cell.role == "head" and cell.code]
        for table in paper.tables()
        for row in table.rows
    ]
    chosen = [row for row in heads if len(row) > 1]
    if chosen:
        one, other = dice.sample(dice.choice(chosen), 2)
        one.text, other.text = other.text, one.text


@mutant
def table_cut(paper: Paper, dice: Random) -> None:
    """The last rows of a table are missing."""
    table = dice.choice(paper.tables())
    starts = [n for n, row in enumerate(table.rows) if _values(row)]
    _cut(table, dice.choice(starts))


@mutant
def table_lost(paper: Paper, dice: Random) -> None:
    table = dice.choice(paper.tables())
    if len(paper.tables()) > 1:
        paper.items.remove(table)
    else:
        _cut(table, len(table.rows) // 2)


def _cut(table: Table, at: int) -> None:
    table.rows = table.rows[:at]
    for top, row in enumerate(table.rows):
        for cell in row:
            cell.height = min(cell.height, at - top)


@mutant
def consistent_change(paper: Paper, dice: Random) -> None:
    """A number with every sum it is part of: nothing printed contradicts it."""
    single = [
        cell
        for cell in paper.values()
        if not _is_total(cell) and cell.address.split(".")[1] not in SUMS
    ]
    chosen = dice.choice(single)
    moved = {chosen.address, *_sums_of(*chosen.address.split("."))}
    for cell in paper.values():
        if cell.address in moved and cell.text.lstrip("+-").isdigit():
            cell.text = str(int(cell.text) + 3)


def _sums_of(table: str, row: str, column: str) -> set[str]:
    if table == "indicators":
        wholes = [whole for whole, parts in SUMS.items() if row in parts]
        above = {address for whole in wholes for address in _sums_of(table, whole, column)}
        return {f"{table}.{whole}.{column}" for whole in wholes} | above
    if table != "requests":
        return {f"{table}.{row}.total"}
    rows = _FLOWS.get(row, (row, "outcomes_total", "new_received"))
    return {f"{table}.{each}.{name}" for each in rows for name in (column, "total")}


SUMS: dict[str, list[str]] = LABELS["sums"]
# new_received + carried_in = outcomes_total + carried_out
_FLOWS = {
    "new_received": ("new_received", "carried_out"),
    "carried_in": ("carried_in", "carried_out"),
    "carried_out": ("carried_out", "new_received"),
}
