"""XLSX and XLS to blocks: values and merged cells by calamine, everything else beside it.

Sheets, rows and columns that are hidden are not printed, so they are not read; a finding says so.
"""

import io
from collections.abc import Iterator, Sequence
from operator import itemgetter

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, SheetVisibleEnum
from python_calamine import CalamineWorkbook as Workbook

from parsers.errors import UnreadableDocument
from parsers.model import Block, Document, Finding, Grid, Medium, Outcome, Reading
from parsers.readers.flaws import UNSEEN, with_flaw
from parsers.readers.sheet_layout import Area, Sheet, blocks, source_of
from parsers.readers.sheet_marks import MAX_POSITIONS, Marks, Position
from parsers.readers.sheet_values import printed
from parsers.readers.sheet_xls import open_xls
from parsers.readers.sheet_xlsx import open_xlsx
from parsers.titles import years_printed

MAX_SHEETS = 200


def read_sheets(document: Document, medium: Medium) -> Reading:
    """Return the blocks of a workbook's shown sheets; raises UnreadableDocument."""
    if medium is Medium.XLSX:
        body, marks, metadata = open_xlsx(document.body)
    else:
        (body, marks), metadata = open_xls(document.body), ()
    reading = _Workbook(marks)
    try:
        with Workbook.from_filelike(io.BytesIO(body)) as workbook:
            reading.read(workbook)
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableDocument(f"damaged spreadsheet ({error}): fetch it again") from error
    except BaseException as error:  # a panic of calamine's Rust has no name to catch it by
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableDocument("damaged spreadsheet (calamine fails): fetch it again") from error
    return Reading(medium, tuple(reading.blocks), metadata, tuple(reading.doubts()))


class _Workbook:
    """The blocks of a workbook while its sheets are read, and what was left out or not certain."""

    def __init__(self, marks: Sequence[Marks]) -> None:
        self.blocks: list[Block] = []
        self._marks = marks
        self._hidden: list[tuple[str, str]] = []  # in both languages
        self._formats: list[str] = []
        self._n_grids = 0

    def read(self, workbook: Workbook) -> None:
        """Read the sheets that are shown, in their order.

        Those whose tab names another year than their title come last: a copy of last year's sheet
        under the new title, or the other way round.
        """
        shown: list[tuple[bool, Sheet]] = []
        for number, about in enumerate(workbook.sheets_metadata[:MAX_SHEETS]):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            marks = self._marks[number] if number < len(self._marks) else Marks()
            if about.visible != SheetVisibleEnum.Visible:
                if marks.rows:
                    self._hidden.append((f"工作表“{about.name}”", f"sheet “{about.name}”"))
                continue
            sheet = workbook.get_sheet_by_index(number)
            found = _shown(sheet, marks, f"sheet[{number + 1}]", self)
            shown.append((_contradicts(about.name, found), found))
        for _, found in sorted(shown, key=itemgetter(0)):
            self._add(found)

    def note_hidden(self, name: str) -> None:
        """Remember that a sheet has rows or columns that are not shown."""
        self._hidden.append((f"{name}的部分行或列", f"rows or columns of {name}"))

    def note_format(self, source: str) -> None:
        """Remember a number whose printed form is not certain."""
        self._formats.append(source)

    def _add(self, sheet: Sheet) -> None:
        for block in blocks(sheet, self._n_grids + 1):
            self._n_grids += isinstance(block, Grid)
            self.blocks.append(block)

    def doubts(self) -> Iterator[Finding]:
        """Yield what was left out and what may be printed otherwise."""
        if self._hidden:
            said, said_en = map("、".join, zip(*self._hidden[:10], strict=True))
            yield Finding(
                "sheet.hidden",
                Outcome.UNCERTAIN,
                actual=said,
                detail=f"工作簿中有隐藏的内容，未予读取：{said}。",
                detail_en=f"the workbook hides some of its content, which was not read: {said_en}.",
            )
        if self._formats:
            said, n = "、".join(self._formats[:10]), len(self._formats)
            yield Finding(
                "sheet.number_format",
                Outcome.UNCERTAIN,
                self._formats[0],
                actual=said,
                detail=f"有{n}个单元格的数字格式或公式无法还原，显示的数可能与读取的不同：{said}。",
                detail_en=f"{n} cells have a number format or a formula that could not be "
                f"followed; what they print may differ from what was read: {said}.",
            )


def _shown(sheet: CalamineSheet, marks: Marks, name: str, notes: _Workbook) -> Sheet:
    """Return a sheet without what it hides."""
    height, width = _size(marks)
    rows = _numbered(height, marks.hidden_rows)
    columns = _numbered(width, marks.hidden_columns)
    texts = _texts(sheet, marks, name, notes)
    if any(row not in rows or column not in columns for row, column in texts):
        notes.note_hidden(name)
    lines = frozenset(
        (rows[r], columns[c]) for r, c in marks.bordered if r in rows and c in columns
    )
    placed = _Placing(name, rows, columns)
    merged = dict(sheet.merged_cell_ranges or ())
    for first in sorted({*texts, *merged}):
        placed.place(texts.get(first, ""), first, merged.get(first, first))
    return Sheet(name, placed.areas, lines, tuple(rows), tuple(columns))


def _contradicts(tab: str, sheet: Sheet) -> bool:
    """Say whether a sheet's tab names one year and its first line of text another."""
    first = next((area.text for row in sheet.rows for area in row if area.text), "")
    years, stated = years_printed(tab), years_printed(first)
    return bool(years and stated) and not set(years).intersection(stated)


def _size(marks: Marks) -> tuple[int, int]:
    """Return how far a sheet reaches: to its last value, and the lines in the row after it."""
    near = [place for place in marks.bordered if place[0] <= marks.rows]
    height = max([marks.rows, *(row + 1 for row, _ in near)])
    width = max([marks.columns, *(column + 1 for _, column in near)])
    return (height, width) if height * width <= MAX_POSITIONS else (marks.rows, marks.columns)


def _numbered(count: int, hidden: set[int]) -> dict[int, int]:
    """Return the number that each row or column has among those that are shown."""
    return {place: n for n, place in enumerate(each for each in range(count) if each not in hidden)}


def _texts(sheet: CalamineSheet, marks: Marks, name: str, notes: _Workbook) -> dict[Position, str]:
    """Return what each cell prints; calamine's rows begin with the first that is not empty."""
    top, left = sheet.start or (0, 0)
    texts = dict(marks.unsolved)
    merged = {first for first, _ in sheet.merged_cell_ranges or ()} if marks.widths else set()
    for row, values in enumerate(sheet.to_python(), start=top):
        for column, value in enumerate(values, start=left):
            is_zero = isinstance(value, int | float) and value == 0 and value is not False
            if value == "" or (is_zero and not marks.shows_zeros):
                continue
            text, is_sure = printed(value, marks.formats.get((row, column), ""))
            if not is_sure:
                notes.note_format(source_of(name, row, column))
            flaw = marks.flaws.get((row, column), "")
            if not isinstance(value, str) and (row, column) not in merged:
                flaw = flaw or (UNSEEN if marks.is_too_narrow(column, text) else "")
            texts[row, column] = with_flaw(text, flaw)
    for row, column in marks.unsolved:
        notes.note_format(source_of(name, row, column))
    return texts


class _Placing:
    """The areas of a sheet by every position they cover, while they are placed."""

    def __init__(self, name: str, rows: dict[int, int], columns: dict[int, int]) -> None:
        self.areas: dict[Position, Area] = {}
        self._name, self._rows, self._columns = name, rows, columns
        self._room = MAX_POSITIONS

    def place(self, text: str, first: Position, last: Position) -> None:
        """Put a cell on its positions; what another merged cell covers is not seen."""
        down = _between(self._rows, first[0], last[0])
        across = _between(self._columns, first[1], last[1])
        if not down or not across or (down[0], across[0]) in self.areas:
            return
        self._room -= len(down) * len(across)
        if self._room < 0:
            raise UnreadableDocument("spreadsheet whose merged cells overlap: damaged or hostile")
        source = source_of(self._name, *first)
        area = Area(text, down[0], across[0], len(down), len(across), source)
        for row in down:
            for column in across:
                self.areas.setdefault((row, column), area)


def _between(numbers: dict[int, int], first: int, last: int) -> list[int]:
    """Return the shown ones of the rows or columns from *first* to *last*."""
    if first == last:
        return [numbers[first]] if first in numbers else []
    return [shown for place, shown in numbers.items() if first <= place <= last]
