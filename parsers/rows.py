"""What a printed table yields under a form: its lines as rows, and what is refused in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.amounts import prints_number
from parsers.claims import Claims
from parsers.forms.labels import label_unit
from parsers.forms.lookup import FormLookup
from parsers.grid import Table
from parsers.headers import Stretch, find_headers, is_caption, stretches
from parsers.lines import Candidate, Line, LineReader, numbers_columns
from parsers.model import Cell


@dataclass(frozen=True, slots=True)
class Refusal:
    """A printed line or header that cannot be understood; `text` quotes its labels."""

    rule: str
    text: str
    source: str


class TableReading:
    """What a table yields under a form: lines, refusals, and the cells that were understood.

    `n_before` rows stand before the first header; `goes_on` says that the last line stands under a
    header whose columns are known, so that what follows the table may belong to it.
    """

    def __init__(self, table: Table, form: FormLookup) -> None:
        self.table = table
        self.lines: list[Line] = []
        self.refusals: list[Refusal] = []
        self._form = form
        self._reader = LineReader(table)
        self._claims = Claims(table)
        for cells in table.rows:
            if is_caption(cells, form):
                self._claims.claim(cells)
        self.n_before = table.height
        self.goes_on = False
        for stretch in stretches(table, form):
            self.n_before = min(self.n_before, stretch.header.start)
            self._read(stretch)

    def unclaimed(self) -> Iterator[Cell]:
        """Return the cells with digits that nothing was made of, but for mere words."""
        return self._claims.left()

    def _read(self, stretch: Stretch) -> None:
        header = [cell for row in stretch.header for cell in self.table.rows[row]]
        candidates = find_headers(self.table, stretch.header, self._form)
        if candidates:
            self._claims.claim(header)
        else:
            self._refuse("form.header_unknown", header)
        self.goes_on = bool(candidates) and stretch.body.stop == self.table.height
        unit = self._unit_above(stretch.header.start)
        for row in stretch.body if candidates else ():
            if self.table.rows[row]:
                self._read_line(row, candidates, unit)

    def _unit_above(self, row: int) -> str:
        above = self.table.rows[row - 1] if row else ()
        return label_unit(above[0].text) if above and is_caption(above, self._form) else ""

    def _read_line(self, row: int, candidates: Sequence[Candidate], unit: str) -> None:
        cells = self.table.covering(row)
        if numbers_columns(cells):
            self._claims.claim(cells)
            return
        for candidate in candidates:
            line = self._reader.line(row, candidate, unit)
            if line is not None:
                self.lines.append(line)
                _, header = candidate
                self._claims.claim(header.values_and_labels(cells))
                return
        self._refuse_line(row, candidates)

    def _refuse_line(self, row: int, candidates: Sequence[Candidate]) -> None:
        cells = self.table.rows[row]
        n_values = min(len(header.heads) for _, header in candidates)
        if len(cells) <= n_values and not any(prints_number(cell.text) for cell in cells):
            return
        if not any(cell.text for cell in cells):
            return  # what it should have said is missing already
        known = any(self._reader.is_known(row, candidate) for candidate in candidates)
        self._refuse("form.wrong_cell_count" if known else "form.label_unknown", cells)

    def _refuse(self, rule: str, cells: Sequence[Cell]) -> None:
        labels = [cell.text for cell in cells if cell.text and not prints_number(cell.text)]
        self.refusals.append(Refusal(rule, "／".join(labels), cells[0].source))
