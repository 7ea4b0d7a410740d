"""What reading a list leaves in doubt: lines, columns and numbers that are not the form's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parsers.claims import Claims, has_digits
from parsers.doubts import doubt, refused, table_unread, unclaimed
from parsers.forms.labels import line_key
from parsers.grid import Table
from parsers.list_heads import ListStretch, Panel
from parsers.model import Cell, Finding
from parsers.rows import Refusal
from parsers.wording import Said

_LONGEST_QUOTE = 60
_MOST_LABELS = 8
_LONGEST_NUMBER = 20


@dataclass(slots=True)
class Doubts:
    """The findings of a list; `unread` are the grids with a number that no place was found for.

    Every cell with digits is claimed by what was made of it, or is a finding in the end.
    """

    findings: list[Finding] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)
    _table: Table | None = None
    _claims: Claims | None = None  # of the table being read

    def begin(self, table: Table) -> None:
        """Begin with a table."""
        self._table, self._claims = table, Claims(table)

    def end(self) -> None:
        """End with the table: report every number that nothing was made of."""
        left = list(self._claims.left()) if self._claims is not None else []
        self.findings += unclaimed(left)
        if left:
            self._mark()

    def too_long(self, table: Table) -> None:
        """Report a table that is too long for a list; nothing of it is read."""
        said = Said(
            f"这张表有{table.height}行，不像统计表，未予采用。",
            f"This table has {table.height} rows, which no list has; not taken.",
        )
        self._add("form.table_unread", table.grid.source, said, "")
        self.unread.add(table.grid.ordinal)

    def claim(self, cells: Iterable[Cell]) -> None:
        """Note that something was made of these cells, or that they are reported."""
        if self._claims is not None:
            self._claims.claim(cells)

    def unknown_line(
        self, cells: Sequence[Cell], labels: Sequence[str], *, misplaced: bool
    ) -> None:
        """Report a line that the form does not have, or not in this place; blank ones say nothing.

        Its numbers are quoted with it. A cell behind the label with a number, as 条34608 where unit
        and number ran together, is no part of the label, however little else it prints.
        """
        labels = labels[:_MOST_LABELS]
        self.claim(cell for cell in cells if cell.text in labels)
        values = [cell.text for cell in cells if cell.text not in labels and has_digits(cell)]
        if not values and not any(_holds_number(text) for text in labels[1:]):
            return
        text = "／".join((*labels, *values))
        self.claim(cells)
        if not misplaced:
            self._refuse("form.label_unknown", text, cells)
            return
        quoted = text[:_LONGEST_QUOTE]
        said = Said(
            f"“{quoted}”一行不在其所属项目之下，无法确定是哪一项，未予采用。",
            f"The row “{quoted}” does not stand under its group; which it is cannot be told.",
        )
        self._add("form.row_misplaced", cells[0].source, said, text)

    def group(self, cells: Sequence[Cell], values: Sequence[Cell]) -> None:
        """Note a group; a number beside it, where lines have their *values*, stays unclaimed."""
        self.claim(cell for cell in cells if cell not in values or not _may_be_number(cell))

    def wrong_count(self, cells: Sequence[Cell], labels: Sequence[str]) -> None:
        """Report a line of the form whose cells do not fit the header."""
        values = [cell.text for cell in cells if cell.text and cell.text not in labels]
        self.claim(cells)
        self._refuse("form.wrong_cell_count", "／".join((*labels, *values)), cells)

    def out_of_order(self, cells: Sequence[Cell], labels: Sequence[str]) -> None:
        """Report a line that does not stand in its order; its numbers are taken."""
        text = "／".join(labels)[:_LONGEST_QUOTE]
        said = Said(
            f"“{text}”一行不在通常的次序上，上下两行的名称可能互换。",
            f"The row “{text}” is out of order; it may have changed labels with a row above.",
        )
        self._add("form.row_order", cells[0].source, said, text)

    def no_value_column(self, table: Table, stretch: ListStretch, body: Iterable[int]) -> None:
        """Report that no column of a table can be taken for the year's value, once for all."""
        header = [cell for row in stretch.header for cell in table.rows[row]]
        for row in body:
            self.claim(table.rows[row])
        if header:
            text = "／".join(cell.text for cell in header if cell.text)
            self._refuse("form.header_unknown", text, header)
        else:
            self.findings.append(table_unread(table.grid.source))
            self._mark()

    def unknown_columns(self, table: Table, panels: Iterable[Panel], body: Sequence[int]) -> None:
        """Report each column that the form does not have, with its numbers claimed."""
        heads = [
            (head.text, head.cell)
            for panel in panels
            for head in panel.heads
            if head.column is None and head.role == "unknown" and head.cell is not None
        ]
        for text, cell in heads:
            below = [table.at(row, cell.left) for row in body]
            numbers = [each for each in below if each is not None and _may_be_number(each)]
            if not numbers:
                continue
            said = Said(
                f"表头“{text[:_LONGEST_QUOTE]}”一栏不在表式之中，其下{len(numbers)}个数字未予采用。",
                f"The column “{text[:_LONGEST_QUOTE]}” is not the form's; its {len(numbers)} "
                "numbers are not taken.",
            )
            self._add("form.column_unknown", cell.source, said, text)

    def _refuse(self, rule: str, text: str, cells: Sequence[Cell]) -> None:
        self.findings.append(refused(Refusal(rule, text, cells[0].source)))
        self._mark()

    def _add(self, rule: str, where: str, said: Said, actual: str) -> None:
        self.findings.append(doubt(rule, where, said, actual=actual))
        self._mark()

    def _mark(self) -> None:
        if self._table is not None:
            self.unread.add(self._table.grid.ordinal)


def _holds_number(label: str) -> bool:
    """Say whether digits stand in a label beside its own number: 条01, not 1.当面申请数."""
    return any(map(str.isdigit, line_key(label)))


def _may_be_number(cell: Cell) -> bool:
    return has_digits(cell) and len(cell.text) <= _LONGEST_NUMBER
