"""What the forms say: every printed place with its code, labels and unit.

The columns of the value tables, the rows of table `dictionary` and the numbering of figures in
`evidence.db` are all derived here, so a new form year brings its own.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from parsers.forms import Column, Form, FormBlock, Row, forms
from parsers.prose_figures import COLUMN, FEES, NARRATIVE
from parsers.vocabulary import vocabulary

VALUE_TABLES = ("disclosure", "requests", "appeals", "indicators")
ROW_NAME = {"disclosure": "row", "requests": "row", "appeals": "route", "indicators": "row"}
# Numbers read from sentences, one column each: a row per report and code.
PROSE_TABLES = (FEES, NARRATIVE)
_PROSE_FORM = {FEES: "F2021", NARRATIVE: "PROSE"}
_PROSE_CHAPTER = {FEES: 6, NARRATIVE: 0}


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
    """Return every place of every form in printed order, then the codes of sentences."""
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
    for each in vocabulary().codes:
        name = (_PROSE_FORM[each.table], each.table, each.code, COLUMN)
        code, place = f"{name[0]}/{each.row}.{COLUMN}", (each.zh, each.en, each.unit)
        places.append(Place(code, *name, *place, _PROSE_CHAPTER[each.table], len(places) + 1))
    return tuple(places)


def addresses() -> tuple[str, ...]:
    """Return every figure address of every form, sorted: a figure's id is its place here."""
    return tuple(sorted({place.address for place in dictionary()}))
