"""Layouts met before: tables with the same labels in the same cells are read without a search.

An archive is mostly the same form printed again with other numbers. Which cell is which place then
follows from the labels and spans alone, as it did the first time; only the numbers are read anew.
A layout is kept only if nothing in its tables was in doubt, and used only where no number is.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from parsers.amounts import parse_amount
from parsers.forms import Column, Form
from parsers.forms.lookup import lookup
from parsers.model import Cell, CellRef, Figure, Grid

Place = tuple[str, str, str]  # codes of table, row and column
Key = tuple[tuple[object, ...], ...]
Rules = tuple[str, str, bool, bool, bool]  # of `amount_rules`

# What stands in a key for every whole number, and for every fraction.
_WHOLE, _FRACTION = "0", "0.0"
_IS_FRACTION = re.compile(r"[0-9]+\.[0-9]+")
# Of 序号 and 编号, heads of columns that count the lines (`parsers.arranging`), and of 栏次, that
# of a line which counts the columns (`parsers.lines`).
_COUNTING = "序编栏"
_MOST_KEPT = 128  # of some 40 KB each
# Of all their fields in their order: half the time of naming them.
_figure, _ref = partial(tuple.__new__, Figure), partial(tuple.__new__, CellRef)


def amount_rules(column: Column, unit: str) -> Rules:
    """Return what `parse_amount` has to know of a column and of the unit stated in the table."""
    return column.unit, unit, column.signed, column.decimal, column.unit_stated


def read_cell(place: Place, rules: Rules, grid: int, cell: Cell) -> tuple[Figure, tuple[str, ...]]:
    """Return the figure that a cell of a grid prints, and the notes on how it is printed."""
    text, top, left, _, _, source = cell
    amount = parse_amount(text, *rules)
    ref = _ref((grid, top, left, source))
    return _figure((*place, amount.value, amount.kind, text, amount.unit, None, ref)), amount.notes


class _Spot(NamedTuple):
    """Where a place of the form is printed: grid and cell, counted from 0."""

    place: Place
    rules: Rules
    grid: int
    cell: int


class Layout(NamedTuple):
    """What stands where in the tables of a form, as their labels told it once."""

    form: Form
    alternative: str
    spots: tuple[_Spot, ...]

    def figures(self, grids: Sequence[Grid]) -> tuple[Figure, ...] | None:
        """Return the figures of grids of this layout, None where a number is doubtful."""
        figures = []
        for place, rules, number, index in self.spots:
            grid = grids[number]
            figure, notes = read_cell(place, rules, grid.ordinal, grid.cells[index])
            if notes:
                return None
            figures.append(figure)
        return tuple(figures)


class Layouts:
    """The layouts met last; a cache that changes nothing but the time a document takes."""

    def __init__(self) -> None:
        self._kept: dict[Key, Layout] = {}

    def get(self, key: Key | None) -> Layout | None:
        """Return the layout of grids with this key, None if it is not known or forgotten."""
        return self._kept.get(key) if key else None

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, key: Key, layout: Layout) -> None:
        """Keep a layout, and forget the oldest where there are too many."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = layout


def layout_key(grids: Sequence[Grid]) -> Key | None:
    """Return all that grids print but the value of numbers; None where these tell the layout too.

    They do in a line that counts the columns 1, 2, 3 (a cell from above may be the first of it),
    and in a column that counts the lines.
    """
    keys: list[tuple[object, ...]] = []
    for grid in grids:
        texts, tops, lefts, heights, widths, _ = zip(*grid.cells, strict=True)
        masked = tuple(
            [_WHOLE if text.isdecimal() and text.isascii() else _masked(text) for text in texts]
        )
        if not set(_COUNTING).isdisjoint("".join(masked)) or _counts_columns(texts, tops):
            return None
        if any(_is_number(masked[n]) for n, height in enumerate(heights) if height > 1):
            return None
        keys.append((grid.ordinal, masked, tops, lefts, heights, widths))
    return tuple(keys)


def layout_of(
    form: Form,
    alternative: str,
    figures: Sequence[Figure],
    units: Mapping[Place, str],
    grids: Sequence[Grid],
) -> Layout | None:
    """Return the layout that figures were read from, None where not all of them are printed.

    *units* are those the tables state for each place. Nor is there one where a line is printed from
    top to bottom: its numbers may count the columns, as `layout_key` tells only of rows.
    """
    columns = lookup(form).columns
    at = {
        (grid.ordinal, cell.top, cell.left): (number, index)
        for number, grid in enumerate(grids)
        for index, cell in enumerate(grid.cells)
    }
    spots = []
    tops: dict[tuple[str, str], int] = {}
    for figure in figures:
        if figure.cell is None:
            return None
        top = figure.cell.top
        if tops.setdefault((figure.table, figure.row), top) != top:
            return None
        place = figure.table, figure.row, figure.column
        number, index = at[figure.cell[:3]]
        spots.append(_Spot(place, amount_rules(columns[place], units[place]), number, index))
    return Layout(form, alternative, tuple(spots))


def _masked(text: str) -> str:
    return _FRACTION if text[-1:].isdecimal() and _IS_FRACTION.fullmatch(text) else text


def _is_number(masked: str) -> bool:
    return masked in (_WHOLE, _FRACTION)


def _counts_columns(texts: Sequence[str], tops: Sequence[int]) -> bool:
    """Say whether a row begins with 1 and 2, whatever blank cells stand before and between."""
    for number in (n for n, text in enumerate(texts) if text == "1"):
        above = next((n for n in range(number - 1, -1, -1) if texts[n]), None)
        below = next((text for text in texts[number + 1 :] if text), "")
        if below == "2" and (above is None or tops[above] != tops[number]):
            return True
    return False
