"""Damage to the parsers' own first reading of a document: what it lost, shifted or misread."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest

import parsers.report
from parsers.model import Cell, Document, Grid, Reading, Report
from parsers.report import parse_report

Change = Callable[[list[Cell], Random], list[Cell]]


def drop_cell(cells: list[Cell], rng: Random) -> list[Cell]:
    """A cell is lost, those right of it move up."""
    lost = rng.choice([cell for cell in cells if cell.text])
    kept = [cell for cell in cells if cell is not lost]
    return [
        cell._replace(left=cell.left - 1)
        if (cell.top, cell.left > lost.left) == (lost.top, True)
        else cell
        for cell in kept
    ]


def empty_cell(cells: list[Cell], rng: Random) -> list[Cell]:
    """A number is not seen."""
    lost = rng.choice(_numbers(cells))
    return [cell._replace(text="") if cell is lost else cell for cell in cells]


def swap_cells(cells: list[Cell], rng: Random) -> list[Cell]:
    """Two numbers change places."""
    numbers = _numbers(cells)
    one, other = rng.sample(numbers, 2) if len(numbers) > 1 else numbers * 2
    texts = {id(one): other.text, id(other): one.text}
    return [cell._replace(text=texts.get(id(cell), cell.text)) for cell in cells]


def swap_rows(cells: list[Cell], rng: Random) -> list[Cell]:
    """Two lines of numbers change places, their labels do not."""
    rows = {cell.top for cell in _numbers(cells)}
    if len(rows) < 2:
        return cells
    one, other = rng.sample(sorted(rows), 2)
    tops = {one: other, other: one}
    moved = {id(cell) for cell in _numbers(cells)}
    return [
        cell._replace(top=tops.get(cell.top, cell.top)) if id(cell) in moved else cell
        for cell in cells
    ]


def shift_column(cells: list[Cell], rng: Random) -> list[Cell]:
    """The numbers of a line stand one column further left, the first last."""
    row = rng.choice(_numbers(cells)).top
    line = [cell for cell in _numbers(cells) if cell.top == row]
    texts = {id(cell): after.text for cell, after in zip(line, [*line[1:], line[0]], strict=True)}
    return [cell._replace(text=texts.get(id(cell), cell.text)) for cell in cells]


def drop_row(cells: list[Cell], rng: Random) -> list[Cell]:
    """A line is lost."""
    row = rng.choice(_numbers(cells)).top
    return [cell for cell in cells if cell.top != row]


def misread_digit(cells: list[Cell], rng: Random) -> list[Cell]:
    """A digit is taken for another."""
    chosen = rng.choice(_numbers(cells))
    text = str(int(chosen.text) + rng.choice((1, 3, 10)))
    return [cell._replace(text=text) if cell is chosen else cell for cell in cells]


def join_cells(cells: list[Cell], rng: Random) -> list[Cell]:
    """Two neighbours are read as one number, and a blank."""
    numbers = _numbers(cells)
    if len(numbers) < 2:
        return cells
    at = rng.randrange(len(numbers) - 1)
    one, other = numbers[at : at + 2]
    texts = {id(one): one.text + other.text, id(other): ""}
    return [cell._replace(text=texts.get(id(cell), cell.text)) for cell in cells]


def _numbers(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.text.isdigit()]


DAMAGES: dict[str, Change] = {
    each.__name__: each
    for each in (
        drop_cell,
        empty_cell,
        swap_cells,
        swap_rows,
        shift_column,
        drop_row,
        misread_digit,
        join_cells,
    )
}


def damaged(reading: Reading, changes: Sequence[Change], rng: Random) -> Reading:
    """A first reading with a table changed, perhaps more than once."""
    for change in changes:
        grids = [each for each in reading.blocks if isinstance(each, Grid) and _numbers(each.cells)]
        grid = rng.choice(grids)
        other = replace(grid, cells=tuple(change(list(grid.cells), rng)))
        blocks = tuple(other if each is grid else each for each in reading.blocks)
        reading = replace(reading, blocks=blocks)
    return reading


def read_as(document: Document, reading: Reading) -> Report:
    """The report where the first reading of the document is this one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parsers.report, "read", lambda _, **_options: reading)
        return parse_report(document, twice=True)
