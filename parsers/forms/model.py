"""What a form is: rows, columns, blocks, chapters and the sums that must hold, as loaded values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Layout = Literal["rows", "one_row"]
Axis = Literal["row", "column"]


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row; `path` holds its labels outermost first.

    `aliases` stand for the last label. `alternative` names the alternative the row belongs to, ""
    if it is always there.
    """

    code: str
    path: tuple[str, ...]
    en: str
    aliases: tuple[str, ...] = ()
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A printed value column.

    `unit` is the unit values are kept in. `unit_stated`: the form leaves the unit open, so a cell
    or its header must say it. `signed`: the value is a change. `decimal`: fractions are normal.
    """

    code: str
    path: tuple[str, ...]
    en: str
    unit: str
    aliases: tuple[str, ...] = ()
    signed: bool = False
    decimal: bool = False
    unit_stated: bool = False


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
    single line of values. `caption` is the full-width line above, "" if there is none; `corner`
    the header's cell above the row labels.
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


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter by its official number and title, with reviewed other titles."""

    number: int
    title: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)  # one object per form: hashing its rows is slow
class Form:
    """An official form; `last_year` 0 means still in force.

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
