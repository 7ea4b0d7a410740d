"""Rows and cells that are not where the form has them."""

from tests.generator.paper import Cell, Paper, Table, placed
from tests.generator.quirks.registry import CHAPTERED, quirk

_APPLICANTS = 7
_SPANS = ("html", "docx", "pdf", "xlsx", "xls", "odt")
_SELDOM = "indicators.received_email."  # some bodies leave the line out: nothing is amiss
_RAGGED = ("html", "docx", "text")  # elsewhere a row has a cell, if an empty one, in each column


def _requests(paper: Paper) -> Table:
    table = paper.table("requests")
    assert table is not None
    return table


def _value_rows(paper: Paper) -> list[tuple[Table, list[Cell]]]:
    return [
        (table, row)
        for table in paper.tables()
        for row in table.rows
        if any(cell.role == "value" for cell in row)
    ]


@quirk("tables", clash="columns cut column", forms=CHAPTERED)
def total_first(paper: Paper) -> None:
    """总计 stands before 自然人."""
    table = _requests(paper)
    heads = table.rows[1]
    heads.insert(0, heads.pop())
    for row in table.rows[3:]:
        if row[-1].role == "value":
            row.insert(1 - _APPLICANTS, row.pop())


@quirk("tables", clash="columns cut column", forms=CHAPTERED)
def organisations_first(paper: Paper) -> None:
    """法人或其他组织 before 自然人, its members in another order."""
    table = _requests(paper)
    heads = table.rows[1]
    heads[0], heads[1] = heads[1], heads[0]
    order = paper.random.sample(range(5), 5)
    table.rows[2] = [table.rows[2][n] for n in order]
    for row in table.rows[3:]:
        if row[-1].role != "value":
            continue
        person, *others, total = row[-_APPLICANTS:]
        row[-_APPLICANTS:] = [*(others[n] for n in order), person, total]


@quirk("tables", clash="columns cut column", forms=CHAPTERED)
def disclosure_columns_moved(paper: Paper) -> None:
    """Columns of chapter 二 in another order, each block its own."""
    table = paper.table("disclosure")
    assert table is not None
    order: list[int] = []
    for row in table.rows:
        if row[-1].role == "head":
            order = paper.random.sample(range(1, len(row)), len(row) - 1)
        if row[-1].role in ("head", "value"):
            widths = [cell.width for cell in row]
            row[1:] = [row[n] for n in order]
            for cell, width in zip(row, widths, strict=False):
                cell.width = width


@quirk("tables", clash="columns rows column cut labels headings", forms=CHAPTERED)
def transposed(paper: Paper) -> None:
    """Applicants down, results across: the whole table of chapter 三 turned, spans and all."""
    table = _requests(paper)
    turned: dict[int, list[tuple[int, Cell]]] = {}
    for top, left, cell in placed(table):
        cell.height, cell.width = cell.width, cell.height
        turned.setdefault(left, []).append((top, cell))
    table.rows = [
        [cell for _, cell in sorted(turned.get(n, []), key=lambda each: each[0])]
        for n in range(max(turned) + 1)
    ]


@quirk("tables", clash="rows")
def rows_shuffled(paper: Paper) -> None:
    """Rows of the innermost groups in another order."""
    for table in paper.tables():
        start = 0
        while start < len(table.rows):
            end = start
            while end < len(table.rows) and _is_free(table.rows[end]):
                end += 1
            moved = table.rows[start:end]
            paper.random.shuffle(moved)
            table.rows[start:end] = moved
            start = max(end, start) + 1


def _is_free(row: list[Cell]) -> bool:
    """A row with one label of its own, without numbers of an outer group."""
    labels = [cell for cell in row if cell.role == "label"]
    return (
        len(labels) == 1
        and labels[0].text[:1] not in "一二三四五六七八九（"
        and bool(labels[0].code)
    )


@quirk("tables", clash="rows")
def empty_rows(paper: Paper) -> None:
    for table in paper.tables():
        wide = sum(cell.width for cell in table.rows[0])
        places = range(1, len(table.rows))
        for at in sorted(paper.random.sample(places, min(2, len(places))), reverse=True):
            if all(cell.height == 1 for row in table.rows[:at] for cell in row):
                table.rows.insert(at, [Cell("") for _ in range(wide)])


@quirk("tables", clash="rows columns", forms=CHAPTERED)
def column_numbers(paper: Paper) -> None:
    """1, 2, 3 … under the headers."""
    table = _requests(paper)
    table.rows.insert(3, [Cell("栏次", width=3), *(Cell(str(n)) for n in range(1, 8))])


@quirk("tables", clash="rows columns", forms=CHAPTERED)
def columns_counted(paper: Paper) -> None:
    table = _requests(paper)
    table.rows.insert(3, [Cell(str(n)) for n in range(1, 11)])


@quirk("tables", clash="rows")
def footnote_row(paper: Paper) -> None:
    for table in paper.tables():
        wide = sum(cell.width for cell in table.rows[0])
        table.rows.append([Cell("注：以上数据统计截至12月31日，共3类。", width=wide)])


@quirk("tables", clash="rows")
def row_twice(paper: Paper) -> None:
    """The same row printed twice with the same values."""
    table, row = paper.random.choice(_value_rows(paper))
    if len([cell for cell in row if cell.role == "label"]) == 1 and row[0].height == 1:
        at = table.rows.index(row)
        table.rows.insert(at + 1, [Cell(c.text, c.role, 1, c.width, c.code) for c in row])


@quirk("tables", clash="rows", harmed=True)
def row_twice_differing(paper: Paper) -> None:
    table, row = paper.random.choice(_value_rows(paper))
    if len([cell for cell in row if cell.role == "label"]) == 1 and row[0].height == 1:
        again = [Cell(c.text, c.role, 1, c.width, c.code) for c in row]
        again[-1].text = "7777"
        table.rows.insert(table.rows.index(row) + 1, again)


@quirk("tables", clash="rows", harmed=True)
def row_missing(paper: Paper) -> None:
    """A line left out, of those that every body prints."""
    choices = [
        pair
        for pair in _value_rows(paper)
        if all(cell.height == 1 and not cell.address.startswith(_SELDOM) for cell in pair[1])
    ]
    table, row = paper.random.choice(choices)
    group = next(
        (
            cell
            for other in table.rows
            for cell in other
            if cell.height > 1 and cell.role == "label" and _covers(table, cell, row)
        ),
        None,
    )
    if group is None:
        table.rows.remove(row)


def _covers(table: Table, cell: Cell, row: list[Cell]) -> bool:
    top = next(n for n, cells in enumerate(table.rows) if cell in cells)
    return top <= table.rows.index(row) < top + cell.height


@quirk("tables", clash="rows column columns", harmed=True, media=_RAGGED)
def cell_missing(paper: Paper) -> None:
    """A row with one value cell too few."""
    _, row = paper.random.choice(_value_rows(paper))
    row.remove(paper.random.choice([cell for cell in row if cell.role == "value"]))


@quirk("tables", clash="rows column columns", harmed=True, media=_RAGGED)
def cell_too_many(paper: Paper) -> None:
    _, row = paper.random.choice(_value_rows(paper))
    at = row.index(paper.random.choice([cell for cell in row if cell.role == "value"]))
    row.insert(at, Cell(paper.random.choice(("", "5"))))


@quirk("tables", clash="rows column columns", harmed=True, media=_RAGGED)
def cells_glued(paper: Paper) -> None:
    """Two numbers in one cell without anything between: 34608 and 5376."""
    rows = [
        row
        for _, row in _value_rows(paper)
        if [cell.role for cell in row][-2:] == ["value", "value"]
    ]
    if rows:
        row = paper.random.choice(rows)
        last = row.pop()
        row[-1].text += last.text


@quirk("tables", clash="rows", harmed=True, forms=("F2014",))
def unit_and_number_glued(paper: Paper) -> None:
    """条34608: the cells of a line run together."""
    for table in paper.tables():
        rows = [row for row in table.rows if any(cell.role == "unit" for cell in row)]
        for row in paper.random.sample(rows, min(4, len(rows))):  # a cut table has fewer
            first = next(n for n, cell in enumerate(row) if cell.role == "unit")
            row[first].text = "".join(cell.text for cell in row[first:])
            del row[first + 1 :]


@quirk("tables", clash="rows", harmed=True, media=_SPANS)
def values_merged_down(paper: Paper) -> None:
    """One cell with a number reaches over two rows."""
    for table in paper.tables():
        for upper, lower in zip(table.rows, table.rows[1:], strict=False):
            one, other = upper[-1], lower[-1]
            if one.role == other.role == "value" and one.width == other.width == 1:
                one.height = 2
                lower.pop()
                return


@quirk("tables", clash="rows", harmed=True, media=_SPANS)
def values_merged_across(paper: Paper) -> None:
    rows = [
        row
        for _, row in _value_rows(paper)
        if [cell.role for cell in row][-2:] == ["value", "value"]
    ]
    if rows:
        row = paper.random.choice(rows)
        row.pop()
        row[-1].width += 1
