"""What a form is: rows, columns, blocks, chapters and the sums that must hold, as loaded values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Layout = Literal["rows", "one_row", "list"]
Axis = Literal["row", "column"]


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row; `path` holds its labels outermost first.

    `aliases` stand for the last label. `alternative` names the alternative the row belongs to, ""
    if it is always there; an `optional` one only some publishers print, and one is not expected
    where those of `unless` are printed. Rows of a list have a `unit` of their own and may hold a
    `decimal`; the label of a `bound` one says nothing without the line it stands under.
    """

    code: str
    path: tuple[str, ...]
    en: str
    aliases: tuple[str, ...] = ()
    alternative: str = ""
    unit: str = ""
    decimal: bool = False
    optional: bool = False
    bound: bool = False
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A printed value column.

    `unit` is the unit values are kept in, "" where each row has its own. `unit_stated`: the form
    leaves the unit open, so a cell or its header must say it. `signed`: the value is a change.
    `decimal`: fractions are normal. `optional`: some publishers leave the column out.
    """

    code: str
    path: tuple[str, ...]
    en: str
    unit: str
    aliases: tuple[str, ...] = ()
    signed: bool = False
    decimal: bool = False
    unit_stated: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ListHeads:
    """What else stands in the header of a list and around it, by its printed names.

    `name` heads the labels, `unit` the units, `number` the codes or serial numbers, `remark` the
    remarks; `whole` is the one of several value columns that holds all others. Lines that begin
    with a word of `aside` (填报单位, 联系电话) hold no figures.
    """

    name: tuple[str, ...]
    unit: tuple[str, ...]
    number: tuple[str, ...]
    remark: tuple[str, ...]
    whole: tuple[str, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A sum or bound that must hold in a block.

    For `each` row, `terms` and `equals` are columns, for `each` column they are rows; a leading
    "-" subtracts; `counts` are further members. `at` limits the places. `proves` says what rule B
    may conclude from a sum: blank "parts" are zero where the others make up the total; a blank
    "total" is the sum of its parts; an "empty" sum is zero where another of the block is filled.
    """

    rule: str
    kind: str
    each: Axis
    terms: tuple[str, ...]
    equals: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    proves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormBlock:
    """A stretch of a table with one header.

    Layout `rows` prints one line per row; `one_row` prints all rows × columns side by side in a
    single line of values; `list` one line per row with its unit, nested by enumerators alone, and
    lines without a value for `groups`. A list is `ordered` where its lines never change places.
    `caption` is the full-width line above, "" if there is none; `corner` the header's cell above
    the row labels.
    """

    table: str
    chapter: int
    layout: Layout
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    caption: str = ""
    caption_en: str = ""
    corner: str = ""
    groups: tuple[Row, ...] = ()
    heads: ListHeads | None = None
    ordered: bool = False

    def unit(self, row: Row, column: Column) -> str:
        """Return the unit of a place: the row's own where it has one."""
        return row.unit or column.unit

    def is_decimal(self, row: Row, column: Column) -> bool:
        """Say whether fractions are normal at a place."""
        return row.decimal or column.decimal


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter by its official number and title, with reviewed other titles."""

    number: int
    title: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)  # one object per form: hashing its rows is slow
class Form:
    """A form of the report's tables; `last_year` 0 means still in force.

    `alternatives` are exclusive choices of rows, the form's own first.
    """

    id: str
    name: str
    en: str
    notice: str
    first_year: int
    last_year: int
    alternatives: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    blocks: tuple[FormBlock, ...]

    @property
    def is_list(self) -> bool:
        """Whether the tables are one list of indicators, as before 2019."""
        return any(block.layout == "list" for block in self.blocks)

    def rows(self, block: FormBlock, alternative: str = "") -> tuple[Row, ...]:
        """Return the block's rows under an alternative ("": the form's own)."""
        chosen = alternative or next(iter(self.alternatives), "")
        return tuple(row for row in block.rows if row.alternative in ("", chosen))

    def places(self, alternative: str = "") -> tuple[tuple[str, str, str], ...]:
        """Return every (table, row, column) the form prints, in printed order."""
        return tuple(self._places(alternative))

    def _places(self, alternative: str) -> Iterator[tuple[str, str, str]]:
        for block in self.blocks:
            for row in self.rows(block, alternative):
                for column in block.columns:
                    yield block.table, row.code, column.code
