"""The official tables of both forms as rows of cells, ready for any renderer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.demo.city import Look
from archive.demo.labels import (
    BLOCKS,
    COLUMNS,
    CORNER,
    DECIDED_2019,
    GROUPS,
    ORGANISATIONS,
    OTHER_ONE,
    OTHER_THREE,
    RESULTS,
    ROUTES,
    Block,
)
from archive.demo.printing import Printed

BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell. `label` tells the left-hand and heading cells from the numbers."""

    text: str
    across: int = 1
    down: int = 1
    label: bool = True


Row = tuple[Cell, ...]
Table = tuple[Row, ...]

# Widths of a row's cells by its number of columns, in four positions and in five as some sites
# print it, where the data rows of a block may disagree with its header.
EVEN = {1: (1, 3), 2: (1, 1, 2), 3: (1, 1, 1, 1)}
UNEVEN = {1: (1, 4), 2: (1, 2, 2), 3: (1, 1, 2, 1)}
DISAGREEING = (1, 2, 1, 1)


def disclosure_table(form: str, printed: Mapping[str, Printed], look: Look) -> Table:
    """Return the table of chapter 二: captioned blocks, four columns wide or (uneven) five."""
    return tuple(row for block in BLOCKS[form] for row in _block(block, form, printed, look))


def _block(block: Block, form: str, printed: Mapping[str, Printed], look: Look) -> Iterator[Row]:
    caption, columns, rows = block
    uneven = look.has("disagreeing_spans")
    widths = (UNEVEN if uneven else EVEN)[len(columns)]
    yield (Cell(_caption(caption, look), sum(widths)),)
    heads = ("信息内容", *(_head(label, look) for _, label in columns))
    yield tuple(Cell(text, across) for text, across in zip(heads, widths, strict=True))
    if uneven and columns == DECIDED_2019:
        widths = DISAGREEING
    for row, label in rows:
        texts = [printed[f"disclosure.{row}.{column}"].text for column, _ in columns]
        numbers = zip(texts, widths[1:], strict=True)
        yield (
            Cell(_row_label(row, label, form, look)),
            *(Cell(text, across, label=False) for text, across in numbers),
        )


def _caption(text: str, look: Look) -> str:
    return text.replace("条第", "条 第") if look.has("article_space") else text


def _head(label: str, look: Look) -> str:
    if label == "采购总金额" and look.money == "wan_header":
        label += "（万元）"
    return label if look.has("br_headers") else label.replace(BREAK, "")


def _row_label(row: str, label: str, form: str, look: Look) -> str:
    if row == "normative_docs" and look.has("normative_variant"):
        return "规范性文件" if form == "F2021" else "行政规范性文件"
    return label


def requests_table(printed: Mapping[str, Printed], look: Look) -> Table:
    """Return the table of chapter 三: three label columns and seven of numbers."""
    names = [_spaced(name) if look.has("spaced_labels") else name for name in ORGANISATIONS]
    head: Table = (
        (Cell(CORNER, 3, 3), Cell("申请人情况", 7)),
        (Cell("自然人", 1, 2), Cell("法人或其他组织", 5), Cell("总计", 1, 2)),
        tuple(Cell(name) for name in names),
    )
    lines = list(_results(printed, look))
    lines[0] = (Cell("三、本年度办理结果", 1, len(lines)), *lines[0])
    return (
        *head,
        (Cell("一、本年新收政府信息公开申请数量", 3), *_numbers("new_received", printed)),
        (Cell("二、上年结转政府信息公开申请数量", 3), *_numbers("carried_in", printed)),
        *lines,
        (Cell("四、结转下年度继续办理", 3), *_numbers("carried_out", printed)),
    )


def _results(printed: Mapping[str, Printed], look: Look) -> Iterator[Row]:
    one_row = "requests.other.total" in printed
    for group, rows in (*GROUPS, OTHER_ONE if one_row else OTHER_THREE):
        for n, (row, label) in enumerate(rows):
            text = label.replace(".", "、", 1) if look.has("comma_numbering") else label
            numbers = _numbers(row, printed)
            if not group:
                yield (Cell(text, 2), *numbers)
            elif n == 0:
                yield (Cell(group, 1, len(rows)), Cell(text), *numbers)
            else:
                yield (Cell(text), *numbers)
    yield (Cell("（七）总计", 2), *_numbers("outcomes_total", printed))


def _numbers(row: str, printed: Mapping[str, Printed]) -> Row:
    return tuple(Cell(printed[f"requests.{row}.{c}"].text, label=False) for c in COLUMNS)


def _spaced(name: str) -> str:
    return " ".join(name) if name == "商业企业" else name


def appeals_table(printed: Mapping[str, Printed], look: Look) -> Table:
    """Return the table of chapter 四: three header rows and one row of fifteen numbers."""
    names = [
        n.replace("结果", "结 果") if look.has("spaced_labels") else n for n in RESULTS.values()
    ]
    return (
        (Cell("行政复议", 5), Cell("行政诉讼", 10)),
        (
            *(Cell(name, 1, 2) for name in names),
            Cell("未经复议直接起诉", 5),
            Cell("复议后起诉", 5),
        ),
        tuple(Cell(name) for name in names * 2),
        tuple(
            Cell(printed[f"appeals.{route}.{result}"].text, label=False)
            for route in ROUTES
            for result in RESULTS
        ),
    )


def placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Yield every cell with its row and column in the grid, rows and columns from 0."""
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(table):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            yield top, left, cell
            taken |= {(top + d, left + a) for d in range(cell.down) for a in range(cell.across)}
            left += cell.across
