"""What the forms say: every printed place with its code, labels and unit.

The columns of the value tables, the rows of table `dictionary` and the numbering of figures in
`evidence.db` are all derived here, so a new form year brings its own.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from parsers.forms import Column, Form, FormBlock, Row, forms

VALUE_TABLES = ("disclosure", "requests", "appeals", "indicators")
ROW_NAME = {"disclosure": "row", "requests": "row", "appeals": "route", "indicators": "row"}


class Place(NamedTuple):
    """A place of a form, as a row of `dictionary`."""

    code: str
    form: str
    table_name: str
    row: str
    column: str
    label_zh: str
    label_en: str
    unit: str
    chapter: int
    ordinal: int

    @property
    def address(self) -> str:
        """The figure's address, `table.row.column`."""
        return f"{self.table_name}.{self.row}.{self.column}"


def _blocks(table: str) -> Iterator[tuple[Form, FormBlock]]:
    for form in forms():
        for block in form.blocks:
            if block.table == table:
                yield form, block


@cache
def value_columns(table: str) -> Mapping[str, type]:
    """Return the printed columns of a value table, every form's, with their types."""
    columns: dict[str, type] = {}
    for _, block in _blocks(table):
        for column in block.columns:
            known = columns.get(column.code, int)
            decimal = any(block.is_decimal(row, column) for row in block.rows)
            columns[column.code] = float if decimal else known
    return columns


def _label(row: Row, column: Column) -> str:
    return "／".join((*row.path, *column.path))


@cache
def dictionary() -> tuple[Place, ...]:
    """Return every place of every form, in printed order."""
    places: list[Place] = []
    for form in forms():
        for block in form.blocks:
            for row in block.rows:
                for column in block.columns:
                    code = f"{form.id}/{block.table}.{row.code}.{column.code}"
                    label_en = f"{row.en}: {column.en}"
                    labels = (_label(row, column), label_en, block.unit(row, column))
                    name = (form.id, block.table, row.code, column.code)
                    places.append(Place(code, *name, *labels, block.chapter, len(places) + 1))
    return tuple(places)


def addresses() -> tuple[str, ...]:
    """Return every figure address of every form, sorted: a figure's id is its place here."""
    return tuple(sorted({place.address for place in dictionary()}))
