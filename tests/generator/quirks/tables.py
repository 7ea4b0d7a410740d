"""Tables in any order, cut, merged, nested, with columns nobody asked for."""

from tests.generator.paper import Cell, Item, Line, Paper, Table, placed, width
from tests.generator.quirks.registry import CHAPTERED, quirk

_MARKED = ("html", "docx")


def _replace(paper: Paper, name: str, *items: Item) -> None:
    at = next(
        n for n, item in enumerate(paper.items) if isinstance(item, Table) and item.name == name
    )
    paper.items[at : at + 1] = items


def _blocks(paper: Paper) -> list[list[list[Cell]]]:
    """The rows of chapter 二, block by block."""
    table = paper.table("disclosure")
    assert table is not None
    starts = [n for n, row in enumerate(table.rows) if row[0].role == "caption"]
    ends = [*starts[1:], len(table.rows)]
    return [table.rows[start:end] for start, end in zip(starts, ends, strict=True)]


@quirk("tables", clash="cut", forms=CHAPTERED)
def tables_shuffled(paper: Paper) -> None:
    places = [n for n, item in enumerate(paper.items) if isinstance(item, Table)]
    tables = paper.tables()
    paper.random.shuffle(tables)
    for place, table in zip(places, tables, strict=True):
        paper.items[place] = table


@quirk("tables", clash="cut", forms=CHAPTERED)
def blocks_apart(paper: Paper) -> None:
    """Every block of chapter 二 a table of its own."""
    parts = [Table("disclosure", rows) for rows in _blocks(paper)]
    between = [item for part in parts for item in (part, Line("　"))]
    _replace(paper, "disclosure", *between)


@quirk("tables", clash="cut", forms=CHAPTERED)
def captions_outside(paper: Paper) -> None:
    """第二十条第（一）项 as a paragraph above a table of its own."""
    items: list[Item] = []
    for rows in _blocks(paper):
        items += [Line(rows[0][0].text), Table("disclosure", rows[1:])]
    _replace(paper, "disclosure", *items)


@quirk("tables", clash="cut", forms=CHAPTERED)
def no_captions(paper: Paper) -> None:
    _replace(
        paper,
        "disclosure",
        Table("disclosure", [row for rows in _blocks(paper) for row in rows[1:]]),
    )


@quirk("tables", clash="cut", forms=CHAPTERED)
def blocks_shuffled(paper: Paper) -> None:
    blocks = _blocks(paper)
    paper.random.shuffle(blocks)
    _replace(paper, "disclosure", Table("disclosure", [row for rows in blocks for row in rows]))


def _row_of(table: Table, code: str) -> int:
    """The index of the row with this label."""
    return next(
        n
        for n, row in enumerate(table.rows)
        for cell in row
        if cell.role == "label" and cell.code == code
    )


def _cut(paper: Paper, header: bool) -> None:
    """Cut chapter 三 where no merged cell but the outermost is open."""
    table = paper.table("requests")
    assert table is not None
    at = _row_of(table, "unable_not_held")
    outer = next(row[0] for row in table.rows if row[0].height > 9)
    start = next(n for n, row in enumerate(table.rows) if row[0] is outer)
    rest = outer.height - (at - start)
    outer.height -= rest
    below = table.rows[at:]
    below[0].insert(0, Cell(outer.text, "label", rest))
    heads = [
        [Cell(c.text, c.role, c.height, c.width, c.code) for c in row] for row in table.rows[:3]
    ]
    second = Table("requests", [*(heads if header else []), *below])
    _replace(paper, "requests", Table("requests", table.rows[:at]), Line("— 3 —"), second)


@quirk("tables", clash="cut", forms=CHAPTERED)
def cut_with_header(paper: Paper) -> None:
    _cut(paper, header=True)


@quirk("tables", clash="cut", forms=CHAPTERED)
def cut_without_header(paper: Paper) -> None:
    _cut(paper, header=False)


@quirk("tables", clash="cut", forms=("F2014",))
def cut_2014(paper: Paper) -> None:
    table = paper.tables()[0]
    at = len(table.rows) // 2
    heads = [Cell(c.text, c.role, c.height, c.width) for c in table.rows[0]]
    second = Table(table.name, [heads, *table.rows[at:]])
    _replace(paper, table.name, Table(table.name, table.rows[:at]), Line("续表"), second)


@quirk("tables", clash="cut", forms=CHAPTERED)
def all_in_one(paper: Paper) -> None:
    """The three tables as one."""
    tables = paper.tables()
    rows = [row for table in tables for row in table.rows]
    wide = max(map(width, tables))
    for table in tables:
        for row in table.rows:
            if row[0].role == "caption":
                row[0].width = wide
    first = next(n for n, item in enumerate(paper.items) if isinstance(item, Table))
    paper.items = [item for item in paper.items if not isinstance(item, Table)]
    paper.items.insert(first, Table("requests", rows))


@quirk("tables", clash="cut", forms=CHAPTERED)
def last_two_in_one(paper: Paper) -> None:
    requests, appeals = paper.table("requests"), paper.table("appeals")
    assert requests is not None
    assert appeals is not None
    requests.rows += appeals.rows
    paper.items.remove(appeals)


@quirk("tables", media=_MARKED, clash="style")
def nested_in_layout(paper: Paper) -> None:
    paper.look.table = "nested"


@quirk("tables", clash="first")
def metadata_table_first(paper: Paper) -> None:
    rows = (
        ("索引号", "001234567/2024-00012", "主题分类", "年报"),
        ("发布机构", paper.agency, "发文日期", f"{paper.year + 1}-01-20"),
        ("名称", paper.title, "文号", "无"),
    )
    paper.items.insert(0, Table("metadata", [[Cell(text) for text in row] for row in rows]))


@quirk("tables", clash="column")
def phantom_right(paper: Paper) -> None:
    """A narrow empty column at the right, as conversions leave it."""
    for table in paper.tables():
        for row in table.rows:
            row.append(Cell(""))


@quirk("tables", clash="column")
def phantom_inside(paper: Paper) -> None:
    """Headers two positions wide over a number and a phantom."""
    for table in paper.tables():
        last = width(table) - 1
        for top, left, cell in placed(table):
            if left + cell.width - 1 == last:
                if cell.role == "value":
                    table.rows[top].append(Cell(""))
                else:
                    cell.width += 1


@quirk("tables", clash="column")
def remarks(paper: Paper) -> None:
    _remarks(paper, lambda: paper.random.choice(("", "", "含上年结转", "/")))


@quirk("tables", clash="column")
def remarks_with_numbers(paper: Paper) -> None:
    _remarks(paper, lambda: paper.random.choice(("", "比上年增加5件", "16", "2019")))


def _remarks(paper: Paper, remark: object) -> None:
    assert callable(remark)
    for table in paper.tables():
        for row in table.rows:
            if any(cell.role == "value" for cell in row):
                row.append(Cell(remark()))
            elif row is table.rows[0] or (row[-1].role == "head" and table.name == "disclosure"):
                row.append(
                    Cell(
                        "备注",
                        height=3
                        if table.name != "disclosure" and table.name != "indicators"
                        else 1,
                    )
                )


@quirk("tables", clash="column", forms=("F2014",))
def line_numbers(paper: Paper) -> None:
    """序号 as the first column."""
    for table in paper.tables():
        for number, row in enumerate(table.rows):
            row.insert(0, Cell(str(number) if number else "序号"))


@quirk("tables", clash="column", forms=CHAPTERED)
def appeals_line_named(paper: Paper) -> None:
    table = paper.table("appeals")
    if table is None:
        return
    table.rows[0].insert(0, Cell("项目", height=3))
    table.rows[3].insert(0, Cell("件数"))


@quirk("tables", clash="column cut", forms=CHAPTERED)
def colspans_disagree(paper: Paper) -> None:
    """Header 1, 1, 2, 1 and data 1, 2, 1, 1: a number under two headers."""
    for rows in _blocks(paper)[:1]:
        for row in rows:
            if row[-1].role == "head":
                row[2].width += 1
            elif row[-1].role == "value":
                row[1].width += 1
            else:
                row[-1].width += 1


@quirk("tables", clash="labels cut", forms=CHAPTERED)
def labels_unmerged(paper: Paper) -> None:
    """Label columns without spans: a label once, blank cells below."""
    _unmerge(paper, repeat=False)


@quirk("tables", clash="labels cut", forms=CHAPTERED)
def labels_repeated(paper: Paper) -> None:
    """Label columns without spans: the group's label in every row."""
    _unmerge(paper, repeat=True)


def _unmerge(paper: Paper, repeat: bool) -> None:
    table = paper.table("requests")
    assert table is not None
    open_: list[tuple[int, str]] = []  # rows left, text
    for row in table.rows[3:]:
        labels = [cell for cell in row if cell.role == "label"]
        before = [Cell(text if repeat else "", "label") for left, text in open_ if left > 0]
        open_ = [(left - 1, text) for left, text in open_ if left > 0]
        open_ += [(cell.height - 1, cell.text) for cell in labels if cell.height > 1]
        for cell in labels:
            cell.height = 1
        row[: len(labels)] = [*before, *labels]


@quirk("tables", clash="labels cut", forms=CHAPTERED)
def outer_label_left_out(paper: Paper) -> None:
    """三、本年度办理结果 is not printed as a column."""
    table = paper.table("requests")
    assert table is not None
    for row in table.rows:
        if row[0].height > 9:
            del row[0]
        elif row[0].width > 2:
            row[0].width = 2


@quirk("tables", clash="labels cut", forms=CHAPTERED)
def group_label_cut(paper: Paper) -> None:
    """（四）无 / 法提供: a group's cell cut in two by a page."""
    table = paper.table("requests")
    assert table is not None
    at = _row_of(table, "unable_not_held")
    cell = table.rows[at][0]
    text = cell.text.replace("\n", "")
    cell.text, cell.height = text[:4], 1
    table.rows[at + 1].insert(0, Cell(text[4:], "label", 2))
